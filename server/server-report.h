/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the answer to an upload tells: JSON, of which clients can check every
 * number. */

#pragma once

#include "server-arrival.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

void server_report_set_text (JsonBuilder *builder,
                             const char  *name,
                             const char  *value);

void server_report_add_file (JsonBuilder   *builder,
                             const char    *field,
                             const char    *name,
                             const char    *type,
                             ServerArrival *arrival);

void server_report_send (JsonBuilder       *builder,
                         SoupServerMessage *message,
                         guint              status,
                         const char        *type);

G_END_DECLS
