/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tus 1.0.0 with its extensions creation, creation-with-upload and termination:
 * POST makes an upload, PATCH goes on with it, HEAD tells how far it is. */

#include "server-partial.h"

#include <string.h>

#define VERSION    "1.0.0"
#define EXTENSIONS "creation,creation-with-upload,termination"
#define CHUNK_TYPE "application/offset+octet-stream"

static void
say_no (const ServerRequest *request,
        const char          *why)
{
  server_request_say (request, SOUP_STATUS_BAD_REQUEST, why);
}

static void
say_number (const ServerRequest *request,
            const char          *name,
            guint64              value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  server_request_set_header (request, name, text);
}

/* Each answer says it. */
static void
say_version (SoupServerMessage *message)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Tus-Resumable", VERSION);
}

/* A request of another version is not looked at. */
static gboolean
speaks_tus (const ServerRequest *request)
{
  const char *version = server_request_get_header (request, "Tus-Resumable");

  say_version (request->message);
  if (g_strcmp0 (version, VERSION) == 0)
    return TRUE;
  server_request_set_header (request, "Tus-Version", VERSION);
  soup_server_message_set_status (request->message, SOUP_STATUS_PRECONDITION_FAILED, NULL);
  return FALSE;
}

static gboolean
has_chunk (const ServerRequest *request)
{
  return g_strcmp0 (server_request_get_header (request, "Content-Type"), CHUNK_TYPE) == 0;
}

/* "filename d29ybGQ=,other": a list of keys, each with a value in Base64 or none. */
static gboolean
decode_pair (const char  *pair,
             char       **name)
{
  const char *space = strchr (pair, ' ');
  g_autofree guchar *value = NULL;
  gsize length = 0;

  if (*pair == '\0' || *pair == ' ')
    return FALSE;
  if (space == NULL || space[1] == '\0')
    return TRUE;
  value = g_base64_decode (space + 1, &length);
  if (length == 0)
    return FALSE;
  if (g_str_has_prefix (pair, "filename "))
    {
      g_free (*name);
      *name = g_strndup ((const char *) value, length);
    }
  return TRUE;
}

static gboolean
read_metadata (const ServerRequest  *request,
               char                **name)
{
  const char *metadata = server_request_get_header (request, "Upload-Metadata");
  g_auto (GStrv) pairs = g_strsplit (metadata != NULL ? metadata : "", ",", -1);

  for (char **pair = pairs; *pair != NULL; pair++)
    if (!decode_pair (g_strstrip (*pair), name))
      {
        say_no (request, "Upload-Metadata makes no sense\n");
        return FALSE;
      }
  return TRUE;
}

static void
say_where (ServerPartial     *upload,
           SoupServerMessage *message)
{
  g_autofree char *location = g_strconcat ("tus/", upload->id, NULL);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", location);
}

/* There is no request for the end: it is where the offset is the length. */
static gboolean
complete_if_whole (ServerPartial     *upload,
                   SoupServerMessage *message)
{
  if (upload->complete || server_partial_get_offset (upload) < upload->length)
    return TRUE;
  return server_partial_complete (upload, message);
}

static void
answer_create (ServerPartial     *upload,
               SoupServerMessage *message)
{
  say_version (message);
  if (!complete_if_whole (upload, message))
    return;
  say_where (upload, message);
  soup_server_message_set_status (message, SOUP_STATUS_CREATED, NULL);
}

static void
answer_create_with_upload (ServerPartial     *upload,
                           SoupServerMessage *message)
{
  server_partial_say_offset (upload, message);
  answer_create (upload, message);
}

static void
answer_append (ServerPartial     *upload,
               SoupServerMessage *message)
{
  say_version (message);
  if (!complete_if_whole (upload, message))
    return;
  server_partial_say_offset (upload, message);
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

static gboolean
read_length (const ServerRequest *request,
             ServerLimits        *limits,
             guint64             *length)
{
  if (!server_limits_read (request, limits) || !server_request_read_number (request, "Upload-Length", length))
    return FALSE;
  if (limits->max_size == 0 || *length <= limits->max_size)
    return TRUE;
  soup_server_message_set_status (request->message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL);
  return FALSE;
}

static void
create (const ServerRequest *request)
{
  g_autofree char *name = NULL;
  ServerPartial *upload;
  ServerLimits limits;
  ServerTrouble trouble;
  guint64 length;

  if (!speaks_tus (request) ||
      !read_length (request, &limits, &length) ||
      !read_metadata (request, &name) ||
      !server_partial_read_trouble (request, &trouble))
    return;
  upload = server_partial_new (request, &trouble, g_steal_pointer (&name), length);
  if (upload == NULL)
    return;
  upload->metadata = g_strdup (server_request_get_header (request, "Upload-Metadata"));
  if (has_chunk (request))
    server_partial_receive (upload, request, answer_create_with_upload);
  else if (*trouble.method != '\0' && server_trouble_strikes (&trouble, request->message))
    server_partial_receive (upload, request, answer_create);
  else
    answer_create (upload, request->message);
}

static void
append (const ServerRequest *request)
{
  ServerPartial *upload;
  guint64 offset;

  if (!speaks_tus (request))
    return;
  if (!has_chunk (request))
    {
      soup_server_message_set_status (request->message, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, NULL);
      return;
    }
  if (!server_request_read_number (request, "Upload-Offset", &offset))
    return;
  upload = server_partial_find (request);
  if (upload == NULL)
    return;
  if (offset != server_partial_get_offset (upload))
    server_request_say (request, SOUP_STATUS_CONFLICT, "The upload is at another offset\n");
  else
    server_partial_receive (upload, request, answer_append);
}

static void
terminate (const ServerRequest *request)
{
  ServerPartial *upload = speaks_tus (request) ? server_partial_find (request) : NULL;

  if (upload == NULL)
    return;
  server_partial_remove (upload, request);
  soup_server_message_set_status (request->message, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
tell_offset (const ServerRequest *request)
{
  ServerPartial *upload = speaks_tus (request) ? server_partial_find (request) : NULL;

  if (upload == NULL)
    return;
  server_partial_say_offset (upload, request->message);
  say_number (request, "Upload-Length", upload->length);
  if (upload->metadata != NULL)
    server_request_set_header (request, "Upload-Metadata", upload->metadata);
  server_request_set_header (request, "Cache-Control", "no-store");
  soup_server_message_set_status (request->message, SOUP_STATUS_OK, NULL);
}

static void
tell_abilities (const ServerRequest *request)
{
  ServerLimits limits;

  if (!server_limits_read (request, &limits))
    return;
  say_version (request->message);
  server_request_set_header (request, "Tus-Version", VERSION);
  server_request_set_header (request, "Tus-Extension", EXTENSIONS);
  say_number (request, "Tus-Max-Size", limits.max_size != 0 ? limits.max_size : SERVER_MAX_LENGTH);
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
handle_root (const ServerRequest *request)
{
  static const ServerMethod methods[] = {
    { "OPTIONS", tell_abilities },
    { "POST", create },
    { NULL },
  };

  server_request_dispatch (request, methods);
}

static void
handle_upload (const ServerRequest *request)
{
  static const ServerMethod methods[] = {
    { "OPTIONS", tell_abilities },
    { "HEAD", tell_offset },
    { "GET", tell_result },
    { "PATCH", append },
    { "DELETE", terminate },
    { NULL },
  };

  server_request_dispatch (request, methods);
}

const ServerRoute server_tus_routes[] = {
  { "tus", handle_root, 0,
    "POST makes an upload by tus 1.0.0 (" EXTENSIONS ")\n"
    "    ?maxSize=N: Tus-Max-Size; ?bytesPerSec=N and ?fail=KIND as for upload, but for each upload,\n"
    "    and for its requests that bring bytes, unless &on=POST, HEAD, PATCH or DELETE; and also\n"
    "    ahead (&by=1000: says an offset so much too large), behind (&by=1000: keeps so much less),\n"
    "    moves (&after=N&status=308: cut at offset N, after that its address redirects),\n"
    "    forgets (&after=N&status=404: cut at offset N, after that it is gone)",
    handle_root },
  { "tus/", handle_upload, 0,
    "HEAD, PATCH, DELETE an upload; GET tells its name, size and SHA-256 as JSON", handle_upload },
  { NULL },
};
