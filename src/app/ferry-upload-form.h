/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a person says which files are to be sent, and where to. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FERRY_TYPE_UPLOAD_FORM (ferry_upload_form_get_type ())
G_DECLARE_FINAL_TYPE (FerryUploadForm, ferry_upload_form, FERRY, UPLOAD_FORM, AdwBin)

void ferry_upload_form_set_operations (FerryUploadForm *self,
                                       GListModel      *operations);
void ferry_upload_form_offer          (FerryUploadForm *self,
                                       GStrv            uris);
void ferry_upload_form_begin          (FerryUploadForm *self);

G_END_DECLS
