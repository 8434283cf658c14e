/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When to come back for more bytes. */

#include "ferry-http-pace.h"

/* Each visit should find about this much. */
#define BYTES_PER_VISIT (128 * 1024)

/* Longer waits let the socket's buffer run full, shorter ones save nothing. */
#define MAX_WAIT_MS 10

/* A faster source is not a link to wait for. */
#define MAX_PACED_RATE (128.0 * 1024 * 1024)

/**
 * ferry_http_pace_next:
 * @self: state of one body
 * @now: microseconds, monotonic
 * @bytes: what came since the last call
 *
 * Returns: milliseconds to wait, or 0: wait until the socket says that there
 *   is something
 */
guint
ferry_http_pace_next (FerryHttpPace *self,
                      gint64         now,
                      gsize          bytes)
{
  gint64 elapsed = now - self->since;
  double rate, wait;

  if (self->since == 0 || elapsed <= 0 || bytes == 0)
    {
      self->since = now;
      return 0;
    }
  rate = bytes * (double) G_USEC_PER_SEC / elapsed;
  self->rate = self->rate > 0 ? 0.75 * self->rate + 0.25 * rate : rate;
  self->since = now;
  if (self->rate > MAX_PACED_RATE)
    return 0;
  wait = BYTES_PER_VISIT / self->rate * 1000;
  return (guint) CLAMP (wait, 1, MAX_WAIT_MS);
}
