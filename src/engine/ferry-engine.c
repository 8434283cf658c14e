/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine: carries out what ferry-attempt says, and reports to it what
 * happens. It decides nothing about a transfer itself; what it looks after are
 * the means: slots of the queue, threads, the journal, the keyring, the clock.
 *
 *        .------------------> ferry-attempt -------------------.
 *        | event                                       effects |
 *        |                                                     v
 *   a run, the journal, the queue, the clock, the keyring <- carry_out ()
 *
 * What is told to anyone is durable: the journal writer says when. */

#include "ferry-engine-private.h"

#include "ferry-error.h"
#include "ferry-sink.h"

#include <glib/gi18n-lib.h>

/* Each holds two files open, and a slow disk must not make them more and more:
 * a process may open 1024. */
#define MAX_FINALIZING 128

/* Each asks the keyring for itself; what is left then goes at the next start. */
#define MAX_CLEARED 1000

G_DEFINE_FINAL_TYPE (FerryEngine, ferry_engine, G_TYPE_OBJECT)

enum {
  CHANGED,
  ENDED,
  REMOVED,
  BUSY_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void on_looked          (GObject          *source,
                                GAsyncResult     *result,
                                gpointer          user_data);
static void on_secrets_found   (GObject          *source,
                                GAsyncResult     *result,
                                gpointer          user_data);
static void on_began           (FerryDownloadRun *source,
                                FerryResponse    *response,
                                guint64           offset,
                                gpointer          user_data);
static void on_checkpoint_due  (FerryDownloadRun *source,
                                gpointer          user_data);
static void on_checkpoint      (GObject          *source,
                                GAsyncResult     *result,
                                gpointer          user_data);
static void on_sending         (FerryUploadRun   *source,
                                FerryUpload      *upload,
                                guint64           offset,
                                guint64           length,
                                gboolean          restarts,
                                gboolean          waits,
                                gpointer          user_data);
static void on_durable         (GObject          *source,
                                GAsyncResult     *result,
                                gpointer          user_data);
static void on_carried         (GObject          *source,
                                GAsyncResult     *result,
                                gpointer          user_data);
static void on_answer_kept     (GObject          *source,
                                GAsyncResult     *result,
                                gpointer          user_data);
static void on_last_checkpoint (GObject          *source,
                                GAsyncResult     *result,
                                gpointer          user_data);
static void on_finalized       (GObject          *source,
                                GAsyncResult     *result,
                                gpointer          user_data);
static void save               (FerryEngine      *self,
                                FerryTransfer    *transfer,
                                GTask            *task);
static void check_stopped      (FerryEngine      *self);

/* One step of one transfer's run; the engine outlives it. */
typedef struct {
  FerryEngine *engine;     /* (owned) */
  FerryTransfer *transfer; /* (owned) */
  GError *error;           /* (owned) (nullable) why the run ended */
} Step;

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
tell_busy (FerryEngine *self)
{
  g_signal_emit (self, signals[BUSY_CHANGED], 0);
}

/* The clock. */

/* What the clock gets; it holds nobody back from going away. */
typedef struct {
  FerryEngine *engine;
  FerryTransfer *transfer;
} Retry;

static void
clear_retry (FerryEngine   *self,
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

  retry->transfer->retry_timeout = 0;
  ferry_engine_report (retry->engine, retry->transfer, &(FerryEvent){ .type = FERRY_EVENT_RETRY_DUE }, NULL);
}

static void
retry_in (FerryEngine   *self,
          FerryTransfer *transfer,
          gint64         delay)
{
  Retry *retry = g_new0 (Retry, 1);

  retry->engine = self;
  retry->transfer = transfer;
  transfer->retry = retry;
  transfer->retry_at = ferry_clock_get_real_time (self->clock) + delay * 1000;
  transfer->retry_timeout = ferry_clock_add_timeout (self->clock, (guint) MIN (delay, G_MAXUINT), on_retry, retry);
}

/* Files that go away. */

static void open_files (FerryEngine   *self,
                        FerryTransfer *transfer);

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
  g_autoptr (Step) step = user_data;
  FerryEngine *self = step->engine;

  self->n_discards--;
  step->transfer->unsaved--;
  step->transfer->n_discards--;
  if (!step->transfer->forgotten)
    save (self, step->transfer, NULL);
  if (step->transfer->n_discards == 0 && step->transfer->opening_waits)
    open_files (self, step->transfer);
  tell_busy (self);
  check_stopped (self);
}

/* Deletes a file of @transfer, if it is that of @owner still, which is
 * (nullable) for an answer, and tells the journal then that it is gone; the
 * engine does not end before. The thread holds the task for a moment longer
 * than anyone waits, so that it must not hold the engine. */
static void
discard (FerryEngine   *self,
         FerryTransfer *transfer,
         const char    *path,
         const char    *owner)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_discarded, step_new (self, transfer));
  const char *path_and_owner[] = { path, owner, NULL };

  self->n_discards++;
  transfer->unsaved++;
  transfer->n_discards++;
  g_task_set_source_tag (task, discard);
  g_task_set_task_data (task, g_strdupv ((GStrv) path_and_owner), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, discard_in_thread);
}

static char *
answer_path (FerryEngine   *self,
             FerryTransfer *transfer)
{
  return self->answer_folder != NULL ? g_build_filename (self->answer_folder, ferry_transfer_get_id (transfer), NULL) : NULL;
}

static void
discard_answer (FerryEngine   *self,
                FerryTransfer *transfer)
{
  g_autofree char *path = answer_path (self, transfer);

  if (path != NULL)
    discard (self, transfer, path, NULL);
}

/* The keyring. */

static void
on_secrets_stored (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* The transfer goes on without: only after a restart of the service the
   * secrets are missing, and the transfer says so then. */
  if (!ferry_secrets_store_finish (FERRY_SECRETS (source), result, &error))
    g_message ("Credentials are kept for this session only: %s", error->message);
}

void
ferry_engine_store_secrets (FerryEngine   *self,
                            FerryTransfer *transfer)
{
  FerryRequest *request = transfer->record->request;
  g_autoptr (GVariant) secrets = NULL;

  secrets = ferry_upload_add_secrets (transfer->record->upload, ferry_request_get_secrets (request));
  secrets = ferry_request_mark_secrets (request, g_steal_pointer (&secrets));
  if (secrets != NULL)
    ferry_secrets_store_async (self->secrets, ferry_transfer_get_id (transfer), secrets,
                               on_secrets_stored, NULL);
}

/* As ferry_secrets_lookup_finish(), but what is for another address than that of
 * @request counts as lost. */
GVariant *
ferry_engine_find_secrets_finish (FerryEngine   *self,
                                  FerryRequest  *request,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_autoptr (GVariant) secrets = ferry_secrets_lookup_finish (self->secrets, result, error);

  if (secrets == NULL || ferry_request_owns_secrets (request, secrets))
    return g_steal_pointer (&secrets);
  g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS,
                       _ ("The keyring has nothing of this transfer"));
  return NULL;
}

static gboolean
has_secrets (FerryRecord *record)
{
  FerryUpload *upload = record->upload;

  return ferry_request_has_secrets (record->request) ||
         (upload != NULL && (upload->url != NULL || upload->lacks_url));
}

/* A completed transfer never runs again. */
static gboolean
needs_secrets (FerryRecord *record)
{
  return record != NULL && record->state != FERRY_TRANSFER_STATE_COMPLETED && has_secrets (record);
}

/* Who is to let the server know that it may forget an upload needs them first. */
static void
clear_secrets (FerryEngine   *self,
               FerryTransfer *transfer)
{
  if (transfer->n_terminating == 0)
    ferry_secrets_clear (self->secrets, ferry_transfer_get_id (transfer));
}

/* An upload that a server is to forget. */
typedef struct {
  FerryEngine *engine;     /* (owned) */
  FerryTransfer *transfer; /* (owned) */
  FerryRecord *record;     /* (owned) how it was */
} Termination;

static void
termination_free (Termination *termination)
{
  g_object_unref (termination->engine);
  ferry_transfer_unref (termination->transfer);
  ferry_record_unref (termination->record);
  g_free (termination);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Termination, termination_free)

/* What the keyring has not is done without: the address on the server may do. */
static void
on_terminate_secrets (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (Termination) termination = user_data;
  FerryEngine *self = termination->engine;
  FerryTransfer *transfer = termination->transfer;
  FerryRequest *request = termination->record->request;
  g_autoptr (GVariant) secrets = ferry_engine_find_secrets_finish (self, request, result, NULL);
  g_autoptr (FerryRequest) whole = NULL;
  g_autoptr (FerryUpload) upload = NULL;
  gboolean is_known = ferry_engine_lookup (self, ferry_transfer_get_id (transfer)) != NULL;

  whole = secrets != NULL && request->lacks_secrets ? ferry_request_with_secrets (request, secrets) : ferry_request_ref (request);
  upload = secrets != NULL ? ferry_upload_with_secrets (termination->record->upload, secrets)
                           : ferry_upload_ref (termination->record->upload);
  /* Another attempt may have stored a place of its own meanwhile. */
  if (upload->url != NULL && !(is_known && g_strcmp0 (upload->url, transfer->record->upload->url) == 0))
    ferry_backend_terminate (self->backend, whole, upload);
  transfer->n_terminating--;
  if (!is_known || (!needs_secrets (transfer->durable) && !needs_secrets (transfer->record)))
    clear_secrets (self, transfer);
}

/* @record is (transfer none): how it was when the server got what it has. */
static void
terminate (FerryEngine   *self,
           FerryTransfer *transfer,
           FerryRecord   *record)
{
  Termination *termination;

  if (!ferry_record_lacks_secrets (record))
    {
      ferry_backend_terminate (self->backend, record->request, record->upload);
      return;
    }
  termination = g_new (Termination, 1);
  termination->engine = g_object_ref (self);
  termination->transfer = ferry_transfer_ref (transfer);
  termination->record = ferry_record_ref (record);
  transfer->n_terminating++;
  ferry_secrets_lookup_async (self->secrets, ferry_transfer_get_id (transfer), on_terminate_secrets, termination);
}

/* The queue. */

/* Bytes that cost or are rationed are not fetched twice. */
static void
set_connections (FerryEngine   *self,
                 FerryTransfer *transfer)
{
  FerryRequest *request = transfer->record->request;
  guint wanted = request->connections > 0 ? request->connections : ferry_limits_get_connections (self->limits);
  guint allowed = MIN (wanted, ferry_queue_get_spare (self->queue, transfer) + 1);
  FerryEnvironment environment = ferry_monitor_get_environment (self->monitor);
  gboolean may_repeat = !environment.metered && !environment.roaming &&
                        !ferry_limits_have_rate (self->limits) && request->rate_limit == 0;

  ferry_download_run_set_connections (FERRY_DOWNLOAD_RUN (transfer->run), allowed, may_repeat);
}

static void
share_connections (FerryEngine *self)
{
  GPtrArray *taken = ferry_queue_get_taken (self->queue);

  for (guint i = 0; i < taken->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (taken, i);

      if (FERRY_IS_DOWNLOAD_RUN (transfer->run))
        set_connections (self, transfer);
    }
}

static gboolean
on_pump (gpointer user_data)
{
  FerryEngine *self = user_data;
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  FerryTransfer *transfer;

  self->pump_source = 0;
  while (!self->stopping && (transfer = ferry_queue_take (self->queue)) != NULL)
    ferry_engine_report (self, transfer, &(FerryEvent){ .type = FERRY_EVENT_TURN }, changed);
  if (changed->len > 0)
    ferry_journal_writer_save (self->writer, changed, NULL);
  transfer = self->stopping ? NULL : ferry_queue_get_victim (self->queue);
  if (transfer != NULL)
    ferry_engine_report (self, transfer, &(FerryEvent){ .type = FERRY_EVENT_DISPLACED }, NULL);
  share_connections (self);
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

static void
release (FerryEngine   *self,
         FerryTransfer *transfer)
{
  ferry_queue_release (self->queue, transfer);
  ferry_engine_pump (self);
}

static void
enqueue (FerryEngine   *self,
         FerryTransfer *transfer)
{
  clear_retry (self, transfer);
  if (!self->stopping && transfer->queue_node == NULL)
    ferry_queue_add (self->queue, transfer);
  ferry_engine_pump (self);
}

/* Runs. */

static FerryRun *
make_download_run (FerryEngine   *self,
                   FerryTransfer *transfer)
{
  FerryDownloadRun *run = ferry_download_run_new (transfer->record, self->limits);

  g_signal_connect_data (run, "began", G_CALLBACK (on_began), step_new (self, transfer),
                         (GClosureNotify) (GCallback) step_free, 0);
  g_signal_connect_data (run, "checkpoint-due", G_CALLBACK (on_checkpoint_due), step_new (self, transfer),
                         (GClosureNotify) (GCallback) step_free, 0);
  return FERRY_RUN (run);
}

static FerryRun *
make_upload_run (FerryEngine   *self,
                 FerryTransfer *transfer)
{
  g_autofree char *path = answer_path (self, transfer);
  FerryUploadRun *run = ferry_upload_run_new (transfer->record, path, self->limits);

  g_signal_connect_data (run, "sending", G_CALLBACK (on_sending), step_new (self, transfer),
                         (GClosureNotify) (GCallback) step_free, 0);
  return FERRY_RUN (run);
}

static void
disconnect (FerryRun *run,
            gpointer  callback)
{
  g_signal_handlers_disconnect_matched (run, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, callback, NULL);
}

/* The run is over; whatever comes next starts anew. The backend's thread may
 * hold the run a little longer, but nothing of ours with it. */
static void
drop_run (FerryEngine   *self,
          FerryTransfer *transfer)
{
  self->n_runs--;
  if (transfer->run != NULL)
    {
      disconnect (transfer->run, on_began);
      disconnect (transfer->run, on_checkpoint_due);
      disconnect (transfer->run, on_sending);
    }
  g_clear_object (&transfer->run);
  g_clear_object (&transfer->cancellable);
  transfer->speed = 0;
}

/* All bytes are there. Others may have its slot while it gets its name, but the
 * next of a serialized group waits for that too. */
static void
lend_slot (FerryEngine   *self,
           FerryTransfer *transfer)
{
  if (ferry_queue_get_behavior (self->queue, transfer->record) == FERRY_TRANSFER_BEHAVIOR_PARALLEL &&
      self->n_finalizing <= MAX_FINALIZING)
    ferry_queue_release (self->queue, transfer);
  ferry_engine_pump (self);
}

static void
enter (FerryEngine   *self,
       FerryTransfer *transfer,
       FerryStage     stage)
{
  FerryStage before = transfer->stage;

  transfer->stage = stage;
  if (before == FERRY_STAGE_NONE && stage != FERRY_STAGE_NONE)
    {
      self->n_runs++;
      transfer->cancellable = g_cancellable_new ();
      transfer->speed = 0;
      transfer->sampled_bytes = transfer->record->bytes_done;
    }
  self->n_finalizing += (stage >= FERRY_STAGE_WHOLE) - (before >= FERRY_STAGE_WHOLE);
  if (before < FERRY_STAGE_WHOLE && stage >= FERRY_STAGE_WHOLE)
    lend_slot (self, transfer);
}

static void
start_run (FerryEngine   *self,
           FerryTransfer *transfer)
{
  transfer->run = transfer->record->upload != NULL ? make_upload_run (self, transfer) : make_download_run (self, transfer);
  share_connections (self);
  ferry_backend_carry_async (self->backend, transfer->run, transfer->cancellable, on_carried, step_new (self, transfer));
}

/* When an earlier run brought all bytes, there is none yet. */
static void
start_finalizing (FerryEngine   *self,
                  FerryTransfer *transfer)
{
  if (transfer->run == NULL)
    transfer->run = make_download_run (self, transfer);
  ferry_download_run_finalize_async (FERRY_DOWNLOAD_RUN (transfer->run), transfer->cancellable,
                                     on_finalized, step_new (self, transfer));
}

/* What is about to be deleted may have the name that is opened. */
static void
open_files (FerryEngine   *self,
            FerryTransfer *transfer)
{
  transfer->opening_waits = transfer->n_discards > 0;
  if (transfer->opening_waits)
    return;
  if (transfer->record->part_file != NULL)
    ferry_download_run_look_async (transfer->record, on_looked, step_new (self, transfer));
  else
    ferry_engine_report (self, transfer, &(FerryEvent){ .type = FERRY_EVENT_OPENED }, NULL);
}

/* Deciding and doing. */

static void
save (FerryEngine   *self,
      FerryTransfer *transfer,
      GTask         *task)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, transfer);
  ferry_journal_writer_save (self->writer, one, task);
}

static void
save_and_continue (FerryEngine   *self,
                   FerryTransfer *transfer)
{
  GTask *task = g_task_new (transfer->run, NULL, on_durable, NULL);

  g_task_set_source_tag (task, save_and_continue);
  save (self, transfer, task);
}

/* @before is the record that the decision was made on. */
static void
carry_out (FerryEngine         *self,
           FerryTransfer       *transfer,
           FerryRecord         *before,
           const FerryDecision *decision,
           GPtrArray           *changed)
{
  FerryEffects effects = decision->effects;

  if (effects & (FERRY_EFFECT_STOP | FERRY_EFFECT_DEQUEUE))
    {
      clear_retry (self, transfer);
      ferry_queue_remove (self->queue, transfer);
    }
  if ((effects & FERRY_EFFECT_STOP) && transfer->cancellable != NULL)
    g_cancellable_cancel (transfer->cancellable);
  if (effects & FERRY_EFFECT_END)
    drop_run (self, transfer);
  if (effects & FERRY_EFFECT_TERMINATE_UPLOAD)
    terminate (self, transfer, before);
  if (effects & FERRY_EFFECT_DISCARD)
    discard (self, transfer, before->part_file, ferry_transfer_get_id (transfer));
  if (effects & FERRY_EFFECT_DISCARD_ANSWER)
    discard_answer (self, transfer);
  if ((effects & FERRY_EFFECT_STORE_SECRETS) && !transfer->forgotten)
    ferry_engine_store_secrets (self, transfer);
  if (effects & FERRY_EFFECT_CONTINUE)
    save_and_continue (self, transfer);
  else if ((effects & (FERRY_EFFECT_SAVE | FERRY_EFFECT_FORGET)) && !(effects & FERRY_EFFECT_OPEN) && changed != NULL)
    g_ptr_array_add (changed, transfer);
  else if (effects & FERRY_EFFECT_SAVE)
    save (self, transfer, NULL);
  if (effects & FERRY_EFFECT_RELEASE)
    release (self, transfer);
  if (effects & FERRY_EFFECT_ENQUEUE)
    enqueue (self, transfer);
  if (effects & FERRY_EFFECT_RETRY_IN)
    retry_in (self, transfer, decision->retry_in);
  if (effects & FERRY_EFFECT_OPEN)
    open_files (self, transfer);
  if (effects & FERRY_EFFECT_LOOK_UP_SECRETS)
    ferry_secrets_lookup_async (self->secrets, ferry_transfer_get_id (transfer), on_secrets_found, step_new (self, transfer));
  if (effects & FERRY_EFFECT_START)
    start_run (self, transfer);
  if (effects & FERRY_EFFECT_CHECKPOINT)
    ferry_download_run_checkpoint_async (FERRY_DOWNLOAD_RUN (transfer->run), on_last_checkpoint, step_new (self, transfer));
  if (effects & FERRY_EFFECT_FINALIZE)
    start_finalizing (self, transfer);
  /* What began or arrived after the journal had forgotten it. */
  if ((effects & FERRY_EFFECT_END) && ferry_engine_lookup (self, ferry_transfer_get_id (transfer)) != transfer)
    ferry_engine_report (self, transfer, &(FerryEvent){ .type = FERRY_EVENT_FORGOTTEN }, NULL);
}

static void
take_record (FerryEngine   *self,
             FerryTransfer *transfer,
             FerryRecord   *record)
{
  if (record->request != transfer->record->request)
    {
      ferry_queue_change (self->queue, transfer, record);
      if (transfer->run != NULL)
        ferry_run_set_rate_limit (transfer->run, record->request->rate_limit);
      ferry_engine_pump (self);
      return;
    }
  ferry_record_unref (transfer->record);
  transfer->record = ferry_record_ref (record);
}

void
ferry_engine_report (FerryEngine      *self,
                     FerryTransfer    *transfer,
                     const FerryEvent *event,
                     GPtrArray        *changed)
{
  g_autoptr (FerryRecord) before = ferry_record_ref (transfer->record);
  FerryStanding standing = {
    .stage = transfer->stage,
    .furthest = transfer->furthest,
    .saved = transfer->unsaved == 0,
    .durable = transfer->durable,
    .stopped = transfer->cancellable != NULL && g_cancellable_is_cancelled (transfer->cancellable),
    .cancel_ordered = transfer->cancel_ordered,
    .delivery = ferry_transfer_get_delivery (transfer),
  };
  FerryEvent now = *event;
  g_auto (FerryDecision) decision = { 0 };

  now.now = ferry_clock_get_real_time (self->clock);
  now.random = g_random_double ();
  decision = ferry_attempt_decide (before, &standing, &now, ferry_monitor_get_environment (self->monitor), &self->attempt_limits);
  take_record (self, transfer, decision.record);
  transfer->furthest = decision.furthest;
  enter (self, transfer, decision.stage);
  carry_out (self, transfer, before, &decision, changed);
}

void
ferry_engine_report_all (FerryEngine    *self,
                         FerryEventType  event)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();

  for (guint i = 0; i < self->transfers->len; i++)
    ferry_engine_report (self, g_ptr_array_index (self->transfers, i), &(FerryEvent){ .type = event }, changed);
  if (changed->len > 0)
    ferry_journal_writer_save (self->writer, changed, NULL);
  ferry_engine_pump (self);
}

/* What happens to a run. */

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  FerryEvent event = { .type = FERRY_EVENT_OPENED };

  if (ferry_download_run_look_finish (result))
    event.file = step->transfer->record->file;
  ferry_engine_report (step->engine, step->transfer, &event, NULL);
}

static void
on_secrets_found (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GVariant) secrets = ferry_engine_find_secrets_finish (step->engine, step->transfer->record->request, result, &step->error);
  FerryEvent event = { .type = FERRY_EVENT_SECRETS, .secrets = secrets, .error = step->error };

  ferry_engine_report (step->engine, step->transfer, &event, NULL);
}

static void
on_began (FerryDownloadRun *source,
          FerryResponse    *response,
          guint64           offset,
          gpointer          user_data)
{
  Step *step = user_data;
  FerryTransfer *transfer = step->transfer;
  FerryEvent event = { .type = FERRY_EVENT_BEGAN, .response = response, .bytes = offset };

  if (transfer->run != FERRY_RUN (source))
    return;
  event.part_file = ferry_download_run_get_part_path (source);
  event.file = ferry_download_run_get_file (source);
  transfer->sampled_bytes = MIN (transfer->sampled_bytes, offset);
  ferry_engine_report (step->engine, transfer, &event, NULL);
}

static void
on_checkpoint_due (FerryDownloadRun *source,
                   gpointer          user_data)
{
  Step *step = user_data;

  if (step->transfer->run == FERRY_RUN (source))
    ferry_download_run_checkpoint_async (source, on_checkpoint, step_new (step->engine, step->transfer));
}

static void
on_checkpoint (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (FerryRangeSet) durable = ferry_download_run_checkpoint_finish (FERRY_DOWNLOAD_RUN (source), result, NULL);
  FerryEvent event = { .type = FERRY_EVENT_CHECKPOINT, .durable = durable };

  /* A disk that can't make durable fails the last checkpoint too. */
  if (durable != NULL && step->transfer->run == FERRY_RUN (source))
    ferry_engine_report (step->engine, step->transfer, &event, NULL);
}

static void
on_sending (FerryUploadRun *source,
            FerryUpload    *upload,
            guint64         offset,
            guint64         length,
            gboolean        restarts,
            gboolean        waits,
            gpointer        user_data)
{
  Step *step = user_data;
  FerryTransfer *transfer = step->transfer;
  FerryEvent event = {
    .type = FERRY_EVENT_SENDING,
    .request = ferry_run_get_request (FERRY_RUN (source)),
    .upload = upload,
    .bytes = offset,
    .length = (gint64) length,
    .restarts = restarts,
    .waits = waits,
  };

  if (transfer->run != FERRY_RUN (source))
    return;
  transfer->sampled_bytes = MIN (transfer->sampled_bytes, offset);
  ferry_engine_report (step->engine, transfer, &event, NULL);
}

static void
on_durable (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  ferry_upload_run_continue (FERRY_UPLOAD_RUN (source), error);
}

static void
report_end (Step           *step,
            FerryEventType  type,
            FerryRangeSet  *durable)
{
  FerryRun *run = step->transfer->run;
  FerryEvent event = {
    .type = type,
    .request = ferry_run_get_request (run),
    .error = step->error,
    .bytes = ferry_run_get_bytes_done (run),
    .durable = durable,
    .retry_after = ferry_run_get_retry_after (run),
  };

  if (FERRY_IS_UPLOAD_RUN (run))
    {
      event.response = ferry_upload_run_get_answer (FERRY_UPLOAD_RUN (run));
      event.received = ferry_upload_run_get_received (FERRY_UPLOAD_RUN (run));
    }
  ferry_engine_report (step->engine, step->transfer, &event, NULL);
}

static void
report_failure (Step          *step,
                FerryRangeSet *durable)
{
  gboolean canceled = step->error == NULL || g_error_matches (step->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  report_end (step, canceled ? FERRY_EVENT_CANCELED : FERRY_EVENT_FAILED, durable);
}

static void
on_carried (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  FerryRun *run = step->transfer->run;
  gboolean whole = ferry_backend_carry_finish (FERRY_BACKEND (source), result, &step->error);

  if (FERRY_IS_UPLOAD_RUN (run))
    ferry_upload_run_keep_answer_async (FERRY_UPLOAD_RUN (run), on_answer_kept, g_steal_pointer (&step));
  else if (whole)
    report_end (step, FERRY_EVENT_BODY_DONE, NULL);
  else if (ferry_download_run_has_begun (FERRY_DOWNLOAD_RUN (run)))
    ferry_download_run_checkpoint_async (FERRY_DOWNLOAD_RUN (run), on_last_checkpoint, g_steal_pointer (&step));
  else
    report_failure (step, NULL);
}

static void
on_answer_kept (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (Step) step = user_data;

  ferry_upload_run_keep_answer_finish (FERRY_UPLOAD_RUN (source), result);
  if (step->error == NULL)
    report_end (step, FERRY_EVENT_ANSWERED, NULL);
  else
    report_failure (step, NULL);
}

static void
on_last_checkpoint (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryRangeSet) durable = ferry_download_run_checkpoint_finish (FERRY_DOWNLOAD_RUN (source), result, &error);

  if (durable == NULL && step->error == NULL)
    step->error = g_steal_pointer (&error);
  report_failure (step, durable);
}

static void
on_finalized (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  g_autofree char *path = ferry_download_run_finalize_finish (FERRY_DOWNLOAD_RUN (source), result, &step->error);
  FerryEvent event = { .type = FERRY_EVENT_FINALIZED, .file = path };

  if (path != NULL)
    ferry_engine_report (step->engine, step->transfer, &event, NULL);
  else
    report_end (step, g_cancellable_is_cancelled (step->transfer->cancellable) ? FERRY_EVENT_CANCELED : FERRY_EVENT_FAILED, NULL);
}

/* What happens to the journal. */

static gboolean
is_finished (FerryRecord *record)
{
  return record != NULL && ferry_transfer_state_is_final (record->state);
}

static void
on_saved (FerryEngine   *self,
          FerryTransfer *transfer,
          FerryRecord   *before)
{
  FerryRecord *record = transfer->durable;

  if (needs_secrets (before) && !needs_secrets (record) && !needs_secrets (transfer->record))
    clear_secrets (self, transfer);
  if (transfer->forgotten)
    return;
  self->n_finished += is_finished (record) - is_finished (before);
  g_signal_emit (self, signals[CHANGED], 0, transfer);
  if (is_finished (record) && !is_finished (before))
    g_signal_emit (self, signals[ENDED], 0, transfer);
  ferry_engine_report (self, transfer, &(FerryEvent){ .type = FERRY_EVENT_SAVED }, NULL);
}

static void
on_forgotten (FerryEngine   *self,
              FerryTransfer *transfer)
{
  g_autoptr (FerryTransfer) removed = ferry_transfer_ref (transfer);

  ferry_engine_report (self, removed, &(FerryEvent){ .type = FERRY_EVENT_FORGOTTEN }, NULL);
  if (needs_secrets (removed->durable))
    clear_secrets (self, removed);
  ferry_engine_drop (self, removed);
  g_signal_emit (self, signals[REMOVED], 0, removed);
}

static void
on_remembered (FerryEngine   *self,
               FerryTransfer *transfer)
{
  self->n_finished += is_finished (transfer->durable);
}

/* Makes the journal forget @transfers, which are finished; @task is (transfer
 * full). */
void
ferry_engine_forget (FerryEngine *self,
                     GPtrArray   *transfers,
                     GTask       *task)
{
  for (guint i = 0; i < transfers->len; i++)
    self->n_finished -= is_finished (((FerryTransfer *) g_ptr_array_index (transfers, i))->durable);
  ferry_journal_writer_forget (self->writer, transfers, task);
}

static void prune (FerryEngine *self);

static void
on_pruned (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  FerryEngine *self = FERRY_ENGINE (source);

  self->pruning = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), NULL))
    prune (self);
}

/* The oldest finished transfers go when there are more than the person wants
 * to keep; what ends while some are going goes together after them. No younger
 * one goes in the place of one that the journal is to be told of first: when
 * that could not be, it is tried again, and this after it. */
static void
prune (FerryEngine *self)
{
  g_autoptr (GPtrArray) old = NULL;
  guint surplus = self->n_finished > self->history_limit ? self->n_finished - self->history_limit : 0;

  if (surplus == 0 || self->pruning)
    return;
  old = g_ptr_array_new ();
  for (guint i = 0; i < self->transfers->len && old->len < surplus; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->transfers, i);

      if (transfer->forgotten || !is_finished (transfer->durable))
        continue;
      if (transfer->unsaved > 0)
        break;
      if (transfer->stage == FERRY_STAGE_NONE)
        ferry_engine_report (self, transfer, &(FerryEvent){ .type = FERRY_EVENT_REMOVE }, old);
    }
  self->pruning = old->len > 0;
  if (self->pruning)
    ferry_engine_forget (self, old, g_task_new (self, NULL, on_pruned, NULL));
}

static void
on_written (FerryEngine *self)
{
  prune (self);
  tell_busy (self);
  check_stopped (self);
}

/* Loading. */

void
ferry_engine_add (FerryEngine   *self,
                  FerryTransfer *transfer)
{
  g_ptr_array_add (self->transfers, ferry_transfer_ref (transfer));
  g_hash_table_insert (self->by_id, (char *) ferry_transfer_get_id (transfer), transfer);
  ferry_groups_join (self->groups, transfer->record);
}

/* Nobody finds it any more. */
void
ferry_engine_drop (FerryEngine   *self,
                   FerryTransfer *transfer)
{
  g_hash_table_remove (self->by_id, ferry_transfer_get_id (transfer));
  ferry_groups_leave (self->groups, transfer->record);
  g_ptr_array_remove (self->transfers, transfer);
}

static void
revive (FerryEngine *self,
        FerryRecord *record)
{
  g_autoptr (FerryTransfer) transfer = ferry_transfer_new (record);

  ferry_transfer_set_durable (transfer, record);
  self->n_finished += is_finished (record);
  self->next_sequence = MAX (self->next_sequence, record->sequence + 1);
  ferry_engine_add (self, transfer);
  ferry_engine_report (self, transfer, &(FerryEvent){ .type = FERRY_EVENT_LOADED, .retry_after = -1 }, NULL);
}

static void
on_secrets_listed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (FerryEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = ferry_secrets_list_finish (FERRY_SECRETS (source), result, &error);
  guint n_cleared = 0;

  if (ids == NULL)
    g_debug ("The keyring may have secrets that nobody needs: %s", error->message);
  for (guint i = 0; ids != NULL && ids[i] != NULL && n_cleared < MAX_CLEARED; i++)
    {
      FerryTransfer *transfer = g_hash_table_lookup (self->by_id, ids[i]);

      if (transfer != NULL && (needs_secrets (transfer->durable) || needs_secrets (transfer->record)))
        continue;
      ferry_secrets_clear (self->secrets, ids[i]);
      n_cleared++;
    }
}

/* Who is killed between a word in the journal and the clearing that follows it
 * leaves secrets in the keyring that no transfer needs any more. */
static void
clear_unneeded_secrets (FerryEngine *self)
{
  ferry_secrets_list_async (self->secrets, on_secrets_listed, g_object_ref (self));
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) groups = NULL;
  g_autoptr (GPtrArray) records = NULL;
  GError *error = NULL;

  records = ferry_journal_load_finish (FERRY_JOURNAL (source), result, &groups, &error);
  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < records->len; i++)
    revive (self, g_ptr_array_index (records, i));
  ferry_groups_load (self->groups, groups);
  prune (self);
  ferry_engine_report_all (self, FERRY_EVENT_ENVIRONMENT);
  clear_unneeded_secrets (self);
  tell_busy (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * ferry_engine_load_async:
 * @self: the engine
 * @callback: called when it knows all transfers again
 * @user_data: for @callback
 *
 * Reads the journal; what was unfinished goes on. To be called once, first.
 */
void
ferry_engine_load_async (FerryEngine         *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, ferry_engine_load_async);
  ferry_journal_load_async (self->journal, on_loaded, task);
}

/**
 * ferry_engine_load_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether the journal could be read, else %FERRY_ERROR_JOURNAL
 */
gboolean
ferry_engine_load_finish (FerryEngine   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Stopping. */

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
ferry_engine_stop_async (FerryEngine         *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (!self->stopping);

  self->stop_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->stop_task, ferry_engine_stop_async);
  self->stopping = TRUE;
  g_clear_handle_id (&self->pump_source, g_source_remove);
  ferry_engine_report_all (self, FERRY_EVENT_STOPPING);
  check_stopped (self);
}

/* Whole files that wait for a journal that can't be written get their name
 * from the next service. */
static void
give_up_waiting (FerryEngine *self)
{
  GPtrArray *unsaved = ferry_journal_writer_get_unsaved (self->writer);

  for (guint i = 0; i < unsaved->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (unsaved, i);

      if (transfer->stage != FERRY_STAGE_WHOLE)
        continue;
      enter (self, transfer, FERRY_STAGE_NONE);
      drop_run (self, transfer);
    }
}

static void
check_stopped (FerryEngine *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->stop_task == NULL || ferry_journal_writer_is_writing (self->writer))
    return;
  give_up_waiting (self);
  if (self->n_runs > 0 || self->n_discards > 0)
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
ferry_engine_stop_finish (FerryEngine   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The engine as an object. */

static void
on_environment_changed (FerryEngine *self)
{
  ferry_engine_report_all (self, FERRY_EVENT_ENVIRONMENT);
}

static void
ferry_engine_dispose (GObject *object)
{
  FerryEngine *self = FERRY_ENGINE (object);

  g_clear_handle_id (&self->pump_source, g_source_remove);
  for (guint i = 0; i < self->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->transfers, i);

      clear_retry (self, transfer);
      ferry_queue_remove (self->queue, transfer);
    }
  G_OBJECT_CLASS (ferry_engine_parent_class)->dispose (object);
}

static void
ferry_engine_finalize (GObject *object)
{
  FerryEngine *self = FERRY_ENGINE (object);

  g_clear_object (&self->groups);
  g_clear_object (&self->queue);
  g_clear_object (&self->writer);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->transfers);
  g_clear_object (&self->journal);
  g_clear_object (&self->backend);
  g_clear_object (&self->monitor);
  g_clear_object (&self->clock);
  g_clear_object (&self->secrets);
  g_clear_pointer (&self->limits, ferry_limits_unref);
  g_free (self->answer_folder);
  G_OBJECT_CLASS (ferry_engine_parent_class)->finalize (object);
}

static void
ferry_engine_class_init (FerryEngineClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ferry_engine_dispose;
  object_class->finalize = ferry_engine_finalize;

  /**
   * FerryEngine::changed:
   * @self: the engine
   * @transfer: a transfer whose durable record is a new one
   */
  signals[CHANGED] = g_signal_new ("changed", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, FERRY_TYPE_TRANSFER);

  /**
   * FerryEngine::ended:
   * @self: the engine
   * @transfer: a transfer that is completed, canceled or failed, and durably so
   */
  signals[ENDED] = g_signal_new ("ended", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, FERRY_TYPE_TRANSFER);

  /**
   * FerryEngine::removed:
   * @self: the engine
   * @transfer: a transfer that is forgotten
   */
  signals[REMOVED] = g_signal_new ("removed", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, FERRY_TYPE_TRANSFER);

  /**
   * FerryEngine::busy-changed:
   * @self: the engine
   *
   * ferry_engine_is_busy() may answer something else now.
   */
  signals[BUSY_CHANGED] = g_signal_new ("busy-changed", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ferry_engine_init (FerryEngine *self)
{
  self->limits = ferry_limits_new ();
  self->queue = ferry_queue_new ();
  self->transfers = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->next_sequence = 1;
  self->attempt_limits.max_attempts = 8;
  self->history_limit = 1000;
}

/**
 * ferry_engine_new:
 * @journal: what survives a crash
 * @backend: the protocol
 * @monitor: what the environment is now
 * @clock: time
 * @secrets: the keyring
 *
 * Returns: (transfer full): an engine that knows nothing until ferry_engine_load_async()
 */
FerryEngine *
ferry_engine_new (FerryJournal *journal,
                  FerryBackend *backend,
                  FerryMonitor *monitor,
                  FerryClock   *clock,
                  FerrySecrets *secrets)
{
  FerryEngine *self = g_object_new (FERRY_TYPE_ENGINE, NULL);

  self->journal = g_object_ref (journal);
  self->backend = g_object_ref (backend);
  self->monitor = g_object_ref (monitor);
  self->clock = g_object_ref (clock);
  self->secrets = g_object_ref (secrets);
  self->groups = ferry_groups_new (self->queue, self->journal, self->clock);
  g_signal_connect_object (monitor, "changed", G_CALLBACK (on_environment_changed), self,
                           G_CONNECT_SWAPPED);
  self->writer = ferry_journal_writer_new (journal, clock);
  g_signal_connect_object (self->writer, "saved", G_CALLBACK (on_saved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->writer, "forgotten", G_CALLBACK (on_forgotten), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->writer, "remembered", G_CALLBACK (on_remembered), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->writer, "written", G_CALLBACK (on_written), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * ferry_engine_get_groups:
 * @self: the engine
 *
 * Returns: (transfer none): the groups that its transfers may belong to
 */
FerryGroups *
ferry_engine_get_groups (FerryEngine *self)
{
  return self->groups;
}

/**
 * ferry_engine_get_behavior:
 * @self: the engine
 * @record: of a transfer
 *
 * Returns: how the members of its group run; parallel without a group
 */
FerryTransferBehavior
ferry_engine_get_behavior (FerryEngine *self,
                           FerryRecord *record)
{
  return ferry_queue_get_behavior (self->queue, record);
}

/**
 * ferry_engine_get_limits:
 * @self: the engine
 *
 * Returns: (transfer none): the settings that runs follow, to be set live
 */
FerryLimits *
ferry_engine_get_limits (FerryEngine *self)
{
  return self->limits;
}

void
ferry_engine_set_parallel (FerryEngine *self,
                           guint        max_parallel,
                           guint        max_per_host)
{
  ferry_queue_set_limits (self->queue, max_parallel, max_per_host);
  ferry_engine_pump (self);
}

void
ferry_engine_set_max_attempts (FerryEngine *self,
                               guint        max_attempts)
{
  self->attempt_limits.max_attempts = max_attempts;
}

/**
 * ferry_engine_set_history_limit:
 * @self: the engine
 * @history_limit: how many finished transfers are remembered
 */
void
ferry_engine_set_history_limit (FerryEngine *self,
                                guint        history_limit)
{
  self->history_limit = history_limit;
  prune (self);
}

/**
 * ferry_engine_set_answer_folder:
 * @self: the engine
 * @folder: path of a folder for what servers answer to uploads
 */
void
ferry_engine_set_answer_folder (FerryEngine *self,
                                const char  *folder)
{
  g_free (self->answer_folder);
  self->answer_folder = g_strdup (folder);
}

/**
 * ferry_engine_lookup:
 * @self: the engine
 * @id: a GUID
 *
 * Returns: (transfer none) (nullable): the transfer of that name
 */
FerryTransfer *
ferry_engine_lookup (FerryEngine *self,
                     const char  *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

/**
 * ferry_engine_get_transfers:
 * @self: the engine
 *
 * Returns: (transfer none) (element-type FerryTransfer): all, in the order of
 *   their creation
 */
GPtrArray *
ferry_engine_get_transfers (FerryEngine *self)
{
  return self->transfers;
}

/**
 * ferry_engine_get_running:
 * @self: the engine
 *
 * Returns: (transfer none) (element-type FerryTransfer): those with a slot
 */
GPtrArray *
ferry_engine_get_running (FerryEngine *self)
{
  return ferry_queue_get_taken (self->queue);
}

/**
 * ferry_engine_is_busy:
 * @self: the engine
 *
 * Returns: whether anything may still happen by itself
 */
gboolean
ferry_engine_is_busy (FerryEngine *self)
{
  if (ferry_journal_writer_is_writing (self->writer) || ferry_journal_writer_get_unsaved (self->writer)->len > 0 ||
      self->n_runs > 0 || self->n_discards > 0 ||
      ferry_queue_get_n_waiting (self->queue) > 0)
    return TRUE;
  for (guint i = 0; i < self->transfers->len; i++)
    if (ferry_transfer_goes_on (g_ptr_array_index (self->transfers, i)))
      return TRUE;
  return FALSE;
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
  return ferry_transfer_get_received (transfer) > 0 ? answer_path (self, transfer) : NULL;
}
