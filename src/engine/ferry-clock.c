/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port to time. */

#include "ferry-clock.h"

G_DEFINE_INTERFACE (FerryClock, ferry_clock, G_TYPE_OBJECT)

static void
ferry_clock_default_init (FerryClockInterface *iface)
{
}

gint64
ferry_clock_get_real_time (FerryClock *self)
{
  return FERRY_CLOCK_GET_IFACE (self)->get_real_time (self);
}

guint
ferry_clock_add_timeout (FerryClock      *self,
                         guint            milliseconds,
                         GSourceOnceFunc  callback,
                         gpointer         user_data)
{
  return FERRY_CLOCK_GET_IFACE (self)->add_timeout (self, milliseconds, callback, user_data);
}

void
ferry_clock_remove_timeout (FerryClock *self,
                            guint       id)
{
  FERRY_CLOCK_GET_IFACE (self)->remove_timeout (self, id);
}
