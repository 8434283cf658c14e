/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Asks the service for many transfers, a page at a time, and gives back their
 * operations. */

#pragma once

#include "ferry-mirror.h"

G_BEGIN_DECLS

void        ferry_fetch_async         (FerryMirror          *mirror,
                                       GVariant             *filter,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
void        ferry_fetch_ids_async     (FerryMirror          *mirror,
                                       const char *const    *ids,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
GPtrArray  *ferry_fetch_finish        (FerryMirror          *mirror,
                                       GAsyncResult         *result,
                                       GError              **error);
GPtrArray  *ferry_fetch_pick          (FerryMirror          *mirror,
                                       GStrv                 ids,
                                       GError              **error);
void        ferry_fetch_limit_to_type (GVariantDict         *filter,
                                       GType                 type);
GListModel *ferry_fetch_to_model      (GPtrArray            *operations);

G_END_DECLS
