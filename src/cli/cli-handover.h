/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Handing transfers over to the service, and going along with them. */

#pragma once

#include "cli-options.h"

G_BEGIN_DECLS

typedef struct _FerryCliHandover FerryCliHandover;

/**
 * FerryCliCreate:
 * @handover: what goes on
 * @user_data: what the command knows
 * @error: return location
 *
 * Asks the service for all transfers, a chunk at a time, and gives each chunk
 * to ferry_cli_handover_take().
 *
 * Returns: whether all were created
 */
typedef gboolean (*FerryCliCreate) (FerryCliHandover *handover,
                                    gpointer user_data,
                                    GError **error);

/**
 * FERRY_CLI_CHUNK: transfers that are created together
 *
 * One message and one transaction each: large enough to be few, small enough
 * for the service to answer others in between.
 */
#define FERRY_CLI_CHUNK 500

FerryCliStatus ferry_cli_hand_over (FerryTransferCreator  *creator,
                                    const FerryCliOptions *options,
                                    FerryCliCreate         create,
                                    gpointer               user_data);

GCancellable *ferry_cli_handover_get_cancellable (FerryCliHandover *self);
gboolean      ferry_cli_handover_take            (FerryCliHandover *self,
                                                  GPtrArray        *operations);

G_END_DECLS
