/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The heads of requests and answers of a resumable upload. Pure. */

#pragma once

#include "ferry-http-resumable.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

const char *ferry_http_resumable_method (FerryHttpResumable       *self,
                                         const char               *method);
void        ferry_http_resumable_write  (FerryHttpResumable       *self,
                                         SoupMessageHeaders       *headers,
                                         const char               *name,
                                         const char               *type);
void        ferry_http_resumable_read   (FerryHttpResumableAnswer *answer,
                                         guint                     status,
                                         SoupMessageHeaders       *headers);

G_END_DECLS
