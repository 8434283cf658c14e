/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the rows' .ui file computes. The first argument is the object that the
 * expression belongs to; none of these looks at it. */

#pragma once

#include <ferry.h>

G_BEGIN_DECLS

GIcon    *ferry_app_row_icon           (GObject               *self,
                                        GFile                 *file,
                                        const char            *requested,
                                        const char            *uri);
char     *ferry_app_row_name           (GObject               *self,
                                        GFile                 *file,
                                        const char            *requested,
                                        const char            *uri);
char     *ferry_app_row_subtitle       (GObject               *self,
                                        FerryTransferKind      kind,
                                        const char            *uri,
                                        FerryTransferState     state,
                                        gboolean               started,
                                        const GError          *error,
                                        FerryTransferPriority  priority);
char     *ferry_app_row_details        (GObject               *self,
                                        FerryTransferState     state,
                                        guint64                bytes_done,
                                        guint64                total_bytes,
                                        guint64                bytes_per_second);
gboolean  ferry_app_row_has_details    (GObject               *self,
                                        FerryTransferState     state,
                                        const char            *details);
char     *ferry_app_row_reason         (GObject               *self,
                                        FerryTransferState     state,
                                        const GError          *error);
GStrv     ferry_app_row_reason_classes (GObject               *self,
                                        FerryTransferState     state);
char     *ferry_app_row_advice         (GObject               *self,
                                        FerryTransferKind      kind,
                                        FerryTransferState     state,
                                        const GError          *error);
char     *ferry_app_details_state      (GObject               *self,
                                        FerryTransferKind      kind,
                                        FerryTransferState     state,
                                        gboolean               started,
                                        const GError          *error);
char     *ferry_app_details_received   (GObject               *self,
                                        guint64                bytes_done,
                                        guint64                total_bytes);
char     *ferry_app_details_ranges     (GObject               *self,
                                        guint64                bytes_done);
char     *ferry_app_details_path       (GObject               *self,
                                        GFile                 *file);
gboolean  ferry_app_has_text           (GObject               *self,
                                        const char            *text);
gboolean  ferry_app_is_unfinished      (GObject               *self,
                                        FerryTransferState     state);
gboolean  ferry_app_can_open           (GObject               *self,
                                        FerryTransferKind      kind,
                                        FerryTransferState     state);

char     *ferry_app_row_summary (FerryTransferOperation *operation);
gboolean  ferry_app_offers      (FerryTransferOperation *operation,
                                 FerryTransferAction     action);

G_END_DECLS
