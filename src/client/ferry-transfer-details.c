/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is known of a transfer, in a function each. */

#include "ferry-transfer-operation.h"
#include "ferry-transfer-operation-private.h"

static const FerryFacts *
facts (FerryTransferOperation *self)
{
  return &ferry_transfer_operation_get_private (self)->facts;
}

static GDateTime *
to_date_time (gint64 usec)
{
  g_autoptr (GDateTime) seconds = NULL;

  if (usec == 0)
    return NULL;
  seconds = g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC);
  return seconds != NULL ? g_date_time_add (seconds, usec % G_USEC_PER_SEC) : NULL;
}

/**
 * ferry_transfer_operation_get_guid:
 * @self: an operation
 *
 * Returns: (transfer none): the GUID, for as long as the service knows the transfer
 */
const char *
ferry_transfer_operation_get_guid (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return ferry_transfer_operation_get_private (self)->guid;
}

/**
 * ferry_transfer_operation_get_requested_uri:
 * @self: an operation
 *
 * Returns: (transfer none): the address at the server, without secrets
 */
const char *
ferry_transfer_operation_get_requested_uri (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return facts (self)->uri;
}

/**
 * ferry_transfer_operation_get_requested_name:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): the file name that was asked for, which the
 *   file may not get; %NULL when it is to be found out
 */
const char *
ferry_transfer_operation_get_requested_name (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return facts (self)->name;
}

/**
 * ferry_transfer_operation_get_file:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): the file on this computer: the result of
 *   a download, the source of an upload; %NULL while its name is unknown
 */
GFile *
ferry_transfer_operation_get_file (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return ferry_transfer_operation_get_private (self)->file;
}

/**
 * ferry_transfer_operation_get_state:
 * @self: an operation
 *
 * Returns: what it is doing
 */
FerryTransferState
ferry_transfer_operation_get_state (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), FERRY_TRANSFER_STATE_IDLE);

  return facts (self)->state;
}

/**
 * ferry_transfer_operation_get_error:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): why it failed or waits, a #FerryError or a
 *   #FerryWebErrorStatus in %FERRY_WEB_ERROR
 */
const GError *
ferry_transfer_operation_get_error (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return ferry_transfer_operation_get_private (self)->error;
}

/**
 * ferry_transfer_operation_get_bytes_done:
 * @self: an operation
 *
 * Returns: bytes that have arrived, here or at the server
 */
guint64
ferry_transfer_operation_get_bytes_done (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return facts (self)->bytes_done;
}

/**
 * ferry_transfer_operation_get_total_bytes:
 * @self: an operation
 *
 * Returns: bytes of the whole transfer, 0 while unknown
 */
guint64
ferry_transfer_operation_get_total_bytes (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return MAX (facts (self)->bytes_total, 0);
}

/**
 * ferry_transfer_operation_get_bytes_per_second:
 * @self: an operation
 *
 * Returns: how fast it is, smoothed; 0 unless running
 */
guint64
ferry_transfer_operation_get_bytes_per_second (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return facts (self)->bytes_per_second;
}

/**
 * ferry_transfer_operation_get_fraction:
 * @self: an operation
 *
 * Returns: how much has arrived, from 0 to 1; 0 while the length is unknown
 */
double
ferry_transfer_operation_get_fraction (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  if (facts (self)->bytes_total <= 0)
    return facts (self)->state == FERRY_TRANSFER_STATE_COMPLETED ? 1 : 0;
  return MIN (1, (double) facts (self)->bytes_done / facts (self)->bytes_total);
}

/**
 * ferry_transfer_operation_get_priority:
 * @self: an operation
 *
 * Returns: who goes first
 */
FerryTransferPriority
ferry_transfer_operation_get_priority (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), FERRY_TRANSFER_PRIORITY_DEFAULT);

  return facts (self)->priority;
}

/**
 * ferry_transfer_operation_get_cost_policy:
 * @self: an operation
 *
 * Returns: which networks it may use
 */
FerryCostPolicy
ferry_transfer_operation_get_cost_policy (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), FERRY_COST_POLICY_DEFAULT);

  return facts (self)->cost;
}

/**
 * ferry_transfer_operation_get_transfer_group:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): its group
 */
FerryTransferGroup *
ferry_transfer_operation_get_transfer_group (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return ferry_transfer_operation_get_private (self)->group;
}

/**
 * ferry_transfer_operation_get_progress:
 * @self: an operation
 *
 * Returns: (transfer none): the report of the last change
 */
FerryTransferProgress *
ferry_transfer_operation_get_progress (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return ferry_transfer_operation_get_private (self)->progress;
}

/**
 * ferry_transfer_operation_get_app_id:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): who asked for it; %NULL for a program outside
 *   a sandbox
 */
const char *
ferry_transfer_operation_get_app_id (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return facts (self)->app_id;
}

/**
 * ferry_transfer_operation_get_actual_uri:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): where redirects led; %NULL before an answer
 */
const char *
ferry_transfer_operation_get_actual_uri (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return facts (self)->actual_uri;
}

/**
 * ferry_transfer_operation_get_method:
 * @self: an operation
 *
 * Returns: (transfer none): the HTTP method
 */
const char *
ferry_transfer_operation_get_method (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return facts (self)->method;
}

/**
 * ferry_transfer_operation_is_started:
 * @self: an operation
 *
 * Returns: whether it was started; an idle one is then queued
 */
gboolean
ferry_transfer_operation_is_started (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), FALSE);

  return facts (self)->started;
}

/**
 * ferry_transfer_operation_is_resumable:
 * @self: an operation
 *
 * Returns: whether the last answer allows to go on after a pause
 */
gboolean
ferry_transfer_operation_is_resumable (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), FALSE);

  return facts (self)->resumable;
}

/**
 * ferry_transfer_operation_get_rate_limit:
 * @self: an operation
 *
 * Returns: bytes a second that it may take, 0 for no limit of its own
 */
guint64
ferry_transfer_operation_get_rate_limit (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return facts (self)->rate_limit;
}

/**
 * ferry_transfer_operation_get_status_code:
 * @self: an operation
 *
 * Returns: HTTP status code of the last answer, 0 before one
 */
guint
ferry_transfer_operation_get_status_code (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return facts (self)->status_code;
}

/**
 * ferry_transfer_operation_get_restarts:
 * @self: an operation
 *
 * Returns: how often it began at the first byte again
 */
guint
ferry_transfer_operation_get_restarts (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return facts (self)->restarts;
}

/**
 * ferry_transfer_operation_get_attempts:
 * @self: an operation
 *
 * Returns: runs in a row that failed without progress
 */
guint
ferry_transfer_operation_get_attempts (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return facts (self)->attempts;
}

/**
 * ferry_transfer_operation_get_retry_at:
 * @self: an operation
 *
 * Returns: (transfer full) (nullable): when the next attempt is due, in UTC
 */
GDateTime *
ferry_transfer_operation_get_retry_at (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return to_date_time (facts (self)->retry_at);
}

/**
 * ferry_transfer_operation_get_created:
 * @self: an operation
 *
 * Returns: (transfer full) (nullable): when it was created, in UTC
 */
GDateTime *
ferry_transfer_operation_get_created (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return to_date_time (facts (self)->created);
}

/**
 * ferry_transfer_operation_get_finished:
 * @self: an operation
 *
 * Returns: (transfer full) (nullable): when it ended, in UTC; %NULL before
 */
GDateTime *
ferry_transfer_operation_get_finished (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return to_date_time (facts (self)->finished);
}
