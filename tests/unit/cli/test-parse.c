/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words of a command line, right ones and wrong ones. */

#include "cli-parse.h"

#include <glib/gstdio.h>

static void
a_rate_may_have_a_suffix (void)
{
  static const struct {
    const char *text;
    guint64 rate; /* 0 when it is none */
  } cases[] = {
    { "1", 1 },
    { "500k", 500000 },
    { "500K", 500000 },
    { "2M", 2000000 },
    { "1G", 1000000000 },
    { "9223372036854775807", G_MAXINT64 },
    { "", 0 },
    { "0", 0 },
    { "k", 0 },
    { "-1", 0 },
    { "+1", 0 },
    { " 1", 0 },
    { "1T", 0 },
    { "1kk", 0 },
    { "1.5M", 0 },
    { "9223372036854775808", 0 },
    { "99999999999999999999", 0 },
    { "9223372036854775807k", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      guint64 rate = 0;

      if (ferry_cli_parse_rate (cases[i].text, &rate, &error))
        g_assert_no_error (error);
      else
        g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
      g_assert_cmpuint (rate, ==, cases[i].rate);
    }
}

static void
a_header_has_a_name_and_a_value (void)
{
  static const struct {
    const char *text;
    const char *name;
    const char *value;
  } cases[] = {
    { "Accept: text/html", "Accept", "text/html" },
    { "X-Empty:", "X-Empty", "" },
    { "X-Colons:a:b", "X-Colons", "a:b" },
    { "Authorization:  Bearer t ", "Authorization", "Bearer t" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = NULL, *value = NULL;
      g_autoptr (GError) error = NULL;

      ferry_cli_parse_header (cases[i].text, &name, &value, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (name, ==, cases[i].name);
      g_assert_cmpstr (value, ==, cases[i].value);
    }
}

static void
a_header_never_becomes_two (void)
{
  static const char *const cases[] = {
    "",
    "NoColon",
    ": value",
    "Two words: value",
    "X: a\r\nY: b",
    "X: a\nY: b",
    "X: a\r",
    "X\r\n: a",
    "X: \x01",
    "X: secret-value\xff",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = NULL, *value = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_false (ferry_cli_parse_header (cases[i], &name, &value, &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
      g_assert_null (strstr (error->message, "secret-value"));
      g_assert_null (name);
      g_assert_null (value);
    }
}

static void
a_field_has_a_name_and_a_value (void)
{
  static const char *const bad[] = { "", "=", "=value", "no-equals-sign", "a=secret-value\xff" };
  g_autofree char *name = NULL, *value = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ferry_cli_parse_field ("a b= c=d ", &name, &value, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "a b");
  g_assert_cmpstr (value, ==, " c=d ");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (ferry_cli_parse_field (bad[i], &name, &value, &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
      g_assert_null (strstr (error->message, "secret-value"));
      g_clear_error (&error);
    }
}

static void
choices_have_names (void)
{
  int choice;
  g_autoptr (GError) error = NULL;

  g_assert_true (ferry_cli_parse_choice ("high", "priority", FERRY_TYPE_TRANSFER_PRIORITY, &choice, NULL));
  g_assert_cmpint (choice, ==, FERRY_TRANSFER_PRIORITY_HIGH);
  g_assert_false (ferry_cli_parse_choice ("urgent", "priority", FERRY_TYPE_TRANSFER_PRIORITY, &choice, NULL));
  g_assert_true (ferry_cli_parse_choice ("always", "cost", FERRY_TYPE_COST_POLICY, &choice, NULL));
  g_assert_cmpint (choice, ==, FERRY_COST_POLICY_ALWAYS);
  g_assert_true (ferry_cli_parse_choice ("unrestricted", "cost", FERRY_TYPE_COST_POLICY, &choice, NULL));
  g_assert_cmpint (choice, ==, FERRY_COST_POLICY_UNRESTRICTED_ONLY);
  g_assert_true (ferry_cli_parse_choice ("unrestricted-only", "cost", FERRY_TYPE_COST_POLICY, &choice, NULL));
  g_assert_false (ferry_cli_parse_choice ("", "cost", FERRY_TYPE_COST_POLICY, &choice, NULL));
  g_assert_false (ferry_cli_parse_choice ("free", "cost", FERRY_TYPE_COST_POLICY, &choice, &error));
  g_assert_cmpstr (error->message, ==, "“free” is no value of --cost; there are default, unrestricted, always");
  g_assert_true (ferry_cli_parse_choice ("never", "resumable", FERRY_TYPE_UPLOAD_PROTOCOL, &choice, NULL));
  g_assert_cmpint (choice, ==, FERRY_UPLOAD_PROTOCOL_PLAIN);
  g_assert_true (ferry_cli_parse_choice ("ietf", "resumable", FERRY_TYPE_UPLOAD_PROTOCOL, &choice, NULL));
  g_assert_cmpint (choice, ==, FERRY_UPLOAD_PROTOCOL_IETF);
  g_assert_false (ferry_cli_parse_choice ("always", "resumable", FERRY_TYPE_UPLOAD_PROTOCOL, &choice, NULL));
}

static void
credentials_are_one_line (void)
{
  static const char *const wrong[] = { "", "user", ":password", "\nuser:password", "u\xff:p" };
  g_autofree char *username = NULL, *password = NULL;

  g_assert_true (ferry_cli_parse_credentials ("bob:a:b c\r\nrest", &username, &password, NULL));
  g_assert_cmpstr (username, ==, "bob");
  g_assert_cmpstr (password, ==, "a:b c");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (ferry_cli_parse_credentials (wrong[i], &username, &password, NULL));
}

static void
an_address_that_is_none_shows_no_secret (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ferry_cli_check_address ("https://example.org/a?b#c", NULL));
  g_assert_false (ferry_cli_check_address ("", NULL));
  g_assert_false (ferry_cli_check_address ("http://a/\xff", NULL));
  g_assert_false (ferry_cli_check_address ("bob:hunter2@example.org/x?token=hunter3", &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  g_assert_nonnull (strstr (error->message, "example.org/x"));
  g_assert_null (strstr (error->message, "hunter"));
}

static void
an_id_has_four_characters_at_least (void)
{
  g_assert_true (ferry_cli_check_id ("0a1b", NULL));
  g_assert_true (ferry_cli_check_id ("0A1B2C3D-", NULL));
  g_assert_true (ferry_cli_check_id ("00000001-0000-4000-8000-000000000000", NULL));
  g_assert_false (ferry_cli_check_id ("0a1", NULL));
  g_assert_false (ferry_cli_check_id ("ghij", NULL));
  g_assert_false (ferry_cli_check_id ("", NULL));
  g_assert_false (ferry_cli_check_id ("00000001-0000-4000-8000-0000000000000", NULL));
}

static void
empty_lines_and_remarks_are_left_out (void)
{
  static const char *const expected[] = { "http://a/", "http://b/#x", NULL };
  g_auto (GStrv) lines = ferry_cli_split_lines ("\n# all\n http://a/ \r\n\nhttp://b/#x");

  g_assert_cmpstrv (lines, expected);
}

static void
a_source_is_text_that_can_be_read (void)
{
  g_autofree char *path = NULL, *text = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("ferryctl-XXXXXX", &path, NULL);

  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_file_set_contents (path, "X: y\n", -1, NULL));
  text = ferry_cli_read_source (path, NULL);
  g_assert_cmpstr (text, ==, "X: y\n");
  g_assert_true (g_file_set_contents (path, "a\0b", 3, NULL));
  g_assert_null (ferry_cli_read_source (path, NULL));
  g_assert_no_errno (g_unlink (path));
  g_assert_null (ferry_cli_read_source ("/", NULL));
  g_assert_null (ferry_cli_read_source (path, &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/parse/a-rate-may-have-a-suffix", a_rate_may_have_a_suffix);
  g_test_add_func ("/cli/parse/a-header-has-a-name-and-a-value", a_header_has_a_name_and_a_value);
  g_test_add_func ("/cli/parse/a-header-never-becomes-two", a_header_never_becomes_two);
  g_test_add_func ("/cli/parse/a-field-has-a-name-and-a-value", a_field_has_a_name_and_a_value);
  g_test_add_func ("/cli/parse/choices-have-names", choices_have_names);
  g_test_add_func ("/cli/parse/credentials-are-one-line", credentials_are_one_line);
  g_test_add_func ("/cli/parse/an-address-that-is-none-shows-no-secret",
                   an_address_that_is_none_shows_no_secret);
  g_test_add_func ("/cli/parse/an-id-has-four-characters-at-least",
                   an_id_has_four_characters_at_least);
  g_test_add_func ("/cli/parse/empty-lines-and-remarks-are-left-out",
                   empty_lines_and_remarks_are_left_out);
  g_test_add_func ("/cli/parse/a-source-is-text-that-can-be-read",
                   a_source_is_text_that_can_be_read);
  return g_test_run ();
}
