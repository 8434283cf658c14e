/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a client's Range and If-Range ask for (RFC 9110, 13.1.5 and 14). Pure:
 * texts in, an answer out. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  SERVER_RANGE_NONE, /* none asked for, or none that this server gives */
  SERVER_RANGE_PART,
  SERVER_RANGE_OUTSIDE, /* nothing of it exists */
} ServerRange;

ServerRange server_range_parse (const char *header,
                                guint64     length,
                                guint64    *first,
                                guint64    *count);

gboolean server_range_still_valid (const char *if_range,
                                   const char *etag,
                                   const char *last_modified);

G_END_DECLS
