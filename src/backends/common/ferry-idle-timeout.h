/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the other side is still there. */

#pragma once

#include "ferry-run.h"

G_BEGIN_DECLS

typedef struct _FerryIdleTimeout FerryIdleTimeout;

/**
 * FerryIdleTimeoutLastActivity:
 * @user_data: what was given
 *
 * Returns: when something was heard last, monotonic, in microseconds
 */
typedef gint64 (*FerryIdleTimeoutLastActivity) (gpointer user_data);

/**
 * FerryIdleTimeoutExpired:
 * @seconds: for how long nothing was heard
 * @user_data: what was given
 */
typedef void (*FerryIdleTimeoutExpired) (guint seconds,
                                         gpointer user_data);

FerryIdleTimeout *ferry_idle_timeout_new  (GMainContext                 *context,
                                           FerryRun                     *run,
                                           FerryIdleTimeoutLastActivity  last_activity,
                                           FerryIdleTimeoutExpired       expired,
                                           gpointer                      user_data);
void              ferry_idle_timeout_free (FerryIdleTimeout             *self);

G_END_DECLS
