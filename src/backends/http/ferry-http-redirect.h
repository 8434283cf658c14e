/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a redirection leads, and whether to go there. Pure. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean    ferry_http_is_redirection   (guint        status);
GUri       *ferry_http_redirect_target  (GUri        *from,
                                         const char  *location,
                                         gboolean     allow_insecure,
                                         GError     **error);
const char *ferry_http_redirect_method  (guint        status,
                                         const char  *method);
GUri       *ferry_http_without_userinfo (GUri        *uri);

G_END_DECLS
