/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Folders in words. */

#include "ferry-folder-chooser.h"

static void
assert_words (const char *base,
              const char *below,
              const char *expected)
{
  g_autofree char *path = g_build_filename (base, below, NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autofree char *words = ferry_folder_words (folder);

  g_assert_cmpstr (words, ==, expected);
}

static void
a_folder_at_home_is_named_from_there (void)
{
  assert_words (g_get_home_dir (), "Films/Old", "~/Films/Old");
  assert_words ("/srv", "images", "/srv/images");
}

static void
what_a_portal_let_in_is_named_as_the_person_did (void)
{
  assert_words (g_get_user_runtime_dir (), "doc/7741f361/Films", "Films");
  assert_words (g_get_user_runtime_dir (), "doc/7741f361/Films/Old", "Films/Old");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/folder/a_folder_at_home_is_named_from_there", a_folder_at_home_is_named_from_there);
  g_test_add_func ("/app/folder/what_a_portal_let_in_is_named_as_the_person_did",
                   what_a_portal_let_in_is_named_as_the_person_did);
  return g_test_run ();
}
