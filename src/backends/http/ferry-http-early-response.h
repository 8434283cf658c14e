/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a server has answered before it was asked to the end. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocket      *ferry_http_early_response_socket     (GIOStream  *connection);
GIOCondition  ferry_http_early_response_condition  (GSocket    *socket);
gboolean      ferry_http_early_response_is_refused (GSocket    *socket);
guint         ferry_http_early_response_status     (const char *bytes,
                                                    gsize       size);

G_END_DECLS
