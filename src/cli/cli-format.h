/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How numbers, times and foreign text look in a terminal. Pure functions. */

#pragma once

#include <ferry.h>

G_BEGIN_DECLS

/**
 * FERRY_CLI_NO_ETA: the remaining time can't be told
 */
#define FERRY_CLI_NO_ETA (-1)

char   *ferry_cli_clean_text      (const char *text);
guint   ferry_cli_text_width      (const char *text);
char   *ferry_cli_fit_text        (const char *text,
                                   guint       width);
char   *ferry_cli_pad_text        (const char *text,
                                   guint       width);
gint64  ferry_cli_eta             (guint64     done,
                                   guint64     total,
                                   guint64     bytes_per_second);
char   *ferry_cli_format_duration (gint64      seconds);
char   *ferry_cli_format_bar      (double      fraction,
                                   guint       width);
char   *ferry_cli_format_ranges   (GPtrArray  *ranges,
                                   guint64     total,
                                   guint       width);
char   *ferry_cli_format_percent  (guint64     done,
                                   guint64     total);
char   *ferry_cli_format_amount   (guint64     done,
                                   guint64     total);

G_END_DECLS
