/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which state may follow which. Why one follows is the engine's business.
 *
 *        created, retried, resumed
 *                   |
 *                   v      its turn           the last byte
 *      .---------> Idle <-------------> Running -------------> Completed
 *      |            |       gives way    |   |
 *      | changes    |                    |   '--> PausedRecoverable --> Idle
 *      |            v                    v
 *      '--- PausedCostedNetwork, PausedNoNetwork, PausedSystemPolicy
 *
 *      a person:       Idle, Running, any pause  --> PausedByApplication --> Idle
 *      the end of it:  all but Completed         --> Canceled, Error     --> Idle
 *
 * Every run starts in Idle, where the queue and the policy have their say.
 * What a person paused goes on only by way of Idle, so the world can't end it
 * by changing. What is completed stays so. */

#include "ferry-state.h"

#define TO(state) (G_GUINT64_CONSTANT (1) << FERRY_TRANSFER_STATE_##state)

#define GIVEN_UP (TO (CANCELED) | TO (ERROR))
#define BY_WORLD (TO (PAUSED_COSTED_NETWORK) | TO (PAUSED_NO_NETWORK) | TO (PAUSED_SYSTEM_POLICY))
#define BY_USER  (TO (PAUSED_BY_APPLICATION))

/* clang-format off */
static const guint64 arrows[] = {
  [FERRY_TRANSFER_STATE_IDLE]                  = TO (RUNNING) | BY_WORLD | BY_USER | GIVEN_UP,
  [FERRY_TRANSFER_STATE_RUNNING]               = TO (IDLE) | BY_WORLD | BY_USER | GIVEN_UP |
                                                 TO (PAUSED_RECOVERABLE_WEB_ERROR_STATUS) | TO (COMPLETED),
  [FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK] = TO (IDLE) | BY_WORLD | BY_USER | GIVEN_UP,
  [FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK]     = TO (IDLE) | BY_WORLD | BY_USER | GIVEN_UP,
  [FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY]  = TO (IDLE) | BY_WORLD | BY_USER | GIVEN_UP,
  [FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION] = TO (IDLE) | GIVEN_UP,
  [FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS] = TO (IDLE) | BY_USER | GIVEN_UP,
  [FERRY_TRANSFER_STATE_CANCELED]              = TO (IDLE),
  [FERRY_TRANSFER_STATE_ERROR]                 = TO (IDLE),
  [FERRY_TRANSFER_STATE_COMPLETED]             = 0,
};
/* clang-format on */

/**
 * ferry_state_may_follow:
 * @from: the state a transfer is in
 * @to: another state
 *
 * Returns: whether a transfer may go from @from to @to; not when they are the
 *   same, nor when one of them is no state
 */
gboolean
ferry_state_may_follow (FerryTransferState from,
                        FerryTransferState to)
{
  guint n_states = G_N_ELEMENTS (arrows);

  if (from == to || (guint) from >= n_states || (guint) to >= n_states)
    return FALSE;
  return (arrows[from] >> to & 1) != 0;
}
