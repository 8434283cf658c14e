/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes uploads: of one file as it is, or of parts as a browser's form sends
 * them. */

#pragma once

#include "ferry-content-part.h"
#include "ferry-transfer-creator.h"
#include "ferry-upload-operation.h"

G_BEGIN_DECLS

#define FERRY_TYPE_BACKGROUND_UPLOADER (ferry_background_uploader_get_type ())
FERRY_EXPORT
G_DECLARE_FINAL_TYPE (FerryBackgroundUploader, ferry_background_uploader, FERRY, BACKGROUND_UPLOADER, FerryTransferCreator)

FERRY_EXPORT
FerryBackgroundUploader *ferry_background_uploader_new (void);

/* What the Windows API lacks: uploads that can be paused and resumed. */
FERRY_EXPORT
void ferry_background_uploader_set_protocol (FerryBackgroundUploader *self,
                                             FerryUploadProtocol      protocol);

FERRY_EXPORT
void ferry_background_uploader_create_upload_async (FerryBackgroundUploader *self,
                                                    const char              *uri,
                                                    GFile                   *source_file,
                                                    GCancellable            *cancellable,
                                                    GAsyncReadyCallback      callback,
                                                    gpointer                 user_data);
FERRY_EXPORT
FerryUploadOperation *ferry_background_uploader_create_upload_finish (FerryBackgroundUploader  *self,
                                                                      GAsyncResult             *result,
                                                                      GError                  **error);
FERRY_EXPORT
void ferry_background_uploader_create_uploads_async (FerryBackgroundUploader *self,
                                                     const char *const       *uris,
                                                     GPtrArray               *source_files,
                                                     GCancellable            *cancellable,
                                                     GAsyncReadyCallback      callback,
                                                     gpointer                 user_data);
FERRY_EXPORT
GPtrArray *ferry_background_uploader_create_uploads_finish (FerryBackgroundUploader  *self,
                                                            GAsyncResult             *result,
                                                            GError                  **error);
FERRY_EXPORT
void ferry_background_uploader_create_upload_from_parts_async (FerryBackgroundUploader *self,
                                                               const char              *uri,
                                                               GPtrArray               *parts,
                                                               const char              *sub_type,
                                                               const char              *boundary,
                                                               GCancellable            *cancellable,
                                                               GAsyncReadyCallback      callback,
                                                               gpointer                 user_data);
FERRY_EXPORT
FerryUploadOperation *ferry_background_uploader_create_upload_from_parts_finish (FerryBackgroundUploader  *self,
                                                                                 GAsyncResult             *result,
                                                                                 GError                  **error);

/* Snapshots: GListModel of FerryUploadOperation. */
FERRY_EXPORT
void ferry_background_uploader_get_current_uploads_async (GCancellable        *cancellable,
                                                          GAsyncReadyCallback  callback,
                                                          gpointer             user_data);
FERRY_EXPORT
GListModel *ferry_background_uploader_get_current_uploads_finish (GAsyncResult  *result,
                                                                  GError       **error);
FERRY_EXPORT
void ferry_background_uploader_get_current_uploads_for_transfer_group_async (FerryTransferGroup  *group,
                                                                             GCancellable        *cancellable,
                                                                             GAsyncReadyCallback  callback,
                                                                             gpointer             user_data);
FERRY_EXPORT
GListModel *ferry_background_uploader_get_current_uploads_for_transfer_group_finish (GAsyncResult  *result,
                                                                                     GError       **error);

G_END_DECLS
