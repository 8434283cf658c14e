/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One download, as a program sees it. The service does the work: it goes on
 * when this object, or the program, is gone. There is one object for one GUID.
 *
 * Signal `progress` (FerryDownloadProgress) comes after each change the service
 * told, at most ten times a second, and after the properties have changed. */

#pragma once

#include "ferry-download-progress.h"
#include "ferry-enums.h"
#include "ferry-export.h"
#include "ferry-response-information.h"
#include "ferry-transfer-group.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_DOWNLOAD_OPERATION (ferry_download_operation_get_type ())
FERRY_EXPORT
G_DECLARE_FINAL_TYPE (FerryDownloadOperation, ferry_download_operation, FERRY, DOWNLOAD_OPERATION, GObject)

/* What is also a property: guid, requested-uri, result-file, state, error,
 * bytes-received, total-bytes, bytes-per-second, fraction, priority (writable),
 * cost-policy (writable). */
FERRY_EXPORT
const char *ferry_download_operation_get_guid (FerryDownloadOperation *self);
FERRY_EXPORT
const char *ferry_download_operation_get_requested_uri (FerryDownloadOperation *self);
FERRY_EXPORT
GFile *ferry_download_operation_get_result_file (FerryDownloadOperation *self);
FERRY_EXPORT
FerryTransferState ferry_download_operation_get_state (FerryDownloadOperation *self);
FERRY_EXPORT
const GError *ferry_download_operation_get_error (FerryDownloadOperation *self);
FERRY_EXPORT
guint64 ferry_download_operation_get_bytes_received (FerryDownloadOperation *self);
FERRY_EXPORT
guint64 ferry_download_operation_get_total_bytes (FerryDownloadOperation *self);
FERRY_EXPORT
guint64 ferry_download_operation_get_bytes_per_second (FerryDownloadOperation *self);
FERRY_EXPORT
double ferry_download_operation_get_fraction (FerryDownloadOperation *self);
FERRY_EXPORT
FerryTransferPriority ferry_download_operation_get_priority (FerryDownloadOperation *self);
FERRY_EXPORT
void ferry_download_operation_set_priority (FerryDownloadOperation *self,
                                            FerryTransferPriority   priority);
FERRY_EXPORT
FerryCostPolicy ferry_download_operation_get_cost_policy (FerryDownloadOperation *self);
FERRY_EXPORT
void ferry_download_operation_set_cost_policy (FerryDownloadOperation *self,
                                               FerryCostPolicy         cost_policy);

/* What rarely matters to a view; current whenever `progress` is emitted. */
FERRY_EXPORT
const char *ferry_download_operation_get_app_id (FerryDownloadOperation *self);
FERRY_EXPORT
const char *ferry_download_operation_get_actual_uri (FerryDownloadOperation *self);
FERRY_EXPORT
GFile *ferry_download_operation_get_part_file (FerryDownloadOperation *self);
FERRY_EXPORT
const char *ferry_download_operation_get_method (FerryDownloadOperation *self);
FERRY_EXPORT
FerryTransferGroup *ferry_download_operation_get_transfer_group (FerryDownloadOperation *self);
FERRY_EXPORT
FerryDownloadProgress *ferry_download_operation_get_progress (FerryDownloadOperation *self);
FERRY_EXPORT
gboolean ferry_download_operation_is_started (FerryDownloadOperation *self);
FERRY_EXPORT
gboolean ferry_download_operation_is_resumable (FerryDownloadOperation *self);
FERRY_EXPORT
guint64 ferry_download_operation_get_rate_limit (FerryDownloadOperation *self);
FERRY_EXPORT
guint ferry_download_operation_get_status_code (FerryDownloadOperation *self);
FERRY_EXPORT
guint ferry_download_operation_get_restarts (FerryDownloadOperation *self);
FERRY_EXPORT
guint ferry_download_operation_get_attempts (FerryDownloadOperation *self);
FERRY_EXPORT
GDateTime *ferry_download_operation_get_retry_at (FerryDownloadOperation *self);
FERRY_EXPORT
GDateTime *ferry_download_operation_get_created (FerryDownloadOperation *self);
FERRY_EXPORT
GDateTime *ferry_download_operation_get_finished (FerryDownloadOperation *self);

/* Commands. Each ends when the service has done it durably. */
FERRY_EXPORT
void ferry_download_operation_start_async (FerryDownloadOperation *self,
                                           GCancellable           *cancellable,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_start_finish (FerryDownloadOperation  *self,
                                                GAsyncResult            *result,
                                                GError                 **error);
FERRY_EXPORT
void ferry_download_operation_pause_async (FerryDownloadOperation *self,
                                           GCancellable           *cancellable,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_pause_finish (FerryDownloadOperation  *self,
                                                GAsyncResult            *result,
                                                GError                 **error);
FERRY_EXPORT
void ferry_download_operation_resume_async (FerryDownloadOperation *self,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_resume_finish (FerryDownloadOperation  *self,
                                                 GAsyncResult            *result,
                                                 GError                 **error);
FERRY_EXPORT
void ferry_download_operation_cancel_async (FerryDownloadOperation *self,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_cancel_finish (FerryDownloadOperation  *self,
                                                 GAsyncResult            *result,
                                                 GError                 **error);
FERRY_EXPORT
void ferry_download_operation_retry_async (FerryDownloadOperation *self,
                                           GCancellable           *cancellable,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_retry_finish (FerryDownloadOperation  *self,
                                                GAsyncResult            *result,
                                                GError                 **error);
FERRY_EXPORT
void ferry_download_operation_remove_async (FerryDownloadOperation *self,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_remove_finish (FerryDownloadOperation  *self,
                                                 GAsyncResult            *result,
                                                 GError                 **error);
FERRY_EXPORT
void ferry_download_operation_change_requested_uri_async (FerryDownloadOperation *self,
                                                          const char             *uri,
                                                          GCancellable           *cancellable,
                                                          GAsyncReadyCallback     callback,
                                                          gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_change_requested_uri_finish (FerryDownloadOperation  *self,
                                                               GAsyncResult            *result,
                                                               GError                 **error);
FERRY_EXPORT
void ferry_download_operation_change_request_header_async (FerryDownloadOperation *self,
                                                           const char             *name,
                                                           const char             *value,
                                                           GCancellable           *cancellable,
                                                           GAsyncReadyCallback     callback,
                                                           gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_change_request_header_finish (FerryDownloadOperation  *self,
                                                                GAsyncResult            *result,
                                                                GError                 **error);
FERRY_EXPORT
void ferry_download_operation_remove_request_header_async (FerryDownloadOperation *self,
                                                           const char             *name,
                                                           GCancellable           *cancellable,
                                                           GAsyncReadyCallback     callback,
                                                           gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_remove_request_header_finish (FerryDownloadOperation  *self,
                                                                GAsyncResult            *result,
                                                                GError                 **error);
FERRY_EXPORT
void ferry_download_operation_change_priority_async (FerryDownloadOperation *self,
                                                     FerryTransferPriority   priority,
                                                     GCancellable           *cancellable,
                                                     GAsyncReadyCallback     callback,
                                                     gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_change_priority_finish (FerryDownloadOperation  *self,
                                                          GAsyncResult            *result,
                                                          GError                 **error);
FERRY_EXPORT
void ferry_download_operation_change_cost_policy_async (FerryDownloadOperation *self,
                                                        FerryCostPolicy         cost_policy,
                                                        GCancellable           *cancellable,
                                                        GAsyncReadyCallback     callback,
                                                        gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_change_cost_policy_finish (FerryDownloadOperation  *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);
FERRY_EXPORT
void ferry_download_operation_change_rate_limit_async (FerryDownloadOperation *self,
                                                       guint64                 bytes_per_second,
                                                       GCancellable           *cancellable,
                                                       GAsyncReadyCallback     callback,
                                                       gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_change_rate_limit_finish (FerryDownloadOperation  *self,
                                                            GAsyncResult            *result,
                                                            GError                 **error);

/* Waits for the end: success when the file is whole, else the download's own
 * error; %FERRY_ERROR_CANCELED, %FERRY_ERROR_NOT_FOUND when it was removed,
 * %FERRY_ERROR_NOT_REACHABLE when the service is lost for good. */
FERRY_EXPORT
void ferry_download_operation_attach_async (FerryDownloadOperation *self,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
FERRY_EXPORT
gboolean ferry_download_operation_attach_finish (FerryDownloadOperation  *self,
                                                 GAsyncResult            *result,
                                                 GError                 **error);

/* (nullable) before the first answer. */
FERRY_EXPORT
void ferry_download_operation_get_response_information_async (FerryDownloadOperation *self,
                                                              GCancellable           *cancellable,
                                                              GAsyncReadyCallback     callback,
                                                              gpointer                user_data);
FERRY_EXPORT
FerryResponseInformation *ferry_download_operation_get_response_information_finish (FerryDownloadOperation  *self,
                                                                                    GAsyncResult            *result,
                                                                                    GError                 **error);

G_END_DECLS
