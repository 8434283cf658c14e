/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes the status and headers of an answer that has content. Everything
 * that is downloaded from this server passes here. */

#include "server-content.h"

#include "server-pattern.h"
#include "server-range.h"

/* How far a shifted part is off, and no multiple of a pattern's word. */
#define SHIFT 1001

static const char *
find_range (const ServerContent *content,
            SoupServerMessage   *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *if_range = soup_message_headers_get_one (headers, "If-Range");

  if (content->quirks & SERVER_QUIRK_NO_RANGES)
    return NULL;
  if (content->quirks & SERVER_QUIRK_NEEDS_IF_RANGE && if_range == NULL)
    return NULL;
  if (!(content->quirks & SERVER_QUIRK_IGNORES_IF_RANGE) &&
      !server_range_still_valid (if_range, content->etag, content->last_modified))
    return NULL;
  return soup_message_headers_get_one (headers, "Range");
}

static ServerRange
choose_span (const ServerContent *content,
             SoupServerMessage   *message,
             ServerSpan          *span)
{
  const char *range = find_range (content, message);
  ServerRange kind = server_range_parse (range, content->length, &span->first, &span->count);

  if (kind == SERVER_RANGE_NONE)
    *span = (ServerSpan){ 0, content->length };
  else if (content->quirks & SERVER_QUIRK_REFUSES_RANGES)
    kind = SERVER_RANGE_OUTSIDE;
  else if (kind == SERVER_RANGE_PART && content->quirks & SERVER_QUIRK_SHIFTED_RANGE)
    {
      guint64 shift = MIN (SHIFT, span->count - 1);

      *span = (ServerSpan){ span->first + shift, span->count - shift };
    }
  return kind;
}

static void
say_length (const ServerContent *content,
            SoupMessageHeaders  *headers,
            const ServerSpan    *span)
{
  if (content->quirks & SERVER_QUIRK_UNTIL_CLOSE)
    {
      soup_message_headers_set_encoding (headers, SOUP_ENCODING_EOF);
      soup_message_headers_append (headers, "Connection", "close");
    }
  else if (content->quirks & SERVER_QUIRK_CHUNKED)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  else
    soup_message_headers_set_content_length (headers, span->count);
}

static void
say_validators (const ServerContent *content,
                SoupMessageHeaders  *headers)
{
  if (content->etag != NULL)
    soup_message_headers_replace (headers, "ETag", content->etag);
  if (content->last_modified != NULL)
    soup_message_headers_replace (headers, "Last-Modified", content->last_modified);
  if (!(content->quirks & SERVER_QUIRK_NO_RANGES))
    soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
}

static void
refuse_range (const ServerContent *content,
              SoupServerMessage   *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *value = g_strdup_printf ("bytes */%" G_GUINT64_FORMAT, content->length);

  soup_message_headers_replace (headers, "Content-Range", value);
  soup_server_message_set_status (message, SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE, NULL);
}

static void
say_part (const ServerContent *content,
          SoupServerMessage   *message,
          const ServerSpan    *span)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (!(content->quirks & SERVER_QUIRK_NO_CONTENT_RANGE))
    soup_message_headers_set_content_range (headers, span->first, span->first + span->count - 1, content->length);
  soup_server_message_set_status (message, SOUP_STATUS_PARTIAL_CONTENT, NULL);
}

/**
 * server_content_begin:
 * @content: what is asked for
 * @message: who asks
 * @span: (out): the part to be sent
 *
 * Sets status and headers.
 *
 * Returns: whether a body is to follow
 */
gboolean
server_content_begin (const ServerContent *content,
                      SoupServerMessage   *message,
                      ServerSpan          *span)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  ServerRange kind = choose_span (content, message, span);

  say_validators (content, headers);
  if (kind == SERVER_RANGE_OUTSIDE)
    {
      refuse_range (content, message);
      return FALSE;
    }
  soup_message_headers_set_content_type (headers, "application/octet-stream", NULL);
  say_length (content, headers, span);
  if (kind == SERVER_RANGE_PART)
    say_part (content, message, span);
  else
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  return soup_server_message_get_method (message) != SOUP_METHOD_HEAD;
}

/**
 * server_content_send_pattern:
 * @content: what is asked for
 * @message: who asks
 * @seed: which generated content it is
 *
 * The whole answer for generated content.
 */
void
server_content_send_pattern (const ServerContent *content,
                             SoupServerMessage   *message,
                             guint64              seed)
{
  g_autoptr (GInputStream) stream = NULL;
  ServerSpan span;

  if (!server_content_begin (content, message, &span))
    return;
  stream = server_pattern_new (seed, span.first);
  server_body_send (message, stream, span.count, &content->pace);
}
