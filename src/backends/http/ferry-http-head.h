/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the head of an answer means for a download: is it the file, is it the
 * rest of the file that we have the beginning of, must we ask again. */

#pragma once

#include "ferry-http-headers.h"
#include "ferry-response.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* How a request asked for the rest of a file. */
typedef enum {
  FERRY_HTTP_ASK_WHOLE,   /* it did not */
  FERRY_HTTP_ASK_ETAG,    /* If-Range with the entity tag */
  FERRY_HTTP_ASK_DATE,    /* If-Range with the modification date */
} FerryHttpAsk;

typedef enum {
  FERRY_HTTP_CONTINUE,    /* the body goes on where we are */
  FERRY_HTTP_BEGIN,       /* the body is the whole file */
  FERRY_HTTP_ASK_AGAIN,   /* another way of asking is better; see @ask */
  FERRY_HTTP_REFUSED,     /* the status is an error */
} FerryHttpVerdict;

FerryHttpAsk     ferry_http_first_ask    (guint64         offset,
                                          FerryResponse  *previous,
                                          const char     *method);
FerryResponse   *ferry_http_read_head    (SoupMessage    *message);
FerryHttpVerdict ferry_http_judge_head   (FerryHttpAsk    asked,
                                          guint64         offset,
                                          FerryResponse  *previous,
                                          FerryResponse  *response,
                                          const char     *content_range,
                                          FerryHttpAsk   *ask);

G_END_DECLS
