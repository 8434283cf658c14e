/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The environment as the desktop knows it: network and cost from GIO, roaming from
 * ModemManager, power from the power profile. A change of network comes as a
 * burst of notes; it is told once. */

#include "ferry-environment-monitor.h"

#include "ferry-modem-monitor.h"

#include <gio/gio.h>

struct _FerryEnvironmentMonitor {
  GObject parent_instance;

  GNetworkMonitor *network;    /* (owned) */
  GPowerProfileMonitor *power; /* (owned) */
  FerryModemMonitor *modem;    /* (owned) */

  FerryEnvironment told;
  guint idle; /* 0 while nothing is to be told */
};

static void monitor_iface_init (FerryMonitorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryEnvironmentMonitor, ferry_environment_monitor, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (FERRY_TYPE_MONITOR, monitor_iface_init))

/* A modem may be connected and roaming while bytes go through a cable. What
 * goes through a modem is metered, so that is asked as well. */
static FerryEnvironment
get_environment (FerryMonitor *monitor)
{
  FerryEnvironmentMonitor *self = FERRY_ENVIRONMENT_MONITOR (monitor);
  gboolean metered = g_network_monitor_get_network_metered (self->network);

  return (FerryEnvironment){
    .available = g_network_monitor_get_network_available (self->network),
    .metered = metered,
    .roaming = metered && ferry_modem_monitor_get_roaming (self->modem),
    .power_saver = g_power_profile_monitor_get_power_saver_enabled (self->power),
  };
}

static gboolean
same_environment (FerryEnvironment a,
                  FerryEnvironment b)
{
  return a.available == b.available && a.metered == b.metered &&
         a.roaming == b.roaming && a.power_saver == b.power_saver;
}

static void
tell (gpointer data)
{
  FerryEnvironmentMonitor *self = data;
  FerryEnvironment environment = get_environment (FERRY_MONITOR (self));

  self->idle = 0;
  if (same_environment (environment, self->told))
    return;
  self->told = environment;
  ferry_monitor_emit_changed (FERRY_MONITOR (self));
}

static void
on_note (FerryEnvironmentMonitor *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add_once (tell, self);
}

static void
ferry_environment_monitor_dispose (GObject *object)
{
  FerryEnvironmentMonitor *self = FERRY_ENVIRONMENT_MONITOR (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->network);
  g_clear_object (&self->power);
  g_clear_object (&self->modem);
  G_OBJECT_CLASS (ferry_environment_monitor_parent_class)->dispose (object);
}

static void
monitor_iface_init (FerryMonitorInterface *iface)
{
  iface->get_environment = get_environment;
}

static void
ferry_environment_monitor_class_init (FerryEnvironmentMonitorClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ferry_environment_monitor_dispose;
}

static void
ferry_environment_monitor_init (FerryEnvironmentMonitor *self)
{
  self->network = g_object_ref (g_network_monitor_get_default ());
  self->power = g_power_profile_monitor_dup_default ();
  self->modem = ferry_modem_monitor_new ();
  self->told = get_environment (FERRY_MONITOR (self));

  /* GLib's monitor on NetworkManager emits no network-changed for these. */
  g_signal_connect_object (self->network, "notify::network-available", G_CALLBACK (on_note), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "notify::network-metered", G_CALLBACK (on_note), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->power, "notify::power-saver-enabled", G_CALLBACK (on_note), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->modem, "notify::roaming", G_CALLBACK (on_note), self, G_CONNECT_SWAPPED);
}

/**
 * ferry_environment_monitor_new:
 *
 * Returns: (transfer full): a monitor
 */
FerryMonitor *
ferry_environment_monitor_new (void)
{
  return g_object_new (FERRY_TYPE_ENVIRONMENT_MONITOR, NULL);
}
