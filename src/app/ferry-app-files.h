/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be told of files that a person wants to send. A file is a GFileInfo
 * that knows its GFile as “standard::file”, as GtkDirectoryList has them. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_APP_FILE_ATTRIBUTES "standard::type,standard::size,standard::display-name"

GStrv  ferry_app_files_in     (const char *text);
GFile *ferry_app_file_of      (GFileInfo  *info);
char  *ferry_app_file_problem (GFileInfo  *info,
                               guint64     limit);

char *ferry_app_files_problem (guint64 size,
                               guint64 limit);
char *ferry_app_files_words   (guint   n,
                               guint64 size);

char  *ferry_app_file_name (GObject   *self,
                            GFileInfo *info);
char  *ferry_app_file_size (GObject   *self,
                            GFileInfo *info);
GIcon *ferry_app_file_icon (GObject   *self,
                            GFileInfo *info);

G_END_DECLS
