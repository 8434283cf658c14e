/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What downloaders and uploaders have of their class. */

#pragma once

#include "ferry-content-part.h"
#include "ferry-transfer-creator.h"

G_BEGIN_DECLS

void          ferry_transfer_creator_install_options   (GObjectClass          *class,
                                                        FerryTransferKind      kind);
void          ferry_transfer_creator_set_string_option (FerryTransferCreator  *self,
                                                        const char            *key,
                                                        const char            *text);
const char   *ferry_transfer_creator_check_path        (GFile                 *file,
                                                        const char            *remote,
                                                        GError               **error);
GVariantDict *ferry_transfer_creator_collect_options   (FerryTransferCreator  *self);
void          ferry_transfer_creator_create_async      (FerryTransferCreator  *self,
                                                        const char            *method,
                                                        GVariant              *transfers,
                                                        gpointer               source_tag,
                                                        GCancellable          *cancellable,
                                                        GAsyncReadyCallback    callback,
                                                        gpointer               user_data);
GPtrArray    *ferry_transfer_creator_create_finish     (FerryTransferCreator  *self,
                                                        GAsyncResult          *result,
                                                        GError               **error);
gpointer      ferry_transfer_creator_create_one_finish (FerryTransferCreator  *self,
                                                        GAsyncResult          *result,
                                                        GError               **error);

GVariant *ferry_content_part_to_variant (FerryContentPart  *self,
                                         GError           **error);

G_END_DECLS
