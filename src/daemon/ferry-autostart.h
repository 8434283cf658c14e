/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The autostart entry: there while something is unfinished, so that it goes
 * on after the next log-in. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void ferry_autostart_set (GDBusConnection *connection,
                          gboolean         wanted);

G_END_DECLS
