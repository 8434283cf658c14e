/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine when all goes well, and what a crash leaves in the folder. */

#include "harbor.h"

#include "ferry-headers.h"

#include <glib/gstdio.h>
#include <sys/xattr.h>

#define ADDRESS "http://example.org/letter.txt"

static void
goes_away (Harbor        *harbor,
           gconstpointer  data)
{
  harbor_stop (harbor);
}

/* Not every file system keeps what marks a part as ours. */
static gboolean
folder_takes_marks (Harbor *harbor)
{
  return setxattr (harbor->folder, "user.ferry.probe", "1", 1, 0) == 0;
}

static void
a_download_comes_home (Harbor        *harbor,
                       gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create (harbor, ADDRESS, NULL);
  g_autofree char *path = g_build_filename (harbor->folder, "letter.txt", NULL);

  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_n_files (harbor, 1);
  g_assert_cmpstr (harbor->log->str, ==, "irC");
  g_assert_cmpuint (harbor->n_ended, ==, 1);
  g_assert_cmpstr (transfer->durable->file, ==, path);
  g_assert_cmpint (getxattr (path, "user.ferry.transfer", NULL, 0) > 0, ==, folder_takes_marks (harbor));
  g_assert_null (transfer->durable->part_file);
  g_assert_cmpint (transfer->durable->bytes_done, ==, 10000);
  g_assert_cmpint (transfer->durable->bytes_total, ==, 10000);
  g_assert_cmpint (transfer->durable->finished, >, transfer->durable->created - 1);
  harbor_wait_quiet (harbor);
  g_assert_false (ferry_engine_is_busy (harbor->engine));
}

static void
a_body_of_unknown_length_comes_home (Harbor        *harbor,
                                     gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_play (harbor, (FerryFakeScript){ .length = 5000, .length_is_unknown = TRUE });
  transfer = harbor_create (harbor, ADDRESS, NULL);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 5000);
  g_assert_cmpint (transfer->durable->bytes_total, ==, 5000);
}

static void
an_empty_body_comes_home (Harbor        *harbor,
                          gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_play (harbor, (FerryFakeScript){ .length = 0 });
  transfer = harbor_create (harbor, ADDRESS, NULL);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 0);
}

static gboolean
part_is_there (Harbor *harbor)
{
  g_autofree char *path = g_build_filename (harbor->folder, "letter.txt.part", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
a_part_that_the_journal_never_heard_of_is_used_again (Harbor        *harbor,
                                                      gconstpointer  data)
{
  FerryTransfer *transfer;

  if (!folder_takes_marks (harbor))
    {
      g_test_skip ("The folder for temporary files keeps no extended attributes");
      return;
    }
  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  harbor_create (harbor, ADDRESS, NULL);
  ferry_fake_journal_set_held (harbor->journal, TRUE);
  WAIT_UNTIL (part_is_there (harbor));
  harbor_crash (harbor);
  transfer = harbor_only (harbor);
  g_assert_null (transfer->durable->part_file);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_n_files (harbor, 1);
}

/* Servers behind one name may differ: the next one has the old file again. */
static void
bytes_that_the_journal_never_heard_of_do_not_count (Harbor        *harbor,
                                                    gconstpointer  data)
{
  FerryTransfer *transfer;

  if (!folder_takes_marks (harbor))
    {
      g_test_skip ("The folder for temporary files keeps no extended attributes");
      return;
    }
  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = harbor_create (harbor, ADDRESS, NULL);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  harbor_play (harbor, (FerryFakeScript){
                         .length = 10000, .seed = 1, .bytes = 6000, .restarts = TRUE, .end = FERRY_FAKE_END_NEVER });
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  ferry_fake_journal_set_held (harbor->journal, TRUE);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 6000);
  harbor_crash (harbor);
  transfer = harbor_only (harbor);
  g_assert_cmpuint (transfer->durable->bytes_done, ==, 4000);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_n_files (harbor, 1);
}

/* The service dies as soon as it has asked, and nothing has come. */
static const FerryFakeScript deadly = { .no_answer = TRUE, .end = FERRY_FAKE_END_NEVER };

static void
wait_until_it_runs (Harbor *harbor)
{
  FerryTransfer *transfer = harbor_only (harbor);

  if (transfer->retry_timeout != 0)
    ferry_fake_clock_advance (harbor->clock, ferry_fake_clock_get_next (harbor->clock));
  WAIT_UNTIL (transfer->run != NULL && transfer->unsaved == 0);
}

static void
crash_times (Harbor *harbor,
             guint   times)
{
  for (guint i = 0; i < times; i++)
    {
      wait_until_it_runs (harbor);
      harbor_crash (harbor);
    }
}

static void
what_ends_the_service_again_and_again_fails (Harbor        *harbor,
                                             gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_usually (harbor, deadly);
  harbor_create (harbor, ADDRESS, NULL);
  crash_times (harbor, 8);
  transfer = harbor_only (harbor);
  harbor_wait_for (harbor, transfer, S (ERROR));
  g_assert_error (transfer->durable->error, FERRY_ERROR, FERRY_ERROR_FAILED);
  g_assert_nonnull (strstr (transfer->durable->error->message, "8 times"));
  harbor_crash (harbor);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (harbor_only (harbor)->durable->state, ==, S (ERROR));
}

static void
after_the_second_crash_in_a_row_it_waits (Harbor        *harbor,
                                          gconstpointer  data)
{
  harbor_usually (harbor, deadly);
  harbor_create (harbor, ADDRESS, NULL);
  crash_times (harbor, 1);
  g_assert_cmpuint (ferry_fake_clock_get_n_timeouts (harbor->clock), ==, 0);
  crash_times (harbor, 1);
  g_assert_cmpuint (ferry_fake_clock_get_n_timeouts (harbor->clock), ==, 1);
  /* A crash in that time is none of its own. */
  WAIT_UNTIL (harbor_only (harbor)->durable->state == S (IDLE));
  harbor_crash (harbor);
  g_assert_cmpuint (harbor_only (harbor)->record->attempts, ==, 2);
}

static void
a_clean_end_of_the_service_does_not_count (Harbor        *harbor,
                                           gconstpointer  data)
{
  harbor_usually (harbor, deadly);
  harbor_create (harbor, ADDRESS, NULL);
  for (guint i = 0; i < 10; i++)
    {
      wait_until_it_runs (harbor);
      harbor_restart (harbor);
      g_assert_cmpuint (harbor_only (harbor)->record->attempts, ==, 0);
    }
}

static void
a_crash_after_progress_does_not_count_on (Harbor        *harbor,
                                          gconstpointer  data)
{
  /* More than is fetched without a checkpoint. */
  const guint64 step = 8 * 1024 * 1024;

  harbor_usually (harbor, (FerryFakeScript){ .length = 11 * step, .bytes = step, .end = FERRY_FAKE_END_NEVER });
  harbor_create (harbor, ADDRESS, NULL);
  for (guint i = 1; i <= 10; i++)
    {
      WAIT_UNTIL (harbor_only (harbor)->durable->bytes_done == i * step);
      harbor_crash (harbor);
      g_assert_cmpuint (harbor_only (harbor)->record->attempts, ==, 1);
    }
}

static void
a_file_of_somebody_else_is_not_taken_for_the_whole (Harbor        *harbor,
                                                    gconstpointer  data)
{
  g_autofree char *part = g_build_filename (harbor->folder, "letter.txt.part", NULL);
  g_autofree char *other = g_strnfill (10000, 'x');
  FerryTransfer *transfer;

  if (!folder_takes_marks (harbor))
    {
      g_test_skip ("The folder for temporary files keeps no extended attributes");
      return;
    }
  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = harbor_create (harbor, ADDRESS, NULL);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (g_unlink (part), ==, 0);
  harbor_put (harbor, "letter.txt", other);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter (1).txt", 0, 10000);
  harbor_assert_n_files (harbor, 2);
}

static void
a_part_of_somebody_else_is_left_alone (Harbor        *harbor,
                                       gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_put (harbor, "letter.txt.part", "mine");
  transfer = harbor_create (harbor, ADDRESS, NULL);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter (1).txt", 0, 10000);
  harbor_assert_n_files (harbor, 2);
}

/* More than the engine lets wait for their names at a time. */
#define MANY 200

static gboolean
all_are_completed (Harbor *harbor)
{
  GPtrArray *transfers = ferry_engine_get_transfers (harbor->engine);

  for (guint i = 0; i < transfers->len; i++)
    if (((FerryTransfer *) g_ptr_array_index (transfers, i))->durable->state != S (COMPLETED))
      return FALSE;
  return TRUE;
}

/* Each that waits for the journal holds files open. */
static void
a_journal_that_hangs_ends_the_flow (Harbor        *harbor,
                                    gconstpointer  data)
{
  g_auto (GStrv) ids = g_new0 (char *, MANY + 1);

  ferry_engine_set_parallel (harbor->engine, 8, 8);
  harbor_usually (harbor, (FerryFakeScript){ .length = 10 });
  for (guint i = 0; i < MANY; i++)
    ids[i] = g_strdup (ferry_transfer_get_id (harbor_create_idle (harbor, ADDRESS, NULL)));
  ferry_fake_journal_set_held (harbor->journal, TRUE);
  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_START, (const char *const *) ids, NULL, NULL);
  WAIT_UNTIL (ferry_engine_get_running (harbor->engine)->len == 8 &&
              ferry_fake_backend_get_n_open (harbor->backend) == 0);
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), <, MANY);
  ferry_fake_journal_set_held (harbor->journal, FALSE);
  WAIT_UNTIL (all_are_completed (harbor));
  harbor_assert_n_files (harbor, MANY);
}

static void
a_secret_that_is_taken_back_leaves_the_keyring (Harbor        *harbor,
                                                gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create_idle (harbor, ADDRESS, "{'headers': <[('Authorization', 'Bearer x')]>}");
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (ferry_fake_secrets_get_n (harbor->secrets), ==, 1);
  g_assert_true (harbor_change (harbor, transfer, "{'headers': <[('Authorization', '')]>}", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ferry_fake_secrets_get_n (harbor->secrets), ==, 0);
}

/* One that has all the secrets there are, paused before the change. */
#define SECRETS                                                                                    \
  "{'headers': <[('Accept', 'text/plain'), ('Authorization', 'Bearer old'), ('Cookie', 'old')]>, " \
  "'username': <'old'>, 'password': <'old'>, 'proxy-password': <'proxy'>, 'proxy-username': <'proxy'>}"

static void
create_secret (Harbor *harbor)
{
  FerryTransfer *transfer;

  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = harbor_create (harbor, ADDRESS "?token=old", SECRETS);
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
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
another_server_is_told_nothing_old_after_a_restart (Harbor        *harbor,
                                                    gconstpointer  data)
{
  FerryRequest *request;
  g_autoptr (GError) error = NULL;

  create_secret (harbor);
  harbor_crash (harbor);
  g_assert_true (harbor_change (harbor, harbor_only (harbor), "{'uri': <'http://example.net/b?token=new'>}", &error));
  harbor_crash (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, harbor_only (harbor));
  harbor_wait_for (harbor, harbor_only (harbor), S (COMPLETED));
  request = ferry_fake_backend_get_request (harbor->backend);
  assert_nothing_old (request);
  g_assert_cmpstr (request->address, ==, "http://example.net/b?token=new");
  g_assert_cmpstr (request->proxy_password, ==, "proxy");
  g_assert_true (ferry_headers_have (request->headers, "Accept"));
}

/* The keyring has not heard of the change: the service was killed before, or
 * the keyring could not be written. */
static void
what_the_keyring_has_of_the_old_server_is_told_to_no_other (Harbor        *harbor,
                                                            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  guint n_runs;

  create_secret (harbor);
  n_runs = ferry_fake_backend_get_n_runs (harbor->backend);
  ferry_fake_secrets_set_persistent (harbor->secrets, FALSE);
  g_assert_true (harbor_change (harbor, harbor_only (harbor), "{'uri': <'http://example.net/b'>}", &error));
  harbor_crash (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, harbor_only (harbor));
  harbor_wait_for (harbor, harbor_only (harbor), S (ERROR));
  g_assert_error (harbor_only (harbor)->durable->error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS);
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, n_runs);
  /* Nor does it come back with the next change. */
  ferry_fake_secrets_set_persistent (harbor->secrets, TRUE);
  g_assert_true (harbor_change (harbor, harbor_only (harbor), "{'headers': <[('X-Api-Key', 'new')]>}", &error));
  harbor_crash (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RETRY, harbor_only (harbor));
  harbor_wait_for (harbor, harbor_only (harbor), S (COMPLETED));
  assert_nothing_old (ferry_fake_backend_get_request (harbor->backend));
  g_assert_true (ferry_headers_have (ferry_fake_backend_get_request (harbor->backend)->headers, "X-Api-Key"));
}

/* With no secret left the keyring is to be cleared; it was not. */
static void
what_needs_no_secret_takes_none_of_an_old_server (Harbor        *harbor,
                                                  gconstpointer  data)
{
  FerryTransfer *transfer;
  g_autoptr (GError) error = NULL;

  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = harbor_create (harbor, ADDRESS, "{'username': <'old'>, 'password': <'old'>}");
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  ferry_fake_secrets_set_persistent (harbor->secrets, FALSE);
  g_assert_true (harbor_change (harbor, transfer, "{'uri': <'http://example.net/b'>}", &error));
  harbor_crash (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, harbor_only (harbor));
  harbor_wait_for (harbor, harbor_only (harbor), S (COMPLETED));
  assert_nothing_old (ferry_fake_backend_get_request (harbor->backend));
}

#define ADD(name, function) HARBOR_ADD_BOTH ("/engine/" name, function)

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
  ADD ("another server is told nothing old after a restart", another_server_is_told_nothing_old_after_a_restart);
  ADD ("what the keyring has of the old server is told to no other",
       what_the_keyring_has_of_the_old_server_is_told_to_no_other);
  ADD ("what needs no secret takes none of an old server", what_needs_no_secret_takes_none_of_an_old_server);

  return g_test_run ();
}
