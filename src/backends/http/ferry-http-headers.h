/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What response headers say. Pure functions on their text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FerryContentRange:
 * @start: first byte of the body, in the whole file
 * @end: last byte
 * @total: bytes of the whole file, -1 when the server does not know
 */
typedef struct {
  guint64 start;
  guint64 end;
  gint64 total;
} FerryContentRange;

gboolean ferry_http_parse_content_range (const char        *text,
                                         FerryContentRange *range);
gint64   ferry_http_parse_retry_after   (const char        *text,
                                         gint64             now);
char    *ferry_http_strong_etag         (const char        *text);
gint64   ferry_http_parse_date          (const char        *text);
gboolean ferry_http_date_is_strong      (const char        *last_modified,
                                         const char        *date);

G_END_DECLS
