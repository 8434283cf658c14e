/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads of which nobody knows whether the server has got them, and servers
 * that lose what they got. */

#include "letter.h"

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
a_place_that_is_gone_after_the_last_byte_is_not_made_anew (Harbor        *harbor,
                                                           gconstpointer  data)
{
  FerryFakeScript lost = cut;
  FerryTransfer *transfer;

  lost.url = PLACE;
  lost.may_be_complete = lost.forgets = TRUE;
  transfer = letter_upload (harbor, FILE, lost);
  harbor_wait_for (harbor, transfer, S (ERROR));
  letter_assert_uncertain (transfer);
  harbor_play (harbor, whole);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RETRY, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 2);
  g_assert_false (ferry_delivery_is_open (transfer->durable->upload->delivery));
}

static void
a_place_that_was_forgotten_before_the_end_is_made_anew (Harbor        *harbor,
                                                        gconstpointer  data)
{
  FerryFakeScript forgotten = cut;
  FerryTransfer *transfer;

  forgotten.url = PLACE;
  forgotten.forgets = TRUE;
  transfer = letter_upload (harbor, FILE, forgotten);
  harbor_play (harbor, whole);
  letter_pass_time (harbor, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 1);
}

/* The journal knows that the end is on its way before it is. */
static void
a_killed_upload_that_sent_its_end_asks_for_it (Harbor        *harbor,
                                               gconstpointer  data)
{
  FerryFakeScript gone = cut;

  letter_upload_silently (harbor, FILE, last_bytes ());
  g_assert_true (ferry_delivery_is_open (harbor_only (harbor)->durable->upload->delivery));
  gone.url = PLACE;
  gone.may_be_complete = gone.forgets = TRUE;
  harbor_play (harbor, gone);
  harbor_crash (harbor);
  harbor_wait_for (harbor, harbor_only (harbor), S (ERROR));
  letter_assert_uncertain (harbor_only (harbor));
}

/* Paused while the server was about to answer, and the place is lost: to go on
 * is not to send it again. */
static void
a_secret_place_that_is_lost_after_the_last_byte_is_not_made_anew (Harbor        *harbor,
                                                                  gconstpointer  data)
{
  FerryFakeScript end = last_bytes ();

  ferry_fake_secrets_set_persistent (harbor->secrets, FALSE);
  end.url = PLACE "?token=sesame";
  letter_upload_silently (harbor, FILE, end);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, harbor_only (harbor));
  harbor_crash (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, harbor_only (harbor));
  harbor_wait_for (harbor, harbor_only (harbor), S (ERROR));
  letter_assert_uncertain (harbor_only (harbor));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 1);
}

/* The journal has the pause, but not the end of the run that it ends. */
static void
a_post_that_was_paused_and_killed_is_not_sent_again (Harbor        *harbor,
                                                     gconstpointer  data)
{
  FerryFakeScript half = unanswered;
  FerryTransfer *transfer;

  half.bytes = LENGTH / 2;
  transfer = letter_upload_silently (harbor, FILE, half);
  ferry_fake_backend_set_stubborn (harbor->backend, TRUE);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  g_assert_cmpuint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  ferry_fake_journal_set_held (harbor->journal, TRUE);
  ferry_fake_backend_end (harbor->backend, NULL);
  harbor_crash (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, harbor_only (harbor));
  harbor_wait_for (harbor, harbor_only (harbor), S (ERROR));
  letter_assert_uncertain (harbor_only (harbor));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 1);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RETRY, harbor_only (harbor));
  harbor_wait_for (harbor, harbor_only (harbor), S (COMPLETED));
}

static void
an_address_given_after_the_last_byte_is_not_sent_to_unasked (Harbor        *harbor,
                                                             gconstpointer  data)
{
  FerryTransfer *transfer = letter_upload_silently (harbor, FILE, last_bytes ());
  g_autoptr (GError) error = NULL;

  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  g_assert_true (harbor_change (harbor, transfer, "{'uri': <'http://example.com/other'>}", &error));
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (ERROR));
  letter_assert_uncertain (transfer);
}

/* Each run loses what the last one had, and comes less far than the first. */
static void
a_server_that_loses_again_and_again_is_given_up (Harbor        *harbor,
                                                 gconstpointer  data)
{
  FerryFakeScript forgetful = cut;
  FerryTransfer *transfer;

  forgetful.url = PLACE;
  forgetful.restarts = TRUE;
  harbor_usually (harbor, forgetful);
  ferry_engine_set_max_attempts (harbor->engine, 3);
  transfer = letter_upload (harbor, FILE, forgetful);
  letter_pass_time (harbor, transfer);
  WAIT_UNTIL (transfer->durable->attempts == 2);
  letter_pass_time (harbor, transfer);
  harbor_wait_for (harbor, transfer, S (ERROR));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  HARBOR_ADD ("/doubt/a place that is gone after the last byte is not made anew",
              a_place_that_is_gone_after_the_last_byte_is_not_made_anew);
  HARBOR_ADD ("/doubt/a place that was forgotten before the end is made anew",
              a_place_that_was_forgotten_before_the_end_is_made_anew);
  HARBOR_ADD ("/doubt/a killed upload that sent its end asks for it", a_killed_upload_that_sent_its_end_asks_for_it);
  HARBOR_ADD ("/doubt/a secret place that is lost after the last byte is not made anew",
              a_secret_place_that_is_lost_after_the_last_byte_is_not_made_anew);
  HARBOR_ADD ("/doubt/a POST that was paused and killed is not sent again",
              a_post_that_was_paused_and_killed_is_not_sent_again);
  HARBOR_ADD ("/doubt/an address given after the last byte is not sent to unasked",
              an_address_given_after_the_last_byte_is_not_sent_to_unasked);
  HARBOR_ADD ("/doubt/a server that loses again and again is given up",
              a_server_that_loses_again_and_again_is_given_up);
  return g_test_run ();
}
