/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The options that downloads and uploads share, from words to a creator that is
 * set up. All that can be wrong with them is found here, before the service is
 * asked for anything. */

#include "cli-options.h"

#include "cli-parse.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * ferry_cli_options_parse:
 * @self: filled with what was typed
 * @command: the command
 * @own: the options that only this command has
 * @argv: its name and its arguments
 * @error: return location
 *
 * Returns: whether all was understood
 */
gboolean
ferry_cli_options_parse (FerryCliOptions        *self,
                         const FerryCliCommand  *command,
                         const GOptionEntry     *own,
                         char                  **argv,
                         GError                **error)
{
  g_autoptr (GArray) entries = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));
  /* clang-format off */
  const GOptionEntry shared[] = {
    { "priority", 0, 0, G_OPTION_ARG_STRING, &self->priority,
      N_("Turn in the queue: low, default or high"),
      /* Translators: stands for a priority in the help */
      N_("P") },
    { "cost", 0, 0, G_OPTION_ARG_STRING, &self->cost,
      N_("Networks to use: default, unrestricted or always"),
      /* Translators: stands for a cost policy in the help */
      N_("C") },
    { "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->headers,
      N_("Send this request header; @FILE reads headers from FILE, one a line"),
      N_("'NAME: VALUE'") },
    { "credentials", 0, 0, G_OPTION_ARG_FILENAME, &self->credentials,
      N_("Read user:password for the server from FILE"), N_("FILE") },
    { "method", 0, 0, G_OPTION_ARG_STRING, &self->method,
      N_("Use another HTTP method than GET, or POST for uploads"),
      /* Translators: stands for an HTTP method in the help */
      N_("M") },
    { "group", 0, 0, G_OPTION_ARG_STRING, &self->group,
      N_("Make the transfers members of a group"), N_("NAME") },
    { "limit-rate", 0, 0, G_OPTION_ARG_STRING, &self->rate_limit,
      N_("Bytes a second at most; k, M and G are understood"),
      /* Translators: stands for a number in the help */
      N_("N") },
    { "detach", 0, 0, G_OPTION_ARG_NONE, &self->detach,
      N_("Print the IDs and end; the transfers go on"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json,
      N_("Print a JSON object for each transfer"), NULL },
  };
  /* clang-format on */

  for (const GOptionEntry *entry = own; entry->long_name != NULL; entry++)
    g_array_append_vals (entries, entry, 1);
  g_array_append_vals (entries, shared, G_N_ELEMENTS (shared));
  return ferry_cli_parse (command, (const GOptionEntry *) entries->data, argv, error);
}

/**
 * ferry_cli_options_count_readers:
 * @self: options
 *
 * The standard input has one end: two options that read it would leave one of
 * them with nothing.
 *
 * Returns: how many of them read the standard input
 */
guint
ferry_cli_options_count_readers (const FerryCliOptions *self)
{
  guint readers = g_strcmp0 (self->credentials, "-") == 0;

  for (char **header = self->headers; header != NULL && *header != NULL; header++)
    readers += strcmp (*header, "@-") == 0;
  return readers;
}

static gboolean
add_header (FerryTransferCreator  *creator,
            const char            *line,
            GError               **error)
{
  g_autofree char *name = NULL, *value = NULL;

  if (!ferry_cli_parse_header (line, &name, &value, error))
    return FALSE;
  ferry_transfer_creator_set_request_header (creator, name, value);
  return TRUE;
}

static gboolean
add_headers_of (FerryTransferCreator  *creator,
                const char            *path,
                GError               **error)
{
  g_autofree char *text = ferry_cli_read_source (path, error);
  g_auto (GStrv) lines = text != NULL ? ferry_cli_split_lines (text) : NULL;

  for (char **line = lines; line != NULL && *line != NULL; line++)
    if (!add_header (creator, *line, error))
      return FALSE;
  return text != NULL;
}

static gboolean
set_headers (FerryCliOptions       *self,
             FerryTransferCreator  *creator,
             GError               **error)
{
  for (char **header = self->headers; header != NULL && *header != NULL; header++)
    if (**header == '@' ? !add_headers_of (creator, *header + 1, error)
                        : !add_header (creator, *header, error))
      return FALSE;
  return TRUE;
}

static gboolean
set_credentials (FerryCliOptions       *self,
                 FerryTransferCreator  *creator,
                 GError               **error)
{
  g_autofree char *text = NULL, *username = NULL, *password = NULL;

  if (self->credentials == NULL)
    return TRUE;
  text = ferry_cli_read_source (self->credentials, error);
  if (text == NULL || !ferry_cli_parse_credentials (text, &username, &password, error))
    return FALSE;
  ferry_transfer_creator_set_server_credential (creator, username, password);
  return TRUE;
}

static gboolean
set_choices (FerryCliOptions       *self,
             FerryTransferCreator  *creator,
             GError               **error)
{
  FerryTransferPriority priority = FERRY_TRANSFER_PRIORITY_DEFAULT;
  FerryCostPolicy cost = FERRY_COST_POLICY_DEFAULT;
  guint64 rate = 0;

  if ((self->priority != NULL && !ferry_cli_parse_priority (self->priority, &priority, error)) ||
      (self->cost != NULL && !ferry_cli_parse_cost (self->cost, &cost, error)) ||
      (self->rate_limit != NULL && !ferry_cli_parse_rate (self->rate_limit, &rate, error)))
    return FALSE;
  ferry_transfer_creator_set_priority (creator, priority);
  ferry_transfer_creator_set_cost_policy (creator, cost);
  ferry_transfer_creator_set_rate_limit (creator, rate);
  if (self->method != NULL)
    ferry_transfer_creator_set_method (creator, self->method);
  return TRUE;
}

/**
 * ferry_cli_options_apply:
 * @self: options
 * @creator: told what they say
 * @error: return location
 *
 * Returns: whether they make sense
 */
gboolean
ferry_cli_options_apply (FerryCliOptions       *self,
                         FerryTransferCreator  *creator,
                         GError               **error)
{
  ferry_transfer_creator_set_start_at_once (creator, TRUE);
  return set_headers (self, creator, error) &&
         set_credentials (self, creator, error) &&
         set_choices (self, creator, error);
}

/**
 * ferry_cli_options_clear:
 * @self: options
 *
 * Frees what they own.
 */
void
ferry_cli_options_clear (FerryCliOptions *self)
{
  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->priority, g_free);
  g_clear_pointer (&self->cost, g_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->rate_limit, g_free);
  g_clear_pointer (&self->credentials, g_free);
  g_clear_pointer (&self->headers, g_strfreev);
}

/**
 * ferry_cli_usage_error:
 * @error: return location
 * @message: what is wrong with what was typed
 *
 * Returns: %FALSE
 */
gboolean
ferry_cli_usage_error (GError     **error,
                       const char  *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

/**
 * ferry_cli_file_for_path:
 * @path: as typed
 * @error: return location
 *
 * Returns: (transfer full): the file, as the service finds it, too
 */
GFile *
ferry_cli_file_for_path (const char  *path,
                         GError     **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  if (g_utf8_validate (absolute, -1, NULL))
    return g_file_new_for_path (absolute);
  ferry_cli_usage_error (error, _ ("A path must be valid UTF-8"));
  return NULL;
}
