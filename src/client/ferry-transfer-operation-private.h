/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How the mirror makes operations and tells them the news, and what the files
 * of the class share. */

#pragma once

#include "ferry-facts.h"
#include "ferry-mirror.h"
#include "ferry-transfer-operation.h"
#include "ferry-waiters.h"

G_BEGIN_DECLS

/**
 * FerryTransferOperationPrivate:
 * @mirror: (owned): who tells the news
 * @guid: (owned): of the transfer
 * @facts: what was told
 * @is_removed: whether the service has forgotten the transfer
 * @file: (owned) (nullable): made of the facts, as is what follows
 * @group: (owned) (nullable): its group
 * @error: (owned) (nullable): its fault
 * @progress: (owned): the last report
 * @attached: wait for the end
 */
typedef struct {
  FerryMirror *mirror;
  char *guid;
  FerryFacts facts;
  gboolean is_removed;
  GFile *file;
  FerryTransferGroup *group;
  GError *error;
  FerryTransferProgress *progress;
  FerryWaiters attached;
} FerryTransferOperationPrivate;

FerryTransferOperation        *ferry_transfer_operation_new           (GType                    type,
                                                                       FerryMirror             *mirror,
                                                                       const char              *guid);
void                           ferry_transfer_operation_tell          (FerryTransferOperation  *self,
                                                                       GVariant                *entry);
void                           ferry_transfer_operation_lose          (FerryTransferOperation  *self,
                                                                       const GError            *error);
void                           ferry_transfer_operation_set_removed   (FerryTransferOperation  *self);
void                           ferry_transfer_operation_notify        (FerryTransferOperation  *self,
                                                                       guint64                  changed);
void                           ferry_transfer_operation_emit_progress (FerryTransferOperation  *self);
FerryTransferOperationPrivate *ferry_transfer_operation_get_private   (FerryTransferOperation  *self);
void                           ferry_transfer_operation_call_async    (FerryTransferOperation  *self,
                                                                       const char              *method,
                                                                       GVariant                *parameters,
                                                                       gpointer                 source_tag,
                                                                       GCancellable            *cancellable,
                                                                       GAsyncReadyCallback      callback,
                                                                       gpointer                 user_data);
gboolean                       ferry_transfer_operation_call_finish   (FerryTransferOperation  *self,
                                                                       GAsyncResult            *result,
                                                                       GError                 **error);

G_END_DECLS
