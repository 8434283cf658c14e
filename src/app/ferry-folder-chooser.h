/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Folders: the one that a setting means, and one that a person chooses. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FerryFolderChosen:
 * @owner: who asked
 * @folder: what the person chose
 *
 * Called once, unless the person chose nothing or @owner has gone.
 */
typedef void (*FerryFolderChosen) (gpointer owner,
                                   GFile *folder);

GFile *ferry_folder_special      (GUserDirectory     directory);
GFile *ferry_folder_from_setting (const char        *chosen);
char  *ferry_folder_words        (GFile             *folder);
void   ferry_folder_choose       (GtkWindow         *parent,
                                  GFile             *folder,
                                  FerryFolderChosen  chosen,
                                  GObject           *owner);

G_END_DECLS
