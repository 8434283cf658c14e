/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The disk below a sink: what the kernel offers only in pieces, and its errors
 * in words. All functions block. */

#pragma once

#include "ferry-error.h"

G_BEGIN_DECLS

int       ferry_disk_open_folder (const char  *folder,
                                  GError     **error);
gboolean  ferry_disk_reserve     (int          fd,
                                  const char  *name,
                                  guint64      offset,
                                  gint64       length,
                                  GError     **error);
gboolean  ferry_disk_sync_folder (int          folder_fd,
                                  const char  *folder,
                                  GError     **error);
char     *ferry_disk_find_folder (int          folder_fd,
                                  const char  *folder);
void      ferry_disk_set_error   (GError     **error,
                                  int          fault,
                                  const char  *name);
void      ferry_disk_set_full    (GError     **error,
                                  int          fault,
                                  int          fd,
                                  const char  *name,
                                  guint64      needed);

G_END_DECLS
