/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes names safe: one step of a path, not hidden, not longer than a file
 * system takes, without what a terminal would obey. */

#include "server-name.h"

#include <limits.h>
#include <string.h>

#define FALLBACK "upload"

static const char *
find_last_step (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? slash + 1 : path;
}

static void
replace_unsafe (char *name)
{
  for (char *at = name; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at) || *at == '\\')
      *at = '_';
  if (*name == '.')
    *name = '_';
}

/* Never in the middle of a character. */
static gsize
fit (const char *text,
     gsize       length,
     gsize       room)
{
  gsize end = MIN (length, room);

  while (end < length && end > 0 && ((guchar) text[end] & 0xC0) == 0x80)
    end--;
  return end;
}

/**
 * server_name_make_safe:
 * @wanted: (nullable): any bytes
 *
 * Returns: (transfer full): a name in UTF-8 for a file in a folder, as near to
 *   @wanted as is safe
 */
char *
server_name_make_safe (const char *wanted)
{
  g_autofree char *valid = g_utf8_make_valid (wanted != NULL ? wanted : "", -1);
  char *name = g_strdup (find_last_step (valid));

  replace_unsafe (name);
  name[fit (name, strlen (name), NAME_MAX)] = '\0';
  if (*name != '\0')
    return name;
  g_free (name);
  return g_strdup (FALLBACK);
}

/**
 * server_name_number:
 * @name: a safe name
 * @number: how many files have the name already
 *
 * Returns: (transfer full): @name for 0, else one like "photo (2).jpg"
 */
char *
server_name_number (const char *name,
                    guint       number)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *mark = g_strdup_printf (" (%u)", number);
  gsize room = NAME_MAX - strlen (mark);
  gsize stem, ending;

  if (number == 0)
    return g_strdup (name);
  if (dot == NULL || dot == name || strlen (dot) > room / 2)
    dot = name + strlen (name);
  ending = strlen (dot);
  stem = fit (name, dot - name, room - ending);
  return g_strdup_printf ("%.*s%s%s", (int) stem, name, mark, dot);
}
