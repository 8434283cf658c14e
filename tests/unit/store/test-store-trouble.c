/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files, disks and processes fail; the journal loses nothing that it said it
 * has. Run with --child FOLDER this program is the process that is killed. */

#include "ferry-error.h"
#include "store-calls.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *self_path;

static int disk_is_full; /* (atomic) */

/* SQLite writes through this one instead of that of the C library. */
ssize_t pwrite (int         fd,
                const void *bytes,
                size_t      size,
                off_t       offset);

ssize_t
pwrite (int         fd,
        const void *bytes,
        size_t      size,
        off_t       offset)
{
  if (g_atomic_int_get (&disk_is_full))
    {
      errno = ENOSPC;
      return -1;
    }
  return syscall (SYS_pwrite64, fd, bytes, size, offset);
}

static int reads_until_one_fails = -1; /* (atomic) */
static int reads_that_fail = 1;        /* (atomic) then, one after the other */
static int large_reads_fail;           /* (atomic) of more than a page */
static int bad_page = -1;              /* (atomic) number of a page that can't be read */
static int bad_reads;                  /* (atomic) as often */

ssize_t pread (int     fd,
               void   *bytes,
               size_t  size,
               off_t   offset);

ssize_t
pread (int     fd,
       void   *bytes,
       size_t  size,
       off_t   offset)
{
  int n = g_atomic_int_add (&reads_until_one_fails, -1);

  if ((n <= 0 && n > -g_atomic_int_get (&reads_that_fail)) ||
      (size > 16384 && g_atomic_int_get (&large_reads_fail)) ||
      (offset / 4096 == g_atomic_int_get (&bad_page) && g_atomic_int_add (&bad_reads, -1) > 0))
    {
      errno = EIO;
      return -1;
    }
  return syscall (SYS_pread64, fd, bytes, size, offset);
}

static GMutex lock;
static GPtrArray *synced; /* (owned) (element-type utf8) paths that fsync() was called for */

int fsync (int fd);

int
fsync (int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);

  g_mutex_lock (&lock);
  g_ptr_array_add (synced, g_file_read_link (link, NULL));
  g_mutex_unlock (&lock);
  return syscall (SYS_fsync, fd);
}

static void
fill (Journal *journal,
      guint    n_records)
{
  journal_open (journal);
  for (guint i = 0; i < n_records; i++)
    {
      g_autoptr (FerryRecord) record = make_full_record (i);

      g_assert_true (call_save (journal->store, record, NULL));
    }
  journal_close (journal);
}

/* The process that is killed: saves, and says what is saved. */
static int
save_until_killed (const char *folder)
{
  Journal journal = { .folder = (char *) folder };

  journal_open (&journal);
  for (guint i = 0; i < 100000; i++)
    {
      g_autoptr (FerryRecord) record = make_record (i);

      g_assert_true (call_save (journal.store, record, NULL));
      if (printf ("%s\n", record->id) < 0 || fflush (stdout) != 0)
        return 1;
    }
  return 0;
}

static GPtrArray *
kill_a_saver (const char *folder)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                                                    self_path, "--child", folder, NULL);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  guint n_lines = g_test_rand_int_range (1, 30);
  char *line;

  for (guint i = 0; i < n_lines; i++)
    {
      line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
      g_assert_nonnull (line);
      g_ptr_array_add (told, line);
    }
  g_subprocess_force_exit (child);
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    g_ptr_array_add (told, line);
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  return g_steal_pointer (&told);
}

static void
what_was_told_survives_a_kill (Journal       *journal,
                               gconstpointer  data)
{
  for (guint round = 0; round < 10; round++)
    {
      g_autoptr (GPtrArray) told = kill_a_saver (journal->folder);
      g_autoptr (GPtrArray) records = journal_reopen (journal);
      g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; i < records->len; i++)
        g_hash_table_add (ids, ((FerryRecord *) g_ptr_array_index (records, i))->id);
      for (guint i = 0; i < told->len; i++)
        if (strlen (g_ptr_array_index (told, i)) == 36)
          g_assert_true (g_hash_table_contains (ids, g_ptr_array_index (told, i)));
      g_assert_null (ferry_store_get_set_aside (journal->store));
      journal_close (journal);
    }
}

/* Opens a damaged journal, and looks for it beside the new one. Returns: how many
 * transfers that has. */
static guint
assert_set_aside (Journal    *journal,
                  const char *bytes,
                  gsize       size)
{
  g_autoptr (GPtrArray) records = journal_reopen (journal);
  g_autoptr (FerryRecord) record = make_record (1);
  g_autofree char *kept = NULL;
  guint n_saved = records->len;
  gsize kept_size;

  g_assert_cmpuint (ferry_store_get_n_saved (journal->store), ==, n_saved);
  g_assert_nonnull (ferry_store_get_set_aside (journal->store));
  g_assert_true (g_str_has_prefix (ferry_store_get_set_aside (journal->store), journal->file));
  g_assert_true (g_file_get_contents (ferry_store_get_set_aside (journal->store), &kept, &kept_size, NULL));
  g_assert_cmpmem (kept, kept_size, bytes, size);
  g_assert_true (call_save (journal->store, record, NULL));
  g_clear_pointer (&records, g_ptr_array_unref);
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, n_saved + 1);
  g_assert_null (ferry_store_get_set_aside (journal->store));
  g_assert_cmpuint (ferry_store_get_n_saved (journal->store), ==, 0);
  journal_close (journal);
  return n_saved;
}

static void
garbage_is_set_aside (Journal       *journal,
                      gconstpointer  data)
{
  char garbage[8192];

  memset (garbage, 'x', sizeof garbage);
  g_mkdir_with_parents (journal->folder, 0700);
  for (int i = 0; i < 3; i++)
    {
      g_assert_true (g_file_set_contents (journal->file, garbage, sizeof garbage, NULL));
      g_assert_cmpuint (assert_set_aside (journal, garbage, sizeof garbage), ==, 0);
      g_assert_cmpint (g_remove (journal->file), ==, 0);
    }
}

static void
a_truncated_journal_is_set_aside_and_what_it_has_is_saved (Journal       *journal,
                                                           gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  gsize size;
  guint n_saved;

  fill (journal, 50);
  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  g_assert_cmpuint (size, >, 16384);
  size -= 8192 + 100;
  g_assert_cmpint (truncate (journal->file, size), ==, 0);
  n_saved = assert_set_aside (journal, bytes, size);
  g_assert_cmpuint (n_saved, >=, count_rows (bytes, size));
  g_assert_cmpuint (n_saved, <, 50);
}

/* Of the page that leads to the transfers, so that none is found. */
static void
a_damaged_page_is_set_aside (Journal       *journal,
                             gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  gsize size;

  fill (journal, 50);
  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  memset (bytes + 4096, 0xee, 4096);
  g_assert_true (g_file_set_contents (journal->file, bytes, size, NULL));
  g_assert_cmpuint (assert_set_aside (journal, bytes, size), ==, 0);
}

static void
another_database_is_set_aside (Journal       *journal,
                               gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_mkdir_with_parents (journal->folder, 0700);
  execute (journal->file, "PRAGMA journal_mode = WAL; PRAGMA user_version = 1; CREATE TABLE cat (name)");
  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  g_assert_cmpuint (assert_set_aside (journal, bytes, size), ==, 0);
}

static void
any_bytes_are_opened_or_set_aside (Journal       *journal,
                                   gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  gsize size;

  fill (journal, 20);
  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  for (guint round = 0; round < 100; round++)
    {
      g_autofree char *bad = g_memdup2 (bytes, size);
      g_autoptr (GPtrArray) records = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < 8; i++)
        bad[g_test_rand_int_range (0, size)] = g_test_rand_int_range (0, 256);
      g_assert_true (g_file_set_contents (journal->file, bad, size, NULL));
      journal->store = ferry_store_new (journal->folder);
      records = call_load (journal->store, NULL, &error);
      g_assert_true (records != NULL || error->domain == FERRY_ERROR);
      journal_close (journal);
    }
}

/* Each read of the start fails, and as many after it. */
static void
fail_reads (Journal *journal,
            int      n_reads)
{
  gboolean failed = TRUE;

  g_atomic_int_set (&reads_that_fail, n_reads);
  for (int i = 0; failed; i++)
    {
      g_autoptr (GPtrArray) records = NULL;
      g_autoptr (GPtrArray) again = NULL;

      journal->store = ferry_store_new (journal->folder);
      g_atomic_int_set (&reads_until_one_fails, i);
      records = call_load (journal->store, NULL, NULL);
      failed = g_atomic_int_get (&reads_until_one_fails) < 0;
      g_atomic_int_set (&reads_until_one_fails, -n_reads);
      g_assert_true (records == NULL || records->len == 50);
      journal_close (journal);
      again = journal_reopen (journal);
      g_assert_cmpuint (again->len, ==, 50);
      g_assert_null (ferry_store_get_set_aside (journal->store));
      journal_close (journal);
    }
}

static void
failed_reads_set_nothing_aside (Journal       *journal,
                                gconstpointer  data)
{
  fill (journal, 50);
  fail_reads (journal, 1);
  fail_reads (journal, 2);
  fail_reads (journal, 7);
  fail_reads (journal, 10000);
}

/* The same place of the disk fails again and again before it works. */
static void
a_page_that_is_read_at_last_sets_nothing_aside (Journal       *journal,
                                                gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  gsize size;

  fill (journal, 50);
  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  for (gsize page = 0; page < size / 4096; page++)
    for (int n = 1; n < 6; n++)
      {
        g_autoptr (GPtrArray) records = NULL;
        g_autoptr (GPtrArray) again = NULL;

        journal->store = ferry_store_new (journal->folder);
        g_atomic_int_set (&bad_reads, n);
        g_atomic_int_set (&bad_page, (int) page);
        records = call_load (journal->store, NULL, NULL);
        g_atomic_int_set (&bad_page, -1);
        g_assert_true (records == NULL || records->len == 50);
        journal_close (journal);
        again = journal_reopen (journal);
        g_assert_cmpuint (again->len, ==, 50);
        journal_close (journal);
      }
}

/* SQLite reads a page at a time; only who reads it all for a proof reads more. */
static void
what_is_damaged_where_a_read_fails_stays (Journal       *journal,
                                          gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  fill (journal, 50);
  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  memset (bytes + 4096, 0xee, 4096);
  g_assert_true (g_file_set_contents (journal->file, bytes, size, NULL));
  journal->store = ferry_store_new (journal->folder);
  g_atomic_int_set (&large_reads_fail, TRUE);
  g_assert_null (call_load (journal->store, NULL, &error));
  g_atomic_int_set (&large_reads_fail, FALSE);
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL);
  journal_close (journal);
  g_assert_cmpuint (assert_set_aside (journal, bytes, size), ==, 0);
}

/* A journal of 50 that has lost a page. Returns: how many it still has. */
static guint
fill_and_damage (Journal *journal)
{
  g_autofree char *bytes = NULL;
  gsize size;
  guint lost;

  fill (journal, 50);
  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  lost = damage_leaf (bytes, size, 2);
  g_assert_cmpuint (lost, >, 0);
  g_assert_true (g_file_set_contents (journal->file, bytes, size, NULL));
  return 50 - lost;
}

/* No row counts as damaged because its page could not be read just then. */
static void
a_read_that_fails_loses_no_row_that_can_be_saved (Journal       *journal,
                                                  gconstpointer  data)
{
  guint n_left = fill_and_damage (journal);
  g_autofree char *bytes = NULL;
  gboolean failed = TRUE;
  gsize size;

  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  g_atomic_int_set (&reads_that_fail, 1);
  for (int i = 0; failed; i++)
    {
      g_autoptr (GPtrArray) records = NULL;

      g_assert_true (g_file_set_contents (journal->file, bytes, size, NULL));
      journal->store = ferry_store_new (journal->folder);
      g_atomic_int_set (&reads_until_one_fails, i);
      records = call_load (journal->store, NULL, NULL);
      failed = g_atomic_int_get (&reads_until_one_fails) < 0;
      g_atomic_int_set (&reads_until_one_fails, -1);
      g_assert_true (records == NULL || records->len == n_left);
      journal_close (journal);
      g_clear_pointer (&records, g_ptr_array_unref);
      records = journal_reopen (journal);
      g_assert_cmpuint (records->len, ==, n_left);
      journal_close (journal);
    }
}

static void
a_damaged_journal_waits_for_room (Journal       *journal,
                                  gconstpointer  data)
{
  guint n_left = fill_and_damage (journal);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  journal->store = ferry_store_new (journal->folder);
  g_atomic_int_set (&disk_is_full, TRUE);
  g_assert_null (call_load (journal->store, NULL, &error));
  g_atomic_int_set (&disk_is_full, FALSE);
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE);
  journal_close (journal);
  g_assert_cmpuint (assert_set_aside (journal, bytes, size), ==, n_left);
}

static void
a_newer_journal_is_refused_and_left_alone (Journal       *journal,
                                           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize size_before, size_after;

  fill (journal, 3);
  execute (journal->file, "PRAGMA user_version = 1000");
  g_assert_true (g_file_get_contents (journal->file, &before, &size_before, NULL));
  journal->store = ferry_store_new (journal->folder);
  g_assert_null (call_load (journal->store, NULL, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL);
  journal_close (journal);
  g_assert_true (g_file_get_contents (journal->file, &after, &size_after, NULL));
  g_assert_cmpmem (before, size_before, after, size_after);
}

static void
two_services_never_share_one (Journal       *journal,
                              gconstpointer  data)
{
  g_autoptr (FerryStore) second = ferry_store_new (journal->folder);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  journal_open (journal);
  g_assert_null (call_load (second, NULL, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL);
  journal_close (journal);
  records = call_load (second, NULL, NULL);
  g_assert_nonnull (records);
  g_assert_true (call_close (second, NULL));
}

static void
assert_mode (const char *folder,
             const char *name,
             guint       mode)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, mode);
}

static void
a_new_folder_outlives_a_power_cut (Journal       *journal,
                                   gconstpointer  data)
{
  g_autofree char *state = g_path_get_dirname (journal->folder);
  g_autofree char *above = g_path_get_dirname (state);

  journal_open (journal);
  g_mutex_lock (&lock);
  g_assert_true (g_ptr_array_find_with_equal_func (synced, above, g_str_equal, NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (synced, state, g_str_equal, NULL));
  g_mutex_unlock (&lock);
}

static void
nobody_else_may_read_it (Journal       *journal,
                         gconstpointer  data)
{
  journal_open (journal);
  assert_mode (journal->folder, ".", 0700);
  assert_mode (journal->folder, "lock", 0600);
  assert_mode (journal->folder, "journal.sqlite", 0600);
  assert_mode (journal->folder, "journal.sqlite-wal", 0600);
}

static void
a_row_that_makes_no_sense_harms_no_other (Journal       *journal,
                                          gconstpointer  data)
{
  g_autoptr (GPtrArray) records = NULL;

  fill (journal, 10);
  execute (journal->file,
           "UPDATE transfer SET request = x'0102' WHERE sequence = 0;"
           "UPDATE transfer SET state = 99 WHERE sequence = 1;"
           "UPDATE transfer SET id = 'x' WHERE sequence = 2;"
           "UPDATE transfer SET bytes_done = -1 WHERE sequence = 3;"
           "UPDATE transfer SET app_id = CAST (x'ff' AS TEXT) WHERE sequence = 4;"
           "UPDATE transfer SET attempts = -1 WHERE sequence = 5;"
           "UPDATE transfer SET request = 'text' WHERE sequence = 6;"
           "UPDATE transfer SET response = x'ff' WHERE sequence = 7;"
           "UPDATE transfer SET part_file = CAST (x'2f61002f' AS TEXT) WHERE sequence = 8");
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpuint (((FerryRecord *) g_ptr_array_index (records, 0))->sequence, ==, 7);
  g_assert_null (((FerryRecord *) g_ptr_array_index (records, 0))->response);
  g_assert_null (ferry_store_get_set_aside (journal->store));
}

static const char *const bad_ranges[] = {
  "ranges = x'ff'",
  "ranges = 'text'",
  "ranges = x''",
  "ranges = NULL",
  "ranges = randomblob (64)",
  /* Of another number of bytes before the first gap than the row has. */
  "bytes_done = 17",
};

/* What is behind a gap is fetched again then; what is before it is not lost. */
static void
ranges_that_make_no_sense_leave_what_is_before_the_first_gap (Journal       *journal,
                                                              gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_ranges); i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE transfer SET %s", bad_ranges[i]);
      g_autoptr (FerryRecord) record = make_full_record (1);
      g_autoptr (GPtrArray) records = NULL;
      FerryRecord *loaded;

      journal_open (journal);
      g_assert_true (call_save (journal->store, record, NULL));
      journal_close (journal);
      execute (journal->file, sql);
      records = journal_reopen (journal);
      g_assert_cmpuint (records->len, ==, 1);
      loaded = g_ptr_array_index (records, 0);
      g_assert_cmpuint (loaded->bytes_done, ==, g_str_has_prefix (bad_ranges[i], "bytes_done") ? 17 : 1000000000);
      g_assert_null (loaded->ranges);
      g_assert_true (call_remove (journal->store, record->id, NULL));
      journal_close (journal);
    }
}

static void
a_journal_from_before_there_were_ranges_is_read (Journal       *journal,
                                                 gconstpointer  data)
{
  g_autoptr (FerryRecord) record = make_full_record (1);
  g_autoptr (GPtrArray) records = NULL;

  ferry_record_set_bytes_done (record, 4000000000);
  journal_open (journal);
  g_assert_true (call_save (journal->store, record, NULL));
  journal_close (journal);
  execute (journal->file, "ALTER TABLE transfer DROP COLUMN ranges; PRAGMA user_version = 3");
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, 1);
  assert_same_record (record, g_ptr_array_index (records, 0));
}

static void
add_record_of (Journal    *journal,
               guint64     sequence,
               const char *app_id)
{
  g_autoptr (FerryRecord) record = make_record (sequence);

  g_free (record->app_id);
  record->app_id = g_strdup (app_id);
  g_assert_true (call_save (journal->store, record, NULL));
}

/* Then a group was everybody's, and no member finds it gone now. */
static void
a_journal_from_before_groups_were_apart_is_read (Journal       *journal,
                                                 gconstpointer  data)
{
  gint64 before = g_get_real_time () - G_USEC_PER_SEC;
  g_autoptr (GPtrArray) records = NULL;

  journal_open (journal);
  add_record_of (journal, 1, "");
  add_record_of (journal, 2, "org.example.App");
  journal_close (journal);
  execute (journal->file,
           "DROP TABLE transfer_group;"
           "CREATE TABLE transfer_group (name TEXT PRIMARY KEY NOT NULL, behavior INTEGER NOT NULL);"
           "INSERT INTO transfer_group VALUES ('letters', 0), ('photos', 1);"
           "ALTER TABLE transfer DROP COLUMN ranges;"
           "PRAGMA user_version = 2");
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpuint (journal->groups->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      FerryGroup *group = g_ptr_array_index (journal->groups, i);

      g_assert_true (g_str_equal (group->app_id, "") || g_str_equal (group->app_id, "org.example.App"));
      g_assert_cmpint (group->behavior, ==, g_str_equal (group->name, "photos"));
      g_assert_cmpint (group->used, >=, before);
      g_assert_cmpint (group->used, <=, g_get_real_time ());
      for (guint j = 0; j < i; j++)
        g_assert_false (ferry_group_equal (group, g_ptr_array_index (journal->groups, j)));
    }
  g_clear_pointer (&records, g_ptr_array_unref);
  /* Once. */
  records = journal_reopen (journal);
  g_assert_cmpuint (journal->groups->len, ==, 4);
}

static void
a_group_that_makes_no_sense_harms_no_other (Journal       *journal,
                                            gconstpointer  data)
{
  g_autoptr (GPtrArray) records = NULL;

  fill (journal, 1);
  execute (journal->file,
           "INSERT INTO transfer_group VALUES ('', 'photos', 1, 5), ('', 'x', 99, 5), ('', CAST (x'ff' AS TEXT), 1, 5),"
           " (CAST (x'ff' AS TEXT), 'y', 1, 5)");
  records = journal_reopen (journal);
  g_assert_cmpuint (journal->groups->len, ==, 1);
  g_assert_cmpstr (((FerryGroup *) g_ptr_array_index (journal->groups, 0))->name, ==, "photos");
}

static void
a_full_disk_is_said_and_later_writing_goes_on (Journal       *journal,
                                               gconstpointer  data)
{
  g_autoptr (FerryRecord) first = make_full_record (1);
  g_autoptr (FerryRecord) second = make_full_record (2);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  journal_open (journal);
  g_atomic_int_set (&disk_is_full, TRUE);
  g_assert_false (call_save (journal->store, first, &error));
  g_atomic_int_set (&disk_is_full, FALSE);
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE);
  g_assert_true (call_save (journal->store, second, NULL));
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpstr (((FerryRecord *) g_ptr_array_index (records, 0))->id, ==, second->id);
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  gboolean **next = user_data;

  **next = ferry_journal_save_finish (FERRY_JOURNAL (source), result, NULL);
  (*next)++;
}

/* All three wait for another program, so they are written together. */
static void
one_that_can_t_be_written_takes_no_other_with_it (Journal       *journal,
                                                  gconstpointer  data)
{
  gboolean answers[] = { -1, -1, -1 };
  gboolean *next = answers;
  g_autoptr (GPtrArray) records = NULL;
  sqlite3 *other;

  journal_open (journal);
  execute (journal->file, "CREATE TRIGGER refuse BEFORE INSERT ON transfer WHEN NEW.sequence = 1 "
                          "BEGIN SELECT RAISE (ABORT, 'no'); END");
  g_assert_cmpint (sqlite3_open (journal->file, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_record_unref);

      g_ptr_array_add (batch, make_record (10 + i));
      g_ptr_array_add (batch, make_record (i));
      ferry_journal_save_async (FERRY_JOURNAL (journal->store), batch, on_answered, &next);
    }
  g_assert_cmpint (sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (other);
  while (next < answers + G_N_ELEMENTS (answers))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (answers[0]);
  g_assert_false (answers[1]);
  g_assert_true (answers[2]);
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, 4);
}

static void
a_folder_that_can_t_be_made_is_said (Journal       *journal,
                                     gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  journal->store = ferry_store_new ("/dev/null/ferry");
  g_assert_null (call_load (journal->store, NULL, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  synced = paths;
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    return save_until_killed (argv[2]);
  self_path = argv[0];
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add ("/store/" #name, Journal, NULL, journal_set_up, name, journal_tear_down)
  ADD (what_was_told_survives_a_kill);
  ADD (garbage_is_set_aside);
  ADD (a_truncated_journal_is_set_aside_and_what_it_has_is_saved);
  ADD (a_damaged_page_is_set_aside);
  ADD (another_database_is_set_aside);
  ADD (any_bytes_are_opened_or_set_aside);
  ADD (failed_reads_set_nothing_aside);
  ADD (a_page_that_is_read_at_last_sets_nothing_aside);
  ADD (what_is_damaged_where_a_read_fails_stays);
  ADD (a_read_that_fails_loses_no_row_that_can_be_saved);
  ADD (a_damaged_journal_waits_for_room);
  ADD (a_newer_journal_is_refused_and_left_alone);
  ADD (two_services_never_share_one);
  ADD (a_new_folder_outlives_a_power_cut);
  ADD (nobody_else_may_read_it);
  ADD (a_row_that_makes_no_sense_harms_no_other);
  ADD (ranges_that_make_no_sense_leave_what_is_before_the_first_gap);
  ADD (a_journal_from_before_there_were_ranges_is_read);
  ADD (a_group_that_makes_no_sense_harms_no_other);
  ADD (a_journal_from_before_groups_were_apart_is_read);
  ADD (a_full_disk_is_said_and_later_writing_goes_on);
  ADD (one_that_can_t_be_written_takes_no_other_with_it);
  ADD (a_folder_that_can_t_be_made_is_said);
#undef ADD

  return g_test_run ();
}
