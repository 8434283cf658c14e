/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One attempt at a transfer. The backend's thread begins and writes it; the
 * main thread watches, makes durable and seals it, with a worker thread for
 * what waits for the disk. */

#include "ferry-run-private.h"

#include "ferry-error.h"

/* What may be fetched again after a power failure: a few MiB on a fast link,
 * a second on a slow one. */
#define CHECKPOINT_BYTES    (8 * 1024 * 1024)
#define CHECKPOINT_INTERVAL G_USEC_PER_SEC

G_DEFINE_FINAL_TYPE (FerryRun, ferry_run, G_TYPE_OBJECT)

enum {
  BEGAN,
  CHECKPOINT_DUE,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* Messages from the backend's thread. */

typedef struct {
  FerryRun *run;           /* (owned) */
  FerryResponse *response; /* (owned) (nullable) */
  guint64 offset;
} Message;

static void
message_free (gpointer data)
{
  Message *message = data;

  g_object_unref (message->run);
  g_clear_pointer (&message->response, ferry_response_unref);
  g_free (message);
}

static gboolean
on_message (gpointer user_data)
{
  Message *message = user_data;

  if (message->response != NULL)
    g_signal_emit (message->run, signals[BEGAN], 0, message->response, message->offset);
  else
    g_signal_emit (message->run, signals[CHECKPOINT_DUE], 0);
  return G_SOURCE_REMOVE;
}

static void
tell (FerryRun      *self,
      FerryResponse *response,
      guint64        offset)
{
  Message *message = g_new0 (Message, 1);

  message->run = g_object_ref (self);
  message->response = response != NULL ? ferry_response_ref (response) : NULL;
  message->offset = offset;
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, on_message, message, message_free);
}

static void
ferry_run_finalize (GObject *object)
{
  FerryRun *self = FERRY_RUN (object);

  g_clear_pointer (&self->request, ferry_request_unref);
  g_clear_pointer (&self->previous, ferry_response_unref);
  g_clear_pointer (&self->response, ferry_response_unref);
  g_clear_pointer (&self->limits, ferry_limits_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->sink);
  ferry_run_upload_clear (self);
  g_free (self->part_path);
  g_free (self->owner);
  g_free (self->file);
  g_free (self->next_owner);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (ferry_run_parent_class)->finalize (object);
}

static void
ferry_run_class_init (FerryRunClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_run_finalize;
  ferry_run_upload_class_init (class);

  /**
   * FerryRun::began:
   * @self: a run
   * @response: what the server answered
   * @offset: where the body starts
   *
   * A good answer has come and the file is open. Emitted on the main thread.
   */
  signals[BEGAN] = g_signal_new ("began", FERRY_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, FERRY_TYPE_RESPONSE, G_TYPE_UINT64);

  /**
   * FerryRun::checkpoint-due:
   * @self: a run
   *
   * Enough bytes have come for ferry_run_checkpoint_async(). Emitted on the
   * main thread, and not again until that has finished.
   */
  signals[CHECKPOINT_DUE] = g_signal_new ("checkpoint-due", FERRY_TYPE_RUN, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ferry_run_init (FerryRun *self)
{
  g_mutex_init (&self->lock);
  self->length = -1;
  self->retry_after = -1;
  self->answer_fd = -1;
}

/**
 * ferry_run_new:
 * @request: what to transfer
 * @part_path: (nullable): the unfinished file of earlier runs
 * @offset: bytes of it that are known to be on disk
 * @previous: (nullable): what these bytes were said to be
 * @limits: the person's settings
 *
 * Returns: (transfer full): a run that has not begun
 */
FerryRun *
ferry_run_new (FerryRequest  *request,
               const char    *part_path,
               guint64        offset,
               FerryResponse *previous,
               FerryLimits   *limits)
{
  FerryRun *self = g_object_new (FERRY_TYPE_RUN, NULL);

  self->request = ferry_request_ref (request);
  self->part_path = g_strdup (part_path);
  self->file = part_path != NULL ? ferry_run_final_path (part_path) : NULL;
  self->offset = part_path != NULL ? offset : 0;
  self->bytes_done = self->offset;
  self->previous = previous != NULL ? ferry_response_ref (previous) : NULL;
  self->limits = ferry_limits_ref (limits);
  self->context = g_main_context_ref_thread_default ();
  self->rate_limit = request->rate_limit;
  return self;
}

/**
 * ferry_run_get_bytes_done:
 * @self: a run
 *
 * May be called from any thread.
 *
 * Returns: bytes of the file that have been written, durable or not
 */
guint64
ferry_run_get_bytes_done (FerryRun *self)
{
  guint64 bytes;

  g_mutex_lock (&self->lock);
  bytes = self->bytes_done;
  g_mutex_unlock (&self->lock);
  return bytes;
}

/**
 * ferry_run_get_length:
 * @self: a run
 *
 * Returns: bytes of the whole file, -1 while unknown; from any thread
 */
gint64
ferry_run_get_length (FerryRun *self)
{
  gint64 length;

  g_mutex_lock (&self->lock);
  length = self->length;
  g_mutex_unlock (&self->lock);
  return length;
}

/**
 * ferry_run_get_retry_after:
 * @self: a run
 *
 * Returns: seconds that the server asked to wait, -1 when it did not; from any
 *   thread
 */
gint64
ferry_run_get_retry_after (FerryRun *self)
{
  gint64 seconds;

  g_mutex_lock (&self->lock);
  seconds = self->retry_after;
  g_mutex_unlock (&self->lock);
  return seconds;
}

/**
 * ferry_run_has_begun:
 * @self: a run
 *
 * Returns: whether its file is open; from any thread
 */
gboolean
ferry_run_has_begun (FerryRun *self)
{
  gboolean begun;

  g_mutex_lock (&self->lock);
  begun = self->sink != NULL;
  g_mutex_unlock (&self->lock);
  return begun;
}

/**
 * ferry_run_set_owner:
 * @self: a run that has not begun
 * @id: of its transfer
 * @restarts: how often that began again, which the journal knows
 *
 * Lets it know an unfinished file again, and whether its bytes are those that
 * the journal counts. To be called once.
 */
void
ferry_run_set_owner (FerryRun   *self,
                     const char *id,
                     guint       restarts)
{
  self->owner = restarts > 0 ? g_strdup_printf ("%s#%u", id, restarts) : g_strdup (id);
  self->next_owner = g_strdup_printf ("%s#%u", id, restarts + 1);
}

/**
 * ferry_run_set_rate_limit:
 * @self: a run
 * @bytes_per_second: 0 for no limit of its own
 */
void
ferry_run_set_rate_limit (FerryRun *self,
                          guint64   bytes_per_second)
{
  g_mutex_lock (&self->lock);
  self->rate_limit = bytes_per_second;
  g_mutex_unlock (&self->lock);
}

/* For the backend, on its thread. */

FerryRequest *
ferry_run_get_request (FerryRun *self)
{
  return self->request;
}

/**
 * ferry_run_get_offset:
 * @self: a run
 *
 * Returns: the first byte that is missing
 */
guint64
ferry_run_get_offset (FerryRun *self)
{
  return self->offset;
}

/**
 * ferry_run_get_previous:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): the answer that the bytes before the
 *   offset came with
 */
FerryResponse *
ferry_run_get_previous (FerryRun *self)
{
  return self->previous;
}

/**
 * ferry_run_get_silence_timeout:
 * @self: a run
 *
 * Returns: seconds without a byte after which the server counts as gone
 */
guint
ferry_run_get_silence_timeout (FerryRun *self)
{
  return ferry_limits_get_silence_timeout (self->limits);
}

gboolean
ferry_run_get_allow_insecure_redirects (FerryRun *self)
{
  return ferry_limits_get_allow_insecure_redirects (self->limits);
}

/**
 * ferry_run_begin:
 * @self: a run
 * @response: the good answer
 * @offset: where its body starts: ferry_run_get_offset() or 0
 * @error: return location for an error
 *
 * Opens the file. When the bytes that were to be continued are gone, the
 * error is %FERRY_ERROR_NOT_FOUND. To be called once.
 *
 * Returns: whether bytes may be written
 */
gboolean
ferry_run_begin (FerryRun       *self,
                 FerryResponse  *response,
                 guint64         offset,
                 GError        **error)
{
  FerrySink *sink = ferry_run_open_sink (self, response, offset, error);

  if (sink == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  self->sink = sink;
  self->response = ferry_response_ref (response);
  self->bytes_done = offset;
  self->length = response->length;
  g_mutex_unlock (&self->lock);
  self->checkpoint_offset = offset;
  self->checkpoint_time = g_get_monotonic_time ();
  tell (self, response, offset);
  return TRUE;
}

static void
ask_for_checkpoint (FerryRun *self,
                    guint64   done)
{
  gint64 now;
  gboolean ask;

  if (done - self->checkpoint_offset < CHECKPOINT_BYTES)
    {
      now = g_get_monotonic_time ();
      if (now - self->checkpoint_time < CHECKPOINT_INTERVAL)
        return;
    }
  else
    now = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  ask = !self->checkpoint_asked;
  self->checkpoint_asked = TRUE;
  g_mutex_unlock (&self->lock);
  if (!ask)
    return;
  self->checkpoint_offset = done;
  self->checkpoint_time = now;
  tell (self, NULL, 0);
}

/**
 * ferry_run_write:
 * @self: a run that has begun
 * @bytes: what has arrived
 * @size: how much, in bytes
 * @error: return location for an error
 *
 * Writes at the end of what is there.
 *
 * Returns: whether it is written
 */
gboolean
ferry_run_write (FerryRun    *self,
                 const void  *bytes,
                 gsize        size,
                 GError     **error)
{
  guint64 done;

  if (!ferry_sink_write (self->sink, bytes, size, error))
    return FALSE;
  ferry_run_spend (self, size);

  g_mutex_lock (&self->lock);
  self->bytes_done += size;
  done = self->bytes_done;
  g_mutex_unlock (&self->lock);
  ask_for_checkpoint (self, done);
  return TRUE;
}

/* Bytes that have moved count against the limits. */
void
ferry_run_spend (FerryRun *self,
                 gsize     size)
{
  if (self->rate_limit_taken > 0)
    ferry_rate_spend (&self->rate, size);
  ferry_limits_spend (self->limits, size);
}

static void
take_rate_limit (FerryRun *self,
                 gint64    now)
{
  guint64 limit;

  g_mutex_lock (&self->lock);
  limit = self->rate_limit;
  g_mutex_unlock (&self->lock);
  if (limit == self->rate_limit_taken)
    return;
  ferry_rate_set_limit (&self->rate, limit, now);
  self->rate_limit_taken = limit;
}

/**
 * ferry_run_allowance:
 * @self: a run
 * @now: microseconds, monotonic
 * @wish: bytes that the backend would like to read
 * @wait: (out): milliseconds after which to ask again when the answer is 0
 *
 * Returns: bytes that may be read now under the transfer's own limit and the
 *   limit of all, at most @wish
 */
gsize
ferry_run_allowance (FerryRun *self,
                     gint64    now,
                     gsize     wish,
                     guint    *wait)
{
  take_rate_limit (self, now);
  if (self->rate_limit_taken > 0)
    {
      wish = ferry_rate_allow (&self->rate, now, wish, wait);
      if (wish == 0)
        return 0;
    }
  return ferry_limits_allow (self->limits, now, wish, wait);
}

/**
 * ferry_run_set_retry_after:
 * @self: a run
 * @seconds: what the server asked for
 */
void
ferry_run_set_retry_after (FerryRun *self,
                           gint64    seconds)
{
  g_mutex_lock (&self->lock);
  self->retry_after = seconds;
  g_mutex_unlock (&self->lock);
}
