/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers and states in words. */

#include "ferry-app-words.h"

#define NBSP "\u00a0"

static void
assert_amount (guint64     received,
               guint64     total,
               const char *expected)
{
  g_autofree char *words = ferry_app_words_for_amount (received, total);

  g_assert_cmpstr (words, ==, expected);
}

static void
an_amount_names_the_whole_while_it_is_known (void)
{
  assert_amount (1200000, 5000000, "1.2" NBSP "MB of 5.0" NBSP "MB");
  assert_amount (1200000, 0, "1.2" NBSP "MB");
  assert_amount (5000000, 5000000, "5.0" NBSP "MB");
}

static void
assert_time_left (guint64     bytes,
                  guint64     speed,
                  const char *expected)
{
  g_autofree char *words = ferry_app_words_for_time_left (bytes, speed);

  g_assert_cmpstr (words, ==, expected);
}

static void
a_time_left_is_said_as_a_person_would (void)
{
  assert_time_left (1, 1000, "1 second left");
  assert_time_left (60, 1, "60 seconds left");
  assert_time_left (61, 1, "2 minutes left");
  assert_time_left (3600, 1, "60 minutes left");
  assert_time_left (2 * 3600, 1, "about 2 hours left");
  assert_time_left (3 * 86400, 1, "about 3 days left");
}

static void
nobody_knows_the_time_left_of_what_stands_still (void)
{
  assert_time_left (1000, 0, NULL);
  assert_time_left (G_MAXUINT64, 1, NULL);
  assert_time_left (40 * 86400, 1, NULL);
}

static void
assert_progress (FerryTransferState  state,
                 guint64             received,
                 guint64             total,
                 guint64             speed,
                 const char         *expected)
{
  g_autofree char *words = ferry_app_words_for_progress (state, received, total, speed);

  g_assert_cmpstr (words, ==, expected);
}

static void
speed_is_only_said_while_bytes_come (void)
{
  assert_progress (FERRY_TRANSFER_STATE_RUNNING, 1000, 3000, 1000,
                   "1.0" NBSP "kB of 3.0" NBSP "kB · 1.0" NBSP "kB/s · 2 seconds left");
  assert_progress (FERRY_TRANSFER_STATE_RUNNING, 1000, 0, 1000,
                   "1.0" NBSP "kB · 1.0" NBSP "kB/s");
  assert_progress (FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION, 1000, 3000, 1000,
                   "1.0" NBSP "kB of 3.0" NBSP "kB");
  assert_progress (FERRY_TRANSFER_STATE_IDLE, 0, 0, 0, "");
}

/* More may arrive than a server had promised. */
static void
more_than_the_whole_is_no_trouble (void)
{
  assert_progress (FERRY_TRANSFER_STATE_RUNNING, 3000, 1000, 1000,
                   "3.0" NBSP "kB of 1.0" NBSP "kB · 1.0" NBSP "kB/s");
}

static void
every_state_has_words_of_its_own (void)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (FERRY_TYPE_TRANSFER_STATE);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < states->n_values; i++)
    g_assert_true (g_hash_table_add (seen, ferry_app_words_for_state (FERRY_TRANSFER_KIND_DOWNLOAD, states->values[i].value, TRUE, FALSE)));
  g_assert_true (g_hash_table_add (seen, ferry_app_words_for_state (FERRY_TRANSFER_KIND_DOWNLOAD, FERRY_TRANSFER_STATE_IDLE, FALSE, FALSE)));
  g_assert_true (g_hash_table_add (seen, ferry_app_words_for_state (FERRY_TRANSFER_KIND_DOWNLOAD, 99, TRUE, FALSE)));
}

static void
assert_event (FerryTransferKind   kind,
              FerryTransferState  state,
              guint64             received,
              const char         *path,
              const char         *reason,
              const char         *expected)
{
  g_autofree char *words = ferry_app_words_for_event (kind, state, TRUE, received, path, reason);

  g_assert_cmpstr (words, ==, expected);
}

static void
an_event_says_where_and_why (void)
{
  assert_event (FERRY_TRANSFER_KIND_DOWNLOAD, FERRY_TRANSFER_STATE_RUNNING, 0, "/a", NULL, "Started");
  assert_event (FERRY_TRANSFER_KIND_DOWNLOAD, FERRY_TRANSFER_STATE_RUNNING, 1000, "/a", NULL, "Downloading, 1.0" NBSP "kB so far");
  assert_event (FERRY_TRANSFER_KIND_DOWNLOAD, FERRY_TRANSFER_STATE_COMPLETED, 9, "/a", NULL, "Completed, saved as /a");
  assert_event (FERRY_TRANSFER_KIND_DOWNLOAD, FERRY_TRANSFER_STATE_ERROR, 0, NULL, "No such file", "Failed: No such file");
  assert_event (FERRY_TRANSFER_KIND_DOWNLOAD, FERRY_TRANSFER_STATE_IDLE, 0, NULL, "No answer", "Waiting to try again: No answer");
  assert_event (FERRY_TRANSFER_KIND_DOWNLOAD, FERRY_TRANSFER_STATE_CANCELED, 0, NULL, NULL, "Canceled");
}

static void
an_upload_has_words_of_its_own (void)
{
  assert_event (FERRY_TRANSFER_KIND_UPLOAD, FERRY_TRANSFER_STATE_RUNNING, 1000, "/a", NULL,
                "Uploading, 1.0" NBSP "kB so far");
  assert_event (FERRY_TRANSFER_KIND_UPLOAD, FERRY_TRANSFER_STATE_COMPLETED, 9, "/a", NULL, "Sent");
  assert_event (FERRY_TRANSFER_KIND_UPLOAD, FERRY_TRANSFER_STATE_ERROR, 0, "/a", "Refused", "Failed: Refused");
}

static void
assert_body (const char *data,
             gsize       size,
             const char *expected)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autofree char *words = ferry_app_words_for_body (bytes);

  g_assert_cmpstr (words, ==, expected);
}

static void
an_answer_is_shown_when_it_is_text (void)
{
  assert_body ("", 0, "");
  assert_body ("thanks\n", 7, "thanks");
  assert_body ("cut in two \xc3", 12, "cut in two");
  assert_body ("\x89PNG\r\n", 6, NULL);
  assert_body ("zero\0 byte", 10, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/words/an_amount_names_the_whole_while_it_is_known", an_amount_names_the_whole_while_it_is_known);
  g_test_add_func ("/app/words/a_time_left_is_said_as_a_person_would", a_time_left_is_said_as_a_person_would);
  g_test_add_func ("/app/words/nobody_knows_the_time_left_of_what_stands_still", nobody_knows_the_time_left_of_what_stands_still);
  g_test_add_func ("/app/words/speed_is_only_said_while_bytes_come", speed_is_only_said_while_bytes_come);
  g_test_add_func ("/app/words/more_than_the_whole_is_no_trouble", more_than_the_whole_is_no_trouble);
  g_test_add_func ("/app/words/every_state_has_words_of_its_own", every_state_has_words_of_its_own);
  g_test_add_func ("/app/words/an_event_says_where_and_why", an_event_says_where_and_why);
  g_test_add_func ("/app/words/an_upload_has_words_of_its_own", an_upload_has_words_of_its_own);
  g_test_add_func ("/app/words/an_answer_is_shown_when_it_is_text", an_answer_is_shown_when_it_is_text);
  return g_test_run ();
}
