/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose turn it is. Transfers stand in the queue, get their turn as limits,
 * network and power allow, and lose it when one of these changes. */

#include "ferry-engine-private.h"

#include "ferry-policy.h"
#include "ferry-uri.h"

FerryTransferState
ferry_engine_judge (FerryEngine   *self,
                    FerryTransfer *transfer)
{
  FerryRequest *request = transfer->record->request;

  return ferry_policy_judge (request->cost,
                             ferry_monitor_get_world (self->monitor),
                             ferry_host_is_local (request->host));
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

void
ferry_engine_release (FerryEngine   *self,
                      FerryTransfer *transfer)
{
  ferry_queue_release (self->queue, transfer);
  if (ferry_transfer_is_waiting (transfer) && transfer->retry_timeout == 0 && !self->stopping)
    ferry_engine_enqueue (self, transfer);
  ferry_engine_pump (self);
}

static void
make_way (FerryEngine *self)
{
  FerryTransfer *victim = ferry_queue_get_victim (self->queue);

  if (victim == NULL)
    return;
  ferry_engine_set_state (self, victim, FERRY_TRANSFER_STATE_IDLE);
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
      FerryTransferState verdict = ferry_engine_judge (self, transfer);

      if (verdict == FERRY_TRANSFER_STATE_RUNNING)
        {
          ferry_engine_begin_run (self, transfer);
          continue;
        }
      ferry_queue_release (self->queue, transfer);
      ferry_engine_set_state (self, transfer, verdict);
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

/* Keeps a transfer whose state says that it shall not run from its turn. */
void
ferry_engine_unqueue (FerryEngine   *self,
                      FerryTransfer *transfer)
{
  ferry_engine_clear_retry (self, transfer);
  ferry_queue_remove (self->queue, transfer);
}

/* Ends the run of a transfer whose state says that it shall not run. */
void
ferry_engine_stop_run (FerryEngine   *self,
                       FerryTransfer *transfer)
{
  ferry_engine_unqueue (self, transfer);
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

      if ((!held && !runs) || transfer->body_done || transfer->sealing || ferry_engine_awaits_answer (transfer))
        continue;
      verdict = ferry_engine_judge (self, transfer);
      if (verdict == ferry_transfer_get_state (transfer))
        continue;
      ferry_engine_set_state (self, transfer,
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
