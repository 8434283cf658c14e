/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files are served, and nothing that is outside of their folder. */

#include "server-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  ServerFixture server;
  char *top;    /* (owned) holds the folder and a secret beside it */
  char *folder; /* (owned) */
} Fixture;

static void
write_file (const char *folder,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *below = NULL;
  g_autofree char *out = NULL;
  g_autofree char *link = NULL;
  g_autofree char *fifo = NULL;

  server_fixture_set_up (&fixture->server, data);
  fixture->top = g_dir_make_tmp ("ferry-files-XXXXXX", NULL);
  fixture->folder = g_build_filename (fixture->top, "shown", NULL);
  below = g_build_filename (fixture->folder, "below", NULL);
  out = g_build_filename (fixture->folder, "out", NULL);
  link = g_build_filename (fixture->folder, "link", NULL);
  fifo = g_build_filename (fixture->folder, "fifo", NULL);
  g_assert_cmpint (g_mkdir_with_parents (below, 0700), ==, 0);
  write_file (fixture->top, "secret", "secret");
  write_file (fixture->folder, "file.txt", "0123456789");
  write_file (below, "two words", "words");
  g_assert_cmpint (symlink ("..", out), ==, 0);
  g_assert_cmpint (symlink ("../secret", link), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_true (server_site_set_folder (fixture->server.site, fixture->folder, NULL));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  const char *const files[] = { "shown/below/two words", "shown/below", "shown/out", "shown/link", "shown/fifo", "shown/file.txt", "shown", "secret" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->top, files[i], NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->top), ==, 0);
  g_free (fixture->top);
  g_free (fixture->folder);
  server_fixture_tear_down (&fixture->server, data);
}

static void
assert_text (ServerReply *reply,
             const char  *text)
{
  g_assert_no_error (reply->error);
  g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), text, strlen (text));
}

static void
a_file_is_served_whole_and_in_part (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr (ServerReply) whole = server_fixture_get (&fixture->server, "data/file.txt", NULL, NULL);
  const char *etag = server_reply_get_header (whole, "ETag");
  g_autoptr (ServerReply) part = server_fixture_get (&fixture->server, "data/file.txt", "bytes=3-5", etag);
  g_autoptr (ServerReply) below = server_fixture_get (&fixture->server, "data/below/two%20words", NULL, NULL);

  assert_text (whole, "0123456789");
  assert_text (part, "345");
  assert_text (below, "words");
  g_assert_nonnull (server_reply_get_header (whole, "Last-Modified"));
}

static void
a_changed_file_has_another_tag (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (ServerReply) before = server_fixture_get (&fixture->server, "data/file.txt", NULL, NULL);
  g_autoptr (ServerReply) after = NULL;

  write_file (fixture->folder, "file.txt", "abcdefghijk");
  after = server_fixture_get (&fixture->server, "data/file.txt", "bytes=5-", server_reply_get_header (before, "ETag"));
  g_assert_cmpuint (soup_message_get_status (after->message), ==, 200);
  assert_text (after, "abcdefghijk");
}

static void
nothing_outside_is_served (Fixture       *fixture,
                           gconstpointer  data)
{
  const char *const pages[] = {
    "data/",
    "data/none",
    "data/below",
    "data/link",
    "data/out/secret",
    "data/fifo",
    "data/%2e%2e/secret",
    "data/..%2fsecret",
    "data/below/..%2ffile.txt",
    "data//etc/passwd",
    "data/%2fetc%2fpasswd",
    "data/file.txt/",
    "data/file.txt%00",
    "data/./file.txt%2f.",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (ServerReply) reply = server_fixture_get (&fixture->server, pages[i], NULL, NULL);

      g_test_message ("%s", pages[i]);
      g_assert_cmpuint (soup_message_get_status (reply->message), ==, 404);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server/files/a-file-is-served-whole-and-in-part", Fixture, NULL, set_up,
              a_file_is_served_whole_and_in_part, tear_down);
  g_test_add ("/server/files/a-changed-file-has-another-tag", Fixture, NULL, set_up,
              a_changed_file_has_another_tag, tear_down);
  g_test_add ("/server/files/nothing-outside-is-served", Fixture, NULL, set_up,
              nothing_outside_is_served, tear_down);
  return g_test_run ();
}
