/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The head of an answer. The rule behind all of it: a file is never made of
 * two. Bytes are added to others only when server and client agree on a strong
 * validator, on the place and on the length; in doubt it begins again. */

#include "ferry-http-head.h"

#include "ferry-http-errors.h"
#include "ferry-http-headers.h"

#include "ferry-error.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is kept of the headers, for a person to look at. */
#define MAX_HEADERS      64
#define MAX_HEADER_BYTES 8192

/**
 * ferry_http_ask:
 * @gap: what is missing; up to %G_MAXUINT64 when nothing behind it is there
 * @previous: (nullable): what the bytes that are there came with
 * @method: HTTP method
 *
 * Returns: what to ask for: the gap when it can be validated, else the whole
 */
FerryHttpAsked
ferry_http_ask (FerryByteRange  gap,
                FerryResponse  *previous,
                const char     *method)
{
  static const FerryByteRange all = { 0, G_MAXUINT64 };
  FerryHttpAsked asked = { all, FERRY_HTTP_VALIDATOR_NONE, previous };

  if ((gap.start == all.start && gap.end == all.end) || previous == NULL || strcmp (method, "GET") != 0)
    return asked;
  if (previous->etag != NULL)
    asked.validator = FERRY_HTTP_VALIDATOR_ETAG;
  else if (previous->last_modified != NULL && previous->date_is_strong)
    asked.validator = FERRY_HTTP_VALIDATOR_DATE;
  if (asked.validator != FERRY_HTTP_VALIDATOR_NONE)
    asked.range = gap;
  return asked;
}

/* Besides what sounds secret: addresses may be signed. */
static gboolean
may_be_kept (const char *name)
{
  static const char *const addresses[] = { "Content-Location", "Link", "Location", "Refresh" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    if (g_ascii_strcasecmp (name, addresses[i]) == 0)
      return FALSE;
  return !ferry_header_is_secret (name);
}

static GVariant *
pair (const char *name,
      const char *value)
{
  GVariant *both[] = { g_variant_new_string (name), g_variant_new_string (value) };

  return g_variant_new_tuple (both, G_N_ELEMENTS (both));
}

static GVariant *
keep_headers (SoupMessageHeaders *headers)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  SoupMessageHeadersIter iter;
  const char *name, *value;
  GVariant *kept;
  guint n = 0;

  soup_message_headers_iter_init (&iter, headers);
  while (n < MAX_HEADERS && soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_autofree char *clean_name = g_utf8_make_valid (name, MIN (strlen (name), MAX_HEADER_BYTES));
      g_autofree char *clean_value = g_utf8_make_valid (value, MIN (strlen (value), MAX_HEADER_BYTES));

      if (!may_be_kept (name))
        continue;
      g_variant_builder_add_value (&builder, pair (clean_name, clean_value));
      n++;
    }
  kept = g_variant_ref_sink (g_variant_builder_end (&builder));
  /* In one piece, as other threads read it. */
  g_variant_get_data (kept);
  return kept;
}

static gint64
length_of (const char         *method,
           guint               status,
           SoupMessageHeaders *headers)
{
  FerryHttpContentRange range;

  if (strcmp (method, "HEAD") == 0)
    return 0;
  if (status == SOUP_STATUS_PARTIAL_CONTENT)
    {
      if (!ferry_http_parse_content_range (soup_message_headers_get_one (headers, "Content-Range"), &range))
        return -1;
      return range.length;
    }
  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH)
    return -1;
  return soup_message_headers_get_content_length (headers);
}

static gboolean
ranges_are_refused (SoupMessageHeaders *headers)
{
  const char *accept = soup_message_headers_get_list (headers, "Accept-Ranges");

  return accept != NULL && g_ascii_strcasecmp (accept, "none") == 0;
}

/**
 * ferry_http_describe:
 * @uri: the address that answered
 * @method: HTTP method
 * @status: HTTP status
 * @headers: of the answer
 *
 * Returns: (transfer full): what the answer says about the file
 */
FerryResponse *
ferry_http_describe (const char         *uri,
                     const char         *method,
                     guint               status,
                     SoupMessageHeaders *headers)
{
  const char *etag = soup_message_headers_get_one (headers, "ETag");
  const char *modified = soup_message_headers_get_one (headers, "Last-Modified");
  const char *date = soup_message_headers_get_one (headers, "Date");
  const char *disposition = soup_message_headers_get_one (headers, "Content-Disposition");
  FerryResponse *response = ferry_response_new ();

  response->uri = ferry_uri_redact (uri);
  response->status_code = status;
  response->headers = keep_headers (headers);
  response->name = ferry_http_parse_file_name (disposition);
  if (ferry_http_etag_is_strong (etag) && g_utf8_validate (etag, -1, NULL))
    response->etag = g_strdup (etag);
  if (ferry_http_parse_date (modified) >= 0)
    {
      response->last_modified = g_strdup (modified);
      response->modified = ferry_http_parse_date (modified);
      response->date_is_strong = ferry_http_date_is_strong (modified, date);
    }
  response->length = length_of (method, status, headers);
  response->resumable = strcmp (method, "GET") == 0 && !ranges_are_refused (headers) &&
                        (response->etag != NULL || response->date_is_strong);
  return response;
}

static gboolean
is_multipart (SoupMessageHeaders *headers)
{
  const char *type = soup_message_headers_get_one (headers, "Content-Type");

  return type != NULL && g_ascii_strncasecmp (type, "multipart/byteranges", 20) == 0;
}

/* Whether the range is the one asked for and its parts agree. */
static gboolean
range_fits (const FerryHttpAsked *asked,
            SoupMessageHeaders   *headers,
            FerryByteRange       *body)
{
  FerryHttpContentRange range;
  gint64 known = asked->previous->length;

  if (!ferry_http_parse_content_range (soup_message_headers_get_one (headers, "Content-Range"), &range) ||
      !range.satisfied || range.first != asked->range.start)
    return FALSE;
  if (known >= 0 && (range.last >= (guint64) known || (range.length >= 0 && range.length != known)))
    return FALSE;
  *body = (FerryByteRange){ range.first, MIN (range.last + 1, asked->range.end) };
  return soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH ||
         (guint64) soup_message_headers_get_content_length (headers) == range.last - range.first + 1;
}

/* A tag that differs where the date was asked for is that of another machine
 * behind the same name: it agreed on the date, which is strong. */
static gboolean
is_same_file (const FerryHttpAsked *asked,
              FerryResponse        *answer)
{
  FerryResponse *previous = asked->previous;

  if (asked->validator == FERRY_HTTP_VALIDATOR_ETAG)
    return answer->etag == NULL || strcmp (answer->etag, previous->etag) == 0;
  return answer->last_modified == NULL || strcmp (answer->last_modified, previous->last_modified) == 0;
}

/* An answer to a tag that looks as if the tag were not understood. */
static gboolean
only_tag_was_refused (const FerryHttpAsked *asked,
                      FerryResponse        *answer)
{
  FerryResponse *previous = asked->previous;

  return asked->validator == FERRY_HTTP_VALIDATOR_ETAG && previous->date_is_strong &&
         answer->length >= 0 && answer->length == previous->length &&
         g_strcmp0 (answer->last_modified, previous->last_modified) == 0;
}

/* What only a 206's predecessor knows stays known: the 206 need not repeat it. */
static void
inherit (FerryResponse *answer,
         FerryResponse *previous)
{
  if (answer->length < 0)
    answer->length = previous->length;
  if (answer->etag == NULL)
    answer->etag = g_strdup (previous->etag);
  if (answer->last_modified == NULL)
    {
      answer->last_modified = g_strdup (previous->last_modified);
      answer->modified = previous->modified;
      answer->date_is_strong = previous->date_is_strong;
    }
  if (answer->name == NULL)
    answer->name = g_strdup (previous->name);
  answer->resumable = TRUE;
}

static FerryHttpVerdict
judge_partial (const FerryHttpAsked  *asked,
               FerryResponse         *answer,
               SoupMessageHeaders    *headers,
               FerryByteRange        *body,
               GError               **error)
{
  if (asked->validator == FERRY_HTTP_VALIDATOR_NONE)
    {
      g_set_error_literal (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE,
                           _ ("The server sends a part of the file although it was asked for the whole"));
      return FERRY_HTTP_VERDICT_FAIL;
    }
  if (is_multipart (headers) || !range_fits (asked, headers, body) || !is_same_file (asked, answer))
    return FERRY_HTTP_VERDICT_ASK_WHOLE;
  inherit (answer, asked->previous);
  return FERRY_HTTP_VERDICT_GO_ON;
}

/* One that is empty libsoup takes for 0, one that is too large for anything,
 * and of several the last (RFC 9110, 8.6: digits only, and if more than one, all
 * the same). */
static gboolean
is_length_sound (SoupMessageHeaders *headers)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;
  const char *first = NULL;
  guint64 length;

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    return TRUE;
  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      if (g_ascii_strcasecmp (name, "Content-Length") != 0)
        continue;
      if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &length, NULL) ||
          (first != NULL && strcmp (first, value) != 0))
        return FALSE;
      first = value;
    }
  return TRUE;
}

/**
 * ferry_http_judge_head:
 * @asked: what was asked for
 * @answer: what ferry_http_describe() made of the head; a good 206 gets what
 *   is known from before
 * @headers: of the answer
 * @body: (out): which bytes of the file to take of the body; up to %G_MAXUINT64
 *   for all, when their number is unknown
 * @error: return location for an error
 *
 * Asking again comes at most twice: it needs a validator, and takes it away.
 *
 * Returns: what to do; with %FERRY_HTTP_VERDICT_FAIL, @error is set
 */
FerryHttpVerdict
ferry_http_judge_head (const FerryHttpAsked  *asked,
                       FerryResponse         *answer,
                       SoupMessageHeaders    *headers,
                       FerryByteRange        *body,
                       GError               **error)
{
  *body = (FerryByteRange){ 0, answer->length >= 0 ? (guint64) answer->length : G_MAXUINT64 };
  if (SOUP_STATUS_IS_SUCCESSFUL (answer->status_code) && !is_length_sound (headers))
    {
      g_set_error_literal (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE,
                           _ ("The length that the server gives for the file makes no sense"));
      return FERRY_HTTP_VERDICT_FAIL;
    }
  switch (answer->status_code)
    {
    case SOUP_STATUS_OK:
    case SOUP_STATUS_NON_AUTHORITATIVE:
      return only_tag_was_refused (asked, answer) ? FERRY_HTTP_VERDICT_ASK_BY_DATE : FERRY_HTTP_VERDICT_RESTART;
    case SOUP_STATUS_PARTIAL_CONTENT:
      return judge_partial (asked, answer, headers, body, error);
    case SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE:
      if (asked->validator != FERRY_HTTP_VALIDATOR_NONE)
        return FERRY_HTTP_VERDICT_ASK_WHOLE;
      break;
    default:
      break;
    }
  g_propagate_error (error, ferry_http_error_for_status (FERRY_TRANSFER_KIND_DOWNLOAD, answer->status_code));
  return FERRY_HTTP_VERDICT_FAIL;
}
