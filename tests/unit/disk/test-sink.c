/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sink on a disk that does what it is told. */

#include "sink-folder.h"

#include "ferry-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ABC_SHA256 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

#define MIB (1024 * 1024)

#define ADD(name, function) SINK_FOLDER_ADD ("/sink/" name, function)

static void
goes_away (SinkFolder    *self,
           gconstpointer  data)
{
  FerrySink *sink = sink_folder_create (self, "a.txt", -1);

  g_assert_finalize_object (sink);
}

static void
the_name_appears_when_the_file_is_whole (SinkFolder    *self,
                                         gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", 6);
  g_autofree char *final_path = sink_folder_path (self, "a.txt");
  g_autofree char *path = NULL;

  sink_folder_assert_named (ferry_sink_get_path (sink), "a.txt.part");
  sink_folder_write (sink, "abc");
  sink_folder_write (sink, "def");
  g_assert_cmpuint (sink_folder_sync (sink), ==, 6);
  g_assert_false (g_file_test (final_path, G_FILE_TEST_EXISTS));

  path = sink_folder_finish (sink, "a.txt");
  g_assert_cmpstr (path, ==, final_path);
  sink_folder_assert_content (self, "a.txt", "abcdef");
  sink_folder_assert_n_files (self, 1);
}

static void
an_empty_file_is_a_file (SinkFolder    *self,
                         gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "empty", 0);
  g_autofree char *path = sink_folder_finish (sink, "empty");

  sink_folder_assert_content (self, "empty", "");
}

static void
takes_a_number_when_the_name_is_taken (SinkFolder    *self,
                                       gconstpointer  data)
{
  g_autoptr (FerrySink) first = NULL;
  g_autoptr (FerrySink) second = NULL;

  sink_folder_put (self, "a.tar.gz", "old");
  first = sink_folder_create (self, "a.tar.gz", -1);
  second = sink_folder_create (self, "a.tar.gz", -1);

  sink_folder_assert_named (ferry_sink_get_path (first), "a (1).tar.gz.part");
  sink_folder_assert_named (ferry_sink_get_path (second), "a (2).tar.gz.part");
}

static void
never_replaces_what_came_meanwhile (SinkFolder    *self,
                                    gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", -1);
  g_autofree char *link = sink_folder_path (self, "a (1).txt");
  g_autofree char *path = NULL;

  sink_folder_write (sink, "new");
  sink_folder_put (self, "a.txt", "old");
  g_assert_cmpint (symlink ("nowhere", link), ==, 0);
  path = sink_folder_finish (sink, "a.txt");

  sink_folder_assert_named (path, "a (2).txt");
  sink_folder_assert_content (self, "a.txt", "old");
  sink_folder_assert_content (self, "a (2).txt", "new");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
}

static void
the_name_may_change_in_the_end (SinkFolder    *self,
                                gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "download", -1);
  g_autofree char *path = sink_folder_finish (sink, "report.pdf");

  sink_folder_assert_named (path, "report.pdf");
  sink_folder_assert_n_files (self, 1);
}

static void
does_not_write_through_a_link (SinkFolder    *self,
                               gconstpointer  data)
{
  g_autofree char *link = sink_folder_path (self, "a.txt.part");
  g_autoptr (FerrySink) sink = NULL;

  sink_folder_put (self, "precious", "precious");
  g_assert_cmpint (symlink ("precious", link), ==, 0);
  sink = sink_folder_create (self, "a.txt", -1);
  sink_folder_write (sink, "new");

  sink_folder_assert_named (ferry_sink_get_path (sink), "a (1).txt.part");
  sink_folder_assert_content (self, "precious", "precious");
}

static void
a_moved_folder_keeps_its_file (SinkFolder    *self,
                               gconstpointer  data)
{
  g_autofree char *folder = sink_folder_path (self, "before");
  g_autofree char *moved = sink_folder_path (self, "after");
  g_autofree char *expected = g_build_filename (moved, "a.txt", NULL);
  g_autoptr (FerrySink) sink = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  g_mkdir (folder, 0700);
  sink = ferry_sink_create (folder, "a.txt", NULL, FERRY_IF_EXISTS_RENAME, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_rename (folder, moved), ==, 0);
  g_assert_cmpint (symlink ("/", folder), ==, 0);
  path = sink_folder_finish (sink, "a.txt");

  g_assert_cmpstr (path, ==, expected);
  g_assert_true (g_file_test (expected, G_FILE_TEST_IS_REGULAR));
  g_remove (expected);
}

static void
a_long_name_fits_with_its_suffix (SinkFolder    *self,
                                  gconstpointer  data)
{
  g_autofree char *name = g_strnfill (255, 'n');
  g_autoptr (FerrySink) sink = sink_folder_create (self, name, -1);
  g_autofree char *path = sink_folder_finish (sink, name);

  sink_folder_assert_named (path, name);
}

static void
says_what_is_wrong_with_a_place (SinkFolder    *self,
                                 gconstpointer  data)
{
  g_autofree char *missing = sink_folder_path (self, "missing");
  g_autofree char *file = sink_folder_path (self, "file");
  const struct {
    const char *folder;
    const char *name;
    FerryError code;
  } cases[] = {
    { missing, "a", FERRY_ERROR_NOT_FOUND },
    { file, "a", FERRY_ERROR_NOT_FOUND },
    { "/proc/sys/kernel", "a", FERRY_ERROR_ACCESS_DENIED },
    { self->folder, "", FERRY_ERROR_INVALID_ARGUMENT },
    { self->folder, ".", FERRY_ERROR_INVALID_ARGUMENT },
    { self->folder, "..", FERRY_ERROR_INVALID_ARGUMENT },
    { self->folder, "../a", FERRY_ERROR_INVALID_ARGUMENT },
  };

  sink_folder_put (self, "file", "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ferry_sink_create (cases[i].folder, cases[i].name, NULL, FERRY_IF_EXISTS_RENAME, -1, &error));
      g_assert_error (error, FERRY_ERROR, (int) cases[i].code);
    }
  sink_folder_assert_n_files (self, 1);
}

static void
reserved_room_is_no_size (SinkFolder    *self,
                          gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.bin", 4 * MIB);
  g_autofree char *path = NULL;
  struct stat info;

  sink_folder_write (sink, "abc");
  g_assert_cmpint (stat (ferry_sink_get_path (sink), &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, 3);

  path = sink_folder_finish (sink, "a.bin");
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, 3);
  g_assert_cmpint (info.st_blocks * 512, <, MIB);
}

static void
an_impossible_length_is_refused_at_once (SinkFolder    *self,
                                         gconstpointer  data)
{
  const gint64 lengths[] = { G_MAXINT64, G_GINT64_CONSTANT (1) << 60 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ferry_sink_create (self->folder, "a.bin", NULL, FERRY_IF_EXISTS_RENAME, lengths[i], &error));
      g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE);
    }
  sink_folder_assert_n_files (self, 0);
}

static void
knows_a_good_checksum_from_a_bad_one (SinkFolder    *self,
                                      gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", -1);
  g_autofree char *upper = g_ascii_strup (ABC_SHA256, -1);
  g_autoptr (GError) error = NULL;

  sink_folder_write (sink, "abc");
  g_assert_true (ferry_sink_verify (sink, G_CHECKSUM_SHA256, ABC_SHA256, NULL, &error));
  g_assert_true (ferry_sink_verify (sink, G_CHECKSUM_SHA256, upper, NULL, &error));
  g_assert_no_error (error);

  sink_folder_write (sink, "d");
  g_assert_false (ferry_sink_verify (sink, G_CHECKSUM_SHA256, ABC_SHA256, NULL, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CHECKSUM);
  g_assert_nonnull (strstr (error->message, "88d4266fd4e6"));
  g_assert_nonnull (strstr (error->message, "ba7816bf8f01"));
}

static void
checks_more_than_one_block (SinkFolder    *self,
                            gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.bin", 3 * MIB + 5);
  g_autofree char *bytes = g_strnfill (3 * MIB + 5, 'x');
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_MD5, bytes, -1);
  g_autoptr (GError) error = NULL;

  sink_folder_write (sink, bytes);
  g_assert_true (ferry_sink_verify (sink, G_CHECKSUM_MD5, digest, NULL, &error));
  g_assert_no_error (error);
}

static void
a_check_can_be_canceled (SinkFolder    *self,
                         gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", -1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  sink_folder_write (sink, "abc");
  g_cancellable_cancel (cancellable);
  g_assert_false (ferry_sink_verify (sink, G_CHECKSUM_SHA256, ABC_SHA256, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
remembers_where_it_came_from_and_how_old_it_is (SinkFolder    *self,
                                                gconstpointer  data)
{
  const char *origin = "https://example.org/a.txt";
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, origin, 1408656897, &error);
  char found[64] = { 0 };
  struct stat info;

  g_assert_no_error (error);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mtime, ==, 1408656897);
  if (getxattr (path, "user.xdg.origin.url", found, sizeof found - 1) < 0)
    g_test_skip ("this disk keeps no extended attributes");
  else
    g_assert_cmpstr (found, ==, origin);
}

static void
an_error_is_fit_for_any_screen (SinkFolder    *self,
                                gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "caf\xe9.txt", -1);
  g_autoptr (GError) error = NULL;

  g_assert_false (ferry_sink_verify (sink, G_CHECKSUM_SHA256, ABC_SHA256, NULL, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CHECKSUM);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
write_at (FerrySink  *sink,
          guint64     offset,
          const char *text)
{
  g_autoptr (GError) error = NULL;

  ferry_sink_write (sink, offset, text, strlen (text), &error);
  g_assert_no_error (error);
}

static void
bytes_come_in_any_order (SinkFolder    *self,
                         gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", 9);
  g_autofree char *path = NULL;

  write_at (sink, 6, "ghi");
  write_at (sink, 0, "abc");
  write_at (sink, 3, "def");
  g_assert_cmpuint (sink_folder_sync (sink), ==, 9);
  path = sink_folder_finish (sink, "a.txt");
  sink_folder_assert_content (self, "a.txt", "abcdefghi");
}

static void
only_what_was_written_counts (SinkFolder    *self,
                              gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", 9);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryRangeSet) durable = NULL;

  write_at (sink, 6, "gh");
  durable = ferry_sink_sync (sink, &error);
  g_assert_no_error (error);
  write_at (sink, 0, "abc");
  g_assert_cmpuint (ferry_range_set_get_length (durable), ==, 2);
  g_assert_true (ferry_range_set_has (durable, 6, 8));
}

static void
a_file_with_a_gap_never_gets_its_name (SinkFolder    *self,
                                       gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", 9);
  g_autoptr (GError) error = NULL;

  write_at (sink, 0, "abc");
  write_at (sink, 6, "ghi");
  g_assert_null (ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_FILE);
  sink_folder_assert_n_files (self, 1);
}

static void
fills_its_gaps_when_it_is_opened_again (SinkFolder    *self,
                                        gconstpointer  data)
{
  g_autoptr (FerryRangeSet) ranges = ferry_range_set_new (2);
  g_autofree char *part = sink_folder_path (self, "a.txt.part");
  g_autoptr (GError) error = NULL;
  g_autoptr (FerrySink) sink = NULL;
  g_autofree char *path = NULL;

  sink_folder_put (self, "a.txt.part", "ab--ef--more");
  ferry_range_set_add (ranges, 4, 6);
  sink = ferry_sink_open (part, NULL, ranges, 8, &error);
  g_assert_no_error (error);
  sink_folder_assert_content (self, "a.txt.part", "ab--ef");
  write_at (sink, 2, "cd");
  write_at (sink, 6, "gh");
  path = sink_folder_finish (sink, "a.txt");
  sink_folder_assert_content (self, "a.txt", "abcdefgh");
}

static gpointer
write_blocks (gpointer user_data)
{
  FerrySink *sink = user_data;
  g_autofree char *block = g_strnfill (4096, 'b');

  for (guint i = 0; i < 500; i++)
    sink_folder_write (sink, block);
  return NULL;
}

static void
a_sync_beside_the_writer_never_counts_too_much (SinkFolder    *self,
                                                gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.bin", -1);
  g_autoptr (GError) error = NULL;
  GThread *writer = g_thread_new ("writer", write_blocks, sink);
  guint64 last = 0;

  for (guint i = 0; i < 20; i++)
    {
      guint64 durable = 0;
      struct stat info;

      g_assert_true (sink_folder_try_sync (sink, &durable, &error));
      g_assert_cmpuint (durable, >=, last);
      g_assert_cmpint (stat (ferry_sink_get_path (sink), &info), ==, 0);
      g_assert_cmpuint (durable, <=, info.st_size);
      last = durable;
    }
  g_thread_join (writer);
  g_assert_cmpuint (sink_folder_sync (sink), ==, 500 * 4096);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("goes away", goes_away);
  ADD ("the name appears when the file is whole", the_name_appears_when_the_file_is_whole);
  ADD ("an empty file is a file", an_empty_file_is_a_file);
  ADD ("bytes come in any order", bytes_come_in_any_order);
  ADD ("only what was written counts", only_what_was_written_counts);
  ADD ("a file with a gap never gets its name", a_file_with_a_gap_never_gets_its_name);
  ADD ("fills its gaps when it is opened again", fills_its_gaps_when_it_is_opened_again);
  ADD ("takes a number when the name is taken", takes_a_number_when_the_name_is_taken);
  ADD ("never replaces what came meanwhile", never_replaces_what_came_meanwhile);
  ADD ("the name may change in the end", the_name_may_change_in_the_end);
  ADD ("does not write through a link", does_not_write_through_a_link);
  ADD ("a moved folder keeps its file", a_moved_folder_keeps_its_file);
  ADD ("a long name fits with its suffix", a_long_name_fits_with_its_suffix);
  ADD ("says what is wrong with a place", says_what_is_wrong_with_a_place);
  ADD ("reserved room is no size", reserved_room_is_no_size);
  ADD ("an impossible length is refused at once", an_impossible_length_is_refused_at_once);
  ADD ("knows a good checksum from a bad one", knows_a_good_checksum_from_a_bad_one);
  ADD ("checks more than one block", checks_more_than_one_block);
  ADD ("a check can be canceled", a_check_can_be_canceled);
  ADD ("remembers where it came from and how old it is", remembers_where_it_came_from_and_how_old_it_is);
  ADD ("an error is fit for any screen", an_error_is_fit_for_any_screen);
  ADD ("a sync beside the writer never counts too much", a_sync_beside_the_writer_never_counts_too_much);

  return g_test_run ();
}
