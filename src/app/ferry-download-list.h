/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of the downloads, and what can be done with those that are selected. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FERRY_TYPE_DOWNLOAD_LIST (ferry_download_list_get_type ())
G_DECLARE_FINAL_TYPE (FerryDownloadList, ferry_download_list, FERRY, DOWNLOAD_LIST, AdwBin)

void  ferry_download_list_set_operations (FerryDownloadList *self,
                                          GListModel        *operations);
guint ferry_download_list_get_n_rows     (FerryDownloadList *self);
void  ferry_download_list_update         (FerryDownloadList *self);
void  ferry_download_list_clear_finished (FerryDownloadList *self);

G_END_DECLS
