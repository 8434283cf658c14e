/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is told of a group when the last of it has ended. */

#include "ferry-group-summary.h"
#include "engine-fixture.h"

#define ADDRESS  "http://example.org/letter.txt"
#define IN(name) "{'group': <'" name "'>}"

static guint
count (EngineFixture *fixture)
{
  FerryGroup photos = { "org.example.Test", "photos" };
  g_autoptr (GPtrArray) members = ferry_group_summary_collect (ferry_engine_get_transfers (fixture->engine), &photos);

  return members != NULL ? members->len : 0;
}

static void
pass (EngineFixture *fixture,
      guint          seconds)
{
  ferry_fake_clock_advance (fixture->clock, seconds * 1000);
}

static void
all_of_it_is_told_when_the_last_has_ended (EngineFixture *fixture,
                                           gconstpointer  data)
{
  FerryTransfer *late = engine_fixture_create_idle (fixture, ADDRESS, IN ("photos"));

  engine_fixture_succeed (fixture, ADDRESS, IN ("photos"));
  engine_fixture_fail (fixture, ADDRESS, IN ("photos"));
  engine_fixture_succeed (fixture, ADDRESS, IN ("letters"));
  engine_fixture_succeed (fixture, ADDRESS, NULL);
  g_assert_cmpuint (count (fixture), ==, 0);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_START, late);
  engine_fixture_wait_for (fixture, late, S (COMPLETED));
  g_assert_cmpuint (count (fixture), ==, 3);
}

static void
nothing_is_told_of_what_was_canceled (EngineFixture *fixture,
                                      gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_create_idle (fixture, ADDRESS, IN ("photos"));

  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  engine_fixture_wait_for (fixture, transfer, S (CANCELED));
  g_assert_cmpuint (count (fixture), ==, 0);
}

static void
a_name_that_is_used_again_begins_anew (EngineFixture *fixture,
                                       gconstpointer  data)
{
  engine_fixture_fail (fixture, ADDRESS, IN ("photos"));
  pass (fixture, 24 * 3600);
  engine_fixture_succeed (fixture, ADDRESS, IN ("photos"));
  engine_fixture_succeed (fixture, ADDRESS, IN ("photos"));
  g_assert_cmpuint (count (fixture), ==, 2);
}

static void
who_adds_to_a_group_may_take_a_little (EngineFixture *fixture,
                                       gconstpointer  data)
{
  engine_fixture_succeed (fixture, ADDRESS, IN ("photos"));
  pass (fixture, 30);
  engine_fixture_succeed (fixture, ADDRESS, IN ("photos"));
  pass (fixture, 30);
  engine_fixture_succeed (fixture, ADDRESS, IN ("photos"));
  g_assert_cmpuint (count (fixture), ==, 3);
}

static void
what_took_long_is_told_with_what_ended_before (EngineFixture *fixture,
                                               gconstpointer  data)
{
  FerryTransfer *late = engine_fixture_create_idle (fixture, ADDRESS, IN ("photos"));

  engine_fixture_succeed (fixture, ADDRESS, IN ("photos"));
  pass (fixture, 3600);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_START, late);
  engine_fixture_wait_for (fixture, late, S (COMPLETED));
  g_assert_cmpuint (count (fixture), ==, 2);
}

static void
a_group_of_that_name_of_another_app_is_another_group (EngineFixture *fixture,
                                                      gconstpointer  data)
{
  engine_fixture_succeed (fixture, ADDRESS, IN ("photos"));
  fixture->app_id = "org.example.Other";
  engine_fixture_create_idle (fixture, ADDRESS, IN ("photos"));
  engine_fixture_succeed (fixture, ADDRESS, IN ("photos"));
  g_assert_cmpuint (count (fixture), ==, 1);
}

#define ADD(function) ENGINE_FIXTURE_ADD ("/daemon/group-summary/" #function, function)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD (all_of_it_is_told_when_the_last_has_ended);
  ADD (nothing_is_told_of_what_was_canceled);
  ADD (a_name_that_is_used_again_begins_anew);
  ADD (who_adds_to_a_group_may_take_a_little);
  ADD (what_took_long_is_told_with_what_ended_before);
  ADD (a_group_of_that_name_of_another_app_is_another_group);
  return g_test_run ();
}
