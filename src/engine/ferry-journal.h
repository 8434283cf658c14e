/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port to what survives a crash. */

#pragma once

#include "ferry-group.h"
#include "ferry-record.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_JOURNAL (ferry_journal_get_type ())
G_DECLARE_INTERFACE (FerryJournal, ferry_journal, FERRY, JOURNAL, GObject)

/**
 * FerryJournalInterface:
 * @load_async: reads everything
 * @load_finish: (element-type FerryRecord) by sequence; @groups: (element-type FerryGroup)
 * @save_async: writes records, whole ones, replacing those of the same id; all or none
 * @remove_async: forgets ids; all or none
 * @save_group_async: writes a group, replacing the one of that app and name
 * @remove_group_async: forgets the group of that app and name
 * @close_async: ends the thread when all that was asked is written
 *
 * What is not read is answered by a #GTask of the journal that returns a boolean: it
 * is on disk, and a power failure does not lose it; or it is closed.
 * Called on the main thread and answered there. Calls are carried out in the
 * order they are made; whatever is waiting is committed together.
 */
struct _FerryJournalInterface {
  GTypeInterface parent_iface;

  /* clang-format off */
  void       (*load_async)          (FerryJournal *self, GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*load_finish)         (FerryJournal *self, GAsyncResult *result, GPtrArray **groups, GError **error);
  void       (*save_async)          (FerryJournal *self, GPtrArray *records, GAsyncReadyCallback callback, gpointer user_data);
  void       (*remove_async)        (FerryJournal *self, const char *const *ids, GAsyncReadyCallback callback, gpointer user_data);
  void       (*save_group_async)    (FerryJournal *self, FerryGroup *group, GAsyncReadyCallback callback, gpointer user_data);
  void       (*remove_group_async)  (FerryJournal *self, FerryGroup *group, GAsyncReadyCallback callback, gpointer user_data);
  void       (*close_async)         (FerryJournal *self, GAsyncReadyCallback callback, gpointer user_data);
  /* clang-format on */
};

void       ferry_journal_load_async          (FerryJournal         *self,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GPtrArray *ferry_journal_load_finish         (FerryJournal         *self,
                                              GAsyncResult         *result,
                                              GPtrArray           **groups,
                                              GError              **error);
void       ferry_journal_save_async          (FerryJournal         *self,
                                              GPtrArray            *records,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean   ferry_journal_save_finish         (FerryJournal         *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void       ferry_journal_remove_async        (FerryJournal         *self,
                                              const char *const    *ids,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean   ferry_journal_remove_finish       (FerryJournal         *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void       ferry_journal_save_group_async    (FerryJournal         *self,
                                              FerryGroup           *group,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean   ferry_journal_save_group_finish   (FerryJournal         *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void       ferry_journal_remove_group_async  (FerryJournal         *self,
                                              FerryGroup           *group,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean   ferry_journal_remove_group_finish (FerryJournal         *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void       ferry_journal_close_async         (FerryJournal         *self,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean   ferry_journal_close_finish        (FerryJournal         *self,
                                              GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS
