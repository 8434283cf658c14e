/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The way to the service. A process has one connection object as long as
 * anything of the library is alive; it knows how to call, not what. */

#pragma once

#include "ferry-transfers1.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_CONNECTION (ferry_connection_get_type ())
G_DECLARE_FINAL_TYPE (FerryConnection, ferry_connection, FERRY, CONNECTION, GObject)

FerryConnection    *ferry_connection_get         (void);
void                ferry_connection_open_async  (FerryConnection      *self,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
FerryBusTransfers1 *ferry_connection_open_finish (FerryConnection      *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
void                ferry_connection_call_async  (FerryConnection      *self,
                                                  const char           *method,
                                                  GVariant             *parameters,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
GVariant           *ferry_connection_call_finish (FerryConnection      *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
void                ferry_connection_command     (FerryConnection      *self,
                                                  const char           *method,
                                                  GVariant             *parameters,
                                                  GTask                *task);

G_END_DECLS
