/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request and how far it got. */

#include "ferry-transfer.h"

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

  g_assert (self->queue_node == NULL && self->retry_timeout == 0);
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
 * ferry_transfer_get_received:
 * @self: a transfer
 *
 * Returns: bytes of the answer to an upload that are kept, as it comes; 0 for a download
 */
guint64
ferry_transfer_get_received (FerryTransfer *self)
{
  guint64 comes = FERRY_IS_UPLOAD_RUN (self->run) ? ferry_upload_run_get_received (FERRY_UPLOAD_RUN (self->run)) : 0;

  if (comes > 0 || self->record->upload == NULL)
    return comes;
  return self->record->upload->received;
}

/**
 * ferry_transfer_get_delivery:
 * @self: a transfer
 *
 * Returns: what the run of an upload knows of its own bytes; without such a run
 *   none has left
 */
FerryDelivery
ferry_transfer_get_delivery (FerryTransfer *self)
{
  return FERRY_IS_UPLOAD_RUN (self->run) ? ferry_upload_run_get_delivery (FERRY_UPLOAD_RUN (self->run)) : FERRY_DELIVERY_NOT_SENT;
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

/* Started, and to run as soon as it is its turn. */
static gboolean
is_waiting (FerryTransfer *self)
{
  return self->record->started && self->record->state == FERRY_TRANSFER_STATE_IDLE;
}

/* Paused until network, cost or power change. */
static gboolean
is_held_by_environment (FerryTransfer *self)
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
  return is_waiting (self) || is_held_by_environment (self) ||
         self->record->state == FERRY_TRANSFER_STATE_RUNNING;
}
