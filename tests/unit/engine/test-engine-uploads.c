/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lives of uploads: what may be sent again by itself and what may not,
 * and where one goes on. */

#include "sample-file.h"

#include <string.h>

#define PUT "{'file': <'%s/letter.txt'>, 'method': <'PUT'>}"

static const FerryFakeScript silent = { .length = LENGTH, .bytes = 3, .end = FERRY_FAKE_END_NEVER };

static void
arrives_and_keeps_the_answer (EngineFixture *fixture,
                              gconstpointer  data)
{
  FerryTransfer *transfer;
  g_autofree char *path = NULL;
  g_autofree char *answer = NULL;

  ferry_engine_set_answer_folder (fixture->engine, fixture->folder);
  transfer = sample_file_upload (fixture, FILE, whole);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->bytes_done, ==, LENGTH);
  g_assert_cmpuint (transfer->durable->upload->received, ==, 6);
  path = ferry_engine_get_answer_file (fixture->engine, transfer);
  g_assert_true (g_file_get_contents (path, &answer, NULL, NULL));
  g_assert_cmpstr (answer, ==, "Got it");
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  WAIT_UNTIL (!g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
a_file_that_is_missing_is_refused (EngineFixture *fixture,
                                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (engine_fixture_upload (fixture, ADDRESS, FILE, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  g_assert_cmpuint (ferry_engine_get_transfers (fixture->engine)->len, ==, 0);
}

static void
a_put_that_was_cut_is_sent_again (EngineFixture *fixture,
                                  gconstpointer  data)
{
  FerryTransfer *transfer = sample_file_upload (fixture, PUT, cut);

  engine_fixture_play (fixture, whole);
  sample_file_pass_time (fixture, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 1);
}

static void
a_put_that_is_always_cut_fails_in_the_end (EngineFixture *fixture,
                                           gconstpointer  data)
{
  FerryTransfer *transfer;

  engine_fixture_usually (fixture, cut);
  ferry_engine_set_max_attempts (fixture->engine, 2);
  transfer = sample_file_upload (fixture, PUT, cut);
  sample_file_pass_time (fixture, transfer);
  engine_fixture_wait_for (fixture, transfer, S (ERROR));
}

static void
a_post_that_was_cut_is_not_sent_again (EngineFixture *fixture,
                                       gconstpointer  data)
{
  FerryTransfer *transfer = sample_file_upload (fixture, FILE, cut);

  engine_fixture_wait_for (fixture, transfer, S (ERROR));
  sample_file_assert_uncertain (transfer);
  engine_fixture_play (fixture, whole);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RETRY, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
}

static void
a_post_that_never_left_is_sent_again (EngineFixture *fixture,
                                      gconstpointer  data)
{
  FerryFakeScript refused = cut;
  FerryTransfer *transfer;

  refused.no_answer = TRUE;
  transfer = sample_file_upload (fixture, FILE, refused);
  engine_fixture_play (fixture, whole);
  sample_file_pass_time (fixture, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 0);
}

static void
a_post_that_was_put_off_is_sent_again (EngineFixture *fixture,
                                       gconstpointer  data)
{
  FerryFakeScript busy = cut;
  FerryTransfer *transfer;

  busy.code = FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE;
  transfer = sample_file_upload (fixture, FILE, busy);
  engine_fixture_play (fixture, whole);
  sample_file_pass_time (fixture, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
}

static void
a_post_that_broke_the_server_is_not_sent_again (EngineFixture *fixture,
                                                gconstpointer  data)
{
  FerryFakeScript broken = cut;
  FerryTransfer *transfer;

  broken.code = FERRY_WEB_ERROR_STATUS_INTERNAL_SERVER_ERROR;
  transfer = sample_file_upload (fixture, FILE, broken);
  engine_fixture_wait_for (fixture, transfer, S (ERROR));
  g_assert_cmpint (transfer->durable->error->code, ==, FERRY_WEB_ERROR_STATUS_INTERNAL_SERVER_ERROR);
}

static void
a_pause_cuts_and_begins_again (EngineFixture *fixture,
                               gconstpointer  data)
{
  FerryTransfer *transfer = sample_file_upload_silently (fixture, FILE, silent);

  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpuint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  engine_fixture_play (fixture, whole);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 1);
}

static void
a_post_whose_last_byte_has_left_is_not_paused (EngineFixture *fixture,
                                               gconstpointer  data)
{
  FerryTransfer *transfer = sample_file_upload_silently (fixture, FILE, unanswered);

  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  g_assert_cmpuint (ferry_transfer_get_state (transfer), ==, S (RUNNING));
  ferry_fake_monitor_set_environment (fixture->monitor, (FerryEnvironment){ .available = FALSE });
  g_assert_cmpuint (ferry_transfer_get_state (transfer), ==, S (RUNNING));
  ferry_fake_backend_end (fixture->backend, ADDRESS);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
}

static void
a_cancel_is_a_cancel (EngineFixture *fixture,
                      gconstpointer  data)
{
  FerryTransfer *transfer = sample_file_upload_silently (fixture, FILE, unanswered);

  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpuint (transfer->durable->state, ==, S (CANCELED));
  g_assert_no_error (transfer->durable->error);
}

static void
a_killed_post_fails (EngineFixture *fixture,
                     gconstpointer  data)
{
  sample_file_upload_silently (fixture, FILE, silent);
  engine_fixture_crash (fixture);
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (ERROR));
  sample_file_assert_uncertain (engine_fixture_only (fixture));
}

static void
a_killed_put_begins_again (EngineFixture *fixture,
                           gconstpointer  data)
{
  sample_file_upload_silently (fixture, PUT, silent);
  engine_fixture_play (fixture, whole);
  engine_fixture_crash (fixture);
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (COMPLETED));
}

static void
a_killed_upload_goes_on_at_its_place (EngineFixture *fixture,
                                      gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryFakeScript rest = whole;

  half.url = rest.url = PLACE;
  sample_file_upload_silently (fixture, FILE, half);
  engine_fixture_play (fixture, rest);
  engine_fixture_crash (fixture);
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (COMPLETED));
  g_assert_cmpstr (engine_fixture_only (fixture)->durable->upload->url, ==, PLACE);
  g_assert_cmpuint (engine_fixture_only (fixture)->durable->restarts, ==, 0);
}

static void
a_secret_place_is_kept_in_the_keyring (EngineFixture *fixture,
                                       gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryFakeScript rest = whole;
  g_autoptr (GVariant) stored = NULL;
  g_autofree char *text = NULL;

  half.url = rest.url = PLACE "?token=sesame";
  sample_file_upload_silently (fixture, FILE, half);
  stored = g_variant_ref_sink (ferry_upload_to_stored (engine_fixture_only (fixture)->durable->upload));
  text = g_variant_print (stored, FALSE);
  g_assert_null (strstr (text, "sesame"));
  engine_fixture_play (fixture, rest);
  engine_fixture_crash (fixture);
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (COMPLETED));
  g_assert_cmpuint (engine_fixture_only (fixture)->durable->restarts, ==, 0);
}

static void
a_secret_place_that_is_lost_is_begun_anew (EngineFixture *fixture,
                                           gconstpointer  data)
{
  FerryFakeScript half = silent;

  ferry_fake_secrets_set_persistent (fixture->secrets, FALSE);
  half.url = PLACE "?token=sesame";
  sample_file_upload_silently (fixture, FILE, half);
  engine_fixture_play (fixture, whole);
  engine_fixture_crash (fixture);
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (COMPLETED));
  g_assert_null (engine_fixture_only (fixture)->durable->upload->url);
}

static void
a_paused_upload_goes_on_at_its_place (EngineFixture *fixture,
                                      gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryFakeScript rest = whole;
  FerryTransfer *transfer;

  half.url = rest.url = PLACE;
  transfer = sample_file_upload_silently (fixture, FILE, half);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpuint (transfer->durable->bytes_done, ==, 3);
  engine_fixture_play (fixture, rest);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (fixture->backend), ==, 3);
  g_assert_cmpuint (transfer->durable->restarts, ==, 0);
}

static void
another_address_has_another_place (EngineFixture *fixture,
                                   gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryTransfer *transfer;
  g_autoptr (GError) error = NULL;

  half.url = PLACE;
  transfer = sample_file_upload_silently (fixture, FILE, half);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_true (engine_fixture_change (fixture, transfer, "{'uri': <'http://example.com/other'>}", &error));
  g_assert_null (transfer->durable->upload->url);
  engine_fixture_play (fixture, whole);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 1);
}

/* The old run may only now hear where the old server gathers. */
static void
a_late_word_of_the_old_server_brings_its_place_not_back (EngineFixture *fixture,
                                                         gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryTransfer *transfer;
  g_autoptr (FerryUpload) late = NULL;
  g_autoptr (GError) error = NULL;

  half.url = PLACE;
  transfer = sample_file_upload_silently (fixture, FILE, half);
  late = ferry_upload_with_address (transfer->record->upload, FERRY_UPLOAD_PROTOCOL_TUS, 0, PLACE);
  ferry_fake_backend_set_stubborn (fixture->backend, TRUE);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  g_assert_true (engine_fixture_change (fixture, transfer, "{'uri': <'http://example.com/other'>}", &error));
  g_assert_nonnull (transfer->run);
  ferry_upload_run_send (FERRY_UPLOAD_RUN (transfer->run), late, 3, 6, NULL, NULL);
  ferry_fake_backend_end (fixture->backend, NULL);
  ferry_fake_backend_set_stubborn (fixture->backend, FALSE);
  engine_fixture_wait_quiet (fixture);
  g_assert_null (transfer->durable->upload->url);
  engine_fixture_play (fixture, whole);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpstr (ferry_fake_backend_get_request (fixture->backend)->address, ==, "http://example.com/other");
  g_assert_cmpuint (ferry_fake_backend_get_offset (fixture->backend), ==, 0);
}

static void
what_is_given_up_is_let_go_on_the_server (EngineFixture *fixture,
                                          gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryTransfer *transfer;

  half.url = PLACE;
  transfer = sample_file_upload_silently (fixture, FILE, half);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (fixture->backend), ==, 1);
  g_assert_null (transfer->durable->upload->url);

  transfer = sample_file_upload_silently (fixture, FILE, half);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (fixture->backend), ==, 1);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (fixture->backend), ==, 2);
}

static void
a_refused_cancel_lets_nothing_go (EngineFixture *fixture,
                                  gconstpointer  data)
{
  FerryFakeScript half = silent, rest = whole;
  FerryTransfer *transfer;
  g_autoptr (GError) error = NULL;

  half.url = rest.url = PLACE;
  transfer = sample_file_upload_silently (fixture, FILE, half);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  g_assert_false (engine_fixture_try (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer->id, &error));
  ferry_fake_journal_set_failing (fixture->journal, FALSE);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (fixture->backend), ==, 0);
  engine_fixture_play (fixture, rest);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (fixture->backend), ==, 3);
}

/* A stop in the middle of the answer would lose it. */
static void
a_refused_cancel_lets_the_answer_come (EngineFixture *fixture,
                                       gconstpointer  data)
{
  FerryTransfer *transfer = sample_file_upload_silently (fixture, FILE, unanswered);
  g_autoptr (GError) error = NULL;

  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  g_assert_false (engine_fixture_try (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer->id, &error));
  ferry_fake_journal_set_failing (fixture->journal, FALSE);
  ferry_fake_backend_end (fixture->backend, ADDRESS);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
}

/* The server has all of it and is about to answer. */
static void
a_post_whose_last_byte_has_left_is_not_displaced (EngineFixture *fixture,
                                                  gconstpointer  data)
{
  FerryTransfer *transfer;

  ferry_engine_set_parallel (fixture->engine, 1, 1);
  transfer = sample_file_upload_silently (fixture, FILE, unanswered);
  engine_fixture_create (fixture, "http://example.org/urgent", "{'priority': <uint32 1>}");
  for (guint i = 0; i < 50; i++)
    engine_fixture_iterate ();
  g_assert_cmpuint (ferry_transfer_get_state (transfer), ==, S (RUNNING));
  ferry_fake_backend_end (fixture->backend, ADDRESS);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
}

static void
what_arrived_is_not_let_go (EngineFixture *fixture,
                            gconstpointer  data)
{
  FerryFakeScript all = whole;
  FerryTransfer *transfer;

  all.url = PLACE;
  transfer = sample_file_upload (fixture, FILE, all);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (fixture->backend), ==, 0);
}

static void
change_after_a_crash (EngineFixture *fixture,
                      const char    *address,
                      const char    *place)
{
  FerryFakeScript half = silent;
  FerryFakeScript rest = whole;
  g_autoptr (GError) error = NULL;
  FerryTransfer *transfer;

  half.url = rest.url = place;
  engine_fixture_put (fixture, "letter.txt", "Dear!");
  engine_fixture_play (fixture, half);
  transfer = engine_fixture_upload (fixture, address, FILE, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (transfer->run != NULL && ferry_run_get_bytes_done (transfer->run) == 3);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_crash (fixture);
  transfer = engine_fixture_only (fixture);
  g_assert_true (engine_fixture_change (fixture, transfer, "{'headers': <[('Authorization', 'Bearer new')]>}", &error));
  engine_fixture_play (fixture, rest);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 0);
  g_assert_cmpstr (transfer->durable->upload->url, ==, place);
}

static void
a_new_token_leaves_a_secret_place (EngineFixture *fixture,
                                   gconstpointer  data)
{
  change_after_a_crash (fixture, ADDRESS, PLACE "?token=sesame");
}

static void
a_new_token_leaves_the_place_of_a_secret_address (EngineFixture *fixture,
                                                  gconstpointer  data)
{
  change_after_a_crash (fixture, ADDRESS "?token=sesame", PLACE);
}

/* The keyring has lost it, or is locked. */
static void
a_lost_address_is_not_asked_for_without_its_secret (EngineFixture *fixture,
                                                    gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  FerryTransfer *transfer;

  ferry_fake_secrets_set_persistent (fixture->secrets, FALSE);
  engine_fixture_play (fixture, (FerryFakeScript){ .length = 5, .bytes = 3, .end = FERRY_FAKE_END_NEVER });
  transfer = engine_fixture_create (fixture, ADDRESS "?token=sesame", NULL);
  WAIT_UNTIL (transfer->run != NULL && ferry_run_get_bytes_done (transfer->run) == 3);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_crash (fixture);
  transfer = engine_fixture_only (fixture);
  g_assert_false (engine_fixture_change (fixture, transfer, "{'headers': <[('X-Note', 'public')]>}", &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  for (guint i = 0; i < 100; i++)
    engine_fixture_iterate ();
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 1);
}

/* An upload to @address of which three bytes have left is paused; the service is
 * killed and comes back. */
static void
pause_and_crash (EngineFixture   *fixture,
                 const char      *address,
                 FerryFakeScript  script)
{
  FerryTransfer *transfer;
  g_autoptr (GError) error = NULL;

  engine_fixture_put (fixture, "letter.txt", "Dear!");
  engine_fixture_play (fixture, script);
  transfer = engine_fixture_upload (fixture, address, FILE, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (transfer->run != NULL && ferry_run_get_bytes_done (transfer->run) == script.bytes);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_crash (fixture);
}

/* Whoever is let go after a restart has only in the keyring what the server is to
 * be told. */
static void
assert_let_go (EngineFixture *fixture,
               const char    *place)
{
  FerryRequest *request;
  FerryUpload *upload;

  WAIT_UNTIL (ferry_fake_backend_get_n_abandoned (fixture->backend) > 0);
  request = ferry_fake_backend_get_abandoned (fixture->backend, &upload);
  g_assert_cmpstr (upload->url, ==, place);
  g_assert_cmpstr (request->address, ==, ADDRESS "?token=sesame");
}

static void
a_secret_place_is_let_go_after_a_restart (EngineFixture *fixture,
                                          gconstpointer  data)
{
  FerryFakeScript half = silent;

  half.url = PLACE "?token=sesame";
  pause_and_crash (fixture, ADDRESS "?token=sesame", half);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, engine_fixture_only (fixture));
  assert_let_go (fixture, half.url);
}

static void
a_place_is_let_go_with_the_secrets_of_its_address (EngineFixture *fixture,
                                                   gconstpointer  data)
{
  FerryFakeScript half = silent;

  half.url = PLACE;
  pause_and_crash (fixture, ADDRESS "?token=sesame", half);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, engine_fixture_only (fixture));
  assert_let_go (fixture, half.url);
}

/* The answer comes when the journal has long forgotten it. */
static void
a_removed_upload_leaves_the_keyring_when_it_is_let_go (EngineFixture *fixture,
                                                       gconstpointer  data)
{
  FerryFakeScript half = silent;
  FerryTransfer *transfer;

  half.url = PLACE "?token=sesame";
  pause_and_crash (fixture, ADDRESS "?token=sesame", half);
  transfer = engine_fixture_only (fixture);
  ferry_fake_secrets_set_held (fixture->secrets, TRUE);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpuint (ferry_engine_get_transfers (fixture->engine)->len, ==, 0);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (fixture->backend), ==, 0);
  g_assert_cmpuint (ferry_fake_secrets_get_n (fixture->secrets), ==, 1);
  ferry_fake_secrets_set_held (fixture->secrets, FALSE);
  assert_let_go (fixture, half.url);
  WAIT_UNTIL (ferry_fake_secrets_get_n (fixture->secrets) == 0);
}

/* The server was slow to say where it gathers, and to answer. */
static void
what_is_sent_after_it_was_removed_leaves_nothing (EngineFixture *fixture,
                                                  gconstpointer  data)
{
  FerryFakeScript late = silent;
  FerryTransfer *transfer;
  g_autoptr (FerryRun) run = NULL;
  g_autoptr (FerryUpload) upload = NULL;
  g_autoptr (FerryResponse) response = ferry_response_new ();
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;

  late.no_answer = TRUE;
  ferry_engine_set_answer_folder (fixture->engine, fixture->folder);
  ferry_fake_backend_set_stubborn (fixture->backend, TRUE);
  engine_fixture_put (fixture, "letter.txt", "Dear!");
  engine_fixture_play (fixture, late);
  transfer = engine_fixture_upload (fixture, ADDRESS, FILE, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (transfer->run != NULL && transfer->durable->state == S (RUNNING));
  run = g_object_ref (transfer->run);
  answer = g_build_filename (fixture->folder, transfer->id, NULL);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  g_assert_cmpuint (ferry_engine_get_transfers (fixture->engine)->len, ==, 0);

  upload = ferry_upload_with_address (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (run)), FERRY_UPLOAD_PROTOCOL_TUS, 0,
                                      PLACE "?token=sesame");
  ferry_upload_run_send (FERRY_UPLOAD_RUN (run), upload, 0, LENGTH, NULL, NULL);
  ferry_upload_run_answer (FERRY_UPLOAD_RUN (run), response);
  g_assert_true (ferry_upload_run_keep (FERRY_UPLOAD_RUN (run), "Got it", 6, &error));
  g_assert_true (g_file_test (answer, G_FILE_TEST_EXISTS));
  ferry_fake_backend_end (fixture->backend, NULL);
  WAIT_UNTIL (!ferry_engine_is_busy (fixture->engine));
  g_assert_cmpuint (ferry_fake_secrets_get_n (fixture->secrets), ==, 0);
  g_assert_cmpuint (ferry_fake_backend_get_n_abandoned (fixture->backend), ==, 1);
  g_assert_false (g_file_test (answer, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ENGINE_FIXTURE_ADD ("/uploads/arrives and keeps the answer", arrives_and_keeps_the_answer);
  ENGINE_FIXTURE_ADD ("/uploads/a file that is missing is refused", a_file_that_is_missing_is_refused);
  ENGINE_FIXTURE_ADD ("/uploads/a PUT that was cut is sent again", a_put_that_was_cut_is_sent_again);
  ENGINE_FIXTURE_ADD ("/uploads/a PUT that is always cut fails in the end", a_put_that_is_always_cut_fails_in_the_end);
  ENGINE_FIXTURE_ADD ("/uploads/a POST that was cut is not sent again", a_post_that_was_cut_is_not_sent_again);
  ENGINE_FIXTURE_ADD ("/uploads/a POST that never left is sent again", a_post_that_never_left_is_sent_again);
  ENGINE_FIXTURE_ADD ("/uploads/a POST that was put off is sent again", a_post_that_was_put_off_is_sent_again);
  ENGINE_FIXTURE_ADD ("/uploads/a POST that broke the server is not sent again", a_post_that_broke_the_server_is_not_sent_again);
  ENGINE_FIXTURE_ADD ("/uploads/a pause cuts and begins again", a_pause_cuts_and_begins_again);
  ENGINE_FIXTURE_ADD ("/uploads/a POST whose last byte has left is not paused", a_post_whose_last_byte_has_left_is_not_paused);
  ENGINE_FIXTURE_ADD ("/uploads/a cancel is a cancel", a_cancel_is_a_cancel);
  ENGINE_FIXTURE_ADD ("/uploads/a killed POST fails", a_killed_post_fails);
  ENGINE_FIXTURE_ADD ("/uploads/a killed PUT begins again", a_killed_put_begins_again);
  ENGINE_FIXTURE_ADD ("/uploads/a killed upload goes on at its place", a_killed_upload_goes_on_at_its_place);
  ENGINE_FIXTURE_ADD ("/uploads/a secret place is kept in the keyring", a_secret_place_is_kept_in_the_keyring);
  ENGINE_FIXTURE_ADD ("/uploads/a secret place that is lost is begun anew", a_secret_place_that_is_lost_is_begun_anew);
  ENGINE_FIXTURE_ADD ("/uploads/a paused upload goes on at its place", a_paused_upload_goes_on_at_its_place);
  ENGINE_FIXTURE_ADD ("/uploads/another address has another place", another_address_has_another_place);
  ENGINE_FIXTURE_ADD ("/uploads/a late word of the old server brings its place not back", a_late_word_of_the_old_server_brings_its_place_not_back);
  ENGINE_FIXTURE_ADD ("/uploads/what is given up is let go on the server", what_is_given_up_is_let_go_on_the_server);
  ENGINE_FIXTURE_ADD ("/uploads/a refused cancel lets nothing go", a_refused_cancel_lets_nothing_go);
  ENGINE_FIXTURE_ADD ("/uploads/a refused cancel lets the answer come", a_refused_cancel_lets_the_answer_come);
  ENGINE_FIXTURE_ADD ("/uploads/what arrived is not let go", what_arrived_is_not_let_go);
  ENGINE_FIXTURE_ADD ("/uploads/what is sent after it was removed leaves nothing", what_is_sent_after_it_was_removed_leaves_nothing);
  ENGINE_FIXTURE_ADD ("/uploads/a post whose last byte has left is not displaced", a_post_whose_last_byte_has_left_is_not_displaced);
  ENGINE_FIXTURE_ADD ("/uploads/a lost address is not asked for without its secret", a_lost_address_is_not_asked_for_without_its_secret);
  ENGINE_FIXTURE_ADD ("/uploads/a new token leaves the place of a secret address", a_new_token_leaves_the_place_of_a_secret_address);
  ENGINE_FIXTURE_ADD ("/uploads/a new token leaves a secret place", a_new_token_leaves_a_secret_place);
  ENGINE_FIXTURE_ADD ("/uploads/a secret place is let go after a restart", a_secret_place_is_let_go_after_a_restart);
  ENGINE_FIXTURE_ADD ("/uploads/a place is let go with the secrets of its address",
                      a_place_is_let_go_with_the_secrets_of_its_address);
  ENGINE_FIXTURE_ADD ("/uploads/a removed upload leaves the keyring when it is let go",
                      a_removed_upload_leaves_the_keyring_when_it_is_let_go);
  return g_test_run ();
}
