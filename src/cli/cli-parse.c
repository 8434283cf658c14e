/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the words of a command line to values. What only the service can judge,
 * such as which schemes it carries, is left to the service. */

#include "cli-parse.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* 100,000 long addresses; more is a mistake, such as the wrong file. */
#define LARGEST_SOURCE (64 * 1024 * 1024)

/* Shorter, an ID is more likely a slip than a wish. */
#define SHORTEST_ID 4
#define LONGEST_ID  36

#define bad_value(error, ...) \
  g_set_error ((error), G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, __VA_ARGS__)

/**
 * ferry_cli_parse_rate:
 * @text: a number, perhaps with k, M or G behind it
 * @rate: (out): bytes a second
 * @error: return location
 *
 * Returns: whether @text is a rate greater than 0
 */
gboolean
ferry_cli_parse_rate (const char  *text,
                      guint64     *rate,
                      GError     **error)
{
  static const char suffixes[] = "kMG";
  guint64 factor = 1, number;
  char *end = NULL;
  const char *suffix;

  number = g_ascii_isdigit (*text) ? g_ascii_strtoull (text, &end, 10) : 0;
  if (number > 0 && *end != '\0')
    {
      suffix = strchr (suffixes, *end == 'K' ? 'k' : *end);
      for (int i = 0; suffix != NULL && i <= suffix - suffixes; i++)
        factor *= 1000;
      end += suffix != NULL;
    }
  if (number == 0 || *end != '\0' || number > G_MAXINT64 / factor)
    {
      bad_value (error, _ ("“%s” is no rate; it looks like 500k or 2M, in bytes a second"), text);
      return FALSE;
    }
  *rate = number * factor;
  return TRUE;
}

static gboolean
is_token (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("!#$%&'*+-.^_`|~", *text) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * ferry_cli_parse_header:
 * @text: a line `Name: value`
 * @name: (out) (transfer full): its name
 * @value: (out) (transfer full): its value
 * @error: return location
 *
 * Never repeats @text in @error: it may hold a secret.
 *
 * Returns: whether @text is one request header
 */
gboolean
ferry_cli_parse_header (const char  *text,
                        char       **name,
                        char       **value,
                        GError     **error)
{
  const char *colon = strchr (text, ':');
  g_autofree char *candidate = colon != NULL ? g_strndup (text, colon - text) : NULL;

  if (candidate == NULL || !is_token (candidate) || !g_utf8_validate (colon, -1, NULL))
    {
      bad_value (error, _ ("A header must look like “Name: value”"));
      return FALSE;
    }
  for (const char *p = colon; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) && *p != '\t')
      {
        bad_value (error, _ ("The header “%s” has a line break or another control character"),
                   candidate);
        return FALSE;
      }
  *value = g_strstrip (g_strdup (colon + 1));
  *name = g_steal_pointer (&candidate);
  return TRUE;
}

/**
 * ferry_cli_parse_field:
 * @text: `NAME=VALUE`
 * @name: (out) (transfer full): before the first equals sign
 * @value: (out) (transfer full): all after it, which may be nothing
 * @error: return location
 *
 * Never repeats @text in @error: it may hold a secret.
 *
 * Returns: whether @text is a field of a form
 */
gboolean
ferry_cli_parse_field (const char  *text,
                       char       **name,
                       char       **value,
                       GError     **error)
{
  const char *equals = strchr (text, '=');

  if (equals == NULL || equals == text || !g_utf8_validate (text, -1, NULL))
    {
      bad_value (error, _ ("A field must look like “NAME=VALUE”"));
      return FALSE;
    }
  *name = g_strndup (text, equals - text);
  *value = g_strdup (equals + 1);
  return TRUE;
}

/* What is left of a long nick on the command line. */
#define TAIL "-only"

static char *
list_choices (GType type)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (type);
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < class->n_values; i++)
    {
      const char *nick = class->values[i].value_nick;
      gsize length = strlen (nick) - (g_str_has_suffix (nick, TAIL) ? strlen (TAIL) : 0);

      g_string_append_printf (list, "%s%.*s", i > 0 ? ", " : "", (int) length, nick);
    }
  return g_string_free (list, FALSE);
}

/**
 * ferry_cli_parse_number:
 * @text: digits
 * @number: (out): what they mean
 * @error: return location
 *
 * Returns: whether it is a number
 */
gboolean
ferry_cli_parse_number (const char  *text,
                        guint       *number,
                        GError     **error)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &value, NULL))
    {
      bad_value (error, _ ("“%s” is no number"), text);
      return FALSE;
    }
  *number = (guint) value;
  return TRUE;
}

/**
 * ferry_cli_parse_choice:
 * @text: a word
 * @flag: the option it was given to
 * @type: an enumeration
 * @choice: (out): what it means
 * @error: return location
 *
 * Returns: whether @text names a value; a short one such as `unrestricted` does too
 */
gboolean
ferry_cli_parse_choice (const char  *text,
                        const char  *flag,
                        GType        type,
                        int         *choice,
                        GError     **error)
{
  g_autofree char *longer = g_strconcat (text, TAIL, NULL);
  g_autofree char *list = NULL;

  if (ferry_enum_from_nick (type, text, choice) || ferry_enum_from_nick (type, longer, choice))
    return TRUE;
  list = list_choices (type);
  /* Translators: a word that was typed, an option such as priority, and the words it takes */
  bad_value (error, _ ("“%s” is no value of --%s; there are %s"), text, flag, list);
  return FALSE;
}

/**
 * ferry_cli_parse_credentials:
 * @text: a first line `user:password`; what follows it is ignored
 * @username: (out) (transfer full): before the first colon
 * @password: (out) (transfer full): after it
 * @error: return location
 *
 * Returns: whether there is a user and a password
 */
gboolean
ferry_cli_parse_credentials (const char  *text,
                             char       **username,
                             char       **password,
                             GError     **error)
{
  g_autofree char *line = g_strndup (text, strcspn (text, "\r\n"));
  char *colon = strchr (line, ':');

  if (colon == NULL || colon == line || !g_utf8_validate (line, -1, NULL))
    {
      bad_value (error, _ ("Credentials must be one line that looks like “user:password”"));
      return FALSE;
    }
  *username = g_strndup (line, colon - line);
  *password = g_strdup (colon + 1);
  return TRUE;
}

/* An address may carry a password before the @ and a token after the ?. */
static char *
without_secrets (const char *address)
{
  const char *at = strrchr (address, '@');
  const char *rest = at != NULL ? at + 1 : address;

  return g_utf8_make_valid (rest, MIN (strcspn (rest, "?#"), 80));
}

/**
 * ferry_cli_check_address:
 * @address: what was given as one
 * @error: return location
 *
 * Finds slips before anything is asked of the service, so that a list with a
 * bad line starts nothing.
 *
 * Returns: whether @address looks like one
 */
gboolean
ferry_cli_check_address (const char  *address,
                         GError     **error)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_PARSE_RELAXED, NULL);
  g_autofree char *shown = NULL;

  if (uri != NULL && g_uri_get_host (uri) != NULL && g_utf8_validate (address, -1, NULL))
    return TRUE;
  shown = without_secrets (address);
  bad_value (error, _ ("“%s” is not an address; one starts with http:// or https://"), shown);
  return FALSE;
}

/**
 * ferry_cli_check_id:
 * @id: what was given as one
 * @error: return location
 *
 * Returns: whether @id can be a GUID or the beginning of one
 */
gboolean
ferry_cli_check_id (const char  *id,
                    GError     **error)
{
  gsize length = strlen (id);

  if (length >= SHORTEST_ID && length <= LONGEST_ID &&
      strspn (id, "0123456789abcdefABCDEF-") == length)
    return TRUE;
  bad_value (error, _ ("“%.80s” is no ID; give at least its first %d characters"), id, SHORTEST_ID);
  return FALSE;
}

/**
 * ferry_cli_split_lines:
 * @text: lines
 *
 * Returns: (transfer full): the lines without space around them; none that is
 *   empty, none that begins with a `#`
 */
char **
ferry_cli_split_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

  for (char **line = lines; *line != NULL; line++)
    {
      g_strstrip (*line);
      if (**line != '\0' && **line != '#')
        g_strv_builder_add (kept, *line);
    }
  return g_strv_builder_end (kept);
}

static FILE *
open_source (const char  *path,
             GError     **error)
{
  FILE *file = strcmp (path, "-") == 0 ? stdin : fopen (path, "re");

  if (file == NULL)
    {
      int code = errno;

      bad_value (error, _ ("Can't read “%s”: %s"), path, g_strerror (code));
    }
  return file;
}

/**
 * ferry_cli_read_source:
 * @path: a file, or `-` for the standard input
 * @error: return location
 *
 * Reads what is not to stand in an argument list, where all users see it.
 *
 * Returns: (transfer full): the text
 */
char *
ferry_cli_read_source (const char  *path,
                       GError     **error)
{
  FILE *file = open_source (path, error);
  g_autoptr (GString) text = NULL;
  char block[8192];
  gboolean good;
  gsize n;

  if (file == NULL)
    return NULL;
  text = g_string_new (NULL);
  while (text->len <= LARGEST_SOURCE && (n = fread (block, 1, sizeof block, file)) > 0)
    g_string_append_len (text, block, n);
  good = !ferror (file) && text->len <= LARGEST_SOURCE && strlen (text->str) == text->len;
  if (file != stdin)
    fclose (file);
  if (!good)
    {
      bad_value (error, _ ("“%s” can't be read, is no text, or is too long"), path);
      return NULL;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
