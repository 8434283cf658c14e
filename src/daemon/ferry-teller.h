/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who listens on the bus, and what each is told. */

#pragma once

#include "ferry-engine.h"
#include "ferry-gate.h"

G_BEGIN_DECLS

#define FERRY_TYPE_TELLER (ferry_teller_get_type ())
G_DECLARE_FINAL_TYPE (FerryTeller, ferry_teller, FERRY, TELLER, GObject)

FerryTeller *ferry_teller_new         (FerryEngine     *engine,
                                       FerryGate       *gate);
void         ferry_teller_subscribe   (FerryTeller     *self,
                                       GDBusConnection *connection,
                                       const char      *name);
void         ferry_teller_unsubscribe (FerryTeller     *self,
                                       const char      *name);

G_END_DECLS
