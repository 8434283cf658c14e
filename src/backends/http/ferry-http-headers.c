/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What single header values mean. libsoup has parsers for some of them, but
 * its Content-Disposition cuts the name at slashes without a word and its
 * Content-Range takes numbers that do not fit. */

#include "ferry-http-headers.h"

#include <libsoup/soup.h>
#include <string.h>

/* No server means more than a day; a transfer that waits longer looks dead. */
#define MAX_RETRY_AFTER (24 * 60 * 60)

static const char *
skip_space (const char *text)
{
  while (*text == ' ' || *text == '\t')
    text++;
  return text;
}

/* A quoted string without its quotes and escapes; @text stands on the first quote. */
static char *
take_quoted (const char **text)
{
  GString *out = g_string_new (NULL);
  const char *p;

  for (p = *text + 1; *p != '\0' && *p != '"'; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        p++;
      g_string_append_c (out, *p);
    }
  *text = *p == '"' ? p + 1 : p;
  return g_string_free (out, FALSE);
}

static char *
take_value (const char **text)
{
  const char *start = *text;
  char *value;

  if (*start == '"')
    return take_quoted (text);
  *text += strcspn (start, ";");
  value = g_strndup (start, *text - start);
  return g_strchomp (value);
}

/* Names that are not UTF-8 are Latin-1: what browsers take them for. */
static char *
to_utf8 (const char *bytes)
{
  if (g_utf8_validate (bytes, -1, NULL))
    return g_strdup (bytes);
  return g_convert (bytes, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

/* RFC 8187: charset'language'percent-encoded. */
static char *
decode_extended (const char *value)
{
  const char *quote = strchr (value, '\'');
  const char *text = quote != NULL ? strchr (quote + 1, '\'') : NULL;
  g_autofree char *raw = NULL;

  if (text == NULL)
    return NULL;
  raw = g_uri_unescape_string (text + 1, NULL);
  if (raw == NULL)
    return NULL;
  if (g_ascii_strncasecmp (value, "utf-8'", 6) == 0)
    return g_utf8_validate (raw, -1, NULL) ? g_steal_pointer (&raw) : NULL;
  if (g_ascii_strncasecmp (value, "iso-8859-1'", 11) == 0)
    return g_convert (raw, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  return NULL;
}

static void
take_parameter (const char **text,
                char       **plain,
                char       **extended)
{
  gsize length = strcspn (*text, "=;");
  g_autofree char *name = g_strchomp (g_strndup (*text, length));
  g_autofree char *value = NULL;

  *text += length;
  if (**text != '=')
    return;
  *text = skip_space (*text + 1);
  value = take_value (text);
  if (*plain == NULL && g_ascii_strcasecmp (name, "filename") == 0)
    *plain = to_utf8 (value);
  else if (*extended == NULL && g_ascii_strcasecmp (name, "filename*") == 0)
    *extended = decode_extended (value);
}

/**
 * ferry_http_parse_file_name:
 * @disposition: (nullable): value of Content-Disposition
 *
 * RFC 6266: `filename*` before `filename`, the first of each. A value that
 * starts with a parameter instead of a type is taken too, as browsers do.
 *
 * Returns: (transfer full) (nullable): the name as the server wishes it, in
 *   UTF-8; it may be anything, even a path
 */
char *
ferry_http_parse_file_name (const char *disposition)
{
  g_autofree char *plain = NULL;
  g_autofree char *extended = NULL;

  while (disposition != NULL && *disposition != '\0')
    {
      disposition = skip_space (disposition);
      take_parameter (&disposition, &plain, &extended);
      disposition += strcspn (disposition, ";");
      if (*disposition == ';')
        disposition++;
    }
  if (extended != NULL && *extended != '\0')
    return g_steal_pointer (&extended);
  if (plain != NULL && *plain != '\0')
    return g_steal_pointer (&plain);
  return NULL;
}

static gboolean
take_number (const char **text,
             gint64      *number)
{
  gsize digits = strspn (*text, "0123456789");
  g_autofree char *copy = g_strndup (*text, digits);
  guint64 value;

  if (!g_ascii_string_to_unsigned (copy, 10, 0, G_MAXINT64, &value, NULL))
    return FALSE;
  *number = value;
  *text += digits;
  return TRUE;
}

/**
 * ferry_http_parse_content_range:
 * @value: (nullable): value of Content-Range
 * @range: (out): what it says
 *
 * Returns: whether @value is a well-formed range of bytes
 */
gboolean
ferry_http_parse_content_range (const char            *value,
                                FerryHttpContentRange *range)
{
  gint64 first = 0, last = 0, length = -1;
  gboolean satisfied;

  if (value == NULL || g_ascii_strncasecmp (value, "bytes ", 6) != 0)
    return FALSE;
  value = skip_space (value + 6);
  satisfied = *value != '*';
  if (!satisfied)
    value++;
  else if (!take_number (&value, &first) || *value++ != '-' || !take_number (&value, &last))
    return FALSE;
  if (*value++ != '/')
    return FALSE;
  if (*value == '*' && satisfied)
    value++;
  else if (!take_number (&value, &length))
    return FALSE;
  if (*skip_space (value) != '\0' || last < first || (satisfied && length >= 0 && last >= length))
    return FALSE;

  *range = (FerryHttpContentRange){ satisfied, first, last, length };
  return TRUE;
}

/**
 * ferry_http_parse_date:
 * @value: (nullable): an HTTP date
 *
 * Returns: seconds since 1970, -1 when it is none
 */
gint64
ferry_http_parse_date (const char *value)
{
  g_autoptr (GDateTime) date = NULL;

  if (value != NULL && g_str_is_ascii (value))
    date = soup_date_time_new_from_http_string (value);
  return date != NULL ? MAX (g_date_time_to_unix (date), -1) : -1;
}

/**
 * ferry_http_parse_retry_after:
 * @value: (nullable): value of Retry-After: seconds or a date
 * @now: seconds since 1970
 *
 * Returns: seconds to wait, at most a day; -1 when the server names none
 */
gint64
ferry_http_parse_retry_after (const char *value,
                              gint64      now)
{
  gint64 date;

  if (value == NULL)
    return -1;
  value = skip_space (value);
  if (g_ascii_isdigit (*value))
    {
      /* Too large to count is long enough. */
      g_autofree char *text = g_strchomp (g_strdup (value));
      gsize digits = strspn (text, "0123456789");

      if (text[digits] != '\0')
        return -1;
      return MIN (g_ascii_strtoull (text, NULL, 10), MAX_RETRY_AFTER);
    }
  date = ferry_http_parse_date (value);
  return date >= 0 ? CLAMP (date - now, 0, MAX_RETRY_AFTER) : -1;
}

/**
 * ferry_http_etag_is_strong:
 * @value: (nullable): value of ETag
 *
 * Returns: whether it is well-formed and promises equal bytes (RFC 9110, 8.8.3)
 */
gboolean
ferry_http_etag_is_strong (const char *value)
{
  gsize length = value != NULL ? strlen (value) : 0;

  if (length < 2 || value[0] != '"' || value[length - 1] != '"')
    return FALSE;
  for (const char *p = value + 1; p < value + length - 1; p++)
    if ((guchar) *p <= ' ' || *p == '"' || *p == 0x7f)
      return FALSE;
  return TRUE;
}

/**
 * ferry_http_date_is_strong:
 * @last_modified: (nullable): value of Last-Modified
 * @date: (nullable): value of Date in the same answer
 *
 * RFC 9110, 8.8.2.2: the file was at least one second old when the answer was
 * made, so no later change can have the same date.
 *
 * Returns: whether @last_modified may validate a range
 */
gboolean
ferry_http_date_is_strong (const char *last_modified,
                           const char *date)
{
  gint64 modified = ferry_http_parse_date (last_modified);
  gint64 sent = ferry_http_parse_date (date);

  return modified >= 0 && sent >= 0 && sent - modified >= 1;
}
