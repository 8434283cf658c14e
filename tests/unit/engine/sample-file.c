/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-file.h"

#include <string.h>

FerryTransfer *
sample_file_upload (EngineFixture   *fixture,
                    const char      *options,
                    FerryFakeScript  script)
{
  g_autoptr (GError) error = NULL;
  FerryTransfer *transfer;

  engine_fixture_put (fixture, "letter.txt", "Dear!");
  engine_fixture_play (fixture, script);
  transfer = engine_fixture_upload (fixture, ADDRESS, options, &error);
  g_assert_no_error (error);
  return transfer;
}

/* One of which three bytes have left. */
FerryTransfer *
sample_file_upload_silently (EngineFixture   *fixture,
                             const char      *options,
                             FerryFakeScript  script)
{
  FerryTransfer *transfer = sample_file_upload (fixture, options, script);
  guint64 bytes = script.bytes > 0 ? script.bytes : script.length;

  WAIT_UNTIL (transfer->run != NULL && ferry_run_get_bytes_done (transfer->run) == bytes);
  return transfer;
}

void
sample_file_pass_time (EngineFixture *fixture,
                       FerryTransfer *transfer)
{
  WAIT_UNTIL (transfer->retry_at > 0);
  ferry_fake_clock_advance (fixture->clock, 60 * 1000);
}

void
sample_file_assert_uncertain (FerryTransfer *transfer)
{
  g_assert_nonnull (strstr (transfer->durable->error->message, "sent again only when you say so"));
}
