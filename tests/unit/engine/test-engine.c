/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine when all goes well, and what its callers tell it to do. */

#include "harbor.h"

#define ADDRESS "http://example.org/letter.txt"

static void
goes_away (Harbor        *harbor,
           gconstpointer  data)
{
  harbor_stop (harbor);
}

static void
a_download_comes_home (Harbor        *harbor,
                       gconstpointer  data)
{
  FerryTransfer *transfer = harbor_create (harbor, ADDRESS, NULL);
  g_autofree char *path = g_build_filename (harbor->folder, "letter.txt", NULL);

  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 10000);
  harbor_assert_n_files (harbor, 1);
  g_assert_cmpstr (harbor->log->str, ==, "irC");
  g_assert_cmpuint (harbor->n_ended, ==, 1);
  g_assert_cmpstr (transfer->durable->file, ==, path);
  g_assert_null (transfer->durable->part_file);
  g_assert_cmpint (transfer->durable->bytes_done, ==, 10000);
  g_assert_cmpint (transfer->durable->bytes_total, ==, 10000);
  g_assert_cmpint (transfer->durable->finished, >, transfer->durable->created - 1);
  harbor_wait_quiet (harbor);
  g_assert_false (ferry_engine_is_busy (harbor->engine));
}

static void
a_body_of_unknown_length_comes_home (Harbor        *harbor,
                                     gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_play (harbor, (FerryFakeScript){ .length = 5000, .length_is_unknown = TRUE });
  transfer = harbor_create (harbor, ADDRESS, NULL);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 5000);
  g_assert_cmpint (transfer->durable->bytes_total, ==, 5000);
}

static void
an_empty_body_comes_home (Harbor        *harbor,
                          gconstpointer  data)
{
  FerryTransfer *transfer;

  harbor_play (harbor, (FerryFakeScript){ .length = 0 });
  transfer = harbor_create (harbor, ADDRESS, NULL);
  harbor_wait_for (harbor, transfer, S (COMPLETED));
  harbor_assert_file (harbor, "letter.txt", 0, 0);
}

#define ADD(name, function) HARBOR_ADD_BOTH ("/engine/" name, function)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("goes away", goes_away);
  ADD ("a download comes home", a_download_comes_home);
  ADD ("a body of unknown length comes home", a_body_of_unknown_length_comes_home);
  ADD ("an empty body comes home", an_empty_body_comes_home);

  return g_test_run ();
}
