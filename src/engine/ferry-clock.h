/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port to time, so that tests play it. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_CLOCK (ferry_clock_get_type ())
G_DECLARE_INTERFACE (FerryClock, ferry_clock, FERRY, CLOCK, GObject)

/**
 * FerryClockInterface:
 * @get_real_time: microseconds since 1970
 * @add_timeout: calls @callback once on the main thread after @milliseconds; returns an id that is not 0
 * @remove_timeout: forgets a timeout that has not been called
 */
struct _FerryClockInterface {
  GTypeInterface parent_iface;

  /* clang-format off */
  gint64 (*get_real_time)  (FerryClock *self);
  guint  (*add_timeout)    (FerryClock *self, guint milliseconds, GSourceOnceFunc callback, gpointer user_data);
  void   (*remove_timeout) (FerryClock *self, guint id);
  /* clang-format on */
};

gint64 ferry_clock_get_real_time  (FerryClock      *self);
guint  ferry_clock_add_timeout    (FerryClock      *self,
                                   guint            milliseconds,
                                   GSourceOnceFunc  callback,
                                   gpointer         user_data);
void   ferry_clock_remove_timeout (FerryClock      *self,
                                   guint            id);

G_END_DECLS
