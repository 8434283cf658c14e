/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the arguments of `ferryctl put` to an uploader that is set up, and what
 * it is to send. What only the service can judge, such as whether it may read a
 * file, is left to the service. */

#include "cli-put-options.h"

#include "cli-parse.h"

#include <glib/gi18n.h>
#include <string.h>

/* What browsers and servers call the field of a file when nobody names it. */
#define DEFAULT_NAME "file"

/* The options as they were typed. */
typedef struct {
  gboolean multipart;
  char *name;    /* (owned) (nullable) */
  char **fields; /* (owned) (nullable) */
  char **places; /* (owned) (nullable) files, and last of all the address */
} Words;

static void
words_clear (Words *words)
{
  g_free (words->name);
  g_strfreev (words->fields);
  g_strfreev (words->places);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static gboolean
parse_words (FerryCliPutOptions     *self,
             const FerryCliCommand  *command,
             char                  **argv,
             Words                  *words,
             GError                **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "multipart", 0, 0, G_OPTION_ARG_NONE, &words->multipart,
      N_("Send all files in one form"), NULL },
    { "field", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->fields,
      N_("Send this field in the form, too; @FILE reads fields from FILE, one a line"),
      N_("'NAME=VALUE'") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &words->name,
      N_("Name of the files' field in the form, “file” if not given"), N_("NAME") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &words->places, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!ferry_cli_options_parse (&self->shared, command, 1 << FERRY_TRANSFER_KIND_UPLOAD, entries, argv, error))
    return FALSE;
  words->multipart |= words->fields != NULL || words->name != NULL;
  return TRUE;
}

static gboolean
reads_input_once (FerryCliPutOptions  *self,
                  Words               *words,
                  GError             **error)
{
  guint readers = ferry_cli_options_count_readers (&self->shared);

  for (char **field = words->fields; field != NULL && *field != NULL; field++)
    readers += strcmp (*field, "@-") == 0;
  if (readers > 1)
    return ferry_cli_usage_error (error, _ ("Only one option can read the standard input"));
  return TRUE;
}

static gboolean
collect_files (FerryCliPutOptions  *self,
               Words               *words,
               GError             **error)
{
  guint n_places = words->places != NULL ? g_strv_length (words->places) : 0;

  if (n_places == 0)
    return ferry_cli_usage_error (error, _ ("An address is missing"));
  if (!ferry_cli_check_address (words->places[n_places - 1], error))
    return FALSE;
  if (n_places == 1 && words->fields == NULL)
    return ferry_cli_usage_error (error, _ ("A file is missing"));
  for (guint i = 0; i < n_places - 1; i++)
    {
      GFile *file = ferry_cli_file_for_path (words->places[i], error);

      if (file == NULL)
        return FALSE;
      g_ptr_array_add (self->files, file);
    }
  return TRUE;
}

/* Into a folder of the server, as one would copy it there. */
static char *
address_in_folder (const char *folder,
                   GFile      *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);

  return g_strconcat (folder, escaped, NULL);
}

static gboolean
choose_addresses (FerryCliPutOptions  *self,
                  const char          *address,
                  GError             **error)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  gboolean is_put = g_strcmp0 (ferry_cli_options_get (&self->shared, FERRY_OPTION_METHOD), "PUT") == 0;
  gboolean is_folder = is_put && g_str_has_suffix (address, "/");

  if (is_put && !is_folder && self->files->len > 1)
    return ferry_cli_usage_error (error, _ ("To PUT several files the address must end in “/”"));
  for (guint i = 0; i < self->files->len; i++)
    {
      g_autofree char *own = is_folder ? address_in_folder (address, self->files->pdata[i]) : NULL;

      g_strv_builder_add (addresses, own != NULL ? own : address);
    }
  self->addresses = g_strv_builder_end (addresses);
  return TRUE;
}

static gboolean
add_field (FerryCliPutOptions  *self,
           const char          *field,
           GError             **error)
{
  g_autofree char *name = NULL, *value = NULL;
  g_autoptr (FerryContentPart) part = NULL;

  if (!ferry_cli_parse_field (field, &name, &value, error))
    return FALSE;
  part = ferry_content_part_new (name, NULL);
  ferry_content_part_set_text (part, value);
  g_ptr_array_add (self->parts, g_steal_pointer (&part));
  return TRUE;
}

static gboolean
add_fields_of (FerryCliPutOptions  *self,
               const char          *path,
               GError             **error)
{
  g_autofree char *text = ferry_cli_read_source (path, error);
  g_auto (GStrv) lines = text != NULL ? ferry_cli_split_lines (text) : NULL;

  for (char **line = lines; line != NULL && *line != NULL; line++)
    if (!add_field (self, *line, error))
      return FALSE;
  return text != NULL;
}

/* Fields stand before files, so that a server knows them when files come. */
static gboolean
make_parts (FerryCliPutOptions  *self,
            Words               *words,
            GError             **error)
{
  self->parts = g_ptr_array_new_with_free_func (g_object_unref);
  for (char **field = words->fields; field != NULL && *field != NULL; field++)
    if (**field == '@' ? !add_fields_of (self, *field + 1, error)
                       : !add_field (self, *field, error))
      return FALSE;
  for (guint i = 0; i < self->files->len; i++)
    {
      FerryContentPart *part =
        ferry_content_part_new (words->name != NULL ? words->name : DEFAULT_NAME, NULL);

      ferry_content_part_set_file (part, self->files->pdata[i]);
      g_ptr_array_add (self->parts, part);
    }
  g_ptr_array_set_size (self->files, 0);
  return TRUE;
}

static gboolean
choose_contents (FerryCliPutOptions  *self,
                 Words               *words,
                 GError             **error)
{
  char *address = words->places[g_strv_length (words->places) - 1];

  if (!words->multipart)
    return choose_addresses (self, address, error);
  self->addresses = g_strdupv ((char *[]){ address, NULL });
  return make_parts (self, words, error);
}

static gboolean
check_protocol (FerryCliPutOptions  *self,
                Words               *words,
                GError             **error)
{
  FerryUploadProtocol protocol = FERRY_UPLOAD_PROTOCOL_AUTO;

  g_object_get (self->uploader, "protocol", &protocol, NULL);
  if (words->multipart && protocol > FERRY_UPLOAD_PROTOCOL_PLAIN)
    return ferry_cli_usage_error (error, _ ("A form can't go on after a break"));
  return TRUE;
}

/**
 * ferry_cli_put_options_new:
 * @command: the command
 * @argv: its name and its arguments
 * @error: return location
 *
 * Returns: (transfer full): what they ask for, or %NULL
 */
FerryCliPutOptions *
ferry_cli_put_options_new (const FerryCliCommand  *command,
                           char                  **argv,
                           GError                **error)
{
  g_autoptr (FerryCliPutOptions) self = g_new0 (FerryCliPutOptions, 1);
  g_auto (Words) words = { 0 };

  self->uploader = ferry_background_uploader_new ();
  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  if (!parse_words (self, command, argv, &words, error) ||
      !reads_input_once (self, &words, error) ||
      !collect_files (self, &words, error) ||
      !choose_contents (self, &words, error) ||
      !ferry_cli_options_apply (&self->shared, FERRY_TRANSFER_CREATOR (self->uploader), error) ||
      !check_protocol (self, &words, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ferry_cli_put_options_free:
 * @self: (transfer full): options
 */
void
ferry_cli_put_options_free (FerryCliPutOptions *self)
{
  ferry_cli_options_clear (&self->shared);
  g_clear_object (&self->uploader);
  g_clear_pointer (&self->addresses, g_strfreev);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_free (self);
}
