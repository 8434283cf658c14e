/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of an answer, from the stream into the run. */

#pragma once

#include "ferry-http-context.h"

#include "ferry-download-run.h"

G_BEGIN_DECLS

typedef struct _FerryHttpBody FerryHttpBody;

/**
 * FerryHttpBodyDone:
 * @error: (transfer full) (nullable): %NULL when the stream came to its end
 *   or brought all that was announced
 * @user_data: what was given
 */
typedef void (*FerryHttpBodyDone) (GError *error,
                                   gpointer user_data);

/**
 * FerryHttpBodyWritten:
 * @size: bytes that were written, behind those before
 * @user_data: what was given
 */
typedef void (*FerryHttpBodyWritten) (gsize size,
                                      gpointer user_data);

FerryHttpBody *ferry_http_body_new               (FerryHttpContext     *context,
                                                  FerryDownloadRun     *run,
                                                  GInputStream         *stream,
                                                  gboolean              secure,
                                                  FerryByteRange        range,
                                                  FerryHttpBodyWritten  written,
                                                  FerryHttpBodyDone     done,
                                                  gpointer              user_data);
void           ferry_http_body_start             (FerryHttpBody        *self);
void           ferry_http_body_free              (FerryHttpBody        *self);
gint64         ferry_http_body_get_last_activity (FerryHttpBody        *self);
void           ferry_http_body_set_end           (FerryHttpBody        *self,
                                                  guint64               end);
gint64         ferry_http_body_get_missing       (FerryHttpBody        *self);

G_END_DECLS
