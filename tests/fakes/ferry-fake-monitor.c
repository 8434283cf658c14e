/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A environment that is as a test wants it. */

#include "ferry-fake-monitor.h"

struct _FerryFakeMonitor {
  GObject parent_instance;

  FerryEnvironment environment;
};

static void ferry_fake_monitor_iface_init (FerryMonitorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryFakeMonitor, ferry_fake_monitor, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (FERRY_TYPE_MONITOR, ferry_fake_monitor_iface_init))

static FerryEnvironment
get_environment (FerryMonitor *monitor)
{
  return FERRY_FAKE_MONITOR (monitor)->environment;
}

static void
ferry_fake_monitor_class_init (FerryFakeMonitorClass *class)
{
}

static void
ferry_fake_monitor_iface_init (FerryMonitorInterface *iface)
{
  iface->get_environment = get_environment;
}

static void
ferry_fake_monitor_init (FerryFakeMonitor *self)
{
  self->environment.available = TRUE;
}

FerryFakeMonitor *
ferry_fake_monitor_new (void)
{
  return g_object_new (FERRY_TYPE_FAKE_MONITOR, NULL);
}

/**
 * ferry_fake_monitor_set_environment:
 * @self: the monitor
 * @environment: what it is like from now on
 *
 * Tells everyone at once.
 */
void
ferry_fake_monitor_set_environment (FerryFakeMonitor *self,
                                    FerryEnvironment  environment)
{
  self->environment = environment;
  ferry_monitor_emit_changed (FERRY_MONITOR (self));
}
