/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the bus calls an action. */

#pragma once

#include "ferry-transfer-action.h"

G_BEGIN_DECLS

const char *ferry_transfer_action_get_method (FerryTransferAction action);

G_END_DECLS
