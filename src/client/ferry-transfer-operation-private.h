/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How the mirror makes operations and keeps them up to date, and what the files
 * of the class share. */

#pragma once

#include "ferry-connection.h"
#include "ferry-snapshot.h"
#include "ferry-transfer-operation.h"
#include "ferry-waiters.h"

G_BEGIN_DECLS

/**
 * FerryTransferOperationPrivate:
 * @keeper: (owned): who keeps it up to date, and lives as long as it
 * @connection: (owned): the way to the service
 * @guid: (owned): of the transfer
 * @snapshot: what was told
 * @is_removed: whether the service has forgotten the transfer
 * @file: (owned) (nullable): made of the snapshot, as is what follows
 * @group: (owned) (nullable): its group
 * @error: (owned) (nullable): its fault
 * @progress: (owned): the last report
 * @attached: wait for the end
 */
typedef struct {
  GObject *keeper;
  FerryConnection *connection;
  char *guid;
  FerrySnapshot snapshot;
  gboolean is_removed;
  GFile *file;
  FerryTransferGroup *group;
  GError *error;
  FerryTransferProgress *progress;
  FerryWaiters attached;
} FerryTransferOperationPrivate;

FerryTransferOperation        *ferry_transfer_operation_new          (GType                    type,
                                                                      GObject                 *keeper,
                                                                      FerryConnection         *connection,
                                                                      const char              *guid);
void                           ferry_transfer_operation_update       (FerryTransferOperation  *self,
                                                                      GVariant                *entry);
void                           ferry_transfer_operation_fail_waiters (FerryTransferOperation  *self,
                                                                      const GError            *error);
void                           ferry_transfer_operation_set_removed  (FerryTransferOperation  *self);
FerryTransferOperationPrivate *ferry_transfer_operation_get_private  (FerryTransferOperation  *self);
void                           ferry_transfer_operation_call_async   (FerryTransferOperation  *self,
                                                                      const char              *method,
                                                                      GVariant                *parameters,
                                                                      gpointer                 source_tag,
                                                                      GCancellable            *cancellable,
                                                                      GAsyncReadyCallback      callback,
                                                                      gpointer                 user_data);
gboolean                       ferry_transfer_operation_call_finish  (FerryTransferOperation  *self,
                                                                      GAsyncResult            *result,
                                                                      GError                 **error);

/* What an operation hands out. */

FerryTransferGroup       *ferry_transfer_group_new       (const char                  *name,
                                                          FerryTransferBehavior        behavior);
FerryTransferProgress    *ferry_transfer_progress_new    (const FerryTransferProgress *values);
FerryResponseInformation *ferry_response_information_new (GVariant                    *entry);

G_END_DECLS
