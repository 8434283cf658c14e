/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A certificate that nobody but this server signed, for localhost. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GTlsCertificate *server_certificate_make (const char  *folder,
                                          char       **path,
                                          GError     **error);

G_END_DECLS
