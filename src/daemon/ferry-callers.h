/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who calls from the bus, and what each may do: every call passes here first. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_CALLERS (ferry_callers_get_type ())
G_DECLARE_FINAL_TYPE (FerryCallers, ferry_callers, FERRY, CALLERS, GObject)

FerryCallers *ferry_callers_new         (GDBusConnection         *connection,
                                         const char              *proc);
gboolean      ferry_callers_export      (FerryCallers            *self,
                                         GDBusInterfaceSkeleton  *skeleton,
                                         const char              *object_path,
                                         GError                 **error);
void          ferry_callers_unexport    (FerryCallers            *self);
void          ferry_callers_close       (FerryCallers            *self,
                                         const GError            *reason);
const char   *ferry_callers_get_sandbox (FerryCallers            *self,
                                         const char              *name);
const char   *ferry_callers_get_app_id  (FerryCallers            *self,
                                         const char              *name);
gboolean      ferry_callers_set_app_id  (FerryCallers            *self,
                                         const char              *name,
                                         const char              *app_id,
                                         GError                 **error);
void          ferry_callers_emit        (FerryCallers            *self,
                                         const char              *name,
                                         const char              *signal,
                                         GVariant                *parameters);

G_END_DECLS
