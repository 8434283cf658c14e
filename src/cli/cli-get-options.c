/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the arguments of `ferryctl get` to a downloader that is set up. All
 * that can be wrong is found here, before the service is asked for anything. */

#include "cli-get-options.h"

#include "cli-parse.h"

#include <glib/gi18n.h>

/* The options as they were typed. */
typedef struct {
  char *output;     /* (owned) (nullable) */
  char *folder;     /* (owned) (nullable) */
  char *input;      /* (owned) (nullable) */
  char **addresses; /* (owned) (nullable) */
} Words;

static void
words_clear (Words *words)
{
  g_free (words->output);
  g_free (words->folder);
  g_free (words->input);
  g_strfreev (words->addresses);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static gboolean
parse_words (FerryCliGetOptions     *self,
             const FerryCliCommand  *command,
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
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words->addresses, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!ferry_cli_options_parse (&self->shared, command, 1 << FERRY_TRANSFER_KIND_DOWNLOAD, entries, argv, error))
    return FALSE;
  if (ferry_cli_options_count_readers (&self->shared) + (g_strcmp0 (words->input, "-") == 0) > 1)
    return ferry_cli_usage_error (error, _ ("Only one option can read the standard input"));
  return TRUE;
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
    return ferry_cli_usage_error (error, _ ("An address is missing"));
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
    return ferry_cli_usage_error (error, _ ("--output and --directory exclude each other"));
  if (words->output != NULL)
    {
      if (self->addresses[1] != NULL)
        return ferry_cli_usage_error (error, _ ("--output is for one address; use --directory"));
      if (*words->output == '\0' || g_str_has_suffix (words->output, "/") ||
          g_file_test (words->output, G_FILE_TEST_IS_DIR))
        return ferry_cli_usage_error (error, _ ("--output needs the name of a file, not of a folder"));
      self->file = ferry_cli_file_for_path (words->output, error);
      return self->file != NULL;
    }
  if (words->folder == NULL)
    return TRUE;
  folder = ferry_cli_file_for_path (words->folder, error);
  if (folder == NULL)
    return FALSE;
  ferry_background_downloader_set_folder (self->downloader, folder);
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
  if (!parse_words (self, command, argv, &words, error) ||
      !collect_addresses (self, &words, error) ||
      !choose_place (self, &words, error) ||
      !ferry_cli_options_apply (&self->shared, FERRY_TRANSFER_CREATOR (self->downloader), error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ferry_cli_get_options_free:
 * @self: (transfer full): options
 */
void
ferry_cli_get_options_free (FerryCliGetOptions *self)
{
  ferry_cli_options_clear (&self->shared);
  g_clear_object (&self->downloader);
  g_clear_pointer (&self->addresses, g_strfreev);
  g_clear_object (&self->file);
  g_free (self);
}
