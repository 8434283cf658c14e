/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be read of a damaged journal, row by row, into a fresh one. The rows are
 * copied as they are, whatever tables and columns there are: whether they make
 * sense is asked where every journal is loaded. */

#include "ferry-store-salvage.h"

#include "ferry-store-database-private.h"
#include "ferry-store-schema.h"

/* So often is a row looked for in one table: at most a second. Damage of a page or
 * two costs some hundreds; what is beyond that is lost. */
#define MAX_SEARCHES 65536

/* How far behind the last row that is known of rows are looked for when nobody knows
 * which is the last. Where there are none, each search finds damage. */
#define MAX_GAP (1 << 12)

/* Behind any row that there is, and far from the end of the numbers. */
#define LAST_ROW (G_MAXINT64 / 2)

/* Numbers of rows, first and last included. */
typedef struct {
  gint64 first;
  gint64 last;
} Range;

typedef struct {
  FerryDatabase *from;
  FerryDatabase *to;
  sqlite3_stmt *read;  /* (owned) (nullable) */
  sqlite3_stmt *write; /* (owned) (nullable) */
  GArray *ranges;      /* (owned) (element-type Range) where rows are looked for */
  gint64 highest;      /* the highest number of a row that is known of */
  gint64 margin;       /* how much higher there may be one */
} Copy;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* Returns: whether @fault is the damage that is known, not a disk that fails now */
static gboolean
forgive (FerryDatabase  *from,
         GError         *fault,
         GError        **error)
{
  gboolean is_damage = fault == NULL || ferry_database_is_unreadable (from);

  if (is_damage)
    g_clear_error (&fault);
  else
    g_propagate_error (error, fault);
  return is_damage;
}

static gboolean
write_row (Copy    *self,
           GError **error)
{
  for (int i = 1; i < sqlite3_column_count (self->read); i++)
    sqlite3_bind_value (self->write, i, sqlite3_column_value (self->read, i));
  return ferry_database_run (self->to, self->write, error);
}

static void
add_range (Copy   *self,
           gint64  first,
           gint64  last)
{
  Range range = { first, last };

  if (first <= last)
    g_array_append_val (self->ranges, range);
}

/* Behind damage the rest is halved, and its halves again, the large ones first, until
 * all has been read that is not damaged itself. */
static void
divide (Copy   *self,
        gint64  first,
        gint64  last)
{
  gint64 end = MIN (last, MAX (first, self->highest) + self->margin);
  gint64 middle = first + (end - first) / 2;

  add_range (self, first, middle);
  add_range (self, middle + 1, end);
}

/* Reads upward until the end of @range or until damage. Rows that do not ascend are
 * damage too: they could go in circles. */
static gboolean
copy_range (Copy    *self,
            Range    range,
            GError **error)
{
  GError *fault = NULL;
  gint64 next = range.first;
  gboolean ascends = TRUE;

  sqlite3_bind_int64 (self->read, 1, range.first);
  sqlite3_bind_int64 (self->read, 2, range.last);
  while (ascends && ferry_database_next (self->from, self->read, &fault))
    {
      gint64 row = sqlite3_column_int64 (self->read, 0);

      ascends = row >= next && row <= range.last;
      if (ascends && !write_row (self, error))
        return FALSE;
      next = ascends ? row + 1 : next;
    }
  sqlite3_reset (self->read);
  if (!ascends || fault != NULL)
    divide (self, next + 1, range.last);
  return forgive (self->from, fault, error);
}

/* Returns: whether @text, of which each row is a number of a row, was read to its end */
static gboolean
read_numbers (Copy        *self,
              const char  *text,
              GError     **error)
{
  g_autoptr (sqlite3_stmt) statement = ferry_database_prepare_text (self->from, text, error);
  GError *fault = NULL;

  while (statement != NULL && ferry_database_next (self->from, statement, &fault))
    self->highest = MAX (self->highest, MIN (sqlite3_column_int64 (statement, 0), LAST_ROW));
  if (fault != NULL)
    g_propagate_error (error, fault);
  return statement != NULL && fault == NULL;
}

/* When the end of the table is damaged, its index may still have the numbers. */
static gboolean
find_highest (Copy        *self,
              const char  *table,
              GError     **error)
{
  g_autofree char *last = g_strdup_printf ("SELECT max (rowid) FROM %s", table);
  g_autofree char *all = g_strdup_printf ("SELECT rowid FROM %s INDEXED BY sqlite_autoindex_%s_1", table, table);
  GError *fault = NULL;

  if (read_numbers (self, last, &fault))
    return TRUE;
  if (!forgive (self->from, fault, error))
    return FALSE;
  fault = NULL;
  if (read_numbers (self, all, &fault))
    return TRUE;
  self->margin = MAX_GAP;
  return forgive (self->from, fault, error);
}

static gboolean
prepare (Copy        *self,
         const char  *table,
         GError     **error)
{
  g_autofree char *read = g_strdup_printf ("SELECT rowid, * FROM %s WHERE rowid BETWEEN ? AND ? ORDER BY rowid", table);
  g_autoptr (GString) write = g_string_new (NULL);
  GError *fault = NULL;

  self->read = ferry_database_prepare_text (self->from, read, &fault);
  if (self->read == NULL)
    return forgive (self->from, fault, error);
  g_string_printf (write, "INSERT OR IGNORE INTO %s VALUES (?", table);
  for (int i = 2; i < sqlite3_column_count (self->read); i++)
    g_string_append (write, ", ?");
  g_string_append_c (write, ')');
  self->write = ferry_database_prepare_text (self->to, write->str, &fault);
  return forgive (self->to, fault, error);
}

/* A table that can't be read at all, or is another one, gives nothing. */
static gboolean
copy_table (FerryDatabase  *from,
            FerryDatabase  *to,
            const char     *table,
            GError        **error)
{
  Copy self = { from, to };
  gboolean done = prepare (&self, table, error) && find_highest (&self, table, error);

  self.ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  if (self.write != NULL)
    add_range (&self, 1, LAST_ROW);
  for (guint i = 0; done && i < self.ranges->len && i < MAX_SEARCHES; i++)
    done = copy_range (&self, g_array_index (self.ranges, Range, i), error);
  g_array_unref (self.ranges);
  sqlite3_finalize (self.read);
  sqlite3_finalize (self.write);
  return done;
}

/* Returns: (transfer full) (nullable): the tables of a journal */
static GStrv
list_tables (FerryDatabase  *database,
             GError        **error)
{
  g_autoptr (GStrvBuilder) tables = g_strv_builder_new ();
  g_autoptr (sqlite3_stmt) statement = NULL;
  GError *fault = NULL;

  statement = ferry_database_prepare_text (database, "SELECT name FROM sqlite_master WHERE type = 'table'", error);
  if (statement == NULL)
    return NULL;
  while (ferry_database_next (database, statement, &fault))
    g_strv_builder_add (tables, (const char *) sqlite3_column_text (statement, 0));
  if (fault == NULL)
    return g_strv_builder_end (tables);
  g_propagate_error (error, fault);
  return NULL;
}

static gboolean
copy_tables (FerryDatabase  *from,
             FerryDatabase  *to,
             GError        **error)
{
  g_auto (GStrv) tables = list_tables (to, error);
  gboolean done = tables != NULL && ferry_database_begin (to, error);

  for (char **table = tables; done && *table != NULL; table++)
    done = copy_table (from, to, *table, error);
  return done && ferry_database_commit (to, error);
}

/**
 * ferry_store_salvage:
 * @path: path of a journal that is damaged and not open
 * @fresh: path of an empty file
 * @error: return location for an error
 *
 * Makes a journal in @fresh that holds what can be read of @path, in the version that
 * it has; which may be nothing. @path stays as it is. Whether @fresh is durable is the
 * caller's business, and to throw it away when this fails.
 *
 * Returns: whether @fresh is whole; not when the disk is full, or fails
 */
gboolean
ferry_store_salvage (const char  *path,
                     const char  *fresh,
                     GError     **error)
{
  g_autoptr (FerryDatabase) from = ferry_database_new ();
  g_autoptr (FerryDatabase) to = ferry_database_new ();
  GError *fault = NULL;
  int version = ferry_store_schema_version;
  gboolean opened = ferry_database_open_damaged (from, path, &version, &fault);

  return forgive (from, fault, error) &&
         ferry_database_open_new (to, fresh, version, error) &&
         (!opened || copy_tables (from, to, error));
}
