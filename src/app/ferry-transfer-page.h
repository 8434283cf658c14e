/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A page with transfers of one kind: a form for new ones, the list, the log. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FERRY_TYPE_TRANSFER_PAGE (ferry_transfer_page_get_type ())
G_DECLARE_FINAL_TYPE (FerryTransferPage, ferry_transfer_page, FERRY, TRANSFER_PAGE, AdwBin)

GListModel *ferry_transfer_page_get_operations   (FerryTransferPage *self);
guint       ferry_transfer_page_get_n_unfinished (FerryTransferPage *self);

gboolean ferry_transfer_page_is_settled (FerryTransferPage *self);
void     ferry_transfer_page_reveal     (FerryTransferPage *self,
                                         const char *const *guids);

G_END_DECLS
