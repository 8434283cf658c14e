/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shape of the journal, and how an older one is brought to it: the steps, of
 * which the database takes those that a journal has not seen. */

#include "ferry-store-schema.h"

/* Only grows: what was released once is never edited, as journals out there
 * have seen it. Requests, responses and uploads are serialized a{sv}, in the byte order
 * of this machine; times are microseconds since 1970. */
const char *const ferry_store_schema_migrations[] = {
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
  /* Where bytes_done is only the length of the first of several ranges. */
  "ALTER TABLE transfer ADD COLUMN ranges BLOB",
};

const int ferry_store_schema_version = G_N_ELEMENTS (ferry_store_schema_migrations);
