/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A key and what is said under it: one pair of a dictionary on the bus. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GVariant *ferry_entry_cache_text   (const char *key,
                                    const char *text);
GVariant *ferry_entry_cache_number (const char *key,
                                    char        type,
                                    guint64     number);

G_END_DECLS
