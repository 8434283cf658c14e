/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of what a server answers to an upload. */

#pragma once

#include "ferry-upload-run.h"

G_BEGIN_DECLS

typedef struct _FerryHttpAnswer FerryHttpAnswer;

/**
 * FerryHttpAnswerDone:
 * @error: (transfer full) (nullable): why it could not be read or kept
 * @user_data: what was given
 */
typedef void (*FerryHttpAnswerDone) (GError *error,
                                     gpointer user_data);

FerryHttpAnswer *ferry_http_answer_new               (FerryUploadRun      *run,
                                                      GInputStream        *stream,
                                                      FerryHttpAnswerDone  done,
                                                      gpointer             user_data);
void             ferry_http_answer_stop              (FerryHttpAnswer     *self);
gint64           ferry_http_answer_get_last_activity (FerryHttpAnswer     *self);
gboolean         ferry_http_answer_is_enough         (guint64              size,
                                                      gint64               microseconds);

G_END_DECLS
