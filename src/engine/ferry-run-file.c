/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of a run: what it is to be called, by whose wish, and what a file
 * that has that name already means. */

#include "ferry-run-private.h"

#include "ferry-error.h"
#include "ferry-file-name.h"

#include <string.h>

/* Without what marks it as unfinished. */
char *
ferry_run_final_path (const char *part_path)
{
  char *path = g_strdup (part_path);

  if (g_str_has_suffix (path, ".part"))
    path[strlen (path) - strlen (".part")] = '\0';
  return path;
}

/**
 * ferry_run_get_part_path:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): the unfinished file; to be called on
 *   the main thread after #FerryRun::began
 */
const char *
ferry_run_get_part_path (FerryRun *self)
{
  return self->sink != NULL ? ferry_sink_get_path (self->sink) : self->part_path;
}

/**
 * ferry_run_get_file:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): where the whole file is to be; to be
 *   called on the main thread after #FerryRun::began
 */
const char *
ferry_run_get_file (FerryRun *self)
{
  return self->file;
}

/**
 * ferry_run_set_file:
 * @self: a run that has not begun
 * @path: what ferry_run_get_file() of an earlier run said
 */
void
ferry_run_set_file (FerryRun   *self,
                    const char *path)
{
  g_free (self->file);
  self->file = g_strdup (path);
}

/* By what the caller says alone. */
static char *
asked_name (FerryRun *self)
{
  const char *wish = self->request->name;

  return wish != NULL ? g_strdup (wish)
                      : ferry_file_name_from_address (self->request->shown_address);
}

static char *
choose_name (FerryRun      *self,
             FerryResponse *response)
{
  char *name = NULL;

  if (self->request->name == NULL && response->name != NULL)
    name = ferry_file_name_make_safe (response->name);
  return name != NULL ? name : asked_name (self);
}

/**
 * ferry_run_get_manner:
 * @self: a run
 * @name: what its file is to be called
 *
 * A server that names a file names none that would be replaced.
 *
 * Returns: what a file of that name means
 */
FerryIfExists
ferry_run_get_manner (FerryRun   *self,
                      const char *name)
{
  FerryIfExists manner = self->request->if_exists;
  g_autofree char *asked = asked_name (self);

  return manner == FERRY_IF_EXISTS_REPLACE && strcmp (name, asked) != 0 ? FERRY_IF_EXISTS_RENAME : manner;
}

/* Only a file that is renamed has the number of its part. */
static char *
final_path (const char    *part_path,
            const char    *name,
            FerryIfExists  manner)
{
  g_autofree char *folder = g_path_get_dirname (part_path);

  return manner == FERRY_IF_EXISTS_RENAME ? ferry_run_final_path (part_path) : g_build_filename (folder, name, NULL);
}

static FerrySink *
create_sink (FerryRun       *self,
             FerryResponse  *response,
             const char     *owner,
             GError        **error)
{
  g_autofree char *name = choose_name (self, response);
  FerryIfExists manner = ferry_run_get_manner (self, name);
  FerrySink *sink = ferry_sink_create (self->request->folder, name, owner, manner,
                                       response->length, error);

  if (sink == NULL)
    return NULL;
  g_free (self->file);
  self->file = final_path (ferry_sink_get_path (sink), name, manner);
  return sink;
}

FerrySink *
ferry_run_open_sink (FerryRun       *self,
                     FerryResponse  *response,
                     guint64         offset,
                     GError        **error)
{
  const char *owner = offset < self->offset ? self->next_owner : self->owner;
  GError *gone = NULL;
  FerrySink *sink;

  if (self->part_path == NULL)
    return create_sink (self, response, owner, error);
  sink = ferry_sink_open (self->part_path, owner, offset, response->length, &gone);
  /* Without its bytes a file may still start from the first one. */
  if (sink == NULL && offset == 0 && g_error_matches (gone, FERRY_ERROR, FERRY_ERROR_NOT_FOUND))
    {
      g_error_free (gone);
      return create_sink (self, response, owner, error);
    }
  if (gone != NULL)
    g_propagate_error (error, gone);
  return sink;
}
