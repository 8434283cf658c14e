/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pages that ask for a user and a password. */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

void server_auth_guard (SoupServer *server);

G_END_DECLS
