/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the arguments of `ferryctl get` to a downloader that is set up. All
 * that can be wrong is found here, before the service is asked for anything. */

#include "cli-get-options.h"

#include "cli-parse.h"

#include <glib/gi18n.h>
#include <string.h>

/* The options as they were typed. */
typedef struct {
  char *output;      /* (owned) (nullable) */
  char *folder;      /* (owned) (nullable) */
  char *input;       /* (owned) (nullable) */
  char *priority;    /* (owned) (nullable) */
  char *cost;        /* (owned) (nullable) */
  char *method;      /* (owned) (nullable) */
  char *group;       /* (owned) (nullable) */
  char *checksum;    /* (owned) (nullable) */
  char *rate_limit;  /* (owned) (nullable) */
  char *credentials; /* (owned) (nullable) */
  char **headers;    /* (owned) (nullable) */
  char **addresses;  /* (owned) (nullable) */
  gboolean detach;
  gboolean json;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->output);
  g_free (words->folder);
  g_free (words->input);
  g_free (words->priority);
  g_free (words->cost);
  g_free (words->method);
  g_free (words->group);
  g_free (words->checksum);
  g_free (words->rate_limit);
  g_free (words->credentials);
  g_strfreev (words->headers);
  g_strfreev (words->addresses);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static gboolean
parse_words (const FerryCliCommand  *command,
             char                  **argv,
             Words                  *words,
             GError                **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &words->output,
      N_("Save the one file as FILE"), N_("FILE") },
    { "directory", 'd', 0, G_OPTION_ARG_FILENAME, &words->folder,
      N_("Save the files in the folder DIR"), N_("DIR") },
    { "input", 'i', 0, G_OPTION_ARG_FILENAME, &words->input,
      N_("Read more addresses from FILE, one a line; - is the standard input"), N_("FILE") },
    { "priority", 0, 0, G_OPTION_ARG_STRING, &words->priority,
      N_("Turn in the queue: low, default or high"), N_("P") },
    { "cost", 0, 0, G_OPTION_ARG_STRING, &words->cost,
      N_("Networks to use: default, unrestricted or always"), N_("C") },
    { "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->headers,
      N_("Send this request header; @FILE reads headers from FILE, one a line"),
      N_("'NAME: VALUE'") },
    { "credentials", 0, 0, G_OPTION_ARG_FILENAME, &words->credentials,
      N_("Read user:password for the server from FILE"), N_("FILE") },
    { "method", 0, 0, G_OPTION_ARG_STRING, &words->method,
      N_("Use another HTTP method than GET"), N_("M") },
    { "group", 0, 0, G_OPTION_ARG_STRING, &words->group,
      N_("Make the downloads members of a group"), N_("NAME") },
    { "checksum", 0, 0, G_OPTION_ARG_STRING, &words->checksum,
      N_("Fail if the file is another one, as in sha256=HEX"), N_("KIND=HEX") },
    { "limit-rate", 0, 0, G_OPTION_ARG_STRING, &words->rate_limit,
      N_("Bytes a second at most; k, M and G are understood"), N_("N") },
    { "detach", 0, 0, G_OPTION_ARG_NONE, &words->detach,
      N_("Print the IDs and end; the downloads go on"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &words->json,
      N_("Print a JSON object for each download"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words->addresses, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  return ferry_cli_parse (command, entries, argv, error);
}

static gboolean
usage_error (GError     **error,
             const char  *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

static GFile *
file_for (const char  *path,
          GError     **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  if (g_utf8_validate (absolute, -1, NULL))
    return g_file_new_for_path (absolute);
  usage_error (error, _ ("A path must be valid UTF-8"));
  return NULL;
}

static gboolean
collect_addresses (FerryCliGetOptions  *self,
                   Words               *words,
                   GError             **error)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();

  if (words->addresses != NULL)
    g_strv_builder_addv (addresses, (const char **) words->addresses);
  if (words->input != NULL)
    {
      g_autofree char *text = ferry_cli_read_source (words->input, error);
      g_auto (GStrv) lines = text != NULL ? ferry_cli_split_lines (text) : NULL;

      if (text == NULL)
        return FALSE;
      g_strv_builder_addv (addresses, (const char **) lines);
    }
  self->addresses = g_strv_builder_end (addresses);
  if (*self->addresses == NULL)
    return usage_error (error, _ ("An address is missing"));
  for (char **address = self->addresses; *address != NULL; address++)
    if (!ferry_cli_check_address (*address, error))
      return FALSE;
  return TRUE;
}

static gboolean
choose_place (FerryCliGetOptions  *self,
              Words               *words,
              GError             **error)
{
  g_autoptr (GFile) folder = NULL;

  if (words->output != NULL && words->folder != NULL)
    return usage_error (error, _ ("--output and --directory exclude each other"));
  if (words->output != NULL)
    {
      if (self->addresses[1] != NULL)
        return usage_error (error, _ ("--output is for one address; use --directory"));
      if (*words->output == '\0' || g_str_has_suffix (words->output, "/") ||
          g_file_test (words->output, G_FILE_TEST_IS_DIR))
        return usage_error (error, _ ("--output needs the name of a file, not of a folder"));
      self->file = file_for (words->output, error);
      return self->file != NULL;
    }
  if (words->folder == NULL)
    return TRUE;
  folder = file_for (words->folder, error);
  if (folder == NULL)
    return FALSE;
  ferry_background_downloader_set_folder (self->downloader, folder);
  return TRUE;
}

static gboolean
add_header (FerryCliGetOptions  *self,
            const char          *line,
            GError             **error)
{
  g_autofree char *name = NULL, *value = NULL;

  if (!ferry_cli_parse_header (line, &name, &value, error))
    return FALSE;
  ferry_background_downloader_set_request_header (self->downloader, name, value);
  return TRUE;
}

static gboolean
add_headers_of (FerryCliGetOptions  *self,
                const char          *path,
                GError             **error)
{
  g_autofree char *text = ferry_cli_read_source (path, error);
  g_auto (GStrv) lines = text != NULL ? ferry_cli_split_lines (text) : NULL;

  for (char **line = lines; line != NULL && *line != NULL; line++)
    if (!add_header (self, *line, error))
      return FALSE;
  return text != NULL;
}

static gboolean
set_headers (FerryCliGetOptions  *self,
             Words               *words,
             GError             **error)
{
  for (char **header = words->headers; header != NULL && *header != NULL; header++)
    if (**header == '@' ? !add_headers_of (self, *header + 1, error)
                        : !add_header (self, *header, error))
      return FALSE;
  return TRUE;
}

static gboolean
set_credentials (FerryCliGetOptions  *self,
                 Words               *words,
                 GError             **error)
{
  g_autofree char *text = NULL, *username = NULL, *password = NULL;

  if (words->credentials == NULL)
    return TRUE;
  text = ferry_cli_read_source (words->credentials, error);
  if (text == NULL || !ferry_cli_parse_credentials (text, &username, &password, error))
    return FALSE;
  ferry_background_downloader_set_server_credential (self->downloader, username, password);
  return TRUE;
}

static gboolean
set_choices (FerryCliGetOptions  *self,
             Words               *words,
             GError             **error)
{
  FerryTransferPriority priority = FERRY_TRANSFER_PRIORITY_DEFAULT;
  FerryCostPolicy cost = FERRY_COST_POLICY_DEFAULT;
  guint64 rate = 0;

  if ((words->priority != NULL && !ferry_cli_parse_priority (words->priority, &priority, error)) ||
      (words->cost != NULL && !ferry_cli_parse_cost (words->cost, &cost, error)) ||
      (words->rate_limit != NULL && !ferry_cli_parse_rate (words->rate_limit, &rate, error)))
    return FALSE;
  ferry_background_downloader_set_priority (self->downloader, priority);
  ferry_background_downloader_set_cost_policy (self->downloader, cost);
  ferry_background_downloader_set_rate_limit (self->downloader, rate);
  if (words->method != NULL)
    ferry_background_downloader_set_method (self->downloader, words->method);
  if (words->checksum != NULL)
    ferry_background_downloader_set_checksum (self->downloader, words->checksum);
  return TRUE;
}

/* The standard input has one end: two options that read it would leave one of
 * them with nothing. */
static gboolean
reads_input_once (Words   *words,
                  GError **error)
{
  int readers = g_strcmp0 (words->input, "-") == 0;

  readers += g_strcmp0 (words->credentials, "-") == 0;
  for (char **header = words->headers; header != NULL && *header != NULL; header++)
    readers += strcmp (*header, "@-") == 0;
  if (readers > 1)
    return usage_error (error, _ ("Only one option can read the standard input"));
  return TRUE;
}

/**
 * ferry_cli_get_options_new:
 * @command: the command
 * @argv: its name and its arguments
 * @error: return location
 *
 * Returns: (transfer full): what they ask for, or %NULL
 */
FerryCliGetOptions *
ferry_cli_get_options_new (const FerryCliCommand  *command,
                           char                  **argv,
                           GError                **error)
{
  g_autoptr (FerryCliGetOptions) self = g_new0 (FerryCliGetOptions, 1);
  g_auto (Words) words = { 0 };

  self->downloader = ferry_background_downloader_new ();
  ferry_background_downloader_set_start_at_once (self->downloader, TRUE);
  if (!parse_words (command, argv, &words, error) ||
      !reads_input_once (&words, error) ||
      !collect_addresses (self, &words, error) ||
      !choose_place (self, &words, error) ||
      !set_headers (self, &words, error) ||
      !set_credentials (self, &words, error) ||
      !set_choices (self, &words, error))
    return NULL;
  self->group = g_steal_pointer (&words.group);
  self->detach = words.detach;
  self->json = words.json;
  return g_steal_pointer (&self);
}

/**
 * ferry_cli_get_options_free:
 * @self: (transfer full): options
 */
void
ferry_cli_get_options_free (FerryCliGetOptions *self)
{
  g_clear_object (&self->downloader);
  g_clear_pointer (&self->addresses, g_strfreev);
  g_clear_object (&self->file);
  g_clear_pointer (&self->group, g_free);
  g_free (self);
}
