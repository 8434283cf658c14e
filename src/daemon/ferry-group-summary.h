/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What belongs into the toast of a group. */

#pragma once

#include "ferry-group.h"
#include "ferry-transfer.h"

G_BEGIN_DECLS

GPtrArray *ferry_group_summary_collect (GPtrArray  *transfers,
                                        FerryGroup *group);

G_END_DECLS
