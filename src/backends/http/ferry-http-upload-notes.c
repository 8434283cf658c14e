/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the journal is told of a resumable upload: where its bytes are gathered
 * and until when, how many are there, and whether the end may be. */

#include "ferry-http-upload-private.h"

/* A thousand years; a server may say more than can be counted. */
#define MAX_AGE (G_GINT64_CONSTANT (1000) * 365 * 24 * 60 * 60)

static gboolean
is_new_place (FerryHttpUpload *self)
{
  return g_strcmp0 (ferry_run_get_upload (self->run)->url, ferry_http_resumable_get_url (self->steps)) != 0;
}

static FerryDelivery
delivery_of (FerryHttpUpload *self)
{
  return ferry_http_resumable_may_be_complete (self->steps) ? FERRY_DELIVERY_IN_FLIGHT : FERRY_DELIVERY_NOT_SENT;
}

static gboolean
is_about_to_complete (FerryHttpUpload *self)
{
  return ferry_http_resumable_may_be_complete (self->steps) && !ferry_delivery_is_open (ferry_run_get_upload (self->run)->delivery);
}

/* Whether the journal must know it before anything is sent. A place on the
 * server is durable before there is anything in it, and so is that the end is
 * sent there: when that was taken and the answer is lost, a place that is gone
 * must not be held for one that was forgotten. */
gboolean
ferry_http_upload_is_news (FerryHttpUpload *self)
{
  return is_new_place (self) || is_about_to_complete (self);
}

void
ferry_http_upload_note_place (FerryHttpUpload *self,
                              FerryRunGoOn     go_on)
{
  g_autoptr (FerryUpload) upload = NULL;

  upload = ferry_upload_with_place (ferry_run_get_upload (self->run), ferry_http_resumable_get_protocol (self->steps),
                                    ferry_http_resumable_get_interop (self->steps),
                                    ferry_http_resumable_get_url (self->steps));
  upload->delivery = delivery_of (self);
  upload->expires = self->expires;
  self->noted_at = g_get_monotonic_time ();
  ferry_run_send (self->run, upload, ferry_http_resumable_get_offset (self->steps),
                  ferry_http_resumable_get_length (self->steps), go_on, self);
}

/* Where the server has thrown away what it got, or said that it is no good,
 * another attempt must not ask for it. */
void
ferry_http_upload_forget_place (FerryHttpUpload *self)
{
  FerryUpload *known = ferry_run_get_upload (self->run);
  g_autoptr (FerryUpload) upload = ferry_upload_new (known->files);

  if (known->url == NULL || ferry_http_resumable_get_url (self->steps) != NULL)
    return;
  upload->delivery = delivery_of (self);
  self->expires = 0;
  if (ferry_http_resumable_get_step (self->steps) == FERRY_HTTP_RESUMABLE_FAILED)
    ferry_run_give_up (self->run, upload, ferry_http_resumable_get_length (self->steps));
  else
    ferry_run_send (self->run, upload, 0, ferry_http_resumable_get_length (self->steps), NULL, NULL);
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
void
ferry_http_upload_take_back (FerryHttpUpload *self)
{
  FerryUpload *known = ferry_run_get_upload (self->run);
  gboolean has_left = self->left && (self->feed == NULL || ferry_http_feed_get_missing (self->feed) == 0);
  g_autoptr (FerryUpload) upload = ferry_upload_with_delivery (known, ferry_delivery_after (known->delivery, FERRY_DELIVERY_DISCLAIMED));

  if (is_sending (self) && ferry_delivery_is_open (known->delivery) && !has_left)
    ferry_run_send (self->run, upload, ferry_http_resumable_get_offset (self->steps),
                    ferry_http_resumable_get_length (self->steps), NULL, NULL);
}

/* For how long a server keeps what it has is counted from its answer. */
void
ferry_http_upload_note_age (FerryHttpUpload                *self,
                            const FerryHttpResumableLimits *limits)
{
  guint64 seconds = ferry_http_resumable_limits_get (limits, FERRY_HTTP_RESUMABLE_MAX_AGE, 0);

  if (ferry_http_resumable_limits_has (limits, FERRY_HTTP_RESUMABLE_MAX_AGE))
    self->expires = g_get_real_time () + MIN (seconds, MAX_AGE) * G_TIME_SPAN_SECOND;
}
