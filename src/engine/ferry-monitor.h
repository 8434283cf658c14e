/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port to what the environment is now. */

#pragma once

#include "ferry-environment.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_MONITOR (ferry_monitor_get_type ())
G_DECLARE_INTERFACE (FerryMonitor, ferry_monitor, FERRY, MONITOR, GObject)

/**
 * FerryMonitorInterface:
 * @get_environment: what the environment is now
 *
 * Emits #FerryMonitor::changed on the main thread.
 */
struct _FerryMonitorInterface {
  GTypeInterface parent_iface;

  FerryEnvironment (*get_environment) (FerryMonitor *self);
};

FerryEnvironment ferry_monitor_get_environment (FerryMonitor *self);
void             ferry_monitor_emit_changed    (FerryMonitor *self);

G_END_DECLS
