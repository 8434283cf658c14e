/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which files can be sent, and what a list says of them. */

#include "ferry-app-files.h"

#include <glib/gi18n.h>
#include <string.h>

/* More than anyone drops on purpose. */
#define MAX_FILES 10000

/**
 * ferry_app_files_in:
 * @text: what was pasted, dropped or given on the command line
 *
 * Returns: (transfer full): the addresses of files of this computer in it
 */
GStrv
ferry_app_files_in (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", MAX_FILES);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (char **word = words; *word != NULL; word++)
    if (g_ascii_strncasecmp (*word, "file:", strlen ("file:")) == 0)
      g_strv_builder_add (builder, *word);
  return g_strv_builder_end (builder);
}

/**
 * ferry_app_file_of:
 * @info: a file
 *
 * Returns: (transfer none): where it is
 */
GFile *
ferry_app_file_of (GFileInfo *info)
{
  return G_FILE (g_file_info_get_attribute_object (info, "standard::file"));
}

static gboolean
is_too_large (guint64 size,
              guint64 limit)
{
  return limit > 0 && size > limit;
}

/**
 * ferry_app_file_problem:
 * @info: a file
 * @limit: how many bytes it may have; 0 for any
 *
 * Returns: (transfer full) (nullable): why it is not sent, in words for a
 *   person; %NULL when it can be
 */
char *
ferry_app_file_problem (GFileInfo *info,
                        guint64    limit)
{
  const char *name = g_file_info_get_display_name (info);
  g_autofree char *most = g_format_size (limit);

  if (g_file_peek_path (ferry_app_file_of (info)) == NULL)
    return g_strdup_printf (_ ("“%s” is not on this computer"), name);
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    return g_strdup_printf (_ ("“%s” is a folder; only files can be sent"), name);
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    return g_strdup_printf (_ ("“%s” is not an ordinary file"), name);
  if (is_too_large (g_file_info_get_size (info), limit))
    return g_strdup_printf (_ ("“%s” is larger than %s, the limit in the preferences"), name, most);
  return NULL;
}

/**
 * ferry_app_files_problem:
 * @size: of all files together
 * @limit: how many bytes they may have; 0 for any
 *
 * Returns: (transfer full) (nullable): why they are not sent as one; %NULL when
 *   they can be
 */
char *
ferry_app_files_problem (guint64 size,
                         guint64 limit)
{
  g_autofree char *most = g_format_size (limit);

  if (!is_too_large (size, limit))
    return NULL;
  return g_strdup_printf (_ ("Together the files are larger than %s, the limit in the preferences"), most);
}

/**
 * ferry_app_files_words:
 * @n: how many files are chosen
 * @size: of all together
 *
 * Returns: (transfer full): the same in words
 */
char *
ferry_app_files_words (guint   n,
                       guint64 size)
{
  g_autofree char *total = g_format_size (size);

  if (n == 0)
    return g_strdup (_ ("Choose files, or drop them here"));
  /* Translators: how many files were chosen, and their size; as in “3 files, 1.2 MB” */
  return g_strdup_printf (ngettext ("%2$u file, %1$s", "%2$u files, %1$s", n), total, n);
}

/* A row has no file before it is lent, and after. */
static const char *
name_of (GFileInfo *info)
{
  return info != NULL ? g_file_info_get_display_name (info) : "";
}

/**
 * ferry_app_file_name:
 * @self: not used
 * @info: (nullable): a file
 *
 * Returns: (transfer full): what it is called
 */
char *
ferry_app_file_name (GObject   *self,
                     GFileInfo *info)
{
  return g_strdup (name_of (info));
}

/**
 * ferry_app_file_size:
 * @self: not used
 * @info: (nullable): a file
 *
 * Returns: (transfer full): how large it is
 */
char *
ferry_app_file_size (GObject   *self,
                     GFileInfo *info)
{
  return info != NULL ? g_format_size (g_file_info_get_size (info)) : g_strdup ("");
}

/**
 * ferry_app_file_icon:
 * @self: not used
 * @info: (nullable): a file
 *
 * Returns: (transfer full): a picture for what the name says it is
 */
GIcon *
ferry_app_file_icon (GObject   *self,
                     GFileInfo *info)
{
  g_autofree char *type = g_content_type_guess (name_of (info), NULL, 0, NULL);

  return g_content_type_get_symbolic_icon (type);
}
