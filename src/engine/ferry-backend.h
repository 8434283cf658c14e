/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port to a protocol. */

#pragma once

#include "ferry-download-run.h"
#include "ferry-upload-run.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_BACKEND (ferry_backend_get_type ())
G_DECLARE_INTERFACE (FerryBackend, ferry_backend, FERRY, BACKEND, GObject)

/**
 * FerryBackendInterface:
 * @carry_async: carries one run to its end or its failure
 * @carry_finish: the end
 * @terminate: lets a server know that it may forget what it gathered of an upload; no answer
 *
 * All are called on the main thread and answer there. @carry_async sends
 * the request for ferry_run_get_request(); asks for the bytes from
 * ferry_run_get_offset() on when that is not 0, so that what comes is what
 * ferry_download_run_get_previous() described or else the whole; calls
 * ferry_download_run_begin() once the head of a good answer is there, saying at which
 * byte the body starts (the offset it asked for, or 0: a restart); then
 * ferry_download_run_write() for what arrives, in order. It succeeds when the body is
 * as long as was announced. It fails with %FERRY_WEB_ERROR, with what
 * ferry_download_run_begin() or ferry_download_run_write() reported, or with
 * %G_IO_ERROR_CANCELLED; and calls ferry_run_set_retry_after() before when the server
 * said how long to wait.
 *
 * Of an upload, it calls ferry_upload_run_send() before bytes leave and waits where
 * they must not leave twice; then ferry_upload_run_sent() for what leaves,
 * ferry_upload_run_acknowledge() for what the server says it has, and
 * ferry_upload_run_answer() and ferry_upload_run_keep() for the answer that ends it. It
 * succeeds when that is a good one.
 */
struct _FerryBackendInterface {
  GTypeInterface parent_iface;

  /* clang-format off */
  void     (*carry_async)  (FerryBackend *self, FerryRun *run, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*carry_finish) (FerryBackend *self, GAsyncResult *result, GError **error);
  void     (*terminate)      (FerryBackend *self, FerryRequest *request, FerryUpload *upload);
  /* clang-format on */
};

void     ferry_backend_carry_async  (FerryBackend         *self,
                                     FerryRun             *run,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean ferry_backend_carry_finish (FerryBackend         *self,
                                     GAsyncResult         *result,
                                     GError              **error);
void     ferry_backend_terminate    (FerryBackend         *self,
                                     FerryRequest         *request,
                                     FerryUpload          *upload);

G_END_DECLS
