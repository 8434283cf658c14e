/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Secrets in a real keyring, that of GNOME, with a folder of its own. */

#include "ferry-error.h"
#include "keyring-calls.h"

#include <glib/gstdio.h>

typedef struct {
  GSubprocess *daemon; /* (owned) (nullable) when it is not installed */
  char *home;          /* (owned) */
} Fixture;

static void
on_appeared (GDBusConnection *connection,
             const char      *name,
             const char      *owner,
             gpointer         user_data)
{
  gboolean *appeared = user_data;

  *appeared = TRUE;
}

static void
wait_for_service (void)
{
  gboolean appeared = FALSE;
  guint watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets", G_BUS_NAME_WATCHER_FLAGS_NONE,
                                  on_appeared, NULL, &appeared, NULL);

  while (!appeared)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (watch);
}

static void
start_keyring (Fixture *fixture)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");
  gsize written;

  if (program == NULL)
    return;
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_setenv (launcher, "HOME", fixture->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", fixture->home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", fixture->home, TRUE);
  fixture->daemon = g_subprocess_launcher_spawn (launcher, NULL, program, "--foreground", "--unlock",
                                                 "--components=secrets", NULL);
  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (fixture->daemon), "pw", 2,
                                            &written, NULL, NULL));
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (fixture->daemon), NULL, NULL));
  wait_for_service ();
}

static void
another_process_finds_what_was_stored (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autoptr (FerrySecrets) first = ferry_keyring_new (PATIENT_MS);
  g_autoptr (FerrySecrets) second = ferry_keyring_new (PATIENT_MS);
  g_autoptr (FerrySecrets) third = ferry_keyring_new (PATIENT_MS);
  g_autoptr (GError) error = NULL;

  if (fixture->daemon == NULL)
    {
      g_test_skip ("gnome-keyring-daemon is not installed");
      return;
    }
  call_store (first, "one", "p'\"ä\n", &error);
  g_assert_no_error (error);
  assert_found (second, "one", "p'\"ä\n");
  ferry_secrets_clear (first, "one");
  /* The clearing is on its way; the service takes calls one after the other. */
  call_store (first, "two", "pw", &error);
  g_assert_no_error (error);
  g_assert_null (call_lookup (third, "one", &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS);
}

static void
ids_are_listed_without_their_secrets (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autoptr (FerrySecrets) first = ferry_keyring_new (PATIENT_MS);
  g_autoptr (FerrySecrets) second = ferry_keyring_new (PATIENT_MS);
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;

  if (fixture->daemon == NULL)
    {
      g_test_skip ("gnome-keyring-daemon is not installed");
      return;
    }
  g_assert_true (call_store (first, "three", "pw", &error));
  g_assert_true (call_store (first, "four", "pw", &error));
  ids = call_list (second, &error);
  g_assert_no_error (error);
  g_assert_true (g_strv_contains ((const char *const *) ids, "three"));
  g_assert_true (g_strv_contains ((const char *const *) ids, "four"));
}

static void
delete_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      delete_tree (child);
    }
  g_remove (path);
}

static void
stop_keyring (Fixture *fixture)
{
  if (fixture->daemon != NULL)
    {
      g_subprocess_force_exit (fixture->daemon);
      g_subprocess_wait (fixture->daemon, NULL, NULL);
    }
  g_clear_object (&fixture->daemon);
  delete_tree (fixture->home);
  g_free (fixture->home);
}

int
main (int    argc,
      char **argv)
{
  /* Stopped, but never freed: that would wait for the bus connection to go
   * away, which libsecret keeps. */
  static GTestDBus *bus;
  Fixture fixture = { NULL };
  int result;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  g_dbus_connection_set_exit_on_close (g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL), FALSE);
  fixture.home = g_dir_make_tmp ("ferry-keyring-XXXXXX", NULL);
  start_keyring (&fixture);
  g_test_add_data_func ("/keyring-service/another_process_finds_what_was_stored", &fixture,
                        another_process_finds_what_was_stored);
  g_test_add_data_func ("/keyring-service/ids_are_listed_without_their_secrets", &fixture,
                        ids_are_listed_without_their_secrets);
  result = g_test_run ();
  stop_keyring (&fixture);
  g_test_dbus_stop (bus);
  return result;
}
