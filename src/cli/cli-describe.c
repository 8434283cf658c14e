/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A transfer in words for a person. */

#include "cli-describe.h"

#include "cli-format.h"

#include <glib/gi18n.h>

/**
 * ferry_cli_kind_of:
 * @operation: a transfer
 *
 * Returns: which way its bytes go
 */
FerryTransferKind
ferry_cli_kind_of (FerryTransferOperation *operation)
{
  return FERRY_IS_UPLOAD_OPERATION (operation) ? FERRY_TRANSFER_KIND_UPLOAD
                                               : FERRY_TRANSFER_KIND_DOWNLOAD;
}

/**
 * ferry_cli_path_of:
 * @operation: a transfer
 *
 * Returns: (transfer full) (nullable): the path of its file in UTF-8, %NULL
 *   while it has none
 */
char *
ferry_cli_path_of (FerryTransferOperation *operation)
{
  GFile *file = ferry_transfer_operation_get_file (operation);
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;

  return path != NULL ? g_utf8_make_valid (path, -1) : NULL;
}

/**
 * ferry_cli_name_of:
 * @operation: a transfer
 *
 * Returns: (transfer full): what a person calls it: the name of the file, or
 *   while that is unknown the address; clean text
 */
char *
ferry_cli_name_of (FerryTransferOperation *operation)
{
  g_autofree char *path = ferry_cli_path_of (operation);
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;

  return ferry_cli_clean_text (name != NULL
                                 ? name
                                 : ferry_transfer_operation_get_requested_uri (operation));
}

/**
 * ferry_cli_state_text:
 * @operation: a transfer
 *
 * Returns: (transfer none): its state for a person
 */
const char *
ferry_cli_state_text (FerryTransferOperation *operation)
{
  switch (ferry_transfer_operation_get_state (operation))
    {
    case FERRY_TRANSFER_STATE_IDLE:
      if (ferry_transfer_operation_get_error (operation) != NULL)
        return C_ ("state of a transfer", "tries again");
      return ferry_transfer_operation_is_started (operation) ? C_ ("state of a transfer", "queued")
                                                             : C_ ("state of a transfer", "not started");
    case FERRY_TRANSFER_STATE_RUNNING:
      return C_ ("state of a transfer", "running");
    case FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION:
      return C_ ("state of a transfer", "paused");
    case FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK:
      return C_ ("state of a transfer", "waits for a cheaper network");
    case FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK:
      return C_ ("state of a transfer", "waits for the network");
    case FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS:
      return C_ ("state of a transfer", "waits for a new address or resume");
    case FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY:
      return C_ ("state of a transfer", "waits for power");
    case FERRY_TRANSFER_STATE_COMPLETED:
      return C_ ("state of a transfer", "completed");
    case FERRY_TRANSFER_STATE_CANCELED:
      return C_ ("state of a transfer", "canceled");
    case FERRY_TRANSFER_STATE_ERROR:
      return C_ ("state of a transfer", "failed");
    }
  return C_ ("state of a transfer", "unknown");
}
