/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The steps of a resumable upload, how much is sent in each, and what the
 * answers mean. What the status of one means in which step stands in one table;
 * a reaction then looks at the rest of the head. Where the server says how much
 * it has, that is believed, be it less than was acknowledged before.
 *
 *   Probe --> Create --> Append <-> Append --> Done
 *     |          ^        |   ^
 *     v          |        v   |
 *   Plain        '------ Locate      and from any: Failed
 *             forgotten           (a run that goes on begins with Locate) */

#include "ferry-http-resumable.h"

#include <glib/gi18n-lib.h>

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

/* Bytes are acknowledged at the end of a request: requests so long that their
 * ends do not matter, and so short that progress can be seen. */
#define SMALLEST_CHUNK (G_GUINT64_CONSTANT (64) * 1024)

/* The versions of the draft. 7 and 8 differ from 6 in nothing that is sent. */
#define OLDEST_INTEROP 6
#define NEWEST_INTEROP 8

/* How often a server may forget, move or stand still within one run. */
#define MAX_FAILED_TRIES 4

/* How many requests go by, after one of which a part was not taken, before a
 * longer one is tried: what is sent in vain is a small share. */
#define GROWTH_HOLD_OFF 16

struct _FerryHttpResumable {
  FerryHttpResumableStep step;
  FerryUploadProtocol requested;
  FerryUploadProtocol protocol;
  guint interop;
  char *url; /* (owned) (nullable) */
  guint64 length;
  guint64 offset;
  guint64 furthest;     /* offset that was ever acknowledged */
  guint64 highest_sent; /* end of what may have been sent to this upload address */
  guint64 chunk;
  guint64 size; /* of the append that is under way */
  FerryHttpResumableLimits limits;
  guint growth_hold_off; /* appends until it may grow again */
  guint failed_tries;
  gboolean creates_by_post;
  gboolean is_put;
  gboolean may_be_complete; /* whether what must not be done twice may be done */
  const char *message;      /* (nullable) what is wrong beside the status */
  FerryWebErrorStatus message_code;
};

static void
fail (FerryHttpResumable  *self,
      FerryWebErrorStatus  code,
      const char          *message)
{
  self->step = FERRY_HTTP_RESUMABLE_FAILED;
  self->message = message;
  self->message_code = code;
}

static void
fail_by_protocol_error (FerryHttpResumable *self,
                        const char         *message)
{
  fail (self, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE, message);
}

static gboolean
count_failed_try (FerryHttpResumable *self)
{
  if (++self->failed_tries <= MAX_FAILED_TRIES)
    return TRUE;
  fail_by_protocol_error (self, N_ ("{host} loses again and again what it has got of the upload"));
  return FALSE;
}

/* An empty file is whole there when it is created. */
static void
create_by_tus (FerryHttpResumable *self)
{
  self->protocol = FERRY_UPLOAD_PROTOCOL_TUS;
  self->may_be_complete = self->length == 0;
  self->step = FERRY_HTTP_RESUMABLE_CREATE;
}

static guint64
limit (FerryHttpResumable      *self,
       FerryHttpResumableLimit  which,
       guint64                  otherwise)
{
  return ferry_http_resumable_limits_get (&self->limits, which, otherwise);
}

static gboolean
is_too_large (FerryHttpResumable *self)
{
  return self->length > limit (self, FERRY_HTTP_RESUMABLE_MAX_SIZE, G_MAXUINT64) ||
         (self->length > 0 && limit (self, FERRY_HTTP_RESUMABLE_MAX_APPEND, G_MAXUINT64) == 0);
}

static gboolean
is_too_small (FerryHttpResumable *self)
{
  return self->length < limit (self, FERRY_HTTP_RESUMABLE_MIN_SIZE, 0);
}

static gboolean
check_size (FerryHttpResumable *self)
{
  if (is_too_large (self))
    fail (self, FERRY_WEB_ERROR_STATUS_REQUEST_ENTITY_TOO_LARGE, N_ ("The file is larger than {host} takes"));
  else if (is_too_small (self))
    fail (self, FERRY_WEB_ERROR_STATUS_BAD_REQUEST, N_ ("The file is smaller than {host} takes in parts"));
  else
    return TRUE;
  return FALSE;
}

/* An upload by tus is made by POST, whatever the request was. */
static gboolean
is_repeatable (FerryHttpResumable *self)
{
  return self->protocol == FERRY_UPLOAD_PROTOCOL_IETF && self->is_put;
}

/* How the next append is cut. Until here the server was not done with it. */
static void
append (FerryHttpResumable *self)
{
  guint64 size = MIN (MAX (self->chunk, limit (self, FERRY_HTTP_RESUMABLE_MIN_APPEND, 0)), self->length - self->offset);

  self->size = MIN (size, limit (self, FERRY_HTTP_RESUMABLE_MAX_APPEND, G_MAXUINT64));
  self->highest_sent = MAX (self->highest_sent, self->offset + self->size);
  self->may_be_complete = ferry_http_resumable_is_last (self) && !is_repeatable (self);
  self->step = FERRY_HTTP_RESUMABLE_APPEND;
}

static void
look (FerryHttpResumable             *self,
      const FerryHttpResumableAnswer *answer)
{
  if (count_failed_try (self))
    self->step = FERRY_HTTP_RESUMABLE_LOCATE;
}

/* More than was sent: what lies in the gap is not of the file. */
static void
mark_in_flight (FerryHttpResumable *self)
{
  if (self->step == FERRY_HTTP_RESUMABLE_LOCATE)
    fail_by_protocol_error (self, N_ ("{host} says that it has got more than it was sent"));
  else
    look (self, NULL);
}

/* The server took a part of what it was sent: no more than that is sent at
 * once, for a while. */
static void
hold_growth_off (FerryHttpResumable *self,
                 guint64             taken)
{
  self->chunk = MAX (taken, SMALLEST_CHUNK);
  self->growth_hold_off = GROWTH_HOLD_OFF;
}

/* By tus all is there when all is there; by the draft, when it was said. Only
 * what was never there before is progress, or a server could lead round and
 * round for ever. */
static void
go_on_from (FerryHttpResumable *self,
            guint64             offset)
{
  if (offset > self->length)
    {
      fail_by_protocol_error (self, N_ ("{host} says that it has got more than the file has"));
      return;
    }
  if (offset > self->highest_sent)
    {
      mark_in_flight (self);
      return;
    }
  if (offset <= self->offset && self->step == FERRY_HTTP_RESUMABLE_APPEND && self->size > 0 && !count_failed_try (self))
    return;
  if (self->step == FERRY_HTTP_RESUMABLE_APPEND && offset > self->offset && offset < self->offset + self->size)
    hold_growth_off (self, offset - self->offset);
  if (offset > self->furthest)
    {
      self->furthest = offset;
      self->failed_tries = 0;
    }
  self->offset = offset;
  if (offset == self->length && self->protocol == FERRY_UPLOAD_PROTOCOL_TUS)
    self->step = FERRY_HTTP_RESUMABLE_DONE;
  else
    append (self);
}

/* Reactions. */

typedef void (*Reaction) (FerryHttpResumable *self,
                          const FerryHttpResumableAnswer *answer);

static void
take_offer (FerryHttpResumable             *self,
            const FerryHttpResumableAnswer *answer)
{
  gboolean may_be_tus = self->requested == FERRY_UPLOAD_PROTOCOL_TUS ||
                        (self->requested == FERRY_UPLOAD_PROTOCOL_AUTO && self->creates_by_post);
  gboolean draft = answer->interop >= OLDEST_INTEROP && answer->interop <= NEWEST_INTEROP &&
                   (answer->has_limits || self->requested == FERRY_UPLOAD_PROTOCOL_IETF);

  self->step = FERRY_HTTP_RESUMABLE_CREATE;
  if (answer->speaks_tus && may_be_tus)
    create_by_tus (self);
  else if (draft && self->requested != FERRY_UPLOAD_PROTOCOL_TUS)
    {
      self->protocol = FERRY_UPLOAD_PROTOCOL_IETF;
      self->interop = answer->interop;
    }
  else if (self->requested == FERRY_UPLOAD_PROTOCOL_IETF && self->interop > OLDEST_INTEROP)
    {
      self->interop = OLDEST_INTEROP;
      self->step = FERRY_HTTP_RESUMABLE_PROBE;
    }
  else if (self->requested == FERRY_UPLOAD_PROTOCOL_AUTO)
    self->step = FERRY_HTTP_RESUMABLE_PLAIN;
  else
    fail (self, FERRY_WEB_ERROR_STATUS_NOT_IMPLEMENTED, N_ ("{host} does not take uploads by this protocol"));
  /* What is not worth two requests to the server may be sent in one. */
  if (self->step == FERRY_HTTP_RESUMABLE_CREATE && is_too_small (self) && self->requested == FERRY_UPLOAD_PROTOCOL_AUTO)
    self->step = FERRY_HTTP_RESUMABLE_PLAIN;
  else if (self->step == FERRY_HTTP_RESUMABLE_CREATE)
    check_size (self);
}

static void
take_place (FerryHttpResumable             *self,
            const FerryHttpResumableAnswer *answer)
{
  if (answer->location == NULL)
    {
      /* Whatever it made of the request, it would make once more. */
      fail (self, FERRY_WEB_ERROR_STATUS_UNEXPECTED_SERVER_ERROR, N_ ("{host} does not say where the upload is to go"));
      return;
    }
  if (!check_size (self))
    return;
  g_free (self->url);
  self->url = g_strdup (answer->location);
  self->offset = 0;
  self->highest_sent = 0;
  go_on_from (self, MAX (answer->offset, 0));
}

/* The server is done with it. If it has not got all, nobody can bring the
 * rest; whether all is sent once more is not for us to say. */
static void
end (FerryHttpResumable             *self,
     const FerryHttpResumableAnswer *answer)
{
  if (answer->offset >= 0 && (guint64) answer->offset != self->length)
    {
      g_clear_pointer (&self->url, g_free);
      fail (self, FERRY_WEB_ERROR_STATUS_UNEXPECTED_SERVER_ERROR,
            N_ ("{host} says that the upload is complete, but has not got all of it"));
      return;
    }
  self->offset = self->length;
  self->step = FERRY_HTTP_RESUMABLE_DONE;
}

static void
take_offset (FerryHttpResumable             *self,
             const FerryHttpResumableAnswer *answer)
{
  if (answer->complete == 1 && self->protocol == FERRY_UPLOAD_PROTOCOL_IETF)
    end (self, answer);
  else if (answer->offset < 0)
    fail_by_protocol_error (self, N_ ("{host} does not say how much of the upload it has got"));
  else
    go_on_from (self, answer->offset);
}

static void
take_acknowledgement (FerryHttpResumable             *self,
                      const FerryHttpResumableAnswer *answer)
{
  gboolean last = ferry_http_resumable_is_last (self);

  if (self->protocol == FERRY_UPLOAD_PROTOCOL_IETF && last && answer->complete != 0)
    end (self, answer);
  else if (self->protocol == FERRY_UPLOAD_PROTOCOL_TUS && answer->offset < 0)
    look (self, answer);
  else
    go_on_from (self, answer->offset >= 0 ? (guint64) answer->offset : self->offset + self->size);
}

static void
move (FerryHttpResumable             *self,
      const FerryHttpResumableAnswer *answer)
{
  if (answer->location == NULL)
    fail_by_protocol_error (self, N_ ("{host} says that the upload has moved, but not where to"));
  else if (count_failed_try (self))
    {
      g_free (self->url);
      self->url = g_strdup (answer->location);
      self->step = FERRY_HTTP_RESUMABLE_LOCATE;
    }
}

/* That the upload address is gone may mean that the server is done with what it got
 * there. One that answers so to the last bytes has not taken them. */
static void
begin_again (FerryHttpResumable             *self,
             const FerryHttpResumableAnswer *answer)
{
  if (!count_failed_try (self))
    return;
  g_clear_pointer (&self->url, g_free);
  if (self->may_be_complete && self->step == FERRY_HTTP_RESUMABLE_LOCATE)
    {
      fail (self, FERRY_WEB_ERROR_STATUS_DISCONNECTED, N_ ("{host} does not know the upload any more"));
      return;
    }
  self->may_be_complete = FALSE;
  self->offset = 0;
  self->step = FERRY_HTTP_RESUMABLE_CREATE;
  if (self->protocol == FERRY_UPLOAD_PROTOCOL_TUS)
    create_by_tus (self);
}

static void
shrink (FerryHttpResumable             *self,
        const FerryHttpResumableAnswer *answer)
{
  if (self->size <= MAX (SMALLEST_CHUNK, limit (self, FERRY_HTTP_RESUMABLE_MIN_APPEND, 0)))
    {
      self->step = FERRY_HTTP_RESUMABLE_FAILED;
      return;
    }
  hold_growth_off (self, self->size / 4);
  self->step = FERRY_HTTP_RESUMABLE_LOCATE;
}

/* The request is answered elsewhere, now that all of it is there. */
static void
take_result (FerryHttpResumable             *self,
             const FerryHttpResumableAnswer *answer)
{
  if (answer->complete == 1)
    end (self, answer);
  else
    self->step = FERRY_HTTP_RESUMABLE_FAILED;
}

static void
wait_for_lock (FerryHttpResumable             *self,
               const FerryHttpResumableAnswer *answer)
{
  fail (self, FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE, N_ ("{host} is still busy with what it got of the upload before"));
}

#define STEP(name) FERRY_HTTP_RESUMABLE_##name
#define TUS        (1 << FERRY_UPLOAD_PROTOCOL_TUS)
#define IETF       (1 << FERRY_UPLOAD_PROTOCOL_IETF)

/* clang-format off */
static const struct {
  FerryHttpResumableStep step;
  guint protocols;
  guint first; /* HTTP status */
  guint last;
  Reaction reaction;
} rules[] = {
  { STEP (CREATE), TUS | IETF, 200, 299, take_place },
  { STEP (LOCATE), TUS | IETF, 200, 299, take_offset },
  { STEP (LOCATE), TUS | IETF, 307, 308, move },
  { STEP (LOCATE), TUS,        403, 403, begin_again },
  { STEP (LOCATE), TUS | IETF, 404, 404, begin_again },
  { STEP (LOCATE), TUS | IETF, 410, 410, begin_again },
  { STEP (LOCATE), TUS | IETF, 423, 423, wait_for_lock },
  { STEP (APPEND), TUS | IETF, 200, 299, take_acknowledgement },
  { STEP (APPEND), IETF,       301, 303, take_result },
  { STEP (APPEND), TUS | IETF, 307, 308, move },
  { STEP (APPEND), TUS | IETF, 404, 404, begin_again },
  { STEP (APPEND), TUS | IETF, 409, 409, look },
  { STEP (APPEND), TUS | IETF, 410, 410, begin_again },
  { STEP (APPEND), TUS | IETF, 413, 413, shrink },
  { STEP (APPEND), TUS | IETF, 423, 423, wait_for_lock },
};
/* clang-format on */

/* By the draft, a file that is complete may be refused: the upload is over. */
static gboolean
is_final (FerryHttpResumable             *self,
          const FerryHttpResumableAnswer *answer)
{
  return self->step == FERRY_HTTP_RESUMABLE_APPEND && self->protocol == FERRY_UPLOAD_PROTOCOL_IETF &&
         answer->status >= 400 && answer->complete == 1;
}

/**
 * ferry_http_resumable_new:
 * @requested: by which protocol
 * @method: of the request
 * @length: bytes to be sent
 *
 * Returns: (transfer full): an upload that no server knows
 */
FerryHttpResumable *
ferry_http_resumable_new (FerryUploadProtocol  requested,
                          const char          *method,
                          guint64              length)
{
  FerryHttpResumable *self = g_new0 (FerryHttpResumable, 1);

  self->requested = requested;
  self->length = length;
  self->chunk = FIRST_CHUNK;
  self->interop = NEWEST_INTEROP;
  self->creates_by_post = g_str_equal (method, "POST");
  self->is_put = g_str_equal (method, "PUT");
  if (requested == FERRY_UPLOAD_PROTOCOL_PLAIN ||
      (requested == FERRY_UPLOAD_PROTOCOL_AUTO && self->is_put && length <= NOT_WORTH_ASKING))
    self->step = FERRY_HTTP_RESUMABLE_PLAIN;
  else
    self->step = FERRY_HTTP_RESUMABLE_PROBE;
  if (requested == FERRY_UPLOAD_PROTOCOL_TUS)
    create_by_tus (self);
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
  self->highest_sent = self->length;
  self->may_be_complete = may_be_complete;
  self->step = FERRY_HTTP_RESUMABLE_LOCATE;
}

/**
 * ferry_http_resumable_take_answer:
 * @self: an upload
 * @answer: to its present step
 *
 * Decides the next step.
 */
void
ferry_http_resumable_take_answer (FerryHttpResumable             *self,
                                  const FerryHttpResumableAnswer *answer)
{
  ferry_http_resumable_limits_merge (&self->limits, &answer->limits);
  if (self->step == FERRY_HTTP_RESUMABLE_PROBE)
    {
      take_offer (self, answer);
      return;
    }
  if (is_final (self, answer))
    {
      g_clear_pointer (&self->url, g_free);
      self->step = FERRY_HTTP_RESUMABLE_FAILED;
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].step == self->step && (rules[i].protocols & (1 << self->protocol)) != 0 &&
        answer->status >= rules[i].first && answer->status <= rules[i].last)
      {
        rules[i].reaction (self, answer);
        return;
      }
  self->step = FERRY_HTTP_RESUMABLE_FAILED;
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
  guint64 most = self->growth_hold_off > 0 ? self->chunk : MIN (self->chunk * GROWTH, LARGEST_CHUNK);

  self->growth_hold_off -= self->growth_hold_off > 0;
  self->chunk = CLAMP (fitting, SMALLEST_CHUNK, most);
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
 * ferry_http_resumable_get_message:
 * @self: an upload that failed
 * @code: (out): what it is
 *
 * Returns: (transfer none) (nullable): what is wrong, with {host} for the
 *   server's name, or %NULL when the status of the last answer says it
 */
const char *
ferry_http_resumable_get_message (FerryHttpResumable  *self,
                                  FerryWebErrorStatus *code)
{
  *code = self->message_code;
  return self->message;
}
