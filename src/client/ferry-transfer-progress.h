/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How far a transfer has got, at one moment. */

#pragma once

#include "ferry-enums.h"
#include "ferry-export.h"

G_BEGIN_DECLS

#define FERRY_TYPE_TRANSFER_PROGRESS (ferry_transfer_progress_get_type ())

typedef struct _FerryTransferProgress FerryTransferProgress;

/**
 * FerryTransferProgress:
 * @state: what the transfer was doing
 * @bytes_received: bytes that had come: of the file in a download, of the
 *   server's answer in an upload; falls when that has to begin again
 * @total_bytes_to_receive: all bytes that will come, 0 while that is unknown
 * @bytes_sent: bytes of an upload that the server has, as far as it says so; 0
 *   in a download
 * @total_bytes_to_send: bytes of the whole upload, 0 in a download
 * @has_response_changed: whether an answer replaced the earlier one since the
 *   report before
 * @has_restarted: whether it began at the first byte again since the report
 *   before
 *
 * How far a transfer had got at one moment. It never changes once it is made,
 * so it can be kept; its count of references belongs to the thread of the
 * library.
 *
 * Since: 0.1
 */
struct _FerryTransferProgress {
  FerryTransferState state;
  guint64 bytes_received;
  guint64 total_bytes_to_receive;
  guint64 bytes_sent;
  guint64 total_bytes_to_send;
  gboolean has_response_changed;
  gboolean has_restarted;
};

FERRY_EXPORT
GType ferry_transfer_progress_get_type (void);
FERRY_EXPORT
FerryTransferProgress *ferry_transfer_progress_ref (FerryTransferProgress *self);
FERRY_EXPORT
void ferry_transfer_progress_unref (FerryTransferProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryTransferProgress, ferry_transfer_progress_unref)

G_END_DECLS
