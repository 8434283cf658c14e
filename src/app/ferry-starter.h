/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Starts downloads for a person, who is asked first when one is under way. */

#pragma once

#include <ferry.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

void     ferry_starter_start_async  (GtkWidget                  *from,
                                     GListModel                 *operations,
                                     FerryBackgroundDownloader  *downloader,
                                     const char *const          *addresses,
                                     GAsyncReadyCallback         callback,
                                     gpointer                    user_data);
gboolean ferry_starter_start_finish (GAsyncResult               *result,
                                     GError                    **error);

G_END_DECLS
