/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The environment as the desktop knows it. */

#pragma once

#include "ferry-monitor.h"

G_BEGIN_DECLS

#define FERRY_TYPE_WORLD_MONITOR (ferry_world_monitor_get_type ())
G_DECLARE_FINAL_TYPE (FerryWorldMonitor, ferry_world_monitor, FERRY, WORLD_MONITOR, GObject)

FerryMonitor *ferry_world_monitor_new (void);

G_END_DECLS
