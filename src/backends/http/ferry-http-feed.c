/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of a request on its way out: the hot path. libsoup asks a stream
 * for 8 KiB at a time, does not look for an answer before the last of them
 * has gone, and drops an answer when the connection breaks under the body. So
 * the first time it asks, the feed writes all of the body to the connection
 * by itself and then says that there is nothing more; what the server
 * answered, however early, is then read by libsoup as always. */

#include "ferry-http-feed.h"

#include "ferry-http-block.h"
#include "ferry-http-early.h"

#include <string.h>

/* What is read from disk and offered to the connection in one go, and what one
 * feed may send before it is the turn of the others. */
#define BLOCK_BYTES (256 * 1024)
#define MAX_TURN    (2 * 1024 * 1024)

struct _FerryHttpFeed {
  GInputStream parent_instance;

  FerryHttpShared *shared;
  FerryUploadRun *run;   /* (owned) */
  FerryHttpBlock *block; /* (owned) */
  GIOStream *line;       /* (owned) (nullable) without it, bytes go by way of libsoup */
  guint64 missing;       /* bytes that have not left */
  GTask *task;           /* (owned) (nullable) libsoup's question */
  char *wanted;          /* (unowned) where it wants the answer */
  gsize n_wanted;
  GSource *wait; /* (owned) (nullable) */
  gint64 moved;  /* when something left or was read last, monotonic */
};

G_DEFINE_FINAL_TYPE (FerryHttpFeed, ferry_http_feed, G_TYPE_INPUT_STREAM)

static void take_turn (FerryHttpFeed *self);

static void
stop_waiting (FerryHttpFeed *self)
{
  if (self->wait != NULL)
    g_source_destroy (self->wait);
  g_clear_pointer (&self->wait, g_source_unref);
  ferry_http_block_stop (self->block);
}

/* To libsoup: so many bytes for you, or the end, or why not. */
static void
answer (FerryHttpFeed *self,
        gssize         size,
        GError        *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  stop_waiting (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, size);
}

static gboolean
on_wake (gpointer user_data)
{
  take_turn (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_socket (GSocket      *socket,
           GIOCondition  condition,
           gpointer      user_data)
{
  return on_wake (user_data);
}

static gboolean
on_writable (GObject  *stream,
             gpointer  user_data)
{
  return on_wake (user_data);
}

static void
wait_for (FerryHttpFeed *self,
          GSource       *source,
          GSourceFunc    callback)
{
  stop_waiting (self);
  self->wait = source;
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->shared->context);
}

/* Waiting for the rate limit is our silence, not the server's. */
static void
hold_back (FerryHttpFeed *self,
           gint64         now,
           guint          ms)
{
  self->moved = now + ms * G_TIME_SPAN_MILLISECOND;
  wait_for (self, g_timeout_source_new (MAX (ms, 1)), on_wake);
}

static void
wait_for_line (FerryHttpFeed *self)
{
  GOutputStream *output = g_io_stream_get_output_stream (self->line);
  GSocket *socket = ferry_http_early_socket (self->line);

  if (socket != NULL)
    wait_for (self, g_socket_create_source (socket, G_IO_OUT | ferry_http_early_condition (socket), NULL),
              G_SOURCE_FUNC (on_socket));
  else
    wait_for (self, g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (output), NULL),
              G_SOURCE_FUNC (on_writable));
}

static void
note_sent (FerryHttpFeed *self,
           gsize          size)
{
  ferry_http_block_take (self->block, size);
  self->missing -= size;
  self->moved = g_get_monotonic_time ();
  ferry_upload_run_sent (self->run, size);
}

static void
on_filled (GError   *error,
           gpointer  user_data)
{
  FerryHttpFeed *self = user_data;

  self->moved = g_get_monotonic_time ();
  if (error != NULL)
    answer (self, -1, error);
  else
    take_turn (self);
}

/* Whether the turn goes on. */
static gboolean
fill_block (FerryHttpFeed *self)
{
  gint64 now = g_get_monotonic_time ();
  guint ms = 0;
  gsize wish = ferry_run_allowance (FERRY_RUN (self->run), now, MIN (BLOCK_BYTES, self->missing), &ms);

  if (wish == 0)
    {
      hold_back (self, now, ms);
      return FALSE;
    }
  self->moved = now;
  return ferry_http_block_fill (self->block, wish, on_filled, self);
}

/* For a connection that is not known. */
static void
hand_over (FerryHttpFeed *self)
{
  gsize size;
  const char *bytes = ferry_http_block_peek (self->block, &size);

  size = MIN (size, self->n_wanted);
  memcpy (self->wanted, bytes, size);
  note_sent (self, size);
  answer (self, size, NULL);
}

/* Likewise. Where the connection does not take any more, the server has
 * something to say, or libsoup finds that it has not. */
static gboolean
write_block (FerryHttpFeed *self,
             gsize         *turn)
{
  GPollableOutputStream *output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->line));
  g_autoptr (GError) error = NULL;
  gsize ready;
  const char *bytes = ferry_http_block_peek (self->block, &ready);
  gssize size;

  if (ferry_http_early_is_refused (ferry_http_early_socket (self->line)))
    {
      answer (self, 0, NULL);
      return FALSE;
    }
  size = g_pollable_output_stream_write_nonblocking (output, bytes, ready, NULL, &error);
  if (size > 0)
    {
      note_sent (self, size);
      *turn += size;
      return TRUE;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    wait_for_line (self);
  else
    answer (self, 0, NULL);
  return FALSE;
}

static gboolean
is_empty (FerryHttpBlock *block)
{
  gsize size;

  ferry_http_block_peek (block, &size);
  return size == 0;
}

static void
take_turn (FerryHttpFeed *self)
{
  gsize turn = 0;

  stop_waiting (self);
  while (turn < MAX_TURN && self->missing > 0)
    {
      if (is_empty (self->block) && !fill_block (self))
        return;
      if (self->line == NULL)
        {
          hand_over (self);
          return;
        }
      if (!write_block (self, &turn))
        return;
    }
  if (self->missing == 0)
    answer (self, 0, NULL);
  else
    wait_for (self, g_idle_source_new (), on_wake);
}

static void
ferry_http_feed_read_async (GInputStream        *stream,
                            void                *buffer,
                            gsize                count,
                            int                  io_priority,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  FerryHttpFeed *self = FERRY_HTTP_FEED (stream);

  self->task = g_task_new (stream, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, ferry_http_feed_read_async);
  g_task_set_priority (self->task, io_priority);
  self->wanted = buffer;
  self->n_wanted = count;
  take_turn (self);
}

static gssize
ferry_http_feed_read_finish (GInputStream  *stream,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
ferry_http_feed_finalize (GObject *object)
{
  FerryHttpFeed *self = FERRY_HTTP_FEED (object);

  stop_waiting (self);
  g_clear_object (&self->run);
  g_clear_object (&self->line);
  ferry_http_block_free (self->block);
  G_OBJECT_CLASS (ferry_http_feed_parent_class)->finalize (object);
}

static void
ferry_http_feed_class_init (FerryHttpFeedClass *class)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = ferry_http_feed_finalize;
  stream_class->read_async = ferry_http_feed_read_async;
  stream_class->read_finish = ferry_http_feed_read_finish;
}

static void
ferry_http_feed_init (FerryHttpFeed *self)
{
}

/**
 * ferry_http_feed_new:
 * @shared: what is shared
 * @run: whose bytes they are
 * @content: the body, which nobody else reads as long as the feed is asked
 * @offset: first byte of it
 * @length: how many
 *
 * Returns: (transfer full): a stream for one request, in one attempt
 */
FerryHttpFeed *
ferry_http_feed_new (FerryHttpShared  *shared,
                     FerryUploadRun   *run,
                     FerryHttpContent *content,
                     guint64           offset,
                     guint64           length)
{
  FerryHttpFeed *self = g_object_new (FERRY_TYPE_HTTP_FEED, NULL);

  self->shared = shared;
  self->run = g_object_ref (run);
  self->block = ferry_http_block_new (shared, content, offset, MIN (BLOCK_BYTES, length));
  self->missing = length;
  self->moved = g_get_monotonic_time ();
  return self;
}

/**
 * ferry_http_feed_set_line:
 * @self: a feed that was not asked yet
 * @line: (nullable): the connection that the request goes out on
 */
void
ferry_http_feed_set_line (FerryHttpFeed *self,
                          GIOStream     *line)
{
  g_set_object (&self->line, line);
}

/**
 * ferry_http_feed_stop:
 * @self: a feed
 *
 * No more is read nor sent.
 */
void
ferry_http_feed_stop (FerryHttpFeed *self)
{
  if (self->task != NULL)
    answer (self, -1, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The upload was stopped"));
}

/**
 * ferry_http_feed_is_reading:
 * @self: a feed
 *
 * Returns: whether it waits for a disk
 */
gboolean
ferry_http_feed_is_reading (FerryHttpFeed *self)
{
  return ferry_http_block_is_waiting (self->block);
}

/**
 * ferry_http_feed_get_moved:
 * @self: a feed
 *
 * Returns: when something left or was read last, or will because of a rate
 *   limit; monotonic, in microseconds
 */
gint64
ferry_http_feed_get_moved (FerryHttpFeed *self)
{
  return self->moved;
}

/**
 * ferry_http_feed_get_missing:
 * @self: a feed
 *
 * Returns: bytes that have not left
 */
guint64
ferry_http_feed_get_missing (FerryHttpFeed *self)
{
  return self->missing;
}
