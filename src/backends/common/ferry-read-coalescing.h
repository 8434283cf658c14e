/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long to let bytes gather before reading again. Pure; times are
 * microseconds of a monotonic clock. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FerryReadCoalescing:
 * @since: when the last bytes were read, 0 before the first
 * @rate: bytes a second, smoothed
 */
typedef struct {
  gint64 since;
  double rate;
} FerryReadCoalescing;

guint ferry_read_coalescing_tick (FerryReadCoalescing *self,
                                  gint64               now,
                                  gsize                bytes);

G_END_DECLS
