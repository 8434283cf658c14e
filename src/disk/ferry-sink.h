/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sink: the file that a download is written into. Bytes go to NAME.part;
 * NAME appears only when the file is whole. All functions block on the disk:
 * the network thread writes, a worker thread makes durable and finishes, the
 * main thread calls none of them. */

#pragma once

#include "ferry-enums.h"
#include "ferry-range-set.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_SINK (ferry_sink_get_type ())
G_DECLARE_FINAL_TYPE (FerrySink, ferry_sink, FERRY, SINK, GObject)

FerrySink     *ferry_sink_create     (const char     *folder,
                                      const char     *name,
                                      const char     *owner,
                                      FerryIfExists   if_exists,
                                      gint64          length,
                                      GError        **error);
FerrySink     *ferry_sink_open       (const char     *part_path,
                                      const char     *owner,
                                      FerryRangeSet  *ranges,
                                      gint64          length,
                                      GError        **error);
const char    *ferry_sink_get_path   (FerrySink      *self);
gboolean       ferry_sink_write      (FerrySink      *self,
                                      guint64         offset,
                                      const void     *bytes,
                                      gsize           size,
                                      GError        **error);
FerryRangeSet *ferry_sink_sync       (FerrySink      *self,
                                      GError        **error);
guint64        ferry_sink_get_bytes  (FerrySink      *self);
FerryRangeSet *ferry_sink_get_ranges (FerrySink      *self);
gboolean       ferry_sink_verify     (FerrySink      *self,
                                      GChecksumType   type,
                                      const char     *digest,
                                      GCancellable   *cancellable,
                                      GError        **error);
char          *ferry_sink_finish     (FerrySink      *self,
                                      const char     *name,
                                      FerryIfExists   if_exists,
                                      const char     *origin,
                                      gint64          modified,
                                      GError        **error);
gboolean       ferry_sink_discard    (const char     *part_path,
                                      const char     *owner,
                                      GError        **error);

G_END_DECLS
