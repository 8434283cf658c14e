/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine when all goes well, and what a crash leaves in the folder. */

#include "engine-fixture.h"

#include "ferry-headers.h"

#include <glib/gstdio.h>
#include <sys/xattr.h>

#define ADDRESS "http://example.org/letter.txt"

static void
goes_away (EngineFixture *fixture,
           gconstpointer  data)
{
  engine_fixture_stop (fixture);
}

/* Not every file system keeps what marks a part as ours. */
static gboolean
folder_takes_marks (EngineFixture *fixture)
{
  return setxattr (fixture->folder, "user.ferry.probe", "1", 1, 0) == 0;
}

static void
a_download_comes_home (EngineFixture *fixture,
                       gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "letter.txt", NULL);

  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 1);
  g_assert_cmpstr (fixture->log->str, ==, "irC");
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpstr (transfer->durable->file, ==, path);
  g_assert_cmpint (getxattr (path, "user.ferry.transfer", NULL, 0) > 0, ==, folder_takes_marks (fixture));
  g_assert_null (transfer->durable->part_file);
  g_assert_cmpint (transfer->durable->bytes_done, ==, 10000);
  g_assert_cmpint (transfer->durable->bytes_total, ==, 10000);
  g_assert_cmpint (transfer->durable->finished, >, transfer->durable->created - 1);
  engine_fixture_wait_quiet (fixture);
  g_assert_false (ferry_engine_is_busy (fixture->engine));
}

static void
a_body_of_unknown_length_comes_home (EngineFixture *fixture,
                                     gconstpointer  data)
{
  FerryTransfer *transfer;

  engine_fixture_play (fixture, (FerryFakeScript){ .length = 5000, .length_is_unknown = TRUE });
  transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 5000);
  g_assert_cmpint (transfer->durable->bytes_total, ==, 5000);
}

static void
an_empty_body_comes_home (EngineFixture *fixture,
                          gconstpointer  data)
{
  FerryTransfer *transfer;

  engine_fixture_play (fixture, (FerryFakeScript){ .length = 0 });
  transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 0);
}

static gboolean
part_is_there (EngineFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "letter.txt.part", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
a_part_that_the_journal_never_heard_of_is_used_again (EngineFixture *fixture,
                                                      gconstpointer  data)
{
  FerryTransfer *transfer;

  if (!folder_takes_marks (fixture))
    {
      g_test_skip ("The folder for temporary files keeps no extended attributes");
      return;
    }
  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  engine_fixture_create (fixture, ADDRESS, NULL);
  ferry_fake_journal_set_held (fixture->journal, TRUE);
  WAIT_UNTIL (part_is_there (fixture));
  engine_fixture_crash (fixture);
  transfer = engine_fixture_only (fixture);
  g_assert_null (transfer->durable->part_file);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 1);
}

/* Servers behind one name may differ: the next one has the old file again. */
static void
bytes_that_the_journal_never_heard_of_do_not_count (EngineFixture *fixture,
                                                    gconstpointer  data)
{
  FerryTransfer *transfer;

  if (!folder_takes_marks (fixture))
    {
      g_test_skip ("The folder for temporary files keeps no extended attributes");
      return;
    }
  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_play (fixture, (FerryFakeScript){
                                  .length = 10000, .seed = 1, .bytes = 6000, .restarts = TRUE, .end = FERRY_FAKE_END_NEVER });
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  ferry_fake_journal_set_held (fixture->journal, TRUE);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 6000);
  engine_fixture_crash (fixture);
  transfer = engine_fixture_only (fixture);
  g_assert_cmpuint (transfer->durable->bytes_done, ==, 4000);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 1);
}

/* The service dies as soon as it has asked, and nothing has come. */
static const FerryFakeScript deadly = { .no_answer = TRUE, .end = FERRY_FAKE_END_NEVER };

static void
wait_until_it_runs (EngineFixture *fixture)
{
  FerryTransfer *transfer = engine_fixture_only (fixture);

  if (transfer->retry_timeout != 0)
    ferry_fake_clock_advance (fixture->clock, ferry_fake_clock_get_next (fixture->clock));
  WAIT_UNTIL (transfer->run != NULL && transfer->unsaved == 0);
}

static void
crash_times (EngineFixture *fixture,
             guint          times)
{
  for (guint i = 0; i < times; i++)
    {
      wait_until_it_runs (fixture);
      engine_fixture_crash (fixture);
    }
}

static void
what_ends_the_service_again_and_again_fails (EngineFixture *fixture,
                                             gconstpointer  data)
{
  FerryTransfer *transfer;

  engine_fixture_usually (fixture, deadly);
  engine_fixture_create (fixture, ADDRESS, NULL);
  crash_times (fixture, 8);
  transfer = engine_fixture_only (fixture);
  engine_fixture_wait_for (fixture, transfer, S (ERROR));
  g_assert_error (transfer->durable->error, FERRY_ERROR, FERRY_ERROR_FAILED);
  g_assert_nonnull (strstr (transfer->durable->error->message, "8 times"));
  engine_fixture_crash (fixture);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (engine_fixture_only (fixture)->durable->state, ==, S (ERROR));
}

static void
after_the_second_crash_in_a_row_it_waits (EngineFixture *fixture,
                                          gconstpointer  data)
{
  engine_fixture_usually (fixture, deadly);
  engine_fixture_create (fixture, ADDRESS, NULL);
  crash_times (fixture, 1);
  g_assert_cmpuint (ferry_fake_clock_get_n_timeouts (fixture->clock), ==, 0);
  crash_times (fixture, 1);
  g_assert_cmpuint (ferry_fake_clock_get_n_timeouts (fixture->clock), ==, 1);
  /* A crash in that time is none of its own. */
  WAIT_UNTIL (engine_fixture_only (fixture)->durable->state == S (IDLE));
  engine_fixture_crash (fixture);
  g_assert_cmpuint (engine_fixture_only (fixture)->record->attempts, ==, 2);
}

static void
a_clean_end_of_the_service_does_not_count (EngineFixture *fixture,
                                           gconstpointer  data)
{
  engine_fixture_usually (fixture, deadly);
  engine_fixture_create (fixture, ADDRESS, NULL);
  for (guint i = 0; i < 10; i++)
    {
      wait_until_it_runs (fixture);
      engine_fixture_restart (fixture);
      g_assert_cmpuint (engine_fixture_only (fixture)->record->attempts, ==, 0);
    }
}

static void
a_crash_after_progress_does_not_count_on (EngineFixture *fixture,
                                          gconstpointer  data)
{
  /* More than is fetched without a checkpoint. */
  const guint64 step = 8 * 1024 * 1024;

  engine_fixture_usually (fixture, (FerryFakeScript){ .length = 11 * step, .bytes = step, .end = FERRY_FAKE_END_NEVER });
  engine_fixture_create (fixture, ADDRESS, NULL);
  for (guint i = 1; i <= 10; i++)
    {
      WAIT_UNTIL (engine_fixture_only (fixture)->durable->bytes_done == i * step);
      engine_fixture_crash (fixture);
      g_assert_cmpuint (engine_fixture_only (fixture)->record->attempts, ==, 1);
    }
}

static void
a_file_of_somebody_else_is_not_taken_for_the_whole (EngineFixture *fixture,
                                                    gconstpointer  data)
{
  g_autofree char *part = g_build_filename (fixture->folder, "letter.txt.part", NULL);
  g_autofree char *other = g_strnfill (10000, 'x');
  FerryTransfer *transfer;

  if (!folder_takes_marks (fixture))
    {
      g_test_skip ("The folder for temporary files keeps no extended attributes");
      return;
    }
  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (g_unlink (part), ==, 0);
  engine_fixture_put (fixture, "letter.txt", other);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter (1).txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 2);
}

static void
a_part_of_somebody_else_is_left_alone (EngineFixture *fixture,
                                       gconstpointer  data)
{
  FerryTransfer *transfer;

  engine_fixture_put (fixture, "letter.txt.part", "mine");
  transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter (1).txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 2);
}

/* More than the engine lets wait for their names at a time. */
#define MANY 200

static gboolean
all_are_completed (EngineFixture *fixture)
{
  GPtrArray *transfers = ferry_engine_get_transfers (fixture->engine);

  for (guint i = 0; i < transfers->len; i++)
    if (((FerryTransfer *) g_ptr_array_index (transfers, i))->durable->state != S (COMPLETED))
      return FALSE;
  return TRUE;
}

/* Each that waits for the journal holds files open. */
static void
a_journal_that_hangs_ends_the_flow (EngineFixture *fixture,
                                    gconstpointer  data)
{
  g_auto (GStrv) ids = g_new0 (char *, MANY + 1);

  ferry_engine_set_parallel (fixture->engine, 8, 8);
  engine_fixture_usually (fixture, (FerryFakeScript){ .length = 10 });
  for (guint i = 0; i < MANY; i++)
    ids[i] = g_strdup (ferry_transfer_get_id (engine_fixture_create_idle (fixture, ADDRESS, NULL)));
  ferry_fake_journal_set_held (fixture->journal, TRUE);
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_START, (const char *const *) ids, NULL, NULL);
  WAIT_UNTIL (ferry_engine_get_running (fixture->engine)->len == 8 &&
              ferry_fake_backend_get_n_open (fixture->backend) == 0);
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), <, MANY);
  ferry_fake_journal_set_held (fixture->journal, FALSE);
  WAIT_UNTIL (all_are_completed (fixture));
  engine_fixture_assert_n_files (fixture, MANY);
}

static void
a_secret_that_is_taken_back_leaves_the_keyring (EngineFixture *fixture,
                                                gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_create_idle (fixture, ADDRESS, "{'headers': <[('Authorization', 'Bearer x')]>}");
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (ferry_fake_secrets_get_n (fixture->secrets), ==, 1);
  g_assert_true (engine_fixture_change (fixture, transfer, "{'headers': <[('Authorization', '')]>}", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ferry_fake_secrets_get_n (fixture->secrets), ==, 0);
}

/* As if the service had been killed before it cleared them. */
static void
leave_secrets (EngineFixture *fixture,
               const char    *id)
{
  ferry_secrets_store_async (FERRY_SECRETS (fixture->secrets), id, g_variant_new_parsed ("{'password': <'x'>}"),
                             NULL, NULL);
}

static void
what_a_kill_left_in_the_keyring_goes_at_the_next_start (EngineFixture *fixture,
                                                        gconstpointer  data)
{
  FerryTransfer *completed = engine_fixture_succeed (fixture, ADDRESS, "{'headers': <[('Authorization', 'Bearer x')]>}");
  FerryTransfer *plain = engine_fixture_create_idle (fixture, ADDRESS, NULL);

  g_assert_cmpuint (ferry_fake_secrets_get_n (fixture->secrets), ==, 0);
  leave_secrets (fixture, completed->id);
  leave_secrets (fixture, plain->id);
  leave_secrets (fixture, "00000000-0000-4000-8000-000000000000");
  g_assert_cmpuint (ferry_fake_secrets_get_n (fixture->secrets), ==, 3);
  engine_fixture_crash (fixture);
  WAIT_UNTIL (ferry_fake_secrets_get_n (fixture->secrets) == 0);
}

static void
what_a_transfer_may_still_need_stays_in_the_keyring (EngineFixture *fixture,
                                                     gconstpointer  data)
{
  FerryTransfer *idle = engine_fixture_create_idle (fixture, ADDRESS, "{'headers': <[('Authorization', 'Bearer x')]>}");
  FerryTransfer *canceled = engine_fixture_create_idle (fixture, ADDRESS, "{'headers': <[('Authorization', 'Bearer y')]>}");

  g_assert_nonnull (idle);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, canceled);
  engine_fixture_wait_for (fixture, canceled, S (CANCELED));
  leave_secrets (fixture, "00000000-0000-4000-8000-000000000000");
  engine_fixture_crash (fixture);
  WAIT_UNTIL (ferry_fake_secrets_get_n (fixture->secrets) < 3);
  engine_fixture_stop (fixture);
  g_assert_cmpuint (ferry_fake_secrets_get_n (fixture->secrets), ==, 2);
}

/* One that has all the secrets there are, paused before the change. */
#define SECRETS                                                                                    \
  "{'headers': <[('Accept', 'text/plain'), ('Authorization', 'Bearer old'), ('Cookie', 'old')]>, " \
  "'username': <'old'>, 'password': <'old'>, 'proxy-password': <'proxy'>, 'proxy-username': <'proxy'>}"

static void
create_secret (EngineFixture *fixture)
{
  FerryTransfer *transfer;

  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = engine_fixture_create (fixture, ADDRESS "?token=old", SECRETS);
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
}

/* Looks through all that a server could be told. */
static void
assert_nothing_old (FerryRequest *request)
{
  g_autoptr (GVariant) secrets = ferry_request_get_secrets (request);
  g_autofree char *text = secrets != NULL ? g_variant_print (secrets, FALSE) : NULL;
  g_autofree char *headers = request->headers != NULL ? g_variant_print (request->headers, FALSE) : NULL;

  g_assert_null (text != NULL ? strstr (text, "old") : NULL);
  g_assert_null (headers != NULL ? strstr (headers, "old") : NULL);
  g_assert_null (strstr (request->address, "old"));
  g_assert_null (request->username);
  g_assert_null (request->password);
}

static void
another_server_is_told_nothing_old_after_a_restart (EngineFixture *fixture,
                                                    gconstpointer  data)
{
  FerryRequest *request;
  g_autoptr (GError) error = NULL;

  create_secret (fixture);
  engine_fixture_crash (fixture);
  g_assert_true (engine_fixture_change (fixture, engine_fixture_only (fixture), "{'uri': <'http://example.net/b?token=new'>}", &error));
  engine_fixture_crash (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, engine_fixture_only (fixture));
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (COMPLETED));
  request = ferry_fake_backend_get_request (fixture->backend);
  assert_nothing_old (request);
  g_assert_cmpstr (request->address, ==, "http://example.net/b?token=new");
  g_assert_cmpstr (request->proxy_password, ==, "proxy");
  g_assert_true (ferry_headers_have (request->headers, "Accept"));
}

/* The keyring has not heard of the change: the service was killed before, or
 * the keyring could not be written. */
static void
what_the_keyring_has_of_the_old_server_is_told_to_no_other (EngineFixture *fixture,
                                                            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  guint n_runs;

  create_secret (fixture);
  n_runs = ferry_fake_backend_get_n_runs (fixture->backend);
  ferry_fake_secrets_set_persistent (fixture->secrets, FALSE);
  g_assert_true (engine_fixture_change (fixture, engine_fixture_only (fixture), "{'uri': <'http://example.net/b'>}", &error));
  engine_fixture_crash (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, engine_fixture_only (fixture));
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (ERROR));
  g_assert_error (engine_fixture_only (fixture)->durable->error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS);
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, n_runs);
  /* Nor does it come back with the next change. */
  ferry_fake_secrets_set_persistent (fixture->secrets, TRUE);
  g_assert_true (engine_fixture_change (fixture, engine_fixture_only (fixture), "{'headers': <[('X-Api-Key', 'new')]>}", &error));
  engine_fixture_crash (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RETRY, engine_fixture_only (fixture));
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (COMPLETED));
  assert_nothing_old (ferry_fake_backend_get_request (fixture->backend));
  g_assert_true (ferry_headers_have (ferry_fake_backend_get_request (fixture->backend)->headers, "X-Api-Key"));
}

/* With no secret left the keyring is to be cleared; it was not. */
static void
what_needs_no_secret_takes_none_of_an_old_server (EngineFixture *fixture,
                                                  gconstpointer  data)
{
  FerryTransfer *transfer;
  g_autoptr (GError) error = NULL;

  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = engine_fixture_create (fixture, ADDRESS, "{'username': <'old'>, 'password': <'old'>}");
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  ferry_fake_secrets_set_persistent (fixture->secrets, FALSE);
  g_assert_true (engine_fixture_change (fixture, transfer, "{'uri': <'http://example.net/b'>}", &error));
  engine_fixture_crash (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, engine_fixture_only (fixture));
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (COMPLETED));
  assert_nothing_old (ferry_fake_backend_get_request (fixture->backend));
}

#define ADD(name, function) ENGINE_FIXTURE_ADD_BOTH ("/engine/" name, function)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("goes away", goes_away);
  ADD ("a download comes home", a_download_comes_home);
  ADD ("a body of unknown length comes home", a_body_of_unknown_length_comes_home);
  ADD ("an empty body comes home", an_empty_body_comes_home);
  ADD ("a part that the journal never heard of is used again",
       a_part_that_the_journal_never_heard_of_is_used_again);
  ADD ("bytes that the journal never heard of do not count", bytes_that_the_journal_never_heard_of_do_not_count);
  ADD ("what ends the service again and again fails", what_ends_the_service_again_and_again_fails);
  ADD ("after the second crash in a row it waits", after_the_second_crash_in_a_row_it_waits);
  ADD ("a clean end of the service does not count", a_clean_end_of_the_service_does_not_count);
  ADD ("a crash after progress does not count on", a_crash_after_progress_does_not_count_on);
  ADD ("a file of somebody else is not taken for the whole", a_file_of_somebody_else_is_not_taken_for_the_whole);
  ADD ("a part of somebody else is left alone", a_part_of_somebody_else_is_left_alone);
  ADD ("a journal that hangs ends the flow", a_journal_that_hangs_ends_the_flow);
  ADD ("a secret that is taken back leaves the keyring", a_secret_that_is_taken_back_leaves_the_keyring);
  ADD ("what a kill left in the keyring goes at the next start",
       what_a_kill_left_in_the_keyring_goes_at_the_next_start);
  ADD ("what a transfer may still need stays in the keyring", what_a_transfer_may_still_need_stays_in_the_keyring);
  ADD ("another server is told nothing old after a restart", another_server_is_told_nothing_old_after_a_restart);
  ADD ("what the keyring has of the old server is told to no other",
       what_the_keyring_has_of_the_old_server_is_told_to_no_other);
  ADD ("what needs no secret takes none of an old server", what_needs_no_secret_takes_none_of_an_old_server);

  return g_test_run ();
}
