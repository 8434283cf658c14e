/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One command for many transfers, in one message: all of them obey, or none. */

#pragma once

#include "ferry-export.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FerryTransferAction:
 * @FERRY_TRANSFER_ACTION_START: queue an idle transfer
 * @FERRY_TRANSFER_ACTION_PAUSE: stop it until it is resumed; what has arrived stays
 * @FERRY_TRANSFER_ACTION_RESUME: queue a paused transfer again
 * @FERRY_TRANSFER_ACTION_CANCEL: give it up and delete the unfinished file
 * @FERRY_TRANSFER_ACTION_RETRY: queue a failed or canceled transfer again
 * @FERRY_TRANSFER_ACTION_REMOVE: forget a finished transfer; its file stays
 */
typedef enum {
  FERRY_TRANSFER_ACTION_START,
  FERRY_TRANSFER_ACTION_PAUSE,
  FERRY_TRANSFER_ACTION_RESUME,
  FERRY_TRANSFER_ACTION_CANCEL,
  FERRY_TRANSFER_ACTION_RETRY,
  FERRY_TRANSFER_ACTION_REMOVE,
} FerryTransferAction;

#define FERRY_TYPE_TRANSFER_ACTION (ferry_transfer_action_get_type ())

FERRY_EXPORT
GType ferry_transfer_action_get_type (void);
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
