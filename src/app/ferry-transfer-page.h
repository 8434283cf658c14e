/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page with the downloads: a form for new ones, the list, the log. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FERRY_TYPE_TRANSFER_PAGE (ferry_transfer_page_get_type ())
G_DECLARE_FINAL_TYPE (FerryTransferPage, ferry_transfer_page, FERRY, TRANSFER_PAGE, AdwBin)

void  ferry_transfer_page_begin_new        (FerryTransferPage *self);
void  ferry_transfer_page_offer            (FerryTransferPage *self,
                                            const char        *text);
void  ferry_transfer_page_start            (FerryTransferPage *self,
                                            const char        *text);
guint ferry_transfer_page_get_n_unfinished (FerryTransferPage *self);

G_END_DECLS
