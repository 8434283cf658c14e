/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run of an upload over HTTP: open the files, ask step by step, and end.
 * Whatever ends it goes through finish(); what libsoup still has to say after
 * that is dropped. */

#include "ferry-http-upload-private.h"

#include "ferry-http-errors.h"
#include "ferry-http-line.h"
#include "ferry-http-upload-message.h"

#include "ferry-error.h"

#include <glib/gi18n-lib.h>

/* Blocks of an answer that is not kept which are worth a new connection. */
#define MAX_REST 16

static void on_answer (GObject      *session,
                       GAsyncResult *result,
                       gpointer      user_data);

const char *
ferry_http_upload_get_host (FerryHttpUpload *self)
{
  return g_uri_get_host (self->trail != NULL ? self->trail->uri : self->origin->uri);
}

static void
clear (gpointer data)
{
  FerryHttpUpload *self = data;

  g_clear_object (&self->feed);
  g_clear_pointer (&self->challenge, ferry_http_challenge_free);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->run);
  g_clear_pointer (&self->content, ferry_http_content_unref);
  g_clear_pointer (&self->steps, ferry_http_resumable_free);
  g_clear_pointer (&self->trail, ferry_http_trail_free);
  g_clear_pointer (&self->origin, ferry_http_trail_free);
  g_clear_error (&self->verdict);
}

/* The one way out. */
void
ferry_http_upload_finish (FerryHttpUpload *self,
                          GError          *error)
{
  self->ended = TRUE;
  ferry_run_stop_waiting (self->run);
  ferry_http_upload_take_back (self);
  g_clear_pointer (&self->silence, ferry_http_silence_free);
  g_clear_pointer (&self->answer, ferry_http_answer_stop);
  g_clear_pointer (&self->opening, ferry_http_errand_forget);
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

/* Of the disk that the file is on, or of the server. */
static void
on_silence (guint    seconds,
            gpointer user_data)
{
  FerryHttpUpload *self = user_data;

  if (self->opening != NULL || (self->feed != NULL && ferry_http_feed_is_reading (self->feed)))
    ferry_http_upload_finish (self, g_error_new_literal (FERRY_ERROR, FERRY_ERROR_FILE,
                                                         _ ("The disk that the file is on does not answer")));
  else
    ferry_http_upload_finish (self, ferry_http_error_silent (ferry_http_upload_get_host (self), seconds));
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
  g_autoptr (GIOStream) line = ferry_http_line_find (self->shared, self->session, message);

  self->left = TRUE;
  if (self->feed == NULL)
    return;
  ferry_http_feed_set_line (self->feed, line);
  /* Without a body the head is the whole request. */
  if (ferry_http_feed_get_missing (self->feed) == 0)
    ferry_run_sent (self->run, 0);
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

  if (self->feed != NULL && ferry_http_feed_get_missing (self->feed) > 0)
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
  g_clear_object (&self->feed);
  self->left = FALSE;
  self->message = ferry_http_upload_message_new (ferry_run_get_request (self->run), self->trail, self->steps,
                                                 self->content);
  if (has_body (self))
    set_body (self);
  ferry_http_challenge_watch (self->challenge, self->session, self->message, self->cancellable);
  ferry_http_line_watch (self->shared, self->session, self->message);
  g_signal_connect (self->message, "restarted", G_CALLBACK (on_restarted), self);
  g_signal_connect (self->message, "wrote-headers", G_CALLBACK (on_wrote_headers), self);
  g_signal_connect (self->message, "got-headers", G_CALLBACK (on_got_headers), self);
  self->asked_at = g_get_monotonic_time ();
  self->shared->n_unanswered++;
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           on_answer, g_rc_box_acquire (self));
}

void
ferry_http_upload_ask (FerryHttpUpload *self)
{
  g_clear_pointer (&self->challenge, ferry_http_challenge_free);
  self->challenge = ferry_http_challenge_new (ferry_run_get_request (self->run), self->trail->at_origin);
  send_question (self);
}

/* The same, after its answer was cut off. */
void
ferry_http_upload_ask_again (FerryHttpUpload *self)
{
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  send_question (self);
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

  self->shared->n_unanswered--;
  if (!self->ended)
    ferry_http_upload_hear (self, stream, error);
  if (stream != NULL && self->answer == NULL)
    let_go (stream);
  ferry_http_upload_unref (self);
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
    ferry_http_upload_finish (self, g_steal_pointer (&opening->error));
  else
    ferry_http_upload_take_first_step (self);
}

static void
send_for_content (FerryHttpUpload *self)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->request = ferry_request_ref (ferry_run_get_request (self->run));
  opening->upload = ferry_upload_ref (ferry_run_get_upload (self->run));
  self->opening = ferry_http_errand_send (self->shared, open_content, on_opened, opening, self, opening_free);
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

  self->shared = shared;
  self->run = g_object_ref (run);
  self->done = done;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->session = ferry_http_shared_get_session (shared, ferry_run_get_request (run));
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

  self->asked_at = g_get_monotonic_time ();
  self->origin = ferry_http_trail_new (request->address, request->method);
  if (self->origin == NULL)
    {
      ferry_http_upload_finish (self, g_error_new_literal (FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT, _ ("This is not an address")));
      return;
    }
  self->silence = ferry_http_silence_new (self->shared->context, self->run, get_heard, on_silence, self);
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
    ferry_http_upload_finish (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The transfer was stopped"));
}

void
ferry_http_upload_unref (FerryHttpUpload *self)
{
  g_rc_box_release_full (self, clear);
}
