/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same twice at a time is rarely what a person wants, so they are asked. */

#include "ferry-again-question.h"

#include "ferry-app-kinds.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/**
 * ferry_again_question_ask:
 * @from: where a person asked for it
 * @kind: of the transfer that is under way
 * @answered: (scope async): called with the answer
 * @task: for @answered; held until then
 *
 * Asks whether another one is wanted.
 */
void
ferry_again_question_ask (GtkWidget          *from,
                          FerryTransferKind   kind,
                          FerryAgainAnswered  answered,
                          GTask              *task)
{
  const FerryAppKind *words = ferry_app_kind (kind);
  g_autoptr (GtkBuilder) builder = NULL;
  AdwMessageDialog *question;

  builder = gtk_builder_new_from_resource (FERRY_RESOURCE_PATH "/ferry-again-question.ui");
  question = ADW_MESSAGE_DIALOG (gtk_builder_get_object (builder, "question"));
  adw_message_dialog_set_heading (question, _ (words->again_title));
  adw_message_dialog_set_body (question, _ (words->again_body));
  adw_message_dialog_set_response_label (question, "again", _ (words->again_answer));
  g_signal_connect_data (question, "response", G_CALLBACK (answered), g_object_ref (task),
                         (GClosureNotify) g_object_unref, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (question), GTK_WINDOW (gtk_widget_get_root (from)));
  gtk_window_present (GTK_WINDOW (question));
}
