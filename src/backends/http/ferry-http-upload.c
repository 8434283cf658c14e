/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run of an upload over HTTP: open the files, ask step by step as the
 * resumable protocol says, or once; say what is sent, and wait until that is
 * durable; keep the last answer. Whatever ends it goes through finish(); what
 * libsoup still has to say after that is dropped. */

#include "ferry-http-upload.h"

#include "ferry-http-answer.h"
#include "ferry-http-errors.h"
#include "ferry-http-feed.h"
#include "ferry-http-head.h"
#include "ferry-http-headers.h"
#include "ferry-http-line.h"
#include "ferry-http-redirect.h"
#include "ferry-http-resumable-head.h"
#include "ferry-http-silence.h"
#include "ferry-http-trail.h"
#include "ferry-http-upload-message.h"

#include "ferry-error.h"

/* How often progress goes into the journal: the server knows it better. */
#define NOTE_INTERVAL G_TIME_SPAN_SECOND

struct _FerryHttpUpload {
  FerryHttpShared *shared;
  FerryRun *run;        /* (owned) */
  SoupSession *session; /* (owned) */
  FerryHttpUploadDone done;
  gpointer user_data;

  FerryHttpTrail *origin;    /* (owned) (nullable) until started: from the address that was named */
  FerryHttpTrail *trail;     /* (owned) (nullable) until started: whom to ask in this step */
  FerryHttpContent *content; /* (owned) (nullable) until started */
  FerryHttpResumable *steps; /* (owned) (nullable) until started */

  GCancellable *cancellable; /* (owned) for libsoup; only this thread cancels it */
  SoupMessage *message;      /* (owned) (nullable) until sent */
  FerryHttpFeed *feed;       /* (owned) (nullable) when the message has a body */
  FerryHttpAnswer *answer;   /* (unowned) (nullable) while it is read */
  GError *verdict;           /* (owned) (nullable) what the head of the answer says */
  FerryHttpSilence *silence; /* (owned) (nullable) */
  gint64 asked_at;
  gint64 noted_at; /* when the journal was told last */
  gboolean ended;
};

static void ask        (FerryHttpUpload *self);
static void on_answer  (GObject         *session,
                        GAsyncResult    *result,
                        gpointer         user_data);
static void on_body    (GError          *error,
                        gpointer         user_data);
static void on_durable (const GError    *error,
                        gpointer         user_data);

static const char *
host_of (FerryHttpUpload *self)
{
  return g_uri_get_host (self->trail != NULL ? self->trail->uri : self->origin->uri);
}

static void
clear (gpointer data)
{
  FerryHttpUpload *self = data;

  g_clear_object (&self->feed);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->run);
  g_clear_pointer (&self->content, ferry_http_content_free);
  g_clear_pointer (&self->steps, ferry_http_resumable_free);
  g_clear_pointer (&self->trail, ferry_http_trail_free);
  g_clear_pointer (&self->origin, ferry_http_trail_free);
  g_clear_error (&self->verdict);
}

/* The one way out. */
static void
finish (FerryHttpUpload *self,
        GError          *error)
{
  self->ended = TRUE;
  ferry_run_stop_waiting (self->run);
  g_clear_pointer (&self->silence, ferry_http_silence_free);
  g_clear_pointer (&self->answer, ferry_http_answer_stop);
  if (self->feed != NULL)
    ferry_http_feed_stop (self->feed);
  g_cancellable_cancel (self->cancellable);
  self->done (error, self->user_data);
}

/* Silence. */

static gint64
get_heard (gpointer user_data)
{
  FerryHttpUpload *self = user_data;

  if (self->answer != NULL)
    return ferry_http_answer_get_heard (self->answer);
  return self->feed != NULL ? MAX (self->asked_at, ferry_http_feed_get_moved (self->feed)) : self->asked_at;
}

static void
on_silence (guint    seconds,
            gpointer user_data)
{
  FerryHttpUpload *self = user_data;

  finish (self, ferry_http_error_silent (host_of (self), seconds));
}

/* Ask. */

static FerryHttpResumableStep
step_of (FerryHttpUpload *self)
{
  return ferry_http_resumable_get_step (self->steps);
}

static void
set_body (FerryHttpUpload *self)
{
  gboolean all = step_of (self) == FERRY_HTTP_RESUMABLE_PLAIN;
  guint64 offset = all ? 0 : ferry_http_resumable_get_offset (self->steps);
  guint64 size = all ? ferry_http_content_get_length (self->content) : ferry_http_resumable_get_size (self->steps);

  g_clear_object (&self->feed);
  ferry_run_acknowledge (self->run, offset);
  self->feed = ferry_http_feed_new (self->shared, self->run, self->content, offset, size);
  soup_message_set_request_body (self->message, NULL, G_INPUT_STREAM (self->feed), size);
}

/* A redirection may have led to where only an answer is got. */
static gboolean
has_body (FerryHttpUpload *self)
{
  return step_of (self) == FERRY_HTTP_RESUMABLE_APPEND ||
         (step_of (self) == FERRY_HTTP_RESUMABLE_PLAIN && !g_str_equal (self->trail->method, "GET"));
}

/* Asked for credentials, libsoup asks again by itself, without the body. */
static void
on_restarted (SoupMessage *message,
              gpointer     user_data)
{
  FerryHttpUpload *self = user_data;

  self->asked_at = g_get_monotonic_time ();
  if (self->feed != NULL)
    set_body (self);
}

static void
on_wrote_headers (SoupMessage *message,
                  gpointer     user_data)
{
  FerryHttpUpload *self = user_data;
  g_autoptr (GIOStream) line = NULL;

  if (self->session == self->shared->upload_session)
    line = ferry_http_line_find (self->shared, message);
  if (self->feed != NULL)
    ferry_http_feed_set_line (self->feed, line);
}

/* A connection on which the rest of a body is owed is of no use. */
static void
on_got_headers (SoupMessage *message,
                gpointer     user_data)
{
  FerryHttpUpload *self = user_data;

  if (self->feed != NULL && ferry_http_feed_get_missing (self->feed) > 0)
    soup_message_headers_replace (soup_message_get_response_headers (message), "Connection", "close");
}

static void
ask (FerryHttpUpload *self)
{
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->feed);
  self->message = ferry_http_upload_message_new (ferry_run_get_request (self->run), self->trail, self->steps,
                                                 self->content);
  if (has_body (self))
    set_body (self);
  ferry_http_line_watch (self->shared, self->message);
  g_signal_connect (self->message, "restarted", G_CALLBACK (on_restarted), self);
  g_signal_connect (self->message, "wrote-headers", G_CALLBACK (on_wrote_headers), self);
  g_signal_connect (self->message, "got-headers", G_CALLBACK (on_got_headers), self);
  self->asked_at = g_get_monotonic_time ();
  self->shared->n_unanswered++;
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           on_answer, g_rc_box_acquire (self));
}

/* The steps. */

static void
finish_by_nonsense (FerryHttpUpload *self)
{
  finish (self, ferry_http_error_new (FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE,
                                      "{host} names an address for the upload that is none", host_of (self)));
}

/* To the address that was named, or to the one that the server named. */
static void
turn (FerryHttpUpload *self)
{
  FerryRequest *request = ferry_run_get_request (self->run);
  const char *url = ferry_http_resumable_get_url (self->steps);
  const char *method = ferry_http_resumable_method (self->steps, ferry_request_get_method (request));
  FerryHttpTrail *trail = ferry_http_trail_branch (self->origin, url != NULL ? url : ferry_request_get_address (request),
                                                   method);

  if (trail == NULL)
    {
      finish_by_nonsense (self);
      return;
    }
  g_clear_pointer (&self->trail, ferry_http_trail_free);
  self->trail = trail;
  ask (self);
}

/* A place on the server is durable before there is anything in it. */
static void
append (FerryHttpUpload *self)
{
  FerryUpload *known = ferry_run_get_upload (self->run);
  const char *url = ferry_http_resumable_get_url (self->steps);
  guint64 offset = ferry_http_resumable_get_offset (self->steps);
  guint64 length = ferry_http_resumable_get_length (self->steps);
  gboolean is_new = g_strcmp0 (known->url, url) != 0;
  g_autoptr (FerryUpload) upload = ferry_upload_with_place (known, ferry_http_resumable_get_protocol (self->steps),
                                                            ferry_http_resumable_get_interop (self->steps), url);

  ferry_run_acknowledge (self->run, offset);
  if (is_new || g_get_monotonic_time () - self->noted_at >= NOTE_INTERVAL)
    {
      self->noted_at = g_get_monotonic_time ();
      ferry_run_send (self->run, upload, offset, length, is_new ? on_durable : NULL, self);
    }
  if (!is_new)
    turn (self);
}

static void
send_plain (FerryHttpUpload *self)
{
  FerryUpload *known = ferry_run_get_upload (self->run);
  g_autoptr (FerryUpload) upload = ferry_upload_with_place (known, FERRY_UPLOAD_PROTOCOL_PLAIN, 0, NULL);
  gboolean repeatable = ferry_request_is_repeatable (ferry_run_get_request (self->run));

  ferry_run_send (self->run, upload, 0, ferry_http_content_get_length (self->content),
                  repeatable ? NULL : on_durable, self);
  if (repeatable)
    turn (self);
}

static void
on_durable (const GError *error,
            gpointer      user_data)
{
  FerryHttpUpload *self = user_data;

  if (error != NULL)
    finish (self, g_error_copy (error));
  else
    turn (self);
}

/* Where the server has thrown away what it got, or said that it is no good,
 * another attempt must not ask for it. */
static void
forget_place (FerryHttpUpload *self)
{
  FerryUpload *known = ferry_run_get_upload (self->run);
  g_autoptr (FerryUpload) upload = ferry_upload_new (known->files);

  if (known->url != NULL && ferry_http_resumable_get_url (self->steps) == NULL)
    ferry_run_send (self->run, upload, 0, ferry_http_resumable_get_length (self->steps), NULL, NULL);
}

static GError *
make_verdict (FerryHttpUpload *self)
{
  FerryWebErrorStatus code;
  const char *complaint = ferry_http_resumable_get_complaint (self->steps, &code);

  if (complaint != NULL)
    return ferry_http_error_new (code, complaint, host_of (self));
  return ferry_http_error_for_status (soup_message_get_status (self->message));
}

/* The answer. */

static void
follow (FerryHttpUpload *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  GError *error = NULL;

  if (ferry_http_trail_follow (self->trail, soup_message_get_status (self->message),
                               soup_message_headers_get_one (headers, "Location"),
                               ferry_run_get_allow_insecure_redirects (self->run), &error))
    ask (self);
  else
    finish (self, error);
}

static void
note_retry_after (FerryHttpUpload    *self,
                  SoupMessageHeaders *headers)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 seconds = ferry_http_parse_retry_after (soup_message_headers_get_one (headers, "Retry-After"), now);

  if (seconds >= 0)
    ferry_run_set_retry_after (self->run, seconds);
}

/* The last answer is kept, good or bad. */
static void
conclude (FerryHttpUpload *self,
          GInputStream    *stream,
          GError          *verdict)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autofree char *address = g_uri_to_string (self->trail->uri);
  g_autoptr (FerryResponse) response = ferry_http_describe (address, self->trail->method,
                                                            soup_message_get_status (self->message), headers);
  GError *error = NULL;

  self->verdict = verdict;
  if (verdict != NULL)
    note_retry_after (self, headers);
  if (ferry_run_answer (self->run, response, &error))
    self->answer = ferry_http_answer_new (self->run, stream, on_body, self);
  else
    finish (self, error);
}

/* The address that an answer names; one that may not be followed is none. */
static char *
read_location (FerryHttpUpload    *self,
               SoupMessageHeaders *headers)
{
  const char *location = soup_message_headers_get_one (headers, "Location");
  gboolean allow_insecure = ferry_run_get_allow_insecure_redirects (self->run);
  g_autoptr (GUri) uri = NULL;

  if (location == NULL)
    return NULL;
  uri = ferry_http_redirect_target (self->trail->uri, location, allow_insecure, NULL);
  return uri != NULL ? g_uri_to_string (uri) : NULL;
}

static void
take_step (FerryHttpUpload *self,
           GInputStream    *stream)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autofree char *location = read_location (self, headers);
  FerryHttpResumableAnswer answer;

  ferry_http_resumable_read (&answer, soup_message_get_status (self->message), headers);
  answer.location = location;
  if (step_of (self) == FERRY_HTTP_RESUMABLE_APPEND)
    ferry_http_resumable_pace (self->steps, g_get_monotonic_time () - self->asked_at);
  ferry_http_resumable_hear (self->steps, &answer);
  switch (step_of (self))
    {
    case FERRY_HTTP_RESUMABLE_PROBE:
    case FERRY_HTTP_RESUMABLE_CREATE:
    case FERRY_HTTP_RESUMABLE_LOCATE:
      turn (self);
      break;
    case FERRY_HTTP_RESUMABLE_APPEND:
      append (self);
      break;
    case FERRY_HTTP_RESUMABLE_PLAIN:
      send_plain (self);
      break;
    case FERRY_HTTP_RESUMABLE_DONE:
      ferry_run_acknowledge (self->run, ferry_http_resumable_get_length (self->steps));
      conclude (self, stream, NULL);
      break;
    case FERRY_HTTP_RESUMABLE_FAILED:
      forget_place (self);
      conclude (self, stream, make_verdict (self));
      break;
    }
}

/* Bytes are not sent to another address than the server gathers them at
 * without asking it there. */
static gboolean
is_to_follow (FerryHttpUpload *self)
{
  guint status = soup_message_get_status (self->message);

  if (step_of (self) == FERRY_HTTP_RESUMABLE_PLAIN)
    return ferry_http_is_redirection (status);
  return step_of (self) == FERRY_HTTP_RESUMABLE_CREATE && (status == 307 || status == 308);
}

static void
hear (FerryHttpUpload *self,
      GInputStream    *stream,
      const GError    *error)
{
  guint status = soup_message_get_status (self->message);

  if (error != NULL)
    finish (self, ferry_http_error_for_cause (error, soup_message_get_tls_peer_certificate_errors (self->message),
                                              host_of (self)));
  else if (is_to_follow (self))
    follow (self);
  else if (step_of (self) != FERRY_HTTP_RESUMABLE_PLAIN)
    take_step (self, stream);
  else
    conclude (self, stream, SOUP_STATUS_IS_SUCCESSFUL (status) ? NULL : ferry_http_error_for_status (status));
}

/* The connection is for the next step, when the answer is short. */
static void
let_go (GInputStream *stream)
{
  char rest[4096];

  if (G_IS_POLLABLE_INPUT_STREAM (stream))
    while (g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), rest, sizeof rest,
                                                     NULL, NULL) == sizeof rest)
      continue;
  g_input_stream_close (stream, NULL, NULL);
}

static void
on_answer (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  FerryHttpUpload *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);

  self->shared->n_unanswered--;
  if (!self->ended)
    hear (self, stream, error);
  if (stream != NULL && self->answer == NULL)
    let_go (stream);
  ferry_http_upload_unref (self);
}

/* What the server says of the upload counts; that the rest of it could not be
 * read does not change that. */
static void
on_body (GError   *error,
         gpointer  user_data)
{
  FerryHttpUpload *self = user_data;
  g_autoptr (GError) ignored = error;

  self->answer = NULL;
  finish (self, g_steal_pointer (&self->verdict));
}

/* Start. */

static gboolean
open_content (FerryHttpUpload  *self,
              GError          **error)
{
  FerryRequest *request = ferry_run_get_request (self->run);
  g_autoptr (FerrySource) source = ferry_source_open (request, ferry_run_get_upload (self->run)->files, error);

  if (source == NULL)
    return FALSE;
  self->content = ferry_http_content_new (request, source);
  return TRUE;
}

static void
begin (FerryHttpUpload *self)
{
  FerryRequest *request = ferry_run_get_request (self->run);
  FerryUpload *known = ferry_run_get_upload (self->run);
  gboolean is_form = ferry_request_get_parts (request) != NULL;

  self->silence = ferry_http_silence_new (self->shared->context, ferry_run_get_silence_timeout (self->run),
                                          get_heard, on_silence, self);
  self->steps = ferry_http_resumable_new (is_form ? FERRY_UPLOAD_PROTOCOL_PLAIN : ferry_request_get_protocol (request),
                                          ferry_request_get_method (request),
                                          ferry_http_content_get_length (self->content));
  if (known->url != NULL)
    ferry_http_resumable_resume (self->steps, known->protocol, known->interop, known->url);
  if (step_of (self) == FERRY_HTTP_RESUMABLE_PLAIN)
    send_plain (self);
  else
    turn (self);
}

/**
 * ferry_http_upload_new:
 * @shared: what is shared
 * @run: what to carry
 * @done: called once, after ferry_http_upload_start()
 * @user_data: for @done
 *
 * Returns: (transfer full): the story, not yet begun
 */
FerryHttpUpload *
ferry_http_upload_new (FerryHttpShared     *shared,
                       FerryRun            *run,
                       FerryHttpUploadDone  done,
                       gpointer             user_data)
{
  FerryHttpUpload *self = g_rc_box_new0 (FerryHttpUpload);
  FerryRequest *request = ferry_run_get_request (run);

  self->shared = shared;
  self->run = g_object_ref (run);
  self->done = done;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  if (ferry_request_get_proxy_username (request) != NULL)
    self->session = ferry_http_shared_new_session (shared);
  else
    self->session = g_object_ref (shared->upload_session);
  return self;
}

/**
 * ferry_http_upload_start:
 * @self: a story
 */
void
ferry_http_upload_start (FerryHttpUpload *self)
{
  FerryRequest *request = ferry_run_get_request (self->run);
  GError *error = NULL;

  self->asked_at = g_get_monotonic_time ();
  self->origin = ferry_http_trail_new (ferry_request_get_address (request), ferry_request_get_method (request));
  if (self->origin == NULL)
    finish (self, g_error_new_literal (FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT, "This is not an address"));
  else if (!open_content (self, &error))
    finish (self, error);
  else
    begin (self);
}

/**
 * ferry_http_upload_cancel:
 * @self: a story
 *
 * Ends it at once, with %G_IO_ERROR_CANCELLED, unless it has ended.
 */
void
ferry_http_upload_cancel (FerryHttpUpload *self)
{
  if (!self->ended)
    finish (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The transfer was stopped"));
}

void
ferry_http_upload_unref (FerryHttpUpload *self)
{
  g_rc_box_release_full (self, clear);
}
