/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of a request on its way out. */

#pragma once

#include "ferry-http-content.h"
#include "ferry-http-shared.h"

#include "ferry-upload-run.h"

G_BEGIN_DECLS

#define FERRY_TYPE_HTTP_FEED (ferry_http_feed_get_type ())
G_DECLARE_FINAL_TYPE (FerryHttpFeed, ferry_http_feed, FERRY, HTTP_FEED, GInputStream)

FerryHttpFeed *ferry_http_feed_new         (FerryHttpShared  *shared,
                                            FerryUploadRun   *run,
                                            FerryHttpContent *content,
                                            guint64           offset,
                                            guint64           length);
void           ferry_http_feed_set_line    (FerryHttpFeed    *self,
                                            GIOStream        *line);
void           ferry_http_feed_stop        (FerryHttpFeed    *self);
gboolean       ferry_http_feed_is_reading  (FerryHttpFeed    *self);
gint64         ferry_http_feed_get_moved   (FerryHttpFeed    *self);
guint64        ferry_http_feed_get_missing (FerryHttpFeed    *self);

G_END_DECLS
