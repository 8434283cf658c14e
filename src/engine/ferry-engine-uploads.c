/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is different for uploads: their files are looked at when they are
 * created; how they are sent is durable before it happens; and what a server
 * may have taken once is not sent a second time unasked.
 *
 *   survey → run → sending: durable → bytes → answer → completed
 *                                           → settle */

#include "ferry-engine-private.h"

#include "ferry-error.h"
#include "ferry-source.h"

static void on_sending (FerryRun     *source,
                        FerryUpload  *upload,
                        guint64       offset,
                        guint64       length,
                        gboolean      restarts,
                        gboolean      waits,
                        gpointer      user_data);
static void on_durable (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

/* Creating. */

static void
survey_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  GPtrArray *requests = task_data;
  g_autoptr (GPtrArray) uploads = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_upload_unref);
  GError *error = NULL;

  for (guint i = 0; i < requests->len; i++)
    {
      GVariant *files = ferry_source_survey (g_ptr_array_index (requests, i), &error);

      if (files == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      g_ptr_array_add (uploads, ferry_upload_new (files));
      g_variant_unref (files);
    }
  g_task_return_pointer (task, g_steal_pointer (&uploads), (GDestroyNotify) g_ptr_array_unref);
}

/* Looks at the files of @requests, all of them uploads, on a worker thread;
 * the result is an array of FerryUpload. */
void
ferry_engine_survey_async (GPtrArray           *requests,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, ferry_engine_survey_async);
  g_task_set_task_data (task, g_ptr_array_ref (requests), (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, survey_in_thread);
}

/* Running. */

static gboolean
is_upload (FerryTransfer *transfer)
{
  return transfer->record->upload != NULL;
}

/* @upload is (transfer full). */
void
ferry_engine_set_upload (FerryTransfer *transfer,
                         FerryUpload   *upload)
{
  FerryRecord *record = ferry_transfer_edit (transfer);

  ferry_upload_unref (record->upload);
  record->upload = upload;
}

/* What was agreed for one attempt is open again for the next, but for a place
 * on the server. */
void
ferry_engine_begin_upload (FerryTransfer *transfer)
{
  FerryUpload *upload = transfer->record->upload;

  if (is_upload (transfer) && upload->protocol == FERRY_UPLOAD_PROTOCOL_PLAIN)
    ferry_engine_set_upload (transfer, ferry_upload_without_place (upload));
}

static char *
answer_path (FerryEngine   *self,
             FerryTransfer *transfer)
{
  return self->answer_folder != NULL ? g_build_filename (self->answer_folder, ferry_transfer_get_id (transfer), NULL) : NULL;
}

/**
 * ferry_engine_get_answer_file:
 * @self: the engine
 * @transfer: a transfer
 *
 * Returns: (transfer full) (nullable): path of the file with the body of the
 *   answer to an upload, or %NULL when there is none
 */
char *
ferry_engine_get_answer_file (FerryEngine   *self,
                              FerryTransfer *transfer)
{
  gboolean comes = transfer->run != NULL && ferry_run_get_received (transfer->run) > 0;

  return is_upload (transfer) && (comes || transfer->record->upload->received > 0) ? answer_path (self, transfer) : NULL;
}

/* Forgotten: nothing of it stays, here or on a server that has not all. */
void
ferry_engine_clear_upload (FerryEngine   *self,
                           FerryTransfer *transfer)
{
  g_autofree char *path = answer_path (self, transfer);

  if (!is_upload (transfer))
    return;
  if (path != NULL)
    ferry_engine_discard (self, transfer, path, NULL);
  if (ferry_transfer_get_state (transfer) != FERRY_TRANSFER_STATE_COMPLETED)
    ferry_engine_abandon_upload (self, transfer);
}

void
ferry_engine_prepare_upload (FerryEngine   *self,
                             FerryTransfer *transfer,
                             FerryRun      *run)
{
  FerryRecord *record = transfer->record;
  g_autofree char *path = answer_path (self, transfer);

  if (!is_upload (transfer))
    return;
  ferry_run_set_upload (run, record->upload, record->bytes_done, path);
  g_signal_connect_data (run, "sending", G_CALLBACK (on_sending), ferry_step_new (self, transfer),
                         (GClosureNotify) (GCallback) ferry_step_free, 0);
}

void
ferry_engine_disconnect_upload (FerryRun *run)
{
  g_signal_handlers_disconnect_matched (run, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, on_sending, NULL);
}

static void
take_upload (FerryEngine   *self,
             FerryTransfer *transfer,
             FerryUpload   *upload)
{
  gboolean moved = g_strcmp0 (upload->url, transfer->record->upload->url) != 0;

  ferry_engine_set_upload (transfer, ferry_upload_ref (upload));
  if (moved)
    ferry_engine_store_secrets (self, transfer);
}

static void
on_sending (FerryRun    *source,
            FerryUpload *upload,
            guint64      offset,
            guint64      length,
            gboolean     restarts,
            gboolean     waits,
            gpointer     user_data)
{
  FerryStep *step = user_data;
  FerryTransfer *transfer = step->transfer;
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  FerryRecord *record;
  gboolean is_resized;
  GTask *task;

  if (transfer->run != source)
    return;
  take_upload (step->engine, transfer, upload);
  record = ferry_transfer_edit (transfer);
  is_resized = record->bytes_total != (gint64) length;
  record->restarts += restarts;
  transfer->sampled_bytes = MIN (transfer->sampled_bytes, offset);
  record->bytes_done = offset;
  record->bytes_total = length;
  if (upload->url != NULL)
    ferry_engine_note_progress (transfer);
  if (!waits)
    {
      /* What may be sent twice need not be remembered as sent. */
      if (upload->url != NULL || restarts || is_resized)
        ferry_engine_save (step->engine, transfer);
      return;
    }
  g_ptr_array_add (one, transfer);
  task = g_task_new (source, NULL, on_durable, NULL);
  g_task_set_source_tag (task, on_sending);
  ferry_engine_save_all (step->engine, one, task);
}

static void
on_durable (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  ferry_run_continue (FERRY_RUN (source), error);
}

/* The end of a run. */

/* What happened counts, whatever was wished meanwhile, but for a cancel. */
void
ferry_engine_overrule (FerryEngine   *self,
                       FerryTransfer *transfer)
{
  FerryTransferState state = ferry_transfer_get_state (transfer);

  if (state == FERRY_TRANSFER_STATE_RUNNING || state == FERRY_TRANSFER_STATE_CANCELED)
    return;
  ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_IDLE);
  ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_RUNNING);
}

/* The server has it all, and says so. */
void
ferry_engine_finish_upload (FerryEngine   *self,
                            FerryTransfer *transfer)
{
  g_autofree char *file = g_strdup (transfer->record->file);
  GError *error = NULL;

  if (ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_CANCELED)
    {
      ferry_engine_settle (self, transfer, NULL);
      return;
    }
  ferry_engine_note_upload (transfer, &error);
  ferry_engine_overrule (self, transfer);
  ferry_engine_drop_run (self, transfer);
  ferry_engine_complete (self, transfer, file);
  ferry_engine_release (self, transfer);
}

/* Given up: the server need not keep what it has of it. Returns: whether there
 * was anything to forget. */
gboolean
ferry_engine_abandon_upload (FerryEngine   *self,
                             FerryTransfer *transfer)
{
  FerryUpload *upload = transfer->record->upload;

  if (upload == NULL || (ferry_upload_is_untouched (upload) && transfer->record->bytes_done == 0))
    return FALSE;
  if (upload->url != NULL)
    ferry_backend_abandon (self->backend, transfer->record->request, upload);
  ferry_engine_set_upload (transfer, ferry_upload_new (upload->files));
  ferry_transfer_edit (transfer)->bytes_done = 0;
  return TRUE;
}
