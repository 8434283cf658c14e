/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The head of an answer: what it says about the file, and whether its body
 * may be written. Pure. */

#pragma once

#include "ferry-range-set.h"
#include "ferry-response.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * FerryHttpValidator:
 * @FERRY_HTTP_VALIDATOR_NONE: the whole is asked for, without a Range header
 * @FERRY_HTTP_VALIDATOR_ETAG: If-Range with the strong entity tag
 * @FERRY_HTTP_VALIDATOR_DATE: If-Range with the strong date
 */
typedef enum {
  FERRY_HTTP_VALIDATOR_NONE,
  FERRY_HTTP_VALIDATOR_ETAG,
  FERRY_HTTP_VALIDATOR_DATE,
} FerryHttpValidator;

/**
 * FerryHttpAsked:
 * @range: bytes asked for; up to %G_MAXUINT64 for all behind its start
 * @validator: what makes sure that it is still the same file
 * @previous: (nullable): what the bytes that are there came with
 */
typedef struct {
  FerryByteRange range;
  FerryHttpValidator validator;
  FerryResponse *previous;
} FerryHttpAsked;

/**
 * FerryHttpVerdict:
 * @FERRY_HTTP_VERDICT_GO_ON: the body has bytes that were asked for, from the first on
 * @FERRY_HTTP_VERDICT_RESTART: the body is the whole file
 * @FERRY_HTTP_VERDICT_ASK_BY_DATE: ask once more, with the date as validator
 * @FERRY_HTTP_VERDICT_ASK_WHOLE: ask once more, for the whole
 * @FERRY_HTTP_VERDICT_FAIL: there is no file in it
 */
typedef enum {
  FERRY_HTTP_VERDICT_GO_ON,
  FERRY_HTTP_VERDICT_RESTART,
  FERRY_HTTP_VERDICT_ASK_BY_DATE,
  FERRY_HTTP_VERDICT_ASK_WHOLE,
  FERRY_HTTP_VERDICT_FAIL,
} FerryHttpVerdict;

FerryHttpAsked    ferry_http_ask        (FerryByteRange         gap,
                                         FerryResponse         *previous,
                                         const char            *method);
FerryResponse    *ferry_http_describe   (const char            *uri,
                                         const char            *method,
                                         guint                  status,
                                         SoupMessageHeaders    *headers);
FerryHttpVerdict  ferry_http_judge_head (const FerryHttpAsked  *asked,
                                         FerryResponse         *answer,
                                         SoupMessageHeaders    *headers,
                                         FerryByteRange        *body,
                                         GError               **error);

G_END_DECLS
