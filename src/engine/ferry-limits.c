/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings on their way from the main thread to the runs. Single values are
 * atomic; the shared bucket has a lock, which is held for a few instructions. */

#include "ferry-limits.h"

#include "ferry-rate.h"

/* A minute is longer than any honest server thinks. */
#define DEFAULT_SILENCE_TIMEOUT 60

struct _FerryLimits {
  guint silence_timeout;             /* (atomic) seconds */
  gboolean allow_insecure_redirects; /* (atomic) */
  guint connections;                 /* (atomic) of one download, at least 1 */
  guint limited;                     /* (atomic) whether the bucket has a limit at all */
  GMutex lock;
  FerryRate rate; /* (locked by lock) */
};

FerryLimits *
ferry_limits_new (void)
{
  FerryLimits *self = g_atomic_rc_box_new0 (FerryLimits);

  g_mutex_init (&self->lock);
  self->silence_timeout = DEFAULT_SILENCE_TIMEOUT;
  self->connections = 1;
  return self;
}

FerryLimits *
ferry_limits_ref (FerryLimits *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  FerryLimits *self = data;

  g_mutex_clear (&self->lock);
}

void
ferry_limits_unref (FerryLimits *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
ferry_limits_set_silence_timeout (FerryLimits *self,
                                  guint        seconds)
{
  g_atomic_int_set (&self->silence_timeout, seconds);
}

guint
ferry_limits_get_silence_timeout (FerryLimits *self)
{
  return g_atomic_int_get (&self->silence_timeout);
}

void
ferry_limits_set_allow_insecure_redirects (FerryLimits *self,
                                           gboolean     allow)
{
  g_atomic_int_set (&self->allow_insecure_redirects, allow);
}

gboolean
ferry_limits_get_allow_insecure_redirects (FerryLimits *self)
{
  return g_atomic_int_get (&self->allow_insecure_redirects);
}

/**
 * ferry_limits_set_connections:
 * @self: the limits
 * @n_connections: how many one download may have, at least 1
 */
void
ferry_limits_set_connections (FerryLimits *self,
                              guint        n_connections)
{
  g_atomic_int_set (&self->connections, MAX (n_connections, 1));
}

guint
ferry_limits_get_connections (FerryLimits *self)
{
  return g_atomic_int_get (&self->connections);
}

/**
 * ferry_limits_set_rate:
 * @self: the limits
 * @bytes_per_second: for all runs together, 0 for no limit
 */
void
ferry_limits_set_rate (FerryLimits *self,
                       guint64      bytes_per_second)
{
  g_mutex_lock (&self->lock);
  ferry_rate_set_limit (&self->rate, bytes_per_second, g_get_monotonic_time ());
  g_mutex_unlock (&self->lock);
  g_atomic_int_set (&self->limited, bytes_per_second > 0);
}

/**
 * ferry_limits_have_rate:
 * @self: the limits
 *
 * Returns: whether all runs together have a limit
 */
gboolean
ferry_limits_have_rate (FerryLimits *self)
{
  return g_atomic_int_get (&self->limited);
}

/**
 * ferry_limits_allow:
 * @self: the limits
 * @now: microseconds, monotonic
 * @requested: bytes that the caller would like to move
 * @wait_ms: (out): after how many milliseconds to ask again when the answer is 0
 *
 * Returns: bytes that all runs together still have now, at most @requested
 */
gsize
ferry_limits_allow (FerryLimits *self,
                    gint64       now,
                    gsize        requested,
                    guint       *wait_ms)
{
  gsize allowed;

  if (!g_atomic_int_get (&self->limited))
    return requested;
  g_mutex_lock (&self->lock);
  allowed = ferry_rate_allow (&self->rate, now, requested, wait_ms);
  g_mutex_unlock (&self->lock);
  return allowed;
}

void
ferry_limits_spend (FerryLimits *self,
                    gsize        bytes)
{
  if (!g_atomic_int_get (&self->limited))
    return;
  g_mutex_lock (&self->lock);
  ferry_rate_spend (&self->rate, bytes);
  g_mutex_unlock (&self->lock);
}
