/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What each command is called on the bus, and which is for a transfer in which
 * state. */

#pragma once

#include "ferry-enums.h"

G_BEGIN_DECLS

gboolean    ferry_command_fits        (FerryTransferAction  action,
                                       FerryTransferState   state,
                                       gboolean             started);
const char *ferry_command_to_method   (FerryTransferAction  action);
gboolean    ferry_command_from_method (const char          *method,
                                       FerryTransferAction *action);

G_END_DECLS
