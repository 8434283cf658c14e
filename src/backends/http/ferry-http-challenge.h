/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is told a user name and a password, and what becomes of an answer that
 * libsoup reads by itself. */

#pragma once

#include "ferry-request.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _FerryHttpChallenge FerryHttpChallenge;

FerryHttpChallenge *ferry_http_challenge_new         (FerryRequest       *request,
                                                      gboolean            at_origin);
void                ferry_http_challenge_free        (FerryHttpChallenge *self);
void                ferry_http_challenge_watch       (FerryHttpChallenge *self,
                                                      SoupSession        *session,
                                                      SoupMessage        *message,
                                                      GCancellable       *cancellable);
guint               ferry_http_challenge_get_refusal (FerryHttpChallenge *self);
gboolean            ferry_http_challenge_is_met      (FerryHttpChallenge *self);

G_END_DECLS
