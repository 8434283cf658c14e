/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sink on a disk that does what it is told. */

#include "ferry-sink.h"

#include "ferry-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ABC_SHA256 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

#define MIB (1024 * 1024)

typedef struct {
  char *folder; /* (owned) */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("ferry-sink-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
empty_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  empty_folder (fixture->folder);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static char *
in_folder (Fixture    *fixture,
           const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static void
put (Fixture    *fixture,
     const char *name,
     const char *content)
{
  g_autofree char *path = in_folder (fixture, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
}

static void
assert_content (Fixture    *fixture,
                const char *name,
                const char *content)
{
  g_autofree char *path = in_folder (fixture, name);
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, content);
}

static void
assert_n_files (Fixture *fixture,
                guint    expected)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, expected);
}

static void
assert_named (const char *path,
              const char *name)
{
  g_autofree char *found = g_path_get_basename (path);

  g_assert_cmpstr (found, ==, name);
}

static FerrySink *
create (Fixture    *fixture,
        const char *name,
        gint64      length)
{
  g_autoptr (GError) error = NULL;
  FerrySink *sink = ferry_sink_create (fixture->folder, name, NULL, FERRY_IF_EXISTS_RENAME, length, &error);

  g_assert_no_error (error);
  return sink;
}

static void
write_text (FerrySink  *sink,
            const char *text)
{
  g_autoptr (GError) error = NULL;

  ferry_sink_write (sink, text, strlen (text), &error);
  g_assert_no_error (error);
}

static char *
finish (FerrySink  *sink,
        const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = ferry_sink_finish (sink, name, FERRY_IF_EXISTS_RENAME, NULL, 0, &error);

  g_assert_no_error (error);
  return path;
}

static void
goes_away (Fixture       *fixture,
           gconstpointer  data)
{
  FerrySink *sink = create (fixture, "a.txt", -1);

  g_assert_finalize_object (sink);
}

static void
the_name_appears_when_the_file_is_whole (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.txt", 6);
  g_autofree char *final_path = in_folder (fixture, "a.txt");
  g_autofree char *path = NULL;

  assert_named (ferry_sink_get_path (sink), "a.txt.part");
  write_text (sink, "abc");
  write_text (sink, "def");
  g_assert_cmpuint (ferry_sink_get_offset (sink), ==, 6);
  g_assert_false (g_file_test (final_path, G_FILE_TEST_EXISTS));

  path = finish (sink, "a.txt");
  g_assert_cmpstr (path, ==, final_path);
  assert_content (fixture, "a.txt", "abcdef");
  assert_n_files (fixture, 1);
}

static void
an_empty_file_is_a_file (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "empty", 0);
  g_autofree char *path = finish (sink, "empty");

  assert_content (fixture, "empty", "");
}

static void
takes_a_number_when_the_name_is_taken (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr (FerrySink) first = NULL;
  g_autoptr (FerrySink) second = NULL;

  put (fixture, "a.tar.gz", "old");
  first = create (fixture, "a.tar.gz", -1);
  second = create (fixture, "a.tar.gz", -1);

  assert_named (ferry_sink_get_path (first), "a (1).tar.gz.part");
  assert_named (ferry_sink_get_path (second), "a (2).tar.gz.part");
}

static void
never_replaces_what_came_meanwhile (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.txt", -1);
  g_autofree char *link = in_folder (fixture, "a (1).txt");
  g_autofree char *path = NULL;

  write_text (sink, "new");
  put (fixture, "a.txt", "old");
  g_assert_cmpint (symlink ("nowhere", link), ==, 0);
  path = finish (sink, "a.txt");

  assert_named (path, "a (2).txt");
  assert_content (fixture, "a.txt", "old");
  assert_content (fixture, "a (2).txt", "new");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
}

static void
the_name_may_change_in_the_end (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "download", -1);
  g_autofree char *path = finish (sink, "report.pdf");

  assert_named (path, "report.pdf");
  assert_n_files (fixture, 1);
}

static void
does_not_write_through_a_link (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *link = in_folder (fixture, "a.txt.part");
  g_autoptr (FerrySink) sink = NULL;

  put (fixture, "precious", "precious");
  g_assert_cmpint (symlink ("precious", link), ==, 0);
  sink = create (fixture, "a.txt", -1);
  write_text (sink, "new");

  assert_named (ferry_sink_get_path (sink), "a (1).txt.part");
  assert_content (fixture, "precious", "precious");
}

static void
a_moved_folder_keeps_its_file (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *folder = in_folder (fixture, "before");
  g_autofree char *moved = in_folder (fixture, "after");
  g_autofree char *expected = g_build_filename (moved, "a.txt", NULL);
  g_autoptr (FerrySink) sink = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  g_mkdir (folder, 0700);
  sink = ferry_sink_create (folder, "a.txt", NULL, FERRY_IF_EXISTS_RENAME, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_rename (folder, moved), ==, 0);
  g_assert_cmpint (symlink ("/", folder), ==, 0);
  path = finish (sink, "a.txt");

  g_assert_cmpstr (path, ==, expected);
  g_assert_true (g_file_test (expected, G_FILE_TEST_IS_REGULAR));
  empty_folder (moved);
}

static void
a_long_name_fits_with_its_suffix (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *name = g_strnfill (255, 'n');
  g_autoptr (FerrySink) sink = create (fixture, name, -1);
  g_autofree char *path = finish (sink, name);

  assert_named (path, name);
}

static void
says_what_is_wrong_with_a_place (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autofree char *missing = in_folder (fixture, "missing");
  g_autofree char *file = in_folder (fixture, "file");
  const struct {
    const char *folder;
    const char *name;
    FerryError code;
  } cases[] = {
    { missing, "a", FERRY_ERROR_NOT_FOUND },
    { file, "a", FERRY_ERROR_NOT_FOUND },
    { "/proc/sys/kernel", "a", FERRY_ERROR_ACCESS_DENIED },
    { fixture->folder, "", FERRY_ERROR_INVALID_ARGUMENT },
    { fixture->folder, ".", FERRY_ERROR_INVALID_ARGUMENT },
    { fixture->folder, "..", FERRY_ERROR_INVALID_ARGUMENT },
    { fixture->folder, "../a", FERRY_ERROR_INVALID_ARGUMENT },
  };

  put (fixture, "file", "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ferry_sink_create (cases[i].folder, cases[i].name, NULL, FERRY_IF_EXISTS_RENAME, -1, &error));
      g_assert_error (error, FERRY_ERROR, (int) cases[i].code);
    }
  assert_n_files (fixture, 1);
}

static void
reserved_room_is_no_size (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.bin", 4 * MIB);
  g_autofree char *path = NULL;
  struct stat info;

  write_text (sink, "abc");
  g_assert_cmpint (stat (ferry_sink_get_path (sink), &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, 3);

  path = finish (sink, "a.bin");
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, 3);
  g_assert_cmpint (info.st_blocks * 512, <, MIB);
}

static void
an_impossible_length_is_refused_at_once (Fixture       *fixture,
                                         gconstpointer  data)
{
  const gint64 lengths[] = { G_MAXINT64, G_GINT64_CONSTANT (1) << 60 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ferry_sink_create (fixture->folder, "a.bin", NULL, FERRY_IF_EXISTS_RENAME, lengths[i], &error));
      g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE);
    }
  assert_n_files (fixture, 0);
}

static char *
leave_part (Fixture    *fixture,
            const char *text)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.txt", 2 * MIB);
  g_autoptr (GError) error = NULL;
  guint64 durable = 0;

  write_text (sink, text);
  ferry_sink_sync (sink, &durable, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (durable, ==, strlen (text));
  return g_strdup (ferry_sink_get_path (sink));
}

static void
goes_on_where_the_last_checkpoint_was (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autofree char *part = leave_part (fixture, "abcdef");
  g_autoptr (GError) error = NULL;
  g_autoptr (FerrySink) sink = ferry_sink_open (part, NULL, 4, 2 * MIB, &error);
  g_autofree char *path = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (ferry_sink_get_offset (sink), ==, 4);
  g_assert_cmpstr (ferry_sink_get_path (sink), ==, part);
  assert_content (fixture, "a.txt.part", "abcd");
  write_text (sink, "EF");
  path = finish (sink, "a.txt");
  assert_content (fixture, "a.txt", "abcdEF");
}

static void
does_not_go_on_in_a_shorter_file (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *part = leave_part (fixture, "abcdef");
  g_autoptr (GError) error = NULL;

  g_assert_null (ferry_sink_open (part, NULL, 7, -1, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  assert_content (fixture, "a.txt.part", "abcdef");
}

static void
does_not_go_on_in_what_is_not_ours (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autofree char *missing = in_folder (fixture, "missing.part");
  g_autofree char *other = in_folder (fixture, "other");
  g_autofree char *link = in_folder (fixture, "link.part");
  g_autofree char *twin = in_folder (fixture, "twin.part");
  g_autofree char *pipe_path = in_folder (fixture, "pipe.part");
  const char *paths[] = { missing, link, twin, pipe_path, fixture->folder };

  put (fixture, "other", "precious");
  put (fixture, "single", "precious");
  g_assert_cmpint (symlink ("single", link), ==, 0);
  if (linkat (-1, other, -1, twin, 0) < 0)
    g_assert_cmpint (symlink ("other", twin), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ferry_sink_open (paths[i], NULL, 0, -1, &error));
      g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
    }
  assert_content (fixture, "other", "precious");
  assert_content (fixture, "single", "precious");
}

/* A part of the transfer "mine", in the place of which a person puts a file of
 * their own. Returns: (nullable): NULL where the disk keeps no marks */
static char *
leave_replaced_part (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerrySink) sink = ferry_sink_create (fixture->folder, "a.txt", "mine", FERRY_IF_EXISTS_RENAME, -1, &error);
  g_autofree char *part = NULL;

  g_assert_no_error (error);
  part = g_strdup (ferry_sink_get_path (sink));
  if (getxattr (part, "user.ferry.transfer", NULL, 0) < 0)
    {
      g_test_skip ("No extended attributes here");
      return NULL;
    }
  g_assert_cmpint (unlink (part), ==, 0);
  put (fixture, "a.txt.part", "precious");
  return g_steal_pointer (&part);
}

static void
does_not_go_on_in_the_file_of_a_person (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autofree char *part = leave_replaced_part (fixture);
  g_autoptr (GError) error = NULL;

  if (part == NULL)
    return;
  g_assert_null (ferry_sink_open (part, "mine", 3, -1, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  assert_content (fixture, "a.txt.part", "precious");
}

static void
does_not_discard_the_file_of_a_person (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autofree char *part = leave_replaced_part (fixture);
  g_autoptr (GError) error = NULL;

  if (part == NULL)
    return;
  g_assert_true (ferry_sink_discard (part, "mine", &error));
  g_assert_no_error (error);
  assert_content (fixture, "a.txt.part", "precious");
}

/* A disk that was taken out brings its bytes back: they are not given up. */
static void
waits_for_the_disk_of_its_bytes (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ferry_sink_open ("/nowhere/a.part", NULL, 3, -1, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_FILE);
}

static void
knows_a_good_checksum_from_a_bad_one (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.txt", -1);
  g_autofree char *upper = g_ascii_strup (ABC_SHA256, -1);
  g_autoptr (GError) error = NULL;

  write_text (sink, "abc");
  g_assert_true (ferry_sink_verify (sink, G_CHECKSUM_SHA256, ABC_SHA256, NULL, &error));
  g_assert_true (ferry_sink_verify (sink, G_CHECKSUM_SHA256, upper, NULL, &error));
  g_assert_no_error (error);

  write_text (sink, "d");
  g_assert_false (ferry_sink_verify (sink, G_CHECKSUM_SHA256, ABC_SHA256, NULL, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CHECKSUM);
  g_assert_nonnull (strstr (error->message, "88d4266fd4e6"));
  g_assert_nonnull (strstr (error->message, "ba7816bf8f01"));
}

static void
checks_more_than_one_block (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.bin", 3 * MIB + 5);
  g_autofree char *bytes = g_strnfill (3 * MIB + 5, 'x');
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_MD5, bytes, -1);
  g_autoptr (GError) error = NULL;

  write_text (sink, bytes);
  g_assert_true (ferry_sink_verify (sink, G_CHECKSUM_MD5, digest, NULL, &error));
  g_assert_no_error (error);
}

static void
a_check_can_be_canceled (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.txt", -1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  write_text (sink, "abc");
  g_cancellable_cancel (cancellable);
  g_assert_false (ferry_sink_verify (sink, G_CHECKSUM_SHA256, ABC_SHA256, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
remembers_where_it_came_from_and_how_old_it_is (Fixture       *fixture,
                                                gconstpointer  data)
{
  const char *origin = "https://example.org/a.txt";
  g_autoptr (FerrySink) sink = create (fixture, "a.txt", -1);
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
does_not_give_a_strangers_file_its_name (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.txt", -1);
  g_autofree char *moved = in_folder (fixture, "mine.part");
  g_autoptr (GError) error = NULL;

  write_text (sink, "new");
  g_assert_cmpint (g_rename (ferry_sink_get_path (sink), moved), ==, 0);
  put (fixture, "a.txt.part", "a stranger's");

  g_assert_null (ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  assert_content (fixture, "a.txt.part", "a stranger's");
}

static void
says_so_when_the_part_was_deleted (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.txt", -1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (ferry_sink_get_path (sink)), ==, 0);
  g_assert_null (ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
}

static void
fills_no_gap_with_zeros (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.txt", -1);
  g_autoptr (GError) error = NULL;

  write_text (sink, "abcdef");
  g_assert_cmpint (truncate (ferry_sink_get_path (sink), 3), ==, 0);
  g_assert_null (ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  assert_content (fixture, "a.txt.part", "abc");
}

static void
an_error_is_fit_for_any_screen (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "caf\xe9.txt", -1);
  g_autoptr (GError) error = NULL;

  g_assert_false (ferry_sink_verify (sink, G_CHECKSUM_SHA256, ABC_SHA256, NULL, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CHECKSUM);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
does_not_finish_in_another_folder (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.txt", -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (ferry_sink_finish (sink, "../a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
}

static void
discards_only_what_is_its_own (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *part = leave_part (fixture, "abc");
  g_autofree char *link = in_folder (fixture, "link.part");
  g_autoptr (GError) error = NULL;

  put (fixture, "precious", "precious");
  g_assert_cmpint (symlink ("precious", link), ==, 0);

  g_assert_true (ferry_sink_discard (part, NULL, &error));
  g_assert_true (ferry_sink_discard (part, NULL, &error));
  g_assert_true (ferry_sink_discard (link, NULL, &error));
  g_assert_true (ferry_sink_discard (fixture->folder, NULL, &error));
  g_assert_no_error (error);
  assert_content (fixture, "precious", "precious");
  assert_n_files (fixture, 2);
}

static gpointer
write_blocks (gpointer user_data)
{
  FerrySink *sink = user_data;
  g_autofree char *block = g_strnfill (4096, 'b');

  for (guint i = 0; i < 500; i++)
    write_text (sink, block);
  return NULL;
}

static void
a_sync_beside_the_writer_never_counts_too_much (Fixture       *fixture,
                                                gconstpointer  data)
{
  g_autoptr (FerrySink) sink = create (fixture, "a.bin", -1);
  g_autoptr (GError) error = NULL;
  GThread *writer = g_thread_new ("writer", write_blocks, sink);
  guint64 last = 0;

  for (guint i = 0; i < 20; i++)
    {
      guint64 durable = 0;

      g_assert_true (ferry_sink_sync (sink, &durable, &error));
      g_assert_cmpuint (durable, >=, last);
      g_assert_cmpuint (durable, <=, ferry_sink_get_offset (sink));
      last = durable;
    }
  g_thread_join (writer);
  g_assert_cmpuint (ferry_sink_get_offset (sink), ==, 500 * 4096);
}

#define ADD(name, function) g_test_add ("/sink/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("goes away", goes_away);
  ADD ("the name appears when the file is whole", the_name_appears_when_the_file_is_whole);
  ADD ("an empty file is a file", an_empty_file_is_a_file);
  ADD ("takes a number when the name is taken", takes_a_number_when_the_name_is_taken);
  ADD ("never replaces what came meanwhile", never_replaces_what_came_meanwhile);
  ADD ("the name may change in the end", the_name_may_change_in_the_end);
  ADD ("does not write through a link", does_not_write_through_a_link);
  ADD ("a moved folder keeps its file", a_moved_folder_keeps_its_file);
  ADD ("a long name fits with its suffix", a_long_name_fits_with_its_suffix);
  ADD ("says what is wrong with a place", says_what_is_wrong_with_a_place);
  ADD ("reserved room is no size", reserved_room_is_no_size);
  ADD ("an impossible length is refused at once", an_impossible_length_is_refused_at_once);
  ADD ("goes on where the last checkpoint was", goes_on_where_the_last_checkpoint_was);
  ADD ("does not go on in a shorter file", does_not_go_on_in_a_shorter_file);
  ADD ("does not go on in what is not ours", does_not_go_on_in_what_is_not_ours);
  ADD ("does not go on in the file of a person", does_not_go_on_in_the_file_of_a_person);
  ADD ("does not discard the file of a person", does_not_discard_the_file_of_a_person);
  ADD ("waits for the disk of its bytes", waits_for_the_disk_of_its_bytes);
  ADD ("knows a good checksum from a bad one", knows_a_good_checksum_from_a_bad_one);
  ADD ("checks more than one block", checks_more_than_one_block);
  ADD ("a check can be canceled", a_check_can_be_canceled);
  ADD ("remembers where it came from and how old it is", remembers_where_it_came_from_and_how_old_it_is);
  ADD ("does not give a stranger's file its name", does_not_give_a_strangers_file_its_name);
  ADD ("says so when the part was deleted", says_so_when_the_part_was_deleted);
  ADD ("fills no gap with zeros", fills_no_gap_with_zeros);
  ADD ("an error is fit for any screen", an_error_is_fit_for_any_screen);
  ADD ("does not finish in another folder", does_not_finish_in_another_folder);
  ADD ("discards only what is its own", discards_only_what_is_its_own);
  ADD ("a sync beside the writer never counts too much", a_sync_beside_the_writer_never_counts_too_much);

  return g_test_run ();
}
