/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thing to be downloaded: its length, its validators, the pace of its body,
 * and what its server does wrong. */

#pragma once

#include "server-body.h"

G_BEGIN_DECLS

typedef enum {
  SERVER_QUIRK_CHUNKED = 1 << 0,          /* sends no length */
  SERVER_QUIRK_UNTIL_CLOSE = 1 << 1,      /* sends no length; closing is the end */
  SERVER_QUIRK_NO_RANGES = 1 << 2,        /* answers each Range with everything */
  SERVER_QUIRK_NEEDS_IF_RANGE = 1 << 3,   /* ... unless there is an If-Range */
  SERVER_QUIRK_IGNORES_IF_RANGE = 1 << 4, /* sends a part of whatever it has now */
  SERVER_QUIRK_SHIFTED_RANGE = 1 << 5,    /* sends a later part than asked for */
  SERVER_QUIRK_NO_CONTENT_RANGE = 1 << 6, /* does not say which part it sends */
  SERVER_QUIRK_REFUSES_RANGES = 1 << 7,   /* answers each Range with 416 */
} ServerQuirks;

typedef struct {
  guint64 length;
  const char *etag;          /* (unowned) (nullable) with its quotes */
  const char *last_modified; /* (unowned) (nullable) */
  ServerQuirks quirks;
  ServerPace pace;
} ServerContent;

typedef struct {
  guint64 first;
  guint64 count;
} ServerSpan;

gboolean server_content_begin (const ServerContent *content,
                               SoupServerMessage   *message,
                               ServerSpan          *span);

void server_content_send_pattern (const ServerContent *content,
                                  SoupServerMessage   *message,
                                  guint64              seed);

G_END_DECLS
