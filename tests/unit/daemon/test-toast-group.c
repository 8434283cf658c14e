/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is told of a group when the last of it has ended. */

#include "ferry-toast-group.h"
#include "harbor.h"

#define ADDRESS  "http://example.org/letter.txt"
#define IN(name) "{'group': <'" name "'>}"

static guint
count (Harbor *harbor)
{
  FerryGroup photos = { "org.example.Test", "photos" };
  g_autoptr (GPtrArray) members = ferry_toast_group_collect (ferry_engine_get_transfers (harbor->engine), &photos);

  return members != NULL ? members->len : 0;
}

static void
pass (Harbor *harbor,
      guint   seconds)
{
  ferry_fake_clock_advance (harbor->clock, seconds * 1000);
}

static void
all_of_it_is_told_when_the_last_has_ended (Harbor        *harbor,
                                           gconstpointer  data)
{
  FerryTransfer *late = harbor_create_idle (harbor, ADDRESS, IN ("photos"));

  harbor_succeed (harbor, ADDRESS, IN ("photos"));
  harbor_fail (harbor, ADDRESS, IN ("photos"));
  harbor_succeed (harbor, ADDRESS, IN ("letters"));
  harbor_succeed (harbor, ADDRESS, NULL);
  g_assert_cmpuint (count (harbor), ==, 0);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_START, late);
  harbor_wait_for (harbor, late, S (COMPLETED));
  g_assert_cmpuint (count (harbor), ==, 3);
}

static void
nothing_is_told_of_what_was_canceled (Harbor        *harbor,
                                      gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create_idle (harbor, ADDRESS, IN ("photos"));

  harbor_command (harbor, FERRY_TRANSFER_ACTION_CANCEL, transfer);
  harbor_wait_for (harbor, transfer, S (CANCELED));
  g_assert_cmpuint (count (harbor), ==, 0);
}

static void
a_name_that_is_used_again_begins_anew (Harbor        *harbor,
                                       gconstpointer  data)
{
  harbor_fail (harbor, ADDRESS, IN ("photos"));
  pass (harbor, 24 * 3600);
  harbor_succeed (harbor, ADDRESS, IN ("photos"));
  harbor_succeed (harbor, ADDRESS, IN ("photos"));
  g_assert_cmpuint (count (harbor), ==, 2);
}

static void
who_adds_to_a_group_may_take_a_little (Harbor        *harbor,
                                       gconstpointer  data)
{
  harbor_succeed (harbor, ADDRESS, IN ("photos"));
  pass (harbor, 30);
  harbor_succeed (harbor, ADDRESS, IN ("photos"));
  pass (harbor, 30);
  harbor_succeed (harbor, ADDRESS, IN ("photos"));
  g_assert_cmpuint (count (harbor), ==, 3);
}

static void
what_took_long_is_told_with_what_ended_before (Harbor        *harbor,
                                               gconstpointer  data)
{
  FerryTransfer *late = harbor_create_idle (harbor, ADDRESS, IN ("photos"));

  harbor_succeed (harbor, ADDRESS, IN ("photos"));
  pass (harbor, 3600);
  harbor_command (harbor, FERRY_TRANSFER_ACTION_START, late);
  harbor_wait_for (harbor, late, S (COMPLETED));
  g_assert_cmpuint (count (harbor), ==, 2);
}

static void
a_group_of_that_name_of_another_app_is_another_group (Harbor        *harbor,
                                                      gconstpointer  data)
{
  harbor_succeed (harbor, ADDRESS, IN ("photos"));
  harbor->app_id = "org.example.Other";
  harbor_create_idle (harbor, ADDRESS, IN ("photos"));
  harbor_succeed (harbor, ADDRESS, IN ("photos"));
  g_assert_cmpuint (count (harbor), ==, 1);
}

#define ADD(function) HARBOR_ADD ("/daemon/toast-group/" #function, function)

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
