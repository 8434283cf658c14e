/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The client is libsoup's, without its decoder, so that bytes are the server's. */

#include "server-fixture.h"

#include "server-auth.h"
#include "server-request.h"

#include <glib/gstdio.h>
#include <string.h>

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
server_fixture_set_up_with_folder (ServerFixture *self,
                                   gconstpointer  data)
{
  server_fixture_set_up (self, data);
  self->folder = g_dir_make_tmp ("ferry-uploads-XXXXXX", NULL);
  g_assert_true (server_site_set_folder (self->site, self->folder, NULL));
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);

  for (const char *name; folder != NULL && (name = g_dir_read_name (folder)) != NULL;)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      if (g_remove (below) != 0)
        remove_folder (below);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

void
server_fixture_tear_down (ServerFixture *self,
                          gconstpointer  data)
{
  soup_session_abort (self->session);
  g_assert_finalize_object (self->session);
  g_assert_finalize_object (self->site);
  g_free (self->root);
  if (self->folder != NULL)
    remove_folder (self->folder);
  g_free (self->folder);
}

GBytes *
server_fixture_read_upload (ServerFixture *self,
                            const char    *name)
{
  g_autofree char *path = g_build_filename (self->folder, SERVER_UPLOADS, name, NULL);
  char *content;
  gsize size;

  if (!g_file_get_contents (path, &content, &size, NULL))
    return NULL;
  return g_bytes_new_take (content, size);
}

/* Hidden ones, too. */
guint
server_fixture_count_uploads (ServerFixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, SERVER_UPLOADS, NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint count = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    count++;
  return count;
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ServerReply *reply = user_data;

  reply->body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &reply->error);
}

/* libsoup forgets these headers after the signal. */
static void
on_informational (SoupMessage *message,
                  ServerReply *reply)
{
  reply->announced = g_strdup (server_reply_get_header (reply, "Location"));
}

ServerReply *
server_fixture_send (ServerFixture     *self,
                     const char        *method,
                     const char        *page,
                     const char *const *headers,
                     GBytes            *body)
{
  g_autofree char *address = g_strconcat (self->root, page, NULL);
  ServerReply *reply = g_new0 (ServerReply, 1);

  reply->message = soup_message_new (method, address);
  soup_message_add_flags (reply->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION);
  g_signal_connect (reply->message, "got-informational", G_CALLBACK (on_informational), reply);
  if (body != NULL)
    soup_message_set_request_body_from_bytes (reply->message, NULL, body);
  for (const char *const *header = headers; *header != NULL; header += 2)
    soup_message_headers_replace (soup_message_get_request_headers (reply->message), header[0], header[1]);
  soup_session_send_and_read_async (self->session, reply->message, G_PRIORITY_DEFAULT, NULL, on_read, reply);
  while (reply->body == NULL && reply->error == NULL)
    g_main_context_iteration (NULL, TRUE);
  return reply;
}

ServerReply *
server_fixture_get (ServerFixture *self,
                    const char    *page,
                    const char    *range,
                    const char    *if_range)
{
  const char *headers[5] = { NULL };
  gsize count = 0;

  if (range != NULL)
    {
      headers[count++] = "Range";
      headers[count++] = range;
    }
  if (if_range != NULL)
    {
      headers[count++] = "If-Range";
      headers[count] = if_range;
    }
  return server_fixture_send (self, "GET", page, headers, NULL);
}

guint
server_reply_get_status (ServerReply *reply)
{
  g_assert_no_error (reply->error);
  return soup_message_get_status (reply->message);
}

/* Somewhere in the body. */
void
server_reply_assert_has (ServerReply *reply,
                         const char  *text)
{
  gsize size;
  const char *body = g_bytes_get_data (reply->body, &size);

  if (size == 0 || memmem (body, size, text, strlen (text)) == NULL)
    g_error ("no %s in %.*s", text, (int) size, body);
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
  g_free (reply->announced);
  g_free (reply);
}
