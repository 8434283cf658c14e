/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Groups: whose they are, how long they stay, and how many there may be. */

#include "engine-fixture.h"

#define ADDRESS "http://example.org/letter.txt"
#define PHOTOS  "{'group': <'photos'>}"
#define ONE     "org.example.One"
#define OTHER   "org.example.Other"
#define DAY_MS  (24 * 3600 * G_GINT64_CONSTANT (1000))
#define LIMIT   1000

static void
take_result (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Returns: how its members run, -1 with @error */
static int
make (EngineFixture          *fixture,
      const char             *app_id,
      const char             *name,
      FerryTransferBehavior   behavior,
      GError                **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  FerryTransferBehavior actual;

  ferry_groups_save_async (ferry_engine_get_groups (fixture->engine), app_id, name, behavior, take_result, &result);
  WAIT_UNTIL (result != NULL);
  return ferry_groups_save_finish (ferry_engine_get_groups (fixture->engine), result, &actual, error) ? (int) actual : -1;
}

static void
assert_made (EngineFixture         *fixture,
             const char            *app_id,
             const char            *name,
             FerryTransferBehavior  behavior,
             FerryTransferBehavior  expected)
{
  g_autoptr (GError) error = NULL;
  int actual = make (fixture, app_id, name, behavior, &error);

  g_assert_no_error (error);
  g_assert_cmpint (actual, ==, expected);
}

static gboolean
try_remove (EngineFixture  *fixture,
            const char     *app_id,
            const char     *name,
            GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_groups_remove_async (ferry_engine_get_groups (fixture->engine), app_id, name, take_result, &result);
  WAIT_UNTIL (result != NULL);
  return ferry_groups_remove_finish (ferry_engine_get_groups (fixture->engine), result, error);
}

static void
assert_not_removed (EngineFixture *fixture,
                    const char    *app_id,
                    const char    *name,
                    FerryError     code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (try_remove (fixture, app_id, name, &error));
  g_assert_error (error, FERRY_ERROR, (int) code);
}

static gboolean
is_there (EngineFixture *fixture,
          const char    *app_id,
          const char    *name)
{
  return ferry_groups_lookup (ferry_engine_get_groups (fixture->engine), app_id, name) != NULL;
}

static void
remove_transfer (EngineFixture *fixture,
                 FerryTransfer *transfer)
{
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
  engine_fixture_wait_quiet (fixture);
}

static void
each_app_has_its_own (EngineFixture *fixture,
                      gconstpointer  data)
{
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  assert_made (fixture, OTHER, "photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL, FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  engine_fixture_crash (fixture);
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  assert_made (fixture, OTHER, "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_PARALLEL);
}

static void
one_app_s_serialized_group_holds_no_other_app_up (EngineFixture *fixture,
                                                  gconstpointer  data)
{
  FerryTransfer *first, *second, *foreign;

  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  assert_made (fixture, OTHER, "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  engine_fixture_usually (fixture, (FerryFakeScript){ .length = 10, .bytes = 5, .end = FERRY_FAKE_END_NEVER });
  fixture->app_id = ONE;
  first = engine_fixture_create (fixture, ADDRESS, PHOTOS);
  second = engine_fixture_create (fixture, ADDRESS, PHOTOS);
  fixture->app_id = OTHER;
  foreign = engine_fixture_create (fixture, ADDRESS, PHOTOS);
  engine_fixture_wait_for (fixture, foreign, S (RUNNING));
  g_assert_cmpint (ferry_transfer_get_state (first), ==, S (RUNNING));
  g_assert_cmpint (ferry_transfer_get_state (second), ==, S (IDLE));
}

static void
an_empty_one_keeps_its_behavior_for_thirty_days (EngineFixture *fixture,
                                                 gconstpointer  data)
{
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  ferry_fake_clock_advance (fixture->clock, 29 * DAY_MS);
  /* Who asks uses it. */
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  ferry_fake_clock_advance (fixture->clock, 29 * DAY_MS);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_crash (fixture);
  g_assert_true (is_there (fixture, ONE, "photos"));
  ferry_fake_clock_advance (fixture->clock, DAY_MS);
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL, FERRY_TRANSFER_BEHAVIOR_PARALLEL);
}

static void
an_old_one_is_gone_after_a_restart (EngineFixture *fixture,
                                    gconstpointer  data)
{
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  ferry_fake_clock_advance (fixture->clock, 30 * DAY_MS);
  engine_fixture_crash (fixture);
  g_assert_false (is_there (fixture, ONE, "photos"));
  WAIT_UNTIL (ferry_fake_journal_get_n_groups (fixture->journal) == 0);
}

static void
one_with_members_stays_and_counts_from_the_last (EngineFixture *fixture,
                                                 gconstpointer  data)
{
  FerryTransfer *transfer;

  fixture->app_id = ONE;
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  transfer = engine_fixture_succeed (fixture, ADDRESS, PHOTOS);
  ferry_fake_clock_advance (fixture->clock, 100 * DAY_MS);
  engine_fixture_wait_quiet (fixture);
  engine_fixture_crash (fixture);
  g_assert_true (is_there (fixture, ONE, "photos"));

  transfer = engine_fixture_only (fixture);
  remove_transfer (fixture, transfer);
  ferry_fake_clock_advance (fixture->clock, 29 * DAY_MS);
  engine_fixture_crash (fixture);
  g_assert_true (is_there (fixture, ONE, "photos"));
  ferry_fake_clock_advance (fixture->clock, DAY_MS);
  engine_fixture_crash (fixture);
  g_assert_false (is_there (fixture, ONE, "photos"));
}

static void
who_needs_it_no_longer_removes_it (EngineFixture *fixture,
                                   gconstpointer  data)
{
  FerryTransfer *transfer;
  g_autoptr (GError) error = NULL;

  fixture->app_id = ONE;
  assert_not_removed (fixture, ONE, "photos", FERRY_ERROR_NOT_FOUND);
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  assert_not_removed (fixture, OTHER, "photos", FERRY_ERROR_NOT_FOUND);
  transfer = engine_fixture_succeed (fixture, ADDRESS, PHOTOS);
  assert_not_removed (fixture, ONE, "photos", FERRY_ERROR_INVALID_STATE);
  remove_transfer (fixture, transfer);
  g_assert_true (is_there (fixture, ONE, "photos"));

  g_assert_true (try_remove (fixture, ONE, "photos", &error));
  g_assert_no_error (error);
  assert_not_removed (fixture, ONE, "photos", FERRY_ERROR_NOT_FOUND);
  engine_fixture_crash (fixture);
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL, FERRY_TRANSFER_BEHAVIOR_PARALLEL);
}

static void
one_that_the_journal_keeps_is_not_removed (EngineFixture *fixture,
                                           gconstpointer  data)
{
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  ferry_fake_journal_set_failing (fixture->journal, TRUE);
  assert_not_removed (fixture, ONE, "photos", FERRY_ERROR_JOURNAL);
  ferry_fake_journal_set_failing (fixture->journal, FALSE);
  assert_made (fixture, ONE, "photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
}

static void
fill (EngineFixture *fixture,
      const char    *app_id,
      guint          n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("group %u", i);

      ferry_groups_save_async (ferry_engine_get_groups (fixture->engine), app_id, name, FERRY_TRANSFER_BEHAVIOR_PARALLEL, NULL, NULL);
    }
  WAIT_UNTIL (ferry_fake_journal_get_n_waiting (fixture->journal) == 0);
}

static void
an_app_has_a_thousand_at_most (EngineFixture *fixture,
                               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fill (fixture, ONE, LIMIT);
  g_assert_cmpuint (ferry_fake_journal_get_n_groups (fixture->journal), ==, LIMIT);
  g_assert_cmpint (make (fixture, ONE, "one more", FERRY_TRANSFER_BEHAVIOR_PARALLEL, &error), ==, -1);
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_LIMIT);
  /* Those that it has are still its own, and other apps are not held up. */
  assert_made (fixture, ONE, "group 7", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  assert_made (fixture, OTHER, "one more", FERRY_TRANSFER_BEHAVIOR_PARALLEL, FERRY_TRANSFER_BEHAVIOR_PARALLEL);

  g_assert_true (try_remove (fixture, ONE, "group 8", NULL));
  assert_made (fixture, ONE, "one more", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  /* Old ones make room by themselves. */
  ferry_fake_clock_advance (fixture->clock, 30 * DAY_MS);
  assert_made (fixture, ONE, "next month's", FERRY_TRANSFER_BEHAVIOR_PARALLEL, FERRY_TRANSFER_BEHAVIOR_PARALLEL);
}

static void
add_request (GPtrArray             *requests,
             const char            *group,
             FerryTransferBehavior  behavior)
{
  g_autoptr (GVariant) options =
    g_variant_ref_sink (g_variant_new_parsed ("{'folder': <'/tmp'>, 'group': <%s>, 'behavior': <%u>}",
                                              group, (guint32) behavior));
  g_autoptr (GError) error = NULL;
  FerryRequest *request = ferry_request_new (FERRY_TRANSFER_KIND_DOWNLOAD, ADDRESS, options, &error);

  g_assert_no_error (error);
  g_ptr_array_add (requests, request);
}

static void
a_batch_makes_all_its_groups_or_none (EngineFixture *fixture,
                                      gconstpointer  data)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_request_unref);
  g_autoptr (GError) error = NULL;

  add_request (requests, "group 7", FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  add_request (requests, "first", FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  add_request (requests, "first", FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  add_request (requests, "second", FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  fill (fixture, ONE, LIMIT - 1);
  g_assert_false (ferry_groups_make (ferry_engine_get_groups (fixture->engine), ONE, requests, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_LIMIT);
  g_assert_false (is_there (fixture, ONE, "first"));
  g_clear_error (&error);

  g_assert_true (try_remove (fixture, ONE, "group 9", NULL));
  g_assert_true (ferry_groups_make (ferry_engine_get_groups (fixture->engine), ONE, requests, &error));
  assert_made (fixture, ONE, "first", FERRY_TRANSFER_BEHAVIOR_PARALLEL, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  assert_made (fixture, ONE, "group 7", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  g_assert_true (is_there (fixture, ONE, "second"));
}

#define ADD(name, function) ENGINE_FIXTURE_ADD ("/engine/groups/" name, function)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("each app has its own", each_app_has_its_own);
  ADD ("one app's serialized group holds no other app up", one_app_s_serialized_group_holds_no_other_app_up);
  ADD ("an empty one keeps its behavior for thirty days", an_empty_one_keeps_its_behavior_for_thirty_days);
  ADD ("an old one is gone after a restart", an_old_one_is_gone_after_a_restart);
  ADD ("one with members stays and counts from the last", one_with_members_stays_and_counts_from_the_last);
  ADD ("who needs it no longer removes it", who_needs_it_no_longer_removes_it);
  ADD ("one that the journal keeps is not removed", one_that_the_journal_keeps_is_not_removed);
  ADD ("an app has a thousand at most", an_app_has_a_thousand_at_most);
  ADD ("a batch makes all its groups or none", a_batch_makes_all_its_groups_or_none);

  return g_test_run ();
}
