/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server says that an upload must keep to. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FerryHttpResumableLimit:
 * @FERRY_HTTP_RESUMABLE_MAX_SIZE: how many bytes all may bring
 * @FERRY_HTTP_RESUMABLE_MIN_SIZE: how many all must bring
 * @FERRY_HTTP_RESUMABLE_MAX_APPEND: how many one request may bring
 * @FERRY_HTTP_RESUMABLE_MIN_APPEND: how many one request must bring, but for the last
 * @FERRY_HTTP_RESUMABLE_MAX_AGE: for how many seconds from now the bytes are kept
 */
typedef enum {
  FERRY_HTTP_RESUMABLE_MAX_SIZE,
  FERRY_HTTP_RESUMABLE_MIN_SIZE,
  FERRY_HTTP_RESUMABLE_MAX_APPEND,
  FERRY_HTTP_RESUMABLE_MIN_APPEND,
  FERRY_HTTP_RESUMABLE_MAX_AGE,
} FerryHttpResumableLimit;

#define FERRY_HTTP_RESUMABLE_N_LIMITS (FERRY_HTTP_RESUMABLE_MAX_AGE + 1)

/**
 * FerryHttpResumableLimits:
 * @known: bits of #FerryHttpResumableLimit: which are set
 * @values: what they are set to
 */
typedef struct {
  guint known;
  guint64 values[FERRY_HTTP_RESUMABLE_N_LIMITS];
} FerryHttpResumableLimits;

void     ferry_http_resumable_limits_read  (FerryHttpResumableLimits       *self,
                                            const char                     *text);
void     ferry_http_resumable_limits_set   (FerryHttpResumableLimits       *self,
                                            FerryHttpResumableLimit         which,
                                            guint64                         value);
void     ferry_http_resumable_limits_merge (FerryHttpResumableLimits       *self,
                                            const FerryHttpResumableLimits *newer);
gboolean ferry_http_resumable_limits_has   (const FerryHttpResumableLimits *self,
                                            FerryHttpResumableLimit         which);
guint64  ferry_http_resumable_limits_get   (const FerryHttpResumableLimits *self,
                                            FerryHttpResumableLimit         which,
                                            guint64                         otherwise);

G_END_DECLS
