/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command line from outside, but for `get` and `put`. */

#include "ferryctl-fixture.h"

#include <string.h>

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
    "get --connections four http://a/ok",
    "get -o x http://a/ok http://b/ok",
    "get -o x/ http://a/ok",
    "get -o / http://a/ok",
    "get -o x -d y http://a/ok",
    "get --priority urgent http://a/ok",
    "get --cost none http://a/ok",
    "get --limit-rate fast http://a/ok",
    "get --if-exists ask http://a/ok",
    "get --header Nothing http://a/ok",
    "get --header 'X: a\r\nY: b' http://a/ok",
    "get --header @/nonexistent http://a/ok",
    "get --credentials /nonexistent http://a/ok",
    "get --header @- --input - http://a/ok",
    "get gopher://a/ok",
    "put",
    "put http://a/ok",
    "put /etc/hostname",
    "put /etc/hostname nowhere",
    "put --resumable maybe /etc/hostname http://a/ok",
    "put --multipart --resumable tus /etc/hostname http://a/ok",
    "put --field nothing /etc/hostname http://a/ok",
    "put --field =nothing /etc/hostname http://a/ok",
    "put --field @- --header @- /etc/hostname http://a/ok",
    "put --method PUT /etc/hostname /etc/hosts http://a/ok",
    "put /etc/hostname gopher://a/ok",
    "list 0000",
    "show",
    "show 0000 0001",
    "show nonsense",
    "show 000",
    "pause",
    "pause --all 00000001",
    "start",
    "start --all 00000001",
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
    "put",
    "list",
    "show",
    "watch",
    "wait",
    "start",
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
    "put /etc/hostname http://a/ok",
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
  assert_has (fixture->out, "00000002  ↓  completed");
  g_assert_null (strchr (fixture->out, '\007'));
}

static void
list_says_where_the_rest_is (Fixture       *fixture,
                             gconstpointer  data)
{
  g_assert_cmpint (run (fixture, "get http://b/ok"), ==, 0);
  g_assert_cmpint (run (fixture, "list"), ==, 0);
  assert_has (fixture->err, "ferryctl list --all");
}

static void
an_attempt_that_failed_says_why (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autofree char *id = fake_service_add (fixture->service, "http://a/slow");
  g_autofree char *line = NULL;

  fake_service_set (fixture->service, id, "error-domain", g_variant_new_string ("web"));
  fake_service_set (fixture->service, id, "error-message", g_variant_new_string ("No answer"));
  g_assert_cmpint (run (fixture, "list"), ==, 0);
  assert_has (fixture->out, "tries again");
  spawn (fixture, "watch");
  line = wait_for_line (fixture);
  assert_has (line, "tries again: No answer");
  g_assert_cmpint (interrupt (fixture), ==, 130);
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
what_was_only_created_is_started (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *first = fake_service_add (fixture->service, "http://a/slow");
  g_autofree char *second = fake_service_add (fixture->service, "http://b/slow");
  g_autofree char *third = fake_service_add (fixture->service, "http://c/slow");

  g_assert_cmpint (run (fixture, "list"), ==, 0);
  assert_has (fixture->out, "not started");
  g_assert_cmpint (run (fixture, "pause --all"), ==, 0);
  g_assert_cmpint (run (fixture, "start 00000002"), ==, 0);
  g_assert_cmpint (run (fixture, "start --all"), ==, 0);
  g_assert_cmpint (run (fixture, "start --all"), ==, 0);
  g_assert_cmpint (run (fixture, "start 0000000a"), ==, 1);
  g_assert_cmpstr (fake_service_get_calls (fixture->service), ==, "Start 1\nStart 2\n");
  g_assert_cmpint (run (fixture, "list"), ==, 0);
  g_assert_null (strstr (fixture->out, "not started"));
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

/* clang-format off */
static const Case cases[] = {
  { "wrong-usage-is-2", wrong_usage_is_2 },
  { "help-is-on-stdout", help_is_on_stdout },
  { "without-a-service-it-is-3", without_a_service_it_is_3 },
  { "list-shows-what-has-not-ended", list_shows_what_has_not_ended },
  { "list-says-where-the-rest-is", list_says_where_the_rest_is },
  { "an-attempt-that-failed-says-why", an_attempt_that_failed_says_why },
  { "show-tells-all", show_tells_all },
  { "an-id-may-be-shortened-while-it-is-clear", an_id_may_be_shortened_while_it_is_clear },
  { "one-command-can-mean-all", one_command_can_mean_all },
  { "what-was-only-created-is-started", what_was_only_created_is_started },
  { "set-changes-what-is-given", set_changes_what_is_given },
  { "watch-and-wait-end-with-the-transfers", watch_and_wait_end_with_the_transfers },
};
/* clang-format on */

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ("/ferryctl/", cases, G_N_ELEMENTS (cases));
  return g_test_run ();
}
