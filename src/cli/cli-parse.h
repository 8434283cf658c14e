/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the words of a command line to values. Pure but for
 * ferry_cli_read_source(). All errors are those of #GOptionError: what was
 * typed is wrong. */

#pragma once

#include <ferry.h>

#include <glib.h>

G_BEGIN_DECLS

gboolean   ferry_cli_parse_rate        (const char  *text,
                                        guint64     *rate,
                                        GError     **error);
gboolean   ferry_cli_parse_header      (const char  *text,
                                        char       **name,
                                        char       **value,
                                        GError     **error);
gboolean   ferry_cli_parse_field       (const char  *text,
                                        char       **name,
                                        char       **value,
                                        GError     **error);
gboolean   ferry_cli_parse_number      (const char  *text,
                                        guint       *number,
                                        GError     **error);
gboolean   ferry_cli_parse_choice      (const char  *text,
                                        const char  *flag,
                                        GType        type,
                                        int         *choice,
                                        GError     **error);
gboolean   ferry_cli_parse_credentials (const char  *text,
                                        char       **username,
                                        char       **password,
                                        GError     **error);
gboolean   ferry_cli_check_address     (const char  *address,
                                        GError     **error);
gboolean   ferry_cli_check_id          (const char  *id,
                                        GError     **error);
char     **ferry_cli_split_lines       (const char  *text);
char      *ferry_cli_read_source       (const char  *path,
                                        GError     **error);

G_END_DECLS
