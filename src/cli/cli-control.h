/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which transfers a command such as `pause --all` is meant for. */

#pragma once

#include <ferry.h>

G_BEGIN_DECLS

gboolean ferry_cli_applies (FerryTransferAction action,
                            FerryTransferState  state,
                            gboolean            started);

G_END_DECLS
