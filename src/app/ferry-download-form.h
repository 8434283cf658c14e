/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a person says what is to be downloaded. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FERRY_TYPE_DOWNLOAD_FORM (ferry_download_form_get_type ())
G_DECLARE_FINAL_TYPE (FerryDownloadForm, ferry_download_form, FERRY, DOWNLOAD_FORM, AdwBin)

void ferry_download_form_set_operations (FerryDownloadForm *self,
                                         GListModel        *operations);
void ferry_download_form_start          (FerryDownloadForm *self,
                                         const char        *text);
void ferry_download_form_offer          (FerryDownloadForm *self,
                                         const char        *text);
void ferry_download_form_begin          (FerryDownloadForm *self);

G_END_DECLS
