/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What callers tell transfers to do, in every stage of their lives. */

#include "command-cases.h"
#include "harbor.h"

#include "ferry-headers.h"

#define ADDRESS         "http://example.org/letter.txt"
#define SHA256_OF_OTHER "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static const FerryFakeScript silent = { .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER };

/* A transfer of which 4,000 bytes are there, and no more come. */
static FerryTransfer *
create_silent (Harbor *harbor)
{
  FerryTransfer *transfer;

  harbor_play (harbor, silent);
  transfer = harbor_create (harbor, ADDRESS, NULL);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  return transfer;
}

static void
assert_refused (Harbor              *harbor,
                FerryTransferAction  command,
                FerryTransfer       *transfer)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (harbor_try (harbor, command, transfer->id, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE);
}

/* In every state, also those that a transfer only gets into with a journal
 * that others wrote: what no table allows changes nothing. */
static void
refuses_what_does_not_fit (Harbor        *harbor,
                           gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create_idle (harbor, ADDRESS, NULL);

  for (gsize i = 0; i < N_COMMAND_CASES; i++)
    {
      FerryRecord *record = ferry_transfer_edit (transfer);

      record->state = command_cases[i].state;
      record->started = command_cases[i].started;
      for (int command = 0; command < N_COMMANDS; command++)
        if (!command_case_allows (&command_cases[i], command))
          assert_refused (harbor, command, transfer);
      g_assert_true (transfer->record == record);
      g_assert_cmpint (record->state, ==, command_cases[i].state);
      g_assert_cmpint (record->started, ==, command_cases[i].started);
    }
  ferry_transfer_edit (transfer)->state = S (CANCELED);
}

static void
does_what_fits (Harbor        *harbor,
                gconstpointer  data)
{
  for (gsize i = 0; i < N_COMMAND_CASES; i++)
    for (int command = 0; command < N_COMMANDS; command++)
      {
        FerryTransfer *transfer;
        FerryRecord *record;

        if (!command_case_allows (&command_cases[i], command))
          continue;
        transfer = harbor_create_idle (harbor, ADDRESS, NULL);
        record = ferry_transfer_edit (transfer);
        record->state = command_cases[i].state;
        record->started = command_cases[i].started;
        harbor_command (harbor, command, transfer);
      }
}

static void
assert_possible_are (Harbor        *harbor,
                     FerryTransfer *transfer,
                     const char    *possible)
{
  CommandCase only = { .allowed = possible };

  for (int command = 0; command < N_COMMANDS; command++)
    if (!command_case_allows (&only, command))
      assert_refused (harbor, command, transfer);
}

static void
waits_to_be_started (Harbor        *harbor,
                     gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create_idle (harbor, ADDRESS, NULL);

  harbor_wait_quiet (harbor);
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 0);
  WAIT_UNTIL (!ferry_engine_is_busy (harbor->engine));
  assert_possible_are (harbor, transfer, "sc");
  harbor_command (harbor, FERRY_TRANSFER_ACTION_START, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  assert_possible_are (harbor, transfer, "m");
}

static void
goes_on_where_it_was_paused (Harbor        *harbor,
                             gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);

  assert_possible_are (harbor, transfer, "pc");
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  g_assert_cmpuint (transfer->durable->bytes_done, ==, 4000);
  WAIT_UNTIL (!ferry_engine_is_busy (harbor->engine));
  harbor_assert_file (harbor, "letter.txt.part", 0, 4000);
  assert_possible_are (harbor, transfer, "rc");

  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (harbor->backend), ==, 4000);
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  g_assert_cmpuint (transfer->durable->restarts, ==, 0);
  g_assert_cmpuint (transfer->durable->responses, ==, 1);
}

static void
leaves_nothing_when_canceled (Harbor        *harbor,
                              gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);

  harbor_command (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (transfer->durable->state, ==, S (CANCELED));
  g_assert_null (transfer->durable->part_file);
  WAIT_UNTIL (!ferry_engine_is_busy (harbor->engine));
  harbor_assert_n_files (harbor, 0);
  g_assert_cmpuint (harbor->n_ended, ==, 1);
  assert_possible_are (harbor, transfer, "tm");
}

static void
is_canceled_while_it_is_paused (Harbor        *harbor,
                                gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);

  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  harbor_wait_quiet (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RETRY, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (harbor->backend), ==, 0);
}

static void
what_was_never_started_can_be_canceled_and_tried_again (Harbor        *harbor,
                                                        gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create_idle (harbor, ADDRESS, NULL);

  harbor_command (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RETRY, transfer);
  g_assert_true (transfer->record->started);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
}

typedef struct {
  gboolean come;
  GError *error; /* (owned) (nullable) */
} Answer;

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Answer *answer = user_data;

  answer->come = TRUE;
  ferry_engine_command_finish (FERRY_ENGINE (source), result, &answer->error);
}

static void
remove_all (Harbor            *harbor,
            const char *const *ids,
            Answer            *answer)
{
  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_REMOVE, ids, on_answered, answer);
}

static void
is_gone_when_removed (Harbor        *harbor,
                      gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create (harbor, ADDRESS, NULL);
  g_autofree char *id = g_strdup (transfer->id);
  g_autoptr (GError) error = NULL;

  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_command (harbor, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  g_assert_cmpuint (harbor->n_removed, ==, 1);
  g_assert_null (ferry_engine_lookup (harbor->engine, id));
  g_assert_cmpuint (ferry_fake_journal_get_n_records (harbor->journal), ==, 0);
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  g_assert_false (harbor_try (harbor, FERRY_TRANSFER_ACTION_RETRY, id, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
}

/* As after the limit of the history took it meanwhile. */
static void
what_is_gone_does_not_keep_others_from_being_removed (Harbor        *harbor,
                                                      gconstpointer  data)
{
  FerryTransfer *gone = harbor_create (harbor, ADDRESS, NULL);
  FerryTransfer *other = harbor_create (harbor, "http://example.org/other.txt", NULL);
  g_autofree char *gone_id = g_strdup (gone->id);
  g_autofree char *other_id = g_strdup (other->id);
  const char *const ids[] = { gone_id, other_id, NULL };
  Answer answer = { 0 };

  harbor_wait_for (harbor, gone, S (COMPLETED));
  harbor_wait_for (harbor, other, S (COMPLETED));
  harbor_command (harbor, FERRY_TRANSFER_ACTION_REMOVE, gone);
  remove_all (harbor, ids, &answer);
  WAIT_UNTIL (answer.come);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (harbor->n_removed, ==, 2);
  g_assert_cmpuint (ferry_fake_journal_get_n_records (harbor->journal), ==, 0);

  answer.come = FALSE;
  remove_all (harbor, ids, &answer);
  WAIT_UNTIL (answer.come);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (harbor->n_removed, ==, 2);
}

static void
what_is_gone_does_not_let_others_be_removed_too_soon (Harbor        *harbor,
                                                      gconstpointer  data)
{
  FerryTransfer *ended = harbor_create (harbor, ADDRESS, NULL);
  FerryTransfer *running;
  const char *const ids[] = { "gone", ended->id, NULL, NULL };
  Answer answer = { 0 };

  harbor_wait_for (harbor, ended, S (COMPLETED));
  running = create_silent (harbor);
  ((const char **) ids)[2] = running->id;
  remove_all (harbor, ids, &answer);
  WAIT_UNTIL (answer.come);
  g_assert_error (answer.error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE);
  g_assert_cmpuint (harbor->n_removed, ==, 0);
  g_clear_error (&answer.error);
}

/* What is going is gone only when the journal has forgotten it. */
static void
a_second_removal_waits_for_the_first (Harbor        *harbor,
                                      gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create (harbor, ADDRESS, NULL);
  g_autofree char *id = g_strdup (transfer->id);
  const char *const ids[] = { id, NULL };
  Answer first = { 0 }, second = { 0 };

  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_wait_quiet (harbor);
  ferry_fake_journal_set_held (harbor->journal, TRUE);
  remove_all (harbor, ids, &first);
  remove_all (harbor, ids, &second);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (second.come);
  ferry_fake_journal_set_held (harbor->journal, FALSE);
  WAIT_UNTIL (second.come);
  g_assert_true (first.come);
  g_assert_no_error (first.error);
  g_assert_no_error (second.error);
}

static void
all_or_none (Harbor        *harbor,
             gconstpointer  data)
{
  FerryTransfer *good = create_silent (harbor);
  FerryTransfer *bad = harbor_create (harbor, "http://example.org/other.txt", NULL);
  const char *const ids[] = { good->id, bad->id, NULL };
  const char *const none[] = { NULL };

  harbor_wait_for (harbor, bad, S (COMPLETED));
  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_PAUSE, ids, NULL, NULL);
  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_PAUSE, none, NULL, NULL);
  g_assert_cmpint (ferry_transfer_get_state (good), ==, S (RUNNING));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (ferry_transfer_get_state (good), ==, S (RUNNING));
}

/* While the backend does not let go of a canceled run. */

static void
wind_down (Harbor              *harbor,
           FerryTransfer       *transfer,
           FerryTransferAction  command)
{
  ferry_fake_backend_set_stubborn (harbor->backend, TRUE);
  harbor_command (harbor, command, transfer);
  g_assert_nonnull (transfer->run);
}

static void
let_go (Harbor *harbor)
{
  /* A run that falls silent only now must find the backend stubborn still. */
  ferry_fake_backend_end (harbor->backend, NULL);
  ferry_fake_backend_set_stubborn (harbor->backend, FALSE);
}

static void
a_resume_waits_for_the_end_of_the_last_run (Harbor        *harbor,
                                            gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);

  wind_down (harbor, transfer, FERRY_TRANSFER_ACTION_PAUSE);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 1);
  let_go (harbor);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (harbor->backend), ==, 4000);
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
}

static void
can_be_paused_twice_while_it_winds_down (Harbor        *harbor,
                                         gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);

  wind_down (harbor, transfer, FERRY_TRANSFER_ACTION_PAUSE);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  let_go (harbor);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 1);
}

static void
can_be_canceled_while_it_winds_down (Harbor        *harbor,
                                     gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);

  wind_down (harbor, transfer, FERRY_TRANSFER_ACTION_PAUSE);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  let_go (harbor);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (transfer->durable->state, ==, S (CANCELED));
  g_assert_null (transfer->durable->part_file);
}

static void
can_be_tried_again_while_it_winds_down (Harbor        *harbor,
                                        gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);

  wind_down (harbor, transfer, FERRY_TRANSFER_ACTION_CANCEL);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RETRY, transfer);
  let_go (harbor);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_n_files (harbor, 1);
}

static void
can_be_removed_while_it_winds_down (Harbor        *harbor,
                                    gconstpointer  data)
{
  g_autoptr (FerryTransfer) transfer = ferry_transfer_ref (create_silent (harbor));

  wind_down (harbor, transfer, FERRY_TRANSFER_ACTION_CANCEL);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  g_assert_null (ferry_engine_lookup (harbor->engine, transfer->id));
  g_assert_true (ferry_engine_is_busy (harbor->engine));
  let_go (harbor);
  WAIT_UNTIL (transfer->run == NULL);
  harbor_wait_quiet (harbor);
  /* It does not come back into the journal with the last word of its run. */
  g_assert_cmpuint (ferry_fake_journal_get_n_records (harbor->journal), ==, 0);
  WAIT_UNTIL (!ferry_engine_is_busy (harbor->engine));
}

static void
what_is_being_removed_obeys_no_command (Harbor        *harbor,
                                        gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create_idle (harbor, ADDRESS, NULL);
  const char *const ids[] = { transfer->id, NULL };
  g_autoptr (GError) error = NULL;

  harbor_command (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  ferry_fake_journal_set_held (harbor->journal, TRUE);
  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_REMOVE, ids, NULL, NULL);
  g_assert_false (harbor_try (harbor, FERRY_TRANSFER_ACTION_RETRY, transfer->id, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  ferry_fake_journal_set_held (harbor->journal, FALSE);
  WAIT_UNTIL (harbor->n_removed == 1);
}

static void
what_could_not_be_removed_is_as_before (Harbor        *harbor,
                                        gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create (harbor, ADDRESS, NULL);
  g_autoptr (GError) error = NULL;

  harbor_wait_for (harbor, transfer, S (COMPLETED));
  ferry_fake_journal_set_failing (harbor->journal, TRUE);
  g_assert_false (harbor_try (harbor, FERRY_TRANSFER_ACTION_REMOVE, transfer->id, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL);
  ferry_fake_journal_set_failing (harbor->journal, FALSE);
  g_assert_true (harbor_only (harbor) == transfer);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  g_assert_cmpuint (harbor->n_removed, ==, 1);
}

/* While the journal can't be written. */

static void
assert_not_saved (Harbor              *harbor,
                  FerryTransferAction  command,
                  FerryTransfer       *transfer)
{
  g_autoptr (GError) error = NULL;

  ferry_fake_journal_set_failing (harbor->journal, TRUE);
  g_assert_false (harbor_try (harbor, command, transfer->id, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL);
}

/* What was not written then is written now. */
static void
let_write (Harbor *harbor)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ferry_fake_journal_set_failing (harbor->journal, FALSE);
  ferry_fake_clock_advance (harbor->clock, 60 * 1000);
}

static FerryTransfer *
create_paused (Harbor *harbor)
{
  FerryTransfer *transfer = create_silent (harbor);

  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  return transfer;
}

static void
a_refused_cancel_throws_nothing_away (Harbor        *harbor,
                                      gconstpointer  data)
{
  FerryTransfer *transfer = create_paused (harbor);

  assert_not_saved (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  let_write (harbor);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  g_assert_cmpuint (harbor->n_ended, ==, 0);
  harbor_assert_file (harbor, "letter.txt.part", 0, 4000);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (harbor->backend), ==, 4000);
}

static void
a_refused_cancel_or_pause_lets_it_run (Harbor        *harbor,
                                       gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);

  assert_not_saved (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  assert_not_saved (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  g_assert_cmpint (ferry_transfer_get_state (transfer), ==, S (RUNNING));
  g_assert_false (g_cancellable_is_cancelled (transfer->cancellable));
  let_write (harbor);
  ferry_fake_backend_end (harbor->backend, ADDRESS);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 1);
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  g_assert_cmpuint (harbor->n_ended, ==, 1);
}

static void
what_came_to_its_end_while_it_was_refused_goes_on (Harbor        *harbor,
                                                   gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);
  const char *const ids[] = { transfer->id, NULL };

  ferry_fake_journal_set_held (harbor->journal, TRUE);
  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_CANCEL, ids, NULL, NULL);
  ferry_fake_backend_end (harbor->backend, ADDRESS);
  WAIT_UNTIL (transfer->cancellable == NULL);
  ferry_fake_journal_set_failing (harbor->journal, TRUE);
  ferry_fake_journal_answer (harbor->journal);
  ferry_fake_journal_set_held (harbor->journal, FALSE);
  let_write (harbor);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_n_files (harbor, 1);
}

static void
a_refused_resume_leaves_it_paused (Harbor        *harbor,
                                   gconstpointer  data)
{
  FerryTransfer *transfer = create_paused (harbor);

  harbor_play (harbor, silent);
  assert_not_saved (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  let_write (harbor);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  harbor_assert_file (harbor, "letter.txt.part", 0, 4000);
  assert_possible_are (harbor, transfer, "rc");
}

static void
a_refused_start_leaves_it_unstarted (Harbor        *harbor,
                                     gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create_idle (harbor, ADDRESS, NULL);

  harbor_play (harbor, silent);
  assert_not_saved (harbor, FERRY_TRANSFER_ACTION_START, transfer);
  let_write (harbor);
  harbor_wait_quiet (harbor);
  g_assert_false (transfer->durable->started);
  assert_possible_are (harbor, transfer, "sc");
}

static void
a_refused_retry_leaves_it_failed (Harbor        *harbor,
                                  gconstpointer  data)
{
  FerryTransfer *transfer = harbor_fail (harbor, ADDRESS, NULL);
  gint64 finished = transfer->durable->finished;

  harbor_play (harbor, silent);
  assert_not_saved (harbor, FERRY_TRANSFER_ACTION_RETRY, transfer);
  let_write (harbor);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (transfer->durable->state, ==, S (ERROR));
  g_assert_error (transfer->durable->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_NOT_FOUND);
  g_assert_cmpint (transfer->durable->finished, ==, finished);
  assert_possible_are (harbor, transfer, "tm");
}

static void
a_command_that_came_after_the_refused_one_is_obeyed (Harbor        *harbor,
                                                     gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);
  const char *const ids[] = { transfer->id, NULL };

  ferry_fake_journal_set_held (harbor->journal, TRUE);
  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_PAUSE, ids, NULL, NULL);
  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_CANCEL, ids, NULL, NULL);
  ferry_fake_journal_set_failing (harbor->journal, TRUE);
  ferry_fake_journal_answer (harbor->journal);
  ferry_fake_journal_set_failing (harbor->journal, FALSE);
  ferry_fake_journal_set_held (harbor->journal, FALSE);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (transfer->durable->state, ==, S (CANCELED));
  harbor_assert_n_files (harbor, 0);
}

/* Killed after it is said to be canceled, before the part is deleted. */
static void
a_cancel_that_was_killed_leaves_no_part (Harbor        *harbor,
                                         gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);

  wind_down (harbor, transfer, FERRY_TRANSFER_ACTION_CANCEL);
  ferry_fake_journal_set_failing (harbor->journal, TRUE);
  let_go (harbor);
  WAIT_UNTIL (transfer->cancellable == NULL);
  harbor_crash (harbor);
  harbor_wait_quiet (harbor);
  g_assert_cmpint (harbor_only (harbor)->durable->state, ==, S (CANCELED));
  g_assert_null (harbor_only (harbor)->durable->part_file);
  harbor_assert_n_files (harbor, 0);
}

/* The journal knows the part until it is gone. */
static void
bytes_are_thrown_away_when_the_journal_says_so (Harbor        *harbor,
                                                gconstpointer  data)
{
  FerryTransfer *transfer = create_paused (harbor);
  const char *const ids[] = { transfer->id, NULL };

  ferry_fake_journal_set_held (harbor->journal, TRUE);
  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_CANCEL, ids, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  harbor_assert_file (harbor, "letter.txt.part", 0, 4000);
  ferry_fake_journal_answer (harbor->journal);
  g_assert_nonnull (transfer->durable->part_file);
  WAIT_UNTIL (ferry_fake_journal_get_n_waiting (harbor->journal) == 1);
  harbor_assert_n_files (harbor, 0);
  ferry_fake_journal_set_held (harbor->journal, FALSE);
  harbor_wait_quiet (harbor);
  g_assert_null (transfer->durable->part_file);
}

static void
a_refused_change_changes_nothing (Harbor        *harbor,
                                  gconstpointer  data)
{
  FerryTransfer *transfer;
  g_autoptr (GError) error = NULL;

  harbor_play (harbor, silent);
  transfer = harbor_create (harbor, ADDRESS, "{'headers': <[('Authorization', 'x')]>}");
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  harbor_wait_quiet (harbor);
  ferry_fake_journal_set_failing (harbor->journal, TRUE);
  g_assert_false (harbor_change (harbor, transfer, "{'uri': <'http://example.net/b'>, 'rate-limit': <uint64 5>}", &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL);
  let_write (harbor);
  harbor_wait_quiet (harbor);
  harbor_crash (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, harbor_only (harbor));
  harbor_wait_for (harbor, harbor_only (harbor), S (COMPLETED));
  g_assert_cmpstr (ferry_fake_backend_get_request (harbor->backend)->address, ==, ADDRESS);
  g_assert_true (ferry_headers_have (ferry_fake_backend_get_request (harbor->backend)->headers, "Authorization"));
  g_assert_cmpuint (harbor_only (harbor)->durable->request->rate_limit, ==, 0);
}

/* While it gets its name. */

static FerryTransfer *
create_sealing (Harbor     *harbor,
                const char *options)
{
  FerryTransfer *transfer;

  harbor_play (harbor, silent);
  transfer = harbor_create (harbor, ADDRESS, options);
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  ferry_fake_backend_end (harbor->backend, ADDRESS);
  WAIT_UNTIL (transfer->stage >= FERRY_STAGE_WHOLE);
  return transfer;
}

static void
is_sooner_complete_than_stopped (Harbor        *harbor,
                                 gconstpointer  data)
{
  FerryTransfer *transfer = create_sealing (harbor, NULL);
  const char *const ids[] = { transfer->id, NULL };

  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_PAUSE, ids, NULL, NULL);
  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_CANCEL, ids, NULL, NULL);
  ferry_fake_monitor_set_environment (harbor->monitor, (FerryEnvironment){ .available = FALSE });
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
}

static void
the_check_of_a_sum_can_be_canceled (Harbor        *harbor,
                                    gconstpointer  data)
{
  FerryTransfer *transfer = create_sealing (harbor, "{'checksum': <'sha256=" SHA256_OF_OTHER "'>}");
  const char *const ids[] = { transfer->id, NULL };

  ferry_engine_command_async (harbor->engine, FERRY_TRANSFER_ACTION_CANCEL, ids, NULL, NULL);
  harbor_wait_for (harbor, transfer, S (CANCELED));
  harbor_wait_quiet (harbor);
  g_assert_null (transfer->durable->part_file);
}

/* Slots. */

static void
high_takes_the_slot_of_low (Harbor        *harbor,
                            gconstpointer  data)
{
  FerryTransfer *low, *high;

  ferry_engine_set_parallel (harbor->engine, 1, 1);
  harbor_play (harbor, silent);
  low = harbor_create (harbor, ADDRESS, "{'priority': <uint32 2>}");
  WAIT_UNTIL (ferry_transfer_get_bytes_done (low) == 4000);
  harbor_play (harbor, silent);
  high = harbor_create (harbor, "http://example.net/urgent", "{'priority': <uint32 1>}");
  harbor_wait_for (harbor, high, S (RUNNING));
  g_assert_cmpint (low->durable->state, ==, S (IDLE));
  g_assert_cmpuint (low->durable->bytes_done, ==, 4000);
  g_assert_cmpuint (low->durable->attempts, ==, 0);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (high) == 4000);
  ferry_fake_backend_end (harbor->backend, NULL);
  harbor_wait_for (harbor, high, S (COMPLETED));
  harbor_wait_for (harbor, low, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  g_assert_cmpuint (ferry_fake_backend_get_most_open (harbor->backend), ==, 1);
}

static void
many_transfers_share_the_slots (Harbor        *harbor,
                                gconstpointer  data)
{
  enum { N = 200 };

  ferry_engine_set_parallel (harbor->engine, 7, 7);
  for (guint i = 0; i < N; i++)
    harbor_create (harbor, ADDRESS, NULL);
  WAIT_UNTIL (harbor->n_ended == N);
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, N);
  g_assert_cmpuint (ferry_fake_backend_get_most_open (harbor->backend), <=, 7);
  harbor_assert_n_files (harbor, N);
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_file (harbor, "letter (199).txt", 0, 10000);
  harbor_wait_quiet (harbor);
  WAIT_UNTIL (!ferry_engine_is_busy (harbor->engine));
}

static void
the_oldest_of_the_finished_are_forgotten (Harbor        *harbor,
                                          gconstpointer  data)
{
  FerryTransfer *first = harbor_create (harbor, ADDRESS, NULL);
  g_autofree char *id = g_strdup (first->id);

  harbor_wait_for (harbor, first, S (COMPLETED));
  ferry_engine_set_history_limit (harbor->engine, 2);
  for (guint i = 0; i < 3; i++)
    harbor_wait_for (harbor, harbor_create (harbor, ADDRESS, NULL), S (COMPLETED));
  WAIT_UNTIL (harbor->n_removed == 2);
  g_assert_null (ferry_engine_lookup (harbor->engine, id));
  g_assert_cmpuint (ferry_fake_journal_get_n_records (harbor->journal), ==, 2);
  ferry_engine_set_history_limit (harbor->engine, 0);
  WAIT_UNTIL (harbor->n_removed == 4);
  harbor_assert_n_files (harbor, 4);
}

/* Changes. */

static void
goes_on_at_another_address (Harbor        *harbor,
                            gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (harbor);
  g_autoptr (GError) error = NULL;

  g_assert_false (harbor_change (harbor, transfer, "{'uri': <'http://example.net/b'>}", &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE);
  g_clear_error (&error);
  g_assert_true (harbor_change (harbor, transfer, "{'priority': <uint32 1>}", &error));
  /* It need not have wound down. */
  wind_down (harbor, transfer, FERRY_TRANSFER_ACTION_PAUSE);
  g_assert_true (harbor_change (harbor, transfer, "{'uri': <'http://example.net/b'>}", &error));
  let_go (harbor);
  harbor_wait_quiet (harbor);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_RESUME, transfer);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  g_assert_cmpstr (ferry_fake_backend_get_request (harbor->backend)->address, ==, "http://example.net/b");
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
}

static void
a_group_keeps_its_first_behavior (Harbor        *harbor,
                                  gconstpointer  data)
{
  FerryGroup *group;

  g_assert_null (ferry_groups_lookup (ferry_engine_get_groups (harbor->engine), "org.example.App", "photos"));
  ferry_groups_save_async (ferry_engine_get_groups (harbor->engine), "org.example.App", "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, NULL, NULL);
  ferry_groups_save_async (ferry_engine_get_groups (harbor->engine), "org.example.App", "photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  harbor_crash (harbor);
  group = ferry_groups_lookup (ferry_engine_get_groups (harbor->engine), "org.example.App", "photos");
  g_assert_nonnull (group);
  g_assert_cmpint (group->behavior, ==, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
}

#define ADD(name, function) HARBOR_ADD_BOTH ("/engine/commands/" name, function)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("refuses what does not fit", refuses_what_does_not_fit);
  ADD ("does what fits", does_what_fits);
  ADD ("waits to be started", waits_to_be_started);
  ADD ("goes on where it was paused", goes_on_where_it_was_paused);
  ADD ("leaves nothing when canceled", leaves_nothing_when_canceled);
  ADD ("is canceled while it is paused", is_canceled_while_it_is_paused);
  ADD ("what was never started can be canceled and tried again", what_was_never_started_can_be_canceled_and_tried_again);
  ADD ("is gone when removed", is_gone_when_removed);
  ADD ("what is gone does not keep others from being removed", what_is_gone_does_not_keep_others_from_being_removed);
  ADD ("what is gone does not let others be removed too soon", what_is_gone_does_not_let_others_be_removed_too_soon);
  ADD ("a second removal waits for the first", a_second_removal_waits_for_the_first);
  ADD ("all or none", all_or_none);
  ADD ("a resume waits for the end of the last run", a_resume_waits_for_the_end_of_the_last_run);
  ADD ("can be paused twice while it winds down", can_be_paused_twice_while_it_winds_down);
  ADD ("can be canceled while it winds down", can_be_canceled_while_it_winds_down);
  ADD ("can be tried again while it winds down", can_be_tried_again_while_it_winds_down);
  ADD ("can be removed while it winds down", can_be_removed_while_it_winds_down);
  ADD ("what is being removed obeys no command", what_is_being_removed_obeys_no_command);
  ADD ("what could not be removed is as before", what_could_not_be_removed_is_as_before);
  ADD ("a refused cancel throws nothing away", a_refused_cancel_throws_nothing_away);
  ADD ("a refused cancel or pause lets it run", a_refused_cancel_or_pause_lets_it_run);
  ADD ("what came to its end while it was refused goes on", what_came_to_its_end_while_it_was_refused_goes_on);
  ADD ("a refused resume leaves it paused", a_refused_resume_leaves_it_paused);
  ADD ("a refused start leaves it unstarted", a_refused_start_leaves_it_unstarted);
  ADD ("a refused retry leaves it failed", a_refused_retry_leaves_it_failed);
  ADD ("a command that came after the refused one is obeyed", a_command_that_came_after_the_refused_one_is_obeyed);
  ADD ("a cancel that was killed leaves no part", a_cancel_that_was_killed_leaves_no_part);
  ADD ("bytes are thrown away when the journal says so", bytes_are_thrown_away_when_the_journal_says_so);
  ADD ("a refused change changes nothing", a_refused_change_changes_nothing);
  ADD ("is sooner complete than stopped", is_sooner_complete_than_stopped);
  ADD ("the check of a sum can be canceled", the_check_of_a_sum_can_be_canceled);
  ADD ("high takes the slot of low", high_takes_the_slot_of_low);
  ADD ("many transfers share the slots", many_transfers_share_the_slots);
  ADD ("the oldest of the finished are forgotten", the_oldest_of_the_finished_are_forgotten);
  ADD ("goes on at another address", goes_on_at_another_address);
  ADD ("a group keeps its first behavior", a_group_keeps_its_first_behavior);

  return g_test_run ();
}
