/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What single header values mean. Pure functions; every value may come from a
 * hostile server. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FerryHttpContentRange:
 * @satisfied: whether bytes are there: %FALSE for the star form of a 416
 * @first: first byte
 * @last: last byte, included
 * @length: bytes of the whole, -1 when the server does not say
 */
typedef struct {
  gboolean satisfied;
  guint64 first;
  guint64 last;
  gint64 length;
} FerryHttpContentRange;

char     *ferry_http_parse_file_name     (const char            *disposition);
gboolean  ferry_http_parse_content_range (const char            *value,
                                          FerryHttpContentRange *range);
gint64    ferry_http_parse_date          (const char            *value);
gint64    ferry_http_parse_retry_after   (const char            *value,
                                          gint64                 now);
gboolean  ferry_http_etag_is_strong      (const char            *value);
gboolean  ferry_http_date_is_strong      (const char            *last_modified,
                                          const char            *date);

G_END_DECLS
