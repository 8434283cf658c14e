/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Transfers of any kind, found at once: snapshots, as GListModel of
 * FerryTransferOperation (FerryOperations is the list that lives); and what is done
 * with many at once. */

#pragma once

#include "ferry-enums.h"
#include "ferry-export.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Those of these GUIDs, finished or not; %FERRY_ERROR_NOT_FOUND when one is unknown. */
FERRY_EXPORT
void ferry_transfers_find_async (const char *const   *guids,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
FERRY_EXPORT
GListModel *ferry_transfers_find_finish (GAsyncResult  *result,
                                         GError       **error);

/* Those that have not ended, in groups or not. */
FERRY_EXPORT
void ferry_transfers_find_unfinished_async (GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
FERRY_EXPORT
GListModel *ferry_transfers_find_unfinished_finish (GAsyncResult  *result,
                                                    GError       **error);

/* One command for many transfers, in one message: all of them obey, or none. */
FERRY_EXPORT
void ferry_transfers_act_async (FerryTransferAction  action,
                                const char *const   *guids,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
FERRY_EXPORT
gboolean ferry_transfers_act_finish (GAsyncResult  *result,
                                     GError       **error);

G_END_DECLS
