/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of the downloads, and what can be done with those that are selected. */

#pragma once

#include <adwaita.h>
#include <ferry.h>

G_BEGIN_DECLS

#define FERRY_TYPE_TRANSFER_LIST (ferry_transfer_list_get_type ())
G_DECLARE_FINAL_TYPE (FerryTransferList, ferry_transfer_list, FERRY, TRANSFER_LIST, AdwBin)

void  ferry_transfer_list_set_operations (FerryTransferList *self,
                                          FerryTransferKind  kind,
                                          GListModel        *operations);
guint ferry_transfer_list_get_n_rows     (FerryTransferList *self);
void  ferry_transfer_list_update         (FerryTransferList *self);
void  ferry_transfer_list_clear_finished (FerryTransferList *self);

void ferry_transfer_list_reveal (FerryTransferList *self,
                                 const char *const *guids);

G_END_DECLS
