/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One question to a server, as far as user names and passwords go. Each is told
 * once, and only to who may know it.
 *
 * The body of an answer that wants them libsoup reads to its end by itself,
 * into memory, and that of a proxy that makes no tunnel without a pause for
 * others. Where its end is not known to be near, the answer is cut off behind
 * its head, and what it wants is told with the next message. */

#include "ferry-http-challenge.h"

/* Pages that say what is wanted are smaller; a connection is worth no more. */
#define MAX_UNWANTED 65536

struct _FerryHttpChallenge {
  char *username;       /* (owned) (nullable) */
  char *password;       /* (owned) (nullable) */
  char *proxy_username; /* (owned) (nullable) */
  char *proxy_password; /* (owned) (nullable) */

  SoupAuth *server_auth; /* (owned) (nullable) until it was told */
  SoupAuth *proxy_auth;  /* (owned) (nullable) until it was told */

  SoupSession *session;      /* (owned) (nullable) until a message is watched */
  SoupMessage *message;      /* (owned) (nullable) until a message is watched */
  GCancellable *cancellable; /* (owned) (nullable) of @message */
  guint refusal;             /* status of the answer that was cut off, or 0 */
  gboolean met;              /* whether something was told since @message was sent */
};

static gboolean
tell (SoupAuth    *auth,
      const char  *username,
      const char  *password,
      SoupAuth   **told)
{
  if (username == NULL || *told != NULL)
    return FALSE;
  *told = g_object_ref (auth);
  soup_auth_authenticate (auth, username, password != NULL ? password : "");
  return TRUE;
}

static gboolean
on_authenticate (SoupMessage        *message,
                 SoupAuth           *auth,
                 gboolean            retrying,
                 FerryHttpChallenge *self)
{
  gboolean told = soup_auth_is_for_proxy (auth) ? tell (auth, self->proxy_username, self->proxy_password, &self->proxy_auth)
                                                : tell (auth, self->username, self->password, &self->server_auth);

  self->met = self->met || told;
  return told;
}

static gboolean
is_short (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  goffset length = soup_message_headers_get_content_length (headers);

  switch (soup_message_headers_get_encoding (headers))
    {
    case SOUP_ENCODING_NONE:
      return TRUE;
    case SOUP_ENCODING_CONTENT_LENGTH:
      return length >= 0 && length <= MAX_UNWANTED;
    case SOUP_ENCODING_UNRECOGNIZED:
    case SOUP_ENCODING_EOF:
    case SOUP_ENCODING_CHUNKED:
    case SOUP_ENCODING_BYTERANGES:
      break;
    }
  return FALSE;
}

/* After libsoup, which has asked for what to tell by then. */
static void
cut_off (FerryHttpChallenge *self,
         SoupMessage        *message)
{
  if (is_short (message))
    return;
  self->refusal = soup_message_get_status (message);
  g_cancellable_cancel (self->cancellable);
}

static void
on_got_headers (SoupMessage        *message,
                FerryHttpChallenge *self)
{
  guint status = soup_message_get_status (message);

  if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_PROXY_UNAUTHORIZED ||
      status == SOUP_STATUS_MISDIRECTED_REQUEST)
    cut_off (self, message);
}

static void
on_tunnel_got_headers (SoupMessage        *tunnel,
                       FerryHttpChallenge *self)
{
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (tunnel)) && self->message != NULL &&
      soup_message_get_connection_id (tunnel) == soup_message_get_connection_id (self->message))
    cut_off (self, tunnel);
}

static void
drop (gpointer data)
{
  FerryHttpChallenge *self = data;

  g_clear_object (&self->server_auth);
  g_clear_object (&self->proxy_auth);
  g_clear_object (&self->session);
  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
  g_free (self->username);
  g_free (self->password);
  g_free (self->proxy_username);
  g_free (self->proxy_password);
}

static void
release (gpointer  data,
         GClosure *closure)
{
  g_rc_box_release_full (data, drop);
}

/* libsoup makes tunnels by messages of its own, which are seen only here. */
static void
on_queued (SoupSession        *session,
           SoupMessage        *message,
           FerryHttpChallenge *self)
{
  if (g_str_equal (soup_message_get_method (message), "CONNECT"))
    g_signal_connect_data (message, "got-headers", G_CALLBACK (on_tunnel_got_headers), g_rc_box_acquire (self),
                           release, G_CONNECT_AFTER);
}

static void
stop_watching (FerryHttpChallenge *self)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->session);
  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
}

static void
add_authorization (SoupMessage *message,
                   const char  *header,
                   SoupAuth    *auth)
{
  g_autofree char *value = auth != NULL ? soup_auth_get_authorization (auth, message) : NULL;

  if (value != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), header, value);
}

/**
 * ferry_http_challenge_new:
 * @request: what the person asked for
 * @at_origin: whether the server is the one that the person named
 *
 * Returns: (transfer full): what may be told for one question
 */
FerryHttpChallenge *
ferry_http_challenge_new (FerryRequest *request,
                          gboolean      at_origin)
{
  FerryHttpChallenge *self = g_rc_box_new0 (FerryHttpChallenge);

  self->proxy_username = g_strdup (request->proxy_username);
  self->proxy_password = g_strdup (request->proxy_password);
  if (at_origin)
    {
      self->username = g_strdup (request->username);
      self->password = g_strdup (request->password);
    }
  return self;
}

/**
 * ferry_http_challenge_free:
 * @self: (transfer full): a challenge
 */
void
ferry_http_challenge_free (FerryHttpChallenge *self)
{
  stop_watching (self);
  release (self, NULL);
}

/**
 * ferry_http_challenge_watch:
 * @self: a challenge
 * @session: what is going to send @message
 * @message: the question, anew for each time that it is asked
 * @cancellable: what @message is going to be sent with
 *
 * Tells with @message what its forerunner was asked for. When an answer is cut
 * off, @cancellable is cancelled.
 */
void
ferry_http_challenge_watch (FerryHttpChallenge *self,
                            SoupSession        *session,
                            SoupMessage        *message,
                            GCancellable       *cancellable)
{
  stop_watching (self);
  self->session = g_object_ref (session);
  self->message = g_object_ref (message);
  self->cancellable = g_object_ref (cancellable);
  self->refusal = 0;
  self->met = FALSE;
  add_authorization (message, "Authorization", self->server_auth);
  /* Through a tunnel it would come to the server; libsoup tells it with the tunnel. */
  if (g_str_equal (g_uri_get_scheme (soup_message_get_uri (message)), "http"))
    add_authorization (message, "Proxy-Authorization", self->proxy_auth);
  g_signal_connect (message, "authenticate", G_CALLBACK (on_authenticate), self);
  g_signal_connect_after (message, "got-headers", G_CALLBACK (on_got_headers), self);
  g_signal_connect (session, "request-queued", G_CALLBACK (on_queued), self);
}

/**
 * ferry_http_challenge_get_refusal:
 * @self: a challenge
 *
 * Returns: the HTTP status of an answer that was cut off, 0 when none was
 */
guint
ferry_http_challenge_get_refusal (FerryHttpChallenge *self)
{
  return self->refusal;
}

/**
 * ferry_http_challenge_is_met:
 * @self: a challenge whose answer was cut off
 *
 * Returns: whether asking again tells what that answer wants
 */
gboolean
ferry_http_challenge_is_met (FerryHttpChallenge *self)
{
  return self->met;
}
