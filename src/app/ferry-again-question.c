/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same twice at a time is rarely what a person wants, so they are asked. */

#include "ferry-again-question.h"

#include "ferry-app-kinds.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct {
  FerryAgainWanted wanted;
  GTask *task; /* (owned) */
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->task);
  g_free (question);
}

static void
on_response (Question   *question,
             const char *response)
{
  if (g_str_equal (response, "again"))
    question->wanted (question->task);
  else
    g_task_return_new_error (question->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The person does not want it twice");
}

/**
 * ferry_again_question_ask:
 * @from: where a person asked for it
 * @kind: of the transfer that is under way
 * @wanted: (scope async): called if so
 * @task: for @wanted; else it fails with %G_IO_ERROR_CANCELLED
 *
 * Asks whether another one is wanted.
 */
void
ferry_again_question_ask (GtkWidget         *from,
                          FerryTransferKind  kind,
                          FerryAgainWanted   wanted,
                          GTask             *task)
{
  const FerryAppKind *words = ferry_app_kind (kind);
  g_autoptr (GtkBuilder) builder = NULL;
  AdwMessageDialog *dialog;
  Question *question = g_new0 (Question, 1);

  question->wanted = wanted;
  question->task = g_object_ref (task);
  builder = gtk_builder_new_from_resource (FERRY_RESOURCE_PATH "/ferry-again-question.ui");
  dialog = ADW_MESSAGE_DIALOG (gtk_builder_get_object (builder, "question"));
  adw_message_dialog_set_heading (dialog, _ (words->again_title));
  adw_message_dialog_set_body (dialog, _ (words->again_body));
  adw_message_dialog_set_response_label (dialog, "again", _ (words->again_answer));
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (from)));
  gtk_window_present (GTK_WINDOW (dialog));
}
