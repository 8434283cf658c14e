/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder that the journal lies in. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FERRY_STORE_FILE "journal.sqlite"

int       ferry_store_folder_lock         (const char  *folder,
                                           GError     **error);
char     *ferry_store_folder_get_file     (const char  *folder);
gboolean  ferry_store_folder_add_file     (const char  *path,
                                           GError     **error);
gboolean  ferry_store_folder_read_through (const char  *path,
                                           GError     **error);
char     *ferry_store_folder_begin_new    (const char  *path,
                                           GError     **error);
gboolean  ferry_store_folder_complete_new (const char  *path,
                                           const char  *begun,
                                           GError     **error);
gboolean  ferry_store_folder_has_new      (const char  *path);
char     *ferry_store_folder_set_aside    (const char  *path,
                                           GError     **error);

G_END_DECLS
