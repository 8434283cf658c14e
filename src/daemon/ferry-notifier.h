/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person is told about the end of transfers, and when. */

#pragma once

#include "ferry-engine.h"

G_BEGIN_DECLS

#define FERRY_TYPE_NOTIFIER (ferry_notifier_get_type ())
G_DECLARE_FINAL_TYPE (FerryNotifier, ferry_notifier, FERRY, NOTIFIER, GObject)

FerryNotifier *ferry_notifier_new                  (FerryEngine     *engine,
                                                    GSettings       *settings,
                                                    GDBusConnection *connection);
gboolean       ferry_notifier_is_waiting           (FerryNotifier   *self);
void           ferry_notifier_tell_damaged_journal (FerryNotifier   *self,
                                                    const char      *path,
                                                    guint            n_saved);

G_END_DECLS
