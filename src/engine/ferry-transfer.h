/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A transfer: a request and how far it got. When it may run is the queue's
 * business, how it runs the backend's. Of the main thread only. */

#pragma once

#include "ferry-attempt.h"
#include "ferry-download-run.h"
#include "ferry-upload-run.h"

G_BEGIN_DECLS

/**
 * FerryTransfer:
 * @id: (owned): GUID
 * @record: (owned): how things stand; replaced by another, never changed once it was handed to the journal
 * @durable: (owned) (nullable): what the journal has; only this is told to anyone
 * @unsaved: records handed to the journal and not answered yet, and one more when the last could not be written,
 *   or is to be when its unfinished file is deleted
 * @order: number of the last command or change that it was given
 * @cancel_ordered: whether the last command was a Cancel, of which the journal is being told
 * @forgotten: whether the journal was told to forget it
 * @n_discards: files of it that are being deleted
 * @opening_waits: whether it is its turn when that is done
 * @n_terminating: how often the keyring is being asked where its server is to forget it
 * @run: (owned) (nullable): the attempt that goes on or is winding down
 * @cancellable: (owned) (nullable): ends @run
 * @stage: how far the attempt is
 * @retry_timeout: (nullable): clock's id of the next attempt, 0 for none
 * @retry: (owned) (nullable): what the clock's callback gets; the engine's
 * @retry_at: microseconds since 1970 of the next attempt, 0 for none
 * @speed: bytes a second, smoothed
 * @sampled_bytes: what @speed was computed from
 * @furthest: what @bytes_done of the record ever was since someone said to go on
 * @queue_node: (nullable): where it stands in the queue
 * @slot: whether it holds a slot of the queue
 */
typedef struct {
  char *id;
  FerryRecord *record;
  FerryRecord *durable;
  guint unsaved;
  guint order;
  gboolean cancel_ordered;
  gboolean forgotten;
  guint n_terminating;
  guint n_discards;
  gboolean opening_waits;
  FerryRun *run;
  GCancellable *cancellable;
  FerryStage stage;
  guint retry_timeout;
  gpointer retry;
  gint64 retry_at;
  double speed;
  guint64 sampled_bytes;
  guint64 furthest;
  GSequenceIter *queue_node;
  gboolean slot;
} FerryTransfer;

#define FERRY_TYPE_TRANSFER (ferry_transfer_get_type ())

GType               ferry_transfer_get_type       (void);
FerryTransfer      *ferry_transfer_new            (FerryRecord   *record);
FerryTransfer      *ferry_transfer_ref            (FerryTransfer *self);
void                ferry_transfer_unref          (FerryTransfer *self);
void                ferry_transfer_set_durable    (FerryTransfer *self,
                                                   FerryRecord   *record);
guint64             ferry_transfer_get_bytes_done (FerryTransfer *self);
void                ferry_transfer_sample         (FerryTransfer *self,
                                                   double         seconds);
guint64             ferry_transfer_get_received   (FerryTransfer *self);
const char         *ferry_transfer_get_id         (FerryTransfer *self);
FerryTransferState  ferry_transfer_get_state      (FerryTransfer *self);
gboolean            ferry_transfer_goes_on        (FerryTransfer *self);
FerryDelivery       ferry_transfer_get_delivery   (FerryTransfer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryTransfer, ferry_transfer_unref)

G_END_DECLS
