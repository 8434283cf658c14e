/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder is found anew for each step, by its descriptor and without
 * following links; between requests nothing is open. Writes are not given to a
 * thread: they end in the page cache, in less time than a thread takes to wake. */

#include "server-arrival.h"

#include "server-name.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who sends one name more often than that is told that it is taken. */
#define MAX_SAME_NAME 10000

struct _ServerArrival {
  ServerFolder *folder; /* (owned) (nullable) when bytes are only counted */
  char *temporary;      /* (owned) (nullable) the hidden name, while there is one */
  char *name;           /* (owned) (nullable) until it is kept */
  int file;             /* (owned) -1 while nothing is being written */
  GChecksum *checksum;  /* (owned) */
  guint64 size;
};

static gboolean
set_error (GError     **error,
           const char  *name)
{
  int saved = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", name, g_strerror (saved));
  return FALSE;
}

static void
close_folder (gpointer data)
{
  ServerFolder *self = data;

  close (self->fd);
}

/**
 * server_folder_open:
 * @path: (type filename): a folder
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the folder
 */
ServerFolder *
server_folder_open (const char  *path,
                    GError     **error)
{
  int fd = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  ServerFolder *self;

  if (fd < 0)
    {
      set_error (error, path);
      return NULL;
    }
  self = g_rc_box_new (ServerFolder);
  self->fd = fd;
  return self;
}

/**
 * server_folder_ref:
 * @self: a folder
 *
 * Returns: (transfer full): @self
 */
ServerFolder *
server_folder_ref (ServerFolder *self)
{
  return g_rc_box_acquire (self);
}

/**
 * server_folder_unref:
 * @self: (transfer full): a folder
 *
 * Closes it with the last reference.
 */
void
server_folder_unref (ServerFolder *self)
{
  g_rc_box_release_full (self, close_folder);
}

static int
open_uploads (ServerArrival *self)
{
  mkdirat (self->folder->fd, SERVER_UPLOADS, 0777);
  return openat (self->folder->fd, SERVER_UPLOADS, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static char *
make_temporary_name (void)
{
  g_autofree char *unique = g_uuid_string_random ();

  return g_strdup_printf (".%s.part", unique);
}

static int
open_temporary (ServerArrival *self,
                int            folder)
{
  if (self->temporary != NULL)
    return openat (folder, self->temporary, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
  self->temporary = make_temporary_name ();
  return openat (folder, self->temporary, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

/* For writing, where the last request left off. */
static gboolean
wake (ServerArrival  *self,
      GError        **error)
{
  int folder;

  if (self->folder == NULL || self->file >= 0)
    return TRUE;
  folder = open_uploads (self);
  if (folder < 0)
    return set_error (error, SERVER_UPLOADS);
  self->file = open_temporary (self, folder);
  close (folder);
  return self->file >= 0 || set_error (error, SERVER_UPLOADS);
}

static void
discard (ServerArrival *self)
{
  int folder = self->temporary != NULL ? open_uploads (self) : -1;

  if (folder < 0)
    return;
  unlinkat (folder, self->temporary, 0);
  close (folder);
}

/**
 * server_arrival_new:
 * @folder: (nullable): where files go; %NULL to count and hash bytes only
 *
 * Returns: (transfer full): a file of which nothing has come yet
 */
ServerArrival *
server_arrival_new (ServerFolder *folder)
{
  ServerArrival *self = g_new0 (ServerArrival, 1);

  self->folder = folder != NULL ? server_folder_ref (folder) : NULL;
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->file = -1;
  return self;
}

/**
 * server_arrival_free:
 * @self: (transfer full): a file
 *
 * Deletes what has come of it, unless it was kept.
 */
void
server_arrival_free (ServerArrival *self)
{
  server_arrival_rest (self);
  discard (self);
  g_clear_pointer (&self->folder, server_folder_unref);
  g_checksum_free (self->checksum);
  g_free (self->temporary);
  g_free (self->name);
  g_free (self);
}

/**
 * server_arrival_write:
 * @self: a file that is not kept yet
 * @data: the next bytes
 * @size: how many
 * @error: return location for an error
 *
 * What could be written before an error counts.
 *
 * Returns: whether all were written
 */
gboolean
server_arrival_write (ServerArrival  *self,
                      const char     *data,
                      gsize           size,
                      GError        **error)
{
  if (!wake (self, error))
    return FALSE;
  while (size > 0)
    {
      gssize written = self->folder != NULL ? write (self->file, data, size) : (gssize) size;

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return set_error (error, SERVER_UPLOADS);
      g_checksum_update (self->checksum, (const guchar *) data, written);
      self->size += written;
      data += written;
      size -= written;
    }
  return TRUE;
}

/**
 * server_arrival_rest:
 * @self: a file
 *
 * The request has ended; another may go on.
 */
void
server_arrival_rest (ServerArrival *self)
{
  if (self->file >= 0)
    close (self->file);
  self->file = -1;
}

static gboolean
rename_to_free_name (ServerArrival  *self,
                     int             folder,
                     const char     *safe,
                     GError        **error)
{
  for (guint number = 0; number <= MAX_SAME_NAME; number++)
    {
      g_autofree char *name = server_name_number (safe, number);

      if (renameat2 (folder, self->temporary, folder, name, RENAME_NOREPLACE) == 0)
        {
          g_clear_pointer (&self->temporary, g_free);
          self->name = g_steal_pointer (&name);
          return TRUE;
        }
      if (errno != EEXIST)
        break;
    }
  return set_error (error, safe);
}

/**
 * server_arrival_keep:
 * @self: a file that has come whole
 * @wanted: (nullable): what the sender calls it
 * @error: return location for an error
 *
 * Gives it a name of its own, which replaces no other file.
 *
 * Returns: whether that worked
 */
gboolean
server_arrival_keep (ServerArrival  *self,
                     const char     *wanted,
                     GError        **error)
{
  g_autofree char *safe = server_name_make_safe (wanted);
  gboolean kept;
  int folder;

  /* A file without a byte is a file, too. */
  if (!wake (self, error))
    return FALSE;
  server_arrival_rest (self);
  if (self->folder == NULL)
    {
      self->name = g_steal_pointer (&safe);
      return TRUE;
    }
  folder = open_uploads (self);
  if (folder < 0)
    return set_error (error, SERVER_UPLOADS);
  kept = rename_to_free_name (self, folder, safe, error);
  close (folder);
  return kept;
}

/**
 * server_arrival_get_size:
 * @self: a file
 *
 * Returns: how much of it has come
 */
guint64
server_arrival_get_size (ServerArrival *self)
{
  return self->size;
}

/**
 * server_arrival_get_name:
 * @self: a file
 *
 * Returns: (nullable): the name it was given, once it is kept
 */
const char *
server_arrival_get_name (ServerArrival *self)
{
  return self->name;
}

/**
 * server_arrival_get_sha256:
 * @self: a file that is kept
 *
 * Returns: its checksum in hexadecimal
 */
const char *
server_arrival_get_sha256 (ServerArrival *self)
{
  return g_checksum_get_string (self->checksum);
}
