/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One attempt at an upload. */

#pragma once

#include "ferry-run.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_UPLOAD_RUN (ferry_upload_run_get_type ())
G_DECLARE_FINAL_TYPE (FerryUploadRun, ferry_upload_run, FERRY, UPLOAD_RUN, FerryRun)

/* For the engine, on the main thread. */

FerryUploadRun *ferry_upload_run_new                (FerryRecord         *record,
                                                     const char          *answer_path,
                                                     FerryLimits         *limits);
FerryResponse  *ferry_upload_run_get_answer         (FerryUploadRun      *self);
guint64         ferry_upload_run_get_received       (FerryUploadRun      *self);
FerryDelivery   ferry_upload_run_get_delivery       (FerryUploadRun      *self);
void            ferry_upload_run_continue           (FerryUploadRun      *self,
                                                     const GError        *error);
void            ferry_upload_run_keep_answer_async  (FerryUploadRun      *self,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
void            ferry_upload_run_keep_answer_finish (FerryUploadRun      *self,
                                                     GAsyncResult        *result);

/* For the backend, on its thread. */

/**
 * FerryRunGoOn:
 * @error: (nullable): why it must not
 * @user_data: what was given
 */
typedef void (*FerryRunGoOn) (const GError *error,
                              gpointer user_data);

FerryUpload *ferry_upload_run_get_upload   (FerryUploadRun  *self);
void         ferry_upload_run_send         (FerryUploadRun  *self,
                                            FerryUpload     *upload,
                                            guint64          offset,
                                            guint64          length,
                                            FerryRunGoOn     go_on,
                                            gpointer         user_data);
void         ferry_upload_run_give_up      (FerryUploadRun  *self,
                                            FerryUpload     *upload,
                                            guint64          length);
void         ferry_upload_run_stop_waiting (FerryUploadRun  *self);
void         ferry_upload_run_sent         (FerryUploadRun  *self,
                                            gsize            size);
void         ferry_upload_run_acknowledge  (FerryUploadRun  *self,
                                            guint64          bytes);
void         ferry_upload_run_answer       (FerryUploadRun  *self,
                                            FerryResponse   *response);
gboolean     ferry_upload_run_keep         (FerryUploadRun  *self,
                                            const void      *bytes,
                                            gsize            size,
                                            GError         **error);

G_END_DECLS
