/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl start`, `pause`, `resume`, `cancel`, `retry` and `remove`: one command
 * for some transfers, or for all that it fits, in one message. */

#include "cli-command.h"
#include "cli-select.h"

#include <glib/gi18n.h>

/* Between the look and the command a transfer may end by itself; then one
 * looks again, but not for ever. */
#define MOST_LOOKS 5

/* A command is called as its action. */
static FerryTransferAction
action_of (const FerryCliCommand *command)
{
  int action;

  if (!ferry_enum_from_nick (FERRY_TYPE_TRANSFER_ACTION, command->name, &action))
    g_assert_not_reached ();
  return action;
}

static gboolean
act (FerryTransferAction   action,
     GPtrArray            *operations,
     GError              **error)
{
  g_autoptr (GPtrArray) guids = g_ptr_array_new ();
  g_autoptr (GAsyncResult) answer = NULL;

  for (guint i = 0; i < operations->len; i++)
    g_ptr_array_add (guids, (char *) ferry_transfer_operation_get_guid (operations->pdata[i]));
  g_ptr_array_add (guids, NULL);
  ferry_transfers_act_async (action, (const char *const *) guids->pdata, NULL,
                             ferry_cli_on_answer, &answer);
  return ferry_transfers_act_finish (ferry_cli_await (&answer), error);
}

static GPtrArray *
find_fitting (FerryTransferAction   action,
              GError              **error)
{
  g_autoptr (FerryOperations) all = ferry_cli_load_all (error);
  g_autoptr (GPtrArray) fitting = g_ptr_array_new_with_free_func (g_object_unref);

  if (all == NULL)
    return NULL;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (all)); i++)
    {
      g_autoptr (FerryTransferOperation) operation =
        g_list_model_get_item (G_LIST_MODEL (all), i);

      if (ferry_transfer_operation_can (operation, action))
        g_ptr_array_add (fitting, g_steal_pointer (&operation));
    }
  return g_steal_pointer (&fitting);
}

static gboolean
act_on_all (FerryTransferAction   action,
            GError              **error)
{
  g_autoptr (GError) refusal = NULL;

  for (int looks = 0; looks < MOST_LOOKS; looks++)
    {
      g_autoptr (GPtrArray) operations = find_fitting (action, error);

      g_clear_error (&refusal);
      if (operations == NULL)
        return FALSE;
      if (operations->len == 0 || act (action, operations, &refusal))
        return TRUE;
      if (!g_error_matches (refusal, FERRY_ERROR, FERRY_ERROR_INVALID_STATE) &&
          !g_error_matches (refusal, FERRY_ERROR, FERRY_ERROR_NOT_FOUND))
        break;
    }
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static gboolean
act_on_some (FerryTransferAction   action,
             char                **ids,
             GError              **error)
{
  g_autoptr (GPtrArray) operations = ferry_cli_select ((const char *const *) ids, error);

  return operations != NULL && act (action, operations, error);
}

/**
 * ferry_cli_control:
 * @command: one of the commands this file is about
 * @argv: its name and its arguments
 *
 * Returns: the exit status
 */
FerryCliStatus
ferry_cli_control (const FerryCliCommand  *command,
                   char                  **argv)
{
  FerryTransferAction action = action_of (command);
  gboolean all = FALSE, done;
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &all, N_("All transfers that this can be done to"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ids, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!ferry_cli_parse (command, entries, argv, &error))
    return ferry_cli_report (error);
  if (all == (ids != NULL))
    return ferry_cli_refuse (_ ("Either IDs or --all is needed"));
  done = all ? act_on_all (action, &error) : act_on_some (action, ids, &error);
  return done ? FERRY_CLI_OK : ferry_cli_report (error);
}
