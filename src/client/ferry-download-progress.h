/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How far a download has got, at one moment. */

#pragma once

#include "ferry-enums.h"
#include "ferry-export.h"

G_BEGIN_DECLS

#define FERRY_TYPE_DOWNLOAD_PROGRESS (ferry_download_progress_get_type ())

typedef struct _FerryDownloadProgress FerryDownloadProgress;

/**
 * FerryDownloadProgress:
 * @state: what the transfer was doing
 * @bytes_received: bytes of the file that had arrived; falls when the download
 *   has to begin again
 * @total_bytes_to_receive: bytes of the whole file, 0 while that is unknown
 * @has_response_changed: whether an answer replaced the earlier one since the
 *   report before
 * @has_restarted: whether it began at the first byte again since the report
 *   before
 *
 * A report; never changes once it is made.
 */
struct _FerryDownloadProgress {
  FerryTransferState state;
  guint64 bytes_received;
  guint64 total_bytes_to_receive;
  gboolean has_response_changed;
  gboolean has_restarted;
};

FERRY_EXPORT
GType ferry_download_progress_get_type (void);
FERRY_EXPORT
FerryDownloadProgress *ferry_download_progress_ref (FerryDownloadProgress *self);
FERRY_EXPORT
void ferry_download_progress_unref (FerryDownloadProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryDownloadProgress, ferry_download_progress_unref)

G_END_DECLS
