/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file on its way in: hashed and written as it comes, hidden until it is
 * whole, and then given a name that no other file has. It outlives the request
 * that brings it, so that another request may go on. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where uploads lie, below the folder that is shown. */
#define SERVER_UPLOADS "uploads"

/* A folder's descriptor, shared by all who need it. */
typedef struct {
  int fd; /* (owned) */
} ServerFolder;

typedef struct _ServerArrival ServerArrival;

ServerFolder *server_folder_open (const char  *path,
                                  GError     **error);

ServerFolder *server_folder_ref (ServerFolder *self);

void server_folder_unref (ServerFolder *self);

ServerArrival *server_arrival_new (ServerFolder *folder);

void server_arrival_free (ServerArrival *self);

gboolean server_arrival_write (ServerArrival  *self,
                               const char     *data,
                               gsize           size,
                               GError        **error);

void server_arrival_rest (ServerArrival *self);

gboolean server_arrival_keep (ServerArrival  *self,
                              const char     *wanted,
                              GError        **error);

guint64 server_arrival_get_size (ServerArrival *self);

const char *server_arrival_get_name (ServerArrival *self);

const char *server_arrival_get_sha256 (ServerArrival *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerFolder, server_folder_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerArrival, server_arrival_free)

G_END_DECLS
