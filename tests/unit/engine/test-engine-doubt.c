/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads of which nobody knows whether the server has got them, and servers
 * that lose what they got. */

#include "harbor.h"

#include <string.h>

#define ADDRESS "http://example.org/upload"
#define PLACE   "http://example.org/places/7"
#define LENGTH  5
#define FILE    "{'file': <'%s/letter.txt'>}"

static const FerryFakeScript whole = { .length = LENGTH };
static const FerryFakeScript unanswered = { .length = LENGTH, .end = FERRY_FAKE_END_NEVER };
static const FerryFakeScript cut = {
  .length = LENGTH,
  .bytes = 3,
  .end = FERRY_FAKE_END_BADLY,
  .code = FERRY_WEB_ERROR_STATUS_DISCONNECTED,
};

static FerryTransfer *
upload (Harbor          *harbor,
        const char      *options,
        FerryFakeScript  script)
{
  g_autoptr (GError) error = NULL;
  FerryTransfer *transfer;

  harbor_put (harbor, "letter.txt", "Dear!");
  harbor_play (harbor, script);
  transfer = harbor_upload (harbor, ADDRESS, options, &error);
  g_assert_no_error (error);
  return transfer;
}

/* One of which three bytes have left. */
static FerryTransfer *
upload_silently (Harbor          *harbor,
                 const char      *options,
                 FerryFakeScript  script)
{
  FerryTransfer *transfer = upload (harbor, options, script);
  guint64 bytes = script.bytes > 0 ? script.bytes : script.length;

  WAIT_UNTIL (transfer->run != NULL && ferry_run_get_bytes_done (transfer->run) == bytes);
  return transfer;
}

static void
pass_time (Harbor        *harbor,
           FerryTransfer *transfer)
{
  WAIT_UNTIL (transfer->retry_at > 0);
  ferry_fake_clock_advance (harbor->clock, 60 * 1000);
}

static void
assert_uncertain (FerryTransfer *transfer)
{
  g_assert_nonnull (strstr (transfer->durable->error->message, "sent again only when you say so"));
}

/* The script's last bytes have left; what the server then says of its place is
 * the next run's to hear. */
static FerryFakeScript
last_bytes (void)
{
  FerryFakeScript script = unanswered;

  script.url = PLACE;
  script.doubtful = TRUE;
  return script;
}

static void
a_place_that_is_gone_after_the_last_byte_is_not_made_anew (Harbor        *harbor,
                                                           gconstpointer  data)
{
  FerryFakeScript lost = cut;
  FerryTransfer *transfer;

  lost.url = PLACE;
  lost.doubtful = lost.forgets = TRUE;
  transfer = upload (harbor, FILE, lost);
  harbor_wait_for (harbor, transfer, S (ERROR));
  assert_uncertain (transfer);
  harbor_play (harbor, whole);
  harbor_command (harbor, FERRY_COMMAND_RETRY, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 2);
  g_assert_false (transfer->durable->upload->uncertain);
}

static void
a_place_that_was_forgotten_before_the_end_is_made_anew (Harbor        *harbor,
                                                        gconstpointer  data)
{
  FerryFakeScript forgotten = cut;
  FerryTransfer *transfer;

  forgotten.url = PLACE;
  forgotten.forgets = TRUE;
  transfer = upload (harbor, FILE, forgotten);
  harbor_play (harbor, whole);
  pass_time (harbor, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->restarts, ==, 1);
}

/* The journal knows that the end is on its way before it is. */
static void
a_killed_upload_that_sent_its_end_asks_for_it (Harbor        *harbor,
                                               gconstpointer  data)
{
  FerryFakeScript gone = cut;

  upload_silently (harbor, FILE, last_bytes ());
  g_assert_true (harbor_only (harbor)->durable->upload->uncertain);
  gone.url = PLACE;
  gone.doubtful = gone.forgets = TRUE;
  harbor_play (harbor, gone);
  harbor_crash (harbor);
  harbor_wait_for (harbor, harbor_only (harbor), S (ERROR));
  assert_uncertain (harbor_only (harbor));
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
  upload_silently (harbor, FILE, end);
  harbor_command (harbor, FERRY_COMMAND_PAUSE, harbor_only (harbor));
  harbor_crash (harbor);
  harbor_command (harbor, FERRY_COMMAND_RESUME, harbor_only (harbor));
  harbor_wait_for (harbor, harbor_only (harbor), S (ERROR));
  assert_uncertain (harbor_only (harbor));
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
  transfer = upload_silently (harbor, FILE, half);
  ferry_fake_backend_set_stubborn (harbor->backend, TRUE);
  harbor_command (harbor, FERRY_COMMAND_PAUSE, transfer);
  g_assert_cmpuint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  ferry_fake_journal_set_held (harbor->journal, TRUE);
  ferry_fake_backend_end (harbor->backend, NULL);
  harbor_crash (harbor);
  harbor_command (harbor, FERRY_COMMAND_RESUME, harbor_only (harbor));
  harbor_wait_for (harbor, harbor_only (harbor), S (ERROR));
  assert_uncertain (harbor_only (harbor));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 1);
  harbor_command (harbor, FERRY_COMMAND_RETRY, harbor_only (harbor));
  harbor_wait_for (harbor, harbor_only (harbor), S (COMPLETED));
}

static void
an_address_given_after_the_last_byte_is_not_sent_to_unasked (Harbor        *harbor,
                                                             gconstpointer  data)
{
  FerryTransfer *transfer = upload_silently (harbor, FILE, last_bytes ());
  g_autoptr (GError) error = NULL;

  harbor_command (harbor, FERRY_COMMAND_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  g_assert_true (harbor_change (harbor, transfer, "{'uri': <'http://example.com/other'>}", &error));
  harbor_command (harbor, FERRY_COMMAND_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (ERROR));
  assert_uncertain (transfer);
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
  transfer = upload (harbor, FILE, forgetful);
  pass_time (harbor, transfer);
  WAIT_UNTIL (transfer->durable->attempts == 2);
  pass_time (harbor, transfer);
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
