/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stage for the http backend: a folder, limits, and a server that answers
 * byte for byte what a test tells it, however wrong. */

#pragma once

#include "ferry-backend.h"

G_BEGIN_DECLS

typedef struct _HttpPlay HttpPlay;

/* What a test's server says to one request; called in a thread of the
 * connection, one at a time. Returns: (transfer full): the bytes. */
typedef GString *(*HttpAnswer) (HttpPlay *play,
                                const char *request,
                                guint number);

struct _HttpPlay {
  GSocketService *service; /* (owned) */
  HttpAnswer answer;
  HttpPlay *other;              /* (unowned) (nullable) another server, for redirections */
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

HttpPlay     *http_play_new          (HttpAnswer    answer);
void          http_play_free         (HttpPlay     *self);
FerryRequest *http_play_request      (HttpPlay     *self,
                                      const char   *address,
                                      const char   *options);
FerryRun     *http_play_make_run     (HttpPlay     *self,
                                      FerryRequest *request);
void          http_play_start        (HttpPlay     *self,
                                      FerryRun     *run,
                                      GCancellable *cancellable);
void          http_play_wait         (HttpPlay     *self);
void          http_play_get          (HttpPlay     *self,
                                      const char   *path);
void          http_play_resume       (HttpPlay     *self,
                                      const char   *path,
                                      guint64       offset);
char         *http_play_make_file    (HttpPlay     *self,
                                      gsize         size);
void          http_play_start_upload (HttpPlay     *self,
                                      const char   *address,
                                      gsize         size,
                                      const char   *options,
                                      GCancellable *cancellable);
char         *http_play_contents     (HttpPlay     *self,
                                      gsize        *size);
guint         http_play_count        (HttpPlay     *self);
gboolean      http_play_asked        (HttpPlay     *self,
                                      guint         number,
                                      const char   *line);
GString      *http_play_reply        (const char   *head,
                                      const char   *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpPlay, http_play_free)

G_END_DECLS
