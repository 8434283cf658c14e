/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The time of this machine. Its timeouts stand still while the machine
 * sleeps, so that a retry does not come due before the network is back. */

#include "ferry-system-clock.h"

struct _FerrySystemClock {
  GObject parent_instance;
};

static void clock_iface_init (FerryClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerrySystemClock, ferry_system_clock, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (FERRY_TYPE_CLOCK, clock_iface_init))

static gint64
get_real_time (FerryClock *self)
{
  return g_get_real_time ();
}

static guint
add_timeout (FerryClock      *self,
             guint            milliseconds,
             GSourceOnceFunc  callback,
             gpointer         user_data)
{
  return g_timeout_add_once (milliseconds, callback, user_data);
}

static void
remove_timeout (FerryClock *self,
                guint       id)
{
  g_source_remove (id);
}

static void
clock_iface_init (FerryClockInterface *iface)
{
  iface->get_real_time = get_real_time;
  iface->add_timeout = add_timeout;
  iface->remove_timeout = remove_timeout;
}

static void
ferry_system_clock_class_init (FerrySystemClockClass *class)
{
}

static void
ferry_system_clock_init (FerrySystemClock *self)
{
}

/**
 * ferry_system_clock_new:
 *
 * Returns: (transfer full): a clock
 */
FerryClock *
ferry_system_clock_new (void)
{
  return g_object_new (FERRY_TYPE_SYSTEM_CLOCK, NULL);
}
