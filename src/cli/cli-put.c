/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl put`: uploads, of a file each or of a form. */

#include "cli-handover.h"
#include "cli-put-options.h"

static gboolean
create_form (FerryCliHandover    *handover,
             FerryCliPutOptions  *options,
             GError             **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func (g_object_unref);
  FerryUploadOperation *operation;

  ferry_background_uploader_create_upload_from_parts_async (options->uploader,
                                                            options->addresses[0], options->parts,
                                                            NULL, NULL,
                                                            ferry_cli_handover_get_cancellable (handover),
                                                            ferry_cli_on_answer, &answer);
  operation = ferry_background_uploader_create_upload_from_parts_finish (options->uploader,
                                                                         ferry_cli_await (&answer),
                                                                         error);
  if (operation == NULL)
    return FALSE;
  g_ptr_array_add (operations, operation);
  return ferry_cli_handover_take (handover, operations);
}

static gboolean
create_chunk (FerryCliHandover         *handover,
              FerryBackgroundUploader  *uploader,
              const char *const        *addresses,
              GPtrArray                *files,
              GError                  **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GPtrArray) operations = NULL;

  ferry_background_uploader_create_uploads_async (uploader, addresses, files,
                                                  ferry_cli_handover_get_cancellable (handover),
                                                  ferry_cli_on_answer, &answer);
  operations = ferry_background_uploader_create_uploads_finish (uploader,
                                                                ferry_cli_await (&answer), error);
  return ferry_cli_handover_take (handover, operations);
}

static gboolean
create_all (FerryCliHandover  *handover,
            gpointer           user_data,
            GError           **error)
{
  FerryCliPutOptions *options = user_data;

  if (options->parts != NULL)
    return create_form (handover, options, error);
  for (guint i = 0; i < options->files->len; i += FERRY_CLI_CHUNK)
    {
      const char *addresses[FERRY_CLI_CHUNK + 1] = { NULL };
      g_autoptr (GPtrArray) files = g_ptr_array_new ();

      for (guint j = i; j < options->files->len && files->len < FERRY_CLI_CHUNK; j++)
        {
          addresses[files->len] = options->addresses[j];
          g_ptr_array_add (files, options->files->pdata[j]);
        }
      if (!create_chunk (handover, options->uploader, addresses, files, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ferry_cli_put:
 * @command: the command
 * @argv: its name and its arguments
 *
 * Returns: the exit status
 */
FerryCliStatus
ferry_cli_put (const FerryCliCommand  *command,
               char                  **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryCliPutOptions) options = ferry_cli_put_options_new (command, argv, &error);

  if (options == NULL)
    return ferry_cli_report (error);
  return ferry_cli_hand_over (FERRY_TRANSFER_CREATOR (options->uploader), &options->shared,
                              create_all, options);
}
