/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Content that is served wrongly. Each fault is a line of marks; what happens
 * once happens again for an address that has another parameter, as &key=2. */

#include "server-content.h"
#include "server-request.h"

#define LAST_MODIFIED  "Thu, 21 Aug 2014 21:34:57 GMT"
#define LATER_MODIFIED "Fri, 22 Aug 2014 21:34:57 GMT"
#define LENGTHENED_BY  1000

/* Marks of a fault, above those of ServerQuirks. */
typedef enum {
  FAULT_NO_ETAG = 1 << 8,
  FAULT_WEAK_ETAG = 1 << 9,
  FAULT_FRESH_ETAG = 1 << 10, /* another for each answer, of the same content */
  FAULT_NO_DATE = 1 << 11,
  FAULT_CHANGES = 1 << 12, /* after the first answer: content, ETag and date */
  FAULT_GROWS = 1 << 13,   /* after the first answer, with the same ETag */
  FAULT_CUT = 1 << 14,
  FAULT_CUT_ONCE = 1 << 15,
  FAULT_STALL = 1 << 16,
  FAULT_DRIP = 1 << 17,
} Fault;

#define QUIRKS(variant) ((variant) & ((1 << 8) - 1))

typedef struct {
  const ServerRequest *request; /* (unowned) */
  guint faults;
  guint before; /* answers before this one */
  guint64 seed;
  char etag[64];
  ServerContent content;
} Answer;

static gboolean
read_content (Answer *self)
{
  guint64 rate;

  if (!server_request_get_number (self->request, "length", SERVER_MEGABYTE, SERVER_MAX_LENGTH, &self->content.length) ||
      !server_request_get_number (self->request, "seed", 0, G_MAXINT64, &self->seed) ||
      !server_request_get_number (self->request, "bytesPerSec", self->faults & FAULT_DRIP ? 10 : 0, SERVER_MAX_LENGTH, &rate))
    return FALSE;
  self->content.pace.bytes_per_second = server_site_limit_rate (self->request->site, rate);
  return TRUE;
}

static gboolean
read_ending (Answer *self)
{
  guint64 times;

  if (!server_request_get_number (self->request, "after", self->content.length / 2, SERVER_MAX_LENGTH, &self->content.pace.after) ||
      !server_request_get_number (self->request, "times", self->faults & FAULT_CUT_ONCE ? 1 : G_MAXUINT, G_MAXUINT, &times))
    return FALSE;
  if (self->before >= times)
    return TRUE;
  if (self->faults & FAULT_STALL)
    self->content.pace.ending = SERVER_ENDING_STALL;
  else if (self->faults & (FAULT_CUT | FAULT_CUT_ONCE))
    self->content.pace.ending = SERVER_ENDING_CUT;
  return TRUE;
}

static void
choose_validators (Answer *self)
{
  guint version = self->faults & FAULT_FRESH_ETAG ? self->before : self->faults & FAULT_CHANGES && self->before > 0;

  g_snprintf (self->etag, sizeof self->etag, "%s\"%" G_GUINT64_FORMAT "-%u\"",
              self->faults & FAULT_WEAK_ETAG ? "W/" : "", self->seed, version);
  if (!(self->faults & FAULT_NO_ETAG))
    self->content.etag = self->etag;
  if (!(self->faults & FAULT_NO_DATE))
    self->content.last_modified = self->faults & FAULT_CHANGES && self->before > 0 ? LATER_MODIFIED : LAST_MODIFIED;
}

static void
change (Answer *self)
{
  if (self->before == 0)
    return;
  if (self->faults & FAULT_CHANGES)
    self->seed++;
  if (self->faults & FAULT_GROWS)
    self->content.length += LENGTHENED_BY;
}

/* A HEAD is a look, which uses nothing up. */
static guint
count_answers (const ServerRequest *request)
{
  if (soup_server_message_get_method (request->message) == SOUP_METHOD_HEAD)
    return 0;
  return server_site_count (request->site, request->message);
}

static void
serve_fault (const ServerRequest *request)
{
  Answer answer = {
    .request = request,
    .faults = request->route->variant,
    .before = count_answers (request),
    .content.quirks = QUIRKS (request->route->variant),
  };

  if (!read_content (&answer) || !read_ending (&answer))
    return;
  choose_validators (&answer);
  change (&answer);
  server_content_send_pattern (&answer.content, request->message, answer.seed);
}

static void
serve_silence (const ServerRequest *request)
{
  server_body_never_answer (request->message);
}

const ServerRoute server_fault_routes[] = {
  { "fault/no-length", serve_fault, SERVER_QUIRK_CHUNKED | SERVER_QUIRK_NO_RANGES,
    "chunked, so of unknown length" },
  { "fault/until-close", serve_fault, SERVER_QUIRK_UNTIL_CLOSE | SERVER_QUIRK_NO_RANGES,
    "of unknown length, ends when the connection does" },
  { "fault/ignored-range", serve_fault, SERVER_QUIRK_NO_RANGES | FAULT_CUT_ONCE,
    "cut once; a Range is answered with everything" },
  { "fault/wrong-content-range", serve_fault, SERVER_QUIRK_SHIFTED_RANGE | FAULT_CUT_ONCE,
    "cut once; a Range is answered with a part that begins 1001 bytes later" },
  { "fault/missing-content-range", serve_fault, SERVER_QUIRK_NO_CONTENT_RANGE | FAULT_CUT_ONCE,
    "cut once; a Range is answered 206 without Content-Range" },
  { "fault/changed-etag", serve_fault, FAULT_CHANGES | FAULT_CUT_ONCE,
    "cut once; then content (seed + 1), ETag and date are others" },
  { "fault/changed-unsaid", serve_fault, FAULT_CHANGES | FAULT_CUT_ONCE | SERVER_QUIRK_IGNORES_IF_RANGE,
    "the same, and a part of the new content is sent in spite of If-Range" },
  { "fault/changed-length", serve_fault, FAULT_GROWS | FAULT_CUT_ONCE,
    "cut once; then 1000 bytes longer with the same ETag" },
  { "fault/fresh-etag", serve_fault, FAULT_FRESH_ETAG | FAULT_CUT_ONCE,
    "cut once; each answer has another ETag, content and date stay" },
  { "fault/weak-etag", serve_fault, FAULT_WEAK_ETAG | FAULT_NO_DATE | FAULT_CUT_ONCE,
    "cut once; nothing but a weak ETag" },
  { "fault/no-validator", serve_fault, FAULT_NO_ETAG | FAULT_NO_DATE | FAULT_CUT_ONCE,
    "cut once; neither ETag nor Last-Modified" },
  { "fault/416", serve_fault, SERVER_QUIRK_REFUSES_RANGES | FAULT_CUT_ONCE,
    "cut once; a Range is answered 416" },
  { "fault/cut", serve_fault, FAULT_CUT,
    "?after=N&times=K: the connection ends after N bytes of each (of the first K) answers" },
  { "fault/stall", serve_fault, FAULT_STALL,
    "?after=N&times=K: silence after N bytes" },
  { "fault/silence", serve_silence, 0,
    "no answer at all" },
  { "fault/drip", serve_fault, FAULT_DRIP,
    "?bytesPerSec=10: slow; all of the above take length, seed, bytesPerSec, after, times" },
  { NULL },
};
