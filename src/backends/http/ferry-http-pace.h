/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When to come back for more bytes. While the link is the bottleneck, coming
 * back at every packet costs twice the processor time of coming back every
 * few milliseconds. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gint64 since;              /* microseconds, monotonic; 0 before the first byte */
  double rate;               /* bytes a second, smoothed */
} FerryHttpPace;

guint ferry_http_pace_next (FerryHttpPace *self,
                            gint64         now,
                            gsize          bytes);

G_END_DECLS
