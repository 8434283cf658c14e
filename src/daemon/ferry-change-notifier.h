/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who listens on the bus, and what each is told. */

#pragma once

#include "ferry-engine.h"
#include "ferry-callers.h"

G_BEGIN_DECLS

#define FERRY_TYPE_CHANGE_NOTIFIER (ferry_change_notifier_get_type ())
G_DECLARE_FINAL_TYPE (FerryChangeNotifier, ferry_change_notifier, FERRY, CHANGE_NOTIFIER, GObject)

FerryChangeNotifier *ferry_change_notifier_new         (FerryEngine         *engine,
                                                        FerryCallers        *callers);
void                 ferry_change_notifier_subscribe   (FerryChangeNotifier *self,
                                                        GDBusConnection     *connection,
                                                        const char          *name);
void                 ferry_change_notifier_unsubscribe (FerryChangeNotifier *self,
                                                        const char          *name);

G_END_DECLS
