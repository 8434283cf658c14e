/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an upload may be sent again. A server that may have taken all of what
 * must not be done twice is not sent it a second time unasked: the journal
 * knows that before the last byte leaves, so that no crash, pause or lost
 * answer hides it; and only a person who was told ends the doubt. */

#include "ferry-engine-private.h"

#include "ferry-error.h"

#include <glib/gi18n-lib.h>

static gboolean
is_upload (FerryTransfer *transfer)
{
  return transfer->record->upload != NULL;
}

static gboolean
is_plain (FerryTransfer *transfer)
{
  return is_upload (transfer) && transfer->record->upload->protocol == FERRY_UPLOAD_PROTOCOL_PLAIN;
}

/* Whether nobody knows what the server got, and it must not get it twice. */
static gboolean
is_lost (FerryTransfer *transfer)
{
  return is_upload (transfer) && !ferry_upload_may_be_sent (transfer->record->upload);
}

/* Returns: (transfer full) (nullable): why it must not run: the last service
 * did not live to see its end. */
GError *
ferry_engine_refuse_upload (FerryTransfer *transfer)
{
  if (!is_lost (transfer))
    return NULL;
  return g_error_new_literal (FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED,
                              _ ("The service ended while it sent the upload; the server may have got the upload nevertheless, "
                                 "so it is sent again only when you say so"));
}

/* Who was told of the doubt says that it is to be sent all the same. */
void
ferry_engine_insist_on_upload (FerryTransfer *transfer)
{
  if (is_lost (transfer))
    ferry_engine_set_upload (transfer, ferry_upload_with_delivery (transfer->record->upload, FERRY_DELIVERY_NOT_SENT));
}

/* Whether the same may be sent again: the server does not mind, or has not
 * got it, or says that it did nothing with it. */
static gboolean
may_repeat (FerryTransfer *transfer,
            const GError  *error)
{
  if (!is_lost (transfer) || (is_plain (transfer) && !ferry_run_is_exposed (transfer->run)))
    return TRUE;
  return g_error_matches (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_REQUEST_TIMEOUT) ||
         g_error_matches (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_TOO_MANY_REQUESTS) ||
         g_error_matches (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE);
}

static gboolean
is_all_sent (FerryRun *run)
{
  return ferry_run_is_exposed (run) && (gint64) ferry_run_get_bytes_done (run) == ferry_run_get_length (run);
}

static void
note_answer (FerryTransfer *transfer)
{
  FerryUpload *upload = ferry_upload_copy (transfer->record->upload);
  FerryRecord *record;

  upload->received = ferry_run_get_received (transfer->run);
  ferry_engine_set_upload (transfer, upload);
  record = ferry_transfer_edit (transfer);
  record->responses += record->response != NULL;
  g_clear_pointer (&record->response, ferry_response_unref);
  record->response = ferry_response_ref (ferry_run_get_answer (transfer->run));
}

/* Whether it only waits for an answer that tells what became of it: whoever
 * stops it then gains nothing, and loses the answer. */
gboolean
ferry_engine_awaits_answer (FerryTransfer *transfer)
{
  return is_lost (transfer) && is_plain (transfer) && transfer->run != NULL && is_all_sent (transfer->run);
}

/* Says in @error, if so, that it must not be sent again. */
static gboolean
judge (FerryTransfer  *transfer,
       GError        **error)
{
  if (*error == NULL || may_repeat (transfer, *error))
    return TRUE;
  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Cut off in the middle by ourselves, no server takes it for the whole. */
      if (is_plain (transfer) && !is_all_sent (transfer->run))
        return TRUE;
      g_clear_error (error);
      g_set_error_literal (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_OPERATION_CANCELED,
                           _ ("The upload was stopped before the server had answered; the server may have got the upload nevertheless, "
                              "so it is sent again only when you say so"));
    }
  else if ((*error)->domain == FERRY_WEB_ERROR && (*error)->code < FERRY_WEB_ERROR_STATUS_MULTIPLE_CHOICES)
    {
      g_autofree char *cause = g_strdup ((*error)->message);

      g_clear_error (error);
      /* Translators: what went wrong, and what follows from it */
      g_set_error (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED,
                   _ ("%s; the server may have got the upload nevertheless, "
                      "so it is sent again only when you say so"),
                   cause);
    }
  return FALSE;
}

/* Notes how far the run came. Returns: whether another may follow by itself;
 * else @error says so. */
gboolean
ferry_engine_note_upload (FerryTransfer  *transfer,
                          GError        **error)
{
  gboolean may_follow;

  if (!is_upload (transfer) || transfer->run == NULL)
    return !is_lost (transfer);
  ferry_transfer_edit (transfer)->bytes_done = ferry_run_get_bytes_done (transfer->run);
  if (ferry_run_get_answer (transfer->run) != NULL)
    note_answer (transfer);
  may_follow = judge (transfer, error);
  if (may_follow)
    ferry_engine_insist_on_upload (transfer);
  return may_follow;
}
