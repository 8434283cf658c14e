/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run of an upload over HTTP: open the files, say how they are sent and
 * wait until that is durable, ask, follow redirections, keep the answer.
 * Whatever ends it goes through finish(); what libsoup still has to say after
 * that is dropped. */

#include "ferry-http-upload.h"

#include "ferry-http-answer.h"
#include "ferry-http-errors.h"
#include "ferry-http-feed.h"
#include "ferry-http-head.h"
#include "ferry-http-headers.h"
#include "ferry-http-line.h"
#include "ferry-http-message.h"
#include "ferry-http-redirect.h"
#include "ferry-http-silence.h"
#include "ferry-http-trail.h"

#include "ferry-error.h"

#include <string.h>

struct _FerryHttpUpload {
  FerryHttpShared *shared;
  FerryRun *run;        /* (owned) */
  SoupSession *session; /* (owned) */
  FerryHttpUploadDone done;
  gpointer user_data;

  FerryHttpTrail *trail;     /* (owned) (nullable) until started */
  FerryHttpContent *content; /* (owned) (nullable) until started */

  GCancellable *cancellable; /* (owned) for libsoup; only this thread cancels it */
  SoupMessage *message;      /* (owned) (nullable) until sent */
  FerryHttpFeed *feed;       /* (owned) (nullable) when the message has a body */
  FerryHttpAnswer *answer;   /* (unowned) (nullable) while it is read */
  GError *verdict;           /* (owned) (nullable) what the head of the answer says */
  FerryHttpSilence *silence; /* (owned) (nullable) */
  gint64 asked_at;
  gboolean ended;
};

static void ask       (FerryHttpUpload *self);
static void on_answer (GObject         *session,
                       GAsyncResult    *result,
                       gpointer         user_data);
static void on_body   (GError          *error,
                       gpointer         user_data);

static const char *
host_of (FerryHttpUpload *self)
{
  return g_uri_get_host (self->trail->uri);
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
  g_clear_pointer (&self->trail, ferry_http_trail_free);
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

static gboolean
has_body (FerryHttpUpload *self)
{
  return strcmp (self->trail->method, "GET") != 0 && strcmp (self->trail->method, "HEAD") != 0;
}

/* The sample's own header, which its server names the file by. */
static void
add_file_name (SoupMessageHeaders *headers,
               FerryRequest       *request)
{
  g_autofree char *name = NULL;
  g_autofree char *escaped = NULL;

  if (ferry_request_get_file (request) == NULL || soup_message_headers_get_one (headers, "Filename") != NULL)
    return;
  name = g_path_get_basename (ferry_request_get_file (request));
  escaped = g_uri_escape_string (name, " !#$&'()+,;=@[]{}^`", FALSE);
  soup_message_headers_append (headers, "Filename", escaped);
}

static void
set_body (FerryHttpUpload *self)
{
  guint64 length = ferry_http_content_get_length (self->content);

  g_clear_object (&self->feed);
  ferry_run_acknowledge (self->run, 0);
  self->feed = ferry_http_feed_new (self->shared, self->run, self->content, 0, length);
  soup_message_set_request_body (self->message, NULL, G_INPUT_STREAM (self->feed), length);
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
  static const FerryHttpAsked all = { 0 };
  FerryRequest *request = ferry_run_get_request (self->run);
  SoupMessageHeaders *headers;

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->feed);
  self->message = ferry_http_message_new (request, self->trail->method, self->trail->uri, self->trail->at_origin, &all);
  headers = soup_message_get_request_headers (self->message);
  if (has_body (self))
    {
      set_body (self);
      add_file_name (headers, request);
      if (soup_message_headers_get_one (headers, "Content-Type") == NULL || ferry_request_get_parts (request) != NULL)
        soup_message_headers_replace (headers, "Content-Type", ferry_http_content_get_type (self->content));
    }
  ferry_http_line_watch (self->shared, self->message);
  g_signal_connect (self->message, "restarted", G_CALLBACK (on_restarted), self);
  g_signal_connect (self->message, "wrote-headers", G_CALLBACK (on_wrote_headers), self);
  g_signal_connect (self->message, "got-headers", G_CALLBACK (on_got_headers), self);
  self->asked_at = g_get_monotonic_time ();
  self->shared->n_unanswered++;
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           on_answer, g_rc_box_acquire (self));
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

static void
judge (FerryHttpUpload *self,
       GInputStream    *stream)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  guint status = soup_message_get_status (self->message);
  g_autofree char *address = g_uri_to_string (self->trail->uri);
  g_autoptr (FerryResponse) response = ferry_http_describe (address, self->trail->method, status, headers);
  GError *error = NULL;

  if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    {
      note_retry_after (self, headers);
      self->verdict = ferry_http_error_for_status (status);
    }
  if (ferry_run_answer (self->run, response, &error))
    self->answer = ferry_http_answer_new (self->run, stream, on_body, self);
  else
    finish (self, error);
}

static void
hear (FerryHttpUpload *self,
      GInputStream    *stream,
      const GError    *error)
{
  if (error != NULL)
    finish (self, ferry_http_error_for_cause (error, soup_message_get_tls_peer_certificate_errors (self->message),
                                              host_of (self)));
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
  FerryHttpUpload *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);

  self->shared->n_unanswered--;
  if (!self->ended)
    hear (self, stream, error);
  if (stream != NULL && self->answer == NULL)
    g_input_stream_close (stream, NULL, NULL);
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

static void
on_durable (const GError *error,
            gpointer      user_data)
{
  FerryHttpUpload *self = user_data;

  if (error != NULL)
    finish (self, g_error_copy (error));
  else
    ask (self);
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
    ask (self);
}

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

  self->trail = ferry_http_trail_new (ferry_request_get_address (request), ferry_request_get_method (request));
  if (self->trail == NULL)
    finish (self, g_error_new_literal (FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT, "This is not an address"));
  else if (!open_content (self, &error))
    finish (self, error);
  else
    {
      self->asked_at = g_get_monotonic_time ();
      self->silence = ferry_http_silence_new (self->shared->context, ferry_run_get_silence_timeout (self->run),
                                              get_heard, on_silence, self);
      send_plain (self);
    }
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
