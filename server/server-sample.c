/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pages that the Background Transfer sample's scenarios ask for. */

#include "server-content.h"
#include "server-request.h"

#define LAST_MODIFIED "Thu, 21 Aug 2014 21:34:57 GMT"

static void
serve_download (const ServerRequest *request)
{
  ServerContent content = {
    .length = 5 * SERVER_MEGABYTE,
    .etag = "\"SampleETag\"",
    .quirks = SERVER_QUIRK_NEEDS_IF_RANGE,
    .pace = {
      .bytes_per_second = server_site_limit_rate (request->site, SERVER_MEGABYTE),
      .block = SERVER_MEGABYTE,
    },
  };

  server_content_send_pattern (&content, request->message, 0);
}

static void
serve_notifications (const ServerRequest *request)
{
  ServerContent content = {
    .quirks = SERVER_QUIRK_NO_RANGES,
    .pace = {
      .bytes_per_second = server_site_limit_rate (request->site, SERVER_MEGABYTE),
      .block = SERVER_MEGABYTE,
    },
  };
  guint64 delay;

  if (server_request_get_text (request, "delay") == NULL)
    {
      server_request_say (request, SOUP_STATUS_BAD_REQUEST, "delay is missing\n");
      return;
    }
  if (!server_request_get_number (request, "delay", 0, 3600, &delay))
    return;
  content.length = delay * SERVER_MEGABYTE;
  server_content_send_pattern (&content, request->message, 0);
}

static void
serve_random_access (const ServerRequest *request)
{
  ServerContent content = { .last_modified = LAST_MODIFIED };
  guint64 rate, seed;

  if (!server_request_get_number (request, "length", 100 * SERVER_MEGABYTE, SERVER_MAX_LENGTH, &content.length) ||
      !server_request_get_number (request, "bytesPerSec", SERVER_MEGABYTE, SERVER_MAX_LENGTH, &rate) ||
      !server_request_get_number (request, "seed", 0, G_MAXINT64, &seed))
    return;
  content.pace.bytes_per_second = server_site_limit_rate (request->site, rate);
  server_content_send_pattern (&content, request->message, seed);
}

/* An address that expires is good for one try, which breaks off past half. */
static void
serve_recoverable_errors (const ServerRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  gboolean expires = g_strcmp0 (server_request_get_text (request, "shouldExpire"), "yes") == 0;
  ServerContent content = {
    .length = 10 * SERVER_MEGABYTE,
    .last_modified = LAST_MODIFIED,
    .pace = {
      .bytes_per_second = server_site_limit_rate (request->site, SERVER_MEGABYTE),
      .ending = expires ? SERVER_ENDING_CUT : SERVER_ENDING_WHOLE,
      .after = 6 * SERVER_MEGABYTE,
    },
  };

  if (expires && soup_message_headers_get_one (headers, "Range") != NULL)
    {
      soup_server_message_set_status (request->message, SOUP_STATUS_FORBIDDEN, "URL has expired");
      return;
    }
  server_content_send_pattern (&content, request->message, 0);
}

const ServerRoute server_sample_routes[] = {
  { "download", serve_download, 0,
    "5 MB, one a second; ETag; resumes with If-Range only" },
  { "notifications", serve_notifications, 0,
    "?delay=N: N MB, one a second; does not resume" },
  { "randomAccess", serve_random_access, 0,
    "?length=100000000&bytesPerSec=1000000&seed=0 (0 bytes a second: no limit); ranges; Last-Modified" },
  { "recoverableErrors", serve_recoverable_errors, 0,
    "10 MB, one a second; ?shouldExpire=yes: cut past half, a Range is answered 403 \"URL has expired\"" },
  { NULL },
};
