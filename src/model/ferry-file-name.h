/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * File names out of what servers and addresses say. Pure functions. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ferry_file_name_make_safe    (const char *requested);
char *ferry_file_name_from_address (const char *address);
char *ferry_file_name_numbered     (const char *name,
                                    guint       number,
                                    const char *suffix);

G_END_DECLS
