/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the answers of the IETF's draft look: limits as a dictionary of
 * structured fields, problems as JSON with types that IANA keeps. */

#include "server-draft.h"

#include "server-report.h"

#include <string.h>

#define VERSION_HEADER "Upload-Draft-Interop-Version"
#define PROBLEM        "https://iana.org/assignments/http-problem-types#"

static gboolean
is_version (const char *version)
{
  return g_strcmp0 (version, "6") == 0 || g_strcmp0 (version, "8") == 0;
}

static void
say (SoupServerMessage *message,
     const char        *name,
     const char        *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), name, value);
}

/**
 * server_draft_say_version:
 * @message: a request
 *
 * Says the version that the client speaks, if we do. The draft has clients of
 * other versions treated like those that know nothing.
 *
 * Returns: whether we do
 */
gboolean
server_draft_say_version (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *version = soup_message_headers_get_one (headers, VERSION_HEADER);

  if (!is_version (version))
    return FALSE;
  say (message, VERSION_HEADER, version);
  return TRUE;
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

/**
 * server_draft_say_limits:
 * @limits: what is kept to
 * @message: a request
 *
 * Sets Upload-Limit.
 */
void
server_draft_say_limits (const ServerLimits *limits,
                         SoupServerMessage  *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *text = format_limits (limits, soup_message_headers_get_one (headers, VERSION_HEADER));

  say (message, "Upload-Limit", text);
}

/**
 * server_draft_make_location:
 * @upload: an upload
 *
 * Returns: (transfer full): its address, relative to the one it was made at
 */
char *
server_draft_make_location (ServerPartial *upload)
{
  return g_strconcat ("resumable/", upload->id, NULL);
}

/**
 * server_draft_announce:
 * @upload: an upload
 * @request: the request that makes it, of which the headers have been read
 *
 * Tells its address before the body is there, with 104. By hand: libsoup says
 * nothing before it has read all. So not over TLS.
 */
void
server_draft_announce (ServerPartial       *upload,
                       const ServerRequest *request)
{
  GSocket *socket = soup_server_message_get_socket (request->message);
  const char *version = server_request_get_header (request, VERSION_HEADER);
  const char *scheme = g_uri_get_scheme (soup_server_message_get_uri (request->message));
  g_autofree char *location = server_draft_make_location (upload);
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

/**
 * server_draft_say_inconsistent:
 * @message: a request
 *
 * Answers that its lengths do not fit together.
 */
void
server_draft_say_inconsistent (SoupServerMessage *message)
{
  g_autoptr (JsonBuilder) builder = begin_problem ("inconsistent-upload-length", "The lengths contradict each other");

  send_problem (builder, message, SOUP_STATUS_BAD_REQUEST);
}

/**
 * server_draft_say_completed:
 * @request: a request that brings bytes
 *
 * Answers that nothing is missing.
 */
void
server_draft_say_completed (const ServerRequest *request)
{
  g_autoptr (JsonBuilder) builder = begin_problem ("completed-upload", "The upload is complete already");

  say (request->message, "Upload-Complete", "?1");
  send_problem (builder, request->message, SOUP_STATUS_BAD_REQUEST);
}

/**
 * server_draft_say_mismatch:
 * @upload: an upload
 * @request: a request that brings bytes for @offset
 * @offset: which is not where @upload ends
 *
 * Answers where it ends.
 */
void
server_draft_say_mismatch (ServerPartial       *upload,
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
