/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of a damaged journal, what can be read comes back as it was, whenever the service
 * is killed meanwhile. Run with --die FOLDER STEP this program is the service that
 * is killed. */

#include "ferry-error.h"
#include "store-calls.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define N_RECORDS 50

static const char *self_path;

static int steps_to_live = -1; /* (atomic) changes of the disk until the process dies */

static void
take_step (void)
{
  if (g_atomic_int_add (&steps_to_live, -1) == 0)
    _exit (EXIT_FAILURE);
}

/* The folder and SQLite change the disk through these instead of those of the C library. */
int     rename (const char *from,
                const char *to);
int     fsync  (int         fd);
ssize_t pwrite (int         fd,
                const void *bytes,
                size_t      size,
                off_t       offset);

int
rename (const char *from,
        const char *to)
{
  take_step ();
  return syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
fsync (int fd)
{
  take_step ();
  return syscall (SYS_fsync, fd);
}

ssize_t
pwrite (int         fd,
        const void *bytes,
        size_t      size,
        off_t       offset)
{
  take_step ();
  return syscall (SYS_pwrite64, fd, bytes, size, offset);
}

static int
load_until_killed (const char *folder,
                   const char *step)
{
  g_autoptr (FerryStore) store = ferry_store_new (folder);
  g_autoptr (GPtrArray) records = NULL;

  g_atomic_int_set (&steps_to_live, atoi (step));
  records = call_load (store, NULL, NULL);
  g_atomic_int_set (&steps_to_live, -1);
  g_assert_nonnull (records);
  g_assert_true (call_close (store, NULL));
  return EXIT_SUCCESS;
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  gboolean *done = user_data;

  *done = ferry_journal_save_finish (FERRY_JOURNAL (source), result, NULL);
  g_assert_true (*done);
}

static void
save_all (Journal   *journal,
          GPtrArray *records)
{
  gboolean done = FALSE;

  ferry_journal_save_async (FERRY_JOURNAL (journal->store), records, on_saved, &done);
  wait_for (&done);
}

/* Returns: (transfer full) (element-type FerryRecord): what the journal has, by sequence */
static GPtrArray *
fill (Journal *journal,
      guint    n_records)
{
  g_autoptr (FerryGroup) group = ferry_group_new ("org.example.App", "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, 1);
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_record_unref);

  for (guint i = 0; i < n_records; i++)
    g_ptr_array_add (records, make_full_record (i));
  journal_open (journal);
  save_all (journal, records);
  g_assert_true (call_save_group (journal->store, group, NULL));
  journal_close (journal);
  return records;
}

/* What came back is by sequence, and nothing that was not there before. */
static void
assert_honest (GPtrArray *loaded,
               GPtrArray *records)
{
  guint j = 0;

  for (guint i = 0; i < loaded->len; i++)
    {
      FerryRecord *record = g_ptr_array_index (loaded, i);

      while (j < records->len && ((FerryRecord *) g_ptr_array_index (records, j))->sequence < record->sequence)
        j++;
      g_assert_cmpuint (j, <, records->len);
      assert_same_record (g_ptr_array_index (records, j), record);
      assert_same_values (g_ptr_array_index (records, j), record);
    }
}

static void
assert_saved (Journal   *journal,
              GPtrArray *records,
              guint      n_expected)
{
  g_autoptr (GPtrArray) loaded = journal_reopen (journal);
  g_autoptr (GPtrArray) again = NULL;

  g_assert_cmpuint (loaded->len, ==, n_expected);
  g_assert_cmpuint (ferry_store_get_n_saved (journal->store), ==, n_expected);
  g_assert_nonnull (ferry_store_get_set_aside (journal->store));
  assert_honest (loaded, records);
  /* Once. */
  again = journal_reopen (journal);
  g_assert_cmpuint (again->len, ==, n_expected);
  g_assert_null (ferry_store_get_set_aside (journal->store));
  journal_close (journal);
}

static void
write_back (Journal    *journal,
            const char *bytes,
            gsize       size)
{
  g_assert_true (g_file_set_contents (journal->file, bytes, size, NULL));
}

static void
what_lies_around_a_damaged_page_is_saved (Journal       *journal,
                                          gconstpointer  data)
{
  g_autoptr (GPtrArray) records = fill (journal, N_RECORDS);
  g_autofree char *bytes = NULL;
  gsize size;
  guint n_leaves = 0;
  guint n_lost = 1;

  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  g_assert_cmpuint (count_rows (bytes, size), ==, N_RECORDS);
  for (guint leaf = 0; n_lost > 0; leaf++)
    {
      g_autofree char *bad = g_memdup2 (bytes, size);

      n_lost = damage_leaf (bad, size, leaf);
      n_leaves += n_lost > 0;
      write_back (journal, bad, size);
      if (n_lost > 0)
        assert_saved (journal, records, N_RECORDS - n_lost);
    }
  g_assert_cmpuint (n_leaves, >, 5);
}

static void
what_lies_between_damaged_pages_is_saved (Journal       *journal,
                                          gconstpointer  data)
{
  g_autoptr (GPtrArray) records = fill (journal, N_RECORDS);
  g_autofree char *bytes = NULL;
  guint n_left = N_RECORDS;
  gsize size;

  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  /* Those that are damaged count no more: it is each second. */
  for (guint leaf = 0; leaf < 4; leaf++)
    n_left -= damage_leaf (bytes, size, leaf);
  write_back (journal, bytes, size);
  assert_saved (journal, records, n_left);
}

static void
groups_are_saved_with_them (Journal       *journal,
                            gconstpointer  data)
{
  g_autoptr (GPtrArray) records = fill (journal, N_RECORDS);
  g_autoptr (GPtrArray) loaded = NULL;
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  damage_leaf (bytes, size, 1);
  write_back (journal, bytes, size);
  loaded = journal_reopen (journal);
  g_assert_nonnull (ferry_store_get_set_aside (journal->store));
  g_assert_cmpuint (journal->groups->len, ==, 1);
  g_assert_cmpstr (((FerryGroup *) g_ptr_array_index (journal->groups, 0))->name, ==, "photos");
}

/* Finds the page that has the only group, or the index of the ids. */
static char *
find_page (char       *bytes,
           gsize       size,
           char        type,
           const char *mark)
{
  for (gsize at = PAGE_BYTES; at + PAGE_BYTES <= size; at += PAGE_BYTES)
    if (bytes[at] == type && memmem (bytes + at, PAGE_BYTES, mark, strlen (mark)) != NULL)
      return bytes + at;
  g_assert_not_reached ();
}

static void
transfers_are_saved_without_their_groups (Journal       *journal,
                                          gconstpointer  data)
{
  g_autoptr (GPtrArray) records = fill (journal, N_RECORDS);
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  memset (find_page (bytes, size, 0x0d, "org.example.Appphotos"), 0xee, PAGE_BYTES);
  write_back (journal, bytes, size);
  assert_saved (journal, records, N_RECORDS);
}

static void
all_are_saved_when_only_an_index_is_damaged (Journal       *journal,
                                             gconstpointer  data)
{
  g_autoptr (GPtrArray) records = fill (journal, N_RECORDS);
  FerryRecord *first = g_ptr_array_index (records, 0);
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  memset (find_page (bytes, size, 0x0a, first->id), 0xee, PAGE_BYTES);
  write_back (journal, bytes, size);
  assert_saved (journal, records, N_RECORDS);
}

static void
a_damaged_header_leaves_nothing_to_save (Journal       *journal,
                                         gconstpointer  data)
{
  g_autoptr (GPtrArray) records = fill (journal, N_RECORDS);
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  memset (bytes, 0xee, PAGE_BYTES);
  write_back (journal, bytes, size);
  assert_saved (journal, records, 0);
}

/* Pages behind one of a large row have no rows, but its bytes. */
static void
a_row_that_is_damaged_alone_is_lost_alone (Journal       *journal,
                                           gconstpointer  data)
{
  g_autoptr (GPtrArray) records = fill (journal, N_RECORDS);
  g_autoptr (FerryRecord) large = make_full_record (N_RECORDS);
  g_autofree char *text = g_strnfill (20000, 'z');
  g_autofree char *bytes = NULL;
  gsize size, at;

  journal_open (journal);
  large->part_file = (g_free (large->part_file), g_strconcat ("/tmp/", text, NULL));
  g_assert_true (call_save (journal->store, large, NULL));
  journal_close (journal);
  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  for (at = 0; at + PAGE_BYTES <= size && memcmp (bytes + at + 4, text, PAGE_BYTES - 4) != 0; at += PAGE_BYTES)
    ;
  g_assert_cmpuint (at + PAGE_BYTES, <=, size);
  memset (bytes + at, 0xee, 4);
  write_back (journal, bytes, size);
  assert_saved (journal, records, N_RECORDS);
}

static void
a_journal_of_an_earlier_ferry_is_saved_too (Journal       *journal,
                                            gconstpointer  data)
{
  g_autoptr (GPtrArray) records = fill (journal, N_RECORDS);
  g_autofree char *bytes = NULL;
  guint n_lost;
  gsize size;

  /* It knew of no ranges. */
  for (guint i = 0; i < N_RECORDS; i++)
    {
      FerryRecord *record = g_ptr_array_index (records, i);
      g_autoptr (FerryRangeSet) ranges = ferry_record_get_ranges (record);

      ferry_record_set_bytes_done (record, ferry_range_set_get_prefix (ranges));
    }
  execute (journal->file,
           "DROP TABLE transfer_group;"
           "CREATE TABLE transfer_group (name TEXT PRIMARY KEY NOT NULL, behavior INTEGER NOT NULL);"
           "INSERT INTO transfer_group VALUES ('photos', 1);"
           "ALTER TABLE transfer DROP COLUMN upload;"
           "ALTER TABLE transfer DROP COLUMN ranges;"
           "PRAGMA user_version = 1; PRAGMA wal_checkpoint (TRUNCATE)");
  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  n_lost = damage_leaf (bytes, size, 2);
  g_assert_cmpuint (n_lost, >, 0);
  write_back (journal, bytes, size);
  assert_saved (journal, records, N_RECORDS - n_lost);
}

/* After years the numbers of rows are far apart. */
static void
what_lies_far_behind_damage_is_saved (Journal       *journal,
                                      gconstpointer  data)
{
  g_autoptr (GPtrArray) records = fill (journal, N_RECORDS);
  g_autofree char *bytes = NULL;
  guint n_lost;
  gsize size;

  execute (journal->file, "UPDATE transfer SET rowid = rowid + 1000000000000 WHERE sequence >= 25;"
                          "PRAGMA wal_checkpoint (TRUNCATE)");
  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  n_lost = damage_leaf (bytes, size, 1);
  g_assert_cmpuint (n_lost, >, 0);
  write_back (journal, bytes, size);
  assert_saved (journal, records, N_RECORDS - n_lost);
}

static void
two_thousand_are_saved_but_for_damaged_pages (Journal       *journal,
                                              gconstpointer  data)
{
  g_autoptr (GPtrArray) records = fill (journal, 2000);
  g_autofree char *bytes = NULL;
  guint n_leaves = 0;
  guint n_left = 2000;
  gsize size;

  g_assert_true (g_file_get_contents (journal->file, &bytes, &size, NULL));
  for (guint leaf = 0; leaf < 200; leaf += 20)
    n_left -= damage_leaf (bytes, size, leaf);
  for (gsize at = 0; at + PAGE_BYTES <= size; at += PAGE_BYTES)
    n_leaves += count_rows (bytes + at, PAGE_BYTES) > 0;
  /* The last one too: only the index knows then how far the rows went. */
  n_left -= damage_leaf (bytes, size, n_leaves - 1);
  write_back (journal, bytes, size);
  g_ptr_array_unref (records);
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, n_left);
  journal_close (journal);
}

/* As a service leaves a journal that is killed: what was saved last is in the log beside it. */
static GPtrArray *
fill_with_log (Journal  *journal,
               char    **bytes,
               gsize    *size,
               char    **log,
               gsize    *log_size)
{
  GPtrArray *records = fill (journal, N_RECORDS);
  g_autofree char *log_file = g_strconcat (journal->file, "-wal", NULL);

  journal_open (journal);
  for (guint i = 0; i < 5; i++)
    {
      FerryRecord *record = make_full_record (N_RECORDS + i);

      g_ptr_array_add (records, record);
      g_assert_true (call_save (journal->store, record, NULL));
    }
  g_assert_true (g_file_get_contents (journal->file, bytes, size, NULL));
  g_assert_true (g_file_get_contents (log_file, log, log_size, NULL));
  journal_close (journal);
  return records;
}

static gboolean
dies_at (const char *folder,
         guint       step)
{
  g_autofree char *text = g_strdup_printf ("%u", step);
  g_autoptr (GSubprocess) child = NULL;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL,
                            self_path, "--die", folder, text, NULL);
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (child));
  return g_subprocess_get_exit_status (child) != EXIT_SUCCESS;
}

static guint
count_files (const char *folder,
             const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, prefix) && !g_str_has_suffix (name, "-wal") && !g_str_has_suffix (name, "-shm");
  return n;
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

/* Each file is where it belongs, whatever was renamed when. */
static void
assert_kept (Journal    *journal,
             const char *bytes,
             gsize       size,
             const char *log,
             gsize       log_size)
{
  const char *aside = ferry_store_get_set_aside (journal->store);
  g_autofree char *log_file = g_strconcat (aside, "-wal", NULL);
  g_autofree char *kept = NULL;
  g_autofree char *kept_log = NULL;
  gsize kept_size, kept_log_size;

  g_assert_true (g_file_get_contents (aside, &kept, &kept_size, NULL));
  g_assert_cmpmem (kept, kept_size, bytes, size);
  g_assert_true (g_file_get_contents (log_file, &kept_log, &kept_log_size, NULL));
  g_assert_cmpmem (kept_log, kept_log_size, log, log_size);
  g_assert_cmpuint (count_files (journal->folder, "journal.sqlite.unreadable"), ==, 1);
  g_assert_cmpuint (count_files (journal->folder, "journal.sqlite.new"), ==, 0);
  g_assert_cmpuint (count_files (journal->folder, "journal.sqlite.begun"), ==, 0);
}

static void
a_kill_at_any_moment_loses_nothing (Journal       *journal,
                                    gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  g_autofree char *log = NULL;
  g_autofree char *log_file = g_strconcat (journal->file, "-wal", NULL);
  gsize size, log_size;
  g_autoptr (GPtrArray) records = fill_with_log (journal, &bytes, &size, &log, &log_size);
  guint n_left = records->len - damage_leaf (bytes, size, 2);
  gboolean died = TRUE;
  guint n_told = 0;

  for (guint step = 0; died; step++)
    {
      g_autoptr (GPtrArray) loaded = NULL;

      remove_all (journal->folder);
      write_back (journal, bytes, size);
      g_assert_true (g_file_set_contents (log_file, log, log_size, NULL));
      died = dies_at (journal->folder, step);
      loaded = journal_reopen (journal);
      g_assert_cmpuint (loaded->len, ==, n_left);
      assert_honest (loaded, records);
      if (ferry_store_get_set_aside (journal->store) != NULL)
        {
          assert_kept (journal, bytes, size, log, log_size);
          n_told++;
        }
      journal_close (journal);
    }
  g_assert_cmpuint (n_told, >, 10);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--die"))
    return load_until_killed (argv[2], argv[3]);
  self_path = argv[0];
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add ("/store/" #name, Journal, NULL, journal_set_up, name, journal_tear_down)
  ADD (what_lies_around_a_damaged_page_is_saved);
  ADD (what_lies_between_damaged_pages_is_saved);
  ADD (groups_are_saved_with_them);
  ADD (transfers_are_saved_without_their_groups);
  ADD (all_are_saved_when_only_an_index_is_damaged);
  ADD (a_damaged_header_leaves_nothing_to_save);
  ADD (a_row_that_is_damaged_alone_is_lost_alone);
  ADD (a_journal_of_an_earlier_ferry_is_saved_too);
  ADD (what_lies_far_behind_damage_is_saved);
  ADD (two_thousand_are_saved_but_for_damaged_pages);
  ADD (a_kill_at_any_moment_loses_nothing);
#undef ADD

  return g_test_run ();
}
