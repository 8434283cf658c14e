/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which connection a message goes out on. libsoup shows a connection only
 * while it is made, and later its number: so all are noted by their numbers
 * then, and forgotten when they are gone. */

#include "ferry-http-line.h"

static void
line_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gboolean
is_gone (gpointer key,
         gpointer value,
         gpointer user_data)
{
  g_autoptr (GIOStream) line = g_weak_ref_get (value);

  return line == NULL || g_io_stream_is_closed (line);
}

/**
 * ferry_http_line_table_new:
 *
 * Returns: (transfer full): for @lines of #FerryHttpShared
 */
GHashTable *
ferry_http_line_table_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, line_free);
}

static void
on_network_event (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  gpointer            user_data)
{
  FerryHttpShared *shared = user_data;
  guint64 number = soup_message_get_connection_id (message);
  GWeakRef *line;

  if (event != G_SOCKET_CLIENT_COMPLETE || connection == NULL || number == 0)
    return;
  g_hash_table_foreach_remove (shared->lines, is_gone, NULL);
  line = g_new0 (GWeakRef, 1);
  g_weak_ref_init (line, connection);
  g_hash_table_replace (shared->lines, g_memdup2 (&number, sizeof number), line);
}

/**
 * ferry_http_line_watch:
 * @shared: what is shared
 * @session: that is to send it
 * @message: a message that may make a connection
 *
 * Each session numbers its connections from 1, and only those of one are noted.
 */
void
ferry_http_line_watch (FerryHttpShared *shared,
                       SoupSession     *session,
                       SoupMessage     *message)
{
  if (session == shared->upload_session)
    g_signal_connect (message, "network-event", G_CALLBACK (on_network_event), shared);
}

/**
 * ferry_http_line_find:
 * @shared: what is shared
 * @session: that sends it
 * @message: a message that is being sent
 *
 * Returns: (transfer full) (nullable): its connection
 */
GIOStream *
ferry_http_line_find (FerryHttpShared *shared,
                      SoupSession     *session,
                      SoupMessage     *message)
{
  guint64 number = soup_message_get_connection_id (message);
  GWeakRef *line = session == shared->upload_session ? g_hash_table_lookup (shared->lines, &number) : NULL;

  return line != NULL ? g_weak_ref_get (line) : NULL;
}
