/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The end of an upload that was given up: its place on the server is deleted,
 * if the server likes to. */

#include "ferry-http-abandon.h"

#include "ferry-http-challenge.h"
#include "ferry-http-message.h"
#include "ferry-http-resumable-head.h"
#include "ferry-http-trail.h"

typedef struct {
  FerryHttpShared *shared;
  SoupSession *session;          /* (owned) */
  FerryRequest *request;         /* (owned) */
  FerryUpload *upload;           /* (owned) */
  FerryHttpTrail *trail;         /* (owned) */
  FerryHttpChallenge *challenge; /* (owned) */
  GCancellable *cancellable;     /* (owned) (nullable) until sent */
  gulong ending;                 /* what cancels @cancellable */
} Farewell;

static void say (Farewell *self);

static void
stop_listening (Farewell *self)
{
  g_cancellable_disconnect (self->shared->ending, self->ending);
  self->ending = 0;
  g_clear_object (&self->cancellable);
}

static void
farewell_free (Farewell *self)
{
  ferry_http_challenge_free (self->challenge);
  ferry_http_trail_free (self->trail);
  ferry_upload_unref (self->upload);
  ferry_request_unref (self->request);
  g_object_unref (self->session);
  g_free (self);
}

static void
on_answer (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  Farewell *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);

  self->shared->n_unanswered--;
  stop_listening (self);
  if (stream != NULL)
    g_input_stream_close (stream, NULL, NULL);
  if (ferry_http_challenge_get_refusal (self->challenge) != 0 && ferry_http_challenge_is_met (self->challenge) &&
      !g_cancellable_is_cancelled (self->shared->ending))
    {
      say (self);
      return;
    }
  if (error != NULL)
    g_debug ("What a server has of an upload stays there: %s", error->message);
  farewell_free (self);
}

static SoupMessage *
make_message (FerryRequest   *request,
              FerryHttpTrail *trail,
              FerryUpload    *upload)
{
  static const FerryHttpAsked all = { 0 };
  g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (upload->protocol, "DELETE", 0);
  SoupMessage *message = ferry_http_message_new (request, trail->method, trail->uri, trail->at_origin, &all);

  ferry_http_resumable_resume (steps, upload->protocol, upload->interop, upload->url, FALSE);
  ferry_http_resumable_write (steps, soup_message_get_request_headers (message), "", "");
  return message;
}

static void
say (Farewell *self)
{
  g_autoptr (SoupMessage) message = make_message (self->request, self->trail, self->upload);

  self->cancellable = g_cancellable_new ();
  self->ending = g_cancellable_connect (self->shared->ending, G_CALLBACK (g_cancellable_cancel), self->cancellable, NULL);
  ferry_http_challenge_watch (self->challenge, self->session, message, self->cancellable);
  self->shared->n_unanswered++;
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, self->cancellable, on_answer, self);
}

/**
 * ferry_http_abandon:
 * @shared: what is shared
 * @request: an upload
 * @upload: the place that it had
 *
 * Sends a request of which the answer is of no interest.
 */
void
ferry_http_abandon (FerryHttpShared *shared,
                    FerryRequest    *request,
                    FerryUpload     *upload)
{
  FerryHttpTrail *origin = ferry_http_trail_new (request->address, "DELETE");
  FerryHttpTrail *trail = origin != NULL ? ferry_http_trail_branch (origin, upload->url, "DELETE") : NULL;

  if (trail != NULL)
    {
      Farewell *self = g_new0 (Farewell, 1);

      self->shared = shared;
      self->session = ferry_http_shared_get_farewell_session (shared, request);
      self->request = ferry_request_ref (request);
      self->upload = ferry_upload_ref (upload);
      self->challenge = ferry_http_challenge_new (request, trail->at_origin);
      self->trail = trail;
      say (self);
    }
  g_clear_pointer (&origin, ferry_http_trail_free);
}
