/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run of an upload over HTTP, from the first request to the answer. Of the
 * network thread only. */

#pragma once

#include "ferry-http-context.h"

#include "ferry-upload-run.h"

G_BEGIN_DECLS

typedef struct _FerryHttpUpload FerryHttpUpload;

/**
 * FerryHttpUploadDone:
 * @error: (transfer full) (nullable): %NULL when the server has it all
 * @user_data: what was given
 */
typedef void (*FerryHttpUploadDone) (GError *error,
                                     gpointer user_data);

FerryHttpUpload *ferry_http_upload_new    (FerryHttpContext    *context,
                                           FerryUploadRun      *run,
                                           FerryHttpUploadDone  done,
                                           gpointer             user_data);
void             ferry_http_upload_start  (FerryHttpUpload     *self);
void             ferry_http_upload_cancel (FerryHttpUpload     *self);
void             ferry_http_upload_unref  (FerryHttpUpload     *self);

G_END_DECLS
