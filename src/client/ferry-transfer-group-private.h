/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How the library makes a group that it learnt of. */

#pragma once

#include "ferry-transfer-group.h"

G_BEGIN_DECLS

FerryTransferGroup *ferry_transfer_group_new (const char            *name,
                                              FerryTransferBehavior  behavior);

G_END_DECLS
