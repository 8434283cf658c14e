/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rate: a player of time asks the bucket, waits as told, and counts. */

#include "ferry-rate.h"

#define BLOCK (256 * 1024)

/* How many bytes get through in @seconds when each wait lasts @late
 * milliseconds longer than asked. */
static guint64
play (FerryRate *rate,
      gint64     start,
      guint      seconds,
      guint      late)
{
  gint64 end = start + (gint64) seconds * G_USEC_PER_SEC;
  guint64 moved = 0;

  for (gint64 now = start; now < end;)
    {
      guint wait;
      gsize allowed = ferry_rate_allow (rate, now, BLOCK, &wait);

      g_assert_true ((allowed == 0) == (wait > 0));
      g_assert_cmpuint (allowed, <=, BLOCK);
      g_assert_cmpuint (wait, <=, 1000);
      ferry_rate_spend (rate, allowed);
      moved += allowed;
      now += wait > 0 ? (wait + late) * 1000 : 1;
    }
  return moved;
}

static void
zeros_have_no_limit (void)
{
  FerryRate rate = { 0 };
  guint wait = 7;

  g_assert_cmpuint (ferry_rate_allow (&rate, 0, BLOCK, &wait), ==, BLOCK);
  g_assert_cmpuint (wait, ==, 0);
  ferry_rate_spend (&rate, BLOCK);
  g_assert_cmpuint (ferry_rate_allow (&rate, 0, G_MAXSIZE, &wait), ==, G_MAXSIZE);
}

static void
keeps_to_its_limit (void)
{
  const guint64 limits[] = { 1, 10, 1000, 65536, 1000000, 50000000 };

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      FerryRate rate = { 0 };
      guint64 moved;

      ferry_rate_set_limit (&rate, limits[i], 1000);
      moved = play (&rate, 1000, 20, 0);
      g_assert_cmpuint (moved, <=, limits[i] * 20 + 1);
      g_assert_cmpuint (moved, >=, limits[i] * 20 * 0.94);
    }
}

static void
late_timers_lose_nothing (void)
{
  FerryRate rate = { 0 };

  ferry_rate_set_limit (&rate, 1000000, 0);
  g_assert_cmpuint (play (&rate, 0, 20, 20), >=, 19500000);
}

static void
silence_saves_up_a_quarter_of_a_second (void)
{
  FerryRate rate = { 0 };
  guint wait;

  ferry_rate_set_limit (&rate, 1000, 0);
  g_assert_cmpuint (ferry_rate_allow (&rate, G_USEC_PER_SEC * 3600LL, BLOCK, &wait), ==, 250);
}

static void
what_moved_unasked_is_owed (void)
{
  FerryRate rate = { 0 };
  guint wait;

  ferry_rate_set_limit (&rate, 1000, 0);
  ferry_rate_spend (&rate, 2000);
  g_assert_cmpuint (ferry_rate_allow (&rate, 0, 10, &wait), ==, 0);
  g_assert_cmpuint (wait, ==, 1000);
  g_assert_cmpuint (ferry_rate_allow (&rate, 2 * G_USEC_PER_SEC, 10, &wait), ==, 0);
  g_assert_cmpuint (ferry_rate_allow (&rate, 2 * G_USEC_PER_SEC + 10000, 10, &wait), ==, 10);
}

static void
a_new_limit_holds_at_once (void)
{
  FerryRate rate = { 0 };
  guint wait;

  ferry_rate_set_limit (&rate, 1000000, 0);
  ferry_rate_set_limit (&rate, 100, G_USEC_PER_SEC);
  g_assert_cmpuint (ferry_rate_allow (&rate, G_USEC_PER_SEC, BLOCK, &wait), ==, 25);
  ferry_rate_set_limit (&rate, 0, G_USEC_PER_SEC);
  g_assert_cmpuint (ferry_rate_allow (&rate, G_USEC_PER_SEC, BLOCK, &wait), ==, BLOCK);
}

static void
a_debt_of_faster_times_is_forgiven (void)
{
  FerryRate rate = { 0 };
  guint wait;

  ferry_rate_set_limit (&rate, 1000000000, 0);
  ferry_rate_spend (&rate, 1000000000);
  ferry_rate_set_limit (&rate, 1000, 0);
  g_assert_cmpuint (ferry_rate_allow (&rate, G_USEC_PER_SEC, 100, &wait), >, 0);
}

static void
a_clock_that_goes_back_does_no_harm (void)
{
  FerryRate rate = { 0 };
  guint wait;

  ferry_rate_set_limit (&rate, 1000, G_USEC_PER_SEC);
  g_assert_cmpuint (ferry_rate_allow (&rate, 0, 10, &wait), ==, 0);
  g_assert_cmpuint (ferry_rate_allow (&rate, G_USEC_PER_SEC, 10, &wait), ==, 0);
  g_assert_cmpuint (ferry_rate_allow (&rate, G_USEC_PER_SEC + 10000, 10, &wait), ==, 10);
}

static void
the_highest_limit_does_not_overflow (void)
{
  FerryRate rate = { 0 };
  guint wait;

  ferry_rate_set_limit (&rate, G_MAXUINT64, 0);
  g_assert_cmpuint (ferry_rate_allow (&rate, G_MAXINT64, BLOCK, &wait), ==, BLOCK);
  g_assert_cmpuint (ferry_rate_allow (&rate, G_MAXINT64, 0, &wait), ==, 0);
  g_assert_cmpuint (wait, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rate/zeros have no limit", zeros_have_no_limit);
  g_test_add_func ("/rate/keeps to its limit", keeps_to_its_limit);
  g_test_add_func ("/rate/late timers lose nothing", late_timers_lose_nothing);
  g_test_add_func ("/rate/silence saves up a quarter of a second", silence_saves_up_a_quarter_of_a_second);
  g_test_add_func ("/rate/what moved unasked is owed", what_moved_unasked_is_owed);
  g_test_add_func ("/rate/a new limit holds at once", a_new_limit_holds_at_once);
  g_test_add_func ("/rate/a debt of faster times is forgiven", a_debt_of_faster_times_is_forgiven);
  g_test_add_func ("/rate/a clock that goes back does no harm", a_clock_that_goes_back_does_no_harm);
  g_test_add_func ("/rate/the highest limit does not overflow", the_highest_limit_does_not_overflow);

  return g_test_run ();
}
