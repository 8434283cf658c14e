/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An environment as a test wants it; at first there is a network, and it is
 * free. */

#pragma once

#include "ferry-monitor.h"

G_BEGIN_DECLS

#define FERRY_TYPE_FAKE_MONITOR (ferry_fake_monitor_get_type ())
G_DECLARE_FINAL_TYPE (FerryFakeMonitor, ferry_fake_monitor, FERRY, FAKE_MONITOR, GObject)

FerryFakeMonitor *ferry_fake_monitor_new             (void);
void              ferry_fake_monitor_set_environment (FerryFakeMonitor *self,
                                                      FerryEnvironment  world);

G_END_DECLS
