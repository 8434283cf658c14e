/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From files to uploads. */

#pragma once

#include <ferry.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

void     ferry_upload_starter_start_async  (GtkWidget            *from,
                                            GListModel           *operations,
                                            const char           *address,
                                            GPtrArray            *files,
                                            gboolean              as_one,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean ferry_upload_starter_start_finish (GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
