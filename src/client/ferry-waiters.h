/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tasks that wait for one event together, each until its own cancellable says
 * otherwise. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  GPtrArray *tasks; /* (owned) (element-type GTask) (owned) */
} FerryWaiters;

void ferry_waiters_init  (FerryWaiters *self);
void ferry_waiters_clear (FerryWaiters *self);
void ferry_waiters_add   (FerryWaiters *self,
                          GTask        *task);
void ferry_waiters_end   (FerryWaiters *self,
                          const GError *error);

G_END_DECLS
