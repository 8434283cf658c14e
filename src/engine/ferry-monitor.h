/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port to what the world is like now: network, cost, power. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_MONITOR (ferry_monitor_get_type ())
G_DECLARE_INTERFACE (FerryMonitor, ferry_monitor, FERRY, MONITOR, GObject)

/**
 * FerryWorld:
 * @available: whether there is any network beyond this machine
 * @metered: whether bytes cost something on it
 * @roaming: whether it is a mobile network away from home
 * @power_saver: whether the person asked to save power
 */
typedef struct {
  gboolean available;
  gboolean metered;
  gboolean roaming;
  gboolean power_saver;
} FerryWorld;

/**
 * FerryMonitorInterface:
 * @get_world: what the world is like
 *
 * Emits #FerryMonitor::changed on the main thread.
 */
struct _FerryMonitorInterface {
  GTypeInterface parent_iface;

  FerryWorld (*get_world) (FerryMonitor *self);
};

FerryWorld ferry_monitor_get_world    (FerryMonitor *self);
void       ferry_monitor_emit_changed (FerryMonitor *self);

G_END_DECLS
