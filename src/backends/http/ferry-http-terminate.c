/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The end of an upload that was given up: its upload address is deleted,
 * if the server likes to. */

#include "ferry-http-terminate.h"

#include "ferry-http-challenge.h"
#include "ferry-http-message.h"
#include "ferry-http-redirect-chain.h"
#include "ferry-http-resumable-head.h"

typedef struct {
  FerryHttpContext *context;
  SoupSession *session;          /* (owned) */
  FerryRequest *request;         /* (owned) */
  FerryUpload *upload;           /* (owned) */
  FerryHttpRedirectChain *chain; /* (owned) */
  FerryHttpChallenge *challenge; /* (owned) */
  GCancellable *cancellable;     /* (owned) (nullable) until sent */
  gulong ending;                 /* what cancels @cancellable */
} Termination;

static void say (Termination *self);

static void
stop_listening (Termination *self)
{
  g_cancellable_disconnect (self->context->ending, self->ending);
  self->ending = 0;
  g_clear_object (&self->cancellable);
}

static void
termination_free (Termination *self)
{
  ferry_http_challenge_free (self->challenge);
  ferry_http_redirect_chain_free (self->chain);
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
  Termination *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);

  self->context->n_unanswered--;
  stop_listening (self);
  if (stream != NULL)
    g_input_stream_close (stream, NULL, NULL);
  if (ferry_http_challenge_get_refusal (self->challenge) != 0 && ferry_http_challenge_is_met (self->challenge) &&
      !g_cancellable_is_cancelled (self->context->ending))
    {
      say (self);
      return;
    }
  if (error != NULL)
    g_debug ("What a server has of an upload stays there: %s", error->message);
  termination_free (self);
}

static SoupMessage *
make_message (FerryRequest           *request,
              FerryHttpRedirectChain *chain,
              FerryUpload            *upload)
{
  static const FerryHttpAsked all = { 0 };
  g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (upload->protocol, "DELETE", 0);
  SoupMessage *message = ferry_http_message_new (request, chain->method, chain->uri, chain->at_origin, &all);

  ferry_http_resumable_resume (steps, upload->protocol, upload->interop, upload->url, FALSE);
  ferry_http_resumable_write (steps, soup_message_get_request_headers (message), "", "");
  return message;
}

static void
say (Termination *self)
{
  g_autoptr (SoupMessage) message = make_message (self->request, self->chain, self->upload);

  self->cancellable = g_cancellable_new ();
  self->ending = g_cancellable_connect (self->context->ending, G_CALLBACK (g_cancellable_cancel), self->cancellable, NULL);
  ferry_http_challenge_watch (self->challenge, self->session, message, self->cancellable);
  self->context->n_unanswered++;
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, self->cancellable, on_answer, self);
}

/**
 * ferry_http_terminate:
 * @context: what all transfers share
 * @request: an upload
 * @upload: the upload address that it had
 *
 * Sends a request of which the answer is of no interest.
 */
void
ferry_http_terminate (FerryHttpContext *context,
                      FerryRequest     *request,
                      FerryUpload      *upload)
{
  FerryHttpRedirectChain *origin = ferry_http_redirect_chain_new (request->address, "DELETE");
  FerryHttpRedirectChain *chain = origin != NULL ? ferry_http_redirect_chain_derive (origin, upload->url, "DELETE") : NULL;

  if (chain != NULL)
    {
      Termination *self = g_new0 (Termination, 1);

      self->context = context;
      self->session = ferry_http_context_get_terminate_session (context, request);
      self->request = ferry_request_ref (request);
      self->upload = ferry_upload_ref (upload);
      self->challenge = ferry_http_challenge_new (request, chain->at_origin);
      self->chain = chain;
      say (self);
    }
  g_clear_pointer (&origin, ferry_http_redirect_chain_free);
}
