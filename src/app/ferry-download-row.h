/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One download, as a person sees it. */

#pragma once

#include <adwaita.h>
#include <ferry.h>

G_BEGIN_DECLS

#define FERRY_TYPE_DOWNLOAD_ROW (ferry_download_row_get_type ())
G_DECLARE_FINAL_TYPE (FerryDownloadRow, ferry_download_row, FERRY, DOWNLOAD_ROW, AdwBin)

FerryDownloadOperation *ferry_download_row_get_operation (FerryDownloadRow       *self);
void                    ferry_download_row_set_operation (FerryDownloadRow       *self,
                                                          FerryDownloadOperation *operation);

G_END_DECLS
