/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl watch`: goes along with transfers that are on their way. Without
 * IDs those that begin meanwhile are joined. */

#include "cli-follow.h"
#include "cli-select.h"

#include <glib/gi18n.h>

static void
join (GListModel     *operations,
      guint           position,
      guint           n,
      FerryCliFollow *follow)
{
  for (guint i = position; i < position + n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (operations, i);

      if (!ferry_transfer_state_is_final (ferry_transfer_operation_get_state (operation)))
        ferry_cli_follow_add (follow, operation);
    }
}

static void
on_items_changed (GListModel     *operations,
                  guint           position,
                  guint           removed,
                  guint           added,
                  FerryCliFollow *follow)
{
  join (operations, position, added, follow);
}

static FerryCliStatus
watch_all (FerryCliFollow *follow)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryOperations) operations = ferry_cli_load_all (&error);
  FerryCliStatus status;

  if (operations == NULL)
    return ferry_cli_report (error);
  g_signal_connect (operations, "items-changed", G_CALLBACK (on_items_changed), follow);
  join (G_LIST_MODEL (operations), 0, g_list_model_get_n_items (G_LIST_MODEL (operations)),
        follow);
  status = ferry_cli_follow_run (follow);
  g_signal_handlers_disconnect_by_data (operations, follow);
  return status;
}

static FerryCliStatus
watch_some (FerryCliFollow  *follow,
            char           **ids)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) operations = ferry_cli_select ((const char *const *) ids, &error);

  if (operations == NULL)
    return ferry_cli_report (error);
  ferry_cli_follow_add_all (follow, operations);
  return ferry_cli_follow_run (follow);
}

/**
 * ferry_cli_watch:
 * @command: the command
 * @argv: its name and its arguments
 *
 * Returns: the exit status
 */
FerryCliStatus
ferry_cli_watch (const FerryCliCommand  *command,
                 char                  **argv)
{
  gboolean json = FALSE;
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryCliFollow) follow = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print a JSON object for each change"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ids, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!ferry_cli_parse (command, entries, argv, &error))
    return ferry_cli_report (error);
  follow = ferry_cli_follow_new (json ? FERRY_CLI_STYLE_JSON_CHANGES : FERRY_CLI_STYLE_PERSON);
  return ids != NULL ? watch_some (follow, ids) : watch_all (follow);
}
