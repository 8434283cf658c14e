/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the other side is still there. */

#pragma once

#include "ferry-run.h"

G_BEGIN_DECLS

typedef struct _FerryHttpSilence FerryHttpSilence;

/**
 * FerryHttpSilenceHeard:
 * @user_data: what was given
 *
 * Returns: when something was heard last, monotonic, in microseconds
 */
typedef gint64 (*FerryHttpSilenceHeard) (gpointer user_data);

/**
 * FerryHttpSilenceBroken:
 * @seconds: for how long nothing was heard
 * @user_data: what was given
 */
typedef void (*FerryHttpSilenceBroken) (guint seconds,
                                        gpointer user_data);

FerryHttpSilence *ferry_http_silence_new  (GMainContext           *context,
                                           FerryRun               *run,
                                           FerryHttpSilenceHeard   heard,
                                           FerryHttpSilenceBroken  broken,
                                           gpointer                user_data);
void              ferry_http_silence_free (FerryHttpSilence       *self);

G_END_DECLS
