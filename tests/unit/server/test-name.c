/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No name leads out of a folder, hides, or is too long. */

#include "server-name.h"

#include <string.h>

static void
assert_safe (const char *wanted,
             const char *expected)
{
  g_autofree char *name = server_name_make_safe (wanted);

  g_assert_cmpstr (name, ==, expected);
}

static void
a_good_name_stays (void)
{
  assert_safe ("report.pdf", "report.pdf");
  assert_safe ("na\xc3\xafve \xe2\x82\xac \"quoted\".txt", "na\xc3\xafve \xe2\x82\xac \"quoted\".txt");
}

static void
a_bad_name_becomes_a_good_one (void)
{
  assert_safe (NULL, "upload");
  assert_safe ("", "upload");
  assert_safe ("/", "upload");
  assert_safe (".", "_");
  assert_safe ("..", "_.");
  assert_safe ("../../etc/passwd", "passwd");
  assert_safe ("/etc/passwd", "passwd");
  assert_safe ("C:\\windows\\system.ini", "C:_windows_system.ini");
  assert_safe (".bashrc", "_bashrc");
  assert_safe ("a\r\nb\x1b[31m\x7f.txt", "a__b_[31m_.txt");
  assert_safe ("na\xefve", "na\xef\xbf\xbdve");
}

static void
a_long_name_is_cut_between_characters (void)
{
  g_autofree char *longest = g_strnfill (255, 'x');
  g_autofree char *longer = g_strconcat (longest + 1, "\xc3\xa9", NULL);
  g_autofree char *name = server_name_make_safe (longer);

  assert_safe (longest, longest);
  g_assert_cmpuint (strlen (name), ==, 254);
}

static void
assert_numbered (const char *name,
                 guint       number,
                 const char *expected)
{
  g_autofree char *numbered = server_name_number (name, number);

  g_assert_cmpstr (numbered, ==, expected);
}

static void
a_number_stands_before_the_ending (void)
{
  g_autofree char *longest = g_strnfill (255, 'x');
  g_autofree char *numbered = server_name_number (longest, 12);

  assert_numbered ("photo.jpg", 0, "photo.jpg");
  assert_numbered ("photo.jpg", 2, "photo (2).jpg");
  assert_numbered ("photo", 1, "photo (1)");
  g_assert_cmpuint (strlen (numbered), ==, 255);
  g_assert_true (g_str_has_suffix (numbered, "x (12)"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/name/a-good-name-stays", a_good_name_stays);
  g_test_add_func ("/server/name/a-bad-name-becomes-a-good-one", a_bad_name_becomes_a_good_one);
  g_test_add_func ("/server/name/a-long-name-is-cut-between-characters", a_long_name_is_cut_between_characters);
  g_test_add_func ("/server/name/a-number-stands-before-the-ending", a_number_stands_before_the_ending);
  return g_test_run ();
}
