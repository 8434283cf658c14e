/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part: the unfinished file as a name in its folder. All functions block on
 * the disk. */

#pragma once

#include "ferry-enums.h"

G_BEGIN_DECLS

int       ferry_part_create     (int             folder_fd,
                                 const char     *name,
                                 const char     *owner,
                                 FerryIfExists   if_exists,
                                 char          **part_name,
                                 GError        **error);
int       ferry_part_open       (int             folder_fd,
                                 const char     *part_name,
                                 const char     *owner,
                                 guint64         offset,
                                 GError        **error);
gboolean  ferry_part_check      (int             folder_fd,
                                 int             fd,
                                 const char     *part_name,
                                 guint64         offset,
                                 GError        **error);
gboolean  ferry_part_is_foreign (const char     *path,
                                 const char     *owner);
gboolean  ferry_part_is_ours    (const char     *path,
                                 const char     *owner);
char     *ferry_part_rename     (int             folder_fd,
                                 const char     *part_name,
                                 const char     *requested,
                                 FerryIfExists   if_exists,
                                 GError        **error);

G_END_DECLS
