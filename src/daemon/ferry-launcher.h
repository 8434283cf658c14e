/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Starts what a click on a toast asks for. Nothing here waits, and nobody is
 * told when it fails: there is no window to tell it in. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void ferry_launcher_open           (const char        *path,
                                    const char        *token);
void ferry_launcher_show_files     (GDBusConnection   *connection,
                                    GPtrArray         *paths,
                                    const char        *token);
void ferry_launcher_show_transfers (GDBusConnection   *connection,
                                    const char        *page,
                                    const char *const *ids,
                                    const char        *token);

G_END_DECLS
