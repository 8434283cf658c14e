/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One connection of a download, which fetches one range after the other: ask,
 * follow redirections, judge the head, pass the body on. Which ranges, and what
 * becomes of the run, its owner says. What libsoup still has to say after an end is
 * dropped, so that an end never waits for it. */

#include "ferry-http-fetch.h"

#include "ferry-http-body.h"
#include "ferry-http-challenge.h"
#include "ferry-http-errors.h"
#include "ferry-http-head.h"
#include "ferry-http-headers.h"
#include "ferry-http-message.h"
#include "ferry-http-redirect-chain.h"
#include "ferry-http-redirect.h"
#include "ferry-idle-timeout.h"

#include "ferry-error.h"
#include "ferry-network-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A server that has more to say before its answer never comes to it, and
 * libsoup reads on without a pause for others. */
#define MAX_INFORMATIONAL 32

struct _FerryHttpFetch {
  FerryHttpContext *context;
  FerryDownloadRun *run; /* (owned) */
  SoupSession *session;  /* (owned) */
  const FerryHttpFetchEvents *events;
  gpointer user_data;

  FerryHttpRedirectChain *chain; /* (owned) */
  FerryHttpAsked asked;
  guint64 end; /* up to where what was asked for is wanted */

  GCancellable *cancellable;      /* (owned) for libsoup; only this thread cancels it */
  SoupMessage *message;           /* (owned) (nullable) until sent */
  FerryHttpChallenge *challenge;  /* (owned) (nullable) until asked */
  FerryHttpBody *body;            /* (owned) (nullable) until begun */
  FerryIdleTimeout *idle_timeout; /* (owned) */
  gint64 asked_at;
  guint n_informational; /* heads before the one that counts */
  gboolean ended;
};

static void ask        (FerryHttpFetch *self);
static void on_answer  (GObject        *session,
                        GAsyncResult   *result,
                        gpointer        user_data);
static void on_written (gsize           size,
                        gpointer        user_data);
static void on_body    (GError         *error,
                        gpointer        user_data);

static const char *
host_of (FerryHttpFetch *self)
{
  return g_uri_get_host (self->chain->uri);
}

static void
clear (gpointer data)
{
  FerryHttpFetch *self = data;

  g_clear_pointer (&self->challenge, ferry_http_challenge_free);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->run);
  g_clear_pointer (&self->chain, ferry_http_redirect_chain_free);
}

static void
stop (FerryHttpFetch *self)
{
  self->ended = TRUE;
  g_clear_pointer (&self->idle_timeout, ferry_idle_timeout_free);
  g_clear_pointer (&self->body, ferry_http_body_free);
  g_cancellable_cancel (self->cancellable);
}

/* The one way out, but for a range that is done. */
static void
fail (FerryHttpFetch *self,
      GError         *error)
{
  stop (self);
  self->events->done (self, error, self->user_data);
}

static void
ferry_http_fetch_unref (FerryHttpFetch *self)
{
  g_rc_box_release_full (self, clear);
}

/* Idle timeout. */

static gint64
get_last_activity (gpointer user_data)
{
  FerryHttpFetch *self = user_data;

  return self->body != NULL ? ferry_http_body_get_last_activity (self->body) : self->asked_at;
}

static void
on_idle_timeout (guint    seconds,
                 gpointer user_data)
{
  FerryHttpFetch *self = user_data;

  fail (self, ferry_network_error_timeout (host_of (self), seconds));
}

/* Ask. */

static void
on_restarted (SoupMessage *message,
              gpointer     user_data)
{
  FerryHttpFetch *self = user_data;

  self->asked_at = g_get_monotonic_time ();
}

static void
on_informational (SoupMessage *message,
                  gpointer     user_data)
{
  FerryHttpFetch *self = user_data;

  if (++self->n_informational > MAX_INFORMATIONAL && !self->ended)
    fail (self, ferry_network_error_new (FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE,
                                         N_ ("{host} talks without end and does not answer"), host_of (self)));
}

static void
send_question (FerryHttpFetch *self)
{
  FerryRequest *request = ferry_run_get_request (FERRY_RUN (self->run));

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  self->message = ferry_http_message_new (request, self->chain->method, self->chain->uri, self->chain->at_origin, &self->asked);
  ferry_http_challenge_watch (self->challenge, self->session, self->message, self->cancellable);
  g_signal_connect (self->message, "restarted", G_CALLBACK (on_restarted), self);
  g_signal_connect (self->message, "got-informational", G_CALLBACK (on_informational), self);
  self->asked_at = g_get_monotonic_time ();
  self->context->n_unanswered++;
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           on_answer, g_rc_box_acquire (self));
}

static void
ask (FerryHttpFetch *self)
{
  g_clear_pointer (&self->challenge, ferry_http_challenge_free);
  self->challenge = ferry_http_challenge_new (ferry_run_get_request (FERRY_RUN (self->run)), self->chain->at_origin);
  send_question (self);
}

/* An answer that was cut off behind its head. */
static void
meet_refusal (FerryHttpFetch *self)
{
  if (!ferry_http_challenge_is_met (self->challenge))
    {
      fail (self, ferry_http_error_for_status (FERRY_TRANSFER_KIND_DOWNLOAD,
                                               ferry_http_challenge_get_refusal (self->challenge)));
      return;
    }
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  send_question (self);
}

/* Follow. */

static void
follow (FerryHttpFetch *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  GError *error = NULL;

  if (ferry_http_redirect_chain_follow (self->chain, soup_message_get_status (self->message),
                                        soup_message_headers_get_one (headers, "Location"),
                                        ferry_run_get_allow_insecure_redirects (FERRY_RUN (self->run)), &error))
    ask (self);
  else
    fail (self, error);
}

/* Judge. */

static void
refuse (FerryHttpFetch     *self,
        SoupMessageHeaders *headers,
        GError             *error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 seconds = ferry_http_parse_retry_after (soup_message_headers_get_one (headers, "Retry-After"), now);

  if (seconds >= 0)
    ferry_run_set_retry_after (FERRY_RUN (self->run), seconds);
  fail (self, error);
}

static GError *
make_cut_error (FerryHttpFetch *self)
{
  return ferry_network_error_cut (host_of (self), ferry_run_get_bytes_done (FERRY_RUN (self->run)),
                                  ferry_run_get_length (FERRY_RUN (self->run)));
}

static void
begin (FerryHttpFetch *self,
       FerryResponse  *answer,
       gboolean        joins,
       FerryByteRange  range,
       GInputStream   *stream)
{
  GError *error = NULL;

  if (!self->events->begin (self, answer, joins, &error, self->user_data))
    {
      fail (self, error);
      return;
    }
  self->body = ferry_http_body_new (self->context, self->run, stream,
                                    g_str_equal (g_uri_get_scheme (self->chain->uri), "https"), range,
                                    on_written, on_body, self);
  ferry_http_body_set_end (self->body, self->end);
  ferry_http_body_start (self->body);
}

/* What does not fit to what is there already begins a run, and does not go on
 * with one. */
static gboolean
may_follow (FerryHttpFetch   *self,
            FerryHttpVerdict  verdict)
{
  return !ferry_download_run_has_begun (self->run) || (verdict != FERRY_HTTP_VERDICT_RESTART && verdict != FERRY_HTTP_VERDICT_ASK_WHOLE);
}

static void
judge (FerryHttpFetch *self,
       GInputStream   *stream)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autofree char *address = g_uri_to_string (self->chain->uri);
  g_autoptr (FerryResponse) answer = NULL;
  FerryByteRange range;
  FerryHttpVerdict verdict;
  GError *error = NULL;

  answer = ferry_http_describe (address, self->chain->method, soup_message_get_status (self->message), headers);
  verdict = ferry_http_judge_head (&self->asked, answer, headers, &range, &error);
  if (!may_follow (self, verdict))
    {
      fail (self, make_cut_error (self));
      return;
    }
  switch (verdict)
    {
    case FERRY_HTTP_VERDICT_GO_ON:
      begin (self, answer, TRUE, range, stream);
      break;
    case FERRY_HTTP_VERDICT_RESTART:
      begin (self, answer, FALSE, range, stream);
      break;
    case FERRY_HTTP_VERDICT_ASK_BY_DATE:
      self->asked.validator = FERRY_HTTP_VALIDATOR_DATE;
      ask (self);
      break;
    case FERRY_HTTP_VERDICT_ASK_WHOLE:
      self->asked.validator = FERRY_HTTP_VALIDATOR_NONE;
      ask (self);
      break;
    case FERRY_HTTP_VERDICT_FAIL:
      refuse (self, headers, error);
      break;
    }
}

static void
hear (FerryHttpFetch *self,
      GInputStream   *stream,
      const GError   *error)
{
  if (ferry_http_challenge_get_refusal (self->challenge) != 0)
    meet_refusal (self);
  else if (error != NULL)
    fail (self, ferry_http_redirect_chain_explain (self->chain, error, soup_message_get_tls_peer_certificate_errors (self->message)));
  else if (ferry_http_is_redirection (soup_message_get_status (self->message)))
    follow (self);
  else
    judge (self, stream);
}

static void
on_answer (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  FerryHttpFetch *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);

  self->context->n_unanswered--;
  if (!self->ended)
    hear (self, stream, error);
  /* A body that nobody took: closing it drops the connection. */
  if (stream != NULL && self->body == NULL)
    g_input_stream_close (stream, NULL, NULL);
  ferry_http_fetch_unref (self);
}

/* The end of the body. */

static void
on_written (gsize    size,
            gpointer user_data)
{
  FerryHttpFetch *self = user_data;

  self->events->written (self, size, self->user_data);
}

static void
on_body (GError   *error,
         gpointer  user_data)
{
  FerryHttpFetch *self = user_data;
  g_autoptr (GError) cause = error;

  /* A connection that closes early is no error to libsoup. */
  if (cause == NULL && ferry_http_body_get_missing (self->body) > 0)
    fail (self, make_cut_error (self));
  else if (cause != NULL)
    fail (self, ferry_http_error_for_cause (cause, 0, host_of (self)));
  else
    {
      g_clear_pointer (&self->body, ferry_http_body_free);
      self->asked_at = g_get_monotonic_time ();
      self->events->done (self, NULL, self->user_data);
    }
}

/**
 * ferry_http_fetch_new:
 * @context: what all transfers share
 * @run: whose bytes
 * @session: what to ask with
 * @chain: (transfer full): where to begin to ask
 * @events: what is told
 * @user_data: for @events
 *
 * Returns: (transfer full): a connection that has asked for nothing
 */
FerryHttpFetch *
ferry_http_fetch_new (FerryHttpContext           *context,
                      FerryDownloadRun           *run,
                      SoupSession                *session,
                      FerryHttpRedirectChain     *chain,
                      const FerryHttpFetchEvents *events,
                      gpointer                    user_data)
{
  FerryHttpFetch *self = g_rc_box_new0 (FerryHttpFetch);

  self->context = context;
  self->run = g_object_ref (run);
  self->session = g_object_ref (session);
  self->chain = chain;
  self->events = events;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->asked_at = g_get_monotonic_time ();
  self->idle_timeout = ferry_idle_timeout_new (context->main_context, FERRY_RUN (run), get_last_activity, on_idle_timeout, self);
  return self;
}

/**
 * ferry_http_fetch_ask:
 * @self: a connection that has come to the end of what it asked for
 * @range: what to ask for; up to %G_MAXUINT64 for all behind its start
 */
void
ferry_http_fetch_ask (FerryHttpFetch *self,
                      FerryByteRange  range)
{
  self->asked = ferry_http_ask (range, ferry_download_run_get_previous (self->run), self->chain->method);
  self->end = range.end;
  self->n_informational = 0;
  ask (self);
}

/**
 * ferry_http_fetch_set_end:
 * @self: a connection
 * @end: up to where what it asked for is wanted now
 */
void
ferry_http_fetch_set_end (FerryHttpFetch *self,
                          guint64         end)
{
  self->end = end;
  if (self->body != NULL)
    ferry_http_body_set_end (self->body, end);
}

/**
 * ferry_http_fetch_get_chain:
 * @self: a connection
 *
 * Returns: (transfer none): where it asks
 */
FerryHttpRedirectChain *
ferry_http_fetch_get_chain (FerryHttpFetch *self)
{
  return self->chain;
}

/**
 * ferry_http_fetch_close:
 * @self: (transfer full): a connection
 *
 * Drops it; nothing more is told of it.
 */
void
ferry_http_fetch_close (FerryHttpFetch *self)
{
  if (!self->ended)
    stop (self);
  ferry_http_fetch_unref (self);
}
