/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Request headers, as `a(ss)`: those of a transfer or of one of its parts. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean  ferry_headers_check       (GVariant    *headers,
                                     GError     **error);
gboolean  ferry_headers_have        (GVariant    *headers,
                                     const char  *wanted);
GVariant *ferry_headers_get_allowed (GVariant    *headers);
GVariant *ferry_headers_get_plain   (GVariant    *headers);
GVariant *ferry_headers_get_secret  (GVariant    *headers);
GVariant *ferry_headers_append      (GVariant    *old,
                                     GVariant    *more);
GVariant *ferry_headers_merge       (GVariant    *old,
                                     GVariant    *changes);

G_END_DECLS
