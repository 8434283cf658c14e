/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bus side of the engine. */

#pragma once

#include "ferry-engine.h"

G_BEGIN_DECLS

#define FERRY_TYPE_MIRROR (ferry_mirror_get_type ())
G_DECLARE_FINAL_TYPE (FerryMirror, ferry_mirror, FERRY, MIRROR, GObject)

FerryMirror *ferry_mirror_new        (FerryEngine      *engine);
void         ferry_mirror_set_folder (FerryMirror      *self,
                                      const char       *folder);
gboolean     ferry_mirror_export     (FerryMirror      *self,
                                      GDBusConnection  *connection,
                                      const char       *object_path,
                                      GError          **error);
void         ferry_mirror_unexport   (FerryMirror      *self);

G_END_DECLS
