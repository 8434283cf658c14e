/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happens by itself: transfers get their turn, run, are checkpointed,
 * end well or badly, wait and are tried again.
 *
 *   pump → survey → (credentials) → download → final checkpoint → settle
 *                        → durable → seal → completed */

#include "ferry-engine-private.h"

#include "ferry-error.h"
#include "ferry-policy.h"
#include "ferry-retry.h"
#include "ferry-sink.h"
#include "ferry-uri.h"

#include <sys/stat.h>

/* One step of one transfer's run; the engine outlives it. */
typedef struct {
  FerryEngine *engine;       /* (owned) */
  FerryTransfer *transfer;   /* (owned) */
  GError *error;             /* (owned) (nullable) why the run ended */
} Step;

static void on_surveyed (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_secrets_found (GObject *source, GAsyncResult *result, gpointer user_data);
static void run (FerryEngine *self, FerryTransfer *transfer);
static void on_began (FerryRun *source, FerryResponse *response, guint64 offset, gpointer user_data);
static void on_checkpoint_due (FerryRun *source, gpointer user_data);
static void on_checkpoint (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_downloaded (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_last_checkpoint (GObject *source, GAsyncResult *result, gpointer user_data);
static void settle (FerryEngine *self, FerryTransfer *transfer, GError *error);
static void seal (FerryEngine *self, FerryTransfer *transfer);
static void on_sealed (GObject *source, GAsyncResult *result, gpointer user_data);

static Step *
step_new (FerryEngine   *engine,
          FerryTransfer *transfer)
{
  Step *step = g_new0 (Step, 1);

  step->engine = g_object_ref (engine);
  step->transfer = ferry_transfer_ref (transfer);
  return step;
}

static void
step_free (Step *step)
{
  g_object_unref (step->engine);
  ferry_transfer_unref (step->transfer);
  g_clear_error (&step->error);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static void
set_state (FerryEngine       *self,
           FerryTransfer     *transfer,
           FerryTransferState state)
{
  ferry_transfer_set_state (transfer, state, ferry_clock_get_real_time (self->clock));
}

static FerryTransferState
judge (FerryEngine   *self,
       FerryTransfer *transfer)
{
  FerryRequest *request = transfer->record->request;

  return ferry_policy_judge (ferry_request_get_cost (request),
                             ferry_monitor_get_world (self->monitor),
                             ferry_host_is_local (ferry_request_get_host (request)));
}

/* The queue. */

void
ferry_engine_clear_retry (FerryEngine   *self,
                          FerryTransfer *transfer)
{
  if (transfer->retry_timeout != 0)
    ferry_clock_remove_timeout (self->clock, transfer->retry_timeout);
  transfer->retry_timeout = 0;
  transfer->retry_at = 0;
  g_clear_pointer (&transfer->retry_step, step_free);
}

/* Puts a transfer into the queue; one whose last run still winds down gets
 * there when that has ended. */
void
ferry_engine_enqueue (FerryEngine   *self,
                      FerryTransfer *transfer)
{
  ferry_engine_clear_retry (self, transfer);
  if (transfer->place == NULL && !transfer->slot)
    ferry_queue_add (self->queue, transfer);
  ferry_engine_pump (self);
}

static void
release (FerryEngine   *self,
         FerryTransfer *transfer)
{
  ferry_queue_release (self->queue, transfer);
  if (ferry_transfer_is_waiting (transfer) && transfer->retry_timeout == 0 && !self->stopping)
    ferry_engine_enqueue (self, transfer);
  ferry_engine_pump (self);
}

static gboolean
path_is_regular (const char *path,
                 gint64      size)
{
  struct stat status;

  return path != NULL && lstat (path, &status) == 0 && S_ISREG (status.st_mode) &&
         (size < 0 || status.st_size == size);
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
                        path_is_regular (record->file, record->bytes_total);

  g_task_return_boolean (task, was_sealed);
}

static void
begin_run (FerryEngine   *self,
           FerryTransfer *transfer)
{
  g_autoptr (GTask) task = NULL;

  set_state (self, transfer, FERRY_TRANSFER_STATE_RUNNING);
  transfer->cancellable = g_cancellable_new ();
  transfer->speed = 0;
  transfer->sampled_bytes = transfer->record->bytes_done;
  ferry_engine_save (self, transfer);
  if (transfer->record->part_file == NULL)
    {
      run (self, transfer);
      return;
    }
  task = g_task_new (self, NULL, on_surveyed, step_new (self, transfer));
  g_task_set_source_tag (task, begin_run);
  g_task_set_task_data (task, ferry_record_ref (transfer->record), (GDestroyNotify) ferry_record_unref);
  g_task_run_in_thread (task, survey_in_thread);
}

static void
make_way (FerryEngine *self)
{
  FerryTransfer *victim = ferry_queue_get_victim (self->queue);

  if (victim == NULL || victim->run == NULL)
    return;
  set_state (self, victim, FERRY_TRANSFER_STATE_IDLE);
  g_cancellable_cancel (victim->cancellable);
  ferry_engine_save (self, victim);
}

static gboolean
on_pump (gpointer user_data)
{
  FerryEngine *self = user_data;
  g_autoptr (GPtrArray) held = g_ptr_array_new ();
  FerryTransfer *transfer;

  self->pump_source = 0;
  while (!self->stopping && (transfer = ferry_queue_take (self->queue)) != NULL)
    {
      FerryTransferState verdict = judge (self, transfer);

      if (verdict == FERRY_TRANSFER_STATE_RUNNING)
        {
          begin_run (self, transfer);
          continue;
        }
      ferry_queue_release (self->queue, transfer);
      set_state (self, transfer, verdict);
      g_ptr_array_add (held, transfer);
    }
  if (held->len > 0)
    ferry_engine_save_all (self, held, NULL);
  if (!self->stopping)
    make_way (self);
  return G_SOURCE_REMOVE;
}

/* Gives slots to whose turn it is, once for all changes of this round of the
 * main loop. */
void
ferry_engine_pump (FerryEngine *self)
{
  if (self->pump_source == 0 && !self->stopping)
    self->pump_source = g_idle_add_full (G_PRIORITY_DEFAULT, on_pump, self, NULL);
}

/* Ends the run of a transfer whose state says that it shall not run. */
void
ferry_engine_stop_run (FerryEngine   *self,
                       FerryTransfer *transfer)
{
  ferry_engine_clear_retry (self, transfer);
  ferry_queue_remove (self->queue, transfer);
  if (transfer->cancellable != NULL)
    g_cancellable_cancel (transfer->cancellable);
}

/* The world has changed: those it holds may run, those that run may have to
 * stop. */
void
ferry_engine_judge_all (FerryEngine *self)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();

  for (guint i = 0; i < self->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->transfers, i);
      gboolean held = ferry_transfer_is_held_by_world (transfer);
      gboolean runs = ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_RUNNING;
      FerryTransferState verdict;

      if ((!held && !runs) || transfer->body_done || transfer->sealing)
        continue;
      verdict = judge (self, transfer);
      if (verdict == ferry_transfer_get_state (transfer))
        continue;
      set_state (self, transfer,
                 verdict == FERRY_TRANSFER_STATE_RUNNING ? FERRY_TRANSFER_STATE_IDLE : verdict);
      if (verdict == FERRY_TRANSFER_STATE_RUNNING)
        ferry_engine_enqueue (self, transfer);
      else
        ferry_engine_stop_run (self, transfer);
      g_ptr_array_add (changed, transfer);
    }
  if (changed->len > 0)
    ferry_engine_save_all (self, changed, NULL);
  ferry_engine_pump (self);
}

/* The run. */

static void
complete (FerryEngine   *self,
          FerryTransfer *transfer,
          const char    *path)
{
  FerryRecord *record;

  set_state (self, transfer, FERRY_TRANSFER_STATE_COMPLETED);
  record = ferry_transfer_edit (transfer);
  g_free (record->file);
  record->file = g_strdup (path);
  g_clear_pointer (&record->part_file, g_free);
  record->bytes_done = record->bytes_total;
  g_clear_error (&record->error);
  record->attempts = 0;
  ferry_engine_save (self, transfer);
}

/* The run is over; whatever comes next starts anew. */
static void
drop_run (FerryTransfer *transfer)
{
  g_clear_object (&transfer->run);
  g_clear_object (&transfer->cancellable);
  transfer->body_done = FALSE;
  transfer->sealing = FALSE;
  transfer->speed = 0;
}

static void
on_surveyed (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  FerryEngine *self = step->engine;
  FerryTransfer *transfer = step->transfer;
  gboolean was_sealed = g_task_propagate_boolean (G_TASK (result), NULL);

  if (g_cancellable_is_cancelled (transfer->cancellable))
    {
      drop_run (transfer);
      release (self, transfer);
    }
  else if (was_sealed)
    {
      g_autofree char *path = g_strdup (transfer->record->file);

      drop_run (transfer);
      complete (self, transfer, path);
      release (self, transfer);
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

  g_signal_connect_data (new, "began", G_CALLBACK (on_began), step_new (self, transfer),
                         (GClosureNotify) (GCallback) step_free, 0);
  g_signal_connect_data (new, "checkpoint-due", G_CALLBACK (on_checkpoint_due), step_new (self, transfer),
                         (GClosureNotify) (GCallback) step_free, 0);
  return new;
}

static void
run (FerryEngine   *self,
     FerryTransfer *transfer)
{
  FerryRecord *record = transfer->record;

  if (ferry_request_lacks_secrets (record->request))
    {
      ferry_secrets_lookup_async (self->secrets, ferry_transfer_get_id (transfer),
                                  on_secrets_found, step_new (self, transfer));
      return;
    }
  transfer->run = make_run (self, transfer);
  if (record->part_file != NULL && record->bytes_total > 0 &&
      record->bytes_done == (guint64) record->bytes_total)
    {
      transfer->body_done = TRUE;
      seal (self, transfer);
      return;
    }
  ferry_backend_download_async (self->backend, transfer->run, transfer->cancellable,
                                on_downloaded, step_new (self, transfer));
}

static void
on_secrets_found (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  FerryTransfer *transfer = step->transfer;
  GError *error = NULL;
  g_autoptr (GVariant) secrets = ferry_secrets_lookup_finish (FERRY_SECRETS (source), result, &error);

  if (secrets == NULL || g_cancellable_is_cancelled (transfer->cancellable))
    {
      settle (step->engine, transfer, error);
      return;
    }
  if (ferry_request_lacks_secrets (transfer->record->request))
    {
      FerryRequest *whole = ferry_request_with_secrets (transfer->record->request, secrets);
      FerryRecord *record = ferry_transfer_edit (transfer);

      ferry_request_unref (record->request);
      record->request = whole;
    }
  run (step->engine, transfer);
}

static void
on_began (FerryRun      *source,
          FerryResponse *response,
          guint64        offset,
          gpointer       user_data)
{
  Step *step = user_data;
  FerryTransfer *transfer = step->transfer;
  const char *part = ferry_run_get_part_path (source);
  FerryRecord *record;

  if (transfer->run != source)
    return;
  record = ferry_transfer_edit (transfer);
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
      record->file = g_strndup (part, strlen (part) - strlen (".part"));
    }
  ferry_engine_save (step->engine, transfer);
}

static void
on_checkpoint_due (FerryRun *source,
                   gpointer  user_data)
{
  Step *step = user_data;

  if (step->transfer->run == source)
    ferry_run_checkpoint_async (source, on_checkpoint, step_new (step->engine, step->transfer));
}

static gboolean
take_checkpoint (FerryEngine   *self,
                 FerryTransfer *transfer,
                 FerryRun      *source,
                 GAsyncResult  *result,
                 GError       **error)
{
  guint64 durable;

  if (!ferry_run_checkpoint_finish (source, result, &durable, error))
    return FALSE;
  if (transfer->run == source && durable > transfer->record->bytes_done)
    ferry_transfer_edit (transfer)->bytes_done = durable;
  return TRUE;
}

static void
on_checkpoint (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Step) step = user_data;

  /* A disk that can't make durable fails the last checkpoint too. */
  if (take_checkpoint (step->engine, step->transfer, FERRY_RUN (source), result, NULL) &&
      step->transfer->run == FERRY_RUN (source))
    ferry_engine_save (step->engine, step->transfer);
}

static void
on_downloaded (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  FerryTransfer *transfer = step->transfer;
  FerryRecord *record;

  if (ferry_backend_download_finish (FERRY_BACKEND (source), result, &step->error) &&
      ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_RUNNING)
    {
      transfer->body_done = TRUE;
      if (ferry_run_get_length (transfer->run) < 0)
        {
          record = ferry_transfer_edit (transfer);
          record->bytes_total = ferry_run_get_bytes_done (transfer->run);
          ferry_engine_save (step->engine, transfer);
        }
      ferry_queue_release (step->engine->queue, transfer);
      ferry_engine_pump (step->engine);
      seal (step->engine, transfer);
    }
  else if (ferry_run_has_begun (transfer->run))
    ferry_run_checkpoint_async (transfer->run, on_last_checkpoint, g_steal_pointer (&step));
  else
    settle (step->engine, transfer, g_steal_pointer (&step->error));
}

static void
on_last_checkpoint (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GError) error = NULL;

  if (!take_checkpoint (step->engine, step->transfer, FERRY_RUN (source), result, &error) &&
      step->error == NULL)
    step->error = g_steal_pointer (&error);
  settle (step->engine, step->transfer, g_steal_pointer (&step->error));
}

/* What becomes of a transfer whose run did not bring it home. */

static void
on_retry (gpointer user_data)
{
  Step *step = user_data;
  g_autoptr (Step) owned = g_steal_pointer (&step->transfer->retry_step);

  owned->transfer->retry_timeout = 0;
  ferry_engine_enqueue (owned->engine, owned->transfer);
}

static void
retry_later (FerryEngine   *self,
             FerryTransfer *transfer,
             gint64         retry_after)
{
  gint64 delay = ferry_retry_delay (transfer->record->attempts, retry_after, g_random_double ());

  set_state (self, transfer, FERRY_TRANSFER_STATE_IDLE);
  transfer->retry_at = ferry_clock_get_real_time (self->clock) + delay * 1000;
  transfer->retry_step = step_new (self, transfer);
  transfer->retry_timeout = ferry_clock_add_timeout (self->clock, (guint) MIN (delay, G_MAXUINT),
                                                     on_retry, transfer->retry_step);
}

static void
throw_away (FerryEngine   *self,
            FerryTransfer *transfer)
{
  FerryRecord *record;

  if (transfer->record->part_file == NULL)
    return;
  ferry_engine_discard (self, transfer->record->part_file);
  record = ferry_transfer_edit (transfer);
  g_clear_pointer (&record->part_file, g_free);
  record->bytes_done = 0;
}

static void
fail (FerryEngine   *self,
      FerryTransfer *transfer,
      const GError  *error)
{
  gboolean recoverable = error->domain == FERRY_WEB_ERROR &&
                         ferry_request_is_recoverable (transfer->record->request, error->code);
  FerryRecord *record;

  set_state (self, transfer, recoverable ? FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS : FERRY_TRANSFER_STATE_ERROR);
  record = ferry_transfer_edit (transfer);
  g_clear_error (&record->error);
  record->error = g_error_copy (error);
  /* Wrong bytes are of no use to another attempt. */
  if (g_error_matches (error, FERRY_ERROR, FERRY_ERROR_CHECKSUM))
    throw_away (self, transfer);
}

static void
judge_failure (FerryEngine   *self,
               FerryTransfer *transfer,
               const GError  *error,
               gboolean       progressed,
               gint64         retry_after)
{
  FerryRecord *record = ferry_transfer_edit (transfer);

  if (progressed)
    record->attempts = 0;
  switch (ferry_retry_judge (error, record->attempts + 1, self->max_attempts,
                             ferry_monitor_get_world (self->monitor).available))
    {
    case FERRY_RETRY_NETWORK:
      set_state (self, transfer, FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK);
      break;
    case FERRY_RETRY_LATER:
      record->attempts++;
      g_clear_error (&record->error);
      record->error = g_error_copy (error);
      retry_later (self, transfer, retry_after);
      break;
    case FERRY_RETRY_NEVER:
    default:
      fail (self, transfer, error);
    }
}

/* The bytes that were to be continued are gone: from the first one again. */
static void
start_over (FerryEngine   *self,
            FerryTransfer *transfer)
{
  FerryRecord *record = ferry_transfer_edit (transfer);

  record->bytes_done = 0;
  record->restarts++;
  g_clear_pointer (&record->part_file, g_free);
  g_clear_pointer (&record->response, ferry_response_unref);
  set_state (self, transfer, FERRY_TRANSFER_STATE_IDLE);
}

/* @error is (transfer full) (nullable); NULL and cancellations mean that the
 * state was set by who stopped the run. */
static void
settle (FerryEngine   *self,
        FerryTransfer *transfer,
        GError        *error)
{
  g_autoptr (GError) owned = error;
  gint64 retry_after = transfer->run != NULL ? ferry_run_get_retry_after (transfer->run) : -1;
  gboolean progressed = transfer->run != NULL &&
                        ferry_run_get_bytes_done (transfer->run) > ferry_run_get_offset (transfer->run);

  drop_run (transfer);
  if (ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_CANCELED)
    throw_away (self, transfer);
  else if (ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_RUNNING && owned != NULL)
    {
      if (g_error_matches (owned, FERRY_ERROR, FERRY_ERROR_NOT_FOUND) &&
          transfer->record->part_file != NULL)
        start_over (self, transfer);
      else
        judge_failure (self, transfer, owned, progressed, retry_after);
    }
  ferry_engine_save (self, transfer);
  release (self, transfer);
}

/* The seal waits until the journal knows where the file will be, so that a
 * crash after the rename finds it. */
static void
seal (FerryEngine   *self,
      FerryTransfer *transfer)
{
  if (transfer->unsaved > 0)
    return;
  transfer->sealing = TRUE;
  ferry_run_seal_async (transfer->run, transfer->cancellable, on_sealed, step_new (self, transfer));
}

void
ferry_engine_saved (FerryEngine   *self,
                    FerryTransfer *transfer)
{
  if (transfer->body_done && !transfer->sealing)
    seal (self, transfer);
}

static void
on_sealed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  FerryTransfer *transfer = step->transfer;
  GError *error = NULL;
  g_autofree char *path = ferry_run_seal_finish (FERRY_RUN (source), result, &error);

  if (path != NULL)
    {
      drop_run (transfer);
      complete (step->engine, transfer, path);
      release (step->engine, transfer);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_state (step->engine, transfer, FERRY_TRANSFER_STATE_CANCELED);
  settle (step->engine, transfer, error);
}

/* Deleting. */

static void
discard_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (!ferry_sink_discard (task_data, &error))
    g_message ("An unfinished file stays: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
ferry_engine_discard (FerryEngine *self,
                      const char  *part_file)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, ferry_engine_discard);
  g_task_set_task_data (task, g_strdup (part_file), g_free);
  g_task_run_in_thread (task, discard_in_thread);
}

/* Stopping the service. */

/**
 * ferry_engine_stop_async:
 * @self: the engine
 * @callback: called when all is on disk
 * @user_data: for @callback
 *
 * Ends all runs so that the next service goes on where they were: states stay
 * Running or Idle in the journal, bytes are checkpointed.
 */
void
ferry_engine_stop_async (FerryEngine        *self,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_clear_object (&self->stop_task);
  self->stop_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->stop_task, ferry_engine_stop_async);
  self->stopping = TRUE;
  g_clear_handle_id (&self->pump_source, g_source_remove);
  for (guint i = 0; i < self->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->transfers, i);

      ferry_engine_clear_retry (self, transfer);
      if (transfer->cancellable == NULL || transfer->body_done)
        continue;
      if (ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_RUNNING)
        set_state (self, transfer, FERRY_TRANSFER_STATE_IDLE);
      g_cancellable_cancel (transfer->cancellable);
    }
  ferry_engine_check_stopped (self);
}

void
ferry_engine_check_stopped (FerryEngine *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->stop_task == NULL || self->n_saving > 0)
    return;
  for (guint i = 0; i < self->transfers->len; i++)
    if (((FerryTransfer *) g_ptr_array_index (self->transfers, i))->run != NULL)
      return;
  task = g_steal_pointer (&self->stop_task);
  g_task_return_boolean (task, TRUE);
}

/**
 * ferry_engine_stop_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
ferry_engine_stop_finish (FerryEngine  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
