/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of what a server answers to an upload: read to its end or to a
 * bound, and kept by the run. */

#include "ferry-http-answer.h"

#define BLOCK_BYTES 16384

/* A server that talks on is not listened to, nor is one that never comes to
 * an end: the bytes that are kept take less on the slowest of lines. */
#define MAX_BYTES (2 * 1024 * 1024)
#define MAX_TIME  G_TIME_SPAN_HOUR

struct _FerryHttpAnswer {
  FerryUploadRun *run;       /* (owned) */
  GInputStream *stream;      /* (owned) */
  GCancellable *cancellable; /* (owned) */
  guint64 size;
  gint64 began;
  gint64 last_activity;
  FerryHttpAnswerDone done; /* (nullable) when stopped */
  gpointer user_data;
  char block[BLOCK_BYTES];
};

static void on_read (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data);

static void
end (FerryHttpAnswer *self,
     GError          *error)
{
  FerryHttpAnswerDone done = g_steal_pointer (&self->done);

  g_input_stream_close (self->stream, NULL, NULL);
  if (done != NULL)
    done (error, self->user_data);
  else
    g_clear_error (&error);
  g_object_unref (self->run);
  g_object_unref (self->stream);
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
read_on (FerryHttpAnswer *self)
{
  g_input_stream_read_async (self->stream, self->block, BLOCK_BYTES, G_PRIORITY_DEFAULT, self->cancellable,
                             on_read, self);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  FerryHttpAnswer *self = user_data;
  GError *error = NULL;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  self->last_activity = g_get_monotonic_time ();
  self->size += MAX (size, 0);
  if (size <= 0 || self->done == NULL || !ferry_upload_run_keep (self->run, self->block, size, &error) ||
      ferry_http_answer_is_enough (self->size, self->last_activity - self->began))
    end (self, error);
  else
    read_on (self);
}

/**
 * ferry_http_answer_is_enough:
 * @size: bytes of an answer
 * @microseconds: how long they took
 *
 * Returns: whether to hear no more of it
 */
gboolean
ferry_http_answer_is_enough (guint64 size,
                             gint64  microseconds)
{
  return size >= MAX_BYTES || microseconds >= MAX_TIME;
}

/**
 * ferry_http_answer_new:
 * @run: a run that was answered
 * @stream: the body
 * @done: called once, later, unless it is stopped before
 * @user_data: for @done
 *
 * Returns: (transfer none): what reads it; it goes away with the call of @done
 */
FerryHttpAnswer *
ferry_http_answer_new (FerryUploadRun      *run,
                       GInputStream        *stream,
                       FerryHttpAnswerDone  done,
                       gpointer             user_data)
{
  FerryHttpAnswer *self = g_new0 (FerryHttpAnswer, 1);

  self->run = g_object_ref (run);
  self->stream = g_object_ref (stream);
  self->cancellable = g_cancellable_new ();
  self->began = self->last_activity = g_get_monotonic_time ();
  self->done = done;
  self->user_data = user_data;
  read_on (self);
  return self;
}

/**
 * ferry_http_answer_stop:
 * @self: one that is not done
 *
 * It goes away by itself.
 */
void
ferry_http_answer_stop (FerryHttpAnswer *self)
{
  self->done = NULL;
  g_cancellable_cancel (self->cancellable);
}

/**
 * ferry_http_answer_get_last_activity:
 * @self: one that is not done
 *
 * Returns: when something was heard last; monotonic, in microseconds
 */
gint64
ferry_http_answer_get_last_activity (FerryHttpAnswer *self)
{
  return self->last_activity;
}
