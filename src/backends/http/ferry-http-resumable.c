/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The steps of a resumable upload, and how much is sent in each.
 *
 *   Probe --> Create --> Append <-> Append --> Done
 *     |          ^        |   ^
 *     v          |        v   |
 *   Plain        '------ Locate      and from any: Failed
 *             forgotten           (a run that goes on begins with Locate) */

#include "ferry-http-resumable-private.h"

/* Progress is seen when a request ends: the first is short enough for a slow
 * line, and a fast one gets to the largest with the fourth. */
#define FIRST_CHUNK   (G_GUINT64_CONSTANT (1) * 1024 * 1024)
#define LARGEST_CHUNK (G_GUINT64_CONSTANT (64) * 1024 * 1024)
#define GROWTH        4

/* How long one request is to take. The line idles for the length of a round
 * trip after each: a twentieth of this at worst, on most lines. */
#define AIM (2 * G_TIME_SPAN_SECOND)

/* A file that is sent sooner than the server is asked for its ways. */
#define NOT_WORTH_ASKING (1024 * 1024)

/**
 * ferry_http_resumable_new:
 * @wish: by which protocol
 * @method: of the request
 * @length: bytes to be sent
 *
 * Returns: (transfer full): an upload that no server knows
 */
FerryHttpResumable *
ferry_http_resumable_new (FerryUploadProtocol  wish,
                          const char          *method,
                          guint64              length)
{
  FerryHttpResumable *self = g_new0 (FerryHttpResumable, 1);

  self->wish = wish;
  self->length = length;
  self->chunk = FIRST_CHUNK;
  self->interop = FERRY_HTTP_NEWEST_INTEROP;
  self->creates_by_post = g_str_equal (method, "POST");
  self->is_put = g_str_equal (method, "PUT");
  if (wish == FERRY_UPLOAD_PROTOCOL_PLAIN ||
      (wish == FERRY_UPLOAD_PROTOCOL_AUTO && self->is_put && length <= NOT_WORTH_ASKING))
    self->step = FERRY_HTTP_RESUMABLE_PLAIN;
  else
    self->step = FERRY_HTTP_RESUMABLE_PROBE;
  if (wish == FERRY_UPLOAD_PROTOCOL_TUS)
    ferry_http_resumable_create_by_tus (self);
  return self;
}

void
ferry_http_resumable_free (FerryHttpResumable *self)
{
  g_free (self->url);
  g_free (self);
}

/**
 * ferry_http_resumable_resume:
 * @self: an upload that was just made
 * @protocol: that was agreed
 * @interop: version of the draft
 * @url: where its bytes are gathered
 * @may_be_complete: what ferry_http_resumable_may_be_complete() said last
 *
 * It goes on there.
 */
void
ferry_http_resumable_resume (FerryHttpResumable  *self,
                             FerryUploadProtocol  protocol,
                             guint                interop,
                             const char          *url,
                             gboolean             may_be_complete)
{
  self->protocol = protocol;
  self->interop = interop;
  self->url = g_strdup (url);
  self->reach = self->length;
  self->may_be_complete = may_be_complete;
  self->step = FERRY_HTTP_RESUMABLE_LOCATE;
}

/**
 * ferry_http_resumable_pace:
 * @self: an upload
 * @microseconds: how long its last append took, which the server liked
 *
 * Makes the next one longer or shorter.
 */
void
ferry_http_resumable_pace (FerryHttpResumable *self,
                           gint64              microseconds)
{
  double fitting = (double) self->size * AIM / MAX (microseconds, 1);
  guint64 most = self->calm > 0 ? self->chunk : MIN (self->chunk * GROWTH, LARGEST_CHUNK);

  self->calm -= self->calm > 0;
  self->chunk = CLAMP (fitting, FERRY_HTTP_SMALLEST_CHUNK, most);
}

FerryHttpResumableStep
ferry_http_resumable_get_step (FerryHttpResumable *self)
{
  return self->step;
}

FerryUploadProtocol
ferry_http_resumable_get_protocol (FerryHttpResumable *self)
{
  return self->protocol;
}

guint
ferry_http_resumable_get_interop (FerryHttpResumable *self)
{
  return self->interop;
}

/**
 * ferry_http_resumable_get_url:
 * @self: an upload
 *
 * Returns: (transfer none) (nullable): where its bytes are gathered
 */
const char *
ferry_http_resumable_get_url (FerryHttpResumable *self)
{
  return self->url;
}

guint64
ferry_http_resumable_get_length (FerryHttpResumable *self)
{
  return self->length;
}

/**
 * ferry_http_resumable_get_offset:
 * @self: an upload
 *
 * Returns: bytes that the server says it has
 */
guint64
ferry_http_resumable_get_offset (FerryHttpResumable *self)
{
  return self->offset;
}

/**
 * ferry_http_resumable_get_size:
 * @self: an upload that appends
 *
 * Returns: how many bytes to send, from the offset on
 */
guint64
ferry_http_resumable_get_size (FerryHttpResumable *self)
{
  return self->size;
}

/**
 * ferry_http_resumable_is_last:
 * @self: an upload that appends
 *
 * Returns: whether nothing is missing after that
 */
gboolean
ferry_http_resumable_is_last (FerryHttpResumable *self)
{
  return self->offset + self->size == self->length;
}

/**
 * ferry_http_resumable_may_be_complete:
 * @self: an upload
 *
 * Returns: whether the server may have taken all that is sent with or before
 *   this step, and it would be something else to send it once more
 */
gboolean
ferry_http_resumable_may_be_complete (FerryHttpResumable *self)
{
  return self->may_be_complete;
}

/**
 * ferry_http_resumable_get_complaint:
 * @self: an upload that failed
 * @code: (out): what it is
 *
 * Returns: (transfer none) (nullable): what is wrong, with {host} for the
 *   server's name, or %NULL when the status of the last answer says it
 */
const char *
ferry_http_resumable_get_complaint (FerryHttpResumable  *self,
                                    FerryWebErrorStatus *code)
{
  *code = self->complaint_code;
  return self->complaint;
}
