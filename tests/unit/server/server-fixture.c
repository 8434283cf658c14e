/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The client is libsoup's, without its decoder, so that bytes are the server's. */

#include "server-fixture.h"

#include "server-auth.h"
#include "server-request.h"

void
server_fixture_set_up (ServerFixture *self,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;
  SoupServer *server;

  self->site = server_site_new ();
  server = server_site_get_server (self->site);
  server_auth_guard (server);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  self->root = g_strdup_printf ("http://127.0.0.1:%d" SERVER_ROOT, g_uri_get_port (uris->data));
  self->session = soup_session_new ();
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
}

void
server_fixture_tear_down (ServerFixture *self,
                          gconstpointer  data)
{
  soup_session_abort (self->session);
  g_assert_finalize_object (self->session);
  g_assert_finalize_object (self->site);
  g_free (self->root);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ServerReply *reply = user_data;

  reply->body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &reply->error);
}

ServerReply *
server_fixture_get (ServerFixture *self,
                    const char    *page,
                    const char    *range,
                    const char    *if_range)
{
  g_autofree char *address = g_strconcat (self->root, page, NULL);
  ServerReply *reply = g_new0 (ServerReply, 1);
  SoupMessageHeaders *headers;

  reply->message = soup_message_new ("GET", address);
  soup_message_add_flags (reply->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION);
  headers = soup_message_get_request_headers (reply->message);
  if (range != NULL)
    soup_message_headers_replace (headers, "Range", range);
  if (if_range != NULL)
    soup_message_headers_replace (headers, "If-Range", if_range);
  soup_session_send_and_read_async (self->session, reply->message, G_PRIORITY_DEFAULT, NULL, on_read, reply);
  while (reply->body == NULL && reply->error == NULL)
    g_main_context_iteration (NULL, TRUE);
  return reply;
}

const char *
server_reply_get_header (ServerReply *reply,
                         const char  *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (reply->message), name);
}

void
server_reply_free (ServerReply *reply)
{
  g_clear_object (&reply->message);
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_clear_error (&reply->error);
  g_free (reply);
}
