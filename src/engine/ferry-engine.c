/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine as an object: what it is made of, set to and asked for. */

#include "ferry-engine-private.h"

G_DEFINE_FINAL_TYPE (FerryEngine, ferry_engine, G_TYPE_OBJECT)

static guint signals[FERRY_ENGINE_BUSY_CHANGED + 1];

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
  signals[FERRY_ENGINE_CHANGED] = g_signal_new ("changed", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                NULL, G_TYPE_NONE, 1, FERRY_TYPE_TRANSFER);

  /**
   * FerryEngine::ended:
   * @self: the engine
   * @transfer: a transfer that is completed, canceled or failed, and durably so
   */
  signals[FERRY_ENGINE_ENDED] = g_signal_new ("ended", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                              NULL, G_TYPE_NONE, 1, FERRY_TYPE_TRANSFER);

  /**
   * FerryEngine::removed:
   * @self: the engine
   * @transfer: a transfer that is forgotten
   */
  signals[FERRY_ENGINE_REMOVED] = g_signal_new ("removed", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                NULL, G_TYPE_NONE, 1, FERRY_TYPE_TRANSFER);

  /**
   * FerryEngine::busy-changed:
   * @self: the engine
   *
   * ferry_engine_is_busy() may answer something else now.
   */
  signals[FERRY_ENGINE_BUSY_CHANGED] = g_signal_new ("busy-changed", FERRY_TYPE_ENGINE, G_SIGNAL_RUN_LAST,
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
  ferry_engine_prune (self);
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
  if (self->n_saving > 0 || self->unsaved->len > 0 || self->n_runs > 0 ||
      self->n_discards > 0 ||
      ferry_queue_get_n_waiting (self->queue) > 0)
    return TRUE;
  for (guint i = 0; i < self->transfers->len; i++)
    if (ferry_transfer_goes_on (g_ptr_array_index (self->transfers, i)))
      return TRUE;
  return FALSE;
}

/* Tells everyone; @transfer is (nullable) where the news is not of one. */
void
ferry_engine_tell (FerryEngine     *self,
                   FerryEngineNews  news,
                   FerryTransfer   *transfer)
{
  g_signal_emit (self, signals[news], 0, transfer);
}

void
ferry_engine_set_state (FerryEngine        *self,
                        FerryTransfer      *transfer,
                        FerryTransferState  state)
{
  ferry_transfer_set_state (transfer, state, ferry_clock_get_real_time (self->clock));
}
