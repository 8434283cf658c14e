/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The table of commands: which of them is for a transfer in which state. The
 * service refuses by it; the library, and so the programs, offer by it. */

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
static const guint64 table[] = {
  [FERRY_TRANSFER_ACTION_START]  = NEW,
  [FERRY_TRANSFER_ACTION_PAUSE]  = QUEUED | STATE (RUNNING) | WAITING_FOR_WORLD,
  [FERRY_TRANSFER_ACTION_RESUME] = WAITING_FOR_WORLD | WAITING_FOR_PERSON,
  [FERRY_TRANSFER_ACTION_CANCEL] = NEW | QUEUED | STATE (RUNNING) | WAITING_FOR_WORLD | WAITING_FOR_PERSON,
  [FERRY_TRANSFER_ACTION_RETRY]  = STATE (CANCELED) | STATE (ERROR),
  [FERRY_TRANSFER_ACTION_REMOVE] = STATE (CANCELED) | STATE (ERROR) | STATE (COMPLETED),
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
    return (table[action] & NEW) != 0;
  return (table[action] & (G_GUINT64_CONSTANT (1) << state)) != 0;
}
