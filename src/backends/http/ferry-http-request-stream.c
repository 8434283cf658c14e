/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of a request on its way out: the hot path. libsoup asks a stream
 * for 8 KiB at a time, does not look for an answer before the last of them
 * has gone, and drops an answer when the connection breaks under the body. So
 * the first time it asks, the stream writes all of the body to the connection
 * by itself and then says that there is nothing more; what the server
 * answered, however early, is then read by libsoup as always. */

#include "ferry-http-request-stream.h"

#include "ferry-http-early-response.h"
#include "ferry-http-read-buffer.h"

#include <string.h>

/* What is read from disk and offered to the connection in one go, and what one
 * stream may send before it is the turn of the others. */
#define BLOCK_BYTES (256 * 1024)
#define MAX_TURN    (2 * 1024 * 1024)

struct _FerryHttpRequestStream {
  GInputStream parent_instance;

  FerryHttpContext *context;
  FerryUploadRun *run;              /* (owned) */
  FerryHttpReadBuffer *read_buffer; /* (owned) */
  GIOStream *connection;            /* (owned) (nullable) without it, bytes go by way of libsoup */
  guint64 missing;                  /* bytes that have not left */
  GTask *task;                      /* (owned) (nullable) libsoup's question */
  char *wanted;                     /* (unowned) where it wants the answer */
  gsize n_wanted;
  GSource *wait; /* (owned) (nullable) */
  gint64 moved;  /* when something left or was read last, monotonic */
};

G_DEFINE_FINAL_TYPE (FerryHttpRequestStream, ferry_http_request_stream, G_TYPE_INPUT_STREAM)

static void take_turn (FerryHttpRequestStream *self);

static void
stop_waiting (FerryHttpRequestStream *self)
{
  if (self->wait != NULL)
    g_source_destroy (self->wait);
  g_clear_pointer (&self->wait, g_source_unref);
  ferry_http_read_buffer_stop (self->read_buffer);
}

/* To libsoup: so many bytes for you, or the end, or why not. */
static void
answer (FerryHttpRequestStream *self,
        gssize                  size,
        GError                 *error)
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
wait_for (FerryHttpRequestStream *self,
          GSource                *source,
          GSourceFunc             callback)
{
  stop_waiting (self);
  self->wait = source;
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context->main_context);
}

/* Waiting for the rate limit is our silence, not the server's. */
static void
hold_back (FerryHttpRequestStream *self,
           gint64                  now,
           guint                   ms)
{
  self->moved = now + ms * G_TIME_SPAN_MILLISECOND;
  wait_for (self, g_timeout_source_new (MAX (ms, 1)), on_wake);
}

static void
wait_for_connection (FerryHttpRequestStream *self)
{
  GOutputStream *output = g_io_stream_get_output_stream (self->connection);
  GSocket *socket = ferry_http_early_response_socket (self->connection);

  if (socket != NULL)
    wait_for (self, g_socket_create_source (socket, G_IO_OUT | ferry_http_early_response_condition (socket), NULL),
              G_SOURCE_FUNC (on_socket));
  else
    wait_for (self, g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (output), NULL),
              G_SOURCE_FUNC (on_writable));
}

static void
note_sent (FerryHttpRequestStream *self,
           gsize                   size)
{
  ferry_http_read_buffer_take (self->read_buffer, size);
  self->missing -= size;
  self->moved = g_get_monotonic_time ();
  ferry_upload_run_sent (self->run, size);
}

static void
on_filled (GError   *error,
           gpointer  user_data)
{
  FerryHttpRequestStream *self = user_data;

  self->moved = g_get_monotonic_time ();
  if (error != NULL)
    answer (self, -1, error);
  else
    take_turn (self);
}

/* Whether the turn goes on. */
static gboolean
fill_buffer (FerryHttpRequestStream *self)
{
  gint64 now = g_get_monotonic_time ();
  guint ms = 0;
  gsize requested = ferry_run_allowance (FERRY_RUN (self->run), now, MIN (BLOCK_BYTES, self->missing), &ms);

  if (requested == 0)
    {
      hold_back (self, now, ms);
      return FALSE;
    }
  self->moved = now;
  return ferry_http_read_buffer_fill (self->read_buffer, requested, on_filled, self);
}

/* For a connection that is not known. */
static void
hand_over (FerryHttpRequestStream *self)
{
  gsize size;
  const char *bytes = ferry_http_read_buffer_peek (self->read_buffer, &size);

  size = MIN (size, self->n_wanted);
  memcpy (self->wanted, bytes, size);
  note_sent (self, size);
  answer (self, size, NULL);
}

/* Likewise. Where the connection does not take any more, the server has
 * something to say, or libsoup finds that it has not. */
static gboolean
write_buffer (FerryHttpRequestStream *self,
              gsize                  *turn)
{
  GPollableOutputStream *output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->connection));
  g_autoptr (GError) error = NULL;
  gsize ready;
  const char *bytes = ferry_http_read_buffer_peek (self->read_buffer, &ready);
  gssize size;

  if (ferry_http_early_response_is_refused (ferry_http_early_response_socket (self->connection)))
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
    wait_for_connection (self);
  else
    answer (self, 0, NULL);
  return FALSE;
}

static gboolean
is_empty (FerryHttpReadBuffer *buffer)
{
  gsize size;

  ferry_http_read_buffer_peek (buffer, &size);
  return size == 0;
}

static void
take_turn (FerryHttpRequestStream *self)
{
  gsize turn = 0;

  stop_waiting (self);
  while (turn < MAX_TURN && self->missing > 0)
    {
      if (is_empty (self->read_buffer) && !fill_buffer (self))
        return;
      if (self->connection == NULL)
        {
          hand_over (self);
          return;
        }
      if (!write_buffer (self, &turn))
        return;
    }
  if (self->missing == 0)
    answer (self, 0, NULL);
  else
    wait_for (self, g_idle_source_new (), on_wake);
}

static void
ferry_http_request_stream_read_async (GInputStream        *stream,
                                      void                *buffer,
                                      gsize                count,
                                      int                  io_priority,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  FerryHttpRequestStream *self = FERRY_HTTP_REQUEST_STREAM (stream);

  self->task = g_task_new (stream, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, ferry_http_request_stream_read_async);
  g_task_set_priority (self->task, io_priority);
  self->wanted = buffer;
  self->n_wanted = count;
  take_turn (self);
}

static gssize
ferry_http_request_stream_read_finish (GInputStream  *stream,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
ferry_http_request_stream_finalize (GObject *object)
{
  FerryHttpRequestStream *self = FERRY_HTTP_REQUEST_STREAM (object);

  stop_waiting (self);
  g_clear_object (&self->run);
  g_clear_object (&self->connection);
  ferry_http_read_buffer_free (self->read_buffer);
  G_OBJECT_CLASS (ferry_http_request_stream_parent_class)->finalize (object);
}

static void
ferry_http_request_stream_class_init (FerryHttpRequestStreamClass *class)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = ferry_http_request_stream_finalize;
  stream_class->read_async = ferry_http_request_stream_read_async;
  stream_class->read_finish = ferry_http_request_stream_read_finish;
}

static void
ferry_http_request_stream_init (FerryHttpRequestStream *self)
{
}

/**
 * ferry_http_request_stream_new:
 * @context: what all transfers share
 * @run: whose bytes they are
 * @content: the body, which nobody else reads as long as the stream is asked
 * @offset: first byte of it
 * @length: how many
 *
 * Returns: (transfer full): a stream for one request, in one attempt
 */
FerryHttpRequestStream *
ferry_http_request_stream_new (FerryHttpContext *context,
                               FerryUploadRun   *run,
                               FerryHttpContent *content,
                               guint64           offset,
                               guint64           length)
{
  FerryHttpRequestStream *self = g_object_new (FERRY_TYPE_HTTP_REQUEST_STREAM, NULL);

  self->context = context;
  self->run = g_object_ref (run);
  self->read_buffer = ferry_http_read_buffer_new (context, content, offset, MIN (BLOCK_BYTES, length));
  self->missing = length;
  self->moved = g_get_monotonic_time ();
  return self;
}

/**
 * ferry_http_request_stream_set_connection:
 * @self: a stream that was not asked yet
 * @connection: (nullable): the connection that the request goes out on
 */
void
ferry_http_request_stream_set_connection (FerryHttpRequestStream *self,
                                          GIOStream              *connection)
{
  g_set_object (&self->connection, connection);
}

/**
 * ferry_http_request_stream_stop:
 * @self: a stream
 *
 * No more is read nor sent.
 */
void
ferry_http_request_stream_stop (FerryHttpRequestStream *self)
{
  if (self->task != NULL)
    answer (self, -1, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The upload was stopped"));
}

/**
 * ferry_http_request_stream_is_reading:
 * @self: a stream
 *
 * Returns: whether it waits for a disk
 */
gboolean
ferry_http_request_stream_is_reading (FerryHttpRequestStream *self)
{
  return ferry_http_read_buffer_is_waiting (self->read_buffer);
}

/**
 * ferry_http_request_stream_get_moved:
 * @self: a stream
 *
 * Returns: when something left or was read last, or will because of a rate
 *   limit; monotonic, in microseconds
 */
gint64
ferry_http_request_stream_get_moved (FerryHttpRequestStream *self)
{
  return self->moved;
}

/**
 * ferry_http_request_stream_get_missing:
 * @self: a stream
 *
 * Returns: bytes that have not left
 */
guint64
ferry_http_request_stream_get_missing (FerryHttpRequestStream *self)
{
  return self->missing;
}
