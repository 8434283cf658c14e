/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stage for the http backend: a folder, limits, and a server that answers
 * byte for byte what a test tells it, however wrong. */

#pragma once

#include "ferry-backend.h"

G_BEGIN_DECLS

typedef struct _HttpFixture HttpFixture;

/* What a test's server says to one request; called in a thread of the
 * connection, one at a time. Returns: (transfer full): the bytes. */
typedef GString *(*HttpAnswer) (HttpFixture *fixture,
                                const char *request,
                                guint number);

struct _HttpFixture {
  GSocketService *service; /* (owned) */
  HttpAnswer answer;
  HttpFixture *other;           /* (unowned) (nullable) another server, for redirections */
  gboolean hold;                /* leave the connection open after the answer */
  gpointer user_data;           /* for @answer */
  gboolean takes;               /* read the body of a request before the answer */
  GTlsCertificate *certificate; /* (owned) (nullable) speak TLS, and hang up without a goodbye */
  gboolean stays;               /* hear more than one request on a connection */
  GMutex lock;
  GCond ended;
  guint n_connections; /* whose threads have not ended */
  guint n_accepted;    /* connections that were ever made */
  GPtrArray *requests; /* (owned) (element-type utf8) heads, as they came */
  GPtrArray *bodies;   /* (owned) (element-type GBytes) of requests, when it @takes them */
  char *base;          /* (owned) http://127.0.0.1:PORT */

  char *folder;          /* (owned) */
  FerryLimits *limits;   /* (owned) */
  FerryBackend *backend; /* (owned) */

  FerryUpload *known; /* (unowned) (nullable) where the next upload goes on */

  /* Of the last run. */
  FerryRun *run;           /* (owned) (nullable) */
  FerryResponse *response; /* (owned) (nullable) that it began with */
  guint64 offset;          /* where it began */
  guint restarts;          /* of an upload */
  guint n_waits;           /* for the journal */
  guint running;
  GError *error; /* (owned) (nullable) */
};

HttpFixture  *http_fixture_new          (HttpAnswer     answer);
void          http_fixture_free         (HttpFixture   *self);
FerryRequest *http_fixture_request      (HttpFixture   *self,
                                         const char    *address,
                                         const char    *options);
FerryRun     *http_fixture_make_run     (HttpFixture   *self,
                                         FerryRequest  *request);
void          http_fixture_start        (HttpFixture   *self,
                                         FerryRun      *run,
                                         GCancellable  *cancellable);
void          http_fixture_wait         (HttpFixture   *self);
void          http_fixture_get          (HttpFixture   *self,
                                         const char    *path);
void          http_fixture_resume       (HttpFixture   *self,
                                         const char    *path,
                                         guint64        offset);
void          http_fixture_fill         (HttpFixture   *self,
                                         const char    *path,
                                         FerryRangeSet *ranges);
char         *http_fixture_make_file    (HttpFixture   *self,
                                         gsize          size);
void          http_fixture_start_upload (HttpFixture   *self,
                                         const char    *address,
                                         gsize          size,
                                         const char    *options,
                                         GCancellable  *cancellable);
char         *http_fixture_contents     (HttpFixture   *self,
                                         gsize         *size);
guint         http_fixture_count        (HttpFixture   *self);
gboolean      http_fixture_asked        (HttpFixture   *self,
                                         guint          number,
                                         const char    *line);
GString      *http_fixture_reply        (const char    *head,
                                         const char    *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpFixture, http_fixture_free)

G_END_DECLS
