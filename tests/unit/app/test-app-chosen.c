/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that a person has chosen. */

#include "ferry-chosen-files.h"

#include "ferry-app-files.h"

#include <glib/gstdio.h>

typedef struct {
  char *folder;            /* (owned) */
  FerryChosenFiles *files; /* (owned) */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("ferry-chosen-XXXXXX", NULL);
  fixture->files = ferry_chosen_files_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->files);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static void
on_added (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/* Returns: why one was left out, or NULL. */
static char *
add (Fixture           *fixture,
     const char *const *names)
{
  g_autoptr (GListStore) more = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_build_filename (fixture->folder, names[i], NULL);

      g_list_store_append (more, file);
    }
  ferry_chosen_files_add_async (fixture->files, G_LIST_MODEL (more), 10, NULL, on_added, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  ferry_chosen_files_add_finish (fixture->files, result, &error);
  return error != NULL ? g_strdup (error->message) : NULL;
}

static void
make (Fixture    *fixture,
      const char *name,
      const char *content)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  if (content != NULL)
    g_assert_true (g_file_set_contents (path, content, -1, NULL));
  else
    g_assert_cmpint (g_unlink (path), ==, 0);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (ferry_chosen_files_get_model (fixture->files));
}

static void
it_goes_away (Fixture       *fixture,
              gconstpointer  data)
{
  g_assert_cmpuint (count (fixture), ==, 0);
}

static void
files_stay_in_their_order_and_come_once (Fixture       *fixture,
                                         gconstpointer  data)
{
  const char *const names[] = { "b", "a", "b", NULL };
  g_autofree char *problem = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *first = NULL;

  make (fixture, "a", "12345");
  make (fixture, "b", "123");
  problem = add (fixture, names);
  g_assert_null (problem);
  files = ferry_chosen_files_dup_files (fixture->files);
  g_assert_cmpuint (files->len, ==, 2);
  first = g_file_get_basename (files->pdata[0]);
  g_assert_cmpstr (first, ==, "b");
  g_assert_cmpuint (ferry_chosen_files_get_size (fixture->files), ==, 8);
  make (fixture, "a", NULL);
  make (fixture, "b", NULL);
}

static void
what_was_taken_off_can_be_chosen_again (Fixture       *fixture,
                                        gconstpointer  data)
{
  const char *const names[] = { "a", NULL };

  make (fixture, "a", "12345");
  g_free (add (fixture, names));
  ferry_chosen_files_remove (fixture->files, 0);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_free (add (fixture, names));
  g_assert_cmpuint (count (fixture), ==, 1);
  ferry_chosen_files_clear (fixture->files);
  g_free (add (fixture, names));
  g_assert_cmpuint (count (fixture), ==, 1);
  make (fixture, "a", NULL);
}

static void
what_cannot_be_sent_is_left_out_and_said_once (Fixture       *fixture,
                                               gconstpointer  data)
{
  const char *const names[] = { "large", "missing", "a", NULL };
  g_autofree char *problem = NULL;

  make (fixture, "a", "12345");
  make (fixture, "large", "12345678901");
  problem = add (fixture, names);
  g_assert_cmpstr (problem, ==,
                   "“large” is larger than 10 bytes, the limit in the preferences (and 1 more was left out)");
  g_assert_cmpuint (count (fixture), ==, 1);
  make (fixture, "a", NULL);
  make (fixture, "large", NULL);
}

/* Whoever lowers the limit means the files that are chosen already, too. */
static void
a_new_limit_holds_for_what_is_chosen (Fixture       *fixture,
                                      gconstpointer  data)
{
  const char *const names[] = { "a", NULL };
  g_autofree char *same = NULL;
  g_autofree char *lower = NULL;

  make (fixture, "a", "12345");
  g_free (add (fixture, names));
  same = ferry_chosen_files_get_problem (fixture->files, 5);
  lower = ferry_chosen_files_get_problem (fixture->files, 4);
  g_assert_null (same);
  g_assert_cmpstr (lower, ==, "“a” is larger than 4 bytes, the limit in the preferences");
  make (fixture, "a", NULL);
}

#define ADD(name) g_test_add ("/app/chosen/" #name, Fixture, NULL, set_up, name, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD (it_goes_away);
  ADD (files_stay_in_their_order_and_come_once);
  ADD (what_was_taken_off_can_be_chosen_again);
  ADD (what_cannot_be_sent_is_left_out_and_said_once);
  ADD (a_new_limit_holds_for_what_is_chosen);
  return g_test_run ();
}
