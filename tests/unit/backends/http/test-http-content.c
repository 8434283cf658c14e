/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bodies of uploads, byte for byte. */

#include "ferry-http-content.h"

#include "ferry-error.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder;              /* (owned) */
  FerryHttpContent *content; /* (owned) (nullable) */
} Desk;

static void
set_up (Desk          *desk,
        gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_autofree char *odd = NULL;

  desk->folder = g_dir_make_tmp ("ferry-content-XXXXXX", NULL);
  text = g_build_filename (desk->folder, "letter.txt", NULL);
  odd = g_build_filename (desk->folder, "a \"b\"\r\nX: ü.txt", NULL);
  g_assert_true (g_file_set_contents (text, "Dear Sir", -1, NULL));
  g_assert_true (g_file_set_contents (odd, "", 0, NULL));
}

static void
tear_down (Desk          *desk,
           gconstpointer  data)
{
  g_autoptr (GDir) dir = g_dir_open (desk->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (desk->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (desk->folder);
  g_free (desk->folder);
  g_clear_pointer (&desk->content, ferry_http_content_unref);
}

/* Returns: (transfer full): what was asked for */
static FerryRequest *
make (Desk       *desk,
      const char *options)
{
  g_autoptr (GString) text = g_string_new (options);
  g_autoptr (GVariant) parsed = NULL;
  g_autoptr (FerrySource) source = NULL;
  FerryRequest *request;
  g_autoptr (GVariant) files = NULL;
  g_autoptr (GError) error = NULL;

  g_string_replace (text, "%s", desk->folder, 0);
  parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, text->str, NULL, NULL, &error);
  g_assert_no_error (error);
  request = ferry_request_new (FERRY_TRANSFER_KIND_UPLOAD, "http://example.org/", parsed, &error);
  g_assert_no_error (error);
  files = ferry_source_survey (request, &error);
  g_assert_no_error (error);
  source = ferry_source_new (request, files, &error);
  g_assert_no_error (error);
  g_clear_pointer (&desk->content, ferry_http_content_unref);
  desk->content = ferry_http_content_new (request, source);
  return request;
}

static void
describe (Desk       *desk,
          const char *options)
{
  g_autoptr (FerryRequest) request = make (desk, options);
}

static void
open_content (Desk        *desk,
              const char  *options,
              GError     **error)
{
  g_autoptr (FerryRequest) request = make (desk, options);

  ferry_http_content_open (desk->content, request, error);
}

/* Whatever the steps it is read in, it is the same. */
static void
assert_body (Desk       *desk,
             const char *expected)
{
  gsize length = strlen (expected);
  g_autofree char *found = g_malloc (length + 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (ferry_http_content_get_length (desk->content), ==, length);
  for (gsize step = 1; step <= length; step += step < 40 ? 1 : length / 3)
    {
      memset (found, 0, length + 1);
      for (gsize offset = 0; offset < length; offset += step)
        ferry_http_content_read (desk->content, offset, found + offset, MIN (step, length - offset), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (found, ==, expected);
    }
}

static void
a_file_is_sent_as_it_is (Desk          *desk,
                         gconstpointer  data)
{
  describe (desk, "{'file': <'%s/letter.txt'>}");
  g_assert_cmpstr (ferry_http_content_get_type (desk->content), ==, "text/plain");
  assert_body (desk, "Dear Sir");
}

static void
a_form_has_files_and_texts (Desk          *desk,
                            gconstpointer  data)
{
  describe (desk, "{'boundary': <'wall'>, 'parts': <["
                  "{'name': <'who'>, 'text': <'me\\nand\\r\\nyou'>},"
                  "{'name': <'what'>, 'file': <'%s/letter.txt'>},"
                  "{'name': <'what'>, 'file': <'%s/letter.txt'>, 'file-name': <'other.bin'>,"
                  " 'headers': <[('Content-Type', 'x/y'), ('X-A', 'b')]>}]>}");
  g_assert_cmpstr (ferry_http_content_get_type (desk->content), ==, "multipart/form-data; boundary=wall");
  assert_body (desk, "--wall\r\n"
                     "Content-Disposition: form-data; name=\"who\"\r\n\r\n"
                     "me\r\nand\r\nyou\r\n"
                     "--wall\r\n"
                     "Content-Disposition: form-data; name=\"what\"; filename=\"letter.txt\"\r\n"
                     "Content-Type: text/plain\r\n\r\n"
                     "Dear Sir\r\n"
                     "--wall\r\n"
                     "Content-Disposition: form-data; name=\"what\"; filename=\"other.bin\"\r\n"
                     "Content-Type: x/y\r\n"
                     "X-A: b\r\n\r\n"
                     "Dear Sir\r\n"
                     "--wall--\r\n");
}

static void
no_name_breaks_out (Desk          *desk,
                    gconstpointer  data)
{
  describe (desk, "{'boundary': <'wall'>, 'parts': <["
                  "{'name': <'a\"; x=\"\\ny'>, 'file': <'%s/a \"b\"\\r\\nX: ü.txt'>}]>}");
  assert_body (desk, "--wall\r\n"
                     "Content-Disposition: form-data; name=\"a%22; x=%22%0D%0Ay\"; "
                     "filename=\"a %22b%22%0D%0AX: ü.txt\"\r\n"
                     "Content-Type: text/plain\r\n\r\n"
                     "\r\n"
                     "--wall--\r\n");
}

static void
another_subtype_is_left_as_the_caller_wants_it (Desk          *desk,
                                                gconstpointer  data)
{
  describe (desk, "{'boundary': <'a wall'>, 'subtype': <'related'>, 'parts': <["
                  "{'text': <'one\\ntwo'>, 'headers': <[('Content-Type', 'text/xml')]>},"
                  "{'text': <''>, 'headers': <[('Content-Disposition', 'attachment')]>, 'name': <'x'>}]>}");
  g_assert_cmpstr (ferry_http_content_get_type (desk->content), ==, "multipart/related; boundary=\"a wall\"");
  assert_body (desk, "--a wall\r\n"
                     "Content-Type: text/xml\r\n\r\n"
                     "one\ntwo\r\n"
                     "--a wall\r\n"
                     "Content-Disposition: attachment\r\n\r\n"
                     "\r\n"
                     "--a wall--\r\n");
}

/* As long as a file's name may be, and in bytes that are no ASCII. */
static void
a_long_name_is_sent_whole (Desk          *desk,
                           gconstpointer  data)
{
  g_autoptr (GString) name = g_string_new ("x");
  g_autofree char *path = NULL;
  g_autofree char *options = NULL;
  g_autofree char *expected = NULL;

  while (name->len < 255)
    g_string_append (name, "ä");
  path = g_build_filename (desk->folder, name->str, NULL);
  g_assert_true (g_file_set_contents_full (path, "Dear Sir", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  options = g_strdup_printf ("{'boundary': <'wall'>, 'parts': <[{'name': <'x'>, 'file': <'%s'>}]>}", path);
  expected = g_strdup_printf ("--wall\r\nContent-Disposition: form-data; name=\"x\"; filename=\"%s\"\r\n"
                              "Content-Type: application/octet-stream\r\n\r\nDear Sir\r\n--wall--\r\n",
                              name->str);
  describe (desk, options);
  assert_body (desk, expected);
}

static const struct {
  const char *content;
  gboolean breaks;
} walls[] = {
  { "Dear wall, dear --wall, dear\n--wall", FALSE },
  { "Dear Sir\r\n--wal", FALSE },
  { "--wall\r\n", TRUE },
  { "Dear Sir\r\n--wall--", TRUE },
  { "Dear Sir\r\n--wallpaper", TRUE },
};

static void
a_boundary_that_occurs_in_a_file_is_refused (Desk          *desk,
                                             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (desk->folder, "letter.txt", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (walls); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) none = NULL;

      g_assert_true (g_file_set_contents (path, walls[i].content, -1, NULL));
      open_content (desk, "{'boundary': <'wall'>, 'parts': <[{'text': <'a'>}, {'file': <'%s/letter.txt'>}]>}", &error);
      if (walls[i].breaks)
        g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
      else
        g_assert_no_error (error);
      open_content (desk, "{'parts': <[{'text': <'a'>}, {'file': <'%s/letter.txt'>}]>}", &none);
      g_assert_no_error (none);
    }
}

/* Wherever it lies in the blocks that are read, it is found once. */
static void
a_boundary_is_found_in_a_large_file (Desk          *desk,
                                     gconstpointer  data)
{
  g_autofree char *path = g_build_filename (desk->folder, "letter.txt", NULL);
  g_autofree char *bytes = g_strnfill (600 * 1024, 'x');

  for (gsize place = 256 * 1024 - 130; place < 256 * 1024; place++)
    {
      g_autoptr (GError) error = NULL;

      memcpy (bytes + place, "\r\n--wall", 8);
      g_assert_true (g_file_set_contents_full (path, bytes, 600 * 1024, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      open_content (desk, "{'boundary': <'wall'>, 'parts': <[{'file': <'%s/letter.txt'>}]>}", &error);
      g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
      memset (bytes + place, 'x', 8);
    }
}

static void
boundaries_differ (Desk          *desk,
                   gconstpointer  data)
{
  g_autofree char *first = NULL;

  describe (desk, "{'parts': <[{'text': <'a'>}]>}");
  first = g_strdup (ferry_http_content_get_type (desk->content));
  describe (desk, "{'parts': <[{'text': <'a'>}]>}");
  g_assert_cmpstr (ferry_http_content_get_type (desk->content), !=, first);
}

static void
the_end_is_not_read_from_a_file_that_changed (Desk          *desk,
                                              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (desk->folder, "letter.txt", NULL);
  g_autoptr (GError) error = NULL;
  char bytes[8];

  describe (desk, "{'file': <'%s/letter.txt'>}");
  g_assert_true (ferry_http_content_read (desk->content, 0, bytes, 7, &error));
  g_assert_true (g_file_set_contents (path, "Dear Sir or Madam", -1, NULL));
  g_assert_false (ferry_http_content_read (desk->content, 7, bytes, 1, &error));
  g_assert_nonnull (error);
}

static void
a_short_body_is_asked_of_the_disk_once (Desk          *desk,
                                        gconstpointer  data)
{
  g_autofree char *path = g_build_filename (desk->folder, "letter.txt", NULL);
  gsize size;

  open_content (desk, "{'file': <'%s/letter.txt'>}", NULL);
  g_assert_cmpint (g_remove (path), ==, 0);
  assert_body (desk, "Dear Sir");
  g_assert_cmpmem (ferry_http_content_peek (desk->content, 5, &size), 3, "Sir", size);
}

/* Text can be seen, a file can be read without waiting at most; behind the last
 * byte nobody takes what was not looked at. */
static void
the_end_of_a_long_body_is_always_read (Desk          *desk,
                                       gconstpointer  data)
{
  g_autofree char *path = g_build_filename (desk->folder, "letter.txt", NULL);
  g_autofree char *bytes = g_strnfill (300 * 1024, 'x');
  guint64 length;
  char end[4];
  gsize size;

  g_assert_true (g_file_set_contents (path, bytes, 300 * 1024, NULL));
  open_content (desk, "{'boundary': <'wall'>, 'parts': <[{'file': <'%s/letter.txt'>}]>}", NULL);
  length = ferry_http_content_get_length (desk->content);
  g_assert_cmpmem (ferry_http_content_peek (desk->content, 0, &size), 6, "--wall", 6);
  g_assert_cmpuint (size, ==, length - 300 * 1024 - strlen ("\r\n--wall--\r\n"));
  g_assert_null (ferry_http_content_peek (desk->content, size, &size));
  g_assert_null (ferry_http_content_peek (desk->content, length - 4, &size));
  g_assert_cmpuint (ferry_http_content_read_cached (desk->content, length - 4, end, 4), ==, 0);
  g_assert_cmpuint (ferry_http_content_read_cached (desk->content, 1000, bytes, 1000), <=, 1000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/content/a file is sent as it is", Desk, NULL, set_up, a_file_is_sent_as_it_is, tear_down);
  g_test_add ("/content/a form has files and texts", Desk, NULL, set_up, a_form_has_files_and_texts, tear_down);
  g_test_add ("/content/no name breaks out", Desk, NULL, set_up, no_name_breaks_out, tear_down);
  g_test_add ("/content/another subtype is left as the caller wants it", Desk, NULL, set_up,
              another_subtype_is_left_as_the_caller_wants_it, tear_down);
  g_test_add ("/content/a long name is sent whole", Desk, NULL, set_up, a_long_name_is_sent_whole, tear_down);
  g_test_add ("/content/a boundary that occurs in a file is refused", Desk, NULL, set_up,
              a_boundary_that_occurs_in_a_file_is_refused, tear_down);
  g_test_add ("/content/a boundary is found in a large file", Desk, NULL, set_up,
              a_boundary_is_found_in_a_large_file, tear_down);
  g_test_add ("/content/boundaries differ", Desk, NULL, set_up, boundaries_differ, tear_down);
  g_test_add ("/content/the end is not read from a file that changed", Desk, NULL, set_up,
              the_end_is_not_read_from_a_file_that_changed, tear_down);
  g_test_add ("/content/a short body is asked of the disk once", Desk, NULL, set_up,
              a_short_body_is_asked_of_the_disk_once, tear_down);
  g_test_add ("/content/the end of a long body is always read", Desk, NULL, set_up,
              the_end_of_a_long_body_is_always_read, tear_down);
  return g_test_run ();
}
