/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Flatpak's sandbox, seen from inside. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ferry_flatpak_is_inside (void);
gboolean ferry_flatpak_check     (const char  *path,
                                  GError     **error);

G_END_DECLS
