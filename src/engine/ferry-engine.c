/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All transfers, and their way into the journal and back. A change is handed
 * to the journal at once and told to anyone only when it is durable. */

#include "ferry-engine-private.h"

#include "ferry-error.h"

/* How long until a failed write to the journal is tried again. */
#define SAVE_AGAIN_MS 5000

G_DEFINE_FINAL_TYPE (FerryEngine, ferry_engine, G_TYPE_OBJECT)

enum {
  CHANGED,
  ENDED,
  REMOVED,
  BUSY_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
ferry_engine_dispose (GObject *object)
{
  FerryEngine *self = FERRY_ENGINE (object);

  g_clear_handle_id (&self->pump_source, g_source_remove);
  if (self->save_again_timeout != 0)
    ferry_clock_remove_timeout (self->clock, self->save_again_timeout);
  self->save_again_timeout = 0;
  for (guint i = 0; i < self->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->transfers, i);

      ferry_engine_clear_retry (self, transfer);
      ferry_queue_remove (self->queue, transfer);
    }
  G_OBJECT_CLASS (ferry_engine_parent_class)->dispose (object);
}

static void
ferry_engine_finalize (GObject *object)
{
  FerryEngine *self = FERRY_ENGINE (object);

  g_clear_object (&self->queue);
  g_ptr_array_unref (self->unsaved);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->groups);
  g_ptr_array_unref (self->transfers);
  g_clear_object (&self->journal);
  g_clear_object (&self->backend);
  g_clear_object (&self->monitor);
  g_clear_object (&self->clock);
  g_clear_object (&self->secrets);
  g_clear_pointer (&self->limits, ferry_limits_unref);
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
  self->unsaved = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->next_sequence = 1;
  self->max_attempts = 8;
  self->history_limit = 1000;
}

/**
 * ferry_engine_new:
 * @journal: what survives a crash
 * @backend: the protocol
 * @monitor: the world
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
  g_signal_connect_object (monitor, "changed", G_CALLBACK (ferry_engine_judge_all), self,
                           G_CONNECT_SWAPPED);
  return self;
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
  self->max_attempts = max_attempts;
}

/* The oldest finished transfers go when there are more than the person wants
 * to keep. */
static void
prune (FerryEngine *self)
{
  g_autoptr (GPtrArray) old = NULL;
  guint surplus = self->n_finished > self->history_limit ? self->n_finished - self->history_limit : 0;

  if (surplus == 0)
    return;
  old = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  for (guint i = 0; i < self->transfers->len && old->len < surplus; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->transfers, i);

      if (transfer->unsaved == 0 && transfer->run == NULL &&
          ferry_transfer_state_is_final (ferry_transfer_get_state (transfer)))
        g_ptr_array_add (old, ferry_transfer_ref (transfer));
    }
  if (old->len > 0)
    ferry_engine_forget (self, old, NULL);
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

static void
tell_busy (FerryEngine *self)
{
  g_signal_emit (self, signals[BUSY_CHANGED], 0);
}

static void
add (FerryEngine   *self,
     FerryTransfer *transfer)
{
  g_ptr_array_add (self->transfers, ferry_transfer_ref (transfer));
  g_hash_table_insert (self->by_id, (char *) ferry_transfer_get_id (transfer), transfer);
}

/* Saving: one call of the journal for each change; the journal groups them. */

typedef struct {
  FerryEngine *engine;       /* (owned) */
  GPtrArray *transfers;      /* (owned) (element-type FerryTransfer) */
  GPtrArray *records;        /* (owned) (element-type FerryRecord) */
  GTask *task;               /* (owned) (nullable) who waits */
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
  ferry_engine_save_all (self, transfers, NULL);
}

static void
keep_unsaved (FerryEngine *self,
              GPtrArray   *transfers)
{
  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      if (!g_ptr_array_find (self->unsaved, transfer, NULL))
        g_ptr_array_add (self->unsaved, ferry_transfer_ref (transfer));
    }
  if (self->save_again_timeout == 0)
    self->save_again_timeout = ferry_clock_add_timeout (self->clock, SAVE_AGAIN_MS, save_again, self);
}

static void
tell_saved (FerryEngine   *self,
            FerryTransfer *transfer,
            FerryRecord   *record)
{
  gboolean was_final = transfer->durable != NULL && ferry_transfer_state_is_final (transfer->durable->state);
  gboolean is_final = ferry_transfer_state_is_final (record->state);

  transfer->unsaved--;
  self->n_finished += is_final - was_final;
  ferry_transfer_set_durable (transfer, record);
  g_signal_emit (self, signals[CHANGED], 0, transfer);
  if (is_final && !was_final)
    g_signal_emit (self, signals[ENDED], 0, transfer);
  ferry_engine_saved (self, transfer);
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
  prune (self);
  tell_busy (self);
  ferry_engine_check_stopped (self);
}

/* Hands the present records of @transfers to the journal; @task (transfer
 * full, nullable) returns TRUE when they are durable. */
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

static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Save) save = user_data;
  GError *error = NULL;

  save->engine->n_saving--;
  if (!ferry_journal_remove_finish (FERRY_JOURNAL (source), result, &error))
    {
      if (save->task != NULL)
        g_task_return_error (save->task, error);
      else
        g_clear_error (&error);
      ferry_engine_check_stopped (save->engine);
      return;
    }
  for (guint i = 0; i < save->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (save->transfers, i);

      if (!g_hash_table_remove (save->engine->by_id, ferry_transfer_get_id (transfer)))
        continue;
      save->engine->n_finished--;
      if (transfer->record->part_file != NULL)
        ferry_engine_discard (save->engine, transfer->record->part_file);
      ferry_secrets_clear (save->engine->secrets, ferry_transfer_get_id (transfer));
      g_signal_emit (save->engine, signals[REMOVED], 0, transfer);
      g_ptr_array_remove (save->engine->transfers, transfer);
    }
  if (save->task != NULL)
    g_task_return_boolean (save->task, TRUE);
  tell_busy (save->engine);
  ferry_engine_check_stopped (save->engine);
}

void
ferry_engine_forget (FerryEngine *self,
                     GPtrArray   *transfers,
                     GTask       *task)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) strv = NULL;
  Save *save = g_new0 (Save, 1);

  save->engine = g_object_ref (self);
  save->transfers = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  save->records = g_ptr_array_new ();
  save->task = task;
  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      g_ptr_array_add (save->transfers, ferry_transfer_ref (transfer));
      g_strv_builder_add (ids, ferry_transfer_get_id (transfer));
    }
  strv = g_strv_builder_end (ids);
  self->n_saving++;
  ferry_journal_remove_async (self->journal, (const char *const *) strv, on_forgotten, save);
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
  if (record->state == FERRY_TRANSFER_STATE_RUNNING)
    ferry_transfer_set_state (transfer, FERRY_TRANSFER_STATE_IDLE, 0);
  add (self, transfer);
  if (ferry_transfer_is_waiting (transfer))
    ferry_engine_enqueue (self, transfer);
}

static void
take_groups (FerryEngine *self,
             GVariant    *groups)
{
  GVariantIter iter;
  char *name;
  guint32 behavior;

  if (groups == NULL)
    return;
  g_variant_iter_init (&iter, groups);
  while (g_variant_iter_next (&iter, "{su}", &name, &behavior))
    g_hash_table_insert (self->groups, name, GUINT_TO_POINTER (behavior));
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
  prune (self);
  ferry_engine_judge_all (self);
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
ferry_engine_load_async (FerryEngine        *self,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
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
ferry_engine_load_finish (FerryEngine  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Creating. */

typedef struct {
  GPtrArray *transfers;      /* (owned) (element-type FerryTransfer) */
  gboolean start;
} Creation;

static void
creation_free (gpointer data)
{
  Creation *creation = data;

  g_ptr_array_unref (creation->transfers);
  g_free (creation);
}

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

static void
store_secrets (FerryEngine   *self,
               FerryTransfer *transfer)
{
  g_autoptr (GVariant) secrets = ferry_request_get_secrets (transfer->record->request);

  if (secrets != NULL)
    ferry_secrets_store_async (self->secrets, ferry_transfer_get_id (transfer), secrets,
                               on_secrets_stored, NULL);
}

static FerryTransfer *
make_transfer (FerryEngine  *self,
               const char   *app_id,
               FerryRequest *request,
               gboolean      start)
{
  g_autoptr (FerryRecord) record = ferry_record_new ();

  record->id = g_uuid_string_random ();
  record->app_id = g_strdup (app_id);
  record->sequence = self->next_sequence++;
  record->request = ferry_request_ref (request);
  record->started = start;
  record->created = ferry_clock_get_real_time (self->clock);
  return ferry_transfer_new (record);
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = FERRY_ENGINE (source);
  Creation *creation = g_task_get_task_data (task);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GError *error = NULL;
  gboolean saved = g_task_propagate_boolean (G_TASK (result), &error);

  for (guint i = 0; i < creation->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (creation->transfers, i);

      g_strv_builder_add (ids, ferry_transfer_get_id (transfer));
      if (!saved)
        {
          g_hash_table_remove (self->by_id, ferry_transfer_get_id (transfer));
          g_ptr_array_remove (self->unsaved, transfer);
          g_ptr_array_remove (self->transfers, transfer);
        }
      else if (ferry_transfer_is_waiting (transfer))
        ferry_engine_enqueue (self, transfer);
    }
  if (saved)
    g_task_return_pointer (task, g_strv_builder_end (ids), (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

/**
 * ferry_engine_create_async:
 * @self: the engine
 * @app_id: who asks; empty for programs outside a sandbox
 * @requests: (element-type FerryRequest): what is asked
 * @start: whether they are started too
 * @callback: called when all are durable
 * @user_data: for @callback
 */
void
ferry_engine_create_async (FerryEngine        *self,
                           const char         *app_id,
                           GPtrArray          *requests,
                           gboolean            start,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Creation *creation = g_new0 (Creation, 1);

  g_task_set_source_tag (task, ferry_engine_create_async);
  g_task_set_task_data (task, creation, creation_free);
  creation->transfers = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  creation->start = start;
  for (guint i = 0; i < requests->len; i++)
    {
      FerryTransfer *transfer = make_transfer (self, app_id, g_ptr_array_index (requests, i), start);

      g_ptr_array_add (creation->transfers, transfer);
      add (self, transfer);
      store_secrets (self, transfer);
    }
  ferry_engine_save_all (self, creation->transfers,
                         g_task_new (self, NULL, on_created, g_steal_pointer (&task)));
}

/**
 * ferry_engine_create_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the ids in the order of the requests, or %NULL;
 *   then none was created
 */
char **
ferry_engine_create_finish (FerryEngine  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
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

static gboolean
may_progress (FerryTransfer *transfer)
{
  return transfer->run != NULL || transfer->sealing || ferry_transfer_is_waiting (transfer) ||
         ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_RUNNING ||
         ferry_transfer_is_held_by_world (transfer);
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
  if (self->n_saving > 0 || self->unsaved->len > 0 ||
      self->queue == NULL || ferry_queue_get_taken (self->queue)->len > 0 ||
      ferry_queue_get_n_waiting (self->queue) > 0)
    return TRUE;
  for (guint i = 0; i < self->transfers->len; i++)
    if (may_progress (g_ptr_array_index (self->transfers, i)))
      return TRUE;
  return FALSE;
}

/* Groups. */

/**
 * ferry_engine_get_group:
 * @self: the engine
 * @name: of a group
 * @behavior: (out): how its members run
 *
 * Returns: whether there is such a group
 */
gboolean
ferry_engine_get_group (FerryEngine           *self,
                        const char            *name,
                        FerryTransferBehavior *behavior)
{
  gpointer value;

  if (!g_hash_table_lookup_extended (self->groups, name, NULL, &value))
    return FALSE;
  *behavior = GPOINTER_TO_UINT (value);
  return TRUE;
}

static void
on_group_saved (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);
  const char *name = g_task_get_task_data (task);
  GError *error = NULL;

  if (ferry_journal_save_group_finish (FERRY_JOURNAL (source), result, &error))
    {
      g_task_return_int (task, GPOINTER_TO_UINT (g_hash_table_lookup (self->groups, name)));
      return;
    }
  g_hash_table_remove (self->groups, name);
  g_task_return_error (task, error);
}

/**
 * ferry_engine_save_group_async:
 * @self: the engine
 * @name: of a group, new or not
 * @behavior: how its members shall run when it is new
 * @callback: called when it is durable
 * @user_data: for @callback
 */
void
ferry_engine_save_group_async (FerryEngine          *self,
                               const char           *name,
                               FerryTransferBehavior behavior,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  FerryTransferBehavior actual;

  g_task_set_source_tag (task, ferry_engine_save_group_async);
  g_task_set_task_data (task, g_strdup (name), g_free);
  if (ferry_engine_get_group (self, name, &actual))
    {
      g_task_return_int (task, actual);
      return;
    }
  g_hash_table_insert (self->groups, g_strdup (name), GUINT_TO_POINTER (behavior));
  ferry_journal_save_group_async (self->journal, name, behavior, on_group_saved,
                                  g_steal_pointer (&task));
}

/**
 * ferry_engine_save_group_finish:
 * @self: the engine
 * @result: what the callback got
 * @actual: (out): how its members run
 * @error: return location for an error
 *
 * Returns: whether the group is durable
 */
gboolean
ferry_engine_save_group_finish (FerryEngine           *self,
                                GAsyncResult          *result,
                                FerryTransferBehavior *actual,
                                GError               **error)
{
  gssize value = g_task_propagate_int (G_TASK (result), error);

  if (value < 0)
    return FALSE;
  *actual = (FerryTransferBehavior) value;
  return TRUE;
}
