/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run over HTTP, from the first request to the last byte. Of the network
 * thread only. */

#pragma once

#include "ferry-http-context.h"

#include "ferry-download-run.h"

G_BEGIN_DECLS

typedef struct _FerryHttpDownload FerryHttpDownload;

/**
 * FerryHttpDownloadDone:
 * @error: (transfer full) (nullable): %NULL when the body is whole
 * @user_data: what was given
 */
typedef void (*FerryHttpDownloadDone) (GError *error,
                                       gpointer user_data);

FerryHttpDownload *ferry_http_download_new    (FerryHttpContext      *context,
                                               FerryDownloadRun      *run,
                                               FerryHttpDownloadDone  done,
                                               gpointer               user_data);
void               ferry_http_download_start  (FerryHttpDownload     *self);
void               ferry_http_download_cancel (FerryHttpDownload     *self);
void               ferry_http_download_free   (FerryHttpDownload     *self);

G_END_DECLS
