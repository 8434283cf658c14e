/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one reader of bodies: hands what a request brings to a sink as it comes,
 * keeps to a pace and none of it in memory. It can also fail as servers do. */

#pragma once

#include "server-trouble.h"

G_BEGIN_DECLS

#define SERVER_TYPE_RECEIVER (server_receiver_get_type ())
G_DECLARE_FINAL_TYPE (ServerReceiver, server_receiver, SERVER, RECEIVER, GObject)

/* Where a body goes. When @take fails, the rest is thrown away and the answer
 * says why. @finish sets the answer, if the body came whole; headers that were
 * set before may have gone out with 100. */
typedef struct {
  gboolean (*take) (gpointer sink,
                    const char *data,
                    gsize size,
                    GError **error);
  void (*finish) (gpointer sink,
                  SoupServerMessage *message);
  GDestroyNotify free;
} ServerSinkFuncs;

ServerReceiver *server_receiver_attach (const ServerRequest   *request,
                                        const ServerTrouble   *trouble,
                                        const ServerSinkFuncs *funcs,
                                        gpointer               sink);

void server_receiver_refuse (const ServerRequest *request,
                             const ServerTrouble *trouble);

void server_receiver_cut (ServerReceiver *self);

G_END_DECLS
