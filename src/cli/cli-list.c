/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl list`: the transfers that have not ended, or all. */

#include "cli-command.h"
#include "cli-describe.h"
#include "cli-format.h"
#include "cli-json.h"
#include "cli-select.h"

#include <glib/gi18n.h>

/* The first part of a GUID: unique among some thousands, and short to type. */
#define ID_WIDTH     8
#define STATE_WIDTH  12
#define AMOUNT_WIDTH 20

static void
print_row (const char *id,
           const char *direction,
           const char *state,
           const char *amount,
           const char *percent,
           const char *name)
{
  g_autofree char *id_column = ferry_cli_pad_text (id, ID_WIDTH);
  g_autofree char *state_column = ferry_cli_pad_text (state, STATE_WIDTH);
  g_autofree char *amount_column = ferry_cli_pad_text (amount, AMOUNT_WIDTH);

  printf ("%s  %s  %s  %s  %s  %s\n", id_column, direction, state_column, percent,
          amount_column, name);
}

static void
print_operation (FerryTransferOperation *operation)
{
  guint64 done = ferry_transfer_operation_get_bytes_done (operation);
  guint64 total = ferry_transfer_operation_get_total_bytes (operation);
  g_autofree char *id = g_strndup (ferry_transfer_operation_get_guid (operation), ID_WIDTH);
  g_autofree char *name = ferry_cli_name_of (operation);
  g_autofree char *amount = ferry_cli_format_amount (done, total);
  g_autofree char *percent = ferry_cli_format_percent (done, total);

  print_row (id,
             ferry_cli_kind_of (operation) == FERRY_TRANSFER_KIND_UPLOAD ? "↑" : "↓",
             ferry_cli_state_text (operation), amount,
             percent, name);
}

static void
print_json (FerryTransferOperation *operation)
{
  g_autofree char *line = ferry_cli_json_line (operation);

  puts (line);
}

static void
print_head (void)
{
  g_autofree char *percent = ferry_cli_format_percent (1, 1);
  g_autofree char *blank = ferry_cli_pad_text ("", ferry_cli_text_width (percent));

  print_row (C_ ("column", "ID"), " ", C_ ("column", "STATE"), C_ ("column", "SIZE"), blank, C_ ("column", "NAME"));
}

static void
print_all (GListModel *operations,
           gboolean    all,
           gboolean    json)
{
  guint n = g_list_model_get_n_items (operations);

  if (!json && n > 0)
    print_head ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (operations, i);

      if (json)
        print_json (operation);
      else
        print_operation (operation);
    }
  if (!json && n == 0 && all)
    ferry_cli_say (stderr, _ ("There are no transfers."));
  else if (!json && n == 0)
    ferry_cli_say (stderr, _ ("Nothing is unfinished; “ferryctl list --all” shows all transfers."));
}

/**
 * ferry_cli_list:
 * @command: the command
 * @argv: its name and its arguments
 *
 * Returns: the exit status
 */
FerryCliStatus
ferry_cli_list (const FerryCliCommand  *command,
                char                  **argv)
{
  gboolean all = FALSE, json = FALSE;
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) operations = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &all, N_("Show those that have ended, too"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print a JSON object for each"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!ferry_cli_parse (command, entries, argv, &error))
    return ferry_cli_report (error);
  if (rest != NULL)
    return ferry_cli_refuse (_ ("“list” takes no IDs; “show” does"));
  if (all)
    operations = G_LIST_MODEL (ferry_cli_load_all (&error));
  else
    operations = ferry_cli_load_unfinished (&error);
  if (operations == NULL)
    return ferry_cli_report (error);
  print_all (operations, all, json);
  return FERRY_CLI_OK;
}
