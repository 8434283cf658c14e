/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that a person has chosen to send: a list of GFileInfo. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_CHOSEN_FILES (ferry_chosen_files_get_type ())
G_DECLARE_FINAL_TYPE (FerryChosenFiles, ferry_chosen_files, FERRY, CHOSEN_FILES, GObject)

FerryChosenFiles *ferry_chosen_files_new         (void);
GListModel       *ferry_chosen_files_get_model   (FerryChosenFiles     *self);
guint64           ferry_chosen_files_get_size    (FerryChosenFiles     *self);
GPtrArray        *ferry_chosen_files_dup_files   (FerryChosenFiles     *self);
char             *ferry_chosen_files_get_problem (FerryChosenFiles     *self,
                                                  guint64               limit);
void              ferry_chosen_files_remove      (FerryChosenFiles     *self,
                                                  guint                 position);
void              ferry_chosen_files_clear       (FerryChosenFiles     *self);
void              ferry_chosen_files_add_async   (FerryChosenFiles     *self,
                                                  GListModel           *files,
                                                  guint64               limit,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gboolean          ferry_chosen_files_add_finish  (FerryChosenFiles     *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);

G_END_DECLS
