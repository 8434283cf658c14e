/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes downloads. */

#pragma once

#include "ferry-download-operation.h"
#include "ferry-transfer-creator.h"

G_BEGIN_DECLS

#define FERRY_TYPE_BACKGROUND_DOWNLOADER (ferry_background_downloader_get_type ())
FERRY_EXPORT
G_DECLARE_FINAL_TYPE (FerryBackgroundDownloader, ferry_background_downloader, FERRY, BACKGROUND_DOWNLOADER, FerryTransferCreator)

FERRY_EXPORT
FerryBackgroundDownloader *ferry_background_downloader_new (void);

/* What the Windows API lacks. */
FERRY_EXPORT
void ferry_background_downloader_set_folder (FerryBackgroundDownloader *self,
                                             GFile                     *folder);
FERRY_EXPORT
void ferry_background_downloader_set_file_name (FerryBackgroundDownloader *self,
                                                const char                *file_name);
FERRY_EXPORT
void ferry_background_downloader_set_if_exists (FerryBackgroundDownloader *self,
                                                FerryIfExists              if_exists);
FERRY_EXPORT
void ferry_background_downloader_set_checksum (FerryBackgroundDownloader *self,
                                               const char                *checksum);

FERRY_EXPORT
void ferry_background_downloader_create_download_async (FerryBackgroundDownloader *self,
                                                        const char                *uri,
                                                        GFile                     *result_file,
                                                        GCancellable              *cancellable,
                                                        GAsyncReadyCallback        callback,
                                                        gpointer                   user_data);
FERRY_EXPORT
FerryDownloadOperation *ferry_background_downloader_create_download_finish (FerryBackgroundDownloader  *self,
                                                                            GAsyncResult               *result,
                                                                            GError                    **error);
FERRY_EXPORT
void ferry_background_downloader_create_downloads_async (FerryBackgroundDownloader *self,
                                                         const char *const         *uris,
                                                         GCancellable              *cancellable,
                                                         GAsyncReadyCallback        callback,
                                                         gpointer                   user_data);
FERRY_EXPORT
GPtrArray *ferry_background_downloader_create_downloads_finish (FerryBackgroundDownloader  *self,
                                                                GAsyncResult               *result,
                                                                GError                    **error);

/* Snapshots: GListModel of FerryDownloadOperation. */
FERRY_EXPORT
void ferry_background_downloader_get_current_downloads_async (GCancellable        *cancellable,
                                                              GAsyncReadyCallback  callback,
                                                              gpointer             user_data);
FERRY_EXPORT
GListModel *ferry_background_downloader_get_current_downloads_finish (GAsyncResult  *result,
                                                                      GError       **error);
FERRY_EXPORT
void ferry_background_downloader_get_current_downloads_for_transfer_group_async (FerryTransferGroup  *group,
                                                                                 GCancellable        *cancellable,
                                                                                 GAsyncReadyCallback  callback,
                                                                                 gpointer             user_data);
FERRY_EXPORT
GListModel *ferry_background_downloader_get_current_downloads_for_transfer_group_finish (GAsyncResult  *result,
                                                                                         GError       **error);

G_END_DECLS
