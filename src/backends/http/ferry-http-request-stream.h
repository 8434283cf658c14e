/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of a request on its way out. */

#pragma once

#include "ferry-http-content.h"
#include "ferry-http-context.h"

#include "ferry-upload-run.h"

G_BEGIN_DECLS

#define FERRY_TYPE_HTTP_REQUEST_STREAM (ferry_http_request_stream_get_type ())
G_DECLARE_FINAL_TYPE (FerryHttpRequestStream, ferry_http_request_stream, FERRY, HTTP_REQUEST_STREAM, GInputStream)

FerryHttpRequestStream *ferry_http_request_stream_new            (FerryHttpContext       *context,
                                                                  FerryUploadRun         *run,
                                                                  FerryHttpContent       *content,
                                                                  guint64                 offset,
                                                                  guint64                 length);
void                    ferry_http_request_stream_set_connection (FerryHttpRequestStream *self,
                                                                  GIOStream              *connection);
void                    ferry_http_request_stream_stop           (FerryHttpRequestStream *self);
gboolean                ferry_http_request_stream_is_reading     (FerryHttpRequestStream *self);
gint64                  ferry_http_request_stream_get_moved      (FerryHttpRequestStream *self);
guint64                 ferry_http_request_stream_get_missing    (FerryHttpRequestStream *self);

G_END_DECLS
