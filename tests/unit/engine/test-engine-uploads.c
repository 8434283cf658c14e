/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lives of uploads: what may be sent again by itself and what may not,
 * and where one goes on. */

#include "letter.h"

#include <string.h>

#define PUT "{'file': <'%s/letter.txt'>, 'method': <'PUT'>}"

static const FerryFakeScript silent = { .length = LENGTH, .bytes = 3, .end = FERRY_FAKE_END_NEVER };

static void
arrives_and_keeps_the_answer (Harbor        *harbor,
                              gconstpointer  data)
{
  FerryTransfer *transfer;
  g_autofree char *path = NULL;
  g_autofree char *answer = NULL;

  ferry_engine_set_answer_folder (harbor->engine, harbor->folder);
  transfer = letter_upload (harbor, FILE, whole);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->bytes_done, ==, LENGTH);
  g_assert_cmpuint (transfer->durable->upload->received, ==, 6);
  path = ferry_engine_get_answer_file (harbor->engine, transfer);
  g_assert_true (g_file_get_contents (path, &answer, NULL, NULL));
  g_assert_cmpstr (answer, ==, "Got it");
  harbor_command (harbor, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  WAIT_UNTIL (!g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
a_file_that_is_missing_is_refused (Harbor        *harbor,
                                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (harbor_upload (harbor, ADDRESS, FILE, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  g_assert_cmpuint (ferry_engine_get_transfers (harbor->engine)->len, ==, 0);
}

static void
a_put_that_was_cut_is_sent_again (Harbor        *harbor,
                                  gconstpointer  data)
{
  FerryTransfer *transfer = letter_upload (harbor, PUT, cut);

  harbor_play (harbor, whole);
  letter_pass_time (harbor, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 1);
}

static void
a_put_that_is_always_cut_fails_in_the_end (Harbor        *harbor,
                                           gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_usually (harbor, cut);
  ferry_engine_set_max_attempts (harbor->engine, 2);
  transfer = letter_upload (harbor, PUT, cut);
  letter_pass_time (harbor, transfer);
  harbor_wait_for (harbor, transfer, S (ERROR));
}

static void
a_post_that_was_cut_is_not_sent_again (Harbor        *harbor,
                                       gconstpointer  data)
{
  FerryTransfer *transfer = letter_upload (harbor, FILE, cut);

  harbor_wait_for (harbor, transfer, S (ERROR));
  letter_assert_uncertain (transfer);
  harbor_play (harbor, whole);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RETRY, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
}

static void
a_post_that_never_left_is_sent_again (Harbor        *harbor,
                                      gconstpointer  data)
{
  FerryFakeScript refused = cut;
  FerryTransfer *transfer;

  refused.no_answer = TRUE;
  transfer = letter_upload (harbor, FILE, refused);
  harbor_play (harbor, whole);
  letter_pass_time (harbor, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 0);
}

static void
a_post_that_was_put_off_is_sent_again (Harbor        *harbor,
                                       gconstpointer  data)
{
  FerryFakeScript busy = cut;
  FerryTransfer *transfer;

  busy.code = FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE;
  transfer = letter_upload (harbor, FILE, busy);
  harbor_play (harbor, whole);
  letter_pass_time (harbor, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
}

static void
a_post_that_broke_the_server_is_not_sent_again (Harbor        *harbor,
                                                gconstpointer  data)
{
  FerryFakeScript broken = cut;
  FerryTransfer *transfer;

  broken.code = FERRY_WEB_ERROR_STATUS_INTERNAL_SERVER_ERROR;
  transfer = letter_upload (harbor, FILE, broken);
  harbor_wait_for (harbor, transfer, S (ERROR));
  g_assert_cmpint (transfer->durable->error->code, ==, FERRY_WEB_ERROR_STATUS_INTERNAL_SERVER_ERROR);
}

static void
a_pause_cuts_and_begins_again (Harbor        *harbor,
                               gconstpointer  data)
{
  FerryTransfer *transfer = letter_upload_silently (harbor, FILE, silent);

  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  g_assert_cmpuint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  harbor_play (harbor, whole);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 1);
}

static void
a_post_whose_last_byte_has_left_is_not_paused (Harbor        *harbor,
                                               gconstpointer  data)
{
  FerryTransfer *transfer = letter_upload_silently (harbor, FILE, unanswered);

  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  g_assert_cmpuint (ferry_transfer_get_state (transfer), ==, S (RUNNING));
  ferry_fake_monitor_set_environment (harbor->monitor, (FerryEnvironment){ .available = FALSE });
  g_assert_cmpuint (ferry_transfer_get_state (transfer), ==, S (RUNNING));
  ferry_fake_backend_end (harbor->backend, ADDRESS);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
}

static void
a_cancel_is_a_cancel (Harbor        *harbor,
                      gconstpointer  data)
{
  FerryTransfer *transfer = letter_upload_silently (harbor, FILE, unanswered);

  harbor_command (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  harbor_wait_quiet (harbor);
  g_assert_cmpuint (transfer->durable->state, ==, S (CANCELED));
  g_assert_no_error (transfer->durable->error);
}

static void
a_killed_post_fails (Harbor        *harbor,
                     gconstpointer  data)
{
  letter_upload_silently (harbor, FILE, silent);
  harbor_crash (harbor);
  harbor_wait_for (harbor, harbor_only (harbor), S (ERROR));
  letter_assert_uncertain (harbor_only (harbor));
}

static void
a_killed_put_begins_again (Harbor        *harbor,
                           gconstpointer  data)
{
  letter_upload_silently (harbor, PUT, silent);
  harbor_play (harbor, whole);
  harbor_crash (harbor);
  harbor_wait_for (harbor, harbor_only (harbor), S (COMPLETED));
}

static void
a_killed_upload_goes_on_at_its_place (Harbor        *harbor,
                                      gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryFakeScript rest = whole;

  half.url = rest.url = PLACE;
  letter_upload_silently (harbor, FILE, half);
  harbor_play (harbor, rest);
  harbor_crash (harbor);
  harbor_wait_for (harbor, harbor_only (harbor), S (COMPLETED));
  g_assert_cmpstr (harbor_only (harbor)->durable->upload->url, ==, PLACE);
  g_assert_cmpuint (harbor_only (harbor)->durable->restarts, ==, 0);
}

static void
a_secret_place_is_kept_in_the_keyring (Harbor        *harbor,
                                       gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryFakeScript rest = whole;
  g_autoptr (GVariant) stored = NULL;
  g_autofree char *text = NULL;

  half.url = rest.url = PLACE "?token=sesame";
  letter_upload_silently (harbor, FILE, half);
  stored = g_variant_ref_sink (ferry_upload_to_stored (harbor_only (harbor)->durable->upload));
  text = g_variant_print (stored, FALSE);
  g_assert_null (strstr (text, "sesame"));
  harbor_play (harbor, rest);
  harbor_crash (harbor);
  harbor_wait_for (harbor, harbor_only (harbor), S (COMPLETED));
  g_assert_cmpuint (harbor_only (harbor)->durable->restarts, ==, 0);
}

static void
a_secret_place_that_is_lost_is_begun_anew (Harbor        *harbor,
                                           gconstpointer  data)
{
  FerryFakeScript half = silent;

  ferry_fake_secrets_set_persistent (harbor->secrets, FALSE);
  half.url = PLACE "?token=sesame";
  letter_upload_silently (harbor, FILE, half);
  harbor_play (harbor, whole);
  harbor_crash (harbor);
  harbor_wait_for (harbor, harbor_only (harbor), S (COMPLETED));
  g_assert_null (harbor_only (harbor)->durable->upload->url);
}

static void
a_paused_upload_goes_on_at_its_place (Harbor        *harbor,
                                      gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryFakeScript rest = whole;
  FerryTransfer *transfer;

  half.url = rest.url = PLACE;
  transfer = letter_upload_silently (harbor, FILE, half);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  g_assert_cmpuint (transfer->durable->bytes_done, ==, 3);
  harbor_play (harbor, rest);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (harbor->backend), ==, 3);
  g_assert_cmpuint (transfer->durable->restarts, ==, 0);
}

static void
another_address_has_another_place (Harbor        *harbor,
                                   gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryTransfer *transfer;
  g_autoptr (GError) error = NULL;

  half.url = PLACE;
  transfer = letter_upload_silently (harbor, FILE, half);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  g_assert_true (harbor_change (harbor, transfer, "{'uri': <'http://example.com/other'>}", &error));
  g_assert_null (transfer->durable->upload->url);
  harbor_play (harbor, whole);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 1);
}

static void
what_is_given_up_is_let_go_on_the_server (Harbor        *harbor,
                                          gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryTransfer *transfer;

  half.url = PLACE;
  transfer = letter_upload_silently (harbor, FILE, half);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  harbor_wait_quiet (harbor);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (harbor->backend), ==, 1);
  g_assert_null (transfer->durable->upload->url);

  transfer = letter_upload_silently (harbor, FILE, half);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (harbor->backend), ==, 1);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (harbor->backend), ==, 2);
}

static void
a_refused_cancel_lets_nothing_go (Harbor        *harbor,
                                  gconstpointer  data)
{
  FerryFakeScript half = silent, rest = whole;
  FerryTransfer *transfer;
  g_autoptr (GError) error = NULL;

  half.url = rest.url = PLACE;
  transfer = letter_upload_silently (harbor, FILE, half);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  ferry_fake_journal_set_failing (harbor->journal, TRUE);
  g_assert_false (harbor_try (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer->id, &error));
  ferry_fake_journal_set_failing (harbor->journal, FALSE);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (harbor->backend), ==, 0);
  harbor_play (harbor, rest);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (harbor->backend), ==, 3);
}

/* A stop in the middle of the answer would lose it. */
static void
a_refused_cancel_lets_the_answer_come (Harbor        *harbor,
                                       gconstpointer  data)
{
  FerryTransfer *transfer = letter_upload_silently (harbor, FILE, unanswered);
  g_autoptr (GError) error = NULL;

  ferry_fake_journal_set_failing (harbor->journal, TRUE);
  g_assert_false (harbor_try (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer->id, &error));
  ferry_fake_journal_set_failing (harbor->journal, FALSE);
  ferry_fake_backend_end (harbor->backend, ADDRESS);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
}

static void
what_arrived_is_not_let_go (Harbor        *harbor,
                            gconstpointer  data)
{
  FerryFakeScript all = whole;
  FerryTransfer *transfer;

  all.url = PLACE;
  transfer = letter_upload (harbor, FILE, all);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_command (harbor, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (harbor->backend), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  HARBOR_ADD ("/uploads/arrives and keeps the answer", arrives_and_keeps_the_answer);
  HARBOR_ADD ("/uploads/a file that is missing is refused", a_file_that_is_missing_is_refused);
  HARBOR_ADD ("/uploads/a PUT that was cut is sent again", a_put_that_was_cut_is_sent_again);
  HARBOR_ADD ("/uploads/a PUT that is always cut fails in the end", a_put_that_is_always_cut_fails_in_the_end);
  HARBOR_ADD ("/uploads/a POST that was cut is not sent again", a_post_that_was_cut_is_not_sent_again);
  HARBOR_ADD ("/uploads/a POST that never left is sent again", a_post_that_never_left_is_sent_again);
  HARBOR_ADD ("/uploads/a POST that was put off is sent again", a_post_that_was_put_off_is_sent_again);
  HARBOR_ADD ("/uploads/a POST that broke the server is not sent again", a_post_that_broke_the_server_is_not_sent_again);
  HARBOR_ADD ("/uploads/a pause cuts and begins again", a_pause_cuts_and_begins_again);
  HARBOR_ADD ("/uploads/a POST whose last byte has left is not paused", a_post_whose_last_byte_has_left_is_not_paused);
  HARBOR_ADD ("/uploads/a cancel is a cancel", a_cancel_is_a_cancel);
  HARBOR_ADD ("/uploads/a killed POST fails", a_killed_post_fails);
  HARBOR_ADD ("/uploads/a killed PUT begins again", a_killed_put_begins_again);
  HARBOR_ADD ("/uploads/a killed upload goes on at its place", a_killed_upload_goes_on_at_its_place);
  HARBOR_ADD ("/uploads/a secret place is kept in the keyring", a_secret_place_is_kept_in_the_keyring);
  HARBOR_ADD ("/uploads/a secret place that is lost is begun anew", a_secret_place_that_is_lost_is_begun_anew);
  HARBOR_ADD ("/uploads/a paused upload goes on at its place", a_paused_upload_goes_on_at_its_place);
  HARBOR_ADD ("/uploads/another address has another place", another_address_has_another_place);
  HARBOR_ADD ("/uploads/what is given up is let go on the server", what_is_given_up_is_let_go_on_the_server);
  HARBOR_ADD ("/uploads/a refused cancel lets nothing go", a_refused_cancel_lets_nothing_go);
  HARBOR_ADD ("/uploads/a refused cancel lets the answer come", a_refused_cancel_lets_the_answer_come);
  HARBOR_ADD ("/uploads/what arrived is not let go", what_arrived_is_not_let_go);
  return g_test_run ();
}
