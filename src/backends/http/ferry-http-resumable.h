/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What to ask a server next, and what its answers mean, so that an upload can
 * go on where it stopped: tus 1.0, and Resumable Uploads for HTTP in the
 * interop versions 6 to 8. Pure: it knows nothing of connections. */

#pragma once

#include "ferry-http-resumable-limits.h"

#include "ferry-enums.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FerryHttpResumableStep:
 * @FERRY_HTTP_RESUMABLE_PROBE: ask what the server can do
 * @FERRY_HTTP_RESUMABLE_CREATE: ask for an upload address, where bytes are gathered
 * @FERRY_HTTP_RESUMABLE_LOCATE: ask how many are there
 * @FERRY_HTTP_RESUMABLE_APPEND: send some
 * @FERRY_HTTP_RESUMABLE_PLAIN: send all in one request; there is no other way
 * @FERRY_HTTP_RESUMABLE_DONE: the last answer says that all are there
 * @FERRY_HTTP_RESUMABLE_FAILED: the last answer is final, and no good
 */
typedef enum {
  FERRY_HTTP_RESUMABLE_PROBE,
  FERRY_HTTP_RESUMABLE_CREATE,
  FERRY_HTTP_RESUMABLE_LOCATE,
  FERRY_HTTP_RESUMABLE_APPEND,
  FERRY_HTTP_RESUMABLE_PLAIN,
  FERRY_HTTP_RESUMABLE_DONE,
  FERRY_HTTP_RESUMABLE_FAILED,
} FerryHttpResumableStep;

/**
 * FerryHttpResumableAnswer:
 * @status: HTTP status
 * @location: (nullable): where it points to, absolute
 * @offset: Upload-Offset, -1 when absent
 * @complete: Upload-Complete as 0 or 1, -1 when absent
 * @speaks_tus: whether it offers to create uploads by tus 1.0
 * @interop: version of the draft that it speaks, 0 when it does not say
 * @has_limits: whether there is an Upload-Limit
 * @limits: that it sets
 *
 * What an answer says in its head.
 */
typedef struct {
  guint status;
  const char *location;
  gint64 offset;
  int complete;
  gboolean speaks_tus;
  guint interop;
  gboolean has_limits;
  FerryHttpResumableLimits limits;
} FerryHttpResumableAnswer;

typedef struct _FerryHttpResumable FerryHttpResumable;

FerryHttpResumable     *ferry_http_resumable_new             (FerryUploadProtocol             requested,
                                                              const char                     *method,
                                                              guint64                         length);
void                    ferry_http_resumable_free            (FerryHttpResumable             *self);
void                    ferry_http_resumable_resume          (FerryHttpResumable             *self,
                                                              FerryUploadProtocol             protocol,
                                                              guint                           interop,
                                                              const char                     *url,
                                                              gboolean                        may_be_complete);
void                    ferry_http_resumable_take_answer     (FerryHttpResumable             *self,
                                                              const FerryHttpResumableAnswer *answer);
void                    ferry_http_resumable_pace            (FerryHttpResumable             *self,
                                                              gint64                          microseconds);
FerryHttpResumableStep  ferry_http_resumable_get_step        (FerryHttpResumable             *self);
FerryUploadProtocol     ferry_http_resumable_get_protocol    (FerryHttpResumable             *self);
guint                   ferry_http_resumable_get_interop     (FerryHttpResumable             *self);
const char             *ferry_http_resumable_get_url         (FerryHttpResumable             *self);
guint64                 ferry_http_resumable_get_length      (FerryHttpResumable             *self);
guint64                 ferry_http_resumable_get_offset      (FerryHttpResumable             *self);
guint64                 ferry_http_resumable_get_size        (FerryHttpResumable             *self);
gboolean                ferry_http_resumable_is_last         (FerryHttpResumable             *self);
gboolean                ferry_http_resumable_may_be_complete (FerryHttpResumable             *self);
const char             *ferry_http_resumable_get_message     (FerryHttpResumable             *self,
                                                              FerryWebErrorStatus            *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryHttpResumable, ferry_http_resumable_free)

G_END_DECLS
