/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run of an upload over HTTP: open the files, ask step by step, and end.
 * Which question is next, and what an answer means, a resumable protocol
 * decides; here it is done. What is about to be sent is durable first; the last
 * answer is kept. Whatever ends the run goes through finish(); what libsoup
 * still has to say after that is dropped. */

#include "ferry-http-upload.h"

#include "ferry-http-answer.h"
#include "ferry-http-blocking-task.h"
#include "ferry-http-challenge.h"
#include "ferry-http-connection.h"
#include "ferry-http-content.h"
#include "ferry-http-errors.h"
#include "ferry-http-head.h"
#include "ferry-http-headers.h"
#include "ferry-http-redirect-chain.h"
#include "ferry-http-redirect.h"
#include "ferry-http-request-stream.h"
#include "ferry-http-resumable-head.h"
#include "ferry-http-upload-message.h"
#include "ferry-idle-timeout.h"

#include "ferry-error.h"
#include "ferry-network-error.h"

#include <glib/gi18n-lib.h>

/* Blocks of an answer that is not kept which are worth a new connection. */
#define MAX_REST 16

/* How often progress goes into the journal: the server knows it better. */
#define NOTE_INTERVAL G_TIME_SPAN_SECOND

/* A thousand years; a server may say more than can be counted. */
#define MAX_AGE (G_GINT64_CONSTANT (1000) * 365 * 24 * 60 * 60)

struct _FerryHttpUpload {
  FerryHttpContext *context;
  FerryUploadRun *run;  /* (owned) */
  SoupSession *session; /* (owned) */
  FerryHttpUploadDone done;
  gpointer user_data;

  FerryHttpRedirectChain *origin; /* (owned) (nullable) until started: from the address that was named */
  FerryHttpRedirectChain *chain;  /* (owned) (nullable) until started: whom to ask in this step */
  FerryHttpBlockingTask *opening; /* (unowned) (nullable) until the content is there */
  FerryHttpContent *content;      /* (owned) (nullable) until opened */
  FerryHttpResumable *steps;      /* (owned) (nullable) until opened */

  GCancellable *cancellable;              /* (owned) for libsoup; only this thread cancels it */
  SoupMessage *message;                   /* (owned) (nullable) until sent */
  FerryHttpChallenge *challenge;          /* (owned) (nullable) until asked */
  FerryHttpRequestStream *request_stream; /* (owned) (nullable) when the message has a body */
  FerryHttpAnswer *answer;                /* (unowned) (nullable) while it is read */
  GError *verdict;                        /* (owned) (nullable) what the head of the answer says */
  FerryIdleTimeout *idle_timeout;         /* (owned) (nullable) */
  gint64 asked_at;
  gint64 noted_at; /* when the journal was told last */
  gint64 expires;  /* when the server may forget, microseconds since 1970; 0 for never */
  gboolean left;   /* whether the head of the message has, and is not answered */
  gboolean ended;
};

static void on_answer (GObject      *session,
                       GAsyncResult *result,
                       gpointer      user_data);

static void on_durable (const GError *error,
                        gpointer      user_data);
static void on_body    (GError       *error,
                        gpointer      user_data);

static FerryHttpResumableStep
step_of (FerryHttpUpload *self)
{
  return ferry_http_resumable_get_step (self->steps);
}

static const char *
host_of (FerryHttpUpload *self)
{
  return g_uri_get_host (self->chain != NULL ? self->chain->uri : self->origin->uri);
}

static void
clear (gpointer data)
{
  FerryHttpUpload *self = data;

  g_clear_object (&self->request_stream);
  g_clear_pointer (&self->challenge, ferry_http_challenge_free);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->run);
  g_clear_pointer (&self->content, ferry_http_content_unref);
  g_clear_pointer (&self->steps, ferry_http_resumable_free);
  g_clear_pointer (&self->chain, ferry_http_redirect_chain_free);
  g_clear_pointer (&self->origin, ferry_http_redirect_chain_free);
  g_clear_error (&self->verdict);
}

/* What the journal is told: where the bytes are gathered and until when, how
 * many are there, and whether the end may be. */

static gboolean
is_new_address (FerryHttpUpload *self)
{
  return g_strcmp0 (ferry_upload_run_get_upload (self->run)->url, ferry_http_resumable_get_url (self->steps)) != 0;
}

static FerryDelivery
delivery_of (FerryHttpUpload *self)
{
  return ferry_http_resumable_may_be_complete (self->steps) ? FERRY_DELIVERY_IN_FLIGHT : FERRY_DELIVERY_NOT_SENT;
}

static gboolean
is_about_to_complete (FerryHttpUpload *self)
{
  return ferry_http_resumable_may_be_complete (self->steps) && !ferry_delivery_is_open (ferry_upload_run_get_upload (self->run)->delivery);
}

/* Whether the journal must know it before anything is sent. An address on the
 * server is durable before there is anything in it, and so is that the end is
 * sent there: when that was taken and the answer is lost, one that is gone
 * must not be held for one that was forgotten. */
static gboolean
is_news (FerryHttpUpload *self)
{
  return is_new_address (self) || is_about_to_complete (self);
}

static void
note_address (FerryHttpUpload *self,
              FerryRunGoOn     go_on)
{
  g_autoptr (FerryUpload) upload = NULL;

  upload = ferry_upload_with_address (ferry_upload_run_get_upload (self->run), ferry_http_resumable_get_protocol (self->steps),
                                      ferry_http_resumable_get_interop (self->steps),
                                      ferry_http_resumable_get_url (self->steps));
  upload->delivery = delivery_of (self);
  upload->expires = self->expires;
  self->noted_at = g_get_monotonic_time ();
  ferry_upload_run_send (self->run, upload, ferry_http_resumable_get_offset (self->steps),
                         ferry_http_resumable_get_length (self->steps), go_on, self);
}

/* Where the server has thrown away what it got, or said that it is no good,
 * another attempt must not ask for it. */
static void
forget_address (FerryHttpUpload *self)
{
  FerryUpload *known = ferry_upload_run_get_upload (self->run);
  g_autoptr (FerryUpload) upload = ferry_upload_new (known->files);

  if (known->url == NULL || ferry_http_resumable_get_url (self->steps) != NULL)
    return;
  upload->delivery = delivery_of (self);
  self->expires = 0;
  if (ferry_http_resumable_get_step (self->steps) == FERRY_HTTP_RESUMABLE_FAILED)
    ferry_upload_run_give_up (self->run, upload, ferry_http_resumable_get_length (self->steps));
  else
    ferry_upload_run_send (self->run, upload, 0, ferry_http_resumable_get_length (self->steps), NULL, NULL);
}

/* Whether this step, were it to leave, could be the end. */
static gboolean
is_sending (FerryHttpUpload *self)
{
  FerryHttpResumableStep step;

  if (self->steps == NULL)
    return FALSE;
  step = ferry_http_resumable_get_step (self->steps);
  return step == FERRY_HTTP_RESUMABLE_CREATE || step == FERRY_HTTP_RESUMABLE_APPEND;
}

/* The server has said that it lacks what this step sends, so an end that did not
 * leave can't have been taken. */
static void
take_back (FerryHttpUpload *self)
{
  FerryUpload *known = ferry_upload_run_get_upload (self->run);
  gboolean has_left = self->left && (self->request_stream == NULL || ferry_http_request_stream_get_missing (self->request_stream) == 0);
  g_autoptr (FerryUpload) upload = ferry_upload_with_delivery (known, ferry_delivery_after (known->delivery, FERRY_DELIVERY_DISCLAIMED));

  if (is_sending (self) && ferry_delivery_is_open (known->delivery) && !has_left)
    ferry_upload_run_send (self->run, upload, ferry_http_resumable_get_offset (self->steps),
                           ferry_http_resumable_get_length (self->steps), NULL, NULL);
}

/* For how long a server keeps what it has is counted from its answer. */
static void
note_age (FerryHttpUpload                *self,
          const FerryHttpResumableLimits *limits)
{
  guint64 seconds = ferry_http_resumable_limits_get (limits, FERRY_HTTP_RESUMABLE_MAX_AGE, 0);

  if (ferry_http_resumable_limits_has (limits, FERRY_HTTP_RESUMABLE_MAX_AGE))
    self->expires = g_get_real_time () + MIN (seconds, MAX_AGE) * G_TIME_SPAN_SECOND;
}

/* The one way out. */
static void
finish (FerryHttpUpload *self,
        GError          *error)
{
  self->ended = TRUE;
  ferry_upload_run_stop_waiting (self->run);
  take_back (self);
  g_clear_pointer (&self->idle_timeout, ferry_idle_timeout_free);
  g_clear_pointer (&self->answer, ferry_http_answer_stop);
  g_clear_pointer (&self->opening, ferry_http_blocking_task_cancel);
  if (self->request_stream != NULL)
    ferry_http_request_stream_stop (self->request_stream);
  g_cancellable_cancel (self->cancellable);
  self->done (error, self->user_data);
}

/* Idle timeout. */

static gint64
get_last_activity (gpointer user_data)
{
  FerryHttpUpload *self = user_data;

  if (self->answer != NULL)
    return ferry_http_answer_get_last_activity (self->answer);
  return self->request_stream != NULL ? MAX (self->asked_at, ferry_http_request_stream_get_moved (self->request_stream)) : self->asked_at;
}

/* Of the disk that the file is on, or of the server. */
static void
on_idle_timeout (guint    seconds,
                 gpointer user_data)
{
  FerryHttpUpload *self = user_data;

  if (self->opening != NULL || (self->request_stream != NULL && ferry_http_request_stream_is_reading (self->request_stream)))
    finish (self, g_error_new_literal (FERRY_ERROR, FERRY_ERROR_FILE,
                                       _ ("The disk that the file is on does not answer")));
  else
    finish (self, ferry_network_error_timeout (host_of (self), seconds));
}

/* Ask. */

static void
set_body (FerryHttpUpload *self)
{
  gboolean all = step_of (self) == FERRY_HTTP_RESUMABLE_PLAIN;
  guint64 offset = all ? 0 : ferry_http_resumable_get_offset (self->steps);
  guint64 size = all ? ferry_http_content_get_length (self->content) : ferry_http_resumable_get_size (self->steps);

  g_clear_object (&self->request_stream);
  ferry_upload_run_acknowledge (self->run, offset);
  self->request_stream = ferry_http_request_stream_new (self->context, self->run, self->content, offset, size);
  soup_message_set_request_body (self->message, NULL, G_INPUT_STREAM (self->request_stream), size);
}

/* A redirection may have led to where only an answer is got. */
static gboolean
has_body (FerryHttpUpload *self)
{
  return step_of (self) == FERRY_HTTP_RESUMABLE_APPEND ||
         (step_of (self) == FERRY_HTTP_RESUMABLE_PLAIN && !g_str_equal (self->chain->method, "GET"));
}

/* Asked for credentials, libsoup asks again by itself, without the body. */
static void
on_restarted (SoupMessage *message,
              gpointer     user_data)
{
  FerryHttpUpload *self = user_data;

  self->asked_at = g_get_monotonic_time ();
  if (self->request_stream != NULL)
    set_body (self);
}

static void
on_wrote_headers (SoupMessage *message,
                  gpointer     user_data)
{
  FerryHttpUpload *self = user_data;
  g_autoptr (GIOStream) connection = ferry_http_connection_find (self->context, self->session, message);

  self->left = TRUE;
  if (self->request_stream == NULL)
    return;
  ferry_http_request_stream_set_connection (self->request_stream, connection);
  /* Without a body the head is the whole request. */
  if (ferry_http_request_stream_get_missing (self->request_stream) == 0)
    ferry_upload_run_sent (self->run, 0);
}

/* Answers that have no body whatever their head says (RFC 9112, 6.3). */
static gboolean
is_bodiless (SoupMessage *message)
{
  guint status = soup_message_get_status (message);

  return status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_NOT_MODIFIED ||
         g_str_equal (soup_message_get_method (message), "HEAD");
}

/* A connection on which the rest of a body is owed is of no use. One without a
 * length is taken by libsoup for one that ends with the connection, even where
 * there is none, and the next upload would have to make another. */
static void
on_got_headers (SoupMessage *message,
                gpointer     user_data)
{
  FerryHttpUpload *self = user_data;
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  if (self->request_stream != NULL && ferry_http_request_stream_get_missing (self->request_stream) > 0)
    soup_message_headers_replace (headers, "Connection", "close");
  else if (is_bodiless (message) && soup_message_headers_get_encoding (headers) == SOUP_ENCODING_EOF)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_NONE);
}

static void
send_question (FerryHttpUpload *self)
{
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->request_stream);
  self->left = FALSE;
  self->message = ferry_http_upload_message_new (ferry_run_get_request (FERRY_RUN (self->run)), self->chain, self->steps,
                                                 self->content);
  if (has_body (self))
    set_body (self);
  ferry_http_challenge_watch (self->challenge, self->session, self->message, self->cancellable);
  ferry_http_connection_watch (self->context, self->session, self->message);
  g_signal_connect (self->message, "restarted", G_CALLBACK (on_restarted), self);
  g_signal_connect (self->message, "wrote-headers", G_CALLBACK (on_wrote_headers), self);
  g_signal_connect (self->message, "got-headers", G_CALLBACK (on_got_headers), self);
  self->asked_at = g_get_monotonic_time ();
  self->context->n_unanswered++;
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           on_answer, g_rc_box_acquire (self));
}

static void
ask (FerryHttpUpload *self)
{
  g_clear_pointer (&self->challenge, ferry_http_challenge_free);
  self->challenge = ferry_http_challenge_new (ferry_run_get_request (FERRY_RUN (self->run)), self->chain->at_origin);
  send_question (self);
}

/* The same, after its answer was cut off. */
static void
ask_again (FerryHttpUpload *self)
{
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  send_question (self);
}

/* The steps. */

static void
finish_by_protocol_error (FerryHttpUpload *self)
{
  finish (self, ferry_network_error_new (FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE,
                                         N_ ("{host} names an address for the upload that is none"), host_of (self)));
}

/* To the address that was named, or to the one that the server named. */
static void
turn (FerryHttpUpload *self)
{
  FerryRequest *request = ferry_run_get_request (FERRY_RUN (self->run));
  const char *url = ferry_http_resumable_get_url (self->steps);
  const char *method = ferry_http_resumable_method (self->steps, request->method);
  FerryHttpRedirectChain *chain = ferry_http_redirect_chain_derive (self->origin, url != NULL ? url : request->address,
                                                                    method);

  if (chain == NULL)
    {
      finish_by_protocol_error (self);
      return;
    }
  g_clear_pointer (&self->chain, ferry_http_redirect_chain_free);
  self->chain = chain;
  ask (self);
}

static void
create (FerryHttpUpload *self)
{
  forget_address (self);
  if (is_news (self))
    note_address (self, on_durable);
  else
    turn (self);
}

static void
append (FerryHttpUpload *self)
{
  g_clear_object (&self->request_stream);
  if (is_news (self))
    {
      note_address (self, on_durable);
      return;
    }
  ferry_upload_run_acknowledge (self->run, ferry_http_resumable_get_offset (self->steps));
  if (g_get_monotonic_time () - self->noted_at >= NOTE_INTERVAL)
    note_address (self, NULL);
  turn (self);
}

static void
send_plain (FerryHttpUpload *self)
{
  FerryUpload *known = ferry_upload_run_get_upload (self->run);
  g_autoptr (FerryUpload) upload = ferry_upload_with_address (known, FERRY_UPLOAD_PROTOCOL_PLAIN, 0, NULL);
  gboolean repeatable = ferry_request_is_repeatable (ferry_run_get_request (FERRY_RUN (self->run)));

  upload->delivery = repeatable ? FERRY_DELIVERY_NOT_SENT : FERRY_DELIVERY_IN_FLIGHT;
  ferry_upload_run_send (self->run, upload, 0, ferry_http_content_get_length (self->content),
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

static GError *
make_verdict (FerryHttpUpload *self)
{
  FerryWebErrorStatus code;
  const char *message = ferry_http_resumable_get_message (self->steps, &code);

  if (message != NULL)
    return ferry_network_error_new (code, message, host_of (self));
  return ferry_http_error_for_status (FERRY_TRANSFER_KIND_UPLOAD, soup_message_get_status (self->message));
}

/* The answer. */

static void
follow (FerryHttpUpload *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  GError *error = NULL;

  if (ferry_http_redirect_chain_follow (self->chain, soup_message_get_status (self->message),
                                        soup_message_headers_get_one (headers, "Location"),
                                        ferry_run_get_allow_insecure_redirects (FERRY_RUN (self->run)), &error))
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
    ferry_run_set_retry_after (FERRY_RUN (self->run), seconds);
}

/* The last answer is kept, good or bad. */
static void
conclude (FerryHttpUpload *self,
          GInputStream    *stream,
          GError          *verdict)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autofree char *address = g_uri_to_string (self->chain->uri);
  g_autoptr (FerryResponse) response = ferry_http_describe (address, self->chain->method,
                                                            soup_message_get_status (self->message), headers);

  self->verdict = verdict;
  if (verdict != NULL)
    note_retry_after (self, headers);
  ferry_upload_run_answer (self->run, response);
  self->answer = ferry_http_answer_new (self->run, stream, on_body, self);
}

/* The address that an answer names; one that may not be followed is none. */
static char *
read_location (FerryHttpUpload    *self,
               SoupMessageHeaders *headers)
{
  const char *location = soup_message_headers_get_one (headers, "Location");
  gboolean allow_insecure = ferry_run_get_allow_insecure_redirects (FERRY_RUN (self->run));
  g_autoptr (GUri) uri = NULL;

  if (location == NULL)
    return NULL;
  uri = ferry_http_redirect_target (self->chain->uri, location, allow_insecure, NULL);
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
    ferry_http_context_note_plain (self->context, ferry_run_get_request (FERRY_RUN (self->run))->address);
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
      note_address (self, NULL);
      conclude (self, stream, NULL);
      break;
    case FERRY_HTTP_RESUMABLE_FAILED:
      forget_address (self);
      if (stream != NULL)
        conclude (self, stream, make_verdict (self));
      else
        finish (self, make_verdict (self));
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
  note_age (self, &answer.limits);
  ferry_http_resumable_take_answer (self->steps, &answer);
  act (self, stream);
}

/* To get the answer elsewhere is for who has taken the request; who has not
 * waited for all of it has not, nor who says that it belongs elsewhere for
 * good, as servers do that want https. */
static gboolean
is_turned_away (FerryHttpUpload *self,
                guint            status)
{
  return self->request_stream != NULL && (status == 301 || ferry_http_request_stream_get_missing (self->request_stream) > 0) &&
         !g_str_equal (ferry_http_redirect_method (status, self->chain->method), self->chain->method);
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
  FerryRequest *request = ferry_run_get_request (FERRY_RUN (self->run));
  guint status = soup_message_get_status (self->message);

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    return NULL;
  if (ferry_request_is_repeatable (request) || g_str_equal (self->chain->method, request->method))
    return ferry_http_error_for_status (FERRY_TRANSFER_KIND_UPLOAD, status);
  return ferry_network_error_new (FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED, N_ ("{host} has its answer elsewhere, where it can't be got"),
                                  host_of (self));
}

/* An answer that was cut off behind its head: who wants to know first who asks
 * has taken nothing. */
static void
meet_refusal (FerryHttpUpload *self)
{
  guint status = ferry_http_challenge_get_refusal (self->challenge);
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autofree char *address = g_uri_to_string (self->chain->uri);
  g_autoptr (FerryResponse) response = NULL;

  if (ferry_http_challenge_is_met (self->challenge))
    {
      ask_again (self);
      return;
    }
  self->left = FALSE;
  response = ferry_http_describe (address, self->chain->method, status, headers);
  ferry_upload_run_answer (self->run, response);
  finish (self, ferry_http_error_for_status (FERRY_TRANSFER_KIND_UPLOAD, status));
}

static void
take_reply (FerryHttpUpload *self,
            GInputStream    *stream,
            const GError    *error)
{
  if (ferry_http_challenge_get_refusal (self->challenge) != 0)
    meet_refusal (self);
  else if (error != NULL)
    finish (self, ferry_http_redirect_chain_explain (self->chain, error, soup_message_get_tls_peer_certificate_errors (self->message)));
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
  finish (self, g_steal_pointer (&self->verdict));
}

/* The connection is for the next step, when the answer is short. */
static void
let_go (GInputStream *stream)
{
  char rest[4096];
  gssize size = sizeof rest;

  if (G_IS_POLLABLE_INPUT_STREAM (stream))
    for (guint i = 0; i < MAX_REST && size == sizeof rest; i++)
      size = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), rest, sizeof rest, NULL, NULL);
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

  self->context->n_unanswered--;
  if (!self->ended)
    take_reply (self, stream, error);
  if (stream != NULL && self->answer == NULL)
    let_go (stream);
  ferry_http_upload_unref (self);
}

/* The beginning. */

static FerryUploadProtocol
choose_protocol (FerryHttpUpload *self)
{
  FerryRequest *request = ferry_run_get_request (FERRY_RUN (self->run));
  FerryUploadProtocol requested = request->protocol;
  gboolean is_known = requested == FERRY_UPLOAD_PROTOCOL_AUTO &&
                      g_hash_table_contains (self->context->plain, request->address);

  return is_known || request->parts != NULL ? FERRY_UPLOAD_PROTOCOL_PLAIN : requested;
}

static void
take_first_step (FerryHttpUpload *self)
{
  FerryRequest *request = ferry_run_get_request (FERRY_RUN (self->run));
  FerryUpload *known = ferry_upload_run_get_upload (self->run);
  static const FerryHttpResumableAnswer gone = { .status = SOUP_STATUS_GONE, .offset = -1, .complete = -1 };

  self->steps = ferry_http_resumable_new (choose_protocol (self),
                                          request->method,
                                          ferry_http_content_get_length (self->content));
  if (known->url != NULL)
    ferry_http_resumable_resume (self->steps, known->protocol, known->interop, known->url,
                                 ferry_delivery_is_open (known->delivery));
  self->expires = known->expires;
  if (known->expires > 0 && g_get_real_time () >= known->expires)
    ferry_http_resumable_take_answer (self->steps, &gone);
  act (self, NULL);
}

/* Start. */

typedef struct {
  FerryRequest *request;     /* (owned) */
  FerryUpload *upload;       /* (owned) */
  FerryHttpContent *content; /* (owned) (nullable) */
  GError *error;             /* (owned) (nullable) */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  ferry_request_unref (opening->request);
  ferry_upload_unref (opening->upload);
  g_clear_pointer (&opening->content, ferry_http_content_unref);
  g_clear_error (&opening->error);
  g_free (opening);
}

static void
open_content (gpointer data,
              gpointer user_data)
{
  Opening *opening = data;
  g_autoptr (FerrySource) source = ferry_source_new (opening->request, opening->upload->files, &opening->error);
  g_autoptr (FerryHttpContent) content = source != NULL ? ferry_http_content_new (opening->request, source) : NULL;

  if (content != NULL && ferry_http_content_open (content, opening->request, &opening->error))
    opening->content = g_steal_pointer (&content);
}

static void
on_opened (gpointer data,
           gpointer user_data)
{
  Opening *opening = data;
  FerryHttpUpload *self = user_data;

  self->opening = NULL;
  self->asked_at = g_get_monotonic_time ();
  self->content = g_steal_pointer (&opening->content);
  if (self->content == NULL)
    finish (self, g_steal_pointer (&opening->error));
  else
    take_first_step (self);
}

static void
send_for_content (FerryHttpUpload *self)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->request = ferry_request_ref (ferry_run_get_request (FERRY_RUN (self->run)));
  opening->upload = ferry_upload_ref (ferry_upload_run_get_upload (self->run));
  self->opening = ferry_http_blocking_task_send (self->context, open_content, on_opened, opening, self, opening_free);
}

/**
 * ferry_http_upload_new:
 * @context: what all transfers share
 * @run: what to carry
 * @done: called once, after ferry_http_upload_start()
 * @user_data: for @done
 *
 * Returns: (transfer full): the story, not yet begun
 */
FerryHttpUpload *
ferry_http_upload_new (FerryHttpContext    *context,
                       FerryUploadRun      *run,
                       FerryHttpUploadDone  done,
                       gpointer             user_data)
{
  FerryHttpUpload *self = g_rc_box_new0 (FerryHttpUpload);

  self->context = context;
  self->run = g_object_ref (run);
  self->done = done;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->session = ferry_http_context_get_session (context, ferry_run_get_request (FERRY_RUN (run)));
  return self;
}

/**
 * ferry_http_upload_start:
 * @self: a story
 */
void
ferry_http_upload_start (FerryHttpUpload *self)
{
  FerryRequest *request = ferry_run_get_request (FERRY_RUN (self->run));

  self->asked_at = g_get_monotonic_time ();
  self->origin = ferry_http_redirect_chain_new (request->address, request->method);
  if (self->origin == NULL)
    {
      finish (self, g_error_new_literal (FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT, _ ("This is not an address")));
      return;
    }
  self->idle_timeout = ferry_idle_timeout_new (self->context->main_context, FERRY_RUN (self->run), get_last_activity, on_idle_timeout, self);
  send_for_content (self);
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
