/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Unfinished transfers of one kind, as Windows tells them: those of a group, or
 * those of none. */

#pragma once

#include "ferry-transfer-group.h"

G_BEGIN_DECLS

void        ferry_current_transfers_get_async  (GType                 type,
                                                FerryTransferGroup   *group,
                                                gpointer              source_tag,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
GListModel *ferry_current_transfers_get_finish (GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
