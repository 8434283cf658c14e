/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands between the parts of a multipart body. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ferry_http_multipart_type       (const char *subtype,
                                       const char *boundary);
char *ferry_http_multipart_guess_type (const char *path);
void  ferry_http_multipart_describe   (GString    *head,
                                       GVariant   *part,
                                       const char *subtype);
void  ferry_http_multipart_add_text   (GString    *body,
                                       const char *text,
                                       const char *subtype);

G_END_DECLS
