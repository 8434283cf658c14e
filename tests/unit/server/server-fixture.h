/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A site that listens on loopback, and a client beside it in the same loop. The
 * folder that it shows is there for tests that ask for one. */

#pragma once

#include "server-site.h"

typedef struct {
  ServerSite *site;     /* (owned) */
  SoupSession *session; /* (owned) */
  char *root;           /* (owned) */
  char *folder;         /* (owned) (nullable) */
} ServerFixture;

typedef struct {
  SoupMessage *message; /* (owned) */
  GBytes *body;         /* (owned) (nullable) when the answer was cut */
  GError *error;        /* (owned) (nullable) */
  char *announced;      /* (owned) (nullable) Location of an early answer */
} ServerReply;

void server_fixture_set_up (ServerFixture *self,
                            gconstpointer  data);

void server_fixture_tear_down (ServerFixture *self,
                               gconstpointer  data);

void server_fixture_set_up_with_folder (ServerFixture *self,
                                        gconstpointer  data);

GBytes *server_fixture_read_upload (ServerFixture *self,
                                    const char    *name);

guint server_fixture_count_uploads (ServerFixture *self);

ServerReply *server_fixture_send (ServerFixture     *self,
                                  const char        *method,
                                  const char        *page,
                                  const char *const *headers,
                                  GBytes            *body);

ServerReply *server_fixture_get (ServerFixture *self,
                                 const char    *page,
                                 const char    *range,
                                 const char    *if_range);

guint server_reply_get_status (ServerReply *reply);

void server_reply_assert_has (ServerReply *reply,
                              const char  *text);

const char *server_reply_get_header (ServerReply *reply,
                                     const char  *name);

void server_reply_free (ServerReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerReply, server_reply_free)
