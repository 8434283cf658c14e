/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes downloads. What is set here holds for the downloads created from then
 * on; a download that exists is changed through its operation. */

#pragma once

#include "ferry-download-operation.h"
#include "ferry-enums.h"
#include "ferry-export.h"
#include "ferry-transfer-group.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_BACKGROUND_DOWNLOADER (ferry_background_downloader_get_type ())
FERRY_EXPORT
G_DECLARE_FINAL_TYPE (FerryBackgroundDownloader, ferry_background_downloader, FERRY, BACKGROUND_DOWNLOADER, GObject)

FERRY_EXPORT
FerryBackgroundDownloader *ferry_background_downloader_new (void);

/* Properties: method, cost-policy, priority, transfer-group. */
FERRY_EXPORT
const char *ferry_background_downloader_get_method (FerryBackgroundDownloader *self);
FERRY_EXPORT
void ferry_background_downloader_set_method (FerryBackgroundDownloader *self,
                                             const char                *method);
FERRY_EXPORT
FerryCostPolicy ferry_background_downloader_get_cost_policy (FerryBackgroundDownloader *self);
FERRY_EXPORT
void ferry_background_downloader_set_cost_policy (FerryBackgroundDownloader *self,
                                                  FerryCostPolicy            cost_policy);
FERRY_EXPORT
FerryTransferPriority ferry_background_downloader_get_priority (FerryBackgroundDownloader *self);
FERRY_EXPORT
void ferry_background_downloader_set_priority (FerryBackgroundDownloader *self,
                                               FerryTransferPriority      priority);
FERRY_EXPORT
FerryTransferGroup *ferry_background_downloader_get_transfer_group (FerryBackgroundDownloader *self);
FERRY_EXPORT
void ferry_background_downloader_set_transfer_group (FerryBackgroundDownloader *self,
                                                     FerryTransferGroup        *transfer_group);

/* Write-only: secrets go to the service's keyring and don't come back. */
FERRY_EXPORT
void ferry_background_downloader_set_server_credential (FerryBackgroundDownloader *self,
                                                        const char                *username,
                                                        const char                *password);
FERRY_EXPORT
void ferry_background_downloader_set_proxy_credential (FerryBackgroundDownloader *self,
                                                       const char                *username,
                                                       const char                *password);
FERRY_EXPORT
void ferry_background_downloader_set_request_header (FerryBackgroundDownloader *self,
                                                     const char                *name,
                                                     const char                *value);

/* What the Windows API lacks. */
FERRY_EXPORT
void ferry_background_downloader_set_folder (FerryBackgroundDownloader *self,
                                             GFile                     *folder);
FERRY_EXPORT
void ferry_background_downloader_set_file_name (FerryBackgroundDownloader *self,
                                                const char                *file_name);
FERRY_EXPORT
void ferry_background_downloader_set_checksum (FerryBackgroundDownloader *self,
                                               const char                *checksum);
FERRY_EXPORT
void ferry_background_downloader_set_rate_limit (FerryBackgroundDownloader *self,
                                                 guint64                    rate_limit);
FERRY_EXPORT
void ferry_background_downloader_set_toast (FerryBackgroundDownloader *self,
                                            gboolean                   toast);
FERRY_EXPORT
void ferry_background_downloader_set_start_at_once (FerryBackgroundDownloader *self,
                                                    gboolean                   start_at_once);
FERRY_EXPORT
void ferry_background_downloader_add_recoverable_status (FerryBackgroundDownloader *self,
                                                         FerryWebErrorStatus        status);

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

/* Those of these GUIDs, finished or not; %FERRY_ERROR_NOT_FOUND when one is unknown. */
FERRY_EXPORT
void ferry_background_downloader_get_downloads_async (const char *const   *guids,
                                                      GCancellable        *cancellable,
                                                      GAsyncReadyCallback  callback,
                                                      gpointer             user_data);
FERRY_EXPORT
GListModel *ferry_background_downloader_get_downloads_finish (GAsyncResult  *result,
                                                              GError       **error);

G_END_DECLS
