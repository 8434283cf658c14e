/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What downloaders and uploaders have of their class, and what its files share. */

#pragma once

#include "ferry-mirror.h"
#include "ferry-transfer-creator.h"

G_BEGIN_DECLS

/**
 * FerryTransferCreatorPrivate:
 * @mirror: (owned): who knows the operations
 * @method: (owned): an HTTP method
 * @cost_policy: which networks may be used
 * @priority: who goes first
 * @transfer_group: (owned) (nullable): what the transfers belong to
 * @options: (owned) (element-type utf8 GVariant): by their key on the bus; keys static
 * @headers: (owned) (element-type GVariant): (ss) each
 * @recoverable: (owned) (element-type guint32): faults that pause
 */
typedef struct {
  FerryMirror *mirror;
  char *method;
  FerryCostPolicy cost_policy;
  FerryTransferPriority priority;
  FerryTransferGroup *transfer_group;
  GHashTable *options;
  GPtrArray *headers;
  GArray *recoverable;
} FerryTransferCreatorPrivate;

FerryTransferCreatorPrivate *ferry_transfer_creator_get_private       (FerryTransferCreator  *self);
void                         ferry_transfer_creator_set_option        (FerryTransferCreator  *self,
                                                                       const char            *key,
                                                                       GVariant              *value);
void                         ferry_transfer_creator_set_string_option (FerryTransferCreator  *self,
                                                                       const char            *key,
                                                                       const char            *text);
GVariantDict                *ferry_transfer_creator_collect_options   (FerryTransferCreator  *self);
void                         ferry_transfer_creator_create_async      (FerryTransferCreator  *self,
                                                                       const char            *method,
                                                                       GVariant              *transfers,
                                                                       gpointer               source_tag,
                                                                       GCancellable          *cancellable,
                                                                       GAsyncReadyCallback    callback,
                                                                       gpointer               user_data);
GPtrArray                   *ferry_transfer_creator_create_finish     (FerryTransferCreator  *self,
                                                                       GAsyncResult          *result,
                                                                       GError               **error);
gpointer                     ferry_transfer_creator_create_one_finish (FerryTransferCreator  *self,
                                                                       GAsyncResult          *result,
                                                                       GError               **error);

G_END_DECLS
