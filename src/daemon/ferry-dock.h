/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows on the desktop, outside of any window, that transfers run. */

#pragma once

#include "ferry-engine.h"

G_BEGIN_DECLS

#define FERRY_TYPE_DOCK (ferry_dock_get_type ())
G_DECLARE_FINAL_TYPE (FerryDock, ferry_dock, FERRY, DOCK, GObject)

FerryDock *ferry_dock_new (FerryEngine     *engine,
                           GDBusConnection *connection);

char *ferry_dock_words (guint running,
                        guint uploads,
                        int   percent);

G_END_DECLS
