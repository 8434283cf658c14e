/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Flatpak's sandbox, seen from inside. What of the person's folders is not let
 * in is an empty folder in memory there: whatever is saved in it is gone when
 * the program ends, and nobody else has ever seen it. */

#include "ferry-flatpak.h"

#include "ferry-error.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Each sandbox has it. */
#define MARK "/.flatpak-info"

/* These are on a disk, but not what is outside of the same name. */
static const char *const own_folders[] = { "/tmp", "/var/tmp" };

static gboolean
is_below (const char *path,
          const char *folder)
{
  gsize length = strlen (folder);

  return strncmp (path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* What is not there may be because its folder is not let in.
 * Returns: without links and what of @path does not exist; freed by free() */
static char *
find_nearest (const char *path)
{
  g_autofree char *nearest = g_strdup (path);
  char *found;

  while ((found = realpath (nearest, NULL)) == NULL && strchr (nearest + 1, '/') != NULL)
    {
      char *parent = g_path_get_dirname (nearest);

      g_free (nearest);
      nearest = parent;
    }
  return found != NULL ? found : strdup ("/");
}

static gboolean
is_own (const char *path)
{
  struct stat root, place;

  for (gsize i = 0; i < G_N_ELEMENTS (own_folders); i++)
    if (is_below (path, own_folders[i]))
      return TRUE;
  return stat ("/", &root) == 0 && stat (path, &place) == 0 && root.st_dev == place.st_dev;
}

/**
 * ferry_flatpak_is_inside:
 *
 * Returns: whether this process is in a sandbox of Flatpak
 */
gboolean
ferry_flatpak_is_inside (void)
{
  return g_file_test (MARK, G_FILE_TEST_EXISTS);
}

/**
 * ferry_flatpak_check:
 * @path: an absolute path, of something that need not exist
 * @error: return location for an error
 *
 * Blocks on the file system.
 *
 * Returns: %FALSE with %FERRY_ERROR_ACCESS_DENIED when this is a sandbox and
 *   @path means something else outside of it
 */
gboolean
ferry_flatpak_check (const char  *path,
                     GError     **error)
{
  g_autofree char *shown = NULL;
  char *nearest;
  gboolean own;

  if (!ferry_flatpak_is_inside ())
    return TRUE;
  nearest = find_nearest (path);
  own = is_own (nearest);
  free (nearest);
  if (!own)
    return TRUE;
  shown = g_filename_display_name (path);
  g_set_error (error, FERRY_ERROR, FERRY_ERROR_ACCESS_DENIED,
               _ ("“%s” is out of reach of Ferry’s sandbox; choose it in the window to let it in"), shown);
  return FALSE;
}
