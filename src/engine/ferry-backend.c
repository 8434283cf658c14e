/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port to a protocol. */

#include "ferry-backend.h"

G_DEFINE_INTERFACE (FerryBackend, ferry_backend, G_TYPE_OBJECT)

static void
ferry_backend_default_init (FerryBackendInterface *iface)
{
}

void
ferry_backend_carry_async (FerryBackend        *self,
                           FerryRun            *run,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  FERRY_BACKEND_GET_IFACE (self)->carry_async (self, run, cancellable, callback, user_data);
}

gboolean
ferry_backend_carry_finish (FerryBackend  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return FERRY_BACKEND_GET_IFACE (self)->carry_finish (self, result, error);
}

/**
 * ferry_backend_terminate:
 * @self: a backend
 * @request: of an upload
 * @upload: the upload address that it had
 */
void
ferry_backend_terminate (FerryBackend *self,
                         FerryRequest *request,
                         FerryUpload  *upload)
{
  FERRY_BACKEND_GET_IFACE (self)->terminate (self, request, upload);
}
