/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What goes wrong with an upload, as its address asks for. */

#pragma once

#include "server-request.h"

G_BEGIN_DECLS

typedef enum {
  SERVER_TROUBLE_NONE,
  SERVER_TROUBLE_CUT,      /* the connection is closed */
  SERVER_TROUBLE_STALL,    /* nothing more is read until the client leaves */
  SERVER_TROUBLE_EARLY,    /* answered before the body was read, then closed */
  SERVER_TROUBLE_STATUS,   /* the body is thrown away, then answered */
  SERVER_TROUBLE_LOST,     /* all is done, but the connection closed instead of an answer */
  SERVER_TROUBLE_AHEAD,    /* says that it has more than it has */
  SERVER_TROUBLE_BEHIND,   /* keeps less than it was sent */
  SERVER_TROUBLE_MOVES,    /* the upload gets another address */
  SERVER_TROUBLE_FORGETS,  /* the upload is gone */
  SERVER_TROUBLE_RESULT,   /* the upload is complete, and no good */
  SERVER_TROUBLE_VANISHES, /* the end is taken without an answer, and then the upload is gone */
} ServerTroubleKind;

typedef struct {
  ServerTroubleKind kind;
  char method[16]; /* the requests it happens to, "" for all */
  guint64 after;
  guint64 by;
  guint status;
  char retry_after[64];
  char to[256]; /* Location */
  guint64 times;
  guint64 bytes_per_second; /* read; 0 for as fast as they come */
} ServerTrouble;

gboolean server_trouble_read (const ServerRequest *request,
                              ServerTrouble       *self);

gboolean server_trouble_strikes (const ServerTrouble *self,
                                 SoupServerMessage   *message);

void server_trouble_answer (const ServerTrouble *self,
                            SoupServerMessage   *message);

G_END_DECLS
