/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite: its statements, its transactions, and what its errors mean for
 * Ferry. What the rows hold is the business of ferry-store-rows.c. */

#include "ferry-store-database-private.h"

#include "ferry-error.h"
#include "ferry-store-record.h"
#include "ferry-store-schema.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

/* For someone who looks into the journal with another program: writing waits
 * as long for them before it fails. */
#define BUSY_MS 5000

/* clang-format off */
static const char *const statements[FERRY_N_SQL] = {
  [FERRY_SQL_BEGIN]       = "BEGIN IMMEDIATE",
  [FERRY_SQL_COMMIT]      = "COMMIT",
  [FERRY_SQL_ROLL_BACK]   = "ROLLBACK",
  [FERRY_SQL_GET_VERSION] = "PRAGMA user_version",
  [FERRY_SQL_CHECK]       = "PRAGMA quick_check (1)",
  [FERRY_SQL_LOAD]        = "SELECT " FERRY_STORE_COLUMNS " FROM transfer ORDER BY sequence",
  [FERRY_SQL_LOAD_GROUPS] = "SELECT app_id, name, behavior, used FROM transfer_group",
  [FERRY_SQL_SAVE]        = "INSERT INTO transfer (" FERRY_STORE_COLUMNS ") "
                            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                            "ON CONFLICT (id) DO UPDATE SET "
                            "app_id = excluded.app_id, sequence = excluded.sequence, "
                            "request = excluded.request, response = excluded.response, "
                            "state = excluded.state, started = excluded.started, "
                            "file = excluded.file, part_file = excluded.part_file, "
                            "bytes_done = excluded.bytes_done, bytes_total = excluded.bytes_total, "
                            "restarts = excluded.restarts, responses = excluded.responses, "
                            "attempts = excluded.attempts, error_domain = excluded.error_domain, "
                            "error_code = excluded.error_code, error_message = excluded.error_message, "
                            "created = excluded.created, finished = excluded.finished, "
                            "upload = excluded.upload, ranges = excluded.ranges",
  [FERRY_SQL_CHANGE]      = "UPDATE transfer SET "
                            "request = ifnull (?4, request), response = ifnull (?5, response), "
                            "state = ?6, started = ?7, file = ?8, part_file = ?9, bytes_done = ?10, "
                            "bytes_total = ?11, restarts = ?12, responses = ?13, attempts = ?14, "
                            "error_domain = ?15, error_code = ?16, error_message = ?17, "
                            "finished = ?19, upload = ifnull (?20, upload), ranges = ?21 WHERE id = ?1",
  [FERRY_SQL_REMOVE]      = "DELETE FROM transfer WHERE id = ?",
  [FERRY_SQL_SAVE_GROUP]  = "INSERT INTO transfer_group (app_id, name, behavior, used) VALUES (?, ?, ?, ?) "
                            "ON CONFLICT (app_id, name) DO UPDATE SET "
                            "behavior = excluded.behavior, used = excluded.used",
  [FERRY_SQL_DROP_GROUP]  = "DELETE FROM transfer_group WHERE app_id = ? AND name = ?",
};

/* synchronous=FULL: a commit that was answered survives a power failure. The
 * cache is small because after loading, only single rows are written. */
static const char pragmas[] =
  "PRAGMA trusted_schema = OFF;"
  "PRAGMA cell_size_check = ON;"
  "PRAGMA cache_size = -1024;"
  "PRAGMA journal_mode = WAL;"
  "PRAGMA journal_size_limit = 4194304;"
  "PRAGMA synchronous = FULL;";

/* With a writable schema SQLite reads what is left of a file that has lost its end;
 * nothing is written into what was damaged. */
static const char damaged_pragmas[] =
  "PRAGMA query_only = ON;"
  "PRAGMA trusted_schema = OFF;"
  "PRAGMA cell_size_check = ON;"
  "PRAGMA writable_schema = ON;";

/* One file and nothing beside it: it is made durable when it is whole, and thrown
 * away when it doesn't become so. */
static const char new_pragmas[] =
  "PRAGMA trusted_schema = OFF;"
  "PRAGMA journal_mode = OFF;"
  "PRAGMA synchronous = OFF;";
/* clang-format on */

struct _FerryDatabase {
  sqlite3 *db;                         /* (owned) (nullable) until opened */
  sqlite3_stmt *prepared[FERRY_N_SQL]; /* (owned) (nullable) until first used */
  gboolean unreadable;
};

static gboolean
is_no_space (FerryDatabase *self,
             int            result)
{
  int system_errno = sqlite3_system_errno (self->db);

  return (result & 0xff) == SQLITE_FULL ||
         ((result & 0xff) == SQLITE_IOERR && (system_errno == ENOSPC || system_errno == EDQUOT));
}

/* SQLite takes a page that it could not read for a damaged one in some places,
 * and quick_check tells of both in words; but the files know. Returns: errno of
 * a read that failed, or 0. */
static int
find_failed_read (FerryDatabase *self)
{
  int saved_errno = 0;
  sqlite3_file *log = NULL;

  sqlite3_file_control (self->db, "main", SQLITE_FCNTL_LAST_ERRNO, &saved_errno);
  if (saved_errno == 0 &&
      sqlite3_file_control (self->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
      log != NULL && log->pMethods != NULL)
    log->pMethods->xFileControl (log, SQLITE_FCNTL_LAST_ERRNO, &saved_errno);
  return saved_errno;
}

/* Our own SQL has no faults, so SQLITE_ERROR says that the tables are not the
 * ones of a journal. Messages of SQLite name tables and columns, no values. */
static gboolean
fail (FerryDatabase  *self,
      int             result,
      GError        **error)
{
  int primary = result & 0xff;

  self->unreadable = (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_ERROR) &&
                     find_failed_read (self) == 0;
  if (is_no_space (self, result))
    g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE,
                         _ ("The disk is too full to keep the list of transfers"));
  else
    g_set_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL,
                 _ ("The journal failed: %s"), sqlite3_errmsg (self->db));
  return FALSE;
}

/* Returns: (transfer none) (nullable): belongs to the database */
sqlite3_stmt *
ferry_database_prepare (FerryDatabase  *self,
                        FerrySql        which,
                        GError        **error)
{
  int result;

  if (self->prepared[which] != NULL)
    return self->prepared[which];
  result = sqlite3_prepare_v3 (self->db, statements[which], -1, SQLITE_PREPARE_PERSISTENT,
                               &self->prepared[which], NULL);
  if (result != SQLITE_OK)
    fail (self, result, error);
  return self->prepared[which];
}

/* Returns: (transfer full) (nullable) */
sqlite3_stmt *
ferry_database_prepare_text (FerryDatabase  *self,
                             const char     *sql,
                             GError        **error)
{
  sqlite3_stmt *statement = NULL;
  int result = sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL);

  if (result != SQLITE_OK)
    fail (self, result, error);
  return statement;
}

static void
release (sqlite3_stmt *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

/* Runs a statement that gives no rows. */
gboolean
ferry_database_run (FerryDatabase  *self,
                    sqlite3_stmt   *statement,
                    GError        **error)
{
  int result = sqlite3_step (statement);
  gboolean done = result == SQLITE_DONE || fail (self, result, error);

  release (statement);
  return done;
}

/* Returns: whether there is a row to read; when not, @error says so if that is
 * not because it was the last. */
gboolean
ferry_database_next (FerryDatabase  *self,
                     sqlite3_stmt   *statement,
                     GError        **error)
{
  int result = sqlite3_step (statement);

  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE)
    fail (self, result, error);
  release (statement);
  return FALSE;
}

static gboolean
run_plain (FerryDatabase  *self,
           FerrySql        which,
           GError        **error)
{
  sqlite3_stmt *statement = ferry_database_prepare (self, which, error);

  return statement != NULL && ferry_database_run (self, statement, error);
}

/* The first value of a statement that gives one row. */
static char *
ask (FerryDatabase  *self,
     FerrySql        which,
     GError        **error)
{
  sqlite3_stmt *statement = ferry_database_prepare (self, which, error);
  char *answer = NULL;
  int result;

  if (statement == NULL)
    return NULL;
  result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    answer = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  else
    fail (self, result, error);
  release (statement);
  return answer;
}

/**
 * ferry_database_new:
 *
 * Returns: (transfer full): a database that is not open
 */
FerryDatabase *
ferry_database_new (void)
{
  return g_new0 (FerryDatabase, 1);
}

/* What can't be read is left for repair as it was found. */
static void
leave_alone (FerryDatabase *self)
{
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

/**
 * ferry_database_free:
 * @self: (transfer full): a database
 *
 * Closes it.
 */
void
ferry_database_free (FerryDatabase *self)
{
  for (int i = 0; i < FERRY_N_SQL; i++)
    sqlite3_finalize (self->prepared[i]);
  if (self->db != NULL && self->unreadable)
    leave_alone (self);
  sqlite3_close (self->db);
  g_free (self);
}

/* quick_check reads it all once; a fault is found now, not in the middle of a
 * transfer. */
static gboolean
check (FerryDatabase  *self,
       GError        **error)
{
  g_autofree char *answer = ask (self, FERRY_SQL_CHECK, error);
  int saved_errno = find_failed_read (self);

  if (answer == NULL)
    return FALSE;
  if (g_str_equal (answer, "ok"))
    return TRUE;
  if (saved_errno != 0)
    {
      g_set_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL,
                   _ ("The journal failed: %s"), g_strerror (saved_errno));
      return FALSE;
    }
  self->unreadable = TRUE;
  g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_JOURNAL, _ ("The journal is damaged"));
  return FALSE;
}

/* An open transaction is rolled back when one of the statements fails. */
static gboolean
execute (FerryDatabase  *self,
         const char     *sql,
         GError        **error)
{
  int result = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  if (result == SQLITE_OK)
    return TRUE;
  fail (self, result, error);
  ferry_database_roll_back (self);
  return FALSE;
}

/* How many migrations the journal has seen. */
static gboolean
get_version (FerryDatabase  *self,
             int            *version,
             GError        **error)
{
  g_autofree char *answer = ask (self, FERRY_SQL_GET_VERSION, error);

  if (answer == NULL)
    return FALSE;
  *version = g_ascii_strtoll (answer, NULL, 10);
  return TRUE;
}

static gboolean
migrate (FerryDatabase  *self,
         int             version,
         GError        **error)
{
  g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; %s; PRAGMA user_version = %d; COMMIT;",
                                          ferry_store_schema_migrations[version], version + 1);

  return execute (self, sql, error);
}

/* Changes nothing, so that a newer Ferry finds its journal as it left it. */
static gboolean
check_version (FerryDatabase  *self,
               GError        **error)
{
  int version;

  if (!get_version (self, &version, error))
    return FALSE;
  if (version >= 0 && version <= ferry_store_schema_version)
    return TRUE;
  g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_JOURNAL,
                       _ ("The journal was made by a newer Ferry, which this one can’t read"));
  return FALSE;
}

/* Brings a journal of any earlier version, or an empty one, to @wanted: the number
 * of migrations that it has seen is its user_version. */
static gboolean
update (FerryDatabase  *self,
        int             wanted,
        GError        **error)
{
  int version;

  if (!get_version (self, &version, error))
    return FALSE;
  for (; version < wanted; version++)
    if (!migrate (self, version, error))
      return FALSE;
  return TRUE;
}

static gboolean
open_file (FerryDatabase  *self,
           const char     *path,
           GError        **error)
{
  int result = sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  if (result != SQLITE_OK)
    return fail (self, result, error);
  sqlite3_extended_result_codes (self->db, TRUE);
  sqlite3_busy_timeout (self->db, BUSY_MS);
  return TRUE;
}

/**
 * ferry_database_open:
 * @self: a new database
 * @path: path of a file, which may be empty
 * @error: return location for an error
 *
 * Opens a journal, looks whether it is sound, and brings it to this version.
 *
 * Returns: whether it can be used; when not, ferry_database_is_unreadable()
 *   tells whether another file would do
 */
gboolean
ferry_database_open (FerryDatabase  *self,
                     const char     *path,
                     GError        **error)
{
  return open_file (self, path, error) &&
         check_version (self, error) &&
         execute (self, pragmas, error) &&
         check (self, error) &&
         update (self, ferry_store_schema_version, error);
}

/**
 * ferry_database_open_damaged:
 * @self: a new database
 * @path: path of a journal that was found to be damaged
 * @version: (out): how many migrations it has seen
 * @error: return location for an error
 *
 * Opens a journal to read what can be read of it. It stays as it was found.
 *
 * Returns: whether there may be something to read; when not,
 *   ferry_database_is_unreadable() tells whether there is nothing
 */
gboolean
ferry_database_open_damaged (FerryDatabase  *self,
                             const char     *path,
                             int            *version,
                             GError        **error)
{
  if (!open_file (self, path, error))
    return FALSE;
  leave_alone (self);
  return execute (self, damaged_pragmas, error) &&
         check_version (self, error) &&
         get_version (self, version, error);
}

/**
 * ferry_database_open_new:
 * @self: a new database
 * @path: path of an empty file
 * @version: how many migrations it is to see
 * @error: return location for an error
 *
 * Opens a journal to fill it once. It is durable when its file was synced after
 * ferry_database_free().
 *
 * Returns: whether it has the tables of @version
 */
gboolean
ferry_database_open_new (FerryDatabase  *self,
                         const char     *path,
                         int             version,
                         GError        **error)
{
  return open_file (self, path, error) &&
         execute (self, new_pragmas, error) &&
         update (self, version, error);
}

/**
 * ferry_database_is_unreadable:
 * @self: a database that failed to open or to load
 *
 * Returns: whether that was because of what is in the file
 */
gboolean
ferry_database_is_unreadable (FerryDatabase *self)
{
  return self->unreadable;
}

/**
 * ferry_database_begin:
 * @self: an open database
 * @error: return location for an error
 *
 * Returns: whether a transaction began
 */
gboolean
ferry_database_begin (FerryDatabase  *self,
                      GError        **error)
{
  return run_plain (self, FERRY_SQL_BEGIN, error);
}

/**
 * ferry_database_commit:
 * @self: a database in a transaction
 * @error: return location for an error
 *
 * Returns: whether what was written is on the disk
 */
gboolean
ferry_database_commit (FerryDatabase  *self,
                       GError        **error)
{
  return run_plain (self, FERRY_SQL_COMMIT, error);
}

/**
 * ferry_database_roll_back:
 * @self: an open database
 *
 * Takes back what was written since the transaction began, if SQLite has not
 * done so itself.
 */
void
ferry_database_roll_back (FerryDatabase *self)
{
  if (!sqlite3_get_autocommit (self->db))
    run_plain (self, FERRY_SQL_ROLL_BACK, NULL);
}
