/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page with the downloads: a form for new ones, the list, the log. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FERRY_TYPE_DOWNLOAD_PAGE (ferry_download_page_get_type ())
G_DECLARE_FINAL_TYPE (FerryDownloadPage, ferry_download_page, FERRY, DOWNLOAD_PAGE, AdwBin)

void  ferry_download_page_begin_new        (FerryDownloadPage *self);
void  ferry_download_page_offer            (FerryDownloadPage *self,
                                            const char        *text);
void  ferry_download_page_start            (FerryDownloadPage *self,
                                            const char        *text);
guint ferry_download_page_get_n_unfinished (FerryDownloadPage *self);

G_END_DECLS
