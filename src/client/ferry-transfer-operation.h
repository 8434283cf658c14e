/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One transfer, as a program sees it: what downloads and uploads share. The
 * service does the work: it goes on when this object, or the program, is gone.
 * There is one object for one GUID.
 *
 * Signal `progress` (FerryTransferProgress) comes after each change the service
 * told, at most ten times a second, and after the properties have changed. */

#pragma once

#include "ferry-enums.h"
#include "ferry-export.h"
#include "ferry-response-information.h"
#include "ferry-transfer-group.h"
#include "ferry-transfer-progress.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_TRANSFER_OPERATION (ferry_transfer_operation_get_type ())
FERRY_EXPORT
G_DECLARE_DERIVABLE_TYPE (FerryTransferOperation, ferry_transfer_operation, FERRY, TRANSFER_OPERATION, GObject)

struct _FerryTransferOperationClass {
  GObjectClass parent_class;

  /*< private >*/
  /**
   * FerryTransferOperationClass::take_news: (skip)
   * @self: an operation
   * @changed: what the service told, a bit a field
   * @progress: the report to be told
   *
   * Notifies the properties of the subclass, and writes its bytes into
   * @progress. For the subclasses of the library alone.
   *
   * Since: 0.1
   */
  void (*take_news) (FerryTransferOperation *self,
                     guint64 changed,
                     FerryTransferProgress *progress);
};

/* What is also a property: guid, requested-uri, file, state, started, error, bytes-done,
 * total-bytes, bytes-per-second, fraction, priority (writable), cost-policy
 * (writable). */
FERRY_EXPORT
const char *ferry_transfer_operation_get_guid (FerryTransferOperation *self);
FERRY_EXPORT
const char *ferry_transfer_operation_get_requested_uri (FerryTransferOperation *self);
FERRY_EXPORT
const char *ferry_transfer_operation_get_requested_name (FerryTransferOperation *self);
FERRY_EXPORT
GFile *ferry_transfer_operation_get_file (FerryTransferOperation *self);
FERRY_EXPORT
FerryTransferState ferry_transfer_operation_get_state (FerryTransferOperation *self);
FERRY_EXPORT
const GError *ferry_transfer_operation_get_error (FerryTransferOperation *self);
FERRY_EXPORT
guint64 ferry_transfer_operation_get_bytes_done (FerryTransferOperation *self);
FERRY_EXPORT
guint64 ferry_transfer_operation_get_total_bytes (FerryTransferOperation *self);
FERRY_EXPORT
guint64 ferry_transfer_operation_get_bytes_per_second (FerryTransferOperation *self);
FERRY_EXPORT
double ferry_transfer_operation_get_fraction (FerryTransferOperation *self);
FERRY_EXPORT
FerryTransferPriority ferry_transfer_operation_get_priority (FerryTransferOperation *self);
FERRY_EXPORT
void ferry_transfer_operation_set_priority (FerryTransferOperation *self,
                                            FerryTransferPriority   priority);
FERRY_EXPORT
FerryCostPolicy ferry_transfer_operation_get_cost_policy (FerryTransferOperation *self);
FERRY_EXPORT
void ferry_transfer_operation_set_cost_policy (FerryTransferOperation *self,
                                               FerryCostPolicy         cost_policy);

/* What rarely matters to a view; current whenever `progress` is emitted. */
FERRY_EXPORT
const char *ferry_transfer_operation_get_app_id (FerryTransferOperation *self);
FERRY_EXPORT
const char *ferry_transfer_operation_get_actual_uri (FerryTransferOperation *self);
FERRY_EXPORT
const char *ferry_transfer_operation_get_method (FerryTransferOperation *self);
FERRY_EXPORT
FerryTransferGroup *ferry_transfer_operation_get_transfer_group (FerryTransferOperation *self);
FERRY_EXPORT
FerryTransferProgress *ferry_transfer_operation_get_progress (FerryTransferOperation *self);
FERRY_EXPORT
gboolean ferry_transfer_operation_is_started (FerryTransferOperation *self);
FERRY_EXPORT
gboolean ferry_transfer_operation_is_resumable (FerryTransferOperation *self);
FERRY_EXPORT
GVariant *ferry_transfer_operation_get_option (FerryTransferOperation *self,
                                               const char             *key);
FERRY_EXPORT
guint64 ferry_transfer_operation_get_rate_limit (FerryTransferOperation *self);
FERRY_EXPORT
guint ferry_transfer_operation_get_status_code (FerryTransferOperation *self);
FERRY_EXPORT
guint ferry_transfer_operation_get_restarts (FerryTransferOperation *self);
FERRY_EXPORT
guint ferry_transfer_operation_get_attempts (FerryTransferOperation *self);
FERRY_EXPORT
GDateTime *ferry_transfer_operation_get_retry_at (FerryTransferOperation *self);
FERRY_EXPORT
GDateTime *ferry_transfer_operation_get_created (FerryTransferOperation *self);
FERRY_EXPORT
GDateTime *ferry_transfer_operation_get_finished (FerryTransferOperation *self);

/* Commands. Each ends when the service has done it durably. */
FERRY_EXPORT
gboolean ferry_transfer_operation_can (FerryTransferOperation *self,
                                       FerryTransferAction     action);
FERRY_EXPORT
void ferry_transfer_operation_start_async (FerryTransferOperation *self,
                                           GCancellable           *cancellable,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_start_finish (FerryTransferOperation  *self,
                                                GAsyncResult            *result,
                                                GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_pause_async (FerryTransferOperation *self,
                                           GCancellable           *cancellable,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_pause_finish (FerryTransferOperation  *self,
                                                GAsyncResult            *result,
                                                GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_resume_async (FerryTransferOperation *self,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_resume_finish (FerryTransferOperation  *self,
                                                 GAsyncResult            *result,
                                                 GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_cancel_async (FerryTransferOperation *self,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_cancel_finish (FerryTransferOperation  *self,
                                                 GAsyncResult            *result,
                                                 GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_retry_async (FerryTransferOperation *self,
                                           GCancellable           *cancellable,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_retry_finish (FerryTransferOperation  *self,
                                                GAsyncResult            *result,
                                                GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_remove_async (FerryTransferOperation *self,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_remove_finish (FerryTransferOperation  *self,
                                                 GAsyncResult            *result,
                                                 GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_change_async (FerryTransferOperation *self,
                                            GVariant               *changes,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_change_finish (FerryTransferOperation  *self,
                                                 GAsyncResult            *result,
                                                 GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_change_requested_uri_async (FerryTransferOperation *self,
                                                          const char             *uri,
                                                          GCancellable           *cancellable,
                                                          GAsyncReadyCallback     callback,
                                                          gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_change_requested_uri_finish (FerryTransferOperation  *self,
                                                               GAsyncResult            *result,
                                                               GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_change_request_header_async (FerryTransferOperation *self,
                                                           const char             *name,
                                                           const char             *value,
                                                           GCancellable           *cancellable,
                                                           GAsyncReadyCallback     callback,
                                                           gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_change_request_header_finish (FerryTransferOperation  *self,
                                                                GAsyncResult            *result,
                                                                GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_remove_request_header_async (FerryTransferOperation *self,
                                                           const char             *name,
                                                           GCancellable           *cancellable,
                                                           GAsyncReadyCallback     callback,
                                                           gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_remove_request_header_finish (FerryTransferOperation  *self,
                                                                GAsyncResult            *result,
                                                                GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_change_priority_async (FerryTransferOperation *self,
                                                     FerryTransferPriority   priority,
                                                     GCancellable           *cancellable,
                                                     GAsyncReadyCallback     callback,
                                                     gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_change_priority_finish (FerryTransferOperation  *self,
                                                          GAsyncResult            *result,
                                                          GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_change_cost_policy_async (FerryTransferOperation *self,
                                                        FerryCostPolicy         cost_policy,
                                                        GCancellable           *cancellable,
                                                        GAsyncReadyCallback     callback,
                                                        gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_change_cost_policy_finish (FerryTransferOperation  *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);
FERRY_EXPORT
void ferry_transfer_operation_change_rate_limit_async (FerryTransferOperation *self,
                                                       guint64                 bytes_per_second,
                                                       GCancellable           *cancellable,
                                                       GAsyncReadyCallback     callback,
                                                       gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_change_rate_limit_finish (FerryTransferOperation  *self,
                                                            GAsyncResult            *result,
                                                            GError                 **error);

/* Waits for the end: success when all bytes are where they belong, else the
 * transfer's own error; %FERRY_ERROR_CANCELED, %FERRY_ERROR_NOT_FOUND when it was removed,
 * %FERRY_ERROR_NOT_REACHABLE when the service is lost for good. */
FERRY_EXPORT
void ferry_transfer_operation_attach_async (FerryTransferOperation *self,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
FERRY_EXPORT
gboolean ferry_transfer_operation_attach_finish (FerryTransferOperation  *self,
                                                 GAsyncResult            *result,
                                                 GError                 **error);

/* (nullable) before the first answer. */
FERRY_EXPORT
void ferry_transfer_operation_get_response_information_async (FerryTransferOperation *self,
                                                              GCancellable           *cancellable,
                                                              GAsyncReadyCallback     callback,
                                                              gpointer                user_data);
FERRY_EXPORT
FerryResponseInformation *ferry_transfer_operation_get_response_information_finish (FerryTransferOperation  *self,
                                                                                    GAsyncResult            *result,
                                                                                    GError                 **error);

G_END_DECLS
