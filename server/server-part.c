/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headers of one part. Browsers escape three characters in names, ", CR
 * and LF, as %22, %0D and %0A; a backslash is a backslash. */

#include "server-multipart.h"

#include <string.h>

static const struct {
  const char *escape;
  char plain;
} escapes[] = {
  { "%22", '"' },
  { "%0D", '\r' },
  { "%0A", '\n' },
};

static char
find_escape (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (g_ascii_strncasecmp (text, escapes[i].escape, 3) == 0)
      return escapes[i].plain;
  return '\0';
}

static char *
decode (const char *text,
        gsize       length)
{
  g_autoptr (GString) plain = g_string_sized_new (length);

  for (const char *at = text; at < text + length; at++)
    {
      char escaped = text + length - at >= 3 ? find_escape (at) : '\0';

      g_string_append_c (plain, escaped != '\0' ? escaped : *at);
      if (escaped != '\0')
        at += 2;
    }
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

/* Walked in order: what stands between quotes may look like a parameter. */
static char *
find_parameter (const char *disposition,
                const char *name)
{
  const char *at = strchr (disposition, ';');

  while (at != NULL && *at == ';')
    {
      const char *start = at + 1 + strspn (at + 1, " \t");
      const char *quote = strstr (start, "=\"");
      const char *end = quote != NULL ? strchr (quote + 2, '"') : NULL;

      if (end == NULL)
        return NULL;
      if ((gsize) (quote - start) == strlen (name) && g_ascii_strncasecmp (start, name, strlen (name)) == 0)
        return decode (quote + 2, end - quote - 2);
      at = end + 1;
    }
  return NULL;
}

static char *
find_header (char       **lines,
             const char  *name)
{
  gsize length = strlen (name);

  for (char **line = lines; *line != NULL; line++)
    if (g_ascii_strncasecmp (*line, name, length) == 0 && (*line)[length] == ':')
      return g_strstrip (g_strdup (*line + length + 1));
  return NULL;
}

/**
 * server_part_parse:
 * @headers: the headers of a part, lines that end in CR LF
 *
 * Returns: (transfer full): what they say
 */
ServerPart *
server_part_parse (const char *headers)
{
  g_auto (GStrv) lines = g_strsplit (headers, "\r\n", -1);
  g_autofree char *disposition = find_header (lines, "Content-Disposition");
  ServerPart *part = g_new0 (ServerPart, 1);

  if (disposition != NULL)
    {
      part->name = find_parameter (disposition, "name");
      part->file_name = find_parameter (disposition, "filename");
    }
  part->type = find_header (lines, "Content-Type");
  return part;
}

/**
 * server_part_free:
 * @self: (transfer full): what headers said
 */
void
server_part_free (ServerPart *self)
{
  g_free (self->name);
  g_free (self->file_name);
  g_free (self->type);
  g_free (self);
}
