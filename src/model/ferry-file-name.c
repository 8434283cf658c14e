/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * File names out of what servers and addresses say. Whatever comes in, what
 * goes out is one visible component of a path that any disk takes. Whether a
 * file of that name exists is not known here. */

#include "ferry-file-name.h"

#include <string.h>

/* What Linux takes for one component (NAME_MAX). */
#define NAME_BYTES 255

/* Leaves room for a number and a suffix before a name has to be cut. */
#define SAFE_BYTES 240

/* The longest that is still an extension, its dot included, and not the second
 * half of a sentence. */
#define EXTENSION_BYTES 16

/* What other systems, and the shares and sticks that they read too, refuse. */
#define REFUSED ":*?\"<>|"

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER     0x200d

/* Persian words and joined emoji need the joiners. All other invisible
 * characters, the ones that turn the writing direction above all, only make a
 * name look like another. */
static gboolean
may_stand (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  if (c < 0x80 && strchr (REFUSED, (int) c) != NULL)
    return FALSE;
  if (type == G_UNICODE_FORMAT)
    return c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
  return type != G_UNICODE_CONTROL &&
         type != G_UNICODE_LINE_SEPARATOR &&
         type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

static const char *
last_component (const char *path)
{
  const char *slash;

  while ((slash = strpbrk (path, "/\\")) != NULL)
    path = slash + 1;
  return path;
}

static GString *
replace_refused (const char *text)
{
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      gunichar c = g_utf8_get_char_validated (text, -1);
      gboolean valid = c != (gunichar) -1 && c != (gunichar) -2;

      if (valid && may_stand (c))
        g_string_append_unichar (out, c);
      else
        g_string_append_c (out, '_');
      text = valid ? g_utf8_next_char (text) : text + 1;
    }
  return out;
}

static gboolean
is_edge (gunichar c)
{
  return c == '.' || g_unichar_isspace (c);
}

static void
trim_start (GString *name)
{
  const char *start = name->str;

  while (*start != '\0' && is_edge (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  g_string_erase (name, 0, start - name->str);
}

static void
trim_end (GString *name)
{
  const char *end = name->str + name->len;

  while (end > name->str && is_edge (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  g_string_truncate (name, end - name->str);
}

/* Where the extension starts, at its dot; the end of the name when there is
 * none. A compressed archive has two words in its extension. */
static gsize
find_extension (const char *name)
{
  const char *dot = strrchr (name, '.');

  if (dot == NULL || dot == name || dot[1] == '\0' ||
      strlen (dot) > EXTENSION_BYTES || strchr (dot, ' ') != NULL)
    return strlen (name);
  if (dot - name > 4 && g_ascii_strncasecmp (dot - 4, ".tar", 4) == 0)
    dot -= 4;
  return dot - name;
}

/* At most @room bytes of @text, not ending inside of a character. A name that
 * is no UTF-8 is cut where it must be. */
static gsize
cut (const char *text,
     gsize       size,
     gsize       room)
{
  if (size <= room)
    return size;
  for (guint i = 0; i < 3 && room > 0 && (text[room] & 0xc0) == 0x80; i++)
    room--;
  return room;
}

/**
 * ferry_file_name_make_safe:
 * @requested: a name as a server or a program sent it, in any encoding, perhaps
 *   with a path
 *
 * Makes a name of which nothing bad can come: only what follows the last slash
 * or backslash, valid UTF-8, not hidden, without control characters, invisible
 * characters and those that other systems refuse, at most 240 bytes. The
 * extension is kept when the name is shortened.
 *
 * Returns: (transfer full) (nullable): the name, or %NULL when nothing is left
 *   of it
 */
char *
ferry_file_name_make_safe (const char *requested)
{
  g_autoptr (GString) name = replace_refused (last_component (requested));
  gsize extension, stem;

  trim_start (name);
  trim_end (name);
  extension = find_extension (name->str);
  stem = cut (name->str, extension, SAFE_BYTES - (name->len - extension));
  g_string_erase (name, stem, extension - stem);
  trim_end (name);
  return name->len > 0 ? g_strdup (name->str) : NULL;
}

/* Decodes what is an escape and leaves alone what only looks like one. */
static char *
decode_percent (const char *start,
                const char *end)
{
  GString *out = g_string_new (NULL);

  for (const char *p = start; p < end; p++)
    {
      gboolean is_escape = *p == '%' && end - p > 2 &&
                           g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]);
      int byte = is_escape ? g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]) : *p;

      if (is_escape)
        p += 2;
      g_string_append_c (out, byte != 0 ? (char) byte : '_');
    }
  return g_string_free (out, FALSE);
}

/**
 * ferry_file_name_from_address:
 * @address: an address
 *
 * Takes the last segment of the path, percent-decoded and made safe. Neither
 * host nor query get into the name: the query may hold secrets.
 *
 * Returns: (transfer full): a name; `download` when the path ends in none
 */
char *
ferry_file_name_from_address (const char *address)
{
  const char *scheme = strstr (address, "://");
  const char *host = scheme != NULL ? scheme + 3 : address;
  const char *path = host + strcspn (host, "/?#");
  const char *end = path + strcspn (path, "?#");
  const char *slash = g_strrstr_len (path, end - path, "/");
  g_autofree char *segment = slash != NULL ? decode_percent (slash + 1, end) : g_strdup ("");
  char *name = ferry_file_name_make_safe (segment);

  return name != NULL ? name : g_strdup ("download");
}

/**
 * ferry_file_name_numbered:
 * @name: a file name
 * @number: 0 for the name itself, else what tells it from others of that name
 * @suffix: (nullable): what comes last, a few bytes
 *
 * `letter.txt` becomes `letter (2).txt.part`. The part before the extension is
 * shortened when the whole would be longer than the 255 bytes of a file name.
 *
 * Returns: (transfer full): a name
 */
char *
ferry_file_name_numbered (const char *name,
                          guint       number,
                          const char *suffix)
{
  g_autofree char *mark = number > 0 ? g_strdup_printf (" (%u)", number) : g_strdup ("");
  gsize extension = find_extension (name);
  gsize room = NAME_BYTES - strlen (mark) - strlen (name + extension);
  GString *out;

  g_return_val_if_fail (suffix == NULL || strlen (suffix) < EXTENSION_BYTES, NULL);

  if (suffix != NULL)
    room -= strlen (suffix);
  out = g_string_new_len (name, cut (name, extension, room));
  g_string_append (out, mark);
  g_string_append (out, name + extension);
  if (suffix != NULL)
    g_string_append (out, suffix);
  return g_string_free (out, FALSE);
}
