/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads in one request, for all addresses that take them. */

#pragma once

#include "server-request.h"

G_BEGIN_DECLS

char *server_upload_read_name (const ServerRequest *request);

void server_upload_receive (const ServerRequest *request);

G_END_DECLS
