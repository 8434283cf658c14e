/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resumable Uploads for HTTP, the IETF's draft, in the interop versions 6 and
 * 8: any POST or PUT may be one. PATCH goes on with it, HEAD tells how far it
 * is, and it is complete when the client says so. */

#include "server-partial.h"
#include "server-upload.h"

#include "server-report.h"

#include <string.h>

#define VERSION_HEADER "Upload-Draft-Interop-Version"
#define PART_TYPE      "application/partial-upload"
#define PROBLEM        "https://iana.org/assignments/http-problem-types#"

static gboolean
is_version (const char *version)
{
  return g_strcmp0 (version, "6") == 0 || g_strcmp0 (version, "8") == 0;
}

/* The draft has clients of other versions treated like those that know nothing. */
static gboolean
speaks_draft (const ServerRequest *request)
{
  const char *version = server_request_get_header (request, VERSION_HEADER);

  if (!is_version (version))
    return FALSE;
  server_request_set_header (request, VERSION_HEADER, version);
  return TRUE;
}

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

static gboolean
read_number (const ServerRequest *request,
             const char          *name,
             guint64             *value)
{
  const char *text = server_request_get_header (request, name);

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, value, NULL))
    return TRUE;
  server_request_say (request, SOUP_STATUS_BAD_REQUEST, "A number is missing or none\n");
  return FALSE;
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
append_limit (GString    *text,
              const char *name,
              guint64     value)
{
  if (value > 0)
    g_string_append_printf (text, "%s%s=%" G_GUINT64_FORMAT, text->len > 0 ? ", " : "", name, value);
}

static char *
format_limits (const ServerLimits *limits,
               const char         *version)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_limit (text, "max-size", limits->max_size);
  append_limit (text, "min-size", limits->min_size);
  append_limit (text, "max-append-size", limits->max_append_size);
  append_limit (text, "min-append-size", limits->min_append_size);
  append_limit (text, g_strcmp0 (version, "6") == 0 ? "expires" : "max-age", limits->max_age);
  /* Without a limit this still says that uploads can be resumed. */
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup ("min-size=0");
}

static void
say (SoupServerMessage *message,
     const char        *name,
     const char        *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), name, value);
}

static void
say_limits (const ServerLimits *limits,
            SoupServerMessage  *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *text = format_limits (limits, soup_message_headers_get_one (headers, VERSION_HEADER));

  say (message, "Upload-Limit", text);
}

static char *
make_location (ServerPartial *upload)
{
  return g_strconcat ("resumable/", upload->id, NULL);
}

/* By hand: libsoup has no way to say something before it has read all. */
static void
say_where_at_once (ServerPartial       *upload,
                   const ServerRequest *request)
{
  GSocket *socket = soup_server_message_get_socket (request->message);
  const char *version = server_request_get_header (request, VERSION_HEADER);
  const char *scheme = g_uri_get_scheme (soup_server_message_get_uri (request->message));
  g_autofree char *location = make_location (upload);
  g_autofree char *limits = format_limits (&upload->limits, version);
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 104 Upload Resumption Supported\r\n" VERSION_HEADER ": %s\r\n"
                                           "Location: %s\r\nUpload-Limit: %s\r\n\r\n",
                                           version, location, limits);

  if (g_strcmp0 (server_request_get_text (request, "informational"), "no") != 0 && g_str_equal (scheme, "http"))
    g_socket_send (socket, text, strlen (text), NULL, NULL);
}

static JsonBuilder *
begin_problem (const char *name,
               const char *title)
{
  g_autofree char *type = g_strconcat (PROBLEM, name, NULL);
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  server_report_set_text (builder, "type", type);
  server_report_set_text (builder, "title", title);
  return builder;
}

static void
send_problem (JsonBuilder       *builder,
              SoupServerMessage *message,
              guint              status)
{
  json_builder_end_object (builder);
  server_report_send (builder, message, status, "application/problem+json");
}

static void
say_inconsistent (SoupServerMessage *message)
{
  g_autoptr (JsonBuilder) builder = begin_problem ("inconsistent-upload-length", "The lengths contradict each other");

  send_problem (builder, message, SOUP_STATUS_BAD_REQUEST);
}

static void
say_completed (const ServerRequest *request)
{
  g_autoptr (JsonBuilder) builder = begin_problem ("completed-upload", "The upload is complete already");

  say (request->message, "Upload-Complete", "?1");
  send_problem (builder, request->message, SOUP_STATUS_BAD_REQUEST);
}

static void
say_mismatch (ServerPartial       *upload,
              const ServerRequest *request,
              guint64              offset)
{
  g_autoptr (JsonBuilder) builder = begin_problem ("mismatching-upload-offset", "The upload is at another offset");

  json_builder_set_member_name (builder, "expected-offset");
  json_builder_add_int_value (builder, server_partial_get_offset (upload));
  json_builder_set_member_name (builder, "provided-offset");
  json_builder_add_int_value (builder, offset);
  server_partial_say_offset (upload, request->message);
  say (request->message, "Upload-Complete", "?0");
  send_problem (builder, request->message, SOUP_STATUS_CONFLICT);
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
      say_inconsistent (message);
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
  g_autofree char *location = make_location (upload);

  say (message, "Location", location);
  say_limits (&upload->limits, message);
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
      !read_number (request, "Upload-Length", &said))
    return FALSE;
  if (closing && body != SERVER_LENGTH_UNKNOWN && said == SERVER_LENGTH_UNKNOWN)
    said = offset + body;
  if ((*length == SERVER_LENGTH_UNKNOWN || said == *length) &&
      !(closing && body != SERVER_LENGTH_UNKNOWN && offset + body != said))
    {
      *length = said;
      return TRUE;
    }
  say_inconsistent (request->message);
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
  say_limits (limits, request->message);
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
    say_where_at_once (upload, request);
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
    say_completed (request);
  else if (offset != server_partial_get_offset (upload))
    say_mismatch (upload, request, offset);
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
  if (!read_closing (request, &closing) || !read_number (request, "Upload-Offset", &offset))
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
  speaks_draft (request);
  server_partial_say_offset (upload, request->message);
  say (request->message, "Upload-Complete", upload->complete ? "?1" : "?0");
  say_limits (&upload->limits, request->message);
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
  speaks_draft (request);
  say_limits (&limits, request->message);
  say (request->message, "Accept-Patch", PART_TYPE);
  soup_server_message_set_status (request->message, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
receive_at_root (const ServerRequest *request)
{
  gboolean brings = server_request_has_method (request, "POST") || server_request_has_method (request, "PUT");

  if (server_request_has_method (request, "OPTIONS"))
    tell_limits (request);
  else if (!brings)
    server_request_refuse_method (request, "OPTIONS, POST, PUT");
  else if (server_request_get_header (request, "Upload-Complete") != NULL && speaks_draft (request))
    create (request);
  else
    server_upload_receive (request);
}

static void
serve_at_root (const ServerRequest *request)
{
  server_request_refuse_method (request, "OPTIONS, POST, PUT");
}

static void
receive_at_upload (const ServerRequest *request)
{
  speaks_draft (request);
  if (server_request_has_method (request, "OPTIONS"))
    tell_limits (request);
  else if (server_request_has_method (request, "PATCH"))
    append (request);
  else if (server_request_has_method (request, "DELETE"))
    cancel (request);
  else
    server_request_refuse_method (request, "OPTIONS, HEAD, GET, PATCH, DELETE");
}

static void
serve_at_upload (const ServerRequest *request)
{
  ServerPartial *upload;

  if (server_request_has_method (request, "HEAD"))
    {
      tell_offset (request);
      return;
    }
  upload = server_partial_find (request);
  if (upload != NULL)
    server_partial_report (upload, request->message, SOUP_STATUS_OK);
}

const ServerRoute server_resumable_routes[] = {
  { "resumable", serve_at_root, 0,
    "POST or PUT as for upload, or a resumable upload by the IETF's draft, interop version 6 or 8\n"
    "    ?maxSize=N&minSize=N&maxAppend=N&minAppend=N&maxAge=S: Upload-Limit, and it is kept to;\n"
    "    ?informational=no: without the early answer 104 (which is not sent over TLS);\n"
    "    ?fail=KIND as for tus, and result (&status=422: the whole file is refused)",
    receive_at_root },
  { "resumable/", serve_at_upload, 0,
    "HEAD, PATCH, DELETE an upload; GET tells its name, size and SHA-256 as JSON", receive_at_upload },
  { NULL },
};
