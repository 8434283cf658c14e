/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way of transfers into the journal and back. A change is handed over at
 * once and told to anyone only when it is durable; one that fails is tried
 * again. */

#include "ferry-engine-private.h"

#include "ferry-error.h"

/* How long until a failed write to the journal is tried again. */
#define SAVE_AGAIN_MS 5000

static void
on_pruned (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  FerryEngine *self = FERRY_ENGINE (source);

  self->pruning = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), NULL))
    ferry_engine_prune (self);
}

/* The oldest finished transfers go when there are more than the person wants
 * to keep; what ends while some are going goes together after them. */
void
ferry_engine_prune (FerryEngine *self)
{
  g_autoptr (GPtrArray) old = NULL;
  guint surplus = self->n_finished > self->history_limit ? self->n_finished - self->history_limit : 0;

  if (surplus == 0 || self->pruning)
    return;
  old = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  for (guint i = 0; i < self->transfers->len && old->len < surplus; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->transfers, i);

      if (transfer->unsaved == 0 && transfer->cancellable == NULL && !transfer->forgotten &&
          ferry_transfer_state_is_final (ferry_transfer_get_state (transfer)))
        g_ptr_array_add (old, ferry_transfer_ref (transfer));
    }
  self->pruning = old->len > 0;
  if (self->pruning)
    ferry_engine_forget (self, old, g_task_new (self, NULL, on_pruned, NULL));
}

/* Saving: one call of the journal for each change; the journal groups them. */

typedef struct {
  FerryEngine *engine;  /* (owned) */
  GPtrArray *transfers; /* (owned) (element-type FerryTransfer) */
  GPtrArray *records;   /* (owned) (element-type FerryRecord) */
  GTask *task;          /* (owned) (nullable) who waits */
} Save;

static void
save_free (Save *save)
{
  g_object_unref (save->engine);
  g_ptr_array_unref (save->transfers);
  g_ptr_array_unref (save->records);
  g_clear_object (&save->task);
  g_free (save);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Save, save_free)

static void
save_again (gpointer user_data)
{
  FerryEngine *self = user_data;
  g_autoptr (GPtrArray) transfers = g_steal_pointer (&self->unsaved);

  self->save_again_timeout = 0;
  self->unsaved = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  for (guint i = 0; i < transfers->len; i++)
    ((FerryTransfer *) g_ptr_array_index (transfers, i))->unsaved--;
  ferry_engine_save_all (self, transfers, NULL);
}

static void
keep_unsaved (FerryEngine *self,
              GPtrArray   *transfers)
{
  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      if (transfer->forgotten || g_ptr_array_find (self->unsaved, transfer, NULL))
        continue;
      transfer->unsaved++;
      g_ptr_array_add (self->unsaved, ferry_transfer_ref (transfer));
    }
  if (self->save_again_timeout == 0)
    self->save_again_timeout = ferry_clock_add_timeout (self->clock, SAVE_AGAIN_MS, save_again, self);
}

/* What is written now is newer than what could not be written before. */
static void
drop_unsaved (FerryEngine   *self,
              FerryTransfer *transfer)
{
  if (self->unsaved->len > 0 && g_ptr_array_remove (self->unsaved, transfer))
    transfer->unsaved--;
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

/* Ends the run of a transfer that was paused or canceled, now that this is
 * durable. A run that only waits for an answer is left to hear it, unless
 * nobody wants that any more. */
static void
end_run (FerryTransfer *transfer,
         FerryRecord   *record)
{
  FerryTransferState state = ferry_transfer_get_state (transfer);

  if (record->state == FERRY_TRANSFER_STATE_RUNNING || state == FERRY_TRANSFER_STATE_RUNNING ||
      transfer->cancellable == NULL)
    return;
  if (state == FERRY_TRANSFER_STATE_CANCELED || !ferry_engine_awaits_answer (transfer))
    g_cancellable_cancel (transfer->cancellable);
}

static void
tell_saved (FerryEngine   *self,
            FerryTransfer *transfer,
            FerryRecord   *record)
{
  gboolean was_final = transfer->durable != NULL && ferry_transfer_state_is_final (transfer->durable->state);
  gboolean is_final = ferry_transfer_state_is_final (record->state);

  transfer->unsaved--;
  drop_unsaved (self, transfer);
  if (needs_secrets (transfer->durable) && !needs_secrets (record) && !needs_secrets (transfer->record))
    ferry_secrets_clear (self->secrets, ferry_transfer_get_id (transfer));
  ferry_transfer_set_durable (transfer, record);
  if (transfer->forgotten)
    return;
  self->n_finished += is_final - was_final;
  ferry_engine_tell (self, FERRY_ENGINE_CHANGED, transfer);
  if (is_final && !was_final)
    ferry_engine_tell (self, FERRY_ENGINE_ENDED, transfer);
  end_run (transfer, record);
  ferry_engine_throw_away (self, transfer);
  if (transfer->body_done && !transfer->sealing)
    ferry_engine_seal (self, transfer);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Save) save = user_data;
  FerryEngine *self = save->engine;
  g_autoptr (GError) error = NULL;

  self->n_saving--;
  if (ferry_journal_save_finish (FERRY_JOURNAL (source), result, &error))
    {
      for (guint i = 0; i < save->transfers->len; i++)
        tell_saved (self, g_ptr_array_index (save->transfers, i), g_ptr_array_index (save->records, i));
      if (save->task != NULL)
        g_task_return_boolean (save->task, TRUE);
    }
  else
    {
      g_message ("The journal can't be written: %s", error->message);
      for (guint i = 0; i < save->transfers->len; i++)
        ((FerryTransfer *) g_ptr_array_index (save->transfers, i))->unsaved--;
      keep_unsaved (self, save->transfers);
      if (save->task != NULL)
        g_task_return_error (save->task, g_steal_pointer (&error));
    }
  ferry_engine_prune (self);
  ferry_engine_tell (self, FERRY_ENGINE_BUSY_CHANGED, NULL);
  ferry_engine_check_stopped (self);
}

/* Hands the present records of @transfers to the journal; @task (transfer
 * full, nullable) returns TRUE when they are durable. What the journal was
 * told to forget never comes back into it. */
void
ferry_engine_save_all (FerryEngine *self,
                       GPtrArray   *transfers,
                       GTask       *task)
{
  Save *save = g_new0 (Save, 1);

  save->engine = g_object_ref (self);
  save->transfers = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  save->records = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_record_unref);
  save->task = task;
  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      if (transfer->forgotten)
        continue;
      transfer->unsaved++;
      g_ptr_array_add (save->transfers, ferry_transfer_ref (transfer));
      g_ptr_array_add (save->records, ferry_record_ref (transfer->record));
    }
  self->n_saving++;
  ferry_journal_save_async (self->journal, save->records, on_saved, save);
}

void
ferry_engine_save (FerryEngine   *self,
                   FerryTransfer *transfer)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, transfer);
  ferry_engine_save_all (self, one, NULL);
}

/* Forgetting. */

static gboolean
is_finished (FerryTransfer *transfer)
{
  return transfer->durable != NULL && ferry_transfer_state_is_final (transfer->durable->state);
}

static void
remember_again (FerryEngine *self,
                GPtrArray   *transfers)
{
  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      transfer->forgotten = FALSE;
      self->n_finished += is_finished (transfer);
    }
  /* What changed meanwhile was not written. */
  keep_unsaved (self, transfers);
}

static void
drop (FerryEngine   *self,
      FerryTransfer *transfer)
{
  if (transfer->record->part_file != NULL)
    ferry_engine_discard (self, transfer, transfer->record->part_file, ferry_transfer_get_id (transfer));
  ferry_engine_clear_upload (self, transfer);
  if (needs_secrets (transfer->durable))
    ferry_secrets_clear (self->secrets, ferry_transfer_get_id (transfer));
  g_hash_table_remove (self->by_id, ferry_transfer_get_id (transfer));
  ferry_engine_tell (self, FERRY_ENGINE_REMOVED, transfer);
  g_ptr_array_remove (self->transfers, transfer);
}

static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Save) save = user_data;
  FerryEngine *self = save->engine;
  GError *error = NULL;
  gboolean forgotten = ferry_journal_remove_finish (FERRY_JOURNAL (source), result, &error);

  self->n_saving--;
  if (forgotten)
    for (guint i = 0; i < save->transfers->len; i++)
      drop (self, g_ptr_array_index (save->transfers, i));
  else
    remember_again (self, save->transfers);
  if (save->task != NULL && forgotten)
    g_task_return_boolean (save->task, TRUE);
  else if (save->task != NULL)
    g_task_return_error (save->task, g_steal_pointer (&error));
  g_clear_error (&error);
  ferry_engine_tell (self, FERRY_ENGINE_BUSY_CHANGED, NULL);
  ferry_engine_check_stopped (self);
}

/* Makes the journal forget @transfers, which are finished; one whose last run
 * still winds down does that unseen. @task is as for saving. */
void
ferry_engine_forget (FerryEngine *self,
                     GPtrArray   *transfers,
                     GTask       *task)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  Save *save = g_new0 (Save, 1);

  save->engine = g_object_ref (self);
  save->transfers = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  save->records = g_ptr_array_new ();
  save->task = task;
  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      drop_unsaved (self, transfer);
      transfer->forgotten = TRUE;
      self->n_finished -= is_finished (transfer);
      g_ptr_array_add (save->transfers, ferry_transfer_ref (transfer));
      g_ptr_array_add (ids, (char *) ferry_transfer_get_id (transfer));
    }
  g_ptr_array_add (ids, NULL);
  self->n_saving++;
  ferry_journal_remove_async (self->journal, (const char *const *) ids->pdata, on_forgotten, save);
}

/* Loading. */

static void
revive (FerryEngine *self,
        FerryRecord *record)
{
  g_autoptr (FerryTransfer) transfer = ferry_transfer_new (record);

  ferry_transfer_set_durable (transfer, record);
  self->n_finished += ferry_transfer_state_is_final (record->state);
  self->next_sequence = MAX (self->next_sequence, record->sequence + 1);
  ferry_engine_add (self, transfer);
  if (ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_RUNNING)
    ferry_engine_judge_broken_run (self, transfer);
  if (ferry_transfer_is_waiting (transfer) && transfer->retry_timeout == 0)
    ferry_engine_enqueue (self, transfer);
  ferry_engine_throw_away (self, transfer);
}

static void
take_groups (FerryEngine *self,
             GVariant    *groups)
{
  GVariantIter iter;
  const char *name;
  guint32 behavior;

  if (groups == NULL)
    return;
  g_variant_iter_init (&iter, groups);
  while (g_variant_iter_next (&iter, "{&su}", &name, &behavior))
    ferry_queue_set_group (self->queue, name, behavior);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);
  g_autoptr (GVariant) groups = NULL;
  g_autoptr (GPtrArray) records = NULL;
  GError *error = NULL;

  records = ferry_journal_load_finish (FERRY_JOURNAL (source), result, &groups, &error);
  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  take_groups (self, groups);
  for (guint i = 0; i < records->len; i++)
    revive (self, g_ptr_array_index (records, i));
  ferry_engine_prune (self);
  ferry_engine_judge_all (self);
  ferry_engine_tell (self, FERRY_ENGINE_BUSY_CHANGED, NULL);
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
