/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A talk between a resumable upload and a server that is a list of answers. */

#pragma once

#include "ferry-http-resumable.h"

G_BEGIN_DECLS

/* An eighth of what the first request brings. */
#define UNIT (G_GUINT64_CONSTANT (128) * 1024)

#define PLACE "http://example.org/places/7"
#define MOVED "http://example.net/places/8"

#define AUTO FERRY_UPLOAD_PROTOCOL_AUTO
#define TUS  FERRY_UPLOAD_PROTOCOL_TUS
#define IETF FERRY_UPLOAD_PROTOCOL_IETF

extern const FerryHttpResumableAnswer talk_nothing;
extern const FerryHttpResumableAnswer talk_offers_tus;
extern const FerryHttpResumableAnswer talk_offers_draft;
extern const FerryHttpResumableAnswer talk_gives_place;

FerryHttpResumableAnswer  talk_says            (guint                     status,
                                                gint64                    offset,
                                                int                       complete);
FerryHttpResumableAnswer  talk_limits          (FerryHttpResumableAnswer  answer,
                                                const char               *limits);
void                      talk_hear            (FerryHttpResumable       *steps,
                                                FerryHttpResumableAnswer  answer);
FerryHttpResumable       *talk_begin           (FerryUploadProtocol       protocol,
                                                guint64                   length);
FerryHttpResumable       *talk_resume          (FerryUploadProtocol       protocol,
                                                guint64                   length);
FerryHttpResumable       *talk_resume_in_doubt (FerryUploadProtocol       protocol,
                                                const char               *method,
                                                guint64                   length);
void                      talk_assert_step     (FerryHttpResumable       *steps,
                                                FerryHttpResumableStep    step);
void                      talk_assert_appends  (FerryHttpResumable       *steps,
                                                guint64                   offset,
                                                guint64                   size);
void                      talk_assert_failed   (FerryHttpResumable       *steps,
                                                FerryWebErrorStatus       expected);

G_END_DECLS
