/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A token bucket. It never lets more through than the limit over any longer
 * time, and asks to wait for a useful amount rather than for each byte. A
 * structure of zeros has no limit. */

#include "ferry-rate.h"

/* Seconds' worth that may be saved up and then move at once. */
#define BURST 0.25

#define LONGEST_WAIT 1000

static double
burst (const FerryRate *self)
{
  return MAX (self->bytes_per_second * BURST, 1);
}

static void
fill (FerryRate *self,
      gint64     now)
{
  double seconds = (double) MAX (now - self->filled_at, 0) / G_USEC_PER_SEC;

  self->tokens = MIN (self->tokens + seconds * self->bytes_per_second, burst (self));
  self->filled_at = MAX (now, self->filled_at);
}

/**
 * ferry_rate_set_limit:
 * @self: a bucket
 * @bytes_per_second: the limit from now on, 0 for none
 * @now: monotonic time in microseconds
 *
 * A bucket that had no limit starts empty; else what was saved up or owed is
 * kept up to one burst of the new limit.
 */
void
ferry_rate_set_limit (FerryRate *self,
                      guint64    bytes_per_second,
                      gint64     now)
{
  if (self->bytes_per_second == 0)
    {
      self->tokens = 0;
      self->filled_at = now;
    }
  fill (self, now);
  self->bytes_per_second = bytes_per_second;
  self->tokens = CLAMP (self->tokens, -burst (self), burst (self));
}

/**
 * ferry_rate_allow:
 * @self: a bucket
 * @now: monotonic time in microseconds
 * @requested: how many bytes are to move
 * @wait_ms: (out): 0, or milliseconds after which to ask again, from 1 to 1000
 *
 * Takes nothing out; ferry_rate_spend() does when bytes have moved.
 *
 * Returns: how many bytes may move now, at most @requested; 0 when @wait_ms is not
 */
gsize
ferry_rate_allow (FerryRate *self,
                  gint64     now,
                  gsize      requested,
                  guint     *wait_ms)
{
  double target;

  *wait_ms = 0;
  if (self->bytes_per_second == 0 || requested == 0)
    return requested;

  fill (self, now);
  /* Half a burst: a timer that fires late then spills nothing. */
  target = CLAMP (burst (self) / 2, 1, (double) requested);
  if (self->tokens >= target)
    return MIN (requested, (gsize) self->tokens);
  *wait_ms = CLAMP ((target - self->tokens) * 1000 / self->bytes_per_second + 1, 1, LONGEST_WAIT);
  return 0;
}

/**
 * ferry_rate_spend:
 * @self: a bucket
 * @bytes: how many have moved; more than were allowed is owed
 */
void
ferry_rate_spend (FerryRate *self,
                  gsize      bytes)
{
  if (self->bytes_per_second != 0)
    self->tokens -= bytes;
}
