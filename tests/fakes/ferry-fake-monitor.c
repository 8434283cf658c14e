/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A world that is as a test wants it. */

#include "ferry-fake-monitor.h"

struct _FerryFakeMonitor {
  GObject parent_instance;

  FerryWorld world;
};

static void ferry_fake_monitor_iface_init (FerryMonitorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryFakeMonitor, ferry_fake_monitor, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (FERRY_TYPE_MONITOR, ferry_fake_monitor_iface_init))

static FerryWorld
get_world (FerryMonitor *monitor)
{
  return FERRY_FAKE_MONITOR (monitor)->world;
}

static void
ferry_fake_monitor_class_init (FerryFakeMonitorClass *class)
{
}

static void
ferry_fake_monitor_iface_init (FerryMonitorInterface *iface)
{
  iface->get_world = get_world;
}

static void
ferry_fake_monitor_init (FerryFakeMonitor *self)
{
  self->world.available = TRUE;
}

FerryFakeMonitor *
ferry_fake_monitor_new (void)
{
  return g_object_new (FERRY_TYPE_FAKE_MONITOR, NULL);
}

/**
 * ferry_fake_monitor_set_world:
 * @self: the monitor
 * @world: what it is like from now on
 *
 * Tells everyone at once.
 */
void
ferry_fake_monitor_set_world (FerryFakeMonitor *self,
                              FerryWorld        world)
{
  self->world = world;
  ferry_monitor_emit_changed (FERRY_MONITOR (self));
}
