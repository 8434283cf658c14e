/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A token bucket: how many bytes may move now. Pure; times are microseconds
 * of a monotonic clock. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint64 bytes_per_second; /* 0: no limit */
  double tokens;
  gint64 filled_at;
} FerryRate;

void  ferry_rate_set_limit (FerryRate *self,
                            guint64    bytes_per_second,
                            gint64     now);
gsize ferry_rate_allow     (FerryRate *self,
                            gint64     now,
                            gsize      requested,
                            guint     *wait_ms);
void  ferry_rate_spend     (FerryRate *self,
                            gsize      bytes);

G_END_DECLS
