/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server's log: a line for each answer, written when it has ended, with
 * fields between tabs and "-" for none:
 *
 *     method  address  Range  If-Range  status  bytes of the body sent
 *     Upload-Offset  bytes of the body received
 *
 * Status 0 means that there was no answer. Bytes sent count when the system has
 * taken them, so a client that is killed may have got a few less; bytes received
 * when they were read, whatever became of them. */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

gboolean server_log_watch (SoupServer  *server,
                           const char  *path,
                           GError     **error);

G_END_DECLS
