/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * States: what the table promises, for all states at once. */

#include "ferry-state.h"

#define STATE(name) FERRY_TRANSFER_STATE_##name

static const FerryTransferState states[] = {
  STATE (IDLE),
  STATE (RUNNING),
  STATE (PAUSED_BY_APPLICATION),
  STATE (PAUSED_COSTED_NETWORK),
  STATE (PAUSED_NO_NETWORK),
  STATE (COMPLETED),
  STATE (CANCELED),
  STATE (ERROR),
  STATE (PAUSED_RECOVERABLE_WEB_ERROR_STATUS),
  STATE (PAUSED_SYSTEM_POLICY),
};

static const FerryTransferState pauses_of_the_world[] = {
  STATE (PAUSED_COSTED_NETWORK),
  STATE (PAUSED_NO_NETWORK),
  STATE (PAUSED_SYSTEM_POLICY),
};

static void
a_completed_transfer_never_moves_again (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    g_assert_false (ferry_state_may_follow (STATE (COMPLETED), states[i]));
}

static void
only_a_running_transfer_completes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    g_assert_true (ferry_state_may_follow (states[i], STATE (COMPLETED)) == (states[i] == STATE (RUNNING)));
}

static void
every_run_starts_in_the_queue (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    g_assert_true (ferry_state_may_follow (states[i], STATE (RUNNING)) == (states[i] == STATE (IDLE)));
}

static void
all_but_completed_can_get_back_to_the_queue (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (states[i] != STATE (IDLE) && states[i] != STATE (COMPLETED))
      g_assert_true (ferry_state_may_follow (states[i], STATE (IDLE)));
}

static void
all_that_is_not_at_its_end_can_be_canceled (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      gboolean is_over = ferry_transfer_state_is_final (states[i]);

      g_assert_true (ferry_state_may_follow (states[i], STATE (CANCELED)) == !is_over);
      g_assert_true (ferry_state_may_follow (states[i], STATE (ERROR)) == !is_over);
    }
}

static void
what_a_person_paused_the_world_does_not_touch (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pauses_of_the_world); i++)
    {
      g_assert_false (ferry_state_may_follow (STATE (PAUSED_BY_APPLICATION), pauses_of_the_world[i]));
      g_assert_true (ferry_state_may_follow (pauses_of_the_world[i], STATE (PAUSED_BY_APPLICATION)));
    }
}

static void
one_pause_of_the_world_follows_another (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pauses_of_the_world); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (pauses_of_the_world); j++)
      g_assert_true (ferry_state_may_follow (pauses_of_the_world[i], pauses_of_the_world[j]) == (i != j));
}

static void
no_state_follows_itself (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    g_assert_false (ferry_state_may_follow (states[i], states[i]));
}

static void
what_is_no_state_neither_follows_nor_is_followed (void)
{
  const int none[] = { -1, 9, 31, 33, 64, G_MAXINT, G_MININT };

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (states); j++)
      {
        g_assert_false (ferry_state_may_follow ((FerryTransferState) none[i], states[j]));
        g_assert_false (ferry_state_may_follow (states[j], (FerryTransferState) none[i]));
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/state/a completed transfer never moves again", a_completed_transfer_never_moves_again);
  g_test_add_func ("/state/only a running transfer completes", only_a_running_transfer_completes);
  g_test_add_func ("/state/every run starts in the queue", every_run_starts_in_the_queue);
  g_test_add_func ("/state/all but completed can get back to the queue", all_but_completed_can_get_back_to_the_queue);
  g_test_add_func ("/state/all that is not at its end can be canceled", all_that_is_not_at_its_end_can_be_canceled);
  g_test_add_func ("/state/what a person paused the world does not touch", what_a_person_paused_the_world_does_not_touch);
  g_test_add_func ("/state/one pause of the world follows another", one_pause_of_the_world_follows_another);
  g_test_add_func ("/state/no state follows itself", no_state_follows_itself);
  g_test_add_func ("/state/what is no state neither follows nor is followed", what_is_no_state_neither_follows_nor_is_followed);

  return g_test_run ();
}
