/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of a file that has the name already. */

#include "harbor.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ADDRESS "http://example.org/letter.txt"
#define REPLACE "{'if-exists': <uint32 1>}"
#define FAIL    "{'if-exists': <uint32 2>}"

static FerryTransfer *
create (Harbor     *harbor,
        const char *options)
{
  return harbor_create (harbor, ADDRESS, options);
}

static void
assert_content (Harbor     *harbor,
                const char *name,
                const char *expected)
{
  g_autofree char *path = g_build_filename (harbor->folder, name, NULL);
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, expected);
}

static void
goes_away (Harbor        *harbor,
           gconstpointer  data)
{
  harbor_stop (harbor);
}

static void
takes_a_number_when_nothing_is_said (Harbor        *harbor,
                                     gconstpointer  data)
{
  harbor_put (harbor, "letter.txt", "old");
  harbor_wait_for (harbor, create (harbor, NULL), S (COMPLETED));
  assert_content (harbor, "letter.txt", "old");
  harbor_assert_file (harbor, "letter (1).txt", 0, 10000);
}

static void
replaces_when_that_is_wished (Harbor        *harbor,
                              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (harbor->folder, "letter.txt", NULL);
  FerryTransfer *transfer;

  harbor_put (harbor, "letter.txt", "old");
  transfer = create (harbor, REPLACE);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_n_files (harbor, 1);
  g_assert_cmpstr (transfer->durable->file, ==, path);
}

static void
the_old_file_stays_until_the_new_one_is_whole (Harbor        *harbor,
                                               gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_put (harbor, "letter.txt", "old");
  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = create (harbor, REPLACE);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  assert_content (harbor, "letter.txt", "old");
  harbor_command (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  WAIT_UNTIL (!ferry_engine_is_busy (harbor->engine));
  assert_content (harbor, "letter.txt", "old");
  harbor_assert_n_files (harbor, 1);
}

static void
a_wrong_checksum_replaces_nothing (Harbor        *harbor,
                                   gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_put (harbor, "letter.txt", "old");
  transfer = create (harbor, "{'if-exists': <uint32 1>, 'checksum':"
                             " <'md5=00000000000000000000000000000000'>}");
  harbor_wait_for (harbor, transfer, S (ERROR));
  WAIT_UNTIL (!ferry_engine_is_busy (harbor->engine));
  assert_content (harbor, "letter.txt", "old");
  harbor_assert_n_files (harbor, 1);
}

static void
what_only_the_server_named_replaces_nothing (Harbor        *harbor,
                                             gconstpointer  data)
{
  harbor_put (harbor, "thesis.odt", "old");
  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .name = "thesis.odt" });
  harbor_wait_for (harbor, create (harbor, REPLACE), S (COMPLETED));
  assert_content (harbor, "thesis.odt", "old");
  harbor_assert_file (harbor, "thesis (1).odt", 0, 10000);
}

static void
only_files_are_replaced (Harbor        *harbor,
                         gconstpointer  data)
{
  g_autofree char *link = g_build_filename (harbor->folder, "letter.txt", NULL);

  harbor_put (harbor, "precious", "precious");
  g_assert_cmpint (symlink ("precious", link), ==, 0);
  harbor_wait_for (harbor, create (harbor, REPLACE), S (COMPLETED));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  assert_content (harbor, "precious", "precious");
  harbor_assert_file (harbor, "letter (1).txt", 0, 10000);
}

static void
what_another_is_writing_is_not_replaced (Harbor        *harbor,
                                         gconstpointer  data)
{
  FerryTransfer *other;

  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  other = create (harbor, NULL);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (other) == 4000);
  harbor_wait_for (harbor, harbor_create (harbor, ADDRESS ".part", REPLACE), S (COMPLETED));
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, other);
  harbor_wait_quiet (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, other);
  harbor_wait_for (harbor, other, S (COMPLETED));
  g_assert_cmpuint (other->durable->restarts, ==, 0);
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_n_files (harbor, 2);
}

static void
two_may_replace_the_same_file (Harbor        *harbor,
                               gconstpointer  data)
{
  FerryTransfer *first, *second;

  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  first = create (harbor, REPLACE);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (first) == 4000);
  second = create (harbor, REPLACE);
  harbor_wait_for (harbor, second, S (COMPLETED));
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, first);
  harbor_wait_quiet (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, first);
  harbor_wait_for (harbor, first, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_n_files (harbor, 1);
}

static void
replaces_after_a_crash (Harbor        *harbor,
                        gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_put (harbor, "letter.txt", "old");
  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = create (harbor, REPLACE);
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  harbor_crash (harbor);
  transfer = harbor_only (harbor);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_n_files (harbor, 1);
}

/* An old file of the same length is no new one, marked or not. */
static void
the_old_file_is_not_taken_for_the_new_one (Harbor        *harbor,
                                           gconstpointer  data)
{
  g_autofree char *part = g_build_filename (harbor->folder, "letter.txt.part", NULL);
  g_autofree char *old = g_strnfill (10000, 'x');
  FerryTransfer *transfer;

  harbor_put (harbor, "letter.txt", old);
  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = create (harbor, REPLACE);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (g_unlink (part), ==, 0);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_n_files (harbor, 1);
}

static void
fails_before_a_byte_when_that_is_wished (Harbor        *harbor,
                                         gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_put (harbor, "letter.txt", "old");
  transfer = create (harbor, FAIL);
  harbor_wait_for (harbor, transfer, S (ERROR));
  g_assert_error (transfer->durable->error, FERRY_ERROR, FERRY_ERROR_FILE);
  g_assert_nonnull (strstr (transfer->durable->error->message, "letter.txt"));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 1);
  assert_content (harbor, "letter.txt", "old");
  harbor_assert_n_files (harbor, 1);
}

static void
what_came_in_between_is_left_alone (Harbor        *harbor,
                                    gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
  transfer = create (harbor, FAIL);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  harbor_put (harbor, "letter.txt", "old");
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (ERROR));
  harbor_wait_quiet (harbor);
  assert_content (harbor, "letter.txt", "old");
  harbor_take_away (harbor, "letter.txt");
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RETRY, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
}

#define ADD(name, function) HARBOR_ADD_BOTH ("/engine/names/" name, function)

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
