/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One command for all downloads it makes sense for. */

#pragma once

#include <ferry.h>

G_BEGIN_DECLS

gboolean ferry_bulk_action_makes_sense (FerryTransferAction   action,
                                        GListModel           *operations);
void     ferry_bulk_action_async       (FerryTransferAction   action,
                                        GListModel           *operations,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean ferry_bulk_action_finish      (GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
