/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The list of all transfers of a type that the service knows, finished ones too:
 * a GListModel in the order of their creation. It fills after
 * ferry_operations_load_async() and then follows the service; rows stay while
 * the service sleeps. Progress changes the rows' properties, not the list. */

#pragma once

#include "ferry-transfer-operation.h"
#include "ferry-export.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_OPERATIONS (ferry_operations_get_type ())
FERRY_EXPORT
G_DECLARE_FINAL_TYPE (FerryOperations, ferry_operations, FERRY, OPERATIONS, GObject)

/* The type of the operations: FERRY_TYPE_DOWNLOAD_OPERATION,
 * FERRY_TYPE_UPLOAD_OPERATION, or FERRY_TYPE_TRANSFER_OPERATION for both. */
FERRY_EXPORT
FerryOperations *ferry_operations_new_for_type (GType item_type);
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
FerryTransferOperation *ferry_operations_lookup (FerryOperations *self,
                                                 const char      *guid);

G_END_DECLS
