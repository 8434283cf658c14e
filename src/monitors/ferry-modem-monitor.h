/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a modem of this machine is away from home. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_MODEM_MONITOR (ferry_modem_monitor_get_type ())
G_DECLARE_FINAL_TYPE (FerryModemMonitor, ferry_modem_monitor, FERRY, MODEM_MONITOR, GObject)

FerryModemMonitor *ferry_modem_monitor_new         (void);
gboolean           ferry_modem_monitor_get_roaming (FerryModemMonitor *self);

G_END_DECLS
