/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one writer of bodies: it takes blocks from a stream, keeps to a pace and
 * has no more than one block in memory. It can also end as servers should not. */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define SERVER_TYPE_BODY (server_body_get_type ())
G_DECLARE_FINAL_TYPE (ServerBody, server_body, SERVER, BODY, GObject)

typedef enum {
  SERVER_ENDING_WHOLE,
  SERVER_ENDING_CUT,   /* the connection is closed */
  SERVER_ENDING_STALL, /* nothing more comes until the client leaves */
} ServerEnding;

typedef struct {
  guint64 bytes_per_second; /* 0: as fast as the client reads */
  guint64 block;            /* bytes sent at once; 0: whatever runs smoothly */
  ServerEnding ending;
  guint64 after; /* bytes before @ending, unless that is WHOLE */
} ServerPace;

ServerBody *server_body_send (SoupServerMessage *message,
                              GInputStream      *content,
                              guint64            length,
                              const ServerPace  *pace);

void server_body_never_answer (SoupServerMessage *message);

G_END_DECLS
