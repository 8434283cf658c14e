/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every command in every state, started or not: a second telling of the table,
 * by what can be done to a transfer rather than by command. */

#include "command-cases.h"
#include "ferry-commands.h"

static void
every_command_is_for_the_states_it_is_for (void)
{
  for (gsize i = 0; i < N_COMMAND_CASES; i++)
    for (int action = 0; action < N_COMMANDS; action++)
      g_assert_cmpint (ferry_command_fits (action, command_cases[i].state, command_cases[i].started), ==,
                       command_case_allows (&command_cases[i], action));
}

static void
no_state_was_forgotten (void)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (FERRY_TYPE_TRANSFER_STATE);
  g_autoptr (GEnumClass) actions = g_type_class_ref (FERRY_TYPE_TRANSFER_ACTION);

  g_assert_cmpuint (N_COMMAND_CASES, ==, 2 * states->n_values);
  g_assert_cmpuint (N_COMMANDS, ==, actions->n_values);
}

static gboolean
fits (const CommandCase   *self,
      FerryTransferAction  action)
{
  return ferry_command_fits (action, self->state, self->started);
}

/* So that two buttons a row are enough: one that changes its course, one that
 * ends it. What can be paused need not be resumed, and what is completed can
 * only be opened. */
static void
every_state_offers_two_buttons (void)
{
  for (gsize i = 0; i < N_COMMAND_CASES; i++)
    {
      const CommandCase *self = &command_cases[i];
      gboolean resumable = fits (self, FERRY_TRANSFER_ACTION_RESUME) && !fits (self, FERRY_TRANSFER_ACTION_PAUSE);

      g_assert_cmpint (fits (self, FERRY_TRANSFER_ACTION_START) + fits (self, FERRY_TRANSFER_ACTION_PAUSE) + resumable +
                         fits (self, FERRY_TRANSFER_ACTION_RETRY) + (self->state == FERRY_TRANSFER_STATE_COMPLETED),
                       ==, 1);
      g_assert_cmpint (fits (self, FERRY_TRANSFER_ACTION_CANCEL) + fits (self, FERRY_TRANSFER_ACTION_REMOVE), ==, 1);
    }
}

static void
what_is_not_known_fits_nothing (void)
{
  for (int action = -1; action <= N_COMMANDS; action++)
    for (int state = -1; state < 100; state++)
      if (ferry_enum_to_nick (FERRY_TYPE_TRANSFER_ACTION, action) == NULL ||
          ferry_enum_to_nick (FERRY_TYPE_TRANSFER_STATE, state) == NULL)
        {
          g_assert_false (ferry_command_fits (action, state, TRUE));
          g_assert_false (ferry_command_fits (action, state, FALSE));
        }
}

static void
every_command_is_a_method (void)
{
  for (int action = 0; action < N_COMMANDS; action++)
    {
      const char *method = ferry_command_to_method (action);
      FerryTransferAction found;

      g_assert_nonnull (method);
      g_assert_true (ferry_command_from_method (method, &found));
      g_assert_cmpint (found, ==, action);
    }
}

static void
no_other_method_is_a_command (void)
{
  FerryTransferAction found;

  g_assert_false (ferry_command_from_method ("List", &found));
  g_assert_false (ferry_command_from_method ("start", &found));
  g_assert_null (ferry_command_to_method (N_COMMANDS));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/commands/every command is for the states it is for", every_command_is_for_the_states_it_is_for);
  g_test_add_func ("/commands/no state was forgotten", no_state_was_forgotten);
  g_test_add_func ("/commands/every state offers two buttons", every_state_offers_two_buttons);
  g_test_add_func ("/commands/what is not known fits nothing", what_is_not_known_fits_nothing);
  g_test_add_func ("/commands/every command is a method", every_command_is_a_method);
  g_test_add_func ("/commands/no other method is a command", no_other_method_is_a_command);

  return g_test_run ();
}
