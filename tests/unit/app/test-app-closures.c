/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a row computes of its download. */

#include "ferry-app-closures.h"

static void
assert_name (const char *path,
             const char *wish,
             const char *uri,
             const char *expected)
{
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autofree char *name = ferry_app_row_name (NULL, file, wish, uri);

  g_assert_cmpstr (name, ==, expected);
}

static void
a_row_is_called_as_its_file_or_its_address (void)
{
  assert_name ("/tmp/real.iso", NULL, "http://example.org/guess.iso", "real.iso");
  assert_name ("/tmp/wish (1).iso", "wish.iso", "http://example.org/guess.iso", "wish (1).iso");
  assert_name (NULL, "wish.iso", "http://example.org/guess.iso", "wish.iso");
  assert_name (NULL, NULL, "http://example.org/guess.iso", "guess.iso");
  assert_name (NULL, NULL, "http://example.org/", "example.org");
  assert_name (NULL, NULL, NULL, "");
}

static void
a_row_says_server_and_state (void)
{
  g_autoptr (GError) error = g_error_new_literal (FERRY_ERROR, FERRY_ERROR_FAILED, "No answer");
  g_autofree char *running = NULL;
  g_autofree char *retrying = NULL;
  g_autofree char *sending = NULL;

  running = ferry_app_row_subtitle (NULL, FERRY_TRANSFER_KIND_DOWNLOAD, "http://example.org/a", FERRY_TRANSFER_STATE_RUNNING, TRUE, NULL,
                                    FERRY_TRANSFER_PRIORITY_HIGH);
  g_assert_cmpstr (running, ==, "example.org · Downloading · High Priority");
  retrying = ferry_app_row_subtitle (NULL, FERRY_TRANSFER_KIND_DOWNLOAD, "http://example.org/a", FERRY_TRANSFER_STATE_IDLE, TRUE, error,
                                     FERRY_TRANSFER_PRIORITY_DEFAULT);
  g_assert_cmpstr (retrying, ==, "example.org · Waiting to try again");
  sending = ferry_app_row_subtitle (NULL, FERRY_TRANSFER_KIND_UPLOAD, "http://example.org/a",
                                    FERRY_TRANSFER_STATE_RUNNING, TRUE, NULL, FERRY_TRANSFER_PRIORITY_DEFAULT);
  g_assert_cmpstr (sending, ==, "example.org · Uploading");
}

static void
a_reason_is_given_only_for_standing_still (void)
{
  g_autoptr (GError) error = g_error_new_literal (FERRY_ERROR, FERRY_ERROR_FAILED, "No answer");
  g_autofree char *running = ferry_app_row_reason (NULL, FERRY_TRANSFER_STATE_RUNNING, error);
  g_autofree char *failed = ferry_app_row_reason (NULL, FERRY_TRANSFER_STATE_ERROR, error);
  g_autofree char *none = ferry_app_row_reason (NULL, FERRY_TRANSFER_STATE_ERROR, NULL);

  g_assert_cmpstr (running, ==, "");
  g_assert_cmpstr (failed, ==, "No answer");
  g_assert_cmpstr (none, ==, "");
}

static void
only_the_end_of_a_failure_is_red (void)
{
  g_auto (GStrv) failed = ferry_app_row_reason_classes (NULL, FERRY_TRANSFER_STATE_ERROR);
  g_auto (GStrv) waiting = ferry_app_row_reason_classes (NULL, FERRY_TRANSFER_STATE_IDLE);

  g_assert_true (g_strv_contains ((const char *const *) failed, "error"));
  g_assert_true (g_strv_contains ((const char *const *) waiting, "warning"));
}

static void
ranges_are_told_to_the_byte (void)
{
  g_autofree char *none = ferry_app_details_ranges (NULL, 0);
  g_autofree char *one = ferry_app_details_ranges (NULL, 1);
  g_autofree char *many = ferry_app_details_ranges (NULL, 5000);

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (one, ==, "0–0");
  g_assert_cmpstr (many, ==, "0–4999");
}

static void
a_label_without_text_has_none (void)
{
  g_assert_false (ferry_app_has_text (NULL, NULL));
  g_assert_false (ferry_app_has_text (NULL, ""));
  g_assert_true (ferry_app_has_text (NULL, "a"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/closures/a_row_is_called_as_its_file_or_its_address", a_row_is_called_as_its_file_or_its_address);
  g_test_add_func ("/app/closures/a_row_says_server_and_state", a_row_says_server_and_state);
  g_test_add_func ("/app/closures/a_reason_is_given_only_for_standing_still", a_reason_is_given_only_for_standing_still);
  g_test_add_func ("/app/closures/only_the_end_of_a_failure_is_red", only_the_end_of_a_failure_is_red);
  g_test_add_func ("/app/closures/ranges_are_told_to_the_byte", ranges_are_told_to_the_byte);
  g_test_add_func ("/app/closures/a_label_without_text_has_none", a_label_without_text_has_none);
  return g_test_run ();
}
