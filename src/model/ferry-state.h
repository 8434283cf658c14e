/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which state may follow which. */

#pragma once

#include "ferry-enums.h"

G_BEGIN_DECLS

gboolean ferry_state_may_follow (FerryTransferState from,
                                 FerryTransferState to);

G_END_DECLS
