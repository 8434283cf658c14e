/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a transfer may run on this network and power. Pure. */

#pragma once

#include "ferry-enums.h"
#include "ferry-environment.h"

G_BEGIN_DECLS

FerryTransferState ferry_policy_judge (FerryCostPolicy  policy,
                                       FerryEnvironment environment,
                                       gboolean         host_is_local);

G_END_DECLS
