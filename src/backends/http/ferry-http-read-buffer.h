/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a stream has read of a body and not yet sent. */

#pragma once

#include "ferry-http-content.h"
#include "ferry-http-context.h"

G_BEGIN_DECLS

typedef struct _FerryHttpReadBuffer FerryHttpReadBuffer;

/**
 * FerryHttpReadBufferFilled:
 * @error: (transfer full) (nullable): why there are no bytes
 * @user_data: what was given
 */
typedef void (*FerryHttpReadBufferFilled) (GError *error,
                                           gpointer user_data);

FerryHttpReadBuffer *ferry_http_read_buffer_new        (FerryHttpContext          *context,
                                                        FerryHttpContent          *content,
                                                        guint64                    offset,
                                                        gsize                      size);
void                 ferry_http_read_buffer_free       (FerryHttpReadBuffer       *self);
gboolean             ferry_http_read_buffer_fill       (FerryHttpReadBuffer       *self,
                                                        gsize                      requested,
                                                        FerryHttpReadBufferFilled  filled,
                                                        gpointer                   user_data);
void                 ferry_http_read_buffer_stop       (FerryHttpReadBuffer       *self);
gboolean             ferry_http_read_buffer_is_waiting (FerryHttpReadBuffer       *self);
const char          *ferry_http_read_buffer_peek       (FerryHttpReadBuffer       *self,
                                                        gsize                     *size);
void                 ferry_http_read_buffer_take       (FerryHttpReadBuffer       *self,
                                                        gsize                      size);

G_END_DECLS
