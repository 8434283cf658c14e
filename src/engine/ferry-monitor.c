/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port to what the environment is now. */

#include "ferry-monitor.h"

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (FerryMonitor, ferry_monitor, G_TYPE_OBJECT)

static void
ferry_monitor_default_init (FerryMonitorInterface *iface)
{
  /**
   * FerryMonitor::changed:
   *
   * What ferry_monitor_get_environment() returns is different from now on.
   */
  signals[CHANGED] = g_signal_new ("changed", FERRY_TYPE_MONITOR, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

FerryEnvironment
ferry_monitor_get_environment (FerryMonitor *self)
{
  return FERRY_MONITOR_GET_IFACE (self)->get_environment (self);
}

void
ferry_monitor_emit_changed (FerryMonitor *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}
