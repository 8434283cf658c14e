/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a handler gets to see of a request, the tables of routes, and short
 * ways to read parameters and to say no. */

#pragma once

#include "server-site.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define SERVER_ROOT     "/BackgroundTransferSample/"
#define SERVER_MEGABYTE G_GUINT64_CONSTANT (1000000)
/* Enough for any test, and far from overflowing. */
#define SERVER_MAX_LENGTH (G_GUINT64_CONSTANT (1) << 40)

typedef struct _ServerRequest ServerRequest;
typedef struct _ServerRoute ServerRoute;

typedef void (*ServerHandler) (const ServerRequest *request);

struct _ServerRoute {
  const char *path; /* below SERVER_ROOT; with a slash at its end, all below it too */
  ServerHandler serve;
  guint variant; /* told apart by the handler */
  const char *help;
  ServerHandler receive; /* (nullable) for other methods than GET and HEAD, when the headers are there */
};

/* A table of them says what a route does with each method; it ends with a row without one. */
typedef struct {
  const char *method;
  ServerHandler handle;
} ServerMethod;

struct _ServerRequest {
  ServerSite *site;           /* (unowned) */
  SoupServerMessage *message; /* (unowned) */
  const ServerRoute *route;
  const char *rest;  /* (unowned) what follows the route, percent-decoded */
  GHashTable *query; /* (unowned) (nullable) (element-type utf8 utf8) */
};

/* Each ends with a row without a path. */
extern const ServerRoute server_sample_routes[];
extern const ServerRoute server_file_routes[];
extern const ServerRoute server_fault_routes[];
extern const ServerRoute server_answer_routes[];
extern const ServerRoute server_upload_routes[];
extern const ServerRoute server_tus_routes[];
extern const ServerRoute server_resumable_routes[];

const char *server_request_get_text (const ServerRequest *request,
                                     const char          *name);

gboolean server_request_get_number (const ServerRequest *request,
                                    const char          *name,
                                    guint64              fallback,
                                    guint64              max,
                                    guint64             *value);

void server_request_say (const ServerRequest *request,
                         guint                status,
                         const char          *text);

void server_request_fail (SoupServerMessage *message,
                          const GError      *error);

gboolean server_request_has_method (const ServerRequest *request,
                                    const char          *method);

void server_request_dispatch (const ServerRequest *request,
                              const ServerMethod  *methods);

void server_request_refuse_method (const ServerRequest *request,
                                   const char          *allowed);

const char *server_request_get_header (const ServerRequest *request,
                                       const char          *name);

gboolean server_request_read_number (const ServerRequest *request,
                                     const char          *name,
                                     guint64             *value);

gboolean server_request_set_header (const ServerRequest *request,
                                    const char          *name,
                                    const char          *value);

G_END_DECLS
