/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every attempt at a transfer has, whichever way its bytes go. */

#include "ferry-run.h"

#include "ferry-rate.h"

typedef struct {
  FerryRequest *request; /* (owned) */
  FerryLimits *limits;   /* (owned) */
  GMainContext *context; /* (owned) the main thread's */
  guint64 offset;        /* where it starts */

  /* Of the backend's thread. */
  FerryRate rate;
  guint64 rate_limit_taken;

  /* Of both. */
  GMutex lock;
  guint64 rate_limit;
  guint64 bytes_done;
  gint64 length;
  gint64 retry_after; /* seconds, -1 when the server named none */
} FerryRunPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FerryRun, ferry_run, G_TYPE_OBJECT)

static FerryRunPrivate *
get (FerryRun *self)
{
  return ferry_run_get_instance_private (self);
}

static void
ferry_run_finalize (GObject *object)
{
  FerryRunPrivate *self = get (FERRY_RUN (object));

  g_clear_pointer (&self->request, ferry_request_unref);
  g_clear_pointer (&self->limits, ferry_limits_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (ferry_run_parent_class)->finalize (object);
}

static void
ferry_run_class_init (FerryRunClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_run_finalize;
}

static void
ferry_run_init (FerryRun *run)
{
  FerryRunPrivate *self = get (run);

  g_mutex_init (&self->lock);
  self->length = -1;
  self->retry_after = -1;
}

/**
 * ferry_run_set_up:
 * @self: a run that is being made
 * @request: what to transfer
 * @offset: bytes that are there already
 * @limits: the person's settings
 */
void
ferry_run_set_up (FerryRun     *self,
                  FerryRequest *request,
                  guint64       offset,
                  FerryLimits  *limits)
{
  FerryRunPrivate *run = get (self);

  run->request = ferry_request_ref (request);
  run->offset = run->bytes_done = offset;
  run->limits = ferry_limits_ref (limits);
  run->context = g_main_context_ref_thread_default ();
  run->rate_limit = request->rate_limit;
}

void
ferry_run_lock (FerryRun *self)
{
  g_mutex_lock (&get (self)->lock);
}

void
ferry_run_unlock (FerryRun *self)
{
  g_mutex_unlock (&get (self)->lock);
}

/**
 * ferry_run_get_bytes_done:
 * @self: a run
 *
 * May be called from any thread.
 *
 * Returns: bytes that have been written, durable or not, or that a server has
 */
guint64
ferry_run_get_bytes_done (FerryRun *self)
{
  guint64 bytes;

  ferry_run_lock (self);
  bytes = get (self)->bytes_done;
  ferry_run_unlock (self);
  return bytes;
}

/**
 * ferry_run_get_length:
 * @self: a run
 *
 * Returns: bytes of the whole, -1 while unknown; from any thread
 */
gint64
ferry_run_get_length (FerryRun *self)
{
  gint64 length;

  ferry_run_lock (self);
  length = get (self)->length;
  ferry_run_unlock (self);
  return length;
}

/**
 * ferry_run_set_progress:
 * @self: a run
 * @bytes_done: how many are done
 * @length: of how many, -1 while unknown
 */
void
ferry_run_set_progress (FerryRun *self,
                        guint64   bytes_done,
                        gint64    length)
{
  ferry_run_lock (self);
  get (self)->bytes_done = bytes_done;
  get (self)->length = length;
  ferry_run_unlock (self);
}

/**
 * ferry_run_add_bytes:
 * @self: a run
 * @size: bytes that are done besides
 *
 * Returns: how many are done now
 */
guint64
ferry_run_add_bytes (FerryRun *self,
                     gsize     size)
{
  guint64 done;

  ferry_run_lock (self);
  get (self)->bytes_done += size;
  done = get (self)->bytes_done;
  ferry_run_unlock (self);
  return done;
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

  ferry_run_lock (self);
  seconds = get (self)->retry_after;
  ferry_run_unlock (self);
  return seconds;
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
  ferry_run_lock (self);
  get (self)->retry_after = seconds;
  ferry_run_unlock (self);
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
  ferry_run_lock (self);
  get (self)->rate_limit = bytes_per_second;
  ferry_run_unlock (self);
}

FerryRequest *
ferry_run_get_request (FerryRun *self)
{
  return get (self)->request;
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
  return get (self)->offset;
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
  return ferry_limits_get_silence_timeout (get (self)->limits);
}

gboolean
ferry_run_get_allow_insecure_redirects (FerryRun *self)
{
  return ferry_limits_get_allow_insecure_redirects (get (self)->limits);
}

/**
 * ferry_run_spend:
 * @self: a run
 * @size: bytes that have moved
 *
 * They count against the limits.
 */
void
ferry_run_spend (FerryRun *self,
                 gsize     size)
{
  FerryRunPrivate *run = get (self);

  if (run->rate_limit_taken > 0)
    ferry_rate_spend (&run->rate, size);
  ferry_limits_spend (run->limits, size);
}

static void
take_rate_limit (FerryRunPrivate *self,
                 gint64           now)
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
 * @requested: bytes that the backend would like to move
 * @wait: (out): milliseconds after which to ask again when the answer is 0
 *
 * Returns: bytes that may be moved now under the transfer's own limit and the
 *   limit of all, at most @requested
 */
gsize
ferry_run_allowance (FerryRun *self,
                     gint64    now,
                     gsize     requested,
                     guint    *wait)
{
  FerryRunPrivate *run = get (self);

  take_rate_limit (run, now);
  if (run->rate_limit_taken > 0)
    {
      requested = ferry_rate_allow (&run->rate, now, requested, wait);
      if (requested == 0)
        return 0;
    }
  return ferry_limits_allow (run->limits, now, requested, wait);
}

/**
 * ferry_run_post:
 * @self: a run
 * @callback: called on the main thread
 * @data: for @callback
 * @destroy: for @data
 */
void
ferry_run_post (FerryRun       *self,
                GSourceFunc     callback,
                gpointer        data,
                GDestroyNotify  destroy)
{
  g_main_context_invoke_full (get (self)->context, G_PRIORITY_DEFAULT, callback, data, destroy);
}
