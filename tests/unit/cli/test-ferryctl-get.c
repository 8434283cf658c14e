/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl get` from outside. */

#include "ferryctl-fixture.h"

#include "ferry-enums.h"

#include <glib/gstdio.h>
#include <string.h>

#define MANY 5000

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
                      " --method POST --group g --checksum sha256=00 --if-exists=fail"
                      " --limit-rate 2M -d ",
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
  g_assert_true (g_variant_lookup (options, "if-exists", "u", &number));
  g_assert_cmpuint (number, ==, FERRY_IF_EXISTS_FAIL);
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
  g_assert_cmpint (interrupt (fixture), ==, 130);
  assert_has (fixture->err, "ferryctl watch 00000001-0000-4000-8000-000000000000\n");
  assert_has (fixture->err, "ferryctl cancel 00000001-0000-4000-8000-000000000000\n");
  g_assert_cmpstr (fixture->out, ==, "");
  g_assert_cmpstr (fake_service_get_calls (fixture->service), ==, "Create 1\n");
}

/* clang-format off */
static const Case cases[] = {
  { "get-ends-when-all-have-ended", get_ends_when_all_have_ended },
  { "get-passes-its-options-on", get_passes_its_options_on },
  { "credentials-come-from-a-file", credentials_come_from_a_file },
  { "one-that-fails-makes-it-1", one_that_fails_makes_it_1 },
  { "detached-it-prints-the-ids-only", detached_it_prints_the_ids_only },
  { "json-is-an-object-a-line", json_is_an_object_a_line },
  { "json-says-why-one-failed", json_says_why_one_failed },
  { "thousands-are-handed-over-in-a-few-calls", thousands_are_handed_over_in_a_few_calls },
  { "ctrl-c-leaves-them-running", ctrl_c_leaves_them_running },
};
/* clang-format on */

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ("/ferryctl-get/", cases, G_N_ELEMENTS (cases));
  return g_test_run ();
}
