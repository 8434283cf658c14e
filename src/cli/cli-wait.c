/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl wait`: ends when transfers have ended, for scripts. Without IDs it
 * waits for those that are on their way at its start. */

#include "cli-follow.h"
#include "cli-select.h"

#include <glib/gi18n.h>

static GPtrArray *
find (char   **ids,
      GError **error)
{
  g_autoptr (GListModel) unfinished = NULL;

  if (ids != NULL)
    return ferry_cli_select ((const char *const *) ids, error);
  unfinished = ferry_cli_load_unfinished (error);
  return unfinished != NULL ? ferry_cli_to_array (unfinished) : NULL;
}

/**
 * ferry_cli_wait:
 * @command: the command
 * @argv: its name and its arguments
 *
 * Returns: the exit status
 */
FerryCliStatus
ferry_cli_wait (const FerryCliCommand  *command,
                char                  **argv)
{
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) operations = NULL;
  g_autoptr (FerryCliFollow) follow = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ids, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!ferry_cli_parse (command, entries, argv, &error))
    return ferry_cli_report (error);
  operations = find (ids, &error);
  if (operations == NULL)
    return ferry_cli_report (error);
  follow = ferry_cli_follow_new (FERRY_CLI_STYLE_QUIET);
  ferry_cli_follow_add_all (follow, operations);
  return ferry_cli_follow_run (follow);
}
