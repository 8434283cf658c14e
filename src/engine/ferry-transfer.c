/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request and how far it got. */

#include "ferry-transfer.h"

#include "ferry-state.h"

/* Weight of the newest sample in the speed: at four samples a second a change
 * of speed is told within two or three seconds. */
#define SPEED_WEIGHT 0.2

G_DEFINE_BOXED_TYPE (FerryTransfer, ferry_transfer, ferry_transfer_ref, ferry_transfer_unref)

/**
 * ferry_transfer_new:
 * @record: what is known of it, new or from the journal
 *
 * Returns: (transfer full): a transfer at rest
 */
FerryTransfer *
ferry_transfer_new (FerryRecord *record)
{
  FerryTransfer *self = g_rc_box_new0 (FerryTransfer);

  self->id = g_strdup (record->id);
  self->record = ferry_record_ref (record);
  self->furthest = record->bytes_done;
  return self;
}

FerryTransfer *
ferry_transfer_ref (FerryTransfer *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  FerryTransfer *self = data;

  g_assert (self->place == NULL && self->retry_timeout == 0);
  g_free (self->id);
  ferry_record_unref (self->record);
  g_clear_pointer (&self->durable, ferry_record_unref);
  g_clear_object (&self->run);
  g_clear_object (&self->cancellable);
}

void
ferry_transfer_unref (FerryTransfer *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * ferry_transfer_edit:
 * @self: a transfer
 *
 * Returns: (transfer none): a record of its own to change, until it is saved
 */
FerryRecord *
ferry_transfer_edit (FerryTransfer *self)
{
  FerryRecord *old = self->record;

  self->record = ferry_record_copy (old);
  ferry_record_unref (old);
  return self->record;
}

/**
 * ferry_transfer_set_state:
 * @self: a transfer
 * @state: one that may follow the present one
 * @now: microseconds since 1970
 *
 * The only place where a state is set, but for ferry_transfer_take_back().
 */
void
ferry_transfer_set_state (FerryTransfer      *self,
                          FerryTransferState  state,
                          gint64              now)
{
  FerryRecord *record;

  if (self->record->state == state)
    return;
  g_return_if_fail (ferry_state_may_follow (self->record->state, state));

  record = ferry_transfer_edit (self);
  record->state = state;
  record->finished = ferry_transfer_state_is_final (state) ? now : 0;
}

/**
 * ferry_transfer_take_back:
 * @self: a transfer
 * @before: what a command found that the journal refused
 * @state: that of @before, or %FERRY_TRANSFER_STATE_IDLE when its run has ended meanwhile
 *
 * Undoes what commands do: a way back, which the table of states need not
 * know. What the transfer has gathered stays.
 */
void
ferry_transfer_take_back (FerryTransfer      *self,
                          FerryRecord        *before,
                          FerryTransferState  state)
{
  FerryRecord *record = ferry_transfer_edit (self);

  record->state = state;
  record->finished = before->finished;
  record->started = before->started;
  record->attempts = before->attempts;
  g_clear_error (&record->error);
  if (before->error != NULL)
    record->error = g_error_copy (before->error);
}

/**
 * ferry_transfer_set_durable:
 * @self: a transfer
 * @record: the record that the journal has now
 */
void
ferry_transfer_set_durable (FerryTransfer *self,
                            FerryRecord   *record)
{
  ferry_record_ref (record);
  g_clear_pointer (&self->durable, ferry_record_unref);
  self->durable = record;
}

/**
 * ferry_transfer_get_bytes_done:
 * @self: a transfer
 *
 * Returns: bytes of the file that have arrived, durable or not
 */
guint64
ferry_transfer_get_bytes_done (FerryTransfer *self)
{
  return self->run != NULL ? ferry_run_get_bytes_done (self->run) : self->record->bytes_done;
}

/**
 * ferry_transfer_sample:
 * @self: a running transfer
 * @seconds: time since the last sample
 *
 * Brings the speed up to date.
 */
void
ferry_transfer_sample (FerryTransfer *self,
                       double         seconds)
{
  guint64 bytes = ferry_transfer_get_bytes_done (self);
  double speed = bytes > self->sampled_bytes ? (bytes - self->sampled_bytes) / seconds : 0;

  self->speed = self->speed > 0 ? self->speed + SPEED_WEIGHT * (speed - self->speed) : speed;
  self->sampled_bytes = bytes;
}

const char *
ferry_transfer_get_id (FerryTransfer *self)
{
  return self->id;
}

FerryTransferState
ferry_transfer_get_state (FerryTransfer *self)
{
  return self->record->state;
}

/**
 * ferry_transfer_is_waiting:
 * @self: a transfer
 *
 * Returns: whether it was started and may run as soon as it is its turn
 */
gboolean
ferry_transfer_is_waiting (FerryTransfer *self)
{
  return self->record->started && self->record->state == FERRY_TRANSFER_STATE_IDLE;
}

/**
 * ferry_transfer_is_held_by_world:
 * @self: a transfer
 *
 * Returns: whether it is paused until network, cost or power change
 */
gboolean
ferry_transfer_is_held_by_world (FerryTransfer *self)
{
  return self->record->state == FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK ||
         self->record->state == FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK ||
         self->record->state == FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY;
}

/**
 * ferry_transfer_goes_on:
 * @self: a transfer
 *
 * Returns: whether it runs, or will once its turn, the network or the power
 *   comes, without anybody's command
 */
gboolean
ferry_transfer_goes_on (FerryTransfer *self)
{
  return ferry_transfer_is_waiting (self) || ferry_transfer_is_held_by_world (self) ||
         self->record->state == FERRY_TRANSFER_STATE_RUNNING;
}
