/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One download, as a program sees it. */

#pragma once

#include "ferry-file-range.h"
#include "ferry-transfer-operation.h"

G_BEGIN_DECLS

#define FERRY_TYPE_DOWNLOAD_OPERATION (ferry_download_operation_get_type ())
FERRY_EXPORT
G_DECLARE_FINAL_TYPE (FerryDownloadOperation, ferry_download_operation, FERRY, DOWNLOAD_OPERATION, FerryTransferOperation)

/* What is also a property: result-file, bytes-received. */
FERRY_EXPORT
GFile *ferry_download_operation_get_result_file (FerryDownloadOperation *self);
FERRY_EXPORT
guint64 ferry_download_operation_get_bytes_received (FerryDownloadOperation *self);

/* (nullable) but while it is unfinished. */
FERRY_EXPORT
GFile *ferry_download_operation_get_part_file (FerryDownloadOperation *self);

FERRY_EXPORT
GPtrArray *ferry_download_operation_get_downloaded_ranges (FerryDownloadOperation *self);

G_END_DECLS
