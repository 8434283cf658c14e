/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl set`: changes a transfer that is not finished. What is wrong with
 * the words is found before anything is changed. */

#include "cli-command.h"
#include "cli-parse.h"
#include "cli-select.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  char *address; /* (owned) (nullable) */
  gboolean has_priority;
  FerryTransferPriority priority;
  gboolean has_cost;
  FerryCostPolicy cost;
} Changes;

static void
changes_clear (Changes *changes)
{
  g_clear_pointer (&changes->address, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Changes, changes_clear)

/* An address may hold a token, so it may come from a file, too. */
static gboolean
read_address (Changes     *changes,
              const char  *word,
              GError     **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (*word != '@')
    changes->address = g_strdup (word);
  else
    {
      text = ferry_cli_read_source (word + 1, error);
      if (text == NULL)
        return FALSE;
      lines = ferry_cli_split_lines (text);
      changes->address = g_strdup (lines[0] != NULL ? lines[0] : "");
    }
  return ferry_cli_check_address (changes->address, error);
}

static gboolean
is_other_server (const char *one,
                 const char *other)
{
  g_autoptr (GUri) a = g_uri_parse (one, G_URI_FLAGS_SCHEME_NORMALIZE | G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GUri) b = g_uri_parse (other, G_URI_FLAGS_SCHEME_NORMALIZE | G_URI_FLAGS_ENCODED, NULL);

  return a == NULL || b == NULL || strcmp (g_uri_get_scheme (a), g_uri_get_scheme (b)) != 0 ||
         g_uri_get_port (a) != g_uri_get_port (b) ||
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) != 0;
}

/* Nobody can ask what secrets a transfer has, so it is said of all. */
static gboolean
change_address (FerryTransferOperation  *operation,
                Changes                 *changes,
                GError                 **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  gboolean moves;

  if (changes->address == NULL)
    return TRUE;
  moves = is_other_server (ferry_transfer_operation_get_requested_uri (operation), changes->address);
  ferry_transfer_operation_change_requested_uri_async (operation, changes->address, NULL,
                                                       ferry_cli_on_answer, &answer);
  if (!ferry_transfer_operation_change_requested_uri_finish (operation, ferry_cli_await (&answer), error))
    return FALSE;
  if (moves)
    ferry_cli_say (stderr, _ ("This is another server: the secret headers, user and password that were "
                              "given for the old one are not sent to it."));
  return TRUE;
}

static gboolean
change_priority (FerryTransferOperation  *operation,
                 Changes                 *changes,
                 GError                 **error)
{
  g_autoptr (GAsyncResult) answer = NULL;

  if (!changes->has_priority)
    return TRUE;
  ferry_transfer_operation_change_priority_async (operation, changes->priority, NULL,
                                                  ferry_cli_on_answer, &answer);
  return ferry_transfer_operation_change_priority_finish (operation, ferry_cli_await (&answer),
                                                          error);
}

static gboolean
change_cost (FerryTransferOperation  *operation,
             Changes                 *changes,
             GError                 **error)
{
  g_autoptr (GAsyncResult) answer = NULL;

  if (!changes->has_cost)
    return TRUE;
  ferry_transfer_operation_change_cost_policy_async (operation, changes->cost, NULL,
                                                     ferry_cli_on_answer, &answer);
  return ferry_transfer_operation_change_cost_policy_finish (operation, ferry_cli_await (&answer),
                                                             error);
}

static FerryCliStatus
change (char    **ids,
        Changes  *changes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) operations = ferry_cli_select ((const char *const *) ids, &error);

  if (operations != NULL &&
      change_address (operations->pdata[0], changes, &error) &&
      change_priority (operations->pdata[0], changes, &error) &&
      change_cost (operations->pdata[0], changes, &error))
    return FERRY_CLI_OK;
  return ferry_cli_report (error);
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
  g_autofree char *address = NULL, *priority = NULL, *cost = NULL;
  g_auto (GStrv) ids = NULL;
  g_auto (Changes) changes = { 0 };
  g_autoptr (GError) error = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "uri", 0, 0, G_OPTION_ARG_FILENAME, &address,
      N_("Go on at another address; @FILE reads it from FILE"), N_("URL") },
    { "priority", 0, 0, G_OPTION_ARG_STRING, &priority,
      N_("Turn in the queue: low, default or high"),
      /* Translators: stands for a priority in the help */
      N_("P") },
    { "cost", 0, 0, G_OPTION_ARG_STRING, &cost,
      N_("Networks to use: default, unrestricted or always"),
      /* Translators: stands for a cost policy in the help */
      N_("C") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ids, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!ferry_cli_parse (command, entries, argv, &error))
    return ferry_cli_report (error);
  if (ids == NULL || ids[1] != NULL)
    return ferry_cli_refuse (_ ("One ID is needed"));
  if (address == NULL && priority == NULL && cost == NULL)
    return ferry_cli_refuse (_ ("Nothing to change: give --uri, --priority or --cost"));

  changes.has_priority = priority != NULL;
  changes.has_cost = cost != NULL;
  if ((address != NULL && !read_address (&changes, address, &error)) ||
      (priority != NULL && !ferry_cli_parse_priority (priority, &changes.priority, &error)) ||
      (cost != NULL && !ferry_cli_parse_cost (cost, &changes.cost, &error)))
    return ferry_cli_report (error);
  return change (ids, &changes);
}
