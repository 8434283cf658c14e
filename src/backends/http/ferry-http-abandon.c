/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The end of an upload that was given up: its place on the server is deleted,
 * if the server likes to. */

#include "ferry-http-abandon.h"

#include "ferry-http-message.h"
#include "ferry-http-resumable-head.h"
#include "ferry-http-trail.h"

static void
on_answer (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  FerryHttpShared *shared = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);

  shared->n_unanswered--;
  if (error != NULL)
    g_debug ("What a server has of an upload stays there: %s", error->message);
  else
    g_input_stream_close (stream, NULL, NULL);
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
      g_autoptr (SoupMessage) message = make_message (request, trail, upload);
      g_autoptr (SoupSession) session = ferry_http_shared_get_farewell_session (shared, request);

      shared->n_unanswered++;
      soup_session_send_async (session, message, G_PRIORITY_DEFAULT, shared->ending, on_answer, shared);
    }
  g_clear_pointer (&trail, ferry_http_trail_free);
  g_clear_pointer (&origin, ferry_http_trail_free);
}
