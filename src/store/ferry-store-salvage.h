/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be read of a damaged journal. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ferry_store_salvage (const char  *path,
                              const char  *fresh,
                              GError     **error);

G_END_DECLS
