/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine when network, cost and power change under running transfers. */

#include "engine-fixture.h"

#define ADDRESS "http://example.org/letter.txt"

static void
the_world_pauses_and_lets_go_on (EngineFixture *fixture,
                                 gconstpointer  data)
{
  static const struct {
    FerryEnvironment world;
    FerryTransferState pause;
    const char *log;
  } cases[] = {
    { { .available = FALSE }, S (PAUSED_NO_NETWORK), "irnirC" },
    { { .available = TRUE, .metered = TRUE }, S (PAUSED_COSTED_NETWORK), "ircirC" },
    { { .available = TRUE, .metered = TRUE, .roaming = TRUE }, S (PAUSED_COSTED_NETWORK), "ircirC" },
    { { .available = TRUE, .power_saver = TRUE }, S (PAUSED_SYSTEM_POLICY), "irsirC" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FerryTransfer *transfer;

      g_string_truncate (fixture->log, 0);
      engine_fixture_play (fixture, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
      transfer = engine_fixture_create (fixture, ADDRESS, "{'cost': <uint32 1>}");
      WAIT_UNTIL (transfer->durable->part_file != NULL && ferry_transfer_get_bytes_done (transfer) == 4000);
      ferry_fake_monitor_set_environment (fixture->monitor, cases[i].world);
      engine_fixture_wait_for (fixture, transfer, cases[i].pause);
      engine_fixture_wait_quiet (fixture);
      g_assert_cmpuint (transfer->durable->attempts, ==, 0);
      g_assert_true (ferry_engine_is_busy (fixture->engine));
      ferry_fake_monitor_set_environment (fixture->monitor, (FerryEnvironment){ .available = TRUE });
      engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
      g_assert_cmpuint (ferry_fake_backend_get_offset (fixture->backend), ==, 4000);
      g_assert_cmpstr (fixture->log->str, ==, cases[i].log);
      engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
      engine_fixture_take_away (fixture, "letter.txt");
    }
}

static void
without_a_network_nothing_is_tried (EngineFixture *fixture,
                                    gconstpointer  data)
{
  FerryTransfer *transfer;

  ferry_fake_monitor_set_environment (fixture->monitor, (FerryEnvironment){ .available = FALSE });
  transfer = engine_fixture_create (fixture, ADDRESS, NULL);
  engine_fixture_wait_for (fixture, transfer, S (PAUSED_NO_NETWORK));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (fixture->backend), ==, 0);
  g_assert_cmpuint (transfer->durable->attempts, ==, 0);
}

static void
goes_away (EngineFixture *fixture,
           gconstpointer  data)
{
  engine_fixture_stop (fixture);
}

#define ADD(name, function) ENGINE_FIXTURE_ADD_BOTH ("/engine/environment/" name, function)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("goes away", goes_away);
  ADD ("the world pauses and lets go on", the_world_pauses_and_lets_go_on);
  ADD ("without a network nothing is tried", without_a_network_nothing_is_tried);

  return g_test_run ();
}
