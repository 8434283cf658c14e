/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The web site: a SoupServer with all routes, and what they share. */

#pragma once

#include "server-arrival.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define SERVER_TYPE_SITE (server_site_get_type ())
G_DECLARE_FINAL_TYPE (ServerSite, server_site, SERVER, SITE, GObject)

ServerSite *server_site_new (void);

SoupServer *server_site_get_server (ServerSite *self);

gboolean server_site_set_folder (ServerSite  *self,
                                 const char  *path,
                                 GError     **error);

ServerFolder *server_site_get_folder (ServerSite *self);

GHashTable *server_site_get_partials (ServerSite *self);

GIOStream *server_site_take_connection (ServerSite        *self,
                                        SoupServerMessage *message);

void server_site_set_rate (ServerSite *self,
                           guint64     bytes_per_second);

guint64 server_site_limit_rate (ServerSite *self,
                                guint64     bytes_per_second);

guint server_site_count (ServerSite        *self,
                         SoupServerMessage *message);

G_END_DECLS
