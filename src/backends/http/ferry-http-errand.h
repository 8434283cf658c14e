/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may wait for a disk, done away from the network thread: a folder of a
 * server that is gone must not hold up the transfers that have nothing to do
 * with it. */

#pragma once

#include "ferry-http-shared.h"

G_BEGIN_DECLS

typedef struct _FerryHttpErrand FerryHttpErrand;

GThreadPool     *ferry_http_errand_pool_new (void);
FerryHttpErrand *ferry_http_errand_send     (FerryHttpShared *shared,
                                             GFunc            work,
                                             GFunc            done,
                                             gpointer         errand,
                                             gpointer         user_data,
                                             GDestroyNotify   free_errand);
void             ferry_http_errand_forget   (FerryHttpErrand *self);

G_END_DECLS
