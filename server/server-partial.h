/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An upload that may take several requests, whatever protocol they speak: what
 * has come of it, its address, and what goes wrong with it. It lives as long as
 * the server does. */

#pragma once

#include "server-arrival.h"
#include "server-receiver.h"

G_BEGIN_DECLS

/* As the length of an upload whose length is not known yet. */
#define SERVER_LENGTH_UNKNOWN G_MAXUINT64

/* What an address announces as its limits; 0 for none. */
typedef struct {
  guint64 max_size;
  guint64 min_size;
  guint64 max_append_size;
  guint64 min_append_size;
  guint64 max_age;
} ServerLimits;

typedef struct {
  char *id;               /* (owned) what its address ends in */
  char *name;             /* (owned) (nullable) what the client calls the file */
  char *metadata;         /* (owned) (nullable) as the client sent it */
  guint64 length;         /* or SERVER_LENGTH_UNKNOWN */
  ServerArrival *arrival; /* (owned) */
  gboolean complete;
  gboolean closing; /* the running request brings the end */
  ServerLimits limits;
  ServerTrouble trouble;
  ServerReceiver *receiver; /* (unowned) (nullable) the running request's */
} ServerPartial;

typedef void (*ServerPartialFunc) (ServerPartial *self,
                                   SoupServerMessage *message);

gboolean server_partial_read_trouble (const ServerRequest *request,
                                      ServerTrouble       *trouble);

ServerPartial *server_partial_new (const ServerRequest *request,
                                   const ServerTrouble *trouble,
                                   char                *name,
                                   guint64              length);

ServerPartial *server_partial_find (const ServerRequest *request);

void server_partial_unref (ServerPartial *self);

void server_partial_remove (ServerPartial       *self,
                            const ServerRequest *request);

guint64 server_partial_get_offset (ServerPartial *self);

void server_partial_say_offset (ServerPartial     *self,
                                SoupServerMessage *message);

void server_partial_receive (ServerPartial       *self,
                             const ServerRequest *request,
                             ServerPartialFunc    answer);

gboolean server_partial_complete (ServerPartial     *self,
                                  SoupServerMessage *message);

void server_partial_report (ServerPartial     *self,
                            SoupServerMessage *message,
                            guint              status);

gboolean server_limits_read (const ServerRequest *request,
                             ServerLimits        *self);

G_END_DECLS
