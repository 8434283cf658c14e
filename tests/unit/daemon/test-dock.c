/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the list of background programs says. */

#include "ferry-dock.h"

static void
assert_words (guint       running,
              guint       uploads,
              int         percent,
              const char *expected)
{
  g_autofree char *words = ferry_dock_words (running, uploads, percent);

  g_assert_cmpstr (words, ==, expected);
}

static void
says_what_runs (void)
{
  assert_words (1, 0, -1, "1 download");
  assert_words (2, 2, -1, "2 uploads");
  assert_words (3, 1, -1, "3 transfers");
}

static void
says_how_far_they_are_when_that_is_known (void)
{
  assert_words (3, 0, 42, "3 downloads, 42%");
}

static void
says_nothing_when_nothing_runs (void)
{
  assert_words (0, 0, -1, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/dock/says_what_runs", says_what_runs);
  g_test_add_func ("/daemon/dock/says_how_far_they_are_when_that_is_known", says_how_far_they_are_when_that_is_known);
  g_test_add_func ("/daemon/dock/says_nothing_when_nothing_runs", says_nothing_when_nothing_runs);
  return g_test_run ();
}
