/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The portal that programs without a window have in a sandbox. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void ferry_portal_set_autostart (GDBusConnection *connection,
                                 gboolean         wanted);
void ferry_portal_set_status    (GDBusConnection *connection,
                                 const char      *words);

G_END_DECLS
