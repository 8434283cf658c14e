/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which files can be sent, and what is said of them. */

#include "ferry-app-files.h"

#define NBSP "\u00a0"

static GFileInfo *
new_info (const char *uri,
          GFileType   type,
          goffset     size)
{
  GFileInfo *info = g_file_info_new ();
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autofree char *name = g_file_get_basename (file);

  g_file_info_set_attribute_object (info, "standard::file", G_OBJECT (file));
  g_file_info_set_display_name (info, name);
  g_file_info_set_file_type (info, type);
  g_file_info_set_size (info, size);
  return info;
}

static void
assert_problem (const char *uri,
                GFileType   type,
                guint64     limit,
                const char *expected)
{
  g_autoptr (GFileInfo) info = new_info (uri, type, 1000);
  g_autofree char *problem = ferry_app_file_problem (info, limit);

  g_assert_cmpstr (problem, ==, expected);
}

static void
only_ordinary_files_of_this_computer_are_sent (void)
{
  assert_problem ("file:///a/b", G_FILE_TYPE_REGULAR, 0, NULL);
  assert_problem ("file:///a/b", G_FILE_TYPE_DIRECTORY, 0, "“b” is a folder; only files can be sent");
  assert_problem ("file:///a/b", G_FILE_TYPE_SPECIAL, 0, "“b” is not an ordinary file");
  assert_problem ("sftp://example.org/b", G_FILE_TYPE_REGULAR, 0, "“b” is not on this computer");
}

static void
a_file_may_be_as_large_as_the_limit (void)
{
  assert_problem ("file:///a/b", G_FILE_TYPE_REGULAR, 1000, NULL);
  assert_problem ("file:///a/b", G_FILE_TYPE_REGULAR, 999,
                  "“b” is larger than 999 bytes, the limit in the preferences");
}

static void
all_files_together_have_the_same_limit (void)
{
  g_autofree char *none = ferry_app_files_problem (G_MAXUINT64, 0);
  g_autofree char *enough = ferry_app_files_problem (2000, 2000);
  g_autofree char *more = ferry_app_files_problem (2001, 2000);

  g_assert_null (none);
  g_assert_null (enough);
  g_assert_cmpstr (more, ==, "Together the files are larger than 2.0" NBSP "kB, the limit in the preferences");
}

static void
files_are_told_from_addresses (void)
{
  g_auto (GStrv) files = ferry_app_files_in ("http://example.org/a\nfile:///a%20b\r\n/c FILE:///d");

  g_assert_cmpuint (g_strv_length (files), ==, 2);
  g_assert_cmpstr (files[0], ==, "file:///a%20b");
  g_assert_cmpstr (files[1], ==, "FILE:///d");
}

static void
a_row_that_is_not_lent_says_nothing (void)
{
  g_autofree char *name = ferry_app_file_name (NULL, NULL);
  g_autofree char *size = ferry_app_file_size (NULL, NULL);
  g_autoptr (GIcon) icon = ferry_app_file_icon (NULL, NULL);

  g_assert_cmpstr (name, ==, "");
  g_assert_cmpstr (size, ==, "");
  g_assert_nonnull (icon);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/files/only_ordinary_files_of_this_computer_are_sent", only_ordinary_files_of_this_computer_are_sent);
  g_test_add_func ("/app/files/a_file_may_be_as_large_as_the_limit", a_file_may_be_as_large_as_the_limit);
  g_test_add_func ("/app/files/all_files_together_have_the_same_limit", all_files_together_have_the_same_limit);
  g_test_add_func ("/app/files/files_are_told_from_addresses", files_are_told_from_addresses);
  g_test_add_func ("/app/files/a_row_that_is_not_lent_says_nothing", a_row_that_is_not_lent_says_nothing);
  return g_test_run ();
}
