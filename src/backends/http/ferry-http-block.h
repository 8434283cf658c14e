/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a feed has read of a body and not yet sent. */

#pragma once

#include "ferry-http-content.h"
#include "ferry-http-shared.h"

G_BEGIN_DECLS

typedef struct _FerryHttpBlock FerryHttpBlock;

/**
 * FerryHttpBlockFilled:
 * @error: (transfer full) (nullable): why there are no bytes
 * @user_data: what was given
 */
typedef void (*FerryHttpBlockFilled) (GError *error,
                                      gpointer user_data);

FerryHttpBlock *ferry_http_block_new        (FerryHttpShared      *shared,
                                             FerryHttpContent     *content,
                                             guint64               offset,
                                             gsize                 size);
void            ferry_http_block_free       (FerryHttpBlock       *self);
gboolean        ferry_http_block_fill       (FerryHttpBlock       *self,
                                             gsize                 wish,
                                             FerryHttpBlockFilled  filled,
                                             gpointer              user_data);
void            ferry_http_block_stop       (FerryHttpBlock       *self);
gboolean        ferry_http_block_is_waiting (FerryHttpBlock       *self);
const char     *ferry_http_block_peek       (FerryHttpBlock       *self,
                                             gsize                *size);
void            ferry_http_block_take       (FerryHttpBlock       *self,
                                             gsize                 size);

G_END_DECLS
