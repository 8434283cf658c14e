/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "letter.h"

#include <string.h>

FerryTransfer *
letter_upload (Harbor          *harbor,
               const char      *options,
               FerryFakeScript  script)
{
  g_autoptr (GError) error = NULL;
  FerryTransfer *transfer;

  harbor_put (harbor, "letter.txt", "Dear!");
  harbor_play (harbor, script);
  transfer = harbor_upload (harbor, ADDRESS, options, &error);
  g_assert_no_error (error);
  return transfer;
}

/* One of which three bytes have left. */
FerryTransfer *
letter_upload_silently (Harbor          *harbor,
                        const char      *options,
                        FerryFakeScript  script)
{
  FerryTransfer *transfer = letter_upload (harbor, options, script);
  guint64 bytes = script.bytes > 0 ? script.bytes : script.length;

  WAIT_UNTIL (transfer->run != NULL && ferry_run_get_bytes_done (transfer->run) == bytes);
  return transfer;
}

void
letter_pass_time (Harbor        *harbor,
                  FerryTransfer *transfer)
{
  WAIT_UNTIL (transfer->retry_at > 0);
  ferry_fake_clock_advance (harbor->clock, 60 * 1000);
}

void
letter_assert_uncertain (FerryTransfer *transfer)
{
  g_assert_nonnull (strstr (transfer->durable->error->message, "sent again only when you say so"));
}
