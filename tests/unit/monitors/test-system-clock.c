/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The machine's clock. */

#include "ferry-system-clock.h"

static void
goes_away (void)
{
  g_assert_finalize_object (ferry_system_clock_new ());
}

static void
counts_from_1970 (void)
{
  g_autoptr (FerryClock) clock = ferry_system_clock_new ();

  g_assert_cmpint (ferry_clock_get_real_time (clock), >, G_GINT64_CONSTANT (1700000000000000));
}

static void
count (gpointer data)
{
  guint *calls = data;

  (*calls)++;
}

static void
a_timeout_comes_once_and_a_removed_one_never (void)
{
  g_autoptr (FerryClock) clock = ferry_system_clock_new ();
  guint removed = 0, called = 0, last = 0;
  guint id = ferry_clock_add_timeout (clock, 0, count, &removed);

  g_assert_cmpuint (id, !=, 0);
  ferry_clock_add_timeout (clock, 0, count, &called);
  ferry_clock_remove_timeout (clock, id);
  ferry_clock_add_timeout (clock, 2, count, &last);
  while (last == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (called, ==, 1);
  g_assert_cmpuint (removed, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/system-clock/goes_away", goes_away);
  g_test_add_func ("/system-clock/counts_from_1970", counts_from_1970);
  g_test_add_func ("/system-clock/a_timeout_comes_once_and_a_removed_one_never",
                   a_timeout_comes_once_and_a_removed_one_never);
  return g_test_run ();
}
