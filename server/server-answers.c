/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Faults that are in the head of an answer: statuses, redirects, credentials
 * asked for, encodings and file names. */

#include "server-content.h"
#include "server-pattern.h"
#include "server-request.h"

#include <string.h>

#define MAX_REDIRECTS 1000
#define GOOD_PAGE     SERVER_ROOT "randomAccess?length=1000000&bytesPerSec=0"

static void
send_good (const ServerRequest *request)
{
  ServerContent content = {
    .length = SERVER_MEGABYTE,
    .etag = "\"good\"",
    .pace.bytes_per_second = server_site_limit_rate (request->site, 0),
  };

  server_content_send_pattern (&content, request->message, 0);
}

static void
serve_status (const ServerRequest *request)
{
  guint status = request->route->variant;

  if (status == SOUP_STATUS_PROXY_UNAUTHORIZED)
    server_request_set_header (request, "Proxy-Authenticate", "Basic realm=\"Ferry sample\"");
  server_request_say (request, status, soup_status_get_phrase (status));
}

static void
serve_busy (const ServerRequest *request)
{
  const char *retry_after = server_request_get_text (request, "retryAfter");
  guint64 times;

  if (!server_request_get_number (request, "times", G_MAXUINT, G_MAXUINT, &times))
    return;
  if (server_site_count (request->site, request->message) >= times)
    send_good (request);
  else if (retry_after == NULL || server_request_set_header (request, "Retry-After", retry_after))
    serve_status (request);
}

static void
redirect (const ServerRequest *request,
          const char          *location)
{
  guint64 status;

  if (!server_request_get_number (request, "status", SOUP_STATUS_FOUND, 399, &status))
    return;
  if (status < 300)
    server_request_say (request, SOUP_STATUS_BAD_REQUEST, "status must be 3xx\n");
  else if (server_request_set_header (request, "Location", location))
    soup_server_message_set_status (request->message, status, NULL);
}

static void
serve_redirect (const ServerRequest *request)
{
  g_autofree char *location = NULL;
  guint64 left, status;

  if (!server_request_get_number (request, "n", 1, MAX_REDIRECTS, &left) ||
      !server_request_get_number (request, "status", SOUP_STATUS_FOUND, 399, &status))
    return;
  if (left <= 1)
    location = g_strdup (GOOD_PAGE);
  else
    location = g_strdup_printf ("redirect?n=%" G_GUINT64_FORMAT "&status=%" G_GUINT64_FORMAT, left - 1, status);
  redirect (request, location);
}

static void
serve_redirect_loop (const ServerRequest *request)
{
  redirect (request, "redirect-loop");
}

static void
serve_redirect_file (const ServerRequest *request)
{
  redirect (request, "file:///etc/passwd");
}

/* By name and by number this very server is two origins. */
static void
serve_redirect_host (const ServerRequest *request)
{
  GUri *uri = soup_server_message_get_uri (request->message);
  const char *other = g_str_equal (g_uri_get_host (uri), "localhost") ? "127.0.0.1" : "localhost";
  const char *to = server_request_get_text (request, "to");
  g_autofree char *location = g_strdup_printf ("%s://%s:%d" GOOD_PAGE, g_uri_get_scheme (uri), other, g_uri_get_port (uri));

  redirect (request, to != NULL ? to : location);
}

/* Who gets here has named the right user and password (see server-auth.c). */
static void
serve_guarded (const ServerRequest *request)
{
  send_good (request);
}

static GBytes *
compress (GBytes *plain)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, compressor);

  g_output_stream_write_all (stream, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* Sent whether or not the client takes gzip. */
static void
serve_gzip (const ServerRequest *request)
{
  gsize size = 256 * 1024;
  guint8 *plain = g_malloc (size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (plain, size);
  g_autoptr (GBytes) packed = NULL;

  server_pattern_fill (0, 0, plain, size);
  packed = compress (bytes);
  server_request_set_header (request, "Content-Encoding", "gzip");
  soup_server_message_set_status (request->message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (request->message, "application/octet-stream", SOUP_MEMORY_COPY,
                                    g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
}

/* What servers have been seen, or might be paid, to send. */
static const struct {
  const char *name;
  const char *value;
} dispositions[] = {
  { "plain", "attachment; filename=\"report.pdf\"" },
  { "encoded", "attachment; filename=\"plain.txt\"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt" },
  { "traversal", "attachment; filename=\"../../../etc/passwd\"" },
  { "encoded-traversal", "attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd" },
  { "backslashes", "attachment; filename=\"..\\\\..\\\\windows\\\\system.ini\"" },
  { "absolute", "attachment; filename=\"/etc/passwd\"" },
  { "hidden", "attachment; filename=\".bashrc\"" },
  { "dots", "attachment; filename=\"..\"" },
  { "empty", "attachment; filename=\"\"" },
  { "device", "attachment; filename=\"/dev/sda\"" },
  { "control", "attachment; filename=\"a\x01\x1b[31mb\x7f.txt\"" },
  { "encoded-newline", "attachment; filename*=UTF-8''a%0D%0Ab%00c.txt" },
  { "right-to-left", "attachment; filename*=UTF-8''harmless%E2%80%AEfdp.exe" },
  { "not-utf-8", "attachment; filename=\"na\xefve.txt\"" },
  { "bad-encoding", "attachment; filename*=UTF-8''%C0%AF%ZZ%.txt" },
  { "unclosed", "attachment; filename=\"half" },
  { "twice", "attachment; filename=one.txt; filename=two.txt" },
  { "desktop", "attachment; filename=\"invoice.pdf.desktop\"" },
};

static void
serve_long_name (const ServerRequest *request)
{
  g_autofree char *name = g_strnfill (4000, 'x');
  g_autofree char *value = g_strdup_printf ("attachment; filename=\"%s.txt\"", name);

  if (server_request_set_header (request, "Content-Disposition", value))
    send_good (request);
}

static const char *
find_disposition (const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (dispositions); i++)
    if (g_str_equal (dispositions[i].name, name))
      return dispositions[i].value;
  return NULL;
}

static void
list_dispositions (const ServerRequest *request)
{
  g_autoptr (GString) text = g_string_new ("Give value=, or sample= with one of:\n");

  for (gsize i = 0; i < G_N_ELEMENTS (dispositions); i++)
    g_string_append_printf (text, "%s\n", dispositions[i].name);
  server_request_say (request, SOUP_STATUS_BAD_REQUEST, text->str);
}

static void
serve_disposition (const ServerRequest *request)
{
  const char *value = server_request_get_text (request, "value");

  if (value == NULL)
    value = find_disposition (server_request_get_text (request, "sample"));
  if (value == NULL)
    list_dispositions (request);
  else if (server_request_set_header (request, "Content-Disposition", value))
    send_good (request);
}

const ServerRoute server_answer_routes[] = {
  { "fault/403", serve_status, SOUP_STATUS_FORBIDDEN, "Forbidden" },
  { "fault/404", serve_status, SOUP_STATUS_NOT_FOUND, "Not Found" },
  { "fault/407", serve_status, SOUP_STATUS_PROXY_UNAUTHORIZED, "Proxy Authentication Required" },
  { "fault/408", serve_status, SOUP_STATUS_REQUEST_TIMEOUT, "Request Timeout" },
  { "fault/500", serve_status, SOUP_STATUS_INTERNAL_SERVER_ERROR, "Internal Server Error" },
  { "fault/429", serve_busy, 429, "?retryAfter=TEXT&times=K: Too Many Requests, K times, then good" },
  { "fault/503", serve_busy, SOUP_STATUS_SERVICE_UNAVAILABLE, "?retryAfter=TEXT&times=K: Service Unavailable, K times, then good" },
  { "fault/redirect", serve_redirect, 0, "?n=K&status=302: K redirects, then good" },
  { "fault/redirect-loop", serve_redirect_loop, 0, "to itself" },
  { "fault/redirect-host", serve_redirect_host, 0, "?to=ADDRESS: to another host (without: to localhost)" },
  { "fault/redirect-file", serve_redirect_file, 0, "to file:///etc/passwd" },
  { "fault/basic-auth", serve_guarded, 0, "401 without user ferry, password harbour" },
  { "fault/digest-auth", serve_guarded, 0, "the same by Digest" },
  { "fault/gzip", serve_gzip, 0, "256 KiB with Content-Encoding: gzip, asked for or not" },
  { "fault/disposition", serve_disposition, 0, "?value=TEXT or ?sample=NAME: Content-Disposition, without: the names" },
  { "fault/long-name", serve_long_name, 0, "Content-Disposition with a name of 4000 bytes" },
  { NULL },
};
