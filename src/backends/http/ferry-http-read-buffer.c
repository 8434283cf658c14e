/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One buffer, filled from a body and emptied again. What is in memory is taken
 * from there at once; what a disk has to be waited for is a blocking task, and the
 * buffer goes along. */

#include "ferry-http-read-buffer.h"

#include "ferry-http-blocking-task.h"

struct _FerryHttpReadBuffer {
  FerryHttpContext *context;
  FerryHttpContent *content; /* (owned) */
  guint64 offset;            /* of the next byte to be read */
  gsize size;
  char *bytes;                 /* (owned) (nullable) before it is needed, and while a blocking task has it */
  const char *next;            /* (unowned) byte to be sent, of the buffer or the content */
  gsize left;                  /* from there on */
  FerryHttpBlockingTask *task; /* (unowned) (nullable) */
  FerryHttpReadBufferFilled on_filled;
  gpointer user_data;
};

/**
 * ferry_http_read_buffer_new:
 * @context: what all transfers share
 * @content: a body, of which nobody else reads as long as the buffer is filled
 * @offset: first byte
 * @size: the most that is ever wished for
 *
 * Returns: (transfer full): an empty buffer
 */
FerryHttpReadBuffer *
ferry_http_read_buffer_new (FerryHttpContext *context,
                            FerryHttpContent *content,
                            guint64           offset,
                            gsize             size)
{
  FerryHttpReadBuffer *self = g_new0 (FerryHttpReadBuffer, 1);

  self->context = context;
  self->content = ferry_http_content_ref (content);
  self->offset = offset;
  self->size = size;
  return self;
}

void
ferry_http_read_buffer_free (FerryHttpReadBuffer *self)
{
  ferry_http_read_buffer_stop (self);
  ferry_http_content_unref (self->content);
  g_free (self->bytes);
  g_free (self);
}

typedef struct {
  FerryHttpContent *content; /* (owned) */
  guint64 offset;
  char *bytes; /* (owned) (nullable) */
  gsize size;
  GError *error; /* (owned) (nullable) */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  ferry_http_content_unref (reading->content);
  g_free (reading->bytes);
  g_clear_error (&reading->error);
  g_free (reading);
}

static void
read_bytes (gpointer data,
            gpointer user_data)
{
  Reading *reading = data;

  ferry_http_content_read (reading->content, reading->offset, reading->bytes, reading->size, &reading->error);
}

static void
note_filled (FerryHttpReadBuffer *self,
             const char          *bytes,
             gsize                size)
{
  self->next = bytes;
  self->left = size;
  self->offset += size;
}

static void
on_read (gpointer data,
         gpointer user_data)
{
  Reading *reading = data;
  FerryHttpReadBuffer *self = user_data;

  self->task = NULL;
  self->bytes = g_steal_pointer (&reading->bytes);
  if (reading->error == NULL)
    note_filled (self, self->bytes, reading->size);
  self->on_filled (g_steal_pointer (&reading->error), self->user_data);
}

static void
send_for (FerryHttpReadBuffer *self,
          gsize                size)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->content = ferry_http_content_ref (self->content);
  reading->offset = self->offset;
  reading->bytes = g_steal_pointer (&self->bytes);
  reading->size = size;
  self->task = ferry_http_blocking_task_send (self->context, read_bytes, on_read, reading, self, reading_free);
}

/**
 * ferry_http_read_buffer_fill:
 * @self: an empty buffer that was never stopped
 * @requested: how many bytes are to come
 * @on_filled: called when they are there, unless they are at once
 * @user_data: for @on_filled
 *
 * Returns: whether there are some bytes now
 */
gboolean
ferry_http_read_buffer_fill (FerryHttpReadBuffer       *self,
                             gsize                      requested,
                             FerryHttpReadBufferFilled  on_filled,
                             gpointer                   user_data)
{
  gsize got = 0;
  const char *there = ferry_http_content_peek (self->content, self->offset, &got);

  if (there != NULL)
    {
      note_filled (self, there, MIN (got, requested));
      return TRUE;
    }
  if (self->bytes == NULL)
    self->bytes = g_malloc (self->size);
  got = ferry_http_content_read_cached (self->content, self->offset, self->bytes, requested);
  if (got > 0)
    {
      note_filled (self, self->bytes, got);
      return TRUE;
    }
  self->on_filled = on_filled;
  self->user_data = user_data;
  send_for (self, requested);
  return FALSE;
}

/**
 * ferry_http_read_buffer_stop:
 * @self: a buffer
 *
 * Whoever waits for bytes is not called any more.
 */
void
ferry_http_read_buffer_stop (FerryHttpReadBuffer *self)
{
  g_clear_pointer (&self->task, ferry_http_blocking_task_cancel);
}

/**
 * ferry_http_read_buffer_is_waiting:
 * @self: a buffer
 *
 * Returns: whether bytes are to come from a disk
 */
gboolean
ferry_http_read_buffer_is_waiting (FerryHttpReadBuffer *self)
{
  return self->task != NULL;
}

/**
 * ferry_http_read_buffer_peek:
 * @self: a buffer
 * @size: (out): how many bytes there are
 *
 * Returns: (transfer none): the bytes
 */
const char *
ferry_http_read_buffer_peek (FerryHttpReadBuffer *self,
                             gsize               *size)
{
  *size = self->left;
  return self->next;
}

/**
 * ferry_http_read_buffer_take:
 * @self: a buffer
 * @size: how many of its bytes have gone
 */
void
ferry_http_read_buffer_take (FerryHttpReadBuffer *self,
                             gsize                size)
{
  self->next += size;
  self->left -= size;
}
