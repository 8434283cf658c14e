/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command line from outside: the real ferryctl against a fake service on a
 * private bus. */

#include "fake-service.h"

#include "ferry-enums.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>

#define MANY 5000

typedef struct {
  GTestDBus *bus;              /* (owned) */
  GDBusConnection *connection; /* (owned) */
  FakeService *service;        /* (owned) (nullable) */
  GSubprocess *process;        /* (owned) (nullable) */
  char *out;                   /* (owned) what it printed */
  char *err;                   /* (owned) what it complained about */
  gboolean ended;
} Fixture;

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

static void
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

static void
begin (Fixture    *fixture,
       const char *input,
       const char *line)
{
  spawn (fixture, line);
  g_subprocess_communicate_utf8_async (fixture->process, input, NULL, on_communicated, fixture);
}

static int
end (Fixture *fixture)
{
  while (!fixture->ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_subprocess_get_if_exited (fixture->process));
  return g_subprocess_get_exit_status (fixture->process);
}

static int
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
static char *
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

static JsonObject *
parse_line (const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (line, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  return json_object_ref (json_node_get_object (node));
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

static void
assert_has (const char *text,
            const char *part)
{
  if (strstr (text, part) == NULL)
    g_test_message ("“%s” is not in: %s", part, text);
  g_assert_nonnull (strstr (text, part));
}

static void
wrong_usage_is_2 (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char *const lines[] = {
    "",
    "fetch",
    "--fetch",
    "get",
    "get example.org/x",
    "get --colour http://a/ok",
    "get --connections 4 http://a/ok",
    "get -o x http://a/ok http://b/ok",
    "get -o x/ http://a/ok",
    "get -o / http://a/ok",
    "get -o x -d y http://a/ok",
    "get --priority urgent http://a/ok",
    "get --cost none http://a/ok",
    "get --limit-rate fast http://a/ok",
    "get --header Nothing http://a/ok",
    "get --header 'X: a\r\nY: b' http://a/ok",
    "get --header @/nonexistent http://a/ok",
    "get --credentials /nonexistent http://a/ok",
    "get --header @- --input - http://a/ok",
    "get gopher://a/ok",
    "list 0000",
    "show",
    "show 0000 0001",
    "show nonsense",
    "show 000",
    "pause",
    "pause --all 00000001",
    "set 00000001",
    "set --priority high",
    "set 00000001 --uri nowhere",
    "set 00000001 --cost free",
    "watch what",
    "wait 12",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_test_message ("ferryctl %s", lines[i]);
      g_assert_cmpint (run (fixture, lines[i]), ==, 2);
      g_assert_cmpstr (fixture->out, ==, "");
      g_assert_cmpstr (fixture->err, !=, "");
    }
  g_assert_cmpuint (fake_service_get_n_known (fixture->service), ==, 0);
}

static void
help_is_on_stdout (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char *const commands[] = {
    "get",
    "list",
    "show",
    "watch",
    "wait",
    "pause",
    "resume",
    "cancel",
    "retry",
    "remove",
    "set",
  };

  g_assert_cmpint (run (fixture, "--version"), ==, 0);
  g_assert_true (g_str_has_prefix (fixture->out, "ferryctl "));
  g_assert_cmpint (run (fixture, "--help"), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    assert_has (fixture->out, commands[i]);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *line = g_strconcat (commands[i], " --help", NULL);
      g_autofree char *usage = g_strconcat ("ferryctl ", commands[i], NULL);

      g_assert_cmpint (run (fixture, line), ==, 0);
      assert_has (fixture->out, usage);
    }
}

static void
without_a_service_it_is_3 (Fixture       *fixture,
                           gconstpointer  data)
{
  static const char *const lines[] = {
    "get http://a/ok",
    "get --detach http://a/ok",
    "list",
    "list --all",
    "watch",
    "wait",
    "show 00000001",
    "cancel --all",
    "set 00000001 --priority low",
  };

  g_clear_object (&fixture->service);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_test_message ("ferryctl %s", lines[i]);
      g_assert_cmpint (run (fixture, lines[i]), ==, 3);
      g_assert_cmpstr (fixture->out, ==, "");
      g_assert_cmpstr (fixture->err, !=, "");
    }
  fixture->service = fake_service_new (fixture->connection);
}

static void
get_ends_when_all_have_ended (Fixture       *fixture,
                              gconstpointer  data)
{
  g_assert_cmpint (run (fixture, "get -o out.bin http://a/ok"), ==, 0);
  assert_has (fixture->out, "/out.bin (2.0");
  g_assert_cmpstr (fixture->err, ==, "");
  g_assert_cmpint (run (fixture, "get http://a/ok http://b/ok"), ==, 0);
  g_assert_cmpuint (count_lines (fixture->out), ==, 2);
}

static void
get_passes_its_options_on (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("ferryctl-XXXXXX", NULL);
  g_autofree char *line = NULL, *all = NULL;
  g_autoptr (GVariant) headers = NULL;
  GVariant *options;
  const char *text;
  guint64 rate;
  guint number;

  line = g_strconcat ("get --priority high --cost=always --header 'X-One: 1' --header @-"
                      " --method POST --group g --checksum sha256=00 --limit-rate 2M -d ",
                      folder, " http://a/ok", NULL);
  begin (fixture, "# token\nAuthorization: Bearer t\n", line);
  g_assert_cmpint (end (fixture), ==, 0);
  options = fake_service_get_options (fixture->service);
  g_assert_true (g_variant_lookup (options, "folder", "&s", &text));
  g_assert_cmpstr (text, ==, folder);
  g_assert_true (g_variant_lookup (options, "group", "&s", &text));
  g_assert_cmpstr (text, ==, "g");
  g_assert_true (g_variant_lookup (options, "method", "&s", &text));
  g_assert_cmpstr (text, ==, "POST");
  g_assert_true (g_variant_lookup (options, "checksum", "&s", &text));
  g_assert_cmpstr (text, ==, "sha256=00");
  g_assert_true (g_variant_lookup (options, "priority", "u", &number));
  g_assert_cmpuint (number, ==, FERRY_TRANSFER_PRIORITY_HIGH);
  g_assert_true (g_variant_lookup (options, "cost", "u", &number));
  g_assert_cmpuint (number, ==, FERRY_COST_POLICY_ALWAYS);
  g_assert_true (g_variant_lookup (options, "rate-limit", "t", &rate));
  g_assert_cmpuint (rate, ==, 2000000);
  headers = g_variant_lookup_value (options, "headers", G_VARIANT_TYPE ("a(ss)"));
  all = g_variant_print (headers, FALSE);
  assert_has (all, "('X-One', '1')");
  assert_has (all, "('Authorization', 'Bearer t')");
  g_assert_no_errno (g_rmdir (folder));
}

static void
credentials_come_from_a_file (Fixture       *fixture,
                              gconstpointer  data)
{
  const char *username, *password;

  begin (fixture, "bob:secret\n", "get --credentials - http://a/ok");
  g_assert_cmpint (end (fixture), ==, 0);
  g_assert_true (g_variant_lookup (fake_service_get_options (fixture->service), "username", "&s",
                                   &username));
  g_assert_true (g_variant_lookup (fake_service_get_options (fixture->service), "password", "&s",
                                   &password));
  g_assert_cmpstr (username, ==, "bob");
  g_assert_cmpstr (password, ==, "secret");
}

static void
one_that_fails_makes_it_1 (Fixture       *fixture,
                           gconstpointer  data)
{
  g_assert_cmpint (run (fixture, "get http://a/ok http://a/missing"), ==, 1);
  assert_has (fixture->err, "not there");
  g_assert_null (strchr (fixture->err, '\033'));
  g_assert_cmpuint (count_lines (fixture->out), ==, 1);
  g_assert_cmpint (run (fixture, "get http://a/away"), ==, 1);
  assert_has (fixture->err, "canceled");
}

static void
detached_it_prints_the_ids_only (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_assert_cmpint (run (fixture, "get --detach http://a/slow http://b/slow"), ==, 0);
  g_assert_cmpstr (fixture->out, ==,
                   "00000001-0000-4000-8000-000000000000\n"
                   "00000002-0000-4000-8000-000000000000\n");
  g_assert_cmpstr (fixture->err, ==, "");
}

static void
json_is_an_object_a_line (Fixture       *fixture,
                          gconstpointer  data)
{
  static const char *const members[] = {
    "id",
    "kind",
    "uri",
    "file",
    "state",
    "error",
    "http_status",
    "bytes_done",
    "bytes_total",
    "bytes_per_second",
    "priority",
    "cost",
    "group",
    "created",
    "finished",
  };
  g_autoptr (JsonObject) object = NULL;

  g_assert_cmpint (run (fixture, "get --json --cost unrestricted http://a/ok"), ==, 0);
  g_assert_cmpuint (count_lines (fixture->out), ==, 1);
  g_assert_cmpstr (fixture->err, ==, "");
  object = parse_line (fixture->out);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (json_object_has_member (object, members[i]));
  g_assert_cmpstr (json_object_get_string_member (object, "kind"), ==, "download");
  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "completed");
  g_assert_cmpstr (json_object_get_string_member (object, "cost"), ==, "unrestricted-only");
  g_assert_cmpstr (json_object_get_string_member (object, "created"), ==, "1970-01-01T00:00:01Z");
  g_assert_cmpint (json_object_get_int_member (object, "bytes_total"), ==, 2048);
  g_assert_cmpint (json_object_get_int_member (object, "http_status"), ==, 200);
  g_assert_true (json_object_get_null_member (object, "error"));
  g_assert_true (json_object_get_null_member (object, "group"));
}

static void
json_says_why_one_failed (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (JsonObject) object = NULL;

  g_assert_cmpint (run (fixture, "get --json http://a/missing"), ==, 1);
  object = parse_line (fixture->out);
  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "error");
  g_assert_cmpstr (json_object_get_string_member (object, "error_code"), ==, "not-found");
  assert_has (json_object_get_string_member (object, "error"), "not there");
  g_assert_cmpint (json_object_get_int_member (object, "http_status"), ==, 404);
  g_assert_true (json_object_get_null_member (object, "bytes_total"));
}

static void
thousands_are_handed_over_in_a_few_calls (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autoptr (GString) input = g_string_new (NULL);

  for (guint i = 0; i < MANY; i++)
    g_string_append_printf (input, "http://a/%u/ok\n", i);
  begin (fixture, input->str, "get --json --input -");
  g_assert_cmpint (end (fixture), ==, 0);
  g_assert_cmpuint (count_lines (fixture->out), ==, MANY);
  g_assert_cmpuint (count_lines (fake_service_get_calls (fixture->service)), <=, MANY / 500);
}

static void
ctrl_c_leaves_them_running (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *line = NULL;

  spawn (fixture, "get http://a/offline");
  line = wait_for_line (fixture);
  assert_has (line, "waits for the network");
  g_subprocess_send_signal (fixture->process, SIGINT);
  g_subprocess_communicate_utf8_async (fixture->process, NULL, NULL, on_communicated, fixture);
  g_assert_cmpint (end (fixture), ==, 130);
  assert_has (fixture->err, "ferryctl watch 00000001-0000-4000-8000-000000000000\n");
  assert_has (fixture->err, "ferryctl cancel 00000001-0000-4000-8000-000000000000\n");
  g_assert_cmpstr (fixture->out, ==, "");
  g_assert_cmpstr (fake_service_get_calls (fixture->service), ==, "Create 1\n");
}

static void
list_shows_what_has_not_ended (Fixture       *fixture,
                               gconstpointer  data)
{
  g_assert_cmpint (run (fixture, "get --detach http://a/slow http://b/ok http://c/slow"), ==, 0);
  g_assert_cmpint (run (fixture, "list --json"), ==, 0);
  g_assert_cmpuint (count_lines (fixture->out), ==, 2);
  g_assert_cmpint (run (fixture, "list --all --json"), ==, 0);
  g_assert_cmpuint (count_lines (fixture->out), ==, 3);
  g_assert_cmpint (run (fixture, "list --all"), ==, 0);
  g_assert_cmpuint (count_lines (fixture->out), ==, 4);
  assert_has (fixture->out, "00000002  completed");
  g_assert_null (strchr (fixture->out, '\007'));
}

static void
show_tells_all (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (JsonObject) object = NULL;

  g_assert_cmpint (run (fixture, "get --detach http://a/ok"), ==, 0);
  g_assert_cmpint (run (fixture, "show 00000001 --json"), ==, 0);
  object = parse_line (fixture->out);
  g_assert_cmpstr (json_object_get_string_member (object, "actual_uri"), ==,
                   "http://mirror.example/x");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "headers"),
                                                  "ETag"),
                   ==, "\"one\"");
  g_assert_cmpint (run (fixture, "show 00000001-0000-4000-8000-000000000000"), ==, 0);
  assert_has (fixture->out, "completed");
  assert_has (fixture->out, "ETag: \"one\"");
}

static void
an_id_may_be_shortened_while_it_is_clear (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_assert_cmpint (run (fixture, "get --detach http://a/slow http://b/slow"), ==, 0);
  g_assert_cmpint (run (fixture, "pause 00000002"), ==, 0);
  assert_has (fake_service_get_calls (fixture->service), "Pause 1\n");
  g_assert_cmpint (run (fixture, "pause 0000"), ==, 2);
  assert_has (fixture->err, "More than one");
  g_assert_cmpint (run (fixture, "pause 0000000a"), ==, 1);
  g_assert_cmpint (run (fixture, "pause 0000000a-0000-4000-8000-000000000000"), ==, 1);
  g_assert_cmpint (run (fixture, "remove 00000001"), ==, 1);
}

static void
one_command_can_mean_all (Fixture       *fixture,
                          gconstpointer  data)
{
  const char *calls = NULL;

  g_assert_cmpint (run (fixture, "get --detach http://a/slow http://b/slow http://c/ok"), ==, 0);
  g_assert_cmpint (run (fixture, "retry --all"), ==, 0);
  g_assert_cmpint (run (fixture, "pause --all"), ==, 0);
  g_assert_cmpint (run (fixture, "resume --all"), ==, 0);
  g_assert_cmpint (run (fixture, "cancel --all"), ==, 0);
  g_assert_cmpint (run (fixture, "retry --all"), ==, 0);
  g_assert_cmpint (run (fixture, "cancel 00000001 00000001 00000002"), ==, 0);
  g_assert_cmpint (run (fixture, "remove --all"), ==, 0);
  calls = fake_service_get_calls (fixture->service);
  g_assert_cmpstr (calls, ==,
                   "Create 3\nPause 2\nResume 2\nCancel 2\nRetry 2\nCancel 2\nRemove 3\n");
}

static void
set_changes_what_is_given (Fixture       *fixture,
                           gconstpointer  data)
{
  g_assert_cmpint (run (fixture, "get --detach http://a/slow"), ==, 0);
  begin (fixture, "http://b/slow\n", "set 00000001 --uri @- --priority low --cost always");
  g_assert_cmpint (end (fixture), ==, 0);
  g_assert_cmpstr (fake_service_get_calls (fixture->service), ==,
                   "Create 1\nChange uri 'http://b/slow'\nChange priority 2\nChange cost 2\n");
}

static void
watch_and_wait_end_with_the_transfers (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_assert_cmpint (run (fixture, "get --detach http://a/ok http://a/missing"), ==, 0);
  g_assert_cmpint (run (fixture, "wait 00000001"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "");
  g_assert_cmpint (run (fixture, "wait 00000001 00000002"), ==, 1);
  g_assert_cmpint (run (fixture, "wait"), ==, 0);
  g_assert_cmpint (run (fixture, "watch"), ==, 0);
  g_assert_cmpint (run (fixture, "watch 00000001 --json"), ==, 0);
  g_assert_cmpuint (count_lines (fixture->out), ==, 1);
}

typedef struct {
  const char *name;
  void (*test) (Fixture *fixture,
                gconstpointer data);
} Case;

/* clang-format off */
static const Case cases[] = {
  { "wrong-usage-is-2", wrong_usage_is_2 },
  { "help-is-on-stdout", help_is_on_stdout },
  { "without-a-service-it-is-3", without_a_service_it_is_3 },
  { "get-ends-when-all-have-ended", get_ends_when_all_have_ended },
  { "get-passes-its-options-on", get_passes_its_options_on },
  { "credentials-come-from-a-file", credentials_come_from_a_file },
  { "one-that-fails-makes-it-1", one_that_fails_makes_it_1 },
  { "detached-it-prints-the-ids-only", detached_it_prints_the_ids_only },
  { "json-is-an-object-a-line", json_is_an_object_a_line },
  { "json-says-why-one-failed", json_says_why_one_failed },
  { "thousands-are-handed-over-in-a-few-calls", thousands_are_handed_over_in_a_few_calls },
  { "ctrl-c-leaves-them-running", ctrl_c_leaves_them_running },
  { "list-shows-what-has-not-ended", list_shows_what_has_not_ended },
  { "show-tells-all", show_tells_all },
  { "an-id-may-be-shortened-while-it-is-clear", an_id_may_be_shortened_while_it_is_clear },
  { "one-command-can-mean-all", one_command_can_mean_all },
  { "set-changes-what-is-given", set_changes_what_is_given },
  { "watch-and-wait-end-with-the-transfers", watch_and_wait_end_with_the_transfers },
};
/* clang-format on */

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/ferryctl/", cases[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, cases[i].test, tear_down);
    }
  return g_test_run ();
}
