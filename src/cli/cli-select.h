/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which transfers a command is about. */

#pragma once

#include <ferry.h>

G_BEGIN_DECLS

GPtrArray       *ferry_cli_select          (const char *const  *ids,
                                            GError            **error);
FerryOperations *ferry_cli_load_all        (GError            **error);
GListModel      *ferry_cli_load_unfinished (GError            **error);
GPtrArray       *ferry_cli_to_array        (GListModel         *model);

G_END_DECLS
