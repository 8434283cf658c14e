/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether and when a failed run is tried again. Pure functions. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  FERRY_RETRY_NEVER,   /* the transfer ends with the error */
  FERRY_RETRY_LATER,   /* after a delay, an attempt is spent */
  FERRY_RETRY_NETWORK, /* when there is a network again, no attempt is spent */
} FerryRetry;

FerryRetry ferry_retry_judge (const GError *error,
                              guint         attempts,
                              guint         max_attempts,
                              gboolean      network_available);
gint64     ferry_retry_delay (guint         attempts,
                              gint64        retry_after,
                              double        jitter);

G_END_DECLS
