/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A name that transfers share, and whether those that share it run side by
 * side or one after the other. A group is that of the app that made it, and
 * stays without transfers for 30 days or until it is removed. */

#pragma once

#include "ferry-enums.h"
#include "ferry-export.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_TRANSFER_GROUP (ferry_transfer_group_get_type ())
FERRY_EXPORT
G_DECLARE_FINAL_TYPE (FerryTransferGroup, ferry_transfer_group, FERRY, TRANSFER_GROUP, GObject)

FERRY_EXPORT
void ferry_transfer_group_create_async (const char            *name,
                                        FerryTransferBehavior  behavior,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data);
FERRY_EXPORT
FerryTransferGroup *ferry_transfer_group_create_finish (GAsyncResult  *result,
                                                        GError       **error);
FERRY_EXPORT
void ferry_transfer_group_remove_async (FerryTransferGroup  *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
FERRY_EXPORT
gboolean ferry_transfer_group_remove_finish (FerryTransferGroup  *self,
                                             GAsyncResult        *result,
                                             GError             **error);
FERRY_EXPORT
const char *ferry_transfer_group_get_name (FerryTransferGroup *self);
FERRY_EXPORT
FerryTransferBehavior ferry_transfer_group_get_behavior (FerryTransferGroup *self);

G_END_DECLS
