/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What response headers say. */

#include "ferry-http-headers.h"

#include <libsoup/soup.h>
#include <string.h>

#define MAX_RETRY_AFTER (24 * 60 * 60)
#define MAX_ETAG_BYTES 1024

static gboolean
read_number (const char **text,
             guint64     *number)
{
  char *end;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  errno = 0;
  *number = g_ascii_strtoull (*text, &end, 10);
  *text = end;
  return errno == 0 && *number <= G_MAXINT64;
}

/**
 * ferry_http_parse_content_range:
 * @text: (nullable): value of Content-Range (RFC 9110, 14.4)
 * @range: (out caller-allocates): what it says
 *
 * Returns: whether @text names a range of bytes that makes sense
 */
gboolean
ferry_http_parse_content_range (const char        *text,
                                FerryContentRange *range)
{
  guint64 total;

  if (text == NULL || g_ascii_strncasecmp (text, "bytes ", 6) != 0)
    return FALSE;
  text += 6;
  if (!read_number (&text, &range->start) || *text++ != '-' ||
      !read_number (&text, &range->end) || *text++ != '/' ||
      range->end < range->start)
    return FALSE;
  range->total = -1;
  if (strcmp (text, "*") == 0)
    return TRUE;
  if (!read_number (&text, &total) || *text != '\0' || range->end >= total)
    return FALSE;
  range->total = (gint64) total;
  return TRUE;
}

/**
 * ferry_http_parse_date:
 * @text: (nullable): an HTTP date (RFC 9110, 5.6.7)
 *
 * Returns: seconds since 1970, 0 when @text is no date
 */
gint64
ferry_http_parse_date (const char *text)
{
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  return date != NULL ? g_date_time_to_unix (date) : 0;
}

/**
 * ferry_http_parse_retry_after:
 * @text: (nullable): value of Retry-After (RFC 9110, 10.2.3)
 * @now: seconds since 1970
 *
 * Returns: seconds to wait, at most a day; -1 when the server names none
 */
gint64
ferry_http_parse_retry_after (const char *text,
                              gint64      now)
{
  guint64 seconds;
  gint64 date;

  if (text == NULL)
    return -1;
  if (g_ascii_isdigit (*text))
    return read_number (&text, &seconds) && *text == '\0' ? (gint64) MIN (seconds, MAX_RETRY_AFTER) : -1;
  date = ferry_http_parse_date (text);
  return date == 0 ? -1 : CLAMP (date - now, 0, MAX_RETRY_AFTER);
}

/**
 * ferry_http_strong_etag:
 * @text: (nullable): value of ETag (RFC 9110, 8.8.3)
 *
 * Returns: (transfer full) (nullable): the tag, quotes included, when it is a
 *   strong one; only these may be used with If-Range
 */
char *
ferry_http_strong_etag (const char *text)
{
  gsize length;

  if (text == NULL || *text != '"')
    return NULL;
  length = strlen (text);
  if (length < 2 || length > MAX_ETAG_BYTES || text[length - 1] != '"')
    return NULL;
  for (gsize i = 1; i < length - 1; i++)
    if ((guchar) text[i] < 0x21 || text[i] == '"' || text[i] == 0x7f)
      return NULL;
  return g_strdup (text);
}

/**
 * ferry_http_date_is_strong:
 * @last_modified: (nullable): value of Last-Modified
 * @date: (nullable): value of Date
 *
 * A modification date may validate a range when it lies at least a second
 * before the answer, so that no second change hides in it (RFC 9110, 8.8.2.2).
 *
 * Returns: whether it does
 */
gboolean
ferry_http_date_is_strong (const char *last_modified,
                           const char *date)
{
  gint64 modified = ferry_http_parse_date (last_modified);
  gint64 sent = ferry_http_parse_date (date);

  return modified != 0 && sent != 0 && sent - modified >= 1;
}
