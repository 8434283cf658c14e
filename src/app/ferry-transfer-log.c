/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happened to the transfers while the window was open. The oldest lines
 * go when there are too many. */

#include "ferry-transfer-log.h"

#include "ferry-app-closures.h"
#include "ferry-app-kinds.h"
#include "ferry-app-words.h"

#include <glib/gi18n.h>

/* More than anyone reads, and little enough to lay out at once. */
#define MAX_LINES 1000

struct _FerryTransferLog {
  GObject parent_instance;

  GtkTextBuffer *buffer; /* (owned) */
};

G_DEFINE_FINAL_TYPE (FerryTransferLog, ferry_transfer_log, G_TYPE_OBJECT)

static void
forget_oldest (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;
  int surplus = gtk_text_buffer_get_line_count (buffer) - MAX_LINES;

  if (surplus <= 0)
    return;
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_get_iter_at_line (buffer, &end, surplus);
  gtk_text_buffer_delete (buffer, &start, &end);
}

static void
say_of (FerryTransferLog       *self,
        FerryTransferOperation *operation,
        const char             *words)
{
  g_autofree char *name = ferry_app_row_name (NULL,
                                              ferry_transfer_operation_get_file (operation),
                                              ferry_transfer_operation_get_requested_name (operation),
                                              ferry_transfer_operation_get_requested_uri (operation));
  g_autofree char *line = g_strdup_printf ("%s: %s", name, words);

  ferry_transfer_log_say (self, line);
}

static void
on_moved (FerryTransferLog       *self,
          FerryTransferOperation *operation)
{
  FerryTransferState state = ferry_transfer_operation_get_state (operation);
  const GError *error = ferry_transfer_operation_get_error (operation);
  GFile *file = ferry_transfer_operation_get_file (operation);
  g_autofree char *reason = ferry_app_row_reason (NULL, state, error);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *words = NULL;

  words = ferry_app_words_for_event (ferry_app_kind_of (NULL, operation), state,
                                     ferry_transfer_operation_is_started (operation),
                                     ferry_transfer_operation_get_bytes_done (operation),
                                     path,
                                     *reason != '\0' ? reason : NULL);
  say_of (self, operation, words);
}

static void
on_batch_came (FerryTransferLog       *self,
               FerryTransferOperation *newest,
               guint                   n)
{
  g_autofree char *line = ferry_app_kind_added (ferry_app_kind_of (NULL, newest), n);

  ferry_transfer_log_say (self, line);
}

static void
on_reported (FerryTransferLog       *self,
             FerryTransferOperation *operation,
             FerryTransferProgress  *progress)
{
  g_autofree char *changed = NULL;

  if (progress->has_restarted)
    say_of (self, operation, _ (ferry_app_kind (ferry_app_kind_of (NULL, operation))->restarts));
  if (!progress->has_response_changed)
    return;
  changed = g_strdup_printf (_ ("The server’s answer has changed (HTTP status %u)"),
                             ferry_transfer_operation_get_status_code (operation));
  say_of (self, operation, changed);
}

static void
ferry_transfer_log_dispose (GObject *object)
{
  FerryTransferLog *self = FERRY_TRANSFER_LOG (object);

  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (ferry_transfer_log_parent_class)->dispose (object);
}

static void
ferry_transfer_log_class_init (FerryTransferLogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ferry_transfer_log_dispose;
}

static void
ferry_transfer_log_init (FerryTransferLog *self)
{
}

/**
 * ferry_transfer_log_new:
 * @buffer: gets a line for each event
 *
 * Returns: (transfer full): a log that nothing was written to yet
 */
FerryTransferLog *
ferry_transfer_log_new (GtkTextBuffer *buffer)
{
  FerryTransferLog *self = g_object_new (FERRY_TYPE_TRANSFER_LOG, NULL);

  self->buffer = g_object_ref (buffer);
  return self;
}

/**
 * ferry_transfer_log_follow:
 * @self: a log
 * @watch: sees what happens
 *
 * Writes down all that @watch sees from now on.
 */
void
ferry_transfer_log_follow (FerryTransferLog   *self,
                           FerryTransferWatch *watch)
{
  g_return_if_fail (FERRY_IS_TRANSFER_LOG (self));

  g_signal_connect_object (watch, "batch-came", G_CALLBACK (on_batch_came), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (watch, "came", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (watch, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (watch, "reported", G_CALLBACK (on_reported), self, G_CONNECT_SWAPPED);
}

/**
 * ferry_transfer_log_say:
 * @self: a log
 * @line: what happened, in words for a person
 *
 * Writes down what happened, and when.
 */
void
ferry_transfer_log_say (FerryTransferLog *self,
                        const char       *line)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%X");
  g_autofree char *whole = g_strdup_printf ("%s  %s\n", time, line);
  GtkTextIter end;

  g_return_if_fail (FERRY_IS_TRANSFER_LOG (self));

  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_insert (self->buffer, &end, whole, -1);
  forget_oldest (self->buffer);
}
