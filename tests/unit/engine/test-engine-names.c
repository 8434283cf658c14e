/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of a file that has the name already. */

#include "engine-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ADDRESS "http://example.org/letter.txt"
#define REPLACE "{'if-exists': <uint32 1>}"
#define FAIL    "{'if-exists': <uint32 2>}"

static FerryTransfer *
create (EngineFixture *fixture,
        const char    *options)
{
  return engine_fixture_create (fixture, ADDRESS, options);
}

static void
assert_content (EngineFixture *fixture,
                const char    *name,
                const char    *expected)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, expected);
}

static void
goes_away (EngineFixture *fixture,
           gconstpointer  data)
{
  engine_fixture_stop (fixture);
}

static void
takes_a_number_when_nothing_is_said (EngineFixture *fixture,
                                     gconstpointer  data)
{
  engine_fixture_put (fixture, "letter.txt", "old");
  engine_fixture_wait_for (fixture, create (fixture, NULL), S (COMPLETED));
  assert_content (fixture, "letter.txt", "old");
  engine_fixture_assert_file (fixture, "letter (1).txt", 0, 10000);
}

static void
replaces_when_that_is_wished (EngineFixture *fixture,
                              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "letter.txt", NULL);
  FerryTransfer *transfer;

  engine_fixture_put (fixture, "letter.txt", "old");
  transfer = create (fixture, REPLACE);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 1);
  g_assert_cmpstr (transfer->durable->file, ==, path);
}

static void
the_old_file_stays_until_the_new_one_is_whole (EngineFixture *fixture,
                                               gconstpointer  data)
{
  FerryTransfer *transfer;

  engine_fixture_put (fixture, "letter.txt", "old");
  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = create (fixture, REPLACE);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  assert_content (fixture, "letter.txt", "old");
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  WAIT_UNTIL (!ferry_engine_is_busy (fixture->engine));
  assert_content (fixture, "letter.txt", "old");
  engine_fixture_assert_n_files (fixture, 1);
}

static void
a_wrong_checksum_replaces_nothing (EngineFixture *fixture,
                                   gconstpointer  data)
{
  FerryTransfer *transfer;

  engine_fixture_put (fixture, "letter.txt", "old");
  transfer = create (fixture, "{'if-exists': <uint32 1>, 'checksum':"
                              " <'md5=00000000000000000000000000000000'>}");
  engine_fixture_wait_for (fixture, transfer, S (ERROR));
  WAIT_UNTIL (!ferry_engine_is_busy (fixture->engine));
  assert_content (fixture, "letter.txt", "old");
  engine_fixture_assert_n_files (fixture, 1);
}

static void
what_only_the_server_named_replaces_nothing (EngineFixture *fixture,
                                             gconstpointer  data)
{
  engine_fixture_put (fixture, "thesis.odt", "old");
  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .name = "thesis.odt" });
  engine_fixture_wait_for (fixture, create (fixture, REPLACE), S (COMPLETED));
  assert_content (fixture, "thesis.odt", "old");
  engine_fixture_assert_file (fixture, "thesis (1).odt", 0, 10000);
}

static void
only_files_are_replaced (EngineFixture *fixture,
                         gconstpointer  data)
{
  g_autofree char *link = g_build_filename (fixture->folder, "letter.txt", NULL);

  engine_fixture_put (fixture, "precious", "precious");
  g_assert_cmpint (symlink ("precious", link), ==, 0);
  engine_fixture_wait_for (fixture, create (fixture, REPLACE), S (COMPLETED));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  assert_content (fixture, "precious", "precious");
  engine_fixture_assert_file (fixture, "letter (1).txt", 0, 10000);
}

static void
what_another_is_writing_is_not_replaced (EngineFixture *fixture,
                                         gconstpointer  data)
{
  FerryTransfer *other;

  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  other = create (fixture, NULL);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (other) == 4000);
  engine_fixture_wait_for (fixture, engine_fixture_create (fixture, ADDRESS ".part", REPLACE), S (COMPLETED));
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, other);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, other);
  engine_fixture_wait_for (fixture, other, S (COMPLETED));
  g_assert_cmpuint (other->durable->restarts, ==, 0);
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 2);
}

static void
two_may_replace_the_same_file (EngineFixture *fixture,
                               gconstpointer  data)
{
  FerryTransfer *first, *second;

  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  first = create (fixture, REPLACE);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (first) == 4000);
  second = create (fixture, REPLACE);
  engine_fixture_wait_for (fixture, second, S (COMPLETED));
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, first);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, first);
  engine_fixture_wait_for (fixture, first, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 1);
}

static void
replaces_after_a_crash (EngineFixture *fixture,
                        gconstpointer  data)
{
  FerryTransfer *transfer;

  engine_fixture_put (fixture, "letter.txt", "old");
  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = create (fixture, REPLACE);
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  engine_fixture_crash (fixture);
  transfer = engine_fixture_only (fixture);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 1);
}

/* An old file of the same length is no new one, marked or not. */
static void
the_old_file_is_not_taken_for_the_new_one (EngineFixture *fixture,
                                           gconstpointer  data)
{
  g_autofree char *part = g_build_filename (fixture->folder, "letter.txt.part", NULL);
  g_autofree char *old = g_strnfill (10000, 'x');
  FerryTransfer *transfer;

  engine_fixture_put (fixture, "letter.txt", old);
  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = create (fixture, REPLACE);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (g_unlink (part), ==, 0);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 1);
}

static void
fails_before_a_byte_when_that_is_wished (EngineFixture *fixture,
                                         gconstpointer  data)
{
  FerryTransfer *transfer;

  engine_fixture_put (fixture, "letter.txt", "old");
  transfer = create (fixture, FAIL);
  engine_fixture_wait_for (fixture, transfer, S (ERROR));
  g_assert_error (transfer->durable->error, FERRY_ERROR, FERRY_ERROR_FILE);
  g_assert_nonnull (strstr (transfer->durable->error->message, "letter.txt"));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 1);
  assert_content (fixture, "letter.txt", "old");
  engine_fixture_assert_n_files (fixture, 1);
}

static void
what_came_in_between_is_left_alone (EngineFixture *fixture,
                                    gconstpointer  data)
{
  FerryTransfer *transfer;

  engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = create (fixture, FAIL);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  engine_fixture_put (fixture, "letter.txt", "old");
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (ERROR));
  engine_fixture_wait_quiet (fixture);
  assert_content (fixture, "letter.txt", "old");
  engine_fixture_take_away (fixture, "letter.txt");
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RETRY, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
}

#define ADD(name, function) ENGINE_FIXTURE_ADD_BOTH ("/engine/names/" name, function)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("goes away", goes_away);
  ADD ("takes a number when nothing is said", takes_a_number_when_nothing_is_said);
  ADD ("replaces when that is wished", replaces_when_that_is_wished);
  ADD ("the old file stays until the new one is whole", the_old_file_stays_until_the_new_one_is_whole);
  ADD ("a wrong checksum replaces nothing", a_wrong_checksum_replaces_nothing);
  ADD ("what only the server named replaces nothing", what_only_the_server_named_replaces_nothing);
  ADD ("only files are replaced", only_files_are_replaced);
  ADD ("what another is writing is not replaced", what_another_is_writing_is_not_replaced);
  ADD ("two may replace the same file", two_may_replace_the_same_file);
  ADD ("replaces after a crash", replaces_after_a_crash);
  ADD ("the old file is not taken for the new one", the_old_file_is_not_taken_for_the_new_one);
  ADD ("fails before a byte when that is wished", fails_before_a_byte_when_that_is_wished);
  ADD ("what came in between is left alone", what_came_in_between_is_left_alone);
  return g_test_run ();
}
