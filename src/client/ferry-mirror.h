/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Keeps the operations of this process like the service's transfers. It knows
 * each operation that is alive, owns none, and follows the service through its
 * sleeps and crashes; what it has no operation for it fetches, a page at a
 * time (ferry-mirror-fetch.c). */

#pragma once

#include "ferry-connection.h"
#include "ferry-transfer-operation.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_MIRROR (ferry_mirror_get_type ())
G_DECLARE_FINAL_TYPE (FerryMirror, ferry_mirror, FERRY, MIRROR, GObject)

FerryMirror            *ferry_mirror_get            (void);
FerryConnection        *ferry_mirror_get_connection (FerryMirror          *self);
FerryTransferOperation *ferry_mirror_lookup         (FerryMirror          *self,
                                                     const char           *guid);
void                    ferry_mirror_watch          (FerryMirror          *self);
void                    ferry_mirror_unwatch        (FerryMirror          *self);
void                    ferry_mirror_follow_async   (FerryMirror          *self,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean                ferry_mirror_follow_finish  (FerryMirror          *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
FerryTransferOperation *ferry_mirror_update         (FerryMirror          *self,
                                                     GVariant             *entry,
                                                     gboolean              create);
guint64                 ferry_mirror_get_n_removed  (FerryMirror          *self);

void        ferry_mirror_fetch_async     (FerryMirror          *self,
                                          GVariant             *filter,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
void        ferry_mirror_fetch_ids_async (FerryMirror          *self,
                                          const char *const    *ids,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
GPtrArray  *ferry_mirror_fetch_finish    (FerryMirror          *self,
                                          GAsyncResult         *result,
                                          GError              **error);
GPtrArray  *ferry_mirror_pick            (FerryMirror          *self,
                                          GStrv                 ids,
                                          GError              **error);
void        ferry_mirror_limit_to_type   (GVariantDict         *filter,
                                          GType                 type);
GListModel *ferry_mirror_to_model        (GPtrArray            *operations);

G_END_DECLS
