/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The table of commands: what each is called on the bus, and which of them is for a
 * transfer in which state. The service refuses by it; the library, and so the
 * programs, offer by it. */

#include "ferry-commands.h"

#define STATE(name) (G_GUINT64_CONSTANT (1) << FERRY_TRANSFER_STATE_##name)

/* Idle means two things, which no command treats alike but Cancel. */
#define QUEUED STATE (IDLE)
#define NEW    (G_GUINT64_CONSTANT (1) << 63)

#define WAITING_FOR_WORLD \
  (STATE (PAUSED_COSTED_NETWORK) | STATE (PAUSED_NO_NETWORK) | STATE (PAUSED_SYSTEM_POLICY))
#define WAITING_FOR_PERSON \
  (STATE (PAUSED_BY_APPLICATION) | STATE (PAUSED_RECOVERABLE_WEB_ERROR_STATUS))

/* clang-format off */
static const struct {
  const char *method;
  guint64 states;
} table[] = {
  [FERRY_TRANSFER_ACTION_START]  = { "Start", NEW },
  [FERRY_TRANSFER_ACTION_PAUSE]  = { "Pause", QUEUED | STATE (RUNNING) | WAITING_FOR_WORLD },
  [FERRY_TRANSFER_ACTION_RESUME] = { "Resume", WAITING_FOR_WORLD | WAITING_FOR_PERSON },
  [FERRY_TRANSFER_ACTION_CANCEL] = { "Cancel", NEW | QUEUED | STATE (RUNNING) | WAITING_FOR_WORLD | WAITING_FOR_PERSON },
  [FERRY_TRANSFER_ACTION_RETRY]  = { "Retry", STATE (CANCELED) | STATE (ERROR) },
  [FERRY_TRANSFER_ACTION_REMOVE] = { "Remove", STATE (CANCELED) | STATE (ERROR) | STATE (COMPLETED) },
};
/* clang-format on */

/**
 * ferry_command_fits:
 * @action: what is to be done
 * @state: what the transfer is doing; one that only a newer service knows fits nothing
 * @started: whether the transfer was ever started
 *
 * Returns: whether @action can be done to the transfer
 */
gboolean
ferry_command_fits (FerryTransferAction action,
                    FerryTransferState  state,
                    gboolean            started)
{
  if (action >= G_N_ELEMENTS (table) || (guint) state > FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY)
    return FALSE;
  if (state == FERRY_TRANSFER_STATE_IDLE && !started)
    return (table[action].states & NEW) != 0;
  return (table[action].states & (G_GUINT64_CONSTANT (1) << state)) != 0;
}

/**
 * ferry_command_to_method:
 * @action: an action
 *
 * Returns: (transfer none) (nullable): the method of the bus that does it; %NULL
 *   for an action that only a newer Ferry knows
 */
const char *
ferry_command_to_method (FerryTransferAction action)
{
  return action < G_N_ELEMENTS (table) ? table[action].method : NULL;
}

/**
 * ferry_command_from_method:
 * @method: the name of a method
 * @action: (out): what it does
 *
 * Returns: whether @method is a command
 */
gboolean
ferry_command_from_method (const char          *method,
                           FerryTransferAction *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].method, method))
      {
        *action = i;
        return TRUE;
      }
  return FALSE;
}
