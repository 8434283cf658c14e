/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resumable Uploads for HTTP, the IETF's draft, in the interop versions 6 and
 * 8: any POST or PUT may be one. PATCH goes on with it, HEAD tells how far it
 * is, and it is complete when the client says so. */

#include "server-draft.h"
#include "server-upload.h"

#define PART_TYPE "application/partial-upload"

static gboolean
read_closing (const ServerRequest *request,
              gboolean            *closing)
{
  const char *complete = server_request_get_header (request, "Upload-Complete");

  *closing = g_strcmp0 (complete, "?1") == 0;
  if (*closing || g_strcmp0 (complete, "?0") == 0)
    return TRUE;
  server_request_say (request, SOUP_STATUS_BAD_REQUEST, "Upload-Complete must be ?0 or ?1\n");
  return FALSE;
}

static void
say (SoupServerMessage *message,
     const char        *name,
     const char        *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), name, value);
}

static guint64
count_body (const ServerRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    return SERVER_LENGTH_UNKNOWN;
  return soup_message_headers_get_content_length (headers);
}

static void
answer_whole (ServerPartial     *upload,
              SoupServerMessage *message)
{
  gboolean no_good = upload->trouble.kind == SERVER_TROUBLE_RESULT && upload->trouble.times > 0;

  upload->length = server_partial_get_offset (upload);
  if (!server_partial_complete (upload, message))
    return;
  say (message, "Upload-Complete", "?1");
  server_partial_report (upload, message, no_good ? upload->trouble.status : SOUP_STATUS_OK);
}

/* Bytes were lost on our side, so the client is to ask how many. */
static void
answer_short (ServerPartial     *upload,
              SoupServerMessage *message)
{
  if (upload->trouble.kind != SERVER_TROUBLE_BEHIND)
    {
      server_draft_say_inconsistent (message);
      return;
    }
  say (message, "Upload-Complete", "?0");
  soup_server_message_set_status (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);
}

static void
answer_closing (ServerPartial     *upload,
                SoupServerMessage *message)
{
  if (upload->length != SERVER_LENGTH_UNKNOWN && server_partial_get_offset (upload) < upload->length)
    answer_short (upload, message);
  else
    answer_whole (upload, message);
}

static void
answer_create (ServerPartial     *upload,
               SoupServerMessage *message)
{
  g_autofree char *location = server_draft_make_location (upload);

  server_draft_say_version (message);
  say (message, "Location", location);
  server_draft_say_limits (&upload->limits, message);
  if (upload->closing)
    {
      answer_closing (upload, message);
      return;
    }
  say (message, "Upload-Complete", "?0");
  server_partial_say_offset (upload, message);
  soup_server_message_set_status (message, SOUP_STATUS_CREATED, NULL);
}

static void
answer_append (ServerPartial     *upload,
               SoupServerMessage *message)
{
  server_draft_say_version (message);
  if (upload->closing)
    {
      answer_closing (upload, message);
      return;
    }
  say (message, "Upload-Complete", "?0");
  server_partial_say_offset (upload, message);
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

/* Both the header and the end of the last body say how long the file is. */
static gboolean
settle_length (const ServerRequest *request,
               guint64              offset,
               gboolean             closing,
               guint64             *length)
{
  guint64 body = count_body (request);
  guint64 said = *length;

  if (server_request_get_header (request, "Upload-Length") != NULL &&
      !server_request_read_number (request, "Upload-Length", &said))
    return FALSE;
  if (closing && body != SERVER_LENGTH_UNKNOWN && said == SERVER_LENGTH_UNKNOWN)
    said = offset + body;
  if ((*length == SERVER_LENGTH_UNKNOWN || said == *length) &&
      !(closing && body != SERVER_LENGTH_UNKNOWN && offset + body != said))
    {
      *length = said;
      return TRUE;
    }
  server_draft_say_inconsistent (request->message);
  return FALSE;
}

static gboolean
is_within (const ServerLimits  *limits,
           const ServerRequest *request,
           guint64              length,
           gboolean             closing)
{
  guint64 body = count_body (request);
  gboolean too_large = (limits->max_size > 0 && length != SERVER_LENGTH_UNKNOWN && length > limits->max_size) ||
                       (limits->max_append_size > 0 && body > limits->max_append_size);
  gboolean too_small = length < limits->min_size || (!closing && body > 0 && body < limits->min_append_size);

  if (!too_large && !too_small)
    return TRUE;
  server_draft_say_limits (limits, request->message);
  soup_server_message_set_status (request->message,
                                  too_large ? SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE : SOUP_STATUS_BAD_REQUEST, NULL);
  return FALSE;
}

static void
receive_new (ServerPartial       *upload,
             const ServerRequest *request)
{
  gboolean has_body = count_body (request) > 0;

  if (has_body)
    server_draft_announce (upload, request);
  if (has_body || (*upload->trouble.method != '\0' && server_trouble_strikes (&upload->trouble, request->message)))
    server_partial_receive (upload, request, answer_create);
  else
    answer_create (upload, request->message);
}

static void
create (const ServerRequest *request)
{
  guint64 length = SERVER_LENGTH_UNKNOWN;
  ServerPartial *upload;
  ServerLimits limits;
  ServerTrouble trouble;
  gboolean closing;

  if (!read_closing (request, &closing) ||
      !settle_length (request, 0, closing, &length) ||
      !server_limits_read (request, &limits) ||
      !is_within (&limits, request, length, closing) ||
      !server_partial_read_trouble (request, &trouble))
    return;
  upload = server_partial_new (request, &trouble, server_upload_read_name (request), length);
  if (upload == NULL)
    return;
  upload->limits = limits;
  upload->closing = closing;
  receive_new (upload, request);
}

static void
go_on (ServerPartial       *upload,
       const ServerRequest *request,
       guint64              offset,
       gboolean             closing)
{
  if (upload->complete)
    server_draft_say_completed (request);
  else if (offset != server_partial_get_offset (upload))
    server_draft_say_mismatch (upload, request, offset);
  else if (settle_length (request, offset, closing, &upload->length) &&
           is_within (&upload->limits, request, upload->length, closing))
    {
      upload->closing = closing;
      server_partial_receive (upload, request, answer_append);
    }
}

static void
append (const ServerRequest *request)
{
  ServerPartial *upload;
  guint64 offset;
  gboolean closing;

  if (g_strcmp0 (server_request_get_header (request, "Content-Type"), PART_TYPE) != 0)
    {
      server_request_set_header (request, "Accept-Patch", PART_TYPE);
      soup_server_message_set_status (request->message, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, NULL);
      return;
    }
  if (!read_closing (request, &closing) || !server_request_read_number (request, "Upload-Offset", &offset))
    return;
  upload = server_partial_find (request);
  if (upload != NULL)
    go_on (upload, request, offset, closing);
}

static void
cancel (const ServerRequest *request)
{
  ServerPartial *upload = server_partial_find (request);

  if (upload == NULL)
    return;
  server_partial_remove (upload, request);
  soup_server_message_set_status (request->message, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
tell_offset (const ServerRequest *request)
{
  ServerPartial *upload = server_partial_find (request);
  g_autofree char *length = NULL;

  if (upload == NULL)
    return;
  server_partial_say_offset (upload, request->message);
  say (request->message, "Upload-Complete", upload->complete ? "?1" : "?0");
  server_draft_say_limits (&upload->limits, request->message);
  say (request->message, "Cache-Control", "no-store");
  length = g_strdup_printf ("%" G_GUINT64_FORMAT, upload->length);
  if (upload->length != SERVER_LENGTH_UNKNOWN)
    say (request->message, "Upload-Length", length);
  soup_server_message_set_status (request->message, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
tell_limits (const ServerRequest *request)
{
  ServerLimits limits;

  if (!server_limits_read (request, &limits))
    return;
  server_draft_say_version (request->message);
  server_draft_say_limits (&limits, request->message);
  say (request->message, "Accept-Patch", PART_TYPE);
  soup_server_message_set_status (request->message, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
tell_result (const ServerRequest *request)
{
  ServerPartial *upload = server_partial_find (request);

  if (upload != NULL)
    server_partial_report (upload, request->message, SOUP_STATUS_OK);
}

static void
receive (const ServerRequest *request)
{
  if (server_request_get_header (request, "Upload-Complete") != NULL && server_draft_say_version (request->message))
    create (request);
  else
    server_upload_receive (request);
}

static void
handle_root (const ServerRequest *request)
{
  static const ServerMethod methods[] = {
    { "OPTIONS", tell_limits },
    { "POST", receive },
    { "PUT", receive },
    { NULL },
  };

  server_request_dispatch (request, methods);
}

static void
handle_upload (const ServerRequest *request)
{
  static const ServerMethod methods[] = {
    { "OPTIONS", tell_limits },
    { "HEAD", tell_offset },
    { "GET", tell_result },
    { "PATCH", append },
    { "DELETE", cancel },
    { NULL },
  };

  server_draft_say_version (request->message);
  server_request_dispatch (request, methods);
}

const ServerRoute server_resumable_routes[] = {
  { "resumable", handle_root, 0,
    "POST or PUT as for upload, or a resumable upload by the IETF's draft, interop version 6 or 8\n"
    "    ?maxSize=N&minSize=N&maxAppend=N&minAppend=N&maxAge=S: Upload-Limit, and it is kept to;\n"
    "    ?informational=no: without the early answer 104 (which is not sent over TLS);\n"
    "    ?fail=KIND as for tus, and result (&status=422: the whole file is refused)",
    handle_root },
  { "resumable/", handle_upload, 0,
    "HEAD, PATCH, DELETE an upload; GET tells its name, size and SHA-256 as JSON", handle_upload },
  { NULL },
};
