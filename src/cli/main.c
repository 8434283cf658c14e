/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ferryctl: finds the command in a table and runs it. */

#include "cli-command.h"

#include "ferry-config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

/* clang-format off */
static const FerryCliCommand commands[] = {
  { "get",    ferry_cli_get,     N_("URL…"),        N_("Download files in the background") },
  { "put",    ferry_cli_put,     N_("FILE… URL"),   N_("Upload files in the background") },
  { "list",   ferry_cli_list,    NULL,              N_("List transfers") },
  { "show",   ferry_cli_show,    N_("ID"),          N_("Show all about one transfer") },
  { "watch",  ferry_cli_watch,   N_("[ID…]"),       N_("Follow transfers until they have ended") },
  { "wait",   ferry_cli_wait,    N_("[ID…]"),       N_("Wait silently until transfers have ended") },
  { "start",  ferry_cli_control, N_("ID… | --all"), N_("Start transfers that were only created") },
  { "pause",  ferry_cli_control, N_("ID… | --all"), N_("Stop transfers until they are resumed") },
  { "resume", ferry_cli_control, N_("ID… | --all"), N_("Let paused transfers go on") },
  { "cancel", ferry_cli_control, N_("ID… | --all"), N_("Give transfers up and delete their unfinished files") },
  { "retry",  ferry_cli_control, N_("ID… | --all"), N_("Try failed or canceled transfers again") },
  { "remove", ferry_cli_control, N_("ID… | --all"), N_("Forget finished transfers; their files stay") },
  { "set",    ferry_cli_set,     N_("ID"),          N_("Change a transfer that is not finished") },
};
/* clang-format on */

static void
print_help (FILE *stream)
{
  fprintf (stream, "%s\n  ferryctl %s\n\n%s\n", _ ("Usage:"), _ ("COMMAND [OPTION…] …"),
           _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (stream, "  %-8s %s\n", commands[i].name, _ (commands[i].summary));
  fprintf (stream, "\n%s\n  %-11s%s\n  %-11s%s\n\n%s\n", _ ("Options:"),
           "--help", _ ("Show this help"), "--version", _ ("Show the version"),
           _ ("“ferryctl COMMAND --help” tells the options of a command."));
}

static const FerryCliCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

static FerryCliStatus
run (char **argv)
{
  const FerryCliCommand *command;

  if (argv[0] == NULL)
    {
      print_help (stderr);
      return FERRY_CLI_USAGE;
    }
  if (strcmp (argv[0], "--help") == 0 || strcmp (argv[0], "-h") == 0)
    {
      print_help (stdout);
      return FERRY_CLI_OK;
    }
  if (strcmp (argv[0], "--version") == 0)
    {
      puts ("ferryctl " FERRY_VERSION);
      return FERRY_CLI_OK;
    }
  command = find_command (argv[0]);
  if (command == NULL)
    {
      return ferry_cli_refuse (_ ("There is no command “%s”"), argv[0]);
    }
  return command->run (command, argv);
}

int
main (int    argc,
      char **argv)
{
  FerryCliStatus status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, FERRY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("ferryctl");

  status = run (argv + (argc > 0));
  if (fflush (stdout) != 0 && status == FERRY_CLI_OK)
    {
      ferry_cli_say (stderr, _ ("ferryctl: can't write: %s"), g_strerror (errno));
      status = FERRY_CLI_FAILED;
    }
  return status;
}
