/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Addresses: which are taken, and how one is shown without its secrets. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GUri     *ferry_uri_parse        (const char  *address,
                                  GError     **error);
GUri     *ferry_uri_resolve      (GUri        *base,
                                  const char  *address);
gboolean  ferry_uri_is_sound     (GUri        *uri);
gboolean  ferry_uri_same_origin  (GUri        *a,
                                  GUri        *b);
gboolean  ferry_uri_same_server  (const char  *a,
                                  const char  *b);
char     *ferry_uri_redact       (const char  *address);
gboolean  ferry_uri_is_redacted  (const char  *address);
gboolean  ferry_host_is_local    (const char  *host);
gboolean  ferry_header_is_secret (const char  *name);

G_END_DECLS
