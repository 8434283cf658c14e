/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which app a process belongs to, by what its root holds. */

#include "ferry-sandbox.h"

#include "ferry-error.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define PID 42

typedef struct {
  char *proc; /* (owned) */
  char *root; /* (owned) of the process */
  char *info; /* (owned) path of its .flatpak-info */
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  self->proc = g_dir_make_tmp ("ferry-proc-XXXXXX", &error);
  g_assert_no_error (error);
  self->root = g_strdup_printf ("%s/%d/root", self->proc, PID);
  self->info = g_build_filename (self->root, ".flatpak-info", NULL);
  g_assert_cmpint (g_mkdir_with_parents (self->root, 0700), ==, 0);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *process = g_path_get_dirname (self->root);

  g_remove (self->info);
  g_rmdir (self->root);
  g_rmdir (process);
  g_rmdir (self->proc);
  g_free (self->info);
  g_free (self->root);
  g_free (self->proc);
}

static void
assert_unknown (Fixture *self,
                guint    pid)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ferry_sandbox_read_app_id (self->proc, pid, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_ACCESS_DENIED);
}

static void
assert_is (Fixture    *self,
           const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *app_id = ferry_sandbox_read_app_id (self->proc, PID, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (app_id, ==, expected);
}

static void
put (Fixture    *self,
     const char *text)
{
  g_assert_true (g_file_set_contents (self->info, text, -1, NULL));
}

static void
without_the_file_there_is_no_sandbox (Fixture       *self,
                                      gconstpointer  data)
{
  assert_is (self, "");
}

static void
the_file_names_the_app (Fixture       *self,
                        gconstpointer  data)
{
  put (self, "[Application]\nname=org.example.App\nruntime=runtime/org.example.Platform\n");
  assert_is (self, "org.example.App");
}

static void
rubbish_is_not_taken_for_the_outside (Fixture       *self,
                                      gconstpointer  data)
{
  static const char *const texts[] = { "", "rubbish", "[Application]\n", "[Application]\nname=\n",
                                       "[Application]\nname=../../etc\n", "[Instance]\nname=org.example.App\n" };
  g_autofree char *huge = g_strnfill (1024 * 1024, '#');

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      put (self, texts[i]);
      assert_unknown (self, PID);
    }
  put (self, huge);
  assert_unknown (self, PID);
}

static void
a_link_is_not_followed (Fixture       *self,
                        gconstpointer  data)
{
  g_assert_cmpint (symlink ("/nonexistent", self->info), ==, 0);
  assert_unknown (self, PID);
}

static void
a_process_that_has_ended_is_unknown (Fixture       *self,
                                     gconstpointer  data)
{
  assert_unknown (self, PID + 1);
}

static void
this_process_is_in_no_sandbox (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *app_id = NULL;

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("It is in one");
      return;
    }
  app_id = ferry_sandbox_read_app_id ("/proc", getpid (), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (app_id, ==, "");
}

static void
a_program_goes_by_the_name_of_its_process (Fixture       *self,
                                           gconstpointer  data)
{
  g_autofree char *comm = g_strdup_printf ("%s/%d/comm", self->proc, PID);
  g_autofree char *nameless = ferry_sandbox_read_program (self->proc, PID);
  g_autofree char *name = NULL, *long_name = NULL;

  g_assert_cmpstr (nameless, ==, "");
  g_assert_true (g_file_set_contents (comm, "wget\n", -1, NULL));
  name = ferry_sandbox_read_program (self->proc, PID);
  g_assert_cmpstr (name, ==, "wget");
  g_assert_true (g_file_set_contents (comm, "0123456789abcdef0123", -1, NULL));
  long_name = ferry_sandbox_read_program (self->proc, PID);
  g_assert_cmpstr (long_name, ==, "0123456789abcdef");
  g_remove (comm);
}

#define ADD(name, function) g_test_add ("/sandbox/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("without the file there is no sandbox", without_the_file_there_is_no_sandbox);
  ADD ("the file names the app", the_file_names_the_app);
  ADD ("rubbish is not taken for the outside", rubbish_is_not_taken_for_the_outside);
  ADD ("a program goes by the name of its process", a_program_goes_by_the_name_of_its_process);
  ADD ("a link is not followed", a_link_is_not_followed);
  ADD ("a process that has ended is unknown", a_process_that_has_ended_is_unknown);
  g_test_add_func ("/sandbox/this process is in no sandbox", this_process_is_in_no_sandbox);

  return g_test_run ();
}
