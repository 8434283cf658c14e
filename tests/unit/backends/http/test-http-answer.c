/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long an answer to an upload is listened to. */

#include "ferry-http-answer.h"

#define KEPT (G_GUINT64_CONSTANT (1024) * 1024)

static void
what_is_kept_is_heard_on_a_slow_line (void)
{
  g_assert_false (ferry_http_answer_is_enough (0, 0));
  g_assert_false (ferry_http_answer_is_enough (KEPT, 30 * G_TIME_SPAN_MINUTE));
}

static void
who_talks_on_is_not_heard (void)
{
  g_assert_true (ferry_http_answer_is_enough (100 * KEPT, 0));
}

static void
who_never_comes_to_an_end_is_not_heard (void)
{
  g_assert_true (ferry_http_answer_is_enough (1, G_TIME_SPAN_DAY));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/answer/what is kept is heard on a slow line", what_is_kept_is_heard_on_a_slow_line);
  g_test_add_func ("/answer/who talks on is not heard", who_talks_on_is_not_heard);
  g_test_add_func ("/answer/who never comes to an end is not heard", who_never_comes_to_an_end_is_not_heard);
  return g_test_run ();
}
