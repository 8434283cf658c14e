/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port to what survives a crash. */

#include "ferry-journal.h"

G_DEFINE_INTERFACE (FerryJournal, ferry_journal, G_TYPE_OBJECT)

static void
ferry_journal_default_init (FerryJournalInterface *iface)
{
}

void
ferry_journal_load_async (FerryJournal        *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  FERRY_JOURNAL_GET_IFACE (self)->load_async (self, callback, user_data);
}

GPtrArray *
ferry_journal_load_finish (FerryJournal  *self,
                           GAsyncResult  *result,
                           GPtrArray    **groups,
                           GError       **error)
{
  return FERRY_JOURNAL_GET_IFACE (self)->load_finish (self, result, groups, error);
}

void
ferry_journal_save_async (FerryJournal        *self,
                          GPtrArray           *records,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  FERRY_JOURNAL_GET_IFACE (self)->save_async (self, records, callback, user_data);
}

gboolean
ferry_journal_save_finish (FerryJournal  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ferry_journal_remove_async (FerryJournal        *self,
                            const char *const   *ids,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  FERRY_JOURNAL_GET_IFACE (self)->remove_async (self, ids, callback, user_data);
}

gboolean
ferry_journal_remove_finish (FerryJournal  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ferry_journal_save_group_async (FerryJournal        *self,
                                FerryGroup          *group,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  FERRY_JOURNAL_GET_IFACE (self)->save_group_async (self, group, callback, user_data);
}

gboolean
ferry_journal_save_group_finish (FerryJournal  *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ferry_journal_remove_group_async (FerryJournal        *self,
                                  FerryGroup          *group,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  FERRY_JOURNAL_GET_IFACE (self)->remove_group_async (self, group, callback, user_data);
}

gboolean
ferry_journal_remove_group_finish (FerryJournal  *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ferry_journal_close_async (FerryJournal        *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  FERRY_JOURNAL_GET_IFACE (self)->close_async (self, callback, user_data);
}

gboolean
ferry_journal_close_finish (FerryJournal  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
