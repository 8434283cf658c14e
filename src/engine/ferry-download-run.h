/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One attempt at a download. */

#pragma once

#include "ferry-run.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_DOWNLOAD_RUN (ferry_download_run_get_type ())
G_DECLARE_FINAL_TYPE (FerryDownloadRun, ferry_download_run, FERRY, DOWNLOAD_RUN, FerryRun)

/* For the engine, on the main thread. */

void              ferry_download_run_look_async        (FerryRecord          *record,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
gboolean          ferry_download_run_look_finish       (GAsyncResult         *result);
FerryDownloadRun *ferry_download_run_new               (FerryRecord          *record,
                                                        FerryLimits          *limits);
gboolean          ferry_download_run_has_begun         (FerryDownloadRun     *self);
void              ferry_download_run_set_connections   (FerryDownloadRun     *self,
                                                        guint                 n_connections,
                                                        gboolean              may_repeat);
const char       *ferry_download_run_get_part_path     (FerryDownloadRun     *self);
const char       *ferry_download_run_get_file          (FerryDownloadRun     *self);
void              ferry_download_run_checkpoint_async  (FerryDownloadRun     *self,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
FerryRangeSet    *ferry_download_run_checkpoint_finish (FerryDownloadRun     *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);
void              ferry_download_run_finalize_async    (FerryDownloadRun     *self,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
char             *ferry_download_run_finalize_finish   (FerryDownloadRun     *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

/* For the backend, on its thread. */

FerryResponse *ferry_download_run_get_previous    (FerryDownloadRun  *self);
guint          ferry_download_run_get_connections (FerryDownloadRun  *self);
gboolean       ferry_download_run_may_repeat      (FerryDownloadRun  *self);
FerryRangeSet *ferry_download_run_get_ranges      (FerryDownloadRun  *self);
gboolean       ferry_download_run_find_gap        (FerryDownloadRun  *self,
                                                   FerryByteRange    *gap);
gboolean       ferry_download_run_begin           (FerryDownloadRun  *self,
                                                   FerryResponse     *response,
                                                   gboolean           joins,
                                                   GError           **error);
gboolean       ferry_download_run_write           (FerryDownloadRun  *self,
                                                   guint64            offset,
                                                   const void        *bytes,
                                                   gsize              size,
                                                   GError           **error);

G_END_DECLS
