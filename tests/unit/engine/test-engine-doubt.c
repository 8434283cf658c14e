/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads of which nobody knows whether the server has got them, and servers
 * that lose what they got. */

#include "sample-file.h"

/* The script's last bytes have left; what the server then says of its place is
 * the next run's to hear. */
static FerryFakeScript
last_bytes (void)
{
  FerryFakeScript script = unanswered;

  script.url = PLACE;
  script.may_be_complete = TRUE;
  return script;
}

static void
a_place_that_is_gone_after_the_last_byte_is_not_made_anew (EngineFixture *fixture,
                                                           gconstpointer  data)
{
  FerryFakeScript lost = cut;
  FerryTransfer *transfer;

  lost.url = PLACE;
  lost.may_be_complete = lost.forgets = TRUE;
  transfer = sample_file_upload (fixture, FILE, lost);
  engine_fixture_wait_for (fixture, transfer, S (ERROR));
  sample_file_assert_uncertain (transfer);
  engine_fixture_play (fixture, whole);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RETRY, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 2);
  g_assert_false (ferry_delivery_is_open (transfer->durable->upload->delivery));
}

static void
a_place_that_was_forgotten_before_the_end_is_made_anew (EngineFixture *fixture,
                                                        gconstpointer  data)
{
  FerryFakeScript forgotten = cut;
  FerryTransfer *transfer;

  forgotten.url = PLACE;
  forgotten.forgets = TRUE;
  transfer = sample_file_upload (fixture, FILE, forgotten);
  engine_fixture_play (fixture, whole);
  sample_file_pass_time (fixture, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 1);
}

/* The journal knows that the end is on its way before it is. */
static void
a_killed_upload_that_sent_its_end_asks_for_it (EngineFixture *fixture,
                                               gconstpointer  data)
{
  FerryFakeScript gone = cut;

  sample_file_upload_silently (fixture, FILE, last_bytes ());
  g_assert_true (ferry_delivery_is_open (engine_fixture_only (fixture)->durable->upload->delivery));
  gone.url = PLACE;
  gone.may_be_complete = gone.forgets = TRUE;
  engine_fixture_play (fixture, gone);
  engine_fixture_crash (fixture);
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (ERROR));
  sample_file_assert_uncertain (engine_fixture_only (fixture));
}

/* Paused while the server was about to answer, and the place is lost: to go on
 * is not to send it again. */
static void
a_secret_place_that_is_lost_after_the_last_byte_is_not_made_anew (EngineFixture *fixture,
                                                                  gconstpointer  data)
{
  FerryFakeScript end = last_bytes ();

  ferry_fake_secrets_set_persistent (fixture->secrets, FALSE);
  end.url = PLACE "?token=sesame";
  sample_file_upload_silently (fixture, FILE, end);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, engine_fixture_only (fixture));
  engine_fixture_crash (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, engine_fixture_only (fixture));
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (ERROR));
  sample_file_assert_uncertain (engine_fixture_only (fixture));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 1);
}

/* The journal has the pause, but not the end of the run that it ends. */
static void
a_post_that_was_paused_and_killed_is_not_sent_again (EngineFixture *fixture,
                                                     gconstpointer  data)
{
  FerryFakeScript half = unanswered;
  FerryTransfer *transfer;

  half.bytes = LENGTH / 2;
  transfer = sample_file_upload_silently (fixture, FILE, half);
  ferry_fake_backend_set_stubborn (fixture->backend, TRUE);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  g_assert_cmpuint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  ferry_fake_journal_set_held (fixture->journal, TRUE);
  ferry_fake_backend_end (fixture->backend, NULL);
  engine_fixture_crash (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, engine_fixture_only (fixture));
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (ERROR));
  sample_file_assert_uncertain (engine_fixture_only (fixture));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 1);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RETRY, engine_fixture_only (fixture));
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (COMPLETED));
}

static void
an_address_given_after_the_last_byte_is_not_sent_to_unasked (EngineFixture *fixture,
                                                             gconstpointer  data)
{
  FerryTransfer *transfer = sample_file_upload_silently (fixture, FILE, last_bytes ());
  g_autoptr (GError) error = NULL;

  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_true (engine_fixture_change (fixture, transfer, "{'uri': <'http://example.com/other'>}", &error));
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (ERROR));
  sample_file_assert_uncertain (transfer);
}

/* The address is another one before the run that the pause stops has ended. */
static void
an_address_given_in_the_middle_is_sent_to_when_it_goes_on (EngineFixture *fixture,
                                                           gconstpointer  data)
{
  FerryFakeScript half = unanswered;
  FerryTransfer *transfer;
  g_autoptr (GError) error = NULL;

  half.bytes = LENGTH / 2;
  transfer = sample_file_upload_silently (fixture, FILE, half);
  ferry_fake_backend_set_stubborn (fixture->backend, TRUE);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  g_assert_true (engine_fixture_change (fixture, transfer, "{'uri': <'http://example.com/other'>}", &error));
  g_assert_nonnull (transfer->run);
  ferry_fake_backend_end (fixture->backend, NULL);
  ferry_fake_backend_set_stubborn (fixture->backend, FALSE);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpuint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  engine_fixture_play (fixture, whole);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpstr (ferry_fake_backend_get_request (fixture->backend)->address, ==, "http://example.com/other");
}

/* Each run loses what the last one had, and comes less far than the first. */
static void
a_server_that_loses_again_and_again_is_given_up (EngineFixture *fixture,
                                                 gconstpointer  data)
{
  FerryFakeScript forgetful = cut;
  FerryTransfer *transfer;

  forgetful.url = PLACE;
  forgetful.restarts = TRUE;
  engine_fixture_usually (fixture, forgetful);
  ferry_engine_set_max_attempts (fixture->engine, 3);
  transfer = sample_file_upload (fixture, FILE, forgetful);
  sample_file_pass_time (fixture, transfer);
  WAIT_UNTIL (transfer->durable->attempts == 2);
  sample_file_pass_time (fixture, transfer);
  engine_fixture_wait_for (fixture, transfer, S (ERROR));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ENGINE_FIXTURE_ADD ("/doubt/a place that is gone after the last byte is not made anew",
                      a_place_that_is_gone_after_the_last_byte_is_not_made_anew);
  ENGINE_FIXTURE_ADD ("/doubt/a place that was forgotten before the end is made anew",
                      a_place_that_was_forgotten_before_the_end_is_made_anew);
  ENGINE_FIXTURE_ADD ("/doubt/a killed upload that sent its end asks for it", a_killed_upload_that_sent_its_end_asks_for_it);
  ENGINE_FIXTURE_ADD ("/doubt/a secret place that is lost after the last byte is not made anew",
                      a_secret_place_that_is_lost_after_the_last_byte_is_not_made_anew);
  ENGINE_FIXTURE_ADD ("/doubt/a POST that was paused and killed is not sent again",
                      a_post_that_was_paused_and_killed_is_not_sent_again);
  ENGINE_FIXTURE_ADD ("/doubt/an address given after the last byte is not sent to unasked",
                      an_address_given_after_the_last_byte_is_not_sent_to_unasked);
  ENGINE_FIXTURE_ADD ("/doubt/an address given in the middle is sent to when it goes on",
                      an_address_given_in_the_middle_is_sent_to_when_it_goes_on);
  ENGINE_FIXTURE_ADD ("/doubt/a server that loses again and again is given up",
                      a_server_that_loses_again_and_again_is_given_up);
  return g_test_run ();
}
