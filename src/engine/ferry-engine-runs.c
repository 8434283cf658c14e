/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One attempt of one transfer, from its turn to the end of its bytes.
 *
 *   survey → (credentials) → carry → last checkpoint → settle
 *                                 → all bytes there → seal */

#include "ferry-engine-private.h"

#include "ferry-error.h"
#include "ferry-part.h"

#include <sys/stat.h>

/* Each holds two files open, and a slow disk must not make them more and more:
 * a process may open 1024. */
#define MAX_HOMING 128

static void on_surveyed        (GObject       *source,
                                GAsyncResult  *result,
                                gpointer       user_data);
static void on_secrets_found   (GObject       *source,
                                GAsyncResult  *result,
                                gpointer       user_data);
static void run                (FerryEngine   *self,
                                FerryTransfer *transfer);
static void on_began           (FerryRun      *source,
                                FerryResponse *response,
                                guint64        offset,
                                gpointer       user_data);
static void on_checkpoint_due  (FerryRun      *source,
                                gpointer       user_data);
static void on_checkpoint      (GObject       *source,
                                GAsyncResult  *result,
                                gpointer       user_data);
static void on_carried         (GObject       *source,
                                GAsyncResult  *result,
                                gpointer       user_data);
static void on_last_checkpoint (GObject       *source,
                                GAsyncResult  *result,
                                gpointer       user_data);

FerryStep *
ferry_step_new (FerryEngine   *engine,
                FerryTransfer *transfer)
{
  FerryStep *step = g_new0 (FerryStep, 1);

  step->engine = g_object_ref (engine);
  step->transfer = ferry_transfer_ref (transfer);
  return step;
}

void
ferry_step_free (FerryStep *step)
{
  g_object_unref (step->engine);
  ferry_transfer_unref (step->transfer);
  g_clear_error (&step->error);
  g_free (step);
}

static gboolean
path_is_regular (const char *path,
                 gint64      size)
{
  struct stat status;

  return path != NULL && lstat (path, &status) == 0 && S_ISREG (status.st_mode) &&
         (size < 0 || status.st_size == size);
}

/* Where a file may be replaced, one of that name is no sign that it was. */
static gboolean
is_ours (FerryRecord *record)
{
  if (record->request->if_exists == FERRY_IF_EXISTS_REPLACE)
    return ferry_part_is_ours (record->file, record->id);
  return !ferry_part_is_foreign (record->file, record->id);
}

/* A crash between the rename and the journal's word of it leaves the final
 * file where the journal expects the unfinished one. */
static void
survey_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  FerryRecord *record = task_data;
  gboolean was_sealed = record->bytes_total >= 0 &&
                        !path_is_regular (record->part_file, -1) &&
                        path_is_regular (record->file, record->bytes_total) &&
                        is_ours (record);

  g_task_return_boolean (task, was_sealed);
}

void
ferry_engine_begin_run (FerryEngine   *self,
                        FerryTransfer *transfer)
{
  g_autoptr (GTask) task = NULL;

  ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_RUNNING);
  self->n_runs++;
  transfer->cancellable = g_cancellable_new ();
  transfer->speed = 0;
  transfer->sampled_bytes = transfer->record->bytes_done;
  ferry_engine_begin_upload (transfer);
  ferry_engine_save (self, transfer);
  if (transfer->record->part_file == NULL)
    {
      run (self, transfer);
      return;
    }
  task = g_task_new (NULL, NULL, on_surveyed, ferry_step_new (self, transfer));
  g_task_set_source_tag (task, ferry_engine_begin_run);
  g_task_set_task_data (task, ferry_record_ref (transfer->record), (GDestroyNotify) ferry_record_unref);
  g_task_run_in_thread (task, survey_in_thread);
}

static void
on_surveyed (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (FerryStep) step = user_data;
  FerryEngine *self = step->engine;
  FerryTransfer *transfer = step->transfer;
  gboolean was_sealed = g_task_propagate_boolean (G_TASK (result), NULL);

  if (g_cancellable_is_cancelled (transfer->cancellable))
    ferry_engine_settle (self, transfer, NULL);
  else if (was_sealed)
    {
      g_autofree char *path = g_strdup (transfer->record->file);

      ferry_engine_drop_run (self, transfer);
      ferry_engine_complete (self, transfer, path);
      ferry_engine_release (self, transfer);
    }
  else
    run (self, transfer);
}

static FerryRun *
make_run (FerryEngine   *self,
          FerryTransfer *transfer)
{
  FerryRecord *record = transfer->record;
  FerryRun *new = ferry_run_new (record->request, record->part_file, record->bytes_done,
                                 record->response, self->limits);

  ferry_run_set_owner (new, ferry_transfer_get_id (transfer), record->restarts);
  if (record->file != NULL)
    ferry_run_set_file (new, record->file);
  g_signal_connect_data (new, "began", G_CALLBACK (on_began), ferry_step_new (self, transfer),
                         (GClosureNotify) (GCallback) ferry_step_free, 0);
  ferry_engine_prepare_upload (self, transfer, new);
  g_signal_connect_data (new, "checkpoint-due", G_CALLBACK (on_checkpoint_due), ferry_step_new (self, transfer),
                         (GClosureNotify) (GCallback) ferry_step_free, 0);
  return new;
}

static void
disconnect (FerryRun *run,
            gpointer  callback)
{
  g_signal_handlers_disconnect_matched (run, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, callback, NULL);
}

/* The run is over; whatever comes next starts anew. The backend's thread may
 * hold the run a little longer, but nothing of ours with it. */
void
ferry_engine_drop_run (FerryEngine   *self,
                       FerryTransfer *transfer)
{
  self->n_runs--;
  if (transfer->run != NULL)
    {
      disconnect (transfer->run, on_began);
      disconnect (transfer->run, on_checkpoint_due);
      ferry_engine_disconnect_upload (transfer->run);
    }
  g_clear_object (&transfer->run);
  g_clear_object (&transfer->cancellable);
  self->n_homing -= transfer->body_done;
  transfer->body_done = FALSE;
  transfer->sealing = FALSE;
  transfer->speed = 0;
}

/* All bytes are there. Others may have its slot while it gets its name. */
static void
take_home (FerryEngine   *self,
           FerryTransfer *transfer)
{
  transfer->body_done = TRUE;
  self->n_homing++;
  /* The next of a serialized group waits for the seal too. */
  if (ferry_queue_get_behavior (self->queue, transfer->record->request) == FERRY_TRANSFER_BEHAVIOR_PARALLEL &&
      self->n_homing <= MAX_HOMING)
    ferry_queue_release (self->queue, transfer);
  ferry_engine_pump (self);
  ferry_engine_seal (self, transfer);
}

static gboolean
lacks_secrets (FerryRecord *record)
{
  return record->request->lacks_secrets || (record->upload != NULL && record->upload->lacks_url);
}

static void
take_secrets (FerryTransfer *transfer,
              GVariant      *secrets)
{
  FerryRecord *record = ferry_transfer_edit (transfer);
  FerryRequest *request = record->request;
  FerryUpload *upload = record->upload;

  if (request->lacks_secrets)
    {
      record->request = ferry_request_with_secrets (request, secrets);
      ferry_request_unref (request);
    }
  if (upload != NULL)
    {
      record->upload = ferry_upload_with_secrets (upload, secrets);
      ferry_upload_unref (upload);
    }
}

static void
run (FerryEngine   *self,
     FerryTransfer *transfer)
{
  FerryRecord *record = transfer->record;
  GError *error;

  if (record->part_file != NULL && record->bytes_total > 0 &&
      record->bytes_done == (guint64) record->bytes_total)
    {
      transfer->run = make_run (self, transfer);
      take_home (self, transfer);
      return;
    }
  error = ferry_engine_refuse_upload (transfer);
  if (error != NULL)
    {
      ferry_engine_settle (self, transfer, error);
      return;
    }
  if (lacks_secrets (record))
    {
      ferry_secrets_lookup_async (self->secrets, ferry_transfer_get_id (transfer),
                                  on_secrets_found, ferry_step_new (self, transfer));
      return;
    }
  transfer->run = make_run (self, transfer);
  ferry_backend_carry_async (self->backend, transfer->run, transfer->cancellable,
                             on_carried, ferry_step_new (self, transfer));
}

static void
on_secrets_found (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (FerryStep) step = user_data;
  FerryTransfer *transfer = step->transfer;
  GError *error = NULL;
  g_autoptr (GVariant) secrets = ferry_engine_find_secrets_finish (step->engine, transfer, result, &error);

  /* An upload whose place alone is lost begins again. */
  if (secrets == NULL && !transfer->record->request->lacks_secrets)
    {
      secrets = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
      g_clear_error (&error);
    }
  if (secrets == NULL || g_cancellable_is_cancelled (transfer->cancellable))
    {
      ferry_engine_settle (step->engine, transfer, error);
      return;
    }
  take_secrets (transfer, secrets);
  run (step->engine, transfer);
}

static void
on_began (FerryRun      *source,
          FerryResponse *response,
          guint64        offset,
          gpointer       user_data)
{
  FerryStep *step = user_data;
  FerryTransfer *transfer = step->transfer;
  const char *part = ferry_run_get_part_path (source);
  FerryRecord *record;

  if (transfer->run != source)
    return;
  record = ferry_transfer_edit (transfer);
  if (record->state == FERRY_TRANSFER_STATE_RUNNING)
    g_clear_error (&record->error);
  if (offset < record->bytes_done)
    {
      record->restarts++;
      record->bytes_done = offset;
      transfer->sampled_bytes = offset;
    }
  if (record->response != NULL)
    record->responses++;
  g_clear_pointer (&record->response, ferry_response_unref);
  record->response = ferry_response_ref (response);
  record->bytes_total = response->length;
  if (g_strcmp0 (record->part_file, part) != 0)
    {
      g_free (record->part_file);
      g_free (record->file);
      record->part_file = g_strdup (part);
      record->file = g_strdup (ferry_run_get_file (source));
    }
  ferry_engine_save (step->engine, transfer);
}

static void
on_checkpoint_due (FerryRun *source,
                   gpointer  user_data)
{
  FerryStep *step = user_data;

  if (step->transfer->run == source)
    ferry_run_checkpoint_async (source, on_checkpoint, ferry_step_new (step->engine, step->transfer));
}

static gboolean
take_checkpoint (FerryEngine    *self,
                 FerryTransfer  *transfer,
                 FerryRun       *source,
                 GAsyncResult   *result,
                 GError        **error)
{
  guint64 durable;

  if (!ferry_run_checkpoint_finish (source, result, &durable, error))
    return FALSE;
  if (transfer->run == source && durable > transfer->record->bytes_done)
    {
      ferry_transfer_edit (transfer)->bytes_done = durable;
      ferry_engine_note_progress (transfer);
    }
  return TRUE;
}

static void
on_checkpoint (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (FerryStep) step = user_data;

  /* A disk that can't make durable fails the last checkpoint too. */
  if (take_checkpoint (step->engine, step->transfer, FERRY_RUN (source), result, NULL) &&
      step->transfer->run == FERRY_RUN (source))
    ferry_engine_save (step->engine, step->transfer);
}

static void
on_carried (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (FerryStep) step = user_data;
  FerryTransfer *transfer = step->transfer;
  gboolean whole = ferry_backend_carry_finish (FERRY_BACKEND (source), result, &step->error);

  if (transfer->record->upload != NULL)
    {
      if (whole)
        ferry_engine_finish_upload (step->engine, transfer);
      else
        ferry_engine_settle (step->engine, transfer, g_steal_pointer (&step->error));
      return;
    }
  if (whole && ferry_run_get_length (transfer->run) < 0)
    {
      ferry_transfer_edit (transfer)->bytes_total = ferry_run_get_bytes_done (transfer->run);
      ferry_engine_save (step->engine, transfer);
    }
  if (whole && ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_RUNNING)
    take_home (step->engine, transfer);
  else if (ferry_run_has_begun (transfer->run))
    ferry_run_checkpoint_async (transfer->run, on_last_checkpoint, g_steal_pointer (&step));
  else
    ferry_engine_settle (step->engine, transfer, g_steal_pointer (&step->error));
}

static void
on_last_checkpoint (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (FerryStep) step = user_data;
  g_autoptr (GError) error = NULL;

  if (!take_checkpoint (step->engine, step->transfer, FERRY_RUN (source), result, &error) &&
      step->error == NULL)
    step->error = g_steal_pointer (&error);
  ferry_engine_settle (step->engine, step->transfer, g_steal_pointer (&step->error));
}
