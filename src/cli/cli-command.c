/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What all commands of ferryctl need. A command runs from its first line to
 * its last: where it needs an answer from the service, it waits for it. */

#include "cli-command.h"

#include "cli-format.h"

#include <ferry.h>
#include <glib/gi18n.h>

/**
 * ferry_cli_parse:
 * @command: the command
 * @entries: its options
 * @argv: its name and its arguments
 * @error: return location
 *
 * Fills what @entries point to. Answers `--help` and ends the program then.
 *
 * Returns: whether all was understood
 */
gboolean
ferry_cli_parse (const FerryCliCommand  *command,
                 const GOptionEntry     *entries,
                 char                  **argv,
                 GError                **error)
{
  g_autoptr (GOptionContext) context =
    g_option_context_new (command->arguments != NULL ? _ (command->arguments) : NULL);
  g_auto (GStrv) copy = g_strdupv (argv);
  g_autofree char *program = g_strconcat ("ferryctl ", command->name, NULL);
  gboolean understood;

  g_set_prgname (program);
  g_option_context_set_summary (context, _ (command->summary));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  understood = g_option_context_parse_strv (context, &copy, error);
  /* The command belongs in its help only: the service knows who asks by the program. */
  g_set_prgname ("ferryctl");
  if (understood)
    return TRUE;
  g_prefix_error (error, "%s: ", command->name);
  return FALSE;
}

/**
 * ferry_cli_say:
 * @stream: where to
 * @format: (printf): a line without its end
 * @...: values
 *
 * Prints one line, and nothing in it that could steer the terminal.
 */
void
ferry_cli_say (FILE       *stream,
               const char *format,
               ...)
{
  g_autofree char *line = NULL;
  g_autofree char *clean = NULL;
  va_list values;

  va_start (values, format);
  line = g_strdup_vprintf (format, values);
  va_end (values);
  clean = ferry_cli_clean_text (line);
  fprintf (stream, "%s\n", clean);
}

/**
 * ferry_cli_report:
 * @error: why a command can't go on
 *
 * Says it on the standard error.
 *
 * Returns: the exit status for it
 */
FerryCliStatus
ferry_cli_report (const GError *error)
{
  ferry_cli_say (stderr, "ferryctl: %s", error->message);
  if (error->domain == G_OPTION_ERROR)
    {
      ferry_cli_say (stderr, _ ("“%s --help” tells what is possible."), g_get_prgname ());
      return FERRY_CLI_USAGE;
    }
  if (g_error_matches (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT))
    return FERRY_CLI_USAGE;
  if (g_error_matches (error, FERRY_ERROR, FERRY_ERROR_NOT_REACHABLE))
    return FERRY_CLI_UNREACHABLE;
  return FERRY_CLI_FAILED;
}

/**
 * ferry_cli_refuse:
 * @format: (printf): what is wrong with what was typed
 * @...: values
 *
 * Returns: the exit status for it
 */
FerryCliStatus
ferry_cli_refuse (const char *format,
                  ...)
{
  g_autoptr (GError) error = NULL;
  va_list values;

  va_start (values, format);
  error = g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_FAILED, format, values);
  va_end (values);
  return ferry_cli_report (error);
}

/**
 * ferry_cli_on_answer:
 * @source: whoever answers
 * @result: the answer
 * @slot: (type Gio.AsyncResult): where ferry_cli_await() waits for it
 *
 * A #GAsyncReadyCallback.
 */
void
ferry_cli_on_answer (GObject      *source,
                     GAsyncResult *result,
                     gpointer      slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

/**
 * ferry_cli_await:
 * @slot: what was given to ferry_cli_on_answer(), %NULL before
 *
 * Runs the main loop until the answer is there.
 *
 * Returns: (transfer none): the answer, which belongs to @slot
 */
GAsyncResult *
ferry_cli_await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *slot;
}
