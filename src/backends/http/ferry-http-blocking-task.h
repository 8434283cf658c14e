/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may wait for a disk, done away from the network thread: a folder of a
 * server that is gone must not hold up the transfers that have nothing to do
 * with it. */

#pragma once

#include "ferry-http-context.h"

G_BEGIN_DECLS

typedef struct _FerryHttpBlockingTask FerryHttpBlockingTask;

GThreadPool           *ferry_http_blocking_task_pool_new (void);
FerryHttpBlockingTask *ferry_http_blocking_task_send     (FerryHttpContext      *context,
                                                          GFunc                  work,
                                                          GFunc                  done,
                                                          gpointer               task,
                                                          gpointer               user_data,
                                                          GDestroyNotify         free_task);
void                   ferry_http_blocking_task_cancel   (FerryHttpBlockingTask *self);

G_END_DECLS
