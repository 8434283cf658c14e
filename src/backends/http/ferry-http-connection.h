/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which connection a message goes out on. */

#pragma once

#include "ferry-http-context.h"

G_BEGIN_DECLS

GHashTable *ferry_http_connection_table_new (void);
void        ferry_http_connection_watch     (FerryHttpContext *context,
                                             SoupSession      *session,
                                             SoupMessage      *message);
GIOStream  *ferry_http_connection_find      (FerryHttpContext *context,
                                             SoupSession      *session,
                                             SoupMessage      *message);

G_END_DECLS
