/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fields of a resumable upload. */

#pragma once

#include "ferry-http-resumable.h"

G_BEGIN_DECLS

/* Bytes are acknowledged at the end of a request: requests so long that their
 * ends do not matter, and so short that progress can be seen. */
#define FERRY_HTTP_SMALLEST_CHUNK (G_GUINT64_CONSTANT (64) * 1024)

/* The versions of the draft. 7 and 8 differ from 6 in nothing that is sent. */
#define FERRY_HTTP_OLDEST_INTEROP 6
#define FERRY_HTTP_NEWEST_INTEROP 8

struct _FerryHttpResumable {
  FerryHttpResumableStep step;
  FerryUploadProtocol wish;
  FerryUploadProtocol protocol;
  guint interop;
  char *url; /* (owned) (nullable) */
  guint64 length;
  guint64 offset;
  guint64 furthest; /* offset that was ever acknowledged */
  guint64 reach;    /* end of what may have been sent to this place */
  guint64 chunk;
  guint64 size; /* of the append that is under way */
  FerryHttpResumableLimits limits;
  guint calm; /* appends until it may grow again */
  guint setbacks;
  gboolean creates_by_post;
  gboolean is_put;
  gboolean may_be_complete; /* whether what must not be done twice may be done */
  const char *complaint;    /* (nullable) what is wrong beside the status */
  FerryWebErrorStatus complaint_code;
};

void ferry_http_resumable_create_by_tus (FerryHttpResumable *self);

G_END_DECLS
