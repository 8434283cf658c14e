/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What all downloads of a backend share. Of the network thread only. */

#pragma once

#include "ferry-request.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * FerryHttpShared:
 * @context: of the network thread
 * @session: for all runs that tell a proxy nothing of their own
 * @upload_session: the same for uploads, whose connections are all known
 * @farewell_session: for what no transfer waits for
 * @lines: (element-type guint64 GIOStream): connections of @upload_session by number
 * @plain: (element-type utf8): addresses that have no way to resume an upload
 * @tls_database: (nullable): %NULL for the system's
 * @errands: whose threads wait for disks
 * @buffer: what bytes are read into, one stream after the other
 * @ending: cancels what is asked without a run
 * @n_bodies: how many streams take turns
 * @n_unanswered: requests that libsoup has not given back
 */
typedef struct {
  GMainContext *context;
  SoupSession *session;
  SoupSession *upload_session;
  SoupSession *farewell_session;
  GHashTable *lines;
  GHashTable *plain;
  GTlsDatabase *tls_database;
  GThreadPool *errands;
  guint8 *buffer;
  GCancellable *ending;
  guint n_bodies;
  guint n_unanswered;
} FerryHttpShared;

FerryHttpShared *ferry_http_shared_new                  (GMainContext    *context,
                                                         GTlsDatabase    *tls_database);
void             ferry_http_shared_free                 (FerryHttpShared *self);
gsize            ferry_http_shared_buffer_size          (FerryHttpShared *self,
                                                         gboolean         secure);
SoupSession     *ferry_http_shared_get_session          (FerryHttpShared *self,
                                                         FerryRequest    *request);
SoupSession     *ferry_http_shared_get_farewell_session (FerryHttpShared *self,
                                                         FerryRequest    *request);
void             ferry_http_shared_note_plain           (FerryHttpShared *self,
                                                         const char      *address);

G_END_DECLS
