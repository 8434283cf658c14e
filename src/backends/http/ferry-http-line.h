/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which connection a message goes out on. */

#pragma once

#include "ferry-http-shared.h"

G_BEGIN_DECLS

GHashTable *ferry_http_line_table_new (void);
void        ferry_http_line_watch     (FerryHttpShared *shared,
                                       SoupSession     *session,
                                       SoupMessage     *message);
GIOStream  *ferry_http_line_find      (FerryHttpShared *shared,
                                       SoupSession     *session,
                                       SoupMessage     *message);

G_END_DECLS
