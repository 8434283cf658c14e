/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One transfer, as a person sees it. */

#pragma once

#include <adwaita.h>
#include <ferry.h>

G_BEGIN_DECLS

#define FERRY_TYPE_TRANSFER_ROW (ferry_transfer_row_get_type ())
G_DECLARE_FINAL_TYPE (FerryTransferRow, ferry_transfer_row, FERRY, TRANSFER_ROW, GtkWidget)

FerryTransferOperation *ferry_transfer_row_get_operation (FerryTransferRow       *self);
void                    ferry_transfer_row_set_operation (FerryTransferRow       *self,
                                                          FerryTransferOperation *operation);

G_END_DECLS
