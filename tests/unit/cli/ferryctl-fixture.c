/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs ferryctl on a private bus, and keeps what it says. */

#include "ferryctl-fixture.h"

#include <signal.h>
#include <string.h>

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (fixture->bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
      G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, NULL);
  g_assert_nonnull (fixture->connection);
  fixture->service = fake_service_new (fixture->connection);
}

static void
forget_process (Fixture *fixture)
{
  g_clear_object (&fixture->process);
  g_clear_pointer (&fixture->out, g_free);
  g_clear_pointer (&fixture->err, g_free);
  fixture->ended = FALSE;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  forget_process (fixture);
  g_assert_finalize_object (fixture->service);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_clear_object (&fixture->connection);
  g_test_dbus_down (fixture->bus);
  g_clear_object (&fixture->bus);
}

static void
on_communicated (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result,
                                                       &fixture->out, &fixture->err, NULL));
  fixture->ended = TRUE;
}

void
spawn (Fixture    *fixture,
       const char *line)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autofree char *command = g_strconcat (g_getenv ("FERRYCTL"), " ", line, NULL);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;

  forget_process (fixture);
  g_assert_true (g_shell_parse_argv (command, NULL, &argv, NULL));
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                        G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                        G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS",
                                g_test_dbus_get_bus_address (fixture->bus), TRUE);
  fixture->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
}

void
begin (Fixture    *fixture,
       const char *input,
       const char *line)
{
  spawn (fixture, line);
  g_subprocess_communicate_utf8_async (fixture->process, input, NULL, on_communicated, fixture);
}

int
end (Fixture *fixture)
{
  while (!fixture->ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_subprocess_get_if_exited (fixture->process));
  return g_subprocess_get_exit_status (fixture->process);
}

int
run (Fixture    *fixture,
     const char *line)
{
  begin (fixture, NULL, line);
  return end (fixture);
}

static void
on_line (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(char **) user_data =
    g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
}

/* Returns the first line of complaint, as soon as it comes. */
char *
wait_for_line (Fixture *fixture)
{
  g_autoptr (GDataInputStream) stream =
    g_data_input_stream_new (g_subprocess_get_stderr_pipe (fixture->process));
  char *line = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);
  g_data_input_stream_read_line_async (stream, G_PRIORITY_DEFAULT, NULL, on_line, &line);
  while (line == NULL)
    g_main_context_iteration (NULL, TRUE);
  return line;
}

JsonObject *
parse_line (const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (line, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  return json_object_ref (json_node_get_object (node));
}

guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

void
assert_has (const char *text,
            const char *part)
{
  if (strstr (text, part) == NULL)
    g_test_message ("“%s” is not in: %s", part, text);
  g_assert_nonnull (strstr (text, part));
}

/* Sends Ctrl-C, and waits for what becomes of it. */
int
interrupt (Fixture *fixture)
{
  g_subprocess_send_signal (fixture->process, SIGINT);
  g_subprocess_communicate_utf8_async (fixture->process, NULL, NULL, on_communicated, fixture);
  return end (fixture);
}

void
add_cases (const char *prefix,
           const Case *cases,
           gsize       n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *path = g_strconcat (prefix, cases[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, cases[i].test, tear_down);
    }
}
