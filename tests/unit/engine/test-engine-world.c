/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine when network, cost and power change under running transfers. */

#include "harbor.h"

#define ADDRESS "http://example.org/letter.txt"

static void
the_world_pauses_and_lets_go_on (Harbor        *harbor,
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

      g_string_truncate (harbor->log, 0);
      harbor_play (harbor, (FerryFakeScript){ .length = 10000, .bytes = 4000, .end = FERRY_FAKE_END_NEVER });
      transfer = harbor_create (harbor, ADDRESS, "{'cost': <uint32 1>}");
      WAIT_UNTIL (transfer->durable->part_file != NULL && ferry_transfer_get_bytes_done (transfer) == 4000);
      ferry_fake_monitor_set_environment (harbor->monitor, cases[i].world);
      harbor_wait_for (harbor, transfer, cases[i].pause);
      harbor_wait_quiet (harbor);
      g_assert_cmpuint (transfer->durable->attempts, ==, 0);
      g_assert_true (ferry_engine_is_busy (harbor->engine));
      ferry_fake_monitor_set_environment (harbor->monitor, (FerryEnvironment){ .available = TRUE });
      harbor_wait_for (harbor, transfer, S (COMPLETED));
      g_assert_cmpuint (ferry_fake_backend_get_offset (harbor->backend), ==, 4000);
      g_assert_cmpstr (harbor->log->str, ==, cases[i].log);
      harbor_command (harbor, FERRY_TRANSFER_ACTION_REMOVE, transfer);
      harbor_take_away (harbor, "letter.txt");
    }
}

static void
without_a_network_nothing_is_tried (Harbor        *harbor,
                                    gconstpointer  data)
{
  FerryTransfer *transfer;

  ferry_fake_monitor_set_environment (harbor->monitor, (FerryEnvironment){ .available = FALSE });
  transfer = harbor_create (harbor, ADDRESS, NULL);
  harbor_wait_for (harbor, transfer, S (PAUSED_NO_NETWORK));
  g_assert_cmpuint (ferry_fake_backend_get_n_runs (harbor->backend), ==, 0);
  g_assert_cmpuint (transfer->durable->attempts, ==, 0);
}

static void
goes_away (Harbor        *harbor,
           gconstpointer  data)
{
  harbor_stop (harbor);
}

#define ADD(name, function) HARBOR_ADD_BOTH ("/engine/world/" name, function)

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
