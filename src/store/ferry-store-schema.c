/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shape of the journal, and how an older one is brought to it. The number
 * of migrations a journal has seen is its user_version. */

#include "ferry-store-schema.h"

#include "ferry-error.h"

#include <glib/gi18n-lib.h>

/* Only grows: what was released once is never edited, as journals out there
 * have seen it. Requests, responses and uploads are serialized a{sv}, in the byte order
 * of this machine; times are microseconds since 1970. */
static const char *const migrations[] = {
  "CREATE TABLE transfer ("
  "  id TEXT PRIMARY KEY NOT NULL,"
  "  app_id TEXT NOT NULL,"
  "  sequence INTEGER NOT NULL,"
  "  request BLOB NOT NULL,"
  "  response BLOB,"
  "  state INTEGER NOT NULL,"
  "  started INTEGER NOT NULL,"
  "  file TEXT,"
  "  part_file TEXT,"
  "  bytes_done INTEGER NOT NULL,"
  "  bytes_total INTEGER NOT NULL,"
  "  restarts INTEGER NOT NULL,"
  "  responses INTEGER NOT NULL,"
  "  attempts INTEGER NOT NULL,"
  "  error_domain TEXT,"
  "  error_code INTEGER NOT NULL,"
  "  error_message TEXT,"
  "  created INTEGER NOT NULL,"
  "  finished INTEGER NOT NULL);"
  "CREATE TABLE transfer_group ("
  "  name TEXT PRIMARY KEY NOT NULL,"
  "  behavior INTEGER NOT NULL);",
  "ALTER TABLE transfer ADD COLUMN upload BLOB",
  /* A group was everybody's: it becomes that of each app that has transfers. */
  "ALTER TABLE transfer_group RENAME TO shared_group;"
  "CREATE TABLE transfer_group ("
  "  app_id TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  behavior INTEGER NOT NULL,"
  "  used INTEGER NOT NULL,"
  "  PRIMARY KEY (app_id, name));"
  "INSERT INTO transfer_group"
  "  SELECT app_id, name, behavior, CAST (strftime ('%s', 'now') AS INTEGER) * 1000000"
  "  FROM shared_group, (SELECT app_id FROM transfer UNION SELECT '');"
  "DROP TABLE shared_group",
};

static gboolean
migrate (FerryDatabase  *database,
         int             version,
         GError        **error)
{
  g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; %s; PRAGMA user_version = %d; COMMIT;",
                                          migrations[version], version + 1);

  return ferry_database_execute (database, sql, error);
}

/**
 * ferry_store_schema_check:
 * @database: an open database
 * @error: return location for an error
 *
 * Changes nothing, so that a newer Ferry finds its journal as it left it.
 *
 * Returns: whether the journal is one that ferry_store_schema_update() takes
 */
gboolean
ferry_store_schema_check (FerryDatabase  *database,
                          GError        **error)
{
  int version;

  if (!ferry_database_get_version (database, &version, error))
    return FALSE;
  if (version >= 0 && version <= (int) G_N_ELEMENTS (migrations))
    return TRUE;
  g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_JOURNAL,
                       _ ("The journal was made by a newer Ferry, which this one can’t read"));
  return FALSE;
}

/**
 * ferry_store_schema_update:
 * @database: an open database that ferry_store_schema_check() took
 * @error: return location for an error
 *
 * Brings a journal of any earlier version, or an empty one, to this version.
 *
 * Returns: whether it has the shape that this version knows
 */
gboolean
ferry_store_schema_update (FerryDatabase  *database,
                           GError        **error)
{
  int version;

  if (!ferry_database_get_version (database, &version, error))
    return FALSE;
  for (; version < (int) G_N_ELEMENTS (migrations); version++)
    if (!migrate (database, version, error))
      return FALSE;
  return TRUE;
}
