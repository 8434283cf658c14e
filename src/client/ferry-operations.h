/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The list of all downloads the service knows, finished ones too: a GListModel
 * of FerryDownloadOperation in the order of their creation. It fills after
 * ferry_operations_load_async() and then follows the service; rows stay while
 * the service sleeps. Progress changes the rows' properties, not the list. */

#pragma once

#include "ferry-download-operation.h"
#include "ferry-export.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_OPERATIONS (ferry_operations_get_type ())
FERRY_EXPORT
G_DECLARE_FINAL_TYPE (FerryOperations, ferry_operations, FERRY, OPERATIONS, GObject)

FERRY_EXPORT
FerryOperations *ferry_operations_new (void);
FERRY_EXPORT
void ferry_operations_load_async (FerryOperations     *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
FERRY_EXPORT
gboolean ferry_operations_load_finish (FerryOperations  *self,
                                       GAsyncResult     *result,
                                       GError          **error);
FERRY_EXPORT
FerryDownloadOperation *ferry_operations_lookup (FerryOperations *self,
                                                 const char      *guid);

G_END_DECLS
