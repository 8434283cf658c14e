/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sink and files that are there already: what it left itself, and what a
 * person has put in its place. */

#include "sink-folder.h"

#include "ferry-error.h"
#include "ferry-part.h"

#include <glib/gstdio.h>
#include <fcntl.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/xattr.h>
#include <unistd.h>

#define MIB (1024 * 1024)

#define ADD(name, function) SINK_FOLDER_ADD ("/sink-part/" name, function)

static char *
leave_part (SinkFolder *self,
            const char *text)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", 2 * MIB);
  g_autoptr (GError) error = NULL;
  guint64 durable = 0;

  sink_folder_write (sink, text);
  sink_folder_try_sync (sink, &durable, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (durable, ==, strlen (text));
  return g_strdup (ferry_sink_get_path (sink));
}

/* Whether a crash could leave a part there that does not know its transfer. */
static void
has_its_owner_as_soon_as_it_has_a_name (SinkFolder    *self,
                                        gconstpointer  data)
{
  char events[4096] __attribute__ ((aligned (__alignof__(struct inotify_event))));
  struct inotify_event *event;
  int watch = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  int nameless = open (self->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  g_autoptr (FerrySink) sink = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_named = FALSE;
  gssize size;

  if (nameless < 0)
    {
      close (watch);
      g_test_skip ("the disk makes no file without a name");
      return;
    }
  close (nameless);
  g_assert_cmpint (inotify_add_watch (watch, self->folder, IN_CREATE | IN_ATTRIB), >=, 0);
  sink = ferry_sink_create (self->folder, "a.txt", "owner", FERRY_IF_EXISTS_RENAME, 3, &error);
  g_assert_no_error (error);
  size = read (watch, events, sizeof events);
  for (gssize at = 0; at < size; at += sizeof *event + event->len)
    {
      event = (struct inotify_event *) (events + at);
      g_assert_false (is_named && event->mask & IN_ATTRIB);
      is_named |= (event->mask & IN_CREATE) != 0;
    }
  g_assert_true (is_named);
  g_assert_true (ferry_part_is_ours (ferry_sink_get_path (sink), "owner"));
  close (watch);
}

static void
goes_on_where_the_last_checkpoint_was (SinkFolder    *self,
                                       gconstpointer  data)
{
  g_autofree char *part = leave_part (self, "abcdef");
  g_autoptr (GError) error = NULL;
  g_autoptr (FerrySink) sink = sink_folder_open (part, NULL, 4, 2 * MIB, &error);
  g_autofree char *path = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (sink_folder_sync (sink), ==, 4);
  g_assert_cmpstr (ferry_sink_get_path (sink), ==, part);
  sink_folder_assert_content (self, "a.txt.part", "abcd");
  sink_folder_write (sink, "EF");
  path = sink_folder_finish (sink, "a.txt");
  sink_folder_assert_content (self, "a.txt", "abcdEF");
}

static void
does_not_go_on_in_a_shorter_file (SinkFolder    *self,
                                  gconstpointer  data)
{
  g_autofree char *part = leave_part (self, "abcdef");
  g_autoptr (GError) error = NULL;

  g_assert_null (sink_folder_open (part, NULL, 7, -1, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  sink_folder_assert_content (self, "a.txt.part", "abcdef");
}

static void
does_not_go_on_in_what_is_not_ours (SinkFolder    *self,
                                    gconstpointer  data)
{
  g_autofree char *missing = sink_folder_path (self, "missing.part");
  g_autofree char *other = sink_folder_path (self, "other");
  g_autofree char *link = sink_folder_path (self, "link.part");
  g_autofree char *twin = sink_folder_path (self, "twin.part");
  g_autofree char *pipe_path = sink_folder_path (self, "pipe.part");
  const char *paths[] = { missing, link, twin, pipe_path, self->folder };

  sink_folder_put (self, "other", "precious");
  sink_folder_put (self, "single", "precious");
  g_assert_cmpint (symlink ("single", link), ==, 0);
  if (linkat (-1, other, -1, twin, 0) < 0)
    g_assert_cmpint (symlink ("other", twin), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sink_folder_open (paths[i], NULL, 0, -1, &error));
      g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
    }
  sink_folder_assert_content (self, "other", "precious");
  sink_folder_assert_content (self, "single", "precious");
}

/* A part of the transfer "mine", in the place of which a person puts a file of
 * their own. Returns: (nullable): NULL where the disk keeps no marks */
static char *
leave_replaced_part (SinkFolder *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerrySink) sink = ferry_sink_create (self->folder, "a.txt", "mine", FERRY_IF_EXISTS_RENAME, -1, &error);
  g_autofree char *part = NULL;

  g_assert_no_error (error);
  part = g_strdup (ferry_sink_get_path (sink));
  if (getxattr (part, "user.ferry.transfer", NULL, 0) < 0)
    {
      g_test_skip ("No extended attributes here");
      return NULL;
    }
  g_assert_cmpint (unlink (part), ==, 0);
  sink_folder_put (self, "a.txt.part", "precious");
  return g_steal_pointer (&part);
}

static void
does_not_go_on_in_the_file_of_a_person (SinkFolder    *self,
                                        gconstpointer  data)
{
  g_autofree char *part = leave_replaced_part (self);
  g_autoptr (GError) error = NULL;

  if (part == NULL)
    return;
  g_assert_null (sink_folder_open (part, "mine", 3, -1, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  sink_folder_assert_content (self, "a.txt.part", "precious");
}

static void
does_not_discard_the_file_of_a_person (SinkFolder    *self,
                                       gconstpointer  data)
{
  g_autofree char *part = leave_replaced_part (self);
  g_autoptr (GError) error = NULL;

  if (part == NULL)
    return;
  g_assert_true (ferry_sink_discard (part, "mine", &error));
  g_assert_no_error (error);
  sink_folder_assert_content (self, "a.txt.part", "precious");
}

/* A disk that was taken out brings its bytes back: they are not given up. */
static void
waits_for_the_disk_of_its_bytes (SinkFolder    *self,
                                 gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sink_folder_open ("/nowhere/a.part", NULL, 3, -1, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_FILE);
}

static void
does_not_give_a_strangers_file_its_name (SinkFolder    *self,
                                         gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", -1);
  g_autofree char *moved = sink_folder_path (self, "mine.part");
  g_autoptr (GError) error = NULL;

  sink_folder_write (sink, "new");
  g_assert_cmpint (g_rename (ferry_sink_get_path (sink), moved), ==, 0);
  sink_folder_put (self, "a.txt.part", "a stranger's");

  g_assert_null (ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  sink_folder_assert_content (self, "a.txt.part", "a stranger's");
}

static void
says_so_when_the_part_was_deleted (SinkFolder    *self,
                                   gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", -1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (ferry_sink_get_path (sink)), ==, 0);
  g_assert_null (ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
}

static void
fills_no_gap_with_zeros (SinkFolder    *self,
                         gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", -1);
  g_autoptr (GError) error = NULL;

  sink_folder_write (sink, "abcdef");
  g_assert_cmpint (truncate (ferry_sink_get_path (sink), 3), ==, 0);
  g_assert_null (ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  sink_folder_assert_content (self, "a.txt.part", "abc");
}

static void
does_not_finish_in_another_folder (SinkFolder    *self,
                                   gconstpointer  data)
{
  g_autoptr (FerrySink) sink = sink_folder_create (self, "a.txt", -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (ferry_sink_finish (sink, "../a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
}

static void
discards_only_what_is_its_own (SinkFolder    *self,
                               gconstpointer  data)
{
  g_autofree char *part = leave_part (self, "abc");
  g_autofree char *link = sink_folder_path (self, "link.part");
  g_autoptr (GError) error = NULL;

  sink_folder_put (self, "precious", "precious");
  g_assert_cmpint (symlink ("precious", link), ==, 0);

  g_assert_true (ferry_sink_discard (part, NULL, &error));
  g_assert_true (ferry_sink_discard (part, NULL, &error));
  g_assert_true (ferry_sink_discard (link, NULL, &error));
  g_assert_true (ferry_sink_discard (self->folder, NULL, &error));
  g_assert_no_error (error);
  sink_folder_assert_content (self, "precious", "precious");
  sink_folder_assert_n_files (self, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("has its owner as soon as it has a name", has_its_owner_as_soon_as_it_has_a_name);
  ADD ("goes on where the last checkpoint was", goes_on_where_the_last_checkpoint_was);
  ADD ("does not go on in a shorter file", does_not_go_on_in_a_shorter_file);
  ADD ("does not go on in what is not ours", does_not_go_on_in_what_is_not_ours);
  ADD ("does not go on in the file of a person", does_not_go_on_in_the_file_of_a_person);
  ADD ("does not discard the file of a person", does_not_discard_the_file_of_a_person);
  ADD ("waits for the disk of its bytes", waits_for_the_disk_of_its_bytes);
  ADD ("does not give a stranger's file its name", does_not_give_a_strangers_file_its_name);
  ADD ("says so when the part was deleted", says_so_when_the_part_was_deleted);
  ADD ("fills no gap with zeros", fills_no_gap_with_zeros);
  ADD ("does not finish in another folder", does_not_finish_in_another_folder);
  ADD ("discards only what is its own", discards_only_what_is_its_own);

  return g_test_run ();
}
