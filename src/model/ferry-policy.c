/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a transfer may run on this network and power. The answer is a state,
 * so that what keeps it waiting is told with it. */

#include "ferry-policy.h"

static gboolean
allows_cost (FerryCostPolicy  policy,
             FerryEnvironment environment)
{
  switch (policy)
    {
    case FERRY_COST_POLICY_ALWAYS:
      return TRUE;
    case FERRY_COST_POLICY_DEFAULT:
      return !environment.roaming;
    case FERRY_COST_POLICY_UNRESTRICTED_ONLY:
      return !environment.roaming && !environment.metered;
    }
  return FALSE;
}

/**
 * ferry_policy_judge:
 * @policy: what the transfer may cost
 * @environment: network and power as they are now
 * @host_is_local: whether the bytes stay on this machine
 *
 * %FERRY_COST_POLICY_ALWAYS means now, at any price: neither cost nor the
 * power saver keep such a transfer waiting.
 *
 * Returns: %FERRY_TRANSFER_STATE_RUNNING, or the pause that the transfer is to
 *   wait in
 */
FerryTransferState
ferry_policy_judge (FerryCostPolicy  policy,
                    FerryEnvironment environment,
                    gboolean         host_is_local)
{
  if (host_is_local)
    return FERRY_TRANSFER_STATE_RUNNING;
  if (!environment.available)
    return FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK;
  if (!allows_cost (policy, environment))
    return FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK;
  if (environment.power_saver && policy != FERRY_COST_POLICY_ALWAYS)
    return FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY;
  return FERRY_TRANSFER_STATE_RUNNING;
}
