/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a body goes out: read a block, hand it to the message, wait until it is
 * written and until its time has come, read the next. The message owns its
 * body by the signal connections, so both go together. */

#include "server-body.h"

#include <glib-unix.h>
#include <poll.h>

/* More at once gained nothing measurable. */
#define MAX_BLOCK (256 * 1024)
/* A paced body is smooth to the eye with this many blocks a second. */
#define BLOCKS_PER_SECOND 20

/* libsoup does not look at a connection that it has nothing to write to. */
#define PEER_GONE ((GIOCondition) (POLLRDHUP | POLLHUP | POLLERR))

struct _ServerBody {
  GObject parent_instance;

  SoupServerMessage *message; /* (unowned) owns this object */
  GInputStream *content;      /* (owned) (nullable) when nothing is to be sent */
  GCancellable *cancellable;  /* (owned) cancelled when the message ends */
  ServerPace pace;
  guint64 left;   /* bytes of the content not read yet */
  guint64 sent;   /* bytes handed to the message */
  gint64 started; /* monotonic time, µs */
  guint timer;    /* source id, 0 when none */
  guint watch;    /* source id, 0 when the peer has gone */
};

G_DEFINE_FINAL_TYPE (ServerBody, server_body, G_TYPE_OBJECT)

static void on_wrote_headers (SoupServerMessage *message,
                              ServerBody        *self);
static void read_block       (ServerBody        *self);
static void on_read          (GObject           *source,
                              GAsyncResult      *result,
                              gpointer           user_data);
static void on_wrote_chunk   (SoupServerMessage *message,
                              ServerBody        *self);
static void on_time          (gpointer           user_data);
static void on_finished      (SoupServerMessage *message,
                              ServerBody        *self);

/* Closes the connection. libsoup only finds out by writing, so it gets a byte
 * to write, which goes nowhere. */
static void
hang_up (ServerBody *self)
{
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);
  GSocket *socket = soup_server_message_get_socket (self->message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, "", 1);
  soup_server_message_unpause (self->message);
}

static gboolean
on_peer_gone (int          fd,
              GIOCondition condition,
              gpointer     user_data)
{
  ServerBody *self = user_data;

  self->watch = 0;
  hang_up (self);
  return G_SOURCE_REMOVE;
}

static void
end_whole (ServerBody *self)
{
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}

static void
end_early (ServerBody *self)
{
  if (self->pace.ending == SERVER_ENDING_CUT)
    hang_up (self);
}

static gsize
next_block (ServerBody *self)
{
  guint64 count = self->pace.block;

  if (count == 0)
    count = self->pace.bytes_per_second > 0 ? self->pace.bytes_per_second / BLOCKS_PER_SECOND : MAX_BLOCK;
  count = CLAMP (count, 1, self->pace.block > 0 ? self->pace.block : MAX_BLOCK);
  count = MIN (count, self->left);
  if (self->pace.ending != SERVER_ENDING_WHOLE)
    count = MIN (count, self->pace.after - self->sent);
  return count;
}

/* Not sooner: a body that is cut at once still has its head. */
static void
on_wrote_headers (SoupServerMessage *message,
                  ServerBody        *self)
{
  read_block (self);
}

static void
read_block (ServerBody *self)
{
  gsize count = next_block (self);

  if (self->left == 0)
    end_whole (self);
  else if (count == 0)
    end_early (self);
  else
    g_input_stream_read_bytes_async (self->content, count, G_PRIORITY_DEFAULT, self->cancellable,
                                     on_read, g_object_ref (self));
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (ServerBody) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      /* A file that became shorter: the length is promised, so break off. */
      hang_up (self);
      return;
    }
  self->left -= g_bytes_get_size (bytes);
  self->sent += g_bytes_get_size (bytes);
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), bytes);
  soup_server_message_unpause (self->message);
}

static void
on_wrote_chunk (SoupServerMessage *message,
                ServerBody        *self)
{
  gint64 due = 0;

  if (self->pace.bytes_per_second > 0 && self->left > 0)
    due = self->started + self->sent * G_USEC_PER_SEC / self->pace.bytes_per_second - g_get_monotonic_time ();
  if (due > 0)
    self->timer = g_timeout_add_once (due / 1000 + 1, on_time, self);
  else
    read_block (self);
}

static void
on_time (gpointer user_data)
{
  ServerBody *self = user_data;

  self->timer = 0;
  read_block (self);
}

static void
on_finished (SoupServerMessage *message,
             ServerBody        *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
}

static void
server_body_dispose (GObject *object)
{
  ServerBody *self = SERVER_BODY (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_object (&self->content);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (server_body_parent_class)->dispose (object);
}

static void
server_body_class_init (ServerBodyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = server_body_dispose;
}

static void
server_body_init (ServerBody *self)
{
  self->cancellable = g_cancellable_new ();
  self->started = g_get_monotonic_time ();
}

/* The last connection takes the reference that the message keeps. */
static ServerBody *
attach (SoupServerMessage *message)
{
  ServerBody *self = g_object_new (SERVER_TYPE_BODY, NULL);
  GSocket *socket = soup_server_message_get_socket (message);

  self->message = message;
  if (socket != NULL)
    self->watch = g_unix_fd_add (g_socket_get_fd (socket), PEER_GONE, on_peer_gone, self);
  g_signal_connect_data (message, "finished", G_CALLBACK (on_finished), self,
                         (GClosureNotify) g_object_unref, 0);
  return self;
}

/**
 * server_body_send:
 * @message: a message whose status and headers are set
 * @content: what to send, from its present position on
 * @length: how much of it
 * @pace: how fast, and how it ends
 *
 * Sends the body of @message and frees everything when the message ends.
 *
 * Returns: (transfer none): the body, owned by @message
 */
ServerBody *
server_body_send (SoupServerMessage *message,
                  GInputStream      *content,
                  guint64            length,
                  const ServerPace  *pace)
{
  ServerBody *self = attach (message);

  self->content = g_object_ref (content);
  self->left = length;
  self->pace = *pace;
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect_object (message, "wrote-headers", G_CALLBACK (on_wrote_headers), self, 0);
  g_signal_connect_object (message, "wrote-chunk", G_CALLBACK (on_wrote_chunk), self, 0);
  return self;
}

/**
 * server_body_never_answer:
 * @message: a message
 *
 * Lets the client wait, without so much as a status line, until it leaves.
 */
void
server_body_never_answer (SoupServerMessage *message)
{
  attach (message);
  soup_server_message_pause (message);
}
