/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bodies of uploads, byte for byte. */

#include "ferry-http-content.h"

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

static void
make (Desk       *desk,
      const char *options)
{
  g_autoptr (GString) text = g_string_new (options);
  g_autoptr (GVariant) parsed = NULL;
  g_autoptr (FerryRequest) request = NULL;
  g_autoptr (FerrySource) source = NULL;
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
  desk->content = ferry_http_content_new (request, source);
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
  make (desk, "{'file': <'%s/letter.txt'>}");
  g_assert_cmpstr (ferry_http_content_get_type (desk->content), ==, "text/plain");
  assert_body (desk, "Dear Sir");
}

static void
a_form_has_files_and_texts (Desk          *desk,
                            gconstpointer  data)
{
  make (desk, "{'boundary': <'wall'>, 'parts': <["
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
  make (desk, "{'boundary': <'wall'>, 'parts': <["
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
  make (desk, "{'boundary': <'a wall'>, 'subtype': <'related'>, 'parts': <["
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

static void
boundaries_differ (Desk          *desk,
                   gconstpointer  data)
{
  g_autofree char *first = NULL;

  make (desk, "{'parts': <[{'text': <'a'>}]>}");
  first = g_strdup (ferry_http_content_get_type (desk->content));
  g_clear_pointer (&desk->content, ferry_http_content_unref);
  make (desk, "{'parts': <[{'text': <'a'>}]>}");
  g_assert_cmpstr (ferry_http_content_get_type (desk->content), !=, first);
}

static void
the_end_is_not_read_from_a_file_that_changed (Desk          *desk,
                                              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (desk->folder, "letter.txt", NULL);
  g_autoptr (GError) error = NULL;
  char bytes[8];

  make (desk, "{'file': <'%s/letter.txt'>}");
  g_assert_true (ferry_http_content_read (desk->content, 0, bytes, 7, &error));
  g_assert_true (g_file_set_contents (path, "Dear Sir or Madam", -1, NULL));
  g_assert_false (ferry_http_content_read (desk->content, 7, bytes, 1, &error));
  g_assert_nonnull (error);
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
  g_test_add ("/content/boundaries differ", Desk, NULL, set_up, boundaries_differ, tear_down);
  g_test_add ("/content/the end is not read from a file that changed", Desk, NULL, set_up,
              the_end_is_not_read_from_a_file_that_changed, tear_down);
  return g_test_run ();
}
