/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What any text of a caller is looked at for, and how it is refused. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ferry_text_refuse (GError **error,
                            const char *format,
                            ...) G_GNUC_PRINTF (2, 3);

gboolean ferry_text_has_control     (const char  *text);
gboolean ferry_text_is_token        (const char  *text);
gboolean ferry_text_check_file_name (const char  *name,
                                     GError     **error);

G_END_DECLS
