/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The queue: which transfer may run now. It knows priorities, order, limits
 * and groups; it knows nothing of networks or disks. */

#pragma once

#include "ferry-group.h"
#include "ferry-transfer.h"

G_BEGIN_DECLS

#define FERRY_TYPE_QUEUE (ferry_queue_get_type ())
G_DECLARE_FINAL_TYPE (FerryQueue, ferry_queue, FERRY, QUEUE, GObject)

FerryQueue            *ferry_queue_new           (void);
void                   ferry_queue_set_limits    (FerryQueue    *self,
                                                  guint          max_parallel,
                                                  guint          max_per_host);
void                   ferry_queue_set_group     (FerryQueue    *self,
                                                  FerryGroup    *value);
void                   ferry_queue_remove_group  (FerryQueue    *self,
                                                  FerryGroup    *value);
FerryGroup            *ferry_queue_get_group     (FerryQueue    *self,
                                                  const char    *app_id,
                                                  const char    *name);
GPtrArray             *ferry_queue_list_groups   (FerryQueue    *self);
FerryTransferBehavior  ferry_queue_get_behavior  (FerryQueue    *self,
                                                  FerryRecord   *record);
void                   ferry_queue_add           (FerryQueue    *self,
                                                  FerryTransfer *transfer);
void                   ferry_queue_remove        (FerryQueue    *self,
                                                  FerryTransfer *transfer);
FerryTransfer         *ferry_queue_take          (FerryQueue    *self);
void                   ferry_queue_release       (FerryQueue    *self,
                                                  FerryTransfer *transfer);
void                   ferry_queue_change        (FerryQueue    *self,
                                                  FerryTransfer *transfer,
                                                  FerryRecord   *record);
FerryTransfer         *ferry_queue_get_victim    (FerryQueue    *self);
GPtrArray             *ferry_queue_get_taken     (FerryQueue    *self);
guint                  ferry_queue_get_spare     (FerryQueue    *self,
                                                  FerryTransfer *transfer);
guint                  ferry_queue_get_n_waiting (FerryQueue    *self);
guint64                ferry_queue_get_n_looks   (FerryQueue    *self);

G_END_DECLS
