/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What all downloads of a backend share. Of the network thread only. */

#pragma once

#include "ferry-request.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * FerryHttpContext:
 * @main_context: of the network thread
 * @session: for all runs that name no proxy and tell none anything of their own
 * @upload_session: the same for uploads, whose connections are all known
 * @terminate_session: for what no transfer waits for
 * @proxied: (element-type utf8 SoupSession): by the proxy that runs name and tell nothing
 * @connections: (element-type guint64 GIOStream): connections of @upload_session by number
 * @plain: (element-type utf8): addresses that have no way to resume an upload
 * @single: (element-type utf8 gint64): hosts that want one connection for a file, and
 *   until when that is remembered
 * @tls_database: (nullable): %NULL for the system's
 * @blocking_tasks: whose threads wait for disks
 * @buffer: what bytes are read into, one stream after the other
 * @ending: cancels what is asked without a run
 * @n_bodies: how many streams take turns
 * @n_unanswered: requests that libsoup has not given back
 */
typedef struct {
  GMainContext *main_context;
  SoupSession *session;
  SoupSession *upload_session;
  SoupSession *terminate_session;
  GHashTable *proxied;
  GHashTable *connections;
  GHashTable *plain;
  GHashTable *single;
  GTlsDatabase *tls_database;
  GThreadPool *blocking_tasks;
  guint8 *buffer;
  GCancellable *ending;
  guint n_bodies;
  guint n_unanswered;
} FerryHttpContext;

FerryHttpContext *ferry_http_context_new                   (GMainContext     *context,
                                                            GTlsDatabase     *tls_database);
void              ferry_http_context_free                  (FerryHttpContext *self);
gsize             ferry_http_context_buffer_size           (FerryHttpContext *self,
                                                            gboolean          secure);
SoupSession      *ferry_http_context_get_session           (FerryHttpContext *self,
                                                            FerryRequest     *request);
SoupSession      *ferry_http_context_get_terminate_session (FerryHttpContext *self,
                                                            FerryRequest     *request);
void              ferry_http_context_note_plain            (FerryHttpContext *self,
                                                            const char       *address);
void              ferry_http_context_note_single           (FerryHttpContext *self,
                                                            const char       *host);
gboolean          ferry_http_context_is_single             (FerryHttpContext *self,
                                                            const char       *host);

G_END_DECLS
