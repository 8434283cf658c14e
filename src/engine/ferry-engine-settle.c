/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of a transfer when its run is over.
 *
 *   all bytes there → durable → seal → completed
 *   else            → paused, tried again later, or failed */

#include "ferry-engine-private.h"

#include "ferry-error.h"
#include "ferry-retry.h"
#include "ferry-sink.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>

/* Who wants nothing to be tried again does not want a power cut to end it. */
#define FEWEST_BROKEN_RUNS 3

static void on_sealed (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data);

void
ferry_engine_complete (FerryEngine   *self,
                       FerryTransfer *transfer,
                       const char    *path)
{
  FerryRecord *record;

  ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_COMPLETED);
  record = ferry_transfer_edit (transfer);
  g_free (record->file);
  record->file = g_strdup (path);
  g_clear_pointer (&record->part_file, g_free);
  record->bytes_done = record->bytes_total;
  g_clear_error (&record->error);
  record->attempts = 0;
  ferry_engine_save (self, transfer);
}

/* What becomes of a transfer whose run did not bring it home. */

/* What the clock gets; it holds nobody back from going away. */
typedef struct {
  FerryEngine *engine;
  FerryTransfer *transfer;
} Retry;

void
ferry_engine_clear_retry (FerryEngine   *self,
                          FerryTransfer *transfer)
{
  if (transfer->retry_timeout != 0)
    ferry_clock_remove_timeout (self->clock, transfer->retry_timeout);
  transfer->retry_timeout = 0;
  transfer->retry_at = 0;
  g_clear_pointer (&transfer->retry, g_free);
}

static void
on_retry (gpointer user_data)
{
  Retry *retry = user_data;
  FerryTransfer *transfer = retry->transfer;

  transfer->retry_timeout = 0;
  ferry_engine_enqueue (retry->engine, transfer);
}

static void
retry_later (FerryEngine   *self,
             FerryTransfer *transfer,
             gint64         retry_after)
{
  gint64 delay = ferry_retry_delay (transfer->record->attempts, retry_after, g_random_double ());
  Retry *retry = g_new0 (Retry, 1);

  retry->engine = self;
  retry->transfer = transfer;

  ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_IDLE);
  transfer->retry_at = ferry_clock_get_real_time (self->clock) + delay * 1000;
  transfer->retry = retry;
  transfer->retry_timeout = ferry_clock_add_timeout (self->clock, (guint) MIN (delay, G_MAXUINT),
                                                     on_retry, retry);
}

/* What the caller wants to repair itself is not tried again before. */
static gboolean
is_recoverable (FerryTransfer *transfer,
                const GError  *error)
{
  return error->domain == FERRY_WEB_ERROR &&
         ferry_request_is_recoverable (transfer->record->request, error->code);
}

static void
fail (FerryEngine   *self,
      FerryTransfer *transfer,
      const GError  *error)
{
  FerryRecord *record;

  ferry_engine_set_state (self, transfer,
                          is_recoverable (transfer, error) ? FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS
                                                           : FERRY_TRANSFER_STATE_ERROR);
  record = ferry_transfer_edit (transfer);
  g_clear_error (&record->error);
  record->error = g_error_copy (error);
}

/* This machine is reached without a network. */
static gboolean
has_way (FerryEngine   *self,
         FerryTransfer *transfer)
{
  return ferry_monitor_get_world (self->monitor).available ||
         ferry_host_is_local (transfer->record->request->host);
}

static void
judge_failure (FerryEngine   *self,
               FerryTransfer *transfer,
               const GError  *error,
               gboolean       progressed,
               gboolean       may_repeat,
               gint64         retry_after)
{
  FerryRecord *record = ferry_transfer_edit (transfer);
  FerryRetry verdict;

  if (progressed)
    record->attempts = 0;
  verdict = ferry_retry_judge (error, record->attempts + 1, self->max_attempts, has_way (self, transfer));
  if (!may_repeat || (verdict == FERRY_RETRY_LATER && is_recoverable (transfer, error)))
    verdict = FERRY_RETRY_NEVER;
  switch (verdict)
    {
    case FERRY_RETRY_NETWORK:
      ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK);
      break;
    case FERRY_RETRY_LATER:
      record->attempts++;
      g_clear_error (&record->error);
      record->error = g_error_copy (error);
      retry_later (self, transfer, retry_after);
      break;
    case FERRY_RETRY_NEVER:
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
  ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_IDLE);
}

/* Whether the run came further than any before it: a server that loses what it
 * had, again and again, is not asked for ever. The service may forget how far
 * that was, as it ends less often than runs do. A plain upload begins again
 * each time, however far it came. */
static gboolean
has_progressed (FerryTransfer *transfer)
{
  FerryUpload *upload = transfer->record->upload;
  guint64 done = transfer->run != NULL ? ferry_run_get_bytes_done (transfer->run) : 0;

  if (done <= transfer->furthest || (upload != NULL && upload->url == NULL))
    return FALSE;
  transfer->furthest = done;
  return TRUE;
}

/* Bytes that are durable beyond all before are progress even if the service ends
 * before the run does. */
void
ferry_engine_note_progress (FerryTransfer *transfer)
{
  if (transfer->record->bytes_done > transfer->furthest)
    ferry_transfer_edit (transfer)->attempts = 0;
}

/* A run that the journal calls Running has never ended: the service did, by a
 * crash, a kill or a power cut. It counts as an attempt that failed, so that
 * what crashes the service does not do so for ever; from the second one in a row
 * there is a delay, in which those that only ran beside it get on. */
void
ferry_engine_judge_broken_run (FerryEngine   *self,
                               FerryTransfer *transfer)
{
  guint attempts = ++ferry_transfer_edit (transfer)->attempts;

  if (attempts >= MAX (self->max_attempts, FEWEST_BROKEN_RUNS))
    {
      g_autoptr (GError) error = NULL;

      error = g_error_new (FERRY_ERROR, FERRY_ERROR_FAILED,
                           g_dngettext (GETTEXT_PACKAGE, "Ferry’s service has ended during this transfer %u time in a row",
                                        "Ferry’s service has ended during this transfer %u times in a row", attempts),
                           attempts);
      fail (self, transfer, error);
    }
  else if (attempts > 1)
    retry_later (self, transfer, -1);
  else
    ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_IDLE);
  ferry_engine_save (self, transfer);
}

/* @error is (transfer full) (nullable); NULL and cancellations mean that the
 * state was set by who stopped the run. */
void
ferry_engine_settle (FerryEngine   *self,
                     FerryTransfer *transfer,
                     GError        *error)
{
  g_autoptr (GError) owned = error;
  gint64 retry_after = transfer->run != NULL ? ferry_run_get_retry_after (transfer->run) : -1;
  gboolean progressed = has_progressed (transfer);
  gboolean may_repeat = ferry_engine_note_upload (transfer, &owned);

  ferry_engine_drop_run (self, transfer);
  if (!may_repeat)
    ferry_engine_overrule (self, transfer);
  if (ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_RUNNING && owned != NULL)
    {
      if (g_error_matches (owned, FERRY_ERROR, FERRY_ERROR_NOT_FOUND) &&
          transfer->record->part_file != NULL)
        start_over (self, transfer);
      else
        judge_failure (self, transfer, owned, progressed, may_repeat, retry_after);
    }
  ferry_engine_save (self, transfer);
  ferry_engine_release (self, transfer);
}

/* The seal waits until the journal knows where the file will be, so that a
 * crash after the rename finds it. */
void
ferry_engine_seal (FerryEngine   *self,
                   FerryTransfer *transfer)
{
  if (transfer->unsaved > 0)
    return;
  transfer->sealing = TRUE;
  ferry_run_seal_async (transfer->run, transfer->cancellable, on_sealed, ferry_step_new (self, transfer));
}

static void
on_sealed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (FerryStep) step = user_data;
  FerryTransfer *transfer = step->transfer;
  GError *error = NULL;
  g_autofree char *path = ferry_run_seal_finish (FERRY_RUN (source), result, &error);

  if (path != NULL)
    {
      ferry_engine_drop_run (step->engine, transfer);
      ferry_engine_complete (step->engine, transfer, path);
      ferry_engine_release (step->engine, transfer);
      return;
    }
  /* Only a person cancels in this stage; that it failed is of no interest then. */
  if (g_cancellable_is_cancelled (transfer->cancellable))
    ferry_engine_set_state (step->engine, transfer, FERRY_TRANSFER_STATE_CANCELED);
  ferry_engine_settle (step->engine, transfer, error);
}

/* Throwing away. */

/* Wrong bytes are of no use to another attempt, either. */
static gboolean
is_given_up (FerryRecord *record)
{
  return record->state == FERRY_TRANSFER_STATE_CANCELED ||
         (record->state == FERRY_TRANSFER_STATE_ERROR &&
          g_error_matches (record->error, FERRY_ERROR, FERRY_ERROR_CHECKSUM));
}

/* Throws away what a transfer that is given up has gathered. Only what the
 * journal has as given up is: nobody could bring the bytes back to a transfer
 * that the journal still has as paused. The journal knows the unfinished file
 * until it is gone, so that a crash leaves none for ever. */
void
ferry_engine_throw_away (FerryEngine   *self,
                         FerryTransfer *transfer)
{
  g_autofree char *part_file = NULL;
  FerryRecord *record;

  if (!is_given_up (transfer->durable) || !is_given_up (transfer->record) || transfer->cancellable != NULL)
    return;
  if (ferry_engine_abandon_upload (self, transfer))
    ferry_engine_save (self, transfer);
  if (transfer->record->part_file == NULL)
    return;
  record = ferry_transfer_edit (transfer);
  part_file = g_steal_pointer (&record->part_file);
  record->bytes_done = 0;
  ferry_engine_discard (self, transfer, part_file, ferry_transfer_get_id (transfer));
}

static void
discard_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  char **path_and_owner = task_data;
  g_autoptr (GError) error = NULL;

  if (!ferry_sink_discard (path_and_owner[0], path_and_owner[1], &error))
    g_message ("An unfinished file stays: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
on_discarded (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (FerryStep) step = user_data;
  FerryEngine *self = step->engine;

  self->n_discards--;
  step->transfer->unsaved--;
  if (!step->transfer->forgotten)
    ferry_engine_save (self, step->transfer);
  ferry_engine_tell (self, FERRY_ENGINE_BUSY_CHANGED, NULL);
  ferry_engine_check_stopped (self);
}

/* Deletes a file of @transfer, if it is that of @owner still, which is
 * (nullable) for an answer, and tells the journal then that it is gone; the
 * engine does not end before. The thread holds the task for a moment longer
 * than anyone waits, so that it must not hold the engine. */
void
ferry_engine_discard (FerryEngine   *self,
                      FerryTransfer *transfer,
                      const char    *path,
                      const char    *owner)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_discarded, ferry_step_new (self, transfer));
  const char *path_and_owner[] = { path, owner, NULL };

  self->n_discards++;
  transfer->unsaved++;
  g_task_set_source_tag (task, ferry_engine_discard);
  g_task_set_task_data (task, g_strdupv ((GStrv) path_and_owner), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, discard_in_thread);
}
