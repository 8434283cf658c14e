/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a stranger calls a file, and under which name it may lie in a folder.
 * Pure: texts in, texts out. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *server_name_make_safe (const char *wanted);

char *server_name_number (const char *name,
                          guint       number);

G_END_DECLS
