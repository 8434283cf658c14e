/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which command is for a transfer in which state. */

#pragma once

#include "ferry-enums.h"

G_BEGIN_DECLS

gboolean ferry_command_fits (FerryTransferAction action,
                             FerryTransferState  state,
                             gboolean            started);

G_END_DECLS
