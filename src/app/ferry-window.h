/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window: a frame around the pages. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FERRY_TYPE_WINDOW (ferry_window_get_type ())
G_DECLARE_FINAL_TYPE (FerryWindow, ferry_window, FERRY, WINDOW, AdwApplicationWindow)

FerryWindow *ferry_window_new  (GtkApplication  *application);
void         ferry_window_open (FerryWindow     *self,
                                GFile          **files,
                                int              n_files);

void ferry_window_show_transfers (FerryWindow       *self,
                                  const char        *page,
                                  const char *const *guids);

G_END_DECLS
