/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What callers tell transfers to do, in every stage of their lives. */

#include "command-cases.h"
#include "engine-fixture.h"

#include "ferry-headers.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ADDRESS         "http://example.org/letter.txt"
#define SHA256_OF_OTHER "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static const FerryFakeScript silent = { .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER };

/* A transfer of which 4,000 bytes are there, and no more come. */
static FerryTransfer *
create_silent (EngineFixture *fixture)
{
  FerryTransfer *transfer;

  engine_fixture_play (fixture, silent);
  transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  return transfer;
}

static void
assert_refused (EngineFixture       *fixture,
                FerryTransferAction  command,
                FerryTransfer       *transfer)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (engine_fixture_try (fixture, command, transfer->id, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE);
}

/* Returns: (transfer none): a record of its own, to be changed */
static FerryRecord *
edit (FerryTransfer *transfer)
{
  FerryRecord *old = transfer->record;

  transfer->record = ferry_record_copy (old);
  ferry_record_unref (old);
  return transfer->record;
}

/* In every state, also those that a transfer only gets into with a journal
 * that others wrote: what no table allows changes nothing. */
static void
refuses_what_does_not_fit (EngineFixture *fixture,
                           gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_create_idle (fixture, ADDRESS, NULL);

  for (gsize i = 0; i < N_COMMAND_CASES; i++)
    {
      FerryRecord *record = edit (transfer);

      record->state = command_cases[i].state;
      record->started = command_cases[i].started;
      for (int command = 0; command < N_COMMANDS; command++)
        if (!command_case_allows (&command_cases[i], command))
          assert_refused (fixture, command, transfer);
      g_assert_true (transfer->record == record);
      g_assert_cmpint (record->state, ==, command_cases[i].state);
      g_assert_cmpint (record->started, ==, command_cases[i].started);
    }
  edit (transfer)->state = S (CANCELED);
}

static void
does_what_fits (EngineFixture *fixture,
                gconstpointer  data)
{
  for (gsize i = 0; i < N_COMMAND_CASES; i++)
    for (int command = 0; command < N_COMMANDS; command++)
      {
        FerryTransfer *transfer;
        FerryRecord *record;

        if (!command_case_allows (&command_cases[i], command))
          continue;
        transfer = engine_fixture_create_idle (fixture, ADDRESS, NULL);
        record = edit (transfer);
        record->state = command_cases[i].state;
        record->started = command_cases[i].started;
        engine_fixture_command (fixture, command, transfer);
      }
}

static void
assert_possible_are (EngineFixture *fixture,
                     FerryTransfer *transfer,
                     const char    *possible)
{
  CommandCase only = { .allowed = possible };

  for (int command = 0; command < N_COMMANDS; command++)
    if (!command_case_allows (&only, command))
      assert_refused (fixture, command, transfer);
}

static void
waits_to_be_started (EngineFixture *fixture,
                     gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_create_idle (fixture, ADDRESS, NULL);

  engine_fixture_wait_quiet (fixture);
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 0);
  WAIT_UNTIL (!ferry_engine_is_busy (fixture->engine));
  assert_possible_are (fixture, transfer, "sc");
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_START, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  assert_possible_are (fixture, transfer, "m");
}

static void
goes_on_where_it_was_paused (EngineFixture *fixture,
                             gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);

  assert_possible_are (fixture, transfer, "pc");
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  g_assert_cmpuint (transfer->durable->bytes_done, ==, 4000);
  WAIT_UNTIL (!ferry_engine_is_busy (fixture->engine));
  engine_fixture_assert_file (fixture, "letter.txt.part", 0, 4000);
  assert_possible_are (fixture, transfer, "rc");

  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (fixture->backend), ==, 4000);
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  g_assert_cmpuint (transfer->durable->restarts, ==, 0);
  g_assert_cmpuint (transfer->durable->responses, ==, 1);
}

static void
leaves_nothing_when_canceled (EngineFixture *fixture,
                              gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);

  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (transfer->durable->state, ==, S (CANCELED));
  g_assert_null (transfer->durable->part_file);
  WAIT_UNTIL (!ferry_engine_is_busy (fixture->engine));
  engine_fixture_assert_n_files (fixture, 0);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  assert_possible_are (fixture, transfer, "tm");
}

static void
is_canceled_while_it_is_paused (EngineFixture *fixture,
                                gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);

  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RETRY, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (fixture->backend), ==, 0);
}

static void
what_was_never_started_can_be_canceled_and_tried_again (EngineFixture *fixture,
                                                        gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_create_idle (fixture, ADDRESS, NULL);

  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RETRY, transfer);
  g_assert_true (transfer->record->started);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
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
remove_all (EngineFixture     *fixture,
            const char *const *ids,
            Answer            *answer)
{
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_REMOVE, ids, on_answered, answer);
}

static void
is_gone_when_removed (EngineFixture *fixture,
                      gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  g_autofree char *id = g_strdup (transfer->id);
  g_autoptr (GError) error = NULL;

  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  g_assert_cmpuint (fixture->n_removed, ==, 1);
  g_assert_null (ferry_engine_lookup (fixture->engine, id));
  g_assert_cmpuint (ferry_fake_journal_get_n_records (fixture->journal), ==, 0);
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  g_assert_false (engine_fixture_try (fixture, FERRY_TRANSFER_ACTION_RETRY, id, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
}

/* As after the limit of the history took it meanwhile. */
static void
what_is_gone_does_not_keep_others_from_being_removed (EngineFixture *fixture,
                                                      gconstpointer  data)
{
  FerryTransfer *gone = engine_fixture_create (fixture, ADDRESS, NULL);
  FerryTransfer *other = engine_fixture_create (fixture, "http://example.org/other.txt", NULL);
  g_autofree char *gone_id = g_strdup (gone->id);
  g_autofree char *other_id = g_strdup (other->id);
  const char *const ids[] = { gone_id, other_id, NULL };
  Answer answer = { 0 };

  engine_fixture_wait_for (fixture, gone, S (COMPLETED));
  engine_fixture_wait_for (fixture, other, S (COMPLETED));
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, gone);
  remove_all (fixture, ids, &answer);
  WAIT_UNTIL (answer.come);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (fixture->n_removed, ==, 2);
  g_assert_cmpuint (ferry_fake_journal_get_n_records (fixture->journal), ==, 0);

  answer.come = FALSE;
  remove_all (fixture, ids, &answer);
  WAIT_UNTIL (answer.come);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (fixture->n_removed, ==, 2);
}

static void
what_is_gone_does_not_let_others_be_removed_too_soon (EngineFixture *fixture,
                                                      gconstpointer  data)
{
  FerryTransfer *ended = engine_fixture_create (fixture, ADDRESS, NULL);
  FerryTransfer *running;
  const char *const ids[] = { "gone", ended->id, NULL, NULL };
  Answer answer = { 0 };

  engine_fixture_wait_for (fixture, ended, S (COMPLETED));
  running = create_silent (fixture);
  ((const char **) ids)[2] = running->id;
  remove_all (fixture, ids, &answer);
  WAIT_UNTIL (answer.come);
  g_assert_error (answer.error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE);
  g_assert_cmpuint (fixture->n_removed, ==, 0);
  g_clear_error (&answer.error);
}

/* What is going is gone only when the journal has forgotten it. */
static void
a_second_removal_waits_for_the_first (EngineFixture *fixture,
                                      gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  g_autofree char *id = g_strdup (transfer->id);
  const char *const ids[] = { id, NULL };
  Answer first = { 0 }, second = { 0 };

  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_wait_quiet (fixture);
  ferry_fake_journal_set_held (fixture->journal, TRUE);
  remove_all (fixture, ids, &first);
  remove_all (fixture, ids, &second);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (second.come);
  ferry_fake_journal_set_held (fixture->journal, FALSE);
  WAIT_UNTIL (second.come);
  g_assert_true (first.come);
  g_assert_no_error (first.error);
  g_assert_no_error (second.error);
}

static void
all_or_none (EngineFixture *fixture,
             gconstpointer  data)
{
  FerryTransfer *good = create_silent (fixture);
  FerryTransfer *bad = engine_fixture_create (fixture, "http://example.org/other.txt", NULL);
  const char *const ids[] = { good->id, bad->id, NULL };
  const char *const none[] = { NULL };

  engine_fixture_wait_for (fixture, bad, S (COMPLETED));
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_PAUSE, ids, NULL, NULL);
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_PAUSE, none, NULL, NULL);
  g_assert_cmpint (ferry_transfer_get_state (good), ==, S (RUNNING));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (ferry_transfer_get_state (good), ==, S (RUNNING));
}

/* While the backend does not let go of a canceled run. */

static void
wind_down (EngineFixture       *fixture,
           FerryTransfer       *transfer,
           FerryTransferAction  command)
{
  ferry_fake_backend_set_stubborn (fixture->backend, TRUE);
  engine_fixture_command (fixture, command, transfer);
  g_assert_nonnull (transfer->run);
}

static void
let_go (EngineFixture *fixture)
{
  /* A run that falls silent only now must find the backend stubborn still. */
  ferry_fake_backend_end (fixture->backend, NULL);
  ferry_fake_backend_set_stubborn (fixture->backend, FALSE);
}

static void
a_resume_waits_for_the_end_of_the_last_run (EngineFixture *fixture,
                                            gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);

  wind_down (fixture, transfer, FERRY_TRANSFER_ACTION_PAUSE);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 1);
  let_go (fixture);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (fixture->backend), ==, 4000);
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
}

static void
can_be_paused_twice_while_it_winds_down (EngineFixture *fixture,
                                         gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);

  wind_down (fixture, transfer, FERRY_TRANSFER_ACTION_PAUSE);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  let_go (fixture);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 1);
}

static void
can_be_canceled_while_it_winds_down (EngineFixture *fixture,
                                     gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);

  wind_down (fixture, transfer, FERRY_TRANSFER_ACTION_PAUSE);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  let_go (fixture);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (transfer->durable->state, ==, S (CANCELED));
  g_assert_null (transfer->durable->part_file);
}

static void
can_be_tried_again_while_it_winds_down (EngineFixture *fixture,
                                        gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);

  wind_down (fixture, transfer, FERRY_TRANSFER_ACTION_CANCEL);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RETRY, transfer);
  let_go (fixture);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 1);
}

static void
can_be_removed_while_it_winds_down (EngineFixture *fixture,
                                    gconstpointer  data)
{
  g_autoptr (FerryTransfer) transfer = ferry_transfer_ref (create_silent (fixture));

  wind_down (fixture, transfer, FERRY_TRANSFER_ACTION_CANCEL);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  g_assert_null (ferry_engine_lookup (fixture->engine, transfer->id));
  g_assert_true (ferry_engine_is_busy (fixture->engine));
  let_go (fixture);
  WAIT_UNTIL (transfer->run == NULL);
  engine_fixture_wait_quiet (fixture);
  /* It does not come back into the journal with the last word of its run. */
  g_assert_cmpuint (ferry_fake_journal_get_n_records (fixture->journal), ==, 0);
  WAIT_UNTIL (!ferry_engine_is_busy (fixture->engine));
}

static void
what_is_being_removed_obeys_no_command (EngineFixture *fixture,
                                        gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_create_idle (fixture, ADDRESS, NULL);
  const char *const ids[] = { transfer->id, NULL };
  g_autoptr (GError) error = NULL;

  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  ferry_fake_journal_set_held (fixture->journal, TRUE);
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_REMOVE, ids, NULL, NULL);
  g_assert_false (engine_fixture_try (fixture, FERRY_TRANSFER_ACTION_RETRY, transfer->id, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  ferry_fake_journal_set_held (fixture->journal, FALSE);
  WAIT_UNTIL (fixture->n_removed == 1);
}

static void
what_could_not_be_removed_is_as_before (EngineFixture *fixture,
                                        gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  g_autoptr (GError) error = NULL;

  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  g_assert_false (engine_fixture_try (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer->id, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL);
  ferry_fake_journal_set_failing (fixture->journal, FALSE);
  g_assert_true (engine_fixture_only (fixture) == transfer);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  g_assert_cmpuint (fixture->n_removed, ==, 1);
}

/* While the journal can't be written. */

static void
assert_not_saved (EngineFixture       *fixture,
                  FerryTransferAction  command,
                  FerryTransfer       *transfer)
{
  g_autoptr (GError) error = NULL;

  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  g_assert_false (engine_fixture_try (fixture, command, transfer->id, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL);
}

/* What was not written then is written now. */
static void
let_write (EngineFixture *fixture)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ferry_fake_journal_set_failing (fixture->journal, FALSE);
  ferry_fake_clock_advance (fixture->clock, 60 * 1000);
}

static FerryTransfer *
create_paused (EngineFixture *fixture)
{
  FerryTransfer *transfer = create_silent (fixture);

  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  return transfer;
}

static void
a_refused_cancel_throws_nothing_away (EngineFixture *fixture,
                                      gconstpointer  data)
{
  FerryTransfer *transfer = create_paused (fixture);

  assert_not_saved (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  let_write (fixture);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  g_assert_cmpuint (fixture->n_ended, ==, 0);
  engine_fixture_assert_file (fixture, "letter.txt.part", 0, 4000);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_offset (fixture->backend), ==, 4000);
}

static void
a_refused_cancel_or_pause_lets_it_run (EngineFixture *fixture,
                                       gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);

  assert_not_saved (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  assert_not_saved (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  g_assert_cmpint (ferry_transfer_get_state (transfer), ==, S (RUNNING));
  g_assert_false (g_cancellable_is_cancelled (transfer->cancellable));
  let_write (fixture);
  ferry_fake_backend_end (fixture->backend, ADDRESS);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 1);
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
}

static void
what_came_to_its_end_while_it_was_refused_goes_on (EngineFixture *fixture,
                                                   gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);
  const char *const ids[] = { transfer->id, NULL };

  ferry_fake_journal_set_held (fixture->journal, TRUE);
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_CANCEL, ids, NULL, NULL);
  ferry_fake_backend_end (fixture->backend, ADDRESS);
  WAIT_UNTIL (transfer->cancellable == NULL);
  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  ferry_fake_journal_answer (fixture->journal);
  ferry_fake_journal_set_held (fixture->journal, FALSE);
  let_write (fixture);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  engine_fixture_assert_n_files (fixture, 1);
}

static void
a_refused_resume_leaves_it_paused (EngineFixture *fixture,
                                   gconstpointer  data)
{
  FerryTransfer *transfer = create_paused (fixture);

  engine_fixture_play (fixture, silent);
  assert_not_saved (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  let_write (fixture);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (transfer->durable->state, ==, S (PAUSED_BY_APPLICATION));
  engine_fixture_assert_file (fixture, "letter.txt.part", 0, 4000);
  assert_possible_are (fixture, transfer, "rc");
}

static void
a_refused_start_leaves_it_unstarted (EngineFixture *fixture,
                                     gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_create_idle (fixture, ADDRESS, NULL);

  engine_fixture_play (fixture, silent);
  assert_not_saved (fixture, FERRY_TRANSFER_ACTION_START, transfer);
  let_write (fixture);
  engine_fixture_wait_quiet (fixture);
  g_assert_false (transfer->durable->started);
  assert_possible_are (fixture, transfer, "sc");
}

static void
a_refused_retry_leaves_it_failed (EngineFixture *fixture,
                                  gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_fail (fixture, ADDRESS, NULL);
  gint64 finished = transfer->durable->finished;

  engine_fixture_play (fixture, silent);
  assert_not_saved (fixture, FERRY_TRANSFER_ACTION_RETRY, transfer);
  let_write (fixture);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (transfer->durable->state, ==, S (ERROR));
  g_assert_error (transfer->durable->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_NOT_FOUND);
  g_assert_cmpint (transfer->durable->finished, ==, finished);
  assert_possible_are (fixture, transfer, "tm");
}

static void
a_command_that_came_after_the_refused_one_is_obeyed (EngineFixture *fixture,
                                                     gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);
  const char *const ids[] = { transfer->id, NULL };

  ferry_fake_journal_set_held (fixture->journal, TRUE);
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_PAUSE, ids, NULL, NULL);
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_CANCEL, ids, NULL, NULL);
  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  ferry_fake_journal_answer (fixture->journal);
  ferry_fake_journal_set_failing (fixture->journal, FALSE);
  ferry_fake_journal_set_held (fixture->journal, FALSE);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (transfer->durable->state, ==, S (CANCELED));
  engine_fixture_assert_n_files (fixture, 0);
}

/* Killed after it is said to be canceled, before the part is deleted. */
static void
a_cancel_that_was_killed_leaves_no_part (EngineFixture *fixture,
                                         gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);

  wind_down (fixture, transfer, FERRY_TRANSFER_ACTION_CANCEL);
  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  let_go (fixture);
  WAIT_UNTIL (transfer->cancellable == NULL);
  engine_fixture_crash (fixture);
  engine_fixture_wait_quiet (fixture);
  g_assert_cmpint (engine_fixture_only (fixture)->durable->state, ==, S (CANCELED));
  g_assert_null (engine_fixture_only (fixture)->durable->part_file);
  engine_fixture_assert_n_files (fixture, 0);
}

/* The journal knows the part until it is gone. */
static void
bytes_are_thrown_away_when_the_journal_says_so (EngineFixture *fixture,
                                                gconstpointer  data)
{
  FerryTransfer *transfer = create_paused (fixture);
  const char *const ids[] = { transfer->id, NULL };

  ferry_fake_journal_set_held (fixture->journal, TRUE);
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_CANCEL, ids, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  engine_fixture_assert_file (fixture, "letter.txt.part", 0, 4000);
  ferry_fake_journal_answer (fixture->journal);
  g_assert_nonnull (transfer->durable->part_file);
  WAIT_UNTIL (ferry_fake_journal_get_n_waiting (fixture->journal) == 1);
  engine_fixture_assert_n_files (fixture, 0);
  ferry_fake_journal_set_held (fixture->journal, FALSE);
  engine_fixture_wait_quiet (fixture);
  g_assert_null (transfer->durable->part_file);
}

static void
a_refused_change_changes_nothing (EngineFixture *fixture,
                                  gconstpointer  data)
{
  FerryTransfer *transfer;
  g_autoptr (GError) error = NULL;

  engine_fixture_play (fixture, silent);
  transfer = engine_fixture_create (fixture, ADDRESS, "{'headers': <[('Authorization', 'x')]>}");
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  g_assert_false (engine_fixture_change (fixture, transfer, "{'uri': <'http://example.net/b'>, 'rate-limit': <uint64 5>}", &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL);
  let_write (fixture);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_crash (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, engine_fixture_only (fixture));
  engine_fixture_wait_for (fixture, engine_fixture_only (fixture), S (COMPLETED));
  g_assert_cmpstr (ferry_fake_backend_get_request (fixture->backend)->address, ==, ADDRESS);
  g_assert_true (ferry_headers_have (ferry_fake_backend_get_request (fixture->backend)->headers, "Authorization"));
  g_assert_cmpuint (engine_fixture_only (fixture)->durable->request->rate_limit, ==, 0);
}

/* While it gets its name. */

static FerryTransfer *
create_sealing (EngineFixture *fixture,
                const char    *options)
{
  FerryTransfer *transfer;

  engine_fixture_play (fixture, silent);
  transfer = engine_fixture_create (fixture, ADDRESS, options);
  WAIT_UNTIL (transfer->durable->part_file != NULL);
  ferry_fake_backend_end (fixture->backend, ADDRESS);
  WAIT_UNTIL (transfer->stage >= FERRY_STAGE_WHOLE);
  return transfer;
}

static void
is_sooner_complete_than_stopped (EngineFixture *fixture,
                                 gconstpointer  data)
{
  FerryTransfer *transfer = create_sealing (fixture, NULL);
  const char *const ids[] = { transfer->id, NULL };

  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_PAUSE, ids, NULL, NULL);
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_CANCEL, ids, NULL, NULL);
  ferry_fake_monitor_set_environment (fixture->monitor, (FerryEnvironment){ .available = FALSE });
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
}

static void
the_check_of_a_sum_can_be_canceled (EngineFixture *fixture,
                                    gconstpointer  data)
{
  FerryTransfer *transfer = create_sealing (fixture, "{'checksum': <'sha256=" SHA256_OF_OTHER "'>}");
  const char *const ids[] = { transfer->id, NULL };

  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_CANCEL, ids, NULL, NULL);
  engine_fixture_wait_for (fixture, transfer, S (CANCELED));
  engine_fixture_wait_quiet (fixture);
  g_assert_null (transfer->durable->part_file);
}

/* Slots. */

static void
high_takes_the_slot_of_low (EngineFixture *fixture,
                            gconstpointer  data)
{
  FerryTransfer *low, *high;

  ferry_engine_set_parallel (fixture->engine, 1, 1);
  engine_fixture_play (fixture, silent);
  low = engine_fixture_create (fixture, ADDRESS, "{'priority': <uint32 2>}");
  WAIT_UNTIL (ferry_transfer_get_bytes_done (low) == 4000);
  engine_fixture_play (fixture, silent);
  high = engine_fixture_create (fixture, "http://example.net/urgent", "{'priority': <uint32 1>}");
  engine_fixture_wait_for (fixture, high, S (RUNNING));
  g_assert_cmpint (low->durable->state, ==, S (IDLE));
  g_assert_cmpuint (low->durable->bytes_done, ==, 4000);
  g_assert_cmpuint (low->durable->attempts, ==, 0);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (high) == 4000);
  ferry_fake_backend_end (fixture->backend, NULL);
  engine_fixture_wait_for (fixture, high, S (COMPLETED));
  engine_fixture_wait_for (fixture, low, S (COMPLETED));
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  g_assert_cmpuint (ferry_fake_backend_get_most_open (fixture->backend), ==, 1);
}

static void
many_transfers_share_the_slots (EngineFixture *fixture,
                                gconstpointer  data)
{
  enum { N = 200 };

  ferry_engine_set_parallel (fixture->engine, 7, 7);
  for (guint i = 0; i < N; i++)
    engine_fixture_create (fixture, ADDRESS, NULL);
  WAIT_UNTIL (fixture->n_ended == N);
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, N);
  g_assert_cmpuint (ferry_fake_backend_get_most_open (fixture->backend), <=, 7);
  engine_fixture_assert_n_files (fixture, N);
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
  engine_fixture_assert_file (fixture, "letter (199).txt", 0, 10000);
  engine_fixture_wait_quiet (fixture);
  WAIT_UNTIL (!ferry_engine_is_busy (fixture->engine));
}

static void
the_oldest_of_the_finished_are_forgotten (EngineFixture *fixture,
                                          gconstpointer  data)
{
  FerryTransfer *first = engine_fixture_create (fixture, ADDRESS, NULL);
  g_autofree char *id = g_strdup (first->id);

  engine_fixture_wait_for (fixture, first, S (COMPLETED));
  ferry_engine_set_history_limit (fixture->engine, 2);
  for (guint i = 0; i < 3; i++)
    engine_fixture_wait_for (fixture, engine_fixture_create (fixture, ADDRESS, NULL), S (COMPLETED));
  WAIT_UNTIL (fixture->n_removed == 2);
  g_assert_null (ferry_engine_lookup (fixture->engine, id));
  g_assert_cmpuint (ferry_fake_journal_get_n_records (fixture->journal), ==, 2);
  ferry_engine_set_history_limit (fixture->engine, 0);
  WAIT_UNTIL (fixture->n_removed == 4);
  engine_fixture_assert_n_files (fixture, 4);
}

static void
the_oldest_are_still_the_first_to_go_when_the_journal_has_failed (EngineFixture *fixture,
                                                                  gconstpointer  data)
{
  g_autofree char *third = NULL;

  for (guint i = 0; i < 4; i++)
    {
      FerryTransfer *transfer = engine_fixture_create (fixture, ADDRESS, NULL);

      engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
      if (i == 2)
        third = g_strdup (transfer->id);
    }
  engine_fixture_wait_quiet (fixture);
  ferry_fake_journal_set_held (fixture->journal, TRUE);
  ferry_engine_set_history_limit (fixture->engine, 2);
  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  ferry_fake_journal_answer (fixture->journal);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (ferry_fake_journal_get_n_waiting (fixture->journal), ==, 0);
  ferry_fake_journal_set_failing (fixture->journal, FALSE);
  ferry_fake_journal_set_held (fixture->journal, FALSE);
  ferry_fake_clock_advance (fixture->clock, 5000);
  WAIT_UNTIL (fixture->n_removed == 2);
  g_assert_nonnull (ferry_engine_lookup (fixture->engine, third));
}

/* Changes. */

static void
goes_on_at_another_address (EngineFixture *fixture,
                            gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_false (engine_fixture_change (fixture, transfer, "{'uri': <'http://example.net/b'>}", &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE);
  g_clear_error (&error);
  g_assert_true (engine_fixture_change (fixture, transfer, "{'priority': <uint32 1>}", &error));
  /* It need not have wound down. */
  wind_down (fixture, transfer, FERRY_TRANSFER_ACTION_PAUSE);
  g_assert_true (engine_fixture_change (fixture, transfer, "{'uri': <'http://example.net/b'>}", &error));
  let_go (fixture);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RESUME, transfer);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpstr (ferry_fake_backend_get_request (fixture->backend)->address, ==, "http://example.net/b");
  engine_fixture_assert_file (fixture, "letter.txt", 0, 10000);
}

static void
a_group_keeps_its_first_behavior (EngineFixture *fixture,
                                  gconstpointer  data)
{
  FerryGroup *group;

  g_assert_null (ferry_groups_lookup (ferry_engine_get_groups (fixture->engine), "org.example.App", "photos"));
  ferry_groups_save_async (ferry_engine_get_groups (fixture->engine), "org.example.App", "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, NULL, NULL);
  ferry_groups_save_async (ferry_engine_get_groups (fixture->engine), "org.example.App", "photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  engine_fixture_crash (fixture);
  group = ferry_groups_lookup (ferry_engine_get_groups (fixture->engine), "org.example.App", "photos");
  g_assert_nonnull (group);
  g_assert_cmpint (group->behavior, ==, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
}

/* It is whole before the journal says that it may not go on. */
static void
refuse_when_whole (EngineFixture *fixture,
                   const char    *options)
{
  FerryTransfer *transfer;
  const char *ids[] = { NULL, NULL };

  engine_fixture_play (fixture, silent);
  transfer = engine_fixture_create (fixture, ADDRESS, options);
  WAIT_UNTIL (transfer->run != NULL && ferry_run_get_bytes_done (transfer->run) == 4000);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_PAUSE, transfer);
  engine_fixture_wait_quiet (fixture);
  ids[0] = transfer->id;
  ferry_fake_journal_set_held (fixture->journal, TRUE);
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_RESUME, ids, NULL, NULL);
  WAIT_UNTIL (transfer->stage == FERRY_STAGE_WHOLE);
  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  ferry_fake_journal_answer (fixture->journal);
  ferry_fake_journal_set_failing (fixture->journal, FALSE);
  ferry_fake_journal_set_held (fixture->journal, FALSE);
  for (guint i = 0; i < 200; i++)
    engine_fixture_iterate ();
  g_assert_cmpint (transfer->record->state, !=, S (CANCELED));
  engine_fixture_assert_n_files (fixture, 1);
  g_assert_cmpint (transfer->stage, ==, FERRY_STAGE_NONE);
}

static void
a_refused_resume_of_what_is_whole_ends (EngineFixture *fixture,
                                        gconstpointer  data)
{
  refuse_when_whole (fixture, NULL);
}

static void
a_refused_resume_of_what_is_verified_throws_nothing_away (EngineFixture *fixture,
                                                          gconstpointer  data)
{
  g_autofree char *body = ferry_fake_backend_body (0, 10000);
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) body, 10000);
  g_autofree char *options = g_strdup_printf ("{'checksum': <'sha256=%s'>}", digest);

  refuse_when_whole (fixture, options);
}

/* The last byte has come, and is not durable yet. */
static void
a_pause_refused_at_the_end_lets_it_end (EngineFixture *fixture,
                                        gconstpointer  data)
{
  FerryTransfer *transfer = create_silent (fixture);
  const char *const ids[] = { transfer->id, NULL };

  ferry_fake_journal_set_held (fixture->journal, TRUE);
  ferry_engine_command_async (fixture->engine, FERRY_TRANSFER_ACTION_PAUSE, ids, NULL, NULL);
  ferry_fake_backend_end (fixture->backend, ADDRESS);
  while (ferry_fake_backend_get_n_open (fixture->backend) > 0)
    g_main_context_iteration (NULL, TRUE);
  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  ferry_fake_journal_answer (fixture->journal);
  ferry_fake_journal_set_failing (fixture->journal, FALSE);
  ferry_fake_journal_set_held (fixture->journal, FALSE);
  for (guint i = 0; i < 200; i++)
    engine_fixture_iterate ();
  g_assert_false (transfer->record->state == S (RUNNING) && transfer->stage == FERRY_STAGE_NONE);
}

/* Somebody clears away what ends in .part, again and again. */
static void
a_part_that_goes_again_and_again_is_given_up (EngineFixture *fixture,
                                              gconstpointer  data)
{
  FerryTransfer *transfer;
  g_autofree char *part = g_build_filename (fixture->folder, "letter.txt.part", NULL);

  ferry_engine_set_max_attempts (fixture->engine, 3);
  engine_fixture_usually (fixture, silent);
  transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  for (guint i = 0; i < 20; i++)
    {
      WAIT_UNTIL (transfer->durable->state == S (ERROR) || transfer->retry_at > 0 ||
                  (transfer->run != NULL && transfer->stage == FERRY_STAGE_CARRYING &&
                   ferry_fake_backend_get_n_runs (fixture->backend) == i + 1 && ferry_run_get_bytes_done (transfer->run) == 4000));
      if (transfer->run == NULL)
        break;
      g_remove (part);
      ferry_fake_backend_end (fixture->backend, ADDRESS);
    }
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), <, 20);
}

/* The disk was slow to make the file. */
static void
what_begins_after_it_was_removed_leaves_no_file (EngineFixture *fixture,
                                                 gconstpointer  data)
{
  FerryFakeScript late = silent;
  FerryTransfer *transfer;
  g_autoptr (FerryRun) run = NULL;
  g_autoptr (FerryResponse) response = ferry_response_new ();

  late.no_answer = TRUE;
  engine_fixture_play (fixture, late);
  ferry_fake_backend_set_stubborn (fixture->backend, TRUE);
  transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  WAIT_UNTIL (transfer->run != NULL && transfer->durable->state == S (RUNNING));
  run = g_object_ref (transfer->run);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  g_assert_cmpuint (ferry_engine_get_transfers (fixture->engine)->len, ==, 0);
  g_assert_true (ferry_download_run_begin (FERRY_DOWNLOAD_RUN (run), response, FALSE, NULL));
  ferry_fake_backend_end (fixture->backend, NULL);
  for (guint i = 0; i < 200; i++)
    engine_fixture_iterate ();
  engine_fixture_assert_n_files (fixture, 0);
}

static GMutex lock;
static GCond changed;
static gboolean disk_is_slow; /* no file is deleted */
static guint n_deleting;

/* The engine deletes its files by this instead of that of the C library. */
int unlink (const char *path);

int
unlink (const char *path)
{
  g_mutex_lock (&lock);
  n_deleting++;
  while (disk_is_slow)
    g_cond_wait (&changed, &lock);
  n_deleting--;
  g_mutex_unlock (&lock);
  return (int) syscall (SYS_unlinkat, AT_FDCWD, path, 0);
}

static void
set_disk_is_slow (gboolean slow)
{
  g_mutex_lock (&lock);
  disk_is_slow = slow;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static guint
get_n_deleting (void)
{
  guint n;

  g_mutex_lock (&lock);
  n = n_deleting;
  g_mutex_unlock (&lock);
  return n;
}

static void
a_late_discard_spares_the_next_run (EngineFixture *fixture,
                                    gconstpointer  data)
{
  FerryTransfer *transfer = create_paused (fixture);

  set_disk_is_slow (TRUE);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  WAIT_UNTIL (get_n_deleting () == 1);
  engine_fixture_play (fixture, silent);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RETRY, transfer);
  WAIT_UNTIL (transfer->durable->state == S (RUNNING));
  g_assert_null (transfer->run);
  set_disk_is_slow (FALSE);
  WAIT_UNTIL (ferry_transfer_get_bytes_done (transfer) == 4000);
  engine_fixture_assert_n_files (fixture, 1);
}

/* Nothing is opened twice. */
static void
what_is_removed_while_it_waits_for_a_discard_just_goes (EngineFixture *fixture,
                                                        gconstpointer  data)
{
  FerryTransfer *transfer = create_paused (fixture);

  set_disk_is_slow (TRUE);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  WAIT_UNTIL (get_n_deleting () == 1);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_RETRY, transfer);
  WAIT_UNTIL (transfer->durable->state == S (RUNNING));
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  set_disk_is_slow (FALSE);
  WAIT_UNTIL (!ferry_engine_is_busy (fixture->engine));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 1);
  engine_fixture_assert_n_files (fixture, 0);
}

#define ADD(name, function) ENGINE_FIXTURE_ADD_BOTH ("/engine/commands/" name, function)

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
  ADD ("the oldest are still the first to go when the journal has failed",
       the_oldest_are_still_the_first_to_go_when_the_journal_has_failed);
  ADD ("goes on at another address", goes_on_at_another_address);
  ADD ("a group keeps its first behavior", a_group_keeps_its_first_behavior);
  ENGINE_FIXTURE_ADD ("/engine/commands/a refused resume of what is whole ends", a_refused_resume_of_what_is_whole_ends);
  ENGINE_FIXTURE_ADD ("/engine/commands/a refused resume of what is verified throws nothing away",
                      a_refused_resume_of_what_is_verified_throws_nothing_away);
  ENGINE_FIXTURE_ADD ("/engine/commands/a pause refused at the end lets it end", a_pause_refused_at_the_end_lets_it_end);
  ENGINE_FIXTURE_ADD ("/engine/commands/a part that goes again and again is given up", a_part_that_goes_again_and_again_is_given_up);
  ENGINE_FIXTURE_ADD ("/engine/commands/what begins after it was removed leaves no file", what_begins_after_it_was_removed_leaves_no_file);
  ENGINE_FIXTURE_ADD ("/engine/commands/a late discard spares the next run", a_late_discard_spares_the_next_run);
  ENGINE_FIXTURE_ADD ("/engine/commands/what is removed while it waits for a discard just goes",
                      what_is_removed_while_it_waits_for_a_discard_just_goes);

  return g_test_run ();
}
