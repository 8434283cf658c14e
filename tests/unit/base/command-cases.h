/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be done to a transfer in every state, told once for the tests of
 * the table, the engine and the library. */

#pragma once

#include "ferry-enums.h"

#include <string.h>

G_BEGIN_DECLS

typedef struct {
  FerryTransferState state;
  gboolean started;
  const char *allowed; /* initials of commands, as in command_case_allows() */
} CommandCase;

/* Only while idle does it matter whether a transfer was started. */
#define EITHER_WAY(name, allowed) \
  { FERRY_TRANSFER_STATE_##name, FALSE, allowed }, { FERRY_TRANSFER_STATE_##name, TRUE, allowed }

static const CommandCase command_cases[] = {
  { FERRY_TRANSFER_STATE_IDLE, FALSE, "sc" },
  { FERRY_TRANSFER_STATE_IDLE, TRUE, "pc" },
  EITHER_WAY (RUNNING, "pc"),
  EITHER_WAY (PAUSED_BY_APPLICATION, "rc"),
  EITHER_WAY (PAUSED_COSTED_NETWORK, "prc"),
  EITHER_WAY (PAUSED_NO_NETWORK, "prc"),
  EITHER_WAY (PAUSED_SYSTEM_POLICY, "prc"),
  EITHER_WAY (PAUSED_RECOVERABLE_WEB_ERROR_STATUS, "rc"),
  EITHER_WAY (COMPLETED, "m"),
  EITHER_WAY (CANCELED, "tm"),
  EITHER_WAY (ERROR, "tm"),
};

#define N_COMMAND_CASES G_N_ELEMENTS (command_cases)
#define N_COMMANDS      (FERRY_TRANSFER_ACTION_REMOVE + 1)

static inline gboolean
command_case_allows (const CommandCase   *self,
                     FerryTransferAction  action)
{
  static const char initials[] = {
    [FERRY_TRANSFER_ACTION_START] = 's',
    [FERRY_TRANSFER_ACTION_PAUSE] = 'p',
    [FERRY_TRANSFER_ACTION_RESUME] = 'r',
    [FERRY_TRANSFER_ACTION_CANCEL] = 'c',
    [FERRY_TRANSFER_ACTION_RETRY] = 't',
    [FERRY_TRANSFER_ACTION_REMOVE] = 'm',
  };

  return strchr (self->allowed, initials[action]) != NULL;
}

G_END_DECLS
