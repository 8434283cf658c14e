/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the head of an answer means. Two files are never mixed: the rest is
 * taken only when a strong validator says that it is the rest of what we
 * have, and when the numbers agree. */

#include "ferry-http-head.h"

#include "ferry-uri.h"

#include <string.h>

/* What is kept of the headers, for people to read. */
#define MAX_KEPT_HEADERS 64
#define MAX_KEPT_BYTES 1024
#define MAX_NAME_BYTES 4096

/**
 * ferry_http_first_ask:
 * @offset: bytes that we have
 * @previous: (nullable): the answer they came with
 * @method: HTTP method
 *
 * Returns: how to ask first
 */
FerryHttpAsk
ferry_http_first_ask (guint64        offset,
                      FerryResponse *previous,
                      const char    *method)
{
  if (offset == 0 || previous == NULL || strcmp (method, "GET") != 0)
    return FERRY_HTTP_ASK_WHOLE;
  if (previous->etag != NULL)
    return FERRY_HTTP_ASK_ETAG;
  return previous->date_is_strong ? FERRY_HTTP_ASK_DATE : FERRY_HTTP_ASK_WHOLE;
}

static gboolean
is_kept (const char *name)
{
  return !ferry_header_is_secret (name) && g_ascii_strcasecmp (name, "Location") != 0;
}

static GVariant *
keep_headers (SoupMessageHeaders *headers)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  SoupMessageHeadersIter iter;
  const char *name, *value;
  guint n = 0;

  soup_message_headers_iter_init (&iter, headers);
  while (n < MAX_KEPT_HEADERS && soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_autofree char *cut = g_strndup (value, MAX_KEPT_BYTES);
      g_autofree char *valid = g_utf8_make_valid (cut, -1);

      if (!is_kept (name) || !g_utf8_validate (name, -1, NULL))
        continue;
      g_variant_builder_add (&builder, "(ss)", name, valid);
      n++;
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* RFC 6266; libsoup knows filename* and prefers it. */
static char *
wished_name (SoupMessageHeaders *headers)
{
  g_autoptr (GHashTable) parameters = NULL;
  const char *name;

  if (!soup_message_headers_get_content_disposition (headers, NULL, &parameters))
    return NULL;
  name = g_hash_table_lookup (parameters, "filename");
  return name != NULL && *name != '\0' && strlen (name) <= MAX_NAME_BYTES ? g_utf8_make_valid (name, -1) : NULL;
}

static gint64
whole_length (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *text = soup_message_headers_get_one (headers, "Content-Range");
  FerryContentRange range;

  if (soup_message_get_status (message) == SOUP_STATUS_PARTIAL_CONTENT)
    return ferry_http_parse_content_range (text, &range) ? range.total : -1;
  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH)
    return -1;
  return soup_message_headers_get_content_length (headers);
}

static char *
shown_uri (SoupMessage *message)
{
  g_autofree char *uri = g_uri_to_string_partial (soup_message_get_uri (message), G_URI_HIDE_USERINFO);

  return ferry_uri_redact (uri);
}

/**
 * ferry_http_read_head:
 * @message: a message whose answer has begun
 *
 * Returns: (transfer full): what it says about the file
 */
FerryResponse *
ferry_http_read_head (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  FerryResponse *response = ferry_response_new ();
  const char *modified = soup_message_headers_get_one (headers, "Last-Modified");
  gboolean partial = soup_message_get_status (message) == SOUP_STATUS_PARTIAL_CONTENT;

  response->uri = shown_uri (message);
  response->status_code = soup_message_get_status (message);
  response->headers = keep_headers (headers);
  response->name = wished_name (headers);
  response->etag = ferry_http_strong_etag (soup_message_headers_get_one (headers, "ETag"));
  response->modified = ferry_http_parse_date (modified);
  if (response->modified != 0)
    response->last_modified = g_strdup (modified);
  response->date_is_strong = ferry_http_date_is_strong (modified, soup_message_headers_get_one (headers, "Date"));
  response->length = whole_length (message);
  response->resumable = (response->etag != NULL || response->date_is_strong) &&
                        (partial || soup_message_headers_header_contains (headers, "Accept-Ranges", "bytes"));
  return response;
}

static gboolean
fits (guint64        offset,
      FerryResponse *previous,
      FerryResponse *response,
      const char    *content_range)
{
  FerryContentRange range;

  if (!ferry_http_parse_content_range (content_range, &range) || range.start != offset)
    return FALSE;
  if (previous->length >= 0 &&
      (range.total != previous->length || range.end != (guint64) previous->length - 1))
    return FALSE;
  if (range.total >= 0 && range.end != (guint64) range.total - 1)
    return FALSE;
  return response->etag == NULL || previous->etag == NULL || strcmp (response->etag, previous->etag) == 0;
}

/* Some servers know dates, but not entity tags, or have another tag at each
 * of their places: then the file looks the same in all but its tag. */
static gboolean
looks_the_same (FerryResponse *previous,
                FerryResponse *response)
{
  return previous->date_is_strong && response->last_modified != NULL &&
         strcmp (previous->last_modified, response->last_modified) == 0 &&
         previous->length >= 0 && previous->length == response->length;
}

/**
 * ferry_http_judge_head:
 * @asked: how the request asked
 * @offset: for the bytes from here on, unless it asked for all
 * @previous: (nullable): the answer that the bytes before came with
 * @response: the answer now
 * @content_range: (nullable): its Content-Range
 * @ask: (out): how to ask again, for %FERRY_HTTP_ASK_AGAIN
 *
 * Returns: what to do
 */
FerryHttpVerdict
ferry_http_judge_head (FerryHttpAsk   asked,
                       guint64        offset,
                       FerryResponse *previous,
                       FerryResponse *response,
                       const char    *content_range,
                       FerryHttpAsk  *ask)
{
  *ask = FERRY_HTTP_ASK_WHOLE;
  switch (response->status_code)
    {
    case SOUP_STATUS_OK:
    case SOUP_STATUS_NON_AUTHORITATIVE:
      if (asked == FERRY_HTTP_ASK_ETAG && looks_the_same (previous, response))
        {
          *ask = FERRY_HTTP_ASK_DATE;
          return FERRY_HTTP_ASK_AGAIN;
        }
      return FERRY_HTTP_BEGIN;
    case SOUP_STATUS_PARTIAL_CONTENT:
      if (asked == FERRY_HTTP_ASK_WHOLE)
        return FERRY_HTTP_REFUSED;
      return fits (offset, previous, response, content_range) ? FERRY_HTTP_CONTINUE : FERRY_HTTP_ASK_AGAIN;
    case SOUP_STATUS_PRECONDITION_FAILED:
    case SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE:
      return asked == FERRY_HTTP_ASK_WHOLE ? FERRY_HTTP_REFUSED : FERRY_HTTP_ASK_AGAIN;
    default:
      return FERRY_HTTP_REFUSED;
    }
}
