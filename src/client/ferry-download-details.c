/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is known of a download and is no property, because no view binds it. */

#include "ferry-download-operation.h"
#include "ferry-download-operation-private.h"

static const FerryFacts *
facts (FerryDownloadOperation *self)
{
  return ferry_download_operation_get_facts (self);
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
 * ferry_download_operation_get_app_id:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): who asked for it; %NULL for a program outside
 *   a sandbox
 */
const char *
ferry_download_operation_get_app_id (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return facts (self)->app_id;
}

/**
 * ferry_download_operation_get_actual_uri:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): where redirects led; %NULL before an answer
 */
const char *
ferry_download_operation_get_actual_uri (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return facts (self)->actual_uri;
}

/**
 * ferry_download_operation_get_method:
 * @self: an operation
 *
 * Returns: (transfer none): the HTTP method
 */
const char *
ferry_download_operation_get_method (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return facts (self)->method;
}

/**
 * ferry_download_operation_is_started:
 * @self: an operation
 *
 * Returns: whether it was started; an idle one is then queued
 */
gboolean
ferry_download_operation_is_started (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), FALSE);

  return facts (self)->started;
}

/**
 * ferry_download_operation_is_resumable:
 * @self: an operation
 *
 * Returns: whether the last answer allows to go on after a pause
 */
gboolean
ferry_download_operation_is_resumable (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), FALSE);

  return facts (self)->resumable;
}

/**
 * ferry_download_operation_get_rate_limit:
 * @self: an operation
 *
 * Returns: bytes a second that it may take, 0 for no limit of its own
 */
guint64
ferry_download_operation_get_rate_limit (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), 0);

  return facts (self)->rate_limit;
}

/**
 * ferry_download_operation_get_status_code:
 * @self: an operation
 *
 * Returns: HTTP status code of the last answer, 0 before one
 */
guint
ferry_download_operation_get_status_code (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), 0);

  return facts (self)->status_code;
}

/**
 * ferry_download_operation_get_restarts:
 * @self: an operation
 *
 * Returns: how often it began at the first byte again
 */
guint
ferry_download_operation_get_restarts (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), 0);

  return facts (self)->restarts;
}

/**
 * ferry_download_operation_get_attempts:
 * @self: an operation
 *
 * Returns: runs in a row that failed without progress
 */
guint
ferry_download_operation_get_attempts (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), 0);

  return facts (self)->attempts;
}

/**
 * ferry_download_operation_get_retry_at:
 * @self: an operation
 *
 * Returns: (transfer full) (nullable): when the next attempt is due, in UTC
 */
GDateTime *
ferry_download_operation_get_retry_at (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return to_date_time (facts (self)->retry_at);
}

/**
 * ferry_download_operation_get_created:
 * @self: an operation
 *
 * Returns: (transfer full) (nullable): when it was created, in UTC
 */
GDateTime *
ferry_download_operation_get_created (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return to_date_time (facts (self)->created);
}

/**
 * ferry_download_operation_get_finished:
 * @self: an operation
 *
 * Returns: (transfer full) (nullable): when it ended, in UTC; %NULL before
 */
GDateTime *
ferry_download_operation_get_finished (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return to_date_time (facts (self)->finished);
}
