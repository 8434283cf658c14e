/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether and when a failed run is tried again. What happened is known from
 * the error alone; backends have already named it. */

#include "ferry-retry.h"

#include "ferry-enums.h"
#include "ferry-error.h"

#define FIRST_DELAY     G_GINT64_CONSTANT (1000)
#define LONGEST_DELAY   G_GINT64_CONSTANT (300000)
#define LONGEST_REQUEST G_GINT64_CONSTANT (86400)

/* How far a delay is moved either way, so that transfers that failed together
 * do not come back together. */
#define SPREAD 0.25

/* What may be otherwise next time. All else a server says, and all that this
 * disk says, will be said again. */
static const struct {
  int status;
  gboolean is_connection; /* a missing network looks like this */
} passing[] = {
  { FERRY_WEB_ERROR_STATUS_UNKNOWN, TRUE },
  { FERRY_WEB_ERROR_STATUS_SERVER_UNREACHABLE, TRUE },
  { FERRY_WEB_ERROR_STATUS_TIMEOUT, TRUE },
  { FERRY_WEB_ERROR_STATUS_CONNECTION_ABORTED, TRUE },
  { FERRY_WEB_ERROR_STATUS_CONNECTION_RESET, TRUE },
  { FERRY_WEB_ERROR_STATUS_DISCONNECTED, TRUE },
  { FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT, TRUE },
  { FERRY_WEB_ERROR_STATUS_HOST_NAME_NOT_RESOLVED, TRUE },
  { FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE, FALSE },
  { FERRY_WEB_ERROR_STATUS_REQUEST_TIMEOUT, FALSE },
  { FERRY_WEB_ERROR_STATUS_TOO_MANY_REQUESTS, FALSE },
  { FERRY_WEB_ERROR_STATUS_INTERNAL_SERVER_ERROR, FALSE },
  { FERRY_WEB_ERROR_STATUS_BAD_GATEWAY, FALSE },
  { FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE, FALSE },
  { FERRY_WEB_ERROR_STATUS_GATEWAY_TIMEOUT, FALSE },
};

/**
 * ferry_retry_judge:
 * @error: why the run failed
 * @attempts: runs in a row that failed without progress, this one included
 * @max_attempts: how many may
 * @network_available: whether there is a network beyond this machine
 *
 * Returns: what to do now
 */
FerryRetry
ferry_retry_judge (const GError *error,
                   guint         attempts,
                   guint         max_attempts,
                   gboolean      network_available)
{
  if (error->domain != FERRY_WEB_ERROR)
    return FERRY_RETRY_NEVER;
  for (gsize i = 0; i < G_N_ELEMENTS (passing); i++)
    {
      if (passing[i].status != error->code)
        continue;
      if (passing[i].is_connection && !network_available)
        return FERRY_RETRY_NETWORK;
      return attempts < max_attempts ? FERRY_RETRY_LATER : FERRY_RETRY_NEVER;
    }
  return FERRY_RETRY_NEVER;
}

/**
 * ferry_retry_delay:
 * @attempts: runs in a row that failed without progress, from 1
 * @retry_after: seconds that the server asked to wait, or -1
 * @jitter: a random number from 0 to 1
 *
 * Doubles from one second to five minutes, give or take a quarter. A server's
 * requested makes it longer, by a day at most, never shorter.
 *
 * Returns: milliseconds to wait
 */
gint64
ferry_retry_delay (guint  attempts,
                   gint64 retry_after,
                   double jitter)
{
  guint doublings = CLAMP (attempts, 1, 20) - 1;
  gint64 delay = MIN (FIRST_DELAY << doublings, LONGEST_DELAY);

  delay *= 1 + SPREAD * (2 * CLAMP (jitter, 0, 1) - 1);
  return MAX (delay, CLAMP (retry_after, 0, LONGEST_REQUEST) * 1000);
}
