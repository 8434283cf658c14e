/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the engine ends: so that the next one goes on where it was. */

#include "ferry-engine-private.h"

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
  for (guint i = 0; i < self->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->transfers, i);

      ferry_engine_clear_retry (self, transfer);
      if (transfer->cancellable == NULL || transfer->body_done)
        continue;
      if (ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_RUNNING)
        ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_IDLE);
      g_cancellable_cancel (transfer->cancellable);
    }
  ferry_engine_check_stopped (self);
}

/* Whole files that wait for a journal that can't be written get their name
 * from the next service. */
static void
give_up_waiting (FerryEngine *self)
{
  for (guint i = 0; i < self->unsaved->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->unsaved, i);

      if (transfer->body_done && !transfer->sealing)
        ferry_engine_drop_run (self, transfer);
    }
}

void
ferry_engine_check_stopped (FerryEngine *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->stop_task == NULL || self->n_saving > 0)
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
