/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * multipart/form-data as browsers send it, taken apart as it arrives. However
 * large the parts are, only what may turn out to be a boundary and the headers
 * of one part are in memory, and both have a bound. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More parts, more bytes of headers and a longer boundary are refused. */
#define SERVER_MAX_PARTS        1000
#define SERVER_MAX_PART_HEADERS 16384
#define SERVER_MAX_BOUNDARY     200

typedef struct _ServerMultipart ServerMultipart;

typedef struct {
  char *name;      /* (owned) (nullable) */
  char *file_name; /* (owned) (nullable) for what is no file */
  char *type;      /* (owned) (nullable) Content-Type */
} ServerPart;

/* Called in this order for each part; a part's bytes come in pieces. */
typedef struct {
  gboolean (*begin) (const ServerPart *part,
                     gpointer user_data,
                     GError **error);
  gboolean (*take) (const char *data,
                    gsize size,
                    gpointer user_data,
                    GError **error);
  gboolean (*end) (gpointer user_data,
                   GError **error);
} ServerMultipartFuncs;

ServerMultipart *server_multipart_new (const char                  *boundary,
                                       const ServerMultipartFuncs  *funcs,
                                       gpointer                     user_data,
                                       GError                     **error);

void server_multipart_free (ServerMultipart *self);

gboolean server_multipart_push (ServerMultipart  *self,
                                const char       *data,
                                gsize             size,
                                GError          **error);

gboolean server_multipart_finish (ServerMultipart  *self,
                                  GError          **error);

ServerPart *server_part_parse (const char *headers);

void server_part_free (ServerPart *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerMultipart, server_multipart_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerPart, server_part_free)

G_END_DECLS
