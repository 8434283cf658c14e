/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a body comes in: a chunk, then a pause until its time is up, then the
 * next. The message owns its receiver by the signal connections, and that owns
 * the sink, so all go together, also when the client has left. */

#include "server-receiver.h"

#include <glib-unix.h>
#include <poll.h>

/* libsoup does not look at a connection that it does not read from. That a
 * client has left shows only behind the last byte that it has sent, so one that
 * had much to say is cut by its next request, or by the server's end. */
#define PEER_GONE ((GIOCondition) (POLLRDHUP | POLLHUP | POLLERR))

struct _ServerReceiver {
  GObject parent_instance;

  ServerSite *site;           /* (unowned) outlives its messages */
  SoupServerMessage *message; /* (unowned) owns this object */
  ServerTrouble trouble;
  const ServerSinkFuncs *funcs;
  gpointer sink;   /* (owned) */
  guint64 taken;   /* bytes handed to the sink */
  gint64 started;  /* monotonic time, µs */
  guint timer;     /* source id, 0 when none */
  guint watch;     /* source id, 0 when none */
  gboolean silent; /* closes without an answer */
};

G_DEFINE_FINAL_TYPE (ServerReceiver, server_receiver, G_TYPE_OBJECT)

static void on_got_chunk (SoupServerMessage *message,
                          GBytes            *chunk,
                          ServerReceiver    *self);
static void on_time      (gpointer           user_data);
static void on_got_body  (SoupServerMessage *message,
                          ServerReceiver    *self);
static void on_finished  (SoupServerMessage *message,
                          ServerReceiver    *self);

static void
remove_sources (ServerReceiver *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
}

/* By hand: libsoup would first read all that the client has to say. */
static void
write_answer (SoupServerMessage *message,
              GOutputStream     *stream)
{
  g_autoptr (GString) head = g_string_new (NULL);
  SoupMessageHeadersIter iter;
  const char *name, *value;

  g_string_append_printf (head, "HTTP/1.1 %u %s\r\n", soup_server_message_get_status (message),
                          soup_server_message_get_reason_phrase (message));
  soup_message_headers_iter_init (&iter, soup_server_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    g_string_append_printf (head, "%s: %s\r\n", name, value);
  g_string_append (head, "Content-Length: 0\r\nConnection: close\r\n\r\n");
  g_output_stream_write_all (stream, head->str, head->len, NULL, NULL, NULL);
  /* For the log. */
  g_signal_emit_by_name (message, "wrote-headers");
}

/* What the client has sent and nobody read makes this a reset. */
static void
on_close (gpointer user_data)
{
  ServerReceiver *self = user_data;
  g_autoptr (SoupServerMessage) message = g_object_ref (self->message);
  gboolean silent = self->silent;
  g_autoptr (GIOStream) stream = NULL;

  self->timer = 0;
  remove_sources (self);
  stream = server_site_take_connection (self->site, message);
  if (!silent)
    write_answer (message, g_io_stream_get_output_stream (stream));
  g_io_stream_close (stream, NULL, NULL);
}

/* Not at once: libsoup is in the middle of reading. */
static void
close_soon (ServerReceiver *self,
            gboolean        silent)
{
  remove_sources (self);
  self->silent = silent;
  soup_server_message_pause (self->message);
  self->timer = g_timeout_add_once (0, on_close, self);
}

static gboolean
on_peer_gone (int          fd,
              GIOCondition condition,
              gpointer     user_data)
{
  ServerReceiver *self = user_data;

  self->watch = 0;
  close_soon (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
stall (ServerReceiver *self)
{
  GSocket *socket = soup_server_message_get_socket (self->message);

  soup_server_message_pause (self->message);
  self->watch = g_unix_fd_add (g_socket_get_fd (socket), PEER_GONE, on_peer_gone, self);
}

static gboolean
ends_early (ServerReceiver *self)
{
  return self->trouble.kind == SERVER_TROUBLE_CUT || self->trouble.kind == SERVER_TROUBLE_STALL;
}

static void
end_early (ServerReceiver *self)
{
  if (self->trouble.kind == SERVER_TROUBLE_CUT)
    close_soon (self, TRUE);
  else
    stall (self);
}

static void
keep_pace (ServerReceiver *self)
{
  gint64 due;

  if (self->trouble.bytes_per_second == 0)
    return;
  due = self->started + self->taken * G_USEC_PER_SEC / self->trouble.bytes_per_second - g_get_monotonic_time ();
  if (due <= 0)
    return;
  soup_server_message_pause (self->message);
  self->timer = g_timeout_add_once (due / 1000 + 1, on_time, self);
}

/* What comes after the answer is known is thrown away. */
static void
on_got_chunk (SoupServerMessage *message,
              GBytes            *chunk,
              ServerReceiver    *self)
{
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *data = g_bytes_get_data (chunk, &size);

  if (soup_server_message_get_status (message) != 0)
    return;
  if (ends_early (self))
    size = MIN (size, self->trouble.after - self->taken);
  self->taken += size;
  if (!self->funcs->take (self->sink, data, size, &error))
    server_request_fail (message, error);
  else if (ends_early (self) && self->taken == self->trouble.after)
    end_early (self);
  else
    keep_pace (self);
}

static void
on_time (gpointer user_data)
{
  ServerReceiver *self = user_data;

  self->timer = 0;
  soup_server_message_unpause (self->message);
}

static void
on_got_body (SoupServerMessage *message,
             ServerReceiver    *self)
{
  if (soup_server_message_get_status (message) != 0)
    return;
  self->funcs->finish (self->sink, message);
  if (self->trouble.kind == SERVER_TROUBLE_LOST)
    close_soon (self, TRUE);
}

static void
on_finished (SoupServerMessage *message,
             ServerReceiver    *self)
{
  remove_sources (self);
}

static void
server_receiver_dispose (GObject *object)
{
  ServerReceiver *self = SERVER_RECEIVER (object);

  remove_sources (self);
  g_clear_pointer (&self->sink, self->funcs->free);
  G_OBJECT_CLASS (server_receiver_parent_class)->dispose (object);
}

static void
server_receiver_class_init (ServerReceiverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = server_receiver_dispose;
}

static void
server_receiver_init (ServerReceiver *self)
{
  self->started = g_get_monotonic_time ();
}

static void
begin (ServerReceiver *self)
{
  SoupServerMessage *message = self->message;

  if (ends_early (self) && self->trouble.after == 0)
    end_early (self);
  if (self->trouble.kind == SERVER_TROUBLE_EARLY || self->trouble.kind == SERVER_TROUBLE_STATUS)
    server_trouble_answer (&self->trouble, message);
  if (self->trouble.kind == SERVER_TROUBLE_EARLY)
    close_soon (self, FALSE);
}

/**
 * server_receiver_attach:
 * @request: a request of which only the headers have been read
 * @trouble: how fast it reads, and what goes wrong this time
 * @funcs: what @sink does
 * @sink: (transfer full): where the body goes
 *
 * Receives the body, and answers when it has come.
 *
 * Returns: (transfer none): the receiver, owned by the message
 */
ServerReceiver *
server_receiver_attach (const ServerRequest   *request,
                        const ServerTrouble   *trouble,
                        const ServerSinkFuncs *funcs,
                        gpointer               sink)
{
  ServerReceiver *self = g_object_new (SERVER_TYPE_RECEIVER, NULL);

  self->site = request->site;
  self->message = request->message;
  self->funcs = funcs;
  self->sink = sink;
  self->trouble = *trouble;
  g_signal_connect_object (self->message, "got-chunk", G_CALLBACK (on_got_chunk), self, 0);
  g_signal_connect_object (self->message, "got-body", G_CALLBACK (on_got_body), self, 0);
  g_signal_connect_data (self->message, "finished", G_CALLBACK (on_finished), self, (GClosureNotify) g_object_unref, 0);
  begin (self);
  return self;
}

static gboolean
throw_away (gpointer     sink,
            const char  *data,
            gsize        size,
            GError     **error)
{
  return TRUE;
}

/* For what goes wrong only after the body has come. */
static void
say_nothing (gpointer           sink,
             SoupServerMessage *message)
{
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

/**
 * server_receiver_refuse:
 * @request: a request of which at least the headers have been read
 * @trouble: what goes wrong this time
 *
 * Lets it go wrong; nothing of the body is kept.
 */
void
server_receiver_refuse (const ServerRequest *request,
                        const ServerTrouble *trouble)
{
  static const ServerSinkFuncs nowhere = { throw_away, say_nothing, g_free };

  server_receiver_attach (request, trouble, &nowhere, NULL);
}

/**
 * server_receiver_cut:
 * @self: a receiver
 *
 * Closes the connection; nothing more comes to the sink.
 */
void
server_receiver_cut (ServerReceiver *self)
{
  close_soon (self, TRUE);
}
