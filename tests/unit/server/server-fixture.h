/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A site that listens on loopback, and a client beside it in the same loop. */

#pragma once

#include "server-site.h"

typedef struct {
  ServerSite *site;     /* (owned) */
  SoupSession *session; /* (owned) */
  char *root;           /* (owned) */
} ServerFixture;

typedef struct {
  SoupMessage *message; /* (owned) */
  GBytes *body;         /* (owned) (nullable) when the answer was cut */
  GError *error;        /* (owned) (nullable) */
} ServerReply;

void server_fixture_set_up (ServerFixture *self,
                            gconstpointer  data);

void server_fixture_tear_down (ServerFixture *self,
                               gconstpointer  data);

ServerReply *server_fixture_get (ServerFixture *self,
                                 const char    *page,
                                 const char    *range,
                                 const char    *if_range);

const char *server_reply_get_header (ServerReply *reply,
                                     const char  *name);

void server_reply_free (ServerReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerReply, server_reply_free)
