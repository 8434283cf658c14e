/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The environment as the desktop knows it. */

#pragma once

#include "ferry-monitor.h"

G_BEGIN_DECLS

#define FERRY_TYPE_ENVIRONMENT_MONITOR (ferry_environment_monitor_get_type ())
G_DECLARE_FINAL_TYPE (FerryEnvironmentMonitor, ferry_environment_monitor, FERRY, ENVIRONMENT_MONITOR, GObject)

FerryMonitor *ferry_environment_monitor_new (void);

G_END_DECLS
