/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl put` from outside. */

#include "ferryctl-fixture.h"

#include "ferry-enums.h"

static const char *
string_option (Fixture    *fixture,
               const char *key)
{
  const char *text = NULL;

  g_variant_lookup (fake_service_get_options (fixture->service), key, "&s", &text);
  return text;
}

static void
assert_address (Fixture    *fixture,
                const char *expected)
{
  g_autoptr (JsonObject) object = parse_line (fixture->out);

  g_assert_cmpstr (json_object_get_string_member (object, "uri"), ==, expected);
}

static void
put_ends_when_all_have_ended (Fixture       *fixture,
                              gconstpointer  data)
{
  g_assert_cmpint (run (fixture, "put /etc/hosts http://a/ok"), ==, 0);
  assert_has (fixture->out, "Sent /etc/hosts to http://a/ok (2.0");
  g_assert_cmpstr (fixture->err, ==, "");
  g_assert_cmpint (run (fixture, "put /etc/hosts /etc/hostname http://a/ok"), ==, 0);
  g_assert_cmpuint (count_lines (fixture->out), ==, 2);
  g_assert_cmpint (run (fixture, "put /etc/hosts http://a/missing"), ==, 1);
  assert_has (fixture->err, "not there");
  g_assert_cmpstr (fake_service_get_calls (fixture->service), ==,
                   "Create 1\nCreate 2\nCreate 1\n");
}

static void
put_passes_its_options_on (Fixture       *fixture,
                           gconstpointer  data)
{
  guint number;

  g_assert_cmpint (run (fixture, "put --method PATCH --priority low --group g --resumable ietf"
                                 " --header 'X-One: 1' relative http://a/ok"),
                   ==, 0);
  g_assert_cmpstr (string_option (fixture, "method"), ==, "PATCH");
  g_assert_cmpstr (string_option (fixture, "group"), ==, "g");
  g_assert_true (g_str_has_prefix (string_option (fixture, "file"), "/"));
  g_assert_true (g_str_has_suffix (string_option (fixture, "file"), "/relative"));
  g_assert_true (g_variant_lookup (fake_service_get_options (fixture->service), "resumable", "u",
                                   &number));
  g_assert_cmpuint (number, ==, FERRY_UPLOAD_PROTOCOL_IETF);
  g_assert_true (g_variant_lookup (fake_service_get_options (fixture->service), "priority", "u",
                                   &number));
  g_assert_cmpuint (number, ==, FERRY_TRANSFER_PRIORITY_LOW);
}

static void
put_into_a_folder_keeps_the_name (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_assert_cmpint (run (fixture, "put --json --detach --method PUT '/f/a b?.bin' http://a/dir/"), ==, 0);
  assert_address (fixture, "http://a/dir/a%20b%3F.bin");
  g_assert_cmpint (run (fixture, "put --json --detach --method PUT /f/a http://a/dir/b"), ==, 0);
  assert_address (fixture, "http://a/dir/b");
  g_assert_cmpint (run (fixture, "put --json --detach /f/a http://a/dir/"), ==, 0);
  assert_address (fixture, "http://a/dir/");
}

static char *
string_of (GVariant   *part,
           const char *key)
{
  char *text = NULL;

  g_variant_lookup (part, key, "s", &text);
  return text;
}

static void
assert_part (GVariant   *parts,
             gsize       index,
             const char *name,
             const char *text,
             const char *file)
{
  g_autoptr (GVariant) part = g_variant_get_child_value (parts, index);
  g_autofree char *its_name = string_of (part, "name");
  g_autofree char *its_text = string_of (part, "text");
  g_autofree char *its_file = string_of (part, "file");

  g_assert_cmpstr (its_name, ==, name);
  g_assert_cmpstr (its_text, ==, text);
  g_assert_cmpstr (its_file, ==, file);
}

static void
a_form_is_one_upload (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (GVariant) parts = NULL;

  begin (fixture, "# secret\npassword=a=b\n",
         "put --field title= --field @- --name film /f/a /f/b http://a/ok");
  g_assert_cmpint (end (fixture), ==, 0);
  g_assert_cmpstr (fake_service_get_calls (fixture->service), ==, "Create 1\n");
  parts = g_variant_lookup_value (fake_service_get_options (fixture->service), "parts",
                                  G_VARIANT_TYPE ("aa{sv}"));
  g_assert_cmpuint (g_variant_n_children (parts), ==, 4);
  assert_part (parts, 0, "title", "", NULL);
  assert_part (parts, 1, "password", "a=b", NULL);
  assert_part (parts, 2, "film", NULL, "/f/a");
  assert_part (parts, 3, "film", NULL, "/f/b");
}

static void
a_form_needs_no_file (Fixture       *fixture,
                      gconstpointer  data)
{
  g_assert_cmpint (run (fixture, "put --field a=b http://a/ok"), ==, 0);
  g_assert_null (string_option (fixture, "file"));
}

static void
list_and_show_tell_the_way (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (JsonObject) object = NULL;

  g_assert_cmpint (run (fixture, "put --detach --group g /f/a http://a/slow"), ==, 0);
  g_assert_cmpint (run (fixture, "list"), ==, 0);
  assert_has (fixture->out, "00000001  ↑  running");
  g_assert_cmpint (run (fixture, "show 00000001"), ==, 0);
  assert_has (fixture->out, "upload");
  assert_has (fixture->out, "/tmp/answer");
  assert_has (fixture->out, "tus");
  g_assert_cmpint (run (fixture, "show --json 00000001"), ==, 0);
  object = parse_line (fixture->out);
  g_assert_cmpstr (json_object_get_string_member (object, "kind"), ==, "upload");
  g_assert_cmpstr (json_object_get_string_member (object, "file"), ==, "/f/a");
  g_assert_cmpstr (json_object_get_string_member (object, "result_file"), ==, "/tmp/answer");
  g_assert_cmpstr (json_object_get_string_member (object, "protocol"), ==, "tus");
  g_assert_cmpint (json_object_get_int_member (object, "bytes_received"), ==, 7);
  g_assert_cmpint (json_object_get_int_member (object, "bytes_to_receive"), ==, 7);
}

static void
ctrl_c_leaves_it_running (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *line = NULL;

  spawn (fixture, "put /f/a http://a/offline");
  line = wait_for_line (fixture);
  g_assert_cmpint (interrupt (fixture), ==, 130);
  assert_has (fixture->err, "ferryctl watch 00000001-0000-4000-8000-000000000000\n");
  g_assert_cmpstr (fake_service_get_calls (fixture->service), ==, "Create 1\n");
}

/* clang-format off */
static const Case cases[] = {
  { "put-ends-when-all-have-ended", put_ends_when_all_have_ended },
  { "put-passes-its-options-on", put_passes_its_options_on },
  { "put-into-a-folder-keeps-the-name", put_into_a_folder_keeps_the_name },
  { "a-form-is-one-upload", a_form_is_one_upload },
  { "a-form-needs-no-file", a_form_needs_no_file },
  { "list-and-show-tell-the-way", list_and_show_tell_the_way },
  { "ctrl-c-leaves-it-running", ctrl_c_leaves_it_running },
};
/* clang-format on */

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ("/ferryctl-put/", cases, G_N_ELEMENTS (cases));
  return g_test_run ();
}
