/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the IETF's draft of resumable uploads has a server say. */

#pragma once

#include "server-partial.h"

G_BEGIN_DECLS

gboolean server_draft_say_version (SoupServerMessage *message);

void server_draft_say_limits (const ServerLimits *limits,
                              SoupServerMessage  *message);

char *server_draft_make_location (ServerPartial *upload);

void server_draft_announce (ServerPartial       *upload,
                            const ServerRequest *request);

void server_draft_say_inconsistent (SoupServerMessage *message);

void server_draft_say_completed (const ServerRequest *request);

void server_draft_say_mismatch (ServerPartial       *upload,
                                const ServerRequest *request,
                                guint64              offset);

G_END_DECLS
