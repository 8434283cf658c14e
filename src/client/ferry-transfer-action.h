/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One command for many transfers, in one message: all of them obey, or none. */

#pragma once

#include "ferry-enums.h"
#include "ferry-export.h"

#include <gio/gio.h>

G_BEGIN_DECLS

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
