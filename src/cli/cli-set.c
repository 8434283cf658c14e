/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl set`: changes a transfer that is not finished. What is wrong with
 * the words is found before anything is changed, and all of it is one change. */

#include "cli-options.h"
#include "cli-select.h"
#include "ferry-uri.h"

#include <glib/gi18n.h>

/* Nobody can ask what secrets a transfer has, so it is said of all. */
static gboolean
moves_to_another_server (FerryTransferOperation *operation,
                         GVariant               *changes)
{
  g_autoptr (GVariant) address = g_variant_lookup_value (changes, "uri", G_VARIANT_TYPE_STRING);

  return address != NULL && !ferry_uri_same_server (ferry_transfer_operation_get_requested_uri (operation),
                                                    g_variant_get_string (address, NULL));
}

static FerryCliStatus
change (char     **ids,
        GVariant  *changes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) operations = ferry_cli_select ((const char *const *) ids, &error);
  g_autoptr (GAsyncResult) answer = NULL;
  gboolean moves;

  if (operations == NULL)
    return ferry_cli_report (error);
  moves = moves_to_another_server (operations->pdata[0], changes);
  ferry_transfer_operation_change_async (operations->pdata[0], changes, NULL, ferry_cli_on_answer, &answer);
  if (!ferry_transfer_operation_change_finish (operations->pdata[0], ferry_cli_await (&answer), &error))
    return ferry_cli_report (error);
  if (moves)
    ferry_cli_say (stderr, _ ("This is another server: the secret headers, user and password that were "
                              "given for the old one are not sent to it."));
  return FERRY_CLI_OK;
}

/**
 * ferry_cli_set:
 * @command: the command
 * @argv: its name and its arguments
 *
 * Returns: the exit status
 */
FerryCliStatus
ferry_cli_set (const FerryCliCommand  *command,
               char                  **argv)
{
  g_auto (FerryCliOptions) options = { 0 };
  g_auto (GStrv) ids = NULL;
  g_autoptr (GVariant) changes = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ids, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!ferry_cli_options_parse (&options, command, 0, entries, argv, &error))
    return ferry_cli_report (error);
  if (ids == NULL || ids[1] != NULL)
    return ferry_cli_refuse (_ ("One ID is needed"));
  if (ferry_cli_options_count_readers (&options) > 1)
    return ferry_cli_refuse (_ ("Only one option can read the standard input"));
  changes = ferry_cli_options_read (&options, &error);
  if (changes == NULL)
    return ferry_cli_report (error);
  if (g_variant_n_children (changes) == 0)
    return ferry_cli_refuse (_ ("Nothing to change; “ferryctl set --help” lists what there is"));
  return change (ids, changes);
}
