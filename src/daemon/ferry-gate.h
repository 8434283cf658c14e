/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The gate that every call from the bus passes. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_GATE (ferry_gate_get_type ())
G_DECLARE_FINAL_TYPE (FerryGate, ferry_gate, FERRY, GATE, GObject)

FerryGate  *ferry_gate_new         (GDBusConnection         *connection,
                                    const char              *proc);
gboolean    ferry_gate_export      (FerryGate               *self,
                                    GDBusInterfaceSkeleton  *skeleton,
                                    const char              *object_path,
                                    GError                 **error);
void        ferry_gate_unexport    (FerryGate               *self);
void        ferry_gate_close       (FerryGate               *self,
                                    const GError            *reason);
const char *ferry_gate_get_sandbox (FerryGate               *self,
                                    const char              *name);
const char *ferry_gate_get_app_id  (FerryGate               *self,
                                    const char              *name);
gboolean    ferry_gate_set_app_id  (FerryGate               *self,
                                    const char              *name,
                                    const char              *app_id,
                                    GError                 **error);
void        ferry_gate_emit        (FerryGate               *self,
                                    const char              *name,
                                    const char              *signal,
                                    GVariant                *parameters);

G_END_DECLS
