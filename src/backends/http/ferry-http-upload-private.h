/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fields of an upload's story, and what its files call in each other:
 *
 *   ferry-http-upload.c        beginning, questions, end
 *   ferry-http-upload-steps.c  which question is next, and what an answer means
 *   ferry-http-upload-notes.c  what the journal is told */

#pragma once

#include "ferry-http-answer.h"
#include "ferry-http-challenge.h"
#include "ferry-http-content.h"
#include "ferry-http-errand.h"
#include "ferry-http-feed.h"
#include "ferry-http-resumable.h"
#include "ferry-http-silence.h"
#include "ferry-http-trail.h"
#include "ferry-http-upload.h"

G_BEGIN_DECLS

struct _FerryHttpUpload {
  FerryHttpShared *shared;
  FerryRun *run;        /* (owned) */
  SoupSession *session; /* (owned) */
  FerryHttpUploadDone done;
  gpointer user_data;

  FerryHttpTrail *origin;    /* (owned) (nullable) until started: from the address that was named */
  FerryHttpTrail *trail;     /* (owned) (nullable) until started: whom to ask in this step */
  FerryHttpErrand *opening;  /* (unowned) (nullable) until the content is there */
  FerryHttpContent *content; /* (owned) (nullable) until opened */
  FerryHttpResumable *steps; /* (owned) (nullable) until opened */

  GCancellable *cancellable;     /* (owned) for libsoup; only this thread cancels it */
  SoupMessage *message;          /* (owned) (nullable) until sent */
  FerryHttpChallenge *challenge; /* (owned) (nullable) until asked */
  FerryHttpFeed *feed;           /* (owned) (nullable) when the message has a body */
  FerryHttpAnswer *answer;       /* (unowned) (nullable) while it is read */
  GError *verdict;               /* (owned) (nullable) what the head of the answer says */
  FerryHttpSilence *silence;     /* (owned) (nullable) */
  gint64 asked_at;
  gint64 noted_at; /* when the journal was told last */
  gint64 expires;  /* when the server may forget, microseconds since 1970; 0 for never */
  gboolean left;   /* whether the head of the message has, and is not answered */
  gboolean ended;
};

/* ferry-http-upload.c */
void        ferry_http_upload_finish    (FerryHttpUpload *self,
                                         GError          *error);
void        ferry_http_upload_ask       (FerryHttpUpload *self);
void        ferry_http_upload_ask_again (FerryHttpUpload *self);
const char *ferry_http_upload_get_host  (FerryHttpUpload *self);

/* ferry-http-upload-steps.c */
void ferry_http_upload_take_first_step (FerryHttpUpload *self);
void ferry_http_upload_hear            (FerryHttpUpload *self,
                                        GInputStream    *stream,
                                        const GError    *error);

/* ferry-http-upload-notes.c */
gboolean ferry_http_upload_is_news      (FerryHttpUpload                *self);
void     ferry_http_upload_note_place   (FerryHttpUpload                *self,
                                         FerryRunGoOn                    go_on);
void     ferry_http_upload_forget_place (FerryHttpUpload                *self);
void     ferry_http_upload_take_back    (FerryHttpUpload                *self);
void     ferry_http_upload_note_age     (FerryHttpUpload                *self,
                                         const FerryHttpResumableLimits *limits);

G_END_DECLS
