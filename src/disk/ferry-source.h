/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A source: the files that an upload is read from. Functions may wait for
 * a disk unless they say that they don't; all are for one thread at a time. */

#pragma once

#include "ferry-request.h"

G_BEGIN_DECLS

#define FERRY_TYPE_SOURCE (ferry_source_get_type ())
G_DECLARE_FINAL_TYPE (FerrySource, ferry_source, FERRY, SOURCE, GObject)

GVariant    *ferry_source_survey      (FerryRequest  *request,
                                       GError       **error);
FerrySource *ferry_source_new         (FerryRequest  *request,
                                       GVariant      *files,
                                       GError       **error);
guint64      ferry_source_get_size    (FerrySource   *self,
                                       guint          file);
gboolean     ferry_source_read        (FerrySource   *self,
                                       guint          file,
                                       guint64        offset,
                                       void          *buffer,
                                       gsize          size,
                                       GError       **error);
gsize        ferry_source_read_cached (FerrySource   *self,
                                       guint          file,
                                       guint64        offset,
                                       void          *buffer,
                                       gsize          size);
gboolean     ferry_source_check       (FerrySource   *self,
                                       GError       **error);

G_END_DECLS
