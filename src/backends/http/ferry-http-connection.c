/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which connection a message goes out on. libsoup shows a connection only
 * while it is made, and later its number: so all are noted by their numbers
 * then, and forgotten when they are gone. */

#include "ferry-http-connection.h"

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
  g_autoptr (GIOStream) connection = g_weak_ref_get (value);

  return connection == NULL || g_io_stream_is_closed (connection);
}

/**
 * ferry_http_connection_table_new:
 *
 * Returns: (transfer full): for @connections of #FerryHttpContext
 */
GHashTable *
ferry_http_connection_table_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, line_free);
}

static void
on_network_event (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  gpointer            user_data)
{
  FerryHttpContext *context = user_data;
  guint64 number = soup_message_get_connection_id (message);
  GWeakRef *reference;

  if (event != G_SOCKET_CLIENT_COMPLETE || connection == NULL || number == 0)
    return;
  g_hash_table_foreach_remove (context->connections, is_gone, NULL);
  reference = g_new0 (GWeakRef, 1);
  g_weak_ref_init (reference, connection);
  g_hash_table_replace (context->connections, g_memdup2 (&number, sizeof number), reference);
}

/**
 * ferry_http_connection_watch:
 * @context: what all transfers share
 * @session: that is to send it
 * @message: a message that may make a connection
 *
 * Each session numbers its connections from 1, and only those of one are noted.
 */
void
ferry_http_connection_watch (FerryHttpContext *context,
                             SoupSession      *session,
                             SoupMessage      *message)
{
  if (session == context->upload_session)
    g_signal_connect (message, "network-event", G_CALLBACK (on_network_event), context);
}

/**
 * ferry_http_connection_find:
 * @context: what all transfers share
 * @session: that sends it
 * @message: a message that is being sent
 *
 * Returns: (transfer full) (nullable): its connection
 */
GIOStream *
ferry_http_connection_find (FerryHttpContext *context,
                            SoupSession      *session,
                            SoupMessage      *message)
{
  guint64 number = soup_message_get_connection_id (message);
  GWeakRef *reference = session == context->upload_session ? g_hash_table_lookup (context->connections, &number) : NULL;

  return reference != NULL ? g_weak_ref_get (reference) : NULL;
}
