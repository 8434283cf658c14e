/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files of an upload: which are taken, and that they stay as they were. */

#include "ferry-error.h"
#include "ferry-source.h"

#include <glib/gstdio.h>
#include <string.h>
#include <fcntl.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *folder; /* (owned) */
  char *path;   /* (owned) */
} Desk;

static void
write_file (Desk       *desk,
            const char *content)
{
  g_assert_true (g_file_set_contents (desk->path, content, -1, NULL));
}

static void
set_up (Desk          *desk,
        gconstpointer  data)
{
  desk->folder = g_dir_make_tmp ("ferry-source-XXXXXX", NULL);
  desk->path = g_build_filename (desk->folder, "letter.txt", NULL);
  write_file (desk, "Dear Sir");
}

static void
tear_down (Desk          *desk,
           gconstpointer  data)
{
  g_remove (desk->path);
  g_rmdir (desk->folder);
  g_free (desk->path);
  g_free (desk->folder);
}

static FerryRequest *
make_request (const char *path)
{
  g_autoptr (GVariant) options = g_variant_ref_sink (g_variant_new_parsed ("{'file': <%s>}", path));
  g_autoptr (GError) error = NULL;
  FerryRequest *request = ferry_request_new (FERRY_TRANSFER_KIND_UPLOAD, "http://example.org/", options, &error);

  g_assert_no_error (error);
  return request;
}

static FerrySource *
open_source (Desk      *desk,
             GVariant **files)
{
  g_autoptr (FerryRequest) request = make_request (desk->path);
  g_autoptr (GError) error = NULL;
  FerrySource *source;

  *files = ferry_source_survey (request, &error);
  g_assert_no_error (error);
  source = ferry_source_new (request, *files, &error);
  g_assert_no_error (error);
  return source;
}

static void
goes_away (Desk          *desk,
           gconstpointer  data)
{
  g_autoptr (GVariant) files = NULL;
  FerrySource *source = open_source (desk, &files);

  g_assert_finalize_object (source);
}

static void
reads_any_place (Desk          *desk,
                 gconstpointer  data)
{
  g_autoptr (GVariant) files = NULL;
  g_autoptr (FerrySource) source = open_source (desk, &files);
  char bytes[8];

  g_assert_cmpuint (ferry_source_get_size (source, 0), ==, 8);
  g_assert_true (ferry_source_read (source, 0, 5, bytes, 3, NULL));
  g_assert_cmpmem (bytes, 3, "Sir", 3);
  g_assert_true (ferry_source_read (source, 0, 0, bytes, 8, NULL));
  g_assert_cmpmem (bytes, 8, "Dear Sir", 8);
}

/* Not every file system can say what is in memory. */
static void
what_is_in_memory_is_read_at_once (Desk          *desk,
                                   gconstpointer  data)
{
  g_autoptr (GVariant) files = NULL;
  g_autoptr (FerrySource) source = open_source (desk, &files);
  char bytes[8];
  gsize size;

  g_assert_cmpuint (ferry_source_read_cached (source, 0, 0, bytes, 8), ==, 0);
  g_assert_true (ferry_source_read (source, 0, 0, bytes, 8, NULL));
  size = ferry_source_read_cached (source, 0, 5, bytes, 3);
  g_assert_true (size == 0 || size == 3);
  g_assert_cmpmem (bytes, size, "Sir", size);
}

static void
assert_refused (const char *path,
                int         code)
{
  g_autoptr (FerryRequest) request = make_request (path);
  g_autoptr (GError) error = NULL;

  g_assert_null (ferry_source_survey (request, &error));
  g_assert_error (error, FERRY_ERROR, code);
}

static void
takes_nothing_but_files (Desk          *desk,
                         gconstpointer  data)
{
  g_assert_cmpint (g_remove (desk->path), ==, 0);
  assert_refused (desk->path, FERRY_ERROR_NOT_FOUND);
  assert_refused (desk->folder, FERRY_ERROR_INVALID_ARGUMENT);
  assert_refused ("/dev/null", FERRY_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (mkfifo (desk->path, 0600), ==, 0);
  assert_refused (desk->path, FERRY_ERROR_INVALID_ARGUMENT);
}

static void
tells_what_may_not_be_read (Desk          *desk,
                            gconstpointer  data)
{
  uid_t me = geteuid ();

  g_assert_cmpint (g_chmod (desk->folder, 0711), ==, 0);
  g_assert_cmpint (g_chmod (desk->path, 0), ==, 0);
  /* Root may read everything, but nobody may not. */
  if (me == 0)
    setfsuid (65534);
  assert_refused (desk->path, FERRY_ERROR_ACCESS_DENIED);
  setfsuid (me);
}

static void
set_modified (const char *path,
              time_t      seconds)
{
  const struct timespec times[] = { { .tv_sec = seconds }, { .tv_sec = seconds } };

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static void
assert_changed (Desk        *desk,
                FerrySource *source,
                GVariant    *files)
{
  g_autoptr (FerryRequest) request = make_request (desk->path);
  g_autoptr (FerrySource) another = ferry_source_new (request, files, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;

  g_assert_false (ferry_source_check (source, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_FILE);
  g_assert_false (ferry_source_check (another, &again));
  g_assert_error (again, FERRY_ERROR, FERRY_ERROR_FILE);
}

static void
notices_another_size_and_another_time (Desk          *desk,
                                       gconstpointer  data)
{
  g_autoptr (GVariant) files = NULL;
  g_autoptr (FerrySource) source = NULL;

  set_modified (desk->path, 1000);
  source = open_source (desk, &files);
  g_assert_true (ferry_source_check (source, NULL));
  g_assert_cmpint (truncate (desk->path, 4), ==, 0);
  set_modified (desk->path, 1000);
  assert_changed (desk, source, files);
  g_assert_cmpint (truncate (desk->path, 8), ==, 0);
  set_modified (desk->path, 1001);
  assert_changed (desk, source, files);
  set_modified (desk->path, 1000);
  g_assert_true (ferry_source_check (source, NULL));
}

static void
reads_nothing_of_a_file_that_is_another (Desk          *desk,
                                         gconstpointer  data)
{
  g_autoptr (GVariant) files = NULL;
  g_autoptr (FerrySource) source = open_source (desk, &files);
  char buffer[4];

  set_modified (desk->path, 1000);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ferry_source_read (source, 0, 0, buffer, sizeof buffer, &error));
      g_assert_error (error, FERRY_ERROR, FERRY_ERROR_FILE);
      g_assert_cmpuint (ferry_source_read_cached (source, 0, 0, buffer, sizeof buffer), ==, 0);
    }
}

static void
notices_that_a_file_shrinks_under_its_hands (Desk          *desk,
                                             gconstpointer  data)
{
  g_autoptr (GVariant) files = NULL;
  g_autoptr (FerrySource) source = open_source (desk, &files);
  g_autoptr (GError) error = NULL;
  char bytes[8];

  g_assert_true (ferry_source_read (source, 0, 0, bytes, 1, NULL));
  g_assert_cmpint (truncate (desk->path, 4), ==, 0);
  g_assert_false (ferry_source_read (source, 0, 0, bytes, 8, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_FILE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/source/goes away", Desk, NULL, set_up, goes_away, tear_down);
  g_test_add ("/source/reads any place", Desk, NULL, set_up, reads_any_place, tear_down);
  g_test_add ("/source/what is in memory is read at once", Desk, NULL, set_up, what_is_in_memory_is_read_at_once,
              tear_down);
  g_test_add ("/source/takes nothing but files", Desk, NULL, set_up, takes_nothing_but_files, tear_down);
  g_test_add ("/source/tells what may not be read", Desk, NULL, set_up, tells_what_may_not_be_read, tear_down);
  g_test_add ("/source/notices another size and another time", Desk, NULL, set_up, notices_another_size_and_another_time,
              tear_down);
  g_test_add ("/source/reads nothing of a file that is another", Desk, NULL, set_up, reads_nothing_of_a_file_that_is_another,
              tear_down);
  g_test_add ("/source/notices that a file shrinks under its hands", Desk, NULL, set_up,
              notices_that_a_file_shrinks_under_its_hands, tear_down);
  return g_test_run ();
}
