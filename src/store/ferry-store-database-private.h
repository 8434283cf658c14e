/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of a database share: statements, made ready and run. */

#pragma once

#include "ferry-store-database.h"

#include <sqlite3.h>

G_BEGIN_DECLS

typedef enum {
  FERRY_SQL_BEGIN,
  FERRY_SQL_COMMIT,
  FERRY_SQL_ROLL_BACK,
  FERRY_SQL_GET_VERSION,
  FERRY_SQL_CHECK,
  FERRY_SQL_LOAD,
  FERRY_SQL_LOAD_GROUPS,
  FERRY_SQL_SAVE,
  FERRY_SQL_CHANGE,
  FERRY_SQL_REMOVE,
  FERRY_SQL_SAVE_GROUP,
  FERRY_SQL_DROP_GROUP,
  FERRY_N_SQL,
} FerrySql;

sqlite3_stmt *ferry_database_prepare      (FerryDatabase  *self,
                                           FerrySql        which,
                                           GError        **error);
sqlite3_stmt *ferry_database_prepare_text (FerryDatabase  *self,
                                           const char     *sql,
                                           GError        **error);
gboolean      ferry_database_run          (FerryDatabase  *self,
                                           sqlite3_stmt   *statement,
                                           GError        **error);
gboolean      ferry_database_next         (FerryDatabase  *self,
                                           sqlite3_stmt   *statement,
                                           GError        **error);

G_END_DECLS
