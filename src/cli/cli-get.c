/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl get`: downloads. */

#include "cli-get-options.h"
#include "cli-handover.h"

static gboolean
create_one (FerryCliHandover    *handover,
            FerryCliGetOptions  *options,
            GError             **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func (g_object_unref);
  FerryDownloadOperation *operation;

  ferry_background_downloader_create_download_async (options->downloader, options->addresses[0],
                                                     options->file,
                                                     ferry_cli_handover_get_cancellable (handover),
                                                     ferry_cli_on_answer, &answer);
  operation = ferry_background_downloader_create_download_finish (options->downloader,
                                                                  ferry_cli_await (&answer),
                                                                  error);
  if (operation == NULL)
    return FALSE;
  g_ptr_array_add (operations, operation);
  return ferry_cli_handover_take (handover, operations);
}

static gboolean
create_chunk (FerryCliHandover           *handover,
              FerryBackgroundDownloader  *downloader,
              const char *const          *addresses,
              GError                    **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GPtrArray) operations = NULL;

  ferry_background_downloader_create_downloads_async (downloader, addresses,
                                                      ferry_cli_handover_get_cancellable (handover),
                                                      ferry_cli_on_answer, &answer);
  operations = ferry_background_downloader_create_downloads_finish (downloader,
                                                                    ferry_cli_await (&answer),
                                                                    error);
  return ferry_cli_handover_take (handover, operations);
}

static gboolean
create_all (FerryCliHandover  *handover,
            gpointer           user_data,
            GError           **error)
{
  FerryCliGetOptions *options = user_data;
  char **addresses = options->addresses;
  guint n = g_strv_length (addresses);

  if (n == 1)
    return create_one (handover, options, error);
  for (guint i = 0; i < n; i += FERRY_CLI_CHUNK)
    {
      const char *chunk[FERRY_CLI_CHUNK + 1] = { NULL };

      for (guint j = 0; j < FERRY_CLI_CHUNK && i + j < n; j++)
        chunk[j] = addresses[i + j];
      if (!create_chunk (handover, options->downloader, chunk, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ferry_cli_get:
 * @command: the command
 * @argv: its name and its arguments
 *
 * Returns: the exit status
 */
FerryCliStatus
ferry_cli_get (const FerryCliCommand  *command,
               char                  **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryCliGetOptions) options = ferry_cli_get_options_new (command, argv, &error);

  if (options == NULL)
    return ferry_cli_report (error);
  return ferry_cli_hand_over (FERRY_TRANSFER_CREATOR (options->downloader), &options->shared,
                              create_all, options);
}
