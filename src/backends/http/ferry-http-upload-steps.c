/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which question of an upload is next, and what an answer means: the resumable
 * protocol decides, here it is done. What is about to be sent is durable
 * first; the last answer is kept. */

#include "ferry-http-upload-private.h"

#include "ferry-http-errors.h"
#include "ferry-http-head.h"
#include "ferry-http-headers.h"
#include "ferry-http-redirect.h"
#include "ferry-http-resumable-head.h"

#include <glib/gi18n-lib.h>

/* How often progress goes into the journal: the server knows it better. */
#define NOTE_INTERVAL G_TIME_SPAN_SECOND

static void on_durable (const GError *error,
                        gpointer      user_data);
static void on_body    (GError       *error,
                        gpointer      user_data);

static FerryHttpResumableStep
step_of (FerryHttpUpload *self)
{
  return ferry_http_resumable_get_step (self->steps);
}

/* The steps. */

static void
finish_by_nonsense (FerryHttpUpload *self)
{
  ferry_http_upload_finish (self, ferry_http_error_new (FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE,
                                                        N_ ("{host} names an address for the upload that is none"), ferry_http_upload_get_host (self)));
}

/* To the address that was named, or to the one that the server named. */
static void
turn (FerryHttpUpload *self)
{
  FerryRequest *request = ferry_run_get_request (self->run);
  const char *url = ferry_http_resumable_get_url (self->steps);
  const char *method = ferry_http_resumable_method (self->steps, request->method);
  FerryHttpTrail *trail = ferry_http_trail_branch (self->origin, url != NULL ? url : request->address,
                                                   method);

  if (trail == NULL)
    {
      finish_by_nonsense (self);
      return;
    }
  g_clear_pointer (&self->trail, ferry_http_trail_free);
  self->trail = trail;
  ferry_http_upload_ask (self);
}

static void
create (FerryHttpUpload *self)
{
  ferry_http_upload_forget_place (self);
  if (ferry_http_upload_is_news (self))
    ferry_http_upload_note_place (self, on_durable);
  else
    turn (self);
}

static void
append (FerryHttpUpload *self)
{
  g_clear_object (&self->feed);
  if (ferry_http_upload_is_news (self))
    {
      ferry_http_upload_note_place (self, on_durable);
      return;
    }
  ferry_run_acknowledge (self->run, ferry_http_resumable_get_offset (self->steps));
  if (g_get_monotonic_time () - self->noted_at >= NOTE_INTERVAL)
    ferry_http_upload_note_place (self, NULL);
  turn (self);
}

static void
send_plain (FerryHttpUpload *self)
{
  FerryUpload *known = ferry_run_get_upload (self->run);
  g_autoptr (FerryUpload) upload = ferry_upload_with_place (known, FERRY_UPLOAD_PROTOCOL_PLAIN, 0, NULL);
  gboolean repeatable = ferry_request_is_repeatable (ferry_run_get_request (self->run));

  upload->delivery = repeatable ? FERRY_DELIVERY_NOT_SENT : FERRY_DELIVERY_IN_FLIGHT;
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
    ferry_http_upload_finish (self, g_error_copy (error));
  else
    turn (self);
}

static GError *
make_verdict (FerryHttpUpload *self)
{
  FerryWebErrorStatus code;
  const char *complaint = ferry_http_resumable_get_complaint (self->steps, &code);

  if (complaint != NULL)
    return ferry_http_error_new (code, complaint, ferry_http_upload_get_host (self));
  return ferry_http_error_for_status (FERRY_TRANSFER_KIND_UPLOAD, soup_message_get_status (self->message));
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
    ferry_http_upload_ask (self);
  else
    ferry_http_upload_finish (self, error);
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

  self->verdict = verdict;
  if (verdict != NULL)
    note_retry_after (self, headers);
  ferry_run_answer (self->run, response);
  self->answer = ferry_http_answer_new (self->run, stream, on_body, self);
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

/* That a server is not well says nothing about its ways, nor does that a file
 * is too small for them. */
static void
note_plain (FerryHttpUpload *self)
{
  guint status = soup_message_get_status (self->message);

  if (ferry_http_resumable_get_protocol (self->steps) != FERRY_UPLOAD_PROTOCOL_AUTO)
    return;
  if (status < 500 || status == SOUP_STATUS_NOT_IMPLEMENTED)
    ferry_http_shared_note_plain (self->shared, ferry_run_get_request (self->run)->address);
}

/* What is next; @stream is (nullable): the body of what was answered. */
static void
act (FerryHttpUpload *self,
     GInputStream    *stream)
{
  switch (step_of (self))
    {
    case FERRY_HTTP_RESUMABLE_CREATE:
      create (self);
      break;
    case FERRY_HTTP_RESUMABLE_PROBE:
    case FERRY_HTTP_RESUMABLE_LOCATE:
      turn (self);
      break;
    case FERRY_HTTP_RESUMABLE_APPEND:
      append (self);
      break;
    case FERRY_HTTP_RESUMABLE_PLAIN:
      if (stream != NULL)
        note_plain (self);
      send_plain (self);
      break;
    case FERRY_HTTP_RESUMABLE_DONE:
      ferry_http_upload_note_place (self, NULL);
      conclude (self, stream, NULL);
      break;
    case FERRY_HTTP_RESUMABLE_FAILED:
      ferry_http_upload_forget_place (self);
      if (stream != NULL)
        conclude (self, stream, make_verdict (self));
      else
        ferry_http_upload_finish (self, make_verdict (self));
      break;
    }
}

static void
take_step (FerryHttpUpload *self,
           GInputStream    *stream)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autofree char *location = read_location (self, headers);
  FerryHttpResumableAnswer answer;

  self->left = FALSE;
  ferry_http_resumable_read (&answer, soup_message_get_status (self->message), headers);
  answer.location = location;
  if (step_of (self) == FERRY_HTTP_RESUMABLE_APPEND && SOUP_STATUS_IS_SUCCESSFUL (answer.status))
    ferry_http_resumable_pace (self->steps, g_get_monotonic_time () - self->asked_at);
  ferry_http_upload_note_age (self, &answer.limits);
  ferry_http_resumable_hear (self->steps, &answer);
  act (self, stream);
}

/* To get the answer elsewhere is for who has taken the request; who has not
 * waited for all of it has not, nor who says that it belongs elsewhere for
 * good, as servers do that want https. */
static gboolean
is_turned_away (FerryHttpUpload *self,
                guint            status)
{
  return self->feed != NULL && (status == 301 || ferry_http_feed_get_missing (self->feed) > 0) &&
         !g_str_equal (ferry_http_redirect_method (status, self->trail->method), self->trail->method);
}

/* Bytes are not sent to another address than the server gathers them at
 * without asking it there. */
static gboolean
is_to_follow (FerryHttpUpload *self)
{
  guint status = soup_message_get_status (self->message);

  if (step_of (self) == FERRY_HTTP_RESUMABLE_PLAIN)
    return ferry_http_is_redirection (status) && !is_turned_away (self, status);
  return step_of (self) == FERRY_HTTP_RESUMABLE_CREATE && (status == 307 || status == 308);
}

/* The server has taken what it was sent and keeps its answer elsewhere: that it
 * is not to be had there says nothing about what was sent. */
static GError *
judge_plain (FerryHttpUpload *self)
{
  FerryRequest *request = ferry_run_get_request (self->run);
  guint status = soup_message_get_status (self->message);

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    return NULL;
  if (ferry_request_is_repeatable (request) || g_str_equal (self->trail->method, request->method))
    return ferry_http_error_for_status (FERRY_TRANSFER_KIND_UPLOAD, status);
  return ferry_http_error_new (FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED, N_ ("{host} has its answer elsewhere, where it can't be got"),
                               ferry_http_upload_get_host (self));
}

/* An answer that was cut off behind its head: who wants to know first who asks
 * has taken nothing. */
static void
meet_refusal (FerryHttpUpload *self)
{
  guint status = ferry_http_challenge_get_refusal (self->challenge);
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autofree char *address = g_uri_to_string (self->trail->uri);
  g_autoptr (FerryResponse) response = NULL;

  if (ferry_http_challenge_is_met (self->challenge))
    {
      ferry_http_upload_ask_again (self);
      return;
    }
  self->left = FALSE;
  response = ferry_http_describe (address, self->trail->method, status, headers);
  ferry_run_answer (self->run, response);
  ferry_http_upload_finish (self, ferry_http_error_for_status (FERRY_TRANSFER_KIND_UPLOAD, status));
}

void
ferry_http_upload_hear (FerryHttpUpload *self,
                        GInputStream    *stream,
                        const GError    *error)
{
  if (ferry_http_challenge_get_refusal (self->challenge) != 0)
    meet_refusal (self);
  else if (error != NULL)
    ferry_http_upload_finish (self, ferry_http_error_for_cause (error, soup_message_get_tls_peer_certificate_errors (self->message),
                                                                ferry_http_upload_get_host (self)));
  else if (is_to_follow (self))
    follow (self);
  else if (step_of (self) != FERRY_HTTP_RESUMABLE_PLAIN)
    take_step (self, stream);
  else
    conclude (self, stream, judge_plain (self));
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
  ferry_http_upload_finish (self, g_steal_pointer (&self->verdict));
}

/* The beginning. */

static FerryUploadProtocol
choose_protocol (FerryHttpUpload *self)
{
  FerryRequest *request = ferry_run_get_request (self->run);
  FerryUploadProtocol wish = request->protocol;
  gboolean is_known = wish == FERRY_UPLOAD_PROTOCOL_AUTO &&
                      g_hash_table_contains (self->shared->plain, request->address);

  return is_known || request->parts != NULL ? FERRY_UPLOAD_PROTOCOL_PLAIN : wish;
}

void
ferry_http_upload_take_first_step (FerryHttpUpload *self)
{
  FerryRequest *request = ferry_run_get_request (self->run);
  FerryUpload *known = ferry_run_get_upload (self->run);
  static const FerryHttpResumableAnswer gone = { .status = SOUP_STATUS_GONE, .offset = -1, .complete = -1 };

  self->steps = ferry_http_resumable_new (choose_protocol (self),
                                          request->method,
                                          ferry_http_content_get_length (self->content));
  if (known->url != NULL)
    ferry_http_resumable_resume (self->steps, known->protocol, known->interop, known->url,
                                 ferry_delivery_is_open (known->delivery));
  self->expires = known->expires;
  if (known->expires > 0 && g_get_real_time () >= known->expires)
    ferry_http_resumable_hear (self->steps, &gone);
  act (self, NULL);
}
