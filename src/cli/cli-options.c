/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The options of transfers on the command line: one table says how each is
 * written, explained and shown; which command has it says the table of options.
 * All that can be wrong with what was typed is found here, before the service is
 * asked for anything. */

#include "cli-options.h"

#include "cli-parse.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct _Row Row;

/* Reads all that was typed into the options of the bus. */
typedef gboolean (*Reader) (const Row *row,
                            char **texts,
                            GVariantBuilder *values,
                            GError **error);

struct _Row {
  FerryOptionId id;
  const char *flag;
  GOptionArg kind;      /* of an array: what comes last counts, or all of it */
  Reader read;          /* (nullable) read by somebody else */
  gboolean in_line;     /* told in each line of JSON, not by show only */
  const char *label;    /* (nullable) of show */
  const char *argument; /* stands for the value in the help */
  const char *help;
};

static gboolean read_value       (const Row        *row,
                                  char            **texts,
                                  GVariantBuilder  *values,
                                  GError          **error);
static gboolean read_headers     (const Row        *row,
                                  char            **texts,
                                  GVariantBuilder  *values,
                                  GError          **error);
static gboolean read_credentials (const Row        *row,
                                  char            **texts,
                                  GVariantBuilder  *values,
                                  GError          **error);
static gboolean read_address     (const Row        *row,
                                  char            **texts,
                                  GVariantBuilder  *values,
                                  GError          **error);

/* In the order of the help, and of what is shown. */
/* clang-format off */
static const Row rows[] = {
  { FERRY_OPTION_URI, "uri", G_OPTION_ARG_FILENAME_ARRAY, read_address, FALSE, NULL,
    N_("URL"), N_("Go on at another address; @FILE reads it from FILE") },
  { FERRY_OPTION_IF_EXISTS, "if-exists", G_OPTION_ARG_STRING_ARRAY, read_value, FALSE, NULL,
    N_("HOW"), N_("If there is a file of that name: rename, replace or fail") },
  { FERRY_OPTION_CHECKSUM, "checksum", G_OPTION_ARG_STRING_ARRAY, read_value, FALSE, NULL,
    N_("KIND=HEX"), N_("Fail if the file is another one, as in sha256=HEX") },
  { FERRY_OPTION_RESUMABLE, "resumable", G_OPTION_ARG_STRING_ARRAY, read_value, FALSE, NULL,
    N_("HOW"), N_("Way to go on after a break: auto asks the server; never, tus or ietf") },
  { FERRY_OPTION_PRIORITY, "priority", G_OPTION_ARG_STRING_ARRAY, read_value, TRUE, NC_("field of a transfer", "Priority"),
    /* Translators: stands for a priority in the help */
    N_("P"), N_("Turn in the queue: low, default or high") },
  { FERRY_OPTION_COST, "cost", G_OPTION_ARG_STRING_ARRAY, read_value, TRUE, NC_("field of a transfer", "Cost"),
    /* Translators: stands for a cost policy in the help */
    N_("C"), N_("Networks to use: default, unrestricted or always") },
  { FERRY_OPTION_HEADERS, "header", G_OPTION_ARG_STRING_ARRAY, read_headers, FALSE, NULL,
    N_("'NAME: VALUE'"), N_("Send this request header; @FILE reads headers from FILE, one a line") },
  { FERRY_OPTION_USERNAME, "credentials", G_OPTION_ARG_FILENAME_ARRAY, read_credentials, FALSE, NULL,
    N_("FILE"), N_("Read user:password for the server from FILE") },
  { FERRY_OPTION_METHOD, "method", G_OPTION_ARG_STRING_ARRAY, read_value, FALSE, NC_("field of a transfer", "Method"),
    /* Translators: stands for an HTTP method in the help */
    N_("M"), N_("Use another HTTP method than GET, or POST for uploads") },
  { FERRY_OPTION_GROUP, "group", G_OPTION_ARG_STRING_ARRAY, NULL, TRUE, NC_("field of a transfer", "Group"),
    N_("NAME"), N_("Make the transfers members of a group") },
  { FERRY_OPTION_RATE_LIMIT, "limit-rate", G_OPTION_ARG_STRING_ARRAY, read_value, FALSE, NC_("field of a transfer", "Limit"),
    /* Translators: stands for a number in the help */
    N_("N"), N_("Bytes a second at most; k, M and G are understood") },
  { FERRY_OPTION_CONNECTIONS, "connections", G_OPTION_ARG_STRING_ARRAY, read_value, FALSE, NC_("field of a transfer", "Connections"),
    N_("N"), N_("Connections for one file at most; 0 for as many as the settings say") },
  { FERRY_OPTION_PROXY, "proxy", G_OPTION_ARG_STRING_ARRAY, read_value, FALSE, NC_("field of a transfer", "Proxy"),
    N_("URL"), N_("Go through this proxy: http://HOST:PORT, socks5://HOST:PORT or direct") },
};
/* clang-format on */

static const char *
last_of (char **texts)
{
  return texts[g_strv_length (texts) - 1];
}

static gboolean
has_row (const Row *row,
         guint      kinds)
{
  const FerryOption *option = ferry_option_get (row->id);

  if (kinds == 0)
    return option->changeable != 0;
  /* The address is an argument there. */
  return row->id != FERRY_OPTION_URI && (option->kinds & kinds) != 0;
}

/**
 * ferry_cli_options_parse:
 * @self: filled with what was typed
 * @command: the command
 * @kinds: `1 << FerryTransferKind` of what the command creates; 0 when it changes
 *   what is there
 * @own: what only this command has, at the end its arguments
 * @argv: its name and its arguments
 * @error: return location
 *
 * Returns: whether all was understood
 */
gboolean
ferry_cli_options_parse (FerryCliOptions        *self,
                         const FerryCliCommand  *command,
                         guint                   kinds,
                         const GOptionEntry     *own,
                         char                  **argv,
                         GError                **error)
{
  g_autoptr (GArray) entries = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));
  const GOptionEntry following[] = {
    { "detach", 0, 0, G_OPTION_ARG_NONE, &self->detach, N_ ("Print the IDs and end; the transfers go on"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_ ("Print a JSON object for each transfer"), NULL },
  };

  for (const GOptionEntry *entry = own; entry->long_name != NULL; entry++)
    g_array_append_vals (entries, entry, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GOptionEntry entry = { rows[i].flag, 0, 0, rows[i].kind, &self->texts[rows[i].id], rows[i].help, rows[i].argument };

      if (has_row (&rows[i], kinds))
        g_array_append_vals (entries, &entry, 1);
    }
  if (kinds != 0)
    g_array_append_vals (entries, following, G_N_ELEMENTS (following));
  return ferry_cli_parse (command, (const GOptionEntry *) entries->data, argv, error);
}

/**
 * ferry_cli_options_get:
 * @self: options
 * @id: an option
 *
 * Returns: (transfer none) (nullable): what was typed last for it
 */
const char *
ferry_cli_options_get (const FerryCliOptions *self,
                       FerryOptionId          id)
{
  return self->texts[id] != NULL ? last_of (self->texts[id]) : NULL;
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
  guint readers = g_strcmp0 (ferry_cli_options_get (self, FERRY_OPTION_USERNAME), "-") == 0;

  readers += g_strcmp0 (ferry_cli_options_get (self, FERRY_OPTION_URI), "@-") == 0;
  for (char **header = self->texts[FERRY_OPTION_HEADERS]; header != NULL && *header != NULL; header++)
    readers += strcmp (*header, "@-") == 0;
  return readers;
}

static gboolean
read_value (const Row        *row,
            char            **texts,
            GVariantBuilder  *values,
            GError          **error)
{
  const FerryOption *option = ferry_option_get (row->id);
  const char *text = last_of (texts);
  guint64 rate = 0;
  guint number = 0;
  int choice = 0;

  switch (*option->type)
    {
    case 'u':
      if (option->enumeration == NULL)
        {
          if (!ferry_cli_parse_number (text, &number, error))
            return FALSE;
          g_variant_builder_add (values, "{sv}", option->key, g_variant_new_uint32 (number));
          return TRUE;
        }
      if (!ferry_cli_parse_choice (text, row->flag, option->enumeration (), &choice, error))
        return FALSE;
      g_variant_builder_add (values, "{sv}", option->key, g_variant_new_uint32 (choice));
      return TRUE;
    case 't':
      if (strcmp (text, "0") != 0 && !ferry_cli_parse_rate (text, &rate, error))
        return FALSE;
      g_variant_builder_add (values, "{sv}", option->key, g_variant_new_uint64 (rate));
      return TRUE;
    default:
      g_variant_builder_add (values, "{sv}", option->key, g_variant_new_string (text));
      return TRUE;
    }
}

static gboolean
add_header (GVariantBuilder  *headers,
            const char       *line,
            GError          **error)
{
  g_autofree char *name = NULL, *value = NULL;

  if (!ferry_cli_parse_header (line, &name, &value, error))
    return FALSE;
  g_variant_builder_add (headers, "(ss)", name, value);
  return TRUE;
}

static gboolean
add_headers_of (GVariantBuilder  *headers,
                const char       *path,
                GError          **error)
{
  g_autofree char *text = ferry_cli_read_source (path, error);
  g_auto (GStrv) lines = text != NULL ? ferry_cli_split_lines (text) : NULL;

  for (char **line = lines; line != NULL && *line != NULL; line++)
    if (!add_header (headers, *line, error))
      return FALSE;
  return text != NULL;
}

static gboolean
read_headers (const Row        *row,
              char            **texts,
              GVariantBuilder  *values,
              GError          **error)
{
  g_auto (GVariantBuilder) headers = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));

  for (char **text = texts; *text != NULL; text++)
    if (**text == '@' ? !add_headers_of (&headers, *text + 1, error)
                      : !add_header (&headers, *text, error))
      return FALSE;
  g_variant_builder_add (values, "{sv}", "headers", g_variant_builder_end (&headers));
  return TRUE;
}

static gboolean
read_credentials (const Row        *row,
                  char            **texts,
                  GVariantBuilder  *values,
                  GError          **error)
{
  g_autofree char *text = ferry_cli_read_source (last_of (texts), error);
  g_autofree char *username = NULL, *password = NULL;

  if (text == NULL || !ferry_cli_parse_credentials (text, &username, &password, error))
    return FALSE;
  g_variant_builder_add (values, "{sv}", "username", g_variant_new_string (username));
  g_variant_builder_add (values, "{sv}", "password", g_variant_new_string (password));
  return TRUE;
}

/* An address may hold a token, so it may come from a file, too. */
static gboolean
read_address (const Row        *row,
              char            **texts,
              GVariantBuilder  *values,
              GError          **error)
{
  const char *word = last_of (texts);
  g_autofree char *text = *word == '@' ? ferry_cli_read_source (word + 1, error) : g_strdup (word);
  g_auto (GStrv) lines = text != NULL && *word == '@' ? ferry_cli_split_lines (text) : NULL;
  const char *address = lines == NULL ? text : lines[0] != NULL ? lines[0]
                                                                : "";

  if (address == NULL || !ferry_cli_check_address (address, error))
    return FALSE;
  g_variant_builder_add (values, "{sv}", "uri", g_variant_new_string (address));
  return TRUE;
}

/**
 * ferry_cli_options_read:
 * @self: options
 * @error: return location
 *
 * Returns: (transfer full): what they say, as the bus has it, or %NULL when they
 *   make no sense
 */
GVariant *
ferry_cli_options_read (const FerryCliOptions  *self,
                        GError                **error)
{
  g_auto (GVariantBuilder) values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char **texts = self->texts[rows[i].id];

      if (texts != NULL && rows[i].read != NULL && !rows[i].read (&rows[i], texts, &values, error))
        return NULL;
    }
  return g_variant_ref_sink (g_variant_builder_end (&values));
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
ferry_cli_options_apply (const FerryCliOptions  *self,
                         FerryTransferCreator   *creator,
                         GError                **error)
{
  g_autoptr (GVariant) values = ferry_cli_options_read (self, error);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  if (values == NULL)
    return FALSE;
  ferry_transfer_creator_set_start_at_once (creator, TRUE);
  g_variant_iter_init (&iter, values);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    ferry_transfer_creator_set_option (creator, key, value);
  return TRUE;
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
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    g_clear_pointer (&self->texts[id], g_strfreev);
}

/**
 * ferry_cli_options_show:
 * @operation: a transfer
 * @in_line: whether what each line of JSON tells is wanted, or the rest
 * @show: called for each
 * @user_data: for @show
 *
 * Tells what was asked for.
 */
void
ferry_cli_options_show (FerryTransferOperation *operation,
                        gboolean                in_line,
                        FerryCliOptionFunc      show,
                        gpointer                user_data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const FerryOption *option = ferry_option_get (rows[i].id);
      g_autoptr (GVariant) value = NULL;

      if (rows[i].label == NULL || rows[i].in_line != in_line)
        continue;
      value = ferry_transfer_operation_get_option (operation, option->key);
      show (option, g_dpgettext2 (NULL, "field of a transfer", rows[i].label), value, user_data);
    }
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
