/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Policy: the whole table of what may run where. */

#include "ferry-policy.h"

#define DEFAULT           FERRY_COST_POLICY_DEFAULT
#define UNRESTRICTED_ONLY FERRY_COST_POLICY_UNRESTRICTED_ONLY
#define ALWAYS            FERRY_COST_POLICY_ALWAYS

#define RUNS        FERRY_TRANSFER_STATE_RUNNING
#define COSTS       FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK
#define NO_NETWORK  FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK
#define SAVES_POWER FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY

static const FerryEnvironment home = { .available = TRUE };
static const FerryEnvironment metered = { .available = TRUE, .metered = TRUE };
static const FerryEnvironment roaming = { .available = TRUE, .roaming = TRUE };
static const FerryEnvironment saving = { .available = TRUE, .power_saver = TRUE };
static const FerryEnvironment nowhere = { .available = FALSE };

static void
check (FerryCostPolicy    policy,
       FerryEnvironment   environment,
       FerryTransferState state)
{
  g_assert_cmpint (ferry_policy_judge (policy, environment, FALSE), ==, state);
}

static void
a_network_that_costs_nothing_is_for_all (void)
{
  check (DEFAULT, home, RUNS);
  check (UNRESTRICTED_ONLY, home, RUNS);
  check (ALWAYS, home, RUNS);
}

static void
metered_is_refused_by_unrestricted_only (void)
{
  check (DEFAULT, metered, RUNS);
  check (UNRESTRICTED_ONLY, metered, COSTS);
  check (ALWAYS, metered, RUNS);
}

static void
roaming_is_only_for_always (void)
{
  check (DEFAULT, roaming, COSTS);
  check (UNRESTRICTED_ONLY, roaming, COSTS);
  check (ALWAYS, roaming, RUNS);
}

static void
the_power_saver_stops_all_but_always (void)
{
  check (DEFAULT, saving, SAVES_POWER);
  check (UNRESTRICTED_ONLY, saving, SAVES_POWER);
  check (ALWAYS, saving, RUNS);
}

static void
without_a_network_all_wait (void)
{
  check (DEFAULT, nowhere, NO_NETWORK);
  check (UNRESTRICTED_ONLY, nowhere, NO_NETWORK);
  check (ALWAYS, nowhere, NO_NETWORK);
}

static void
cost_is_named_before_power (void)
{
  FerryEnvironment worst = { .available = TRUE, .metered = TRUE, .roaming = TRUE, .power_saver = TRUE };

  check (DEFAULT, worst, COSTS);
  check (ALWAYS, worst, RUNS);
}

static void
this_machine_is_always_near (void)
{
  FerryEnvironment worst = { .metered = TRUE, .roaming = TRUE, .power_saver = TRUE };

  g_assert_cmpint (ferry_policy_judge (UNRESTRICTED_ONLY, worst, TRUE), ==, RUNS);
  g_assert_cmpint (ferry_policy_judge (DEFAULT, worst, TRUE), ==, RUNS);
}

static void
an_unknown_policy_spends_nothing (void)
{
  check ((FerryCostPolicy) 99, home, COSTS);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/policy/a network that costs nothing is for all", a_network_that_costs_nothing_is_for_all);
  g_test_add_func ("/policy/metered is refused by unrestricted-only", metered_is_refused_by_unrestricted_only);
  g_test_add_func ("/policy/roaming is only for always", roaming_is_only_for_always);
  g_test_add_func ("/policy/the power saver stops all but always", the_power_saver_stops_all_but_always);
  g_test_add_func ("/policy/without a network all wait", without_a_network_all_wait);
  g_test_add_func ("/policy/cost is named before power", cost_is_named_before_power);
  g_test_add_func ("/policy/this machine is always near", this_machine_is_always_near);
  g_test_add_func ("/policy/an unknown policy spends nothing", an_unknown_policy_spends_nothing);

  return g_test_run ();
}
