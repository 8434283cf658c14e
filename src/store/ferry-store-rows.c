/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of the journal: transfers and groups, loaded, saved and removed.
 * Bytes of the disk are trusted as little as bytes of the network. */

#include "ferry-store-database-private.h"

#include "ferry-store-record.h"

/**
 * ferry_database_load:
 * @self: an open database
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type FerryRecord): all that make sense, by
 *   sequence; or %NULL
 */
GPtrArray *
ferry_database_load (FerryDatabase  *self,
                     GError        **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_record_unref);
  sqlite3_stmt *statement = ferry_database_prepare (self, FERRY_SQL_LOAD, error);
  GError *fault = NULL;
  guint bad = 0;

  if (statement == NULL)
    return NULL;
  while (ferry_database_next (self, statement, &fault))
    {
      FerryRecord *record = ferry_store_record_read (statement);

      if (record != NULL)
        g_ptr_array_add (records, record);
      else
        bad++;
    }
  if (bad > 0)
    g_message ("%u transfers in the journal make no sense; they stay there, but are left out", bad);
  if (fault == NULL)
    return g_steal_pointer (&records);
  g_propagate_error (error, fault);
  return NULL;
}

static gboolean
is_text (const char *text)
{
  return text != NULL && g_utf8_validate (text, -1, NULL);
}

/* Returns: (transfer full) (nullable): %NULL when the row makes no sense */
static FerryGroup *
read_group (sqlite3_stmt *statement)
{
  const char *app_id = (const char *) sqlite3_column_text (statement, 0);
  const char *name = (const char *) sqlite3_column_text (statement, 1);
  int behavior = sqlite3_column_int (statement, 2);

  if (!is_text (app_id) || !is_text (name) || ferry_enum_to_nick (FERRY_TYPE_TRANSFER_BEHAVIOR, behavior) == NULL)
    return NULL;
  return ferry_group_new (app_id, name, behavior, sqlite3_column_int64 (statement, 3));
}

/**
 * ferry_database_load_groups:
 * @self: an open database
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type FerryGroup): all that make sense; or
 *   %NULL
 */
GPtrArray *
ferry_database_load_groups (FerryDatabase  *self,
                            GError        **error)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_group_unref);
  sqlite3_stmt *statement = ferry_database_prepare (self, FERRY_SQL_LOAD_GROUPS, error);
  GError *fault = NULL;

  if (statement == NULL)
    return NULL;
  while (ferry_database_next (self, statement, &fault))
    {
      FerryGroup *group = read_group (statement);

      if (group != NULL)
        g_ptr_array_add (groups, group);
    }
  if (fault == NULL)
    return g_steal_pointer (&groups);
  g_propagate_error (error, fault);
  return NULL;
}

/**
 * ferry_database_save:
 * @self: an open database
 * @record: a record
 * @before: (nullable): what the row of its id holds, where that is known
 * @error: return location for an error
 *
 * Requests, answers and what is known of uploads are large and change seldom:
 * those that the row holds already are not written again.
 *
 * Returns: whether @record is in the place of any earlier one of its id
 */
gboolean
ferry_database_save (FerryDatabase  *self,
                     FerryRecord    *record,
                     FerryRecord    *before,
                     GError        **error)
{
  gboolean loses_response = before != NULL && before->response != NULL && record->response == NULL;
  FerryRecord *kept = loses_response ? NULL : before;
  sqlite3_stmt *statement = ferry_database_prepare (self, kept != NULL ? FERRY_SQL_CHANGE : FERRY_SQL_SAVE, error);

  if (statement == NULL)
    return FALSE;
  ferry_store_record_bind (record, kept, statement);
  return ferry_database_run (self, statement, error);
}

/**
 * ferry_database_remove:
 * @self: an open database
 * @id: GUID
 * @error: return location for an error
 *
 * Returns: whether there is no record of that id any more
 */
gboolean
ferry_database_remove (FerryDatabase  *self,
                       const char     *id,
                       GError        **error)
{
  sqlite3_stmt *statement = ferry_database_prepare (self, FERRY_SQL_REMOVE, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, id, -1, SQLITE_STATIC);
  return ferry_database_run (self, statement, error);
}

/**
 * ferry_database_save_group:
 * @self: an open database
 * @group: a group
 * @error: return location for an error
 *
 * Returns: whether @group is in the place of any earlier one of its app and name
 */
gboolean
ferry_database_save_group (FerryDatabase  *self,
                           FerryGroup     *group,
                           GError        **error)
{
  sqlite3_stmt *statement = ferry_database_prepare (self, FERRY_SQL_SAVE_GROUP, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, group->app_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, group->name, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 3, group->behavior);
  sqlite3_bind_int64 (statement, 4, group->used);
  return ferry_database_run (self, statement, error);
}

/**
 * ferry_database_remove_group:
 * @self: an open database
 * @group: a group
 * @error: return location for an error
 *
 * Returns: whether there is no group of that app and name any more
 */
gboolean
ferry_database_remove_group (FerryDatabase  *self,
                             FerryGroup     *group,
                             GError        **error)
{
  sqlite3_stmt *statement = ferry_database_prepare (self, FERRY_SQL_DROP_GROUP, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, group->app_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, group->name, -1, SQLITE_STATIC);
  return ferry_database_run (self, statement, error);
}
