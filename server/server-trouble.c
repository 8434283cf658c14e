/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads the parameters. A kind is a line: its name, and the status that it
 * answers with when no other is asked for. */

#include "server-trouble.h"

#include <string.h>

#define DEFAULT_BY 1000

static const struct {
  const char *name;
  guint status; /* 0 for none */
} kinds[] = {
  [SERVER_TROUBLE_NONE] = { "none", 0 },
  [SERVER_TROUBLE_CUT] = { "cut", 0 },
  [SERVER_TROUBLE_STALL] = { "stall", 0 },
  [SERVER_TROUBLE_EARLY] = { "early", SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE },
  [SERVER_TROUBLE_STATUS] = { "status", SOUP_STATUS_INTERNAL_SERVER_ERROR },
  [SERVER_TROUBLE_LOST] = { "lost", 0 },
  [SERVER_TROUBLE_AHEAD] = { "ahead", 0 },
  [SERVER_TROUBLE_BEHIND] = { "behind", 0 },
  [SERVER_TROUBLE_MOVES] = { "moves", SOUP_STATUS_PERMANENT_REDIRECT },
  [SERVER_TROUBLE_FORGETS] = { "forgets", SOUP_STATUS_NOT_FOUND },
  [SERVER_TROUBLE_RESULT] = { "result", SOUP_STATUS_UNPROCESSABLE_ENTITY },
  [SERVER_TROUBLE_VANISHES] = { "vanishes", 0 },
};

static gboolean
find_kind (const ServerRequest *request,
           ServerTrouble       *self)
{
  const char *name = server_request_get_text (request, "fail");

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (name == NULL || g_str_equal (kinds[i].name, name))
      {
        self->kind = i;
        return TRUE;
      }
  server_request_say (request, SOUP_STATUS_BAD_REQUEST, "There is no such fail=\n");
  return FALSE;
}

static gboolean
read_short (const ServerRequest *request,
            const char          *name,
            char                *value,
            gsize                size)
{
  const char *text = server_request_get_text (request, name);

  if (text == NULL)
    text = "";
  if (strpbrk (text, "\r\n") == NULL && g_strlcpy (value, text, size) < size)
    return TRUE;
  server_request_say (request, SOUP_STATUS_BAD_REQUEST, "A parameter is too long for a header\n");
  return FALSE;
}

static gboolean
read_status (const ServerRequest *request,
             ServerTrouble       *self)
{
  guint64 status;

  if (!server_request_get_number (request, "status", kinds[self->kind].status, 599, &status))
    return FALSE;
  self->status = status;
  if (kinds[self->kind].status == 0 || status >= 200)
    return TRUE;
  server_request_say (request, SOUP_STATUS_BAD_REQUEST, "status must be from 200 to 599\n");
  return FALSE;
}

/**
 * server_trouble_read:
 * @request: a request
 * @self: (out): what is to go wrong
 *
 * Answers @request with 400 if its parameters make no sense.
 *
 * Returns: whether @self is set
 */
gboolean
server_trouble_read (const ServerRequest *request,
                     ServerTrouble       *self)
{
  guint64 rate;

  *self = (ServerTrouble){ 0 };
  if (!find_kind (request, self) ||
      !read_status (request, self) ||
      !read_short (request, "on", self->method, sizeof self->method) ||
      !read_short (request, "retryAfter", self->retry_after, sizeof self->retry_after) ||
      !read_short (request, "to", self->to, sizeof self->to) ||
      !server_request_get_number (request, "after", 0, SERVER_MAX_LENGTH, &self->after) ||
      !server_request_get_number (request, "by", DEFAULT_BY, SERVER_MAX_LENGTH, &self->by) ||
      !server_request_get_number (request, "times", 1, G_MAXUINT, &self->times) ||
      !server_request_get_number (request, "bytesPerSec", 0, SERVER_MAX_LENGTH, &rate))
    return FALSE;
  self->bytes_per_second = server_site_limit_rate (request->site, rate);
  return TRUE;
}

/**
 * server_trouble_strikes:
 * @self: what is to go wrong
 * @message: a request
 *
 * Returns: whether it is a request of the kind that this happens to
 */
gboolean
server_trouble_strikes (const ServerTrouble *self,
                        SoupServerMessage   *message)
{
  if (self->kind == SERVER_TROUBLE_NONE || self->times == 0)
    return FALSE;
  return *self->method == '\0' || g_str_equal (self->method, soup_server_message_get_method (message));
}

/**
 * server_trouble_answer:
 * @self: what goes wrong
 * @message: the request to which it happens
 *
 * Sets the status, and the headers that belong to it.
 */
void
server_trouble_answer (const ServerTrouble *self,
                       SoupServerMessage   *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (*self->retry_after != '\0')
    soup_message_headers_replace (headers, "Retry-After", self->retry_after);
  if (*self->to != '\0')
    soup_message_headers_replace (headers, "Location", self->to);
  if (self->status == SOUP_STATUS_UNAUTHORIZED)
    soup_message_headers_replace (headers, "WWW-Authenticate", "Basic realm=\"Ferry sample\"");
  soup_server_message_set_status (message, self->status, NULL);
}
