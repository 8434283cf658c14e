/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What went wrong on the way or at the server, in #FerryWebErrorStatus and in
 * a sentence. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GError *ferry_http_error_from_status      (guint                status_code,
                                           const char          *host);
GError *ferry_http_error_from_transport   (const GError        *error,
                                           GTlsCertificateFlags flags,
                                           const char          *host);
GError *ferry_http_error_from_certificate (GTlsCertificateFlags flags,
                                           const char          *host);

G_END_DECLS
