/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The answer to List. */

#pragma once

#include "ferry-engine.h"

G_BEGIN_DECLS

GVariant *ferry_list_transfers (FerryEngine *engine,
                                const char  *sandbox,
                                const char  *app_id,
                                GVariant    *options);

G_END_DECLS
