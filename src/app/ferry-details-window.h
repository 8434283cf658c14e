/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that is known of one download. */

#pragma once

#include <adwaita.h>
#include <ferry.h>

G_BEGIN_DECLS

#define FERRY_TYPE_DETAILS_WINDOW (ferry_details_window_get_type ())
G_DECLARE_FINAL_TYPE (FerryDetailsWindow, ferry_details_window, FERRY, DETAILS_WINDOW, AdwWindow)

FerryDetailsWindow *ferry_details_window_new (GtkWindow              *parent,
                                              FerryTransferOperation *operation);

G_END_DECLS
