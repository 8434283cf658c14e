/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One upload, as a program sees it. Other than in Windows it can be paused and
 * resumed, where the server can. */

#pragma once

#include "ferry-transfer-operation.h"

G_BEGIN_DECLS

#define FERRY_TYPE_UPLOAD_OPERATION (ferry_upload_operation_get_type ())
FERRY_EXPORT
G_DECLARE_FINAL_TYPE (FerryUploadOperation, ferry_upload_operation, FERRY, UPLOAD_OPERATION, FerryTransferOperation)

/* What is also a property: source-file, bytes-sent, bytes-received. */
FERRY_EXPORT
GFile *ferry_upload_operation_get_source_file (FerryUploadOperation *self);
FERRY_EXPORT
guint64 ferry_upload_operation_get_bytes_sent (FerryUploadOperation *self);
FERRY_EXPORT
guint64 ferry_upload_operation_get_bytes_received (FerryUploadOperation *self);

FERRY_EXPORT
FerryUploadProtocol ferry_upload_operation_get_protocol (FerryUploadOperation *self);

/* The body of the server's answer: (nullable) until one begins. */
FERRY_EXPORT
GFile *ferry_upload_operation_get_result_file (FerryUploadOperation *self);
FERRY_EXPORT
void ferry_upload_operation_get_result_stream_at_async (FerryUploadOperation *self,
                                                        guint64               position,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
FERRY_EXPORT
GInputStream *ferry_upload_operation_get_result_stream_at_finish (FerryUploadOperation  *self,
                                                                  GAsyncResult          *result,
                                                                  GError               **error);

G_END_DECLS
