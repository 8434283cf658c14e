/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of an answer, from the stream into the run: the hot path. Reads
 * never block: the shared buffer is filled until the stream has no more, and
 * written at once. Between turns the stream rests on a timer (see read coalescing) or on
 * its own source. That source is made anew for every wait, because a kept one
 * spins, and never after the last byte, because nothing would wake it. */

#include "ferry-http-body.h"

#include "ferry-read-coalescing.h"

#include <glib/gi18n-lib.h>

/* What one stream may take before it is the turn of the others. */
#define MAX_TURN (2 * 1024 * 1024)

/* libsoup 3.2 reads the lines behind the last chunk into what the reader gives,
 * and complains when none fits. */
#define LINE_BYTES 128

struct _FerryHttpBody {
  FerryHttpContext *context;
  FerryDownloadRun *run;        /* (owned) */
  GPollableInputStream *stream; /* (owned) */
  gboolean secure;              /* decrypted while it is read */
  guint64 offset;               /* where in the file the next byte belongs */
  guint64 announced_end;        /* up to where it goes, G_MAXUINT64 when unknown */
  gint64 missing;               /* bytes announced and not yet there, -1 when unknown */
  gint64 last_activity;         /* when something came last */
  gsize uncoalesced;            /* bytes read since the last wait */
  FerryReadCoalescing coalescing;
  GSource *wait; /* (owned) (nullable) */
  FerryHttpBodyWritten written;
  FerryHttpBodyDone done;
  gpointer user_data;
};

/* What reading led to. */
typedef enum {
  STEP_FULL,
  STEP_BLOCKED,
  STEP_END,
  STEP_FAILED,
} Step;

static void take_turn (FerryHttpBody *self);

static void
stop_waiting (FerryHttpBody *self)
{
  if (self->wait == NULL)
    return;
  g_source_destroy (self->wait);
  g_clear_pointer (&self->wait, g_source_unref);
}

static gboolean
on_wake (gpointer user_data)
{
  take_turn (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_readable (GObject  *stream,
             gpointer  user_data)
{
  return on_wake (user_data);
}

static void
wait_for (FerryHttpBody *self,
          GSource       *source,
          GSourceFunc    callback)
{
  stop_waiting (self);
  self->wait = source;
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context->main_context);
}

static void
wait_for_time (FerryHttpBody *self,
               guint          ms)
{
  wait_for (self, g_timeout_source_new (ms), on_wake);
}

static void
wait_for_bytes (FerryHttpBody *self)
{
  guint ms = ferry_read_coalescing_tick (&self->coalescing, self->last_activity, self->uncoalesced);

  self->uncoalesced = 0;
  if (ms > 0)
    wait_for_time (self, ms);
  else
    wait_for (self, g_pollable_input_stream_create_source (self->stream, NULL), G_SOURCE_FUNC (on_readable));
}

static void
wait_for_next_turn (FerryHttpBody *self)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  wait_for (self, source, on_wake);
}

static void
end (FerryHttpBody *self,
     GError        *error)
{
  stop_waiting (self);
  self->done (error, self->user_data);
}

static Step
fill (FerryHttpBody  *self,
      gsize           requested,
      gsize          *size,
      GError        **error)
{
  g_autoptr (GError) trouble = NULL;
  gsize least = self->missing < 0 ? LINE_BYTES : 1;
  gssize got;

  for (*size = 0; *size + least <= requested; *size += got)
    {
      got = g_pollable_input_stream_read_nonblocking (self->stream, self->context->buffer + *size,
                                                      requested - *size, NULL, &trouble);
      if (got == 0)
        return STEP_END;
      if (got > 0)
        continue;
      if (g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return STEP_BLOCKED;
      g_propagate_error (error, g_steal_pointer (&trouble));
      return STEP_FAILED;
    }
  return STEP_FULL;
}

/* What came before a failure is kept: the next run goes on behind it. */
static gboolean
keep (FerryHttpBody  *self,
      gsize           size,
      GError        **error)
{
  g_autoptr (GError) trouble = NULL;

  if (size == 0)
    return TRUE;
  if (!ferry_download_run_write (self->run, self->offset, self->context->buffer, size, &trouble))
    {
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  self->offset += size;
  if (self->missing > 0)
    self->missing -= size;
  self->uncoalesced += size;
  self->written (size, self->user_data);
  return TRUE;
}

/* libsoup gives the connection back when its end has been read, which with
 * nothing missing never waits for the network. */
static void
read_end (FerryHttpBody *self)
{
  char line[LINE_BYTES];

  g_pollable_input_stream_read_nonblocking (self->stream, line, sizeof line, NULL, NULL);
}

/* To libsoup a body in chunks that is cut between two of them has ended well.
 * Below its own stream is the one that knows: come to its real end it says so
 * again by itself, otherwise it has to ask the network, which is not allowed
 * here. */
static gboolean
has_real_end (FerryHttpBody  *self,
              GError        **error)
{
  GInputStream *below = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self->stream));
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  char line[LINE_BYTES];

  g_cancellable_cancel (cancelled);
  if (g_input_stream_read (below, line, sizeof line, cancelled, NULL) == 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, _ ("The last chunk is missing"));
  return FALSE;
}

static gsize
allowance (FerryHttpBody *self,
           gint64         now,
           guint         *ms)
{
  gsize requested = ferry_http_context_buffer_size (self->context, self->secure);

  if (self->missing >= 0)
    requested = MIN (requested, (guint64) self->missing);
  requested = ferry_run_allowance (FERRY_RUN (self->run), now, requested, ms);
  return requested > 0 && self->missing < 0 ? MAX (requested, LINE_BYTES) : requested;
}

/* Waiting for the rate limit is our silence, not the server's. */
static void
hold_back (FerryHttpBody *self,
           gint64         now,
           guint          ms)
{
  self->last_activity = now + ms * G_TIME_SPAN_MILLISECOND;
  wait_for_time (self, MAX (ms, 1));
}

static Step
read_and_keep (FerryHttpBody  *self,
               gsize           requested,
               gsize          *turn,
               GError        **error)
{
  gsize size;
  Step step = fill (self, requested, &size, error);

  if (!keep (self, size, error))
    return STEP_FAILED;
  /* Looked at after writing: a slow disk is not the server's silence either. */
  if (size > 0)
    self->last_activity = g_get_monotonic_time ();
  *turn += size;
  if (self->missing == 0 && (step == STEP_FULL || step == STEP_BLOCKED))
    {
      read_end (self);
      return STEP_END;
    }
  if (step == STEP_END && self->missing < 0 && !has_real_end (self, error))
    return STEP_FAILED;
  return step;
}

/* Whether the turn goes on; when it does not, @self may be gone. */
static gboolean
read_some (FerryHttpBody *self,
           gsize         *turn)
{
  gint64 now = g_get_monotonic_time ();
  GError *error = NULL;
  guint ms = 0;
  gsize requested = self->missing != 0 ? allowance (self, now, &ms) : 1;

  if (requested == 0)
    {
      hold_back (self, now, ms);
      return FALSE;
    }
  switch (self->missing != 0 ? read_and_keep (self, requested, turn, &error) : STEP_END)
    {
    case STEP_FULL:
      return TRUE;
    case STEP_BLOCKED:
      wait_for_bytes (self);
      return FALSE;
    case STEP_END:
    case STEP_FAILED:
      break;
    }
  end (self, error);
  return FALSE;
}

static void
take_turn (FerryHttpBody *self)
{
  gsize turn = 0;

  stop_waiting (self);
  while (turn < MAX_TURN)
    if (!read_some (self, &turn))
      return;
  wait_for_next_turn (self);
}

/**
 * ferry_http_body_new:
 * @context: what all transfers share
 * @run: a run that has begun
 * @stream: the body, pollable
 * @secure: whether it is decrypted while it is read
 * @range: bytes of the file that are to come, up to %G_MAXUINT64 when it is
 *   unknown how many; more are not read
 * @written: called again and again; must not free the body
 * @done: called once, when no more is read, from ferry_http_body_start() at
 *   the earliest; may free the body
 * @user_data: for @done
 *
 * Returns: (transfer full): the body
 */
FerryHttpBody *
ferry_http_body_new (FerryHttpContext     *context,
                     FerryDownloadRun     *run,
                     GInputStream         *stream,
                     gboolean              secure,
                     FerryByteRange        range,
                     FerryHttpBodyWritten  written,
                     FerryHttpBodyDone     done,
                     gpointer              user_data)
{
  FerryHttpBody *self = g_new0 (FerryHttpBody, 1);

  self->context = context;
  self->run = g_object_ref (run);
  self->stream = g_object_ref (G_POLLABLE_INPUT_STREAM (stream));
  self->secure = secure;
  self->offset = range.start;
  self->announced_end = range.end;
  self->missing = range.end < G_MAXUINT64 ? (gint64) (range.end - range.start) : -1;
  self->last_activity = g_get_monotonic_time ();
  self->written = written;
  self->done = done;
  self->user_data = user_data;
  context->n_bodies++;
  return self;
}

/**
 * ferry_http_body_start:
 * @self: a body
 *
 * Reads what is there at once, the rest as it comes.
 */
void
ferry_http_body_start (FerryHttpBody *self)
{
  if (self->missing == 0)
    read_end (self);
  take_turn (self);
}

/**
 * ferry_http_body_free:
 * @self: (transfer full): a body, at any time
 *
 * Closes the stream, which drops the connection unless all was read.
 */
void
ferry_http_body_free (FerryHttpBody *self)
{
  stop_waiting (self);
  g_input_stream_close (G_INPUT_STREAM (self->stream), NULL, NULL);
  self->context->n_bodies--;
  g_object_unref (self->stream);
  g_object_unref (self->run);
  g_free (self);
}

/**
 * ferry_http_body_get_last_activity:
 * @self: a body
 *
 * Returns: when the server was heard last, or will be asked again by a rate
 *   limit; monotonic, in microseconds
 */
gint64
ferry_http_body_get_last_activity (FerryHttpBody *self)
{
  return self->last_activity;
}

/**
 * ferry_http_body_set_end:
 * @self: a body
 * @end: up to which byte of the file it is wanted
 */
void
ferry_http_body_set_end (FerryHttpBody *self,
                         guint64        end)
{
  if (self->announced_end == G_MAXUINT64)
    return;
  self->missing = (gint64) (MAX (MIN (end, self->announced_end), self->offset) - self->offset);
  if (self->missing == 0 && self->wait != NULL)
    wait_for_next_turn (self);
}

/**
 * ferry_http_body_get_missing:
 * @self: a body
 *
 * Returns: bytes announced that have not come, -1 when unknown
 */
gint64
ferry_http_body_get_missing (FerryHttpBody *self)
{
  return self->missing;
}
