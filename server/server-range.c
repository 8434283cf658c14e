/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads one byte range. A header that asks for several, or that is not
 * understood, counts as no header at all, which the RFC allows. */

#include "server-range.h"

#include <string.h>

/* Takes a run of digits off @text; none at all or too many is no number. */
static gboolean
take_number (const char **text,
             guint64     *number)
{
  gsize digits = strspn (*text, "0123456789");

  if (digits == 0 || digits > 18)
    return FALSE;
  *number = g_ascii_strtoull (*text, NULL, 10);
  *text += digits;
  return TRUE;
}

static ServerRange
parse_suffix (const char *text,
              guint64     length,
              guint64    *first,
              guint64    *count)
{
  guint64 wanted;

  if (!take_number (&text, &wanted) || *text != '\0')
    return SERVER_RANGE_NONE;
  *count = MIN (wanted, length);
  *first = length - *count;
  return *count > 0 ? SERVER_RANGE_PART : SERVER_RANGE_OUTSIDE;
}

/**
 * server_range_parse:
 * @header: (nullable): a Range header's value
 * @length: how long the content is
 * @first: (out): the first byte asked for
 * @count: (out): how many bytes, cut to what exists
 *
 * @first and @count are set for %SERVER_RANGE_PART only.
 *
 * Returns: what is to be answered
 */
ServerRange
server_range_parse (const char *header,
                    guint64     length,
                    guint64    *first,
                    guint64    *count)
{
  guint64 last = G_MAXUINT64;

  if (header == NULL || g_ascii_strncasecmp (header, "bytes=", 6) != 0)
    return SERVER_RANGE_NONE;
  header += 6;
  if (*header == '-')
    return parse_suffix (header + 1, length, first, count);
  if (!take_number (&header, first) || *header++ != '-')
    return SERVER_RANGE_NONE;
  if (*header != '\0' && (!take_number (&header, &last) || *header != '\0' || last < *first))
    return SERVER_RANGE_NONE;
  if (*first >= length)
    return SERVER_RANGE_OUTSIDE;
  *count = MIN (last, length - 1) - *first + 1;
  return SERVER_RANGE_PART;
}

/**
 * server_range_still_valid:
 * @if_range: (nullable): an If-Range header's value
 * @etag: (nullable): the content's entity tag, with its quotes
 * @last_modified: (nullable): the content's date
 *
 * An entity tag is compared strongly, so a weak one never matches; a date must
 * be the very text that was sent.
 *
 * Returns: whether a part may be sent
 */
gboolean
server_range_still_valid (const char *if_range,
                          const char *etag,
                          const char *last_modified)
{
  if (if_range == NULL)
    return TRUE;
  if (*if_range == '"')
    return g_strcmp0 (if_range, etag) == 0;
  if (g_str_has_prefix (if_range, "W/"))
    return FALSE;
  return g_strcmp0 (if_range, last_modified) == 0;
}
