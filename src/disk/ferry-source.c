/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A source: the files that an upload is read from, each the same from the
 * moment the upload was created to its last byte. A file is known by its size
 * and the time it was modified; the inode says nothing, since programs that
 * save by renaming keep neither, and some network disks give a new one at
 * every mount. One file is open at a time. */

#include "ferry-source.h"

#include "ferry-error.h"
#include "ferry-flatpak.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <unistd.h>

struct _FerrySource {
  GObject parent_instance;

  GStrv paths;     /* (owned) */
  GVariant *files; /* (owned) a(tx): how they were when the upload was created */
  guint file;      /* which is open */
  int fd;
  int cached; /* flags for reading what is in memory */
};

G_DEFINE_FINAL_TYPE (FerrySource, ferry_source, G_TYPE_OBJECT)

typedef struct {
  guint64 size;
  gint64 modified;
} FileVersion;

static gboolean
fail (GError     **error,
      int          code,
      const char  *sentence,
      const char  *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GString) text = g_string_new (_ (sentence));

  g_string_replace (text, "{name}", name, 1);
  g_set_error_literal (error, FERRY_ERROR, code, text->str);
  return FALSE;
}

static gboolean
fail_by_errno (GError     **error,
               int          fault,
               const char  *path)
{
  if (fault == ENOENT || fault == ENOTDIR)
    /* Translators: {name} stands for the name of a file here and below; it is to stay as it is */
    return fail (error, FERRY_ERROR_NOT_FOUND, N_ ("There is no file “{name}”"), path);
  if (fault == EACCES || fault == EPERM)
    return fail (error, FERRY_ERROR_ACCESS_DENIED, N_ ("The file “{name}” may not be read"), path);
  if (fault == ENXIO)
    return fail (error, FERRY_ERROR_INVALID_ARGUMENT, N_ ("“{name}” is no ordinary file, so it can't be uploaded"), path);
  return fail (error, FERRY_ERROR_FILE, N_ ("The file “{name}” can't be read"), path);
}

/* Returns: a descriptor, or -1. Never waits for the other end of a pipe. */
static int
open_file (const char   *path,
           FileVersion  *version,
           GError      **error)
{
  int fd = TEMP_FAILURE_RETRY (open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  int fault = errno;
  struct stat status;

  if (fd < 0 && !ferry_flatpak_check (path, error))
    return -1;
  if (fd < 0)
    fail_by_errno (error, fault, path);
  else if (fstat (fd, &status) < 0)
    fail_by_errno (error, errno, path);
  else if (S_ISDIR (status.st_mode))
    fail (error, FERRY_ERROR_INVALID_ARGUMENT, N_ ("“{name}” is a folder, and only files can be uploaded"), path);
  else if (!S_ISREG (status.st_mode))
    fail (error, FERRY_ERROR_INVALID_ARGUMENT, N_ ("“{name}” is no ordinary file, so it can't be uploaded"), path);
  else
    {
      version->size = status.st_size;
      version->modified = status.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + status.st_mtim.tv_nsec;
      return fd;
    }
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
check_version (FerrySource        *self,
               guint               file,
               const FileVersion  *found,
               GError            **error)
{
  FileVersion known;

  g_variant_get_child (self->files, file, "(tx)", &known.size, &known.modified);
  if (found->size == known.size && found->modified == known.modified)
    return TRUE;
  return fail (error, FERRY_ERROR_FILE, N_ ("The file “{name}” has changed since the upload was created"),
               self->paths[file]);
}

static void
close_file (FerrySource *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

/* Where there is no disk that could be waited for, Linux does not know how not
 * to wait. */
static gboolean
is_memory (int fd)
{
  struct statfs system;

  return fstatfs (fd, &system) == 0 && system.f_type == TMPFS_MAGIC;
}

static gboolean
turn_to (FerrySource  *self,
         guint         file,
         GError      **error)
{
  FileVersion version;

  if (self->fd >= 0 && self->file == file)
    return TRUE;
  close_file (self);
  self->file = file;
  self->fd = open_file (self->paths[file], &version, error);
  if (self->fd < 0)
    return FALSE;
  self->cached = is_memory (self->fd) ? 0 : RWF_NOWAIT;
  posix_fadvise (self->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  if (check_version (self, file, &version, error))
    return TRUE;
  close_file (self);
  return FALSE;
}

static void
ferry_source_finalize (GObject *object)
{
  FerrySource *self = FERRY_SOURCE (object);

  close_file (self);
  g_strfreev (self->paths);
  g_clear_pointer (&self->files, g_variant_unref);
  G_OBJECT_CLASS (ferry_source_parent_class)->finalize (object);
}

static void
ferry_source_class_init (FerrySourceClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_source_finalize;
}

static void
ferry_source_init (FerrySource *self)
{
  self->fd = -1;
}

/**
 * ferry_source_survey:
 * @request: an upload
 * @error: return location for an error
 *
 * Opens all its files and closes them again.
 *
 * Returns: (transfer full): `a(tx)`: how they are now, or %NULL with
 *   %FERRY_ERROR_NOT_FOUND, %FERRY_ERROR_ACCESS_DENIED,
 *   %FERRY_ERROR_INVALID_ARGUMENT (a folder, a pipe) or %FERRY_ERROR_FILE
 */
GVariant *
ferry_source_survey (FerryRequest  *request,
                     GError       **error)
{
  g_auto (GStrv) paths = ferry_request_list_files (request);
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(tx)"));

  for (char **path = paths; *path != NULL; path++)
    {
      FileVersion version;
      int fd = open_file (*path, &version, error);

      if (fd < 0)
        {
          g_variant_builder_clear (&builder);
          return NULL;
        }
      close (fd);
      g_variant_builder_add (&builder, "(tx)", version.size, version.modified);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * ferry_source_new:
 * @request: an upload
 * @files: what ferry_source_survey() found when it was created
 * @error: return location for an error
 *
 * Asks no disk.
 *
 * Returns: (transfer full): its files, or %NULL with %FERRY_ERROR_JOURNAL
 */
FerrySource *
ferry_source_new (FerryRequest  *request,
                  GVariant      *files,
                  GError       **error)
{
  g_autoptr (FerrySource) self = g_object_new (FERRY_TYPE_SOURCE, NULL);

  self->paths = ferry_request_list_files (request);
  self->files = g_variant_ref (files);
  if (g_variant_n_children (files) == g_strv_length (self->paths))
    return g_steal_pointer (&self);
  g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_JOURNAL, _ ("The journal knows other files than the upload"));
  return NULL;
}

/**
 * ferry_source_get_size:
 * @self: a source
 * @file: number of a file
 *
 * Returns: its bytes, as many as it had from the start
 */
guint64
ferry_source_get_size (FerrySource *self,
                       guint        file)
{
  guint64 size;

  g_variant_get_child (self->files, file, "(tx)", &size, NULL);
  return size;
}

/**
 * ferry_source_read:
 * @self: a source
 * @file: number of a file
 * @offset: where to begin
 * @buffer: where bytes go
 * @size: how many, within ferry_source_get_size()
 * @error: return location for an error
 *
 * Reads all of them.
 *
 * Returns: %FALSE with %FERRY_ERROR_FILE, also when the file has become shorter
 */
gboolean
ferry_source_read (FerrySource  *self,
                   guint         file,
                   guint64       offset,
                   void         *buffer,
                   gsize         size,
                   GError      **error)
{
  char *next = buffer;

  if (!turn_to (self, file, error))
    return FALSE;
  while (size > 0)
    {
      gssize got = TEMP_FAILURE_RETRY (pread (self->fd, next, size, offset));

      if (got < 0)
        return fail_by_errno (error, errno, self->paths[file]);
      if (got == 0)
        return fail (error, FERRY_ERROR_FILE, N_ ("The file “{name}” became shorter while it was sent"), self->paths[file]);
      next += got;
      offset += got;
      size -= got;
    }
  return TRUE;
}

/**
 * ferry_source_read_cached:
 * @self: a source
 * @file: number of a file
 * @offset: where to begin
 * @buffer: where bytes go
 * @size: how many, within ferry_source_get_size()
 *
 * Unlike all other functions, it never waits for a disk.
 *
 * Returns: how many were in memory already; 0 where only ferry_source_read()
 *   can tell
 */
gsize
ferry_source_read_cached (FerrySource *self,
                          guint        file,
                          guint64      offset,
                          void        *buffer,
                          gsize        size)
{
  struct iovec bytes = { .iov_base = buffer, .iov_len = size };
  gssize got = -1;

  if (self->fd >= 0 && self->file == file)
    got = preadv2 (self->fd, &bytes, 1, offset, self->cached);
  return MAX (got, 0);
}

/**
 * ferry_source_check:
 * @self: a source
 * @error: return location for an error
 *
 * Returns: whether all files are still as they were, else %FALSE as
 *   ferry_source_survey() has it, or with %FERRY_ERROR_FILE when one changed
 */
gboolean
ferry_source_check (FerrySource  *self,
                    GError      **error)
{
  for (guint file = 0; self->paths[file] != NULL; file++)
    {
      FileVersion version;
      int fd = open_file (self->paths[file], &version, error);

      if (fd < 0)
        return FALSE;
      close (fd);
      if (!check_version (self, file, &version, error))
        return FALSE;
    }
  return TRUE;
}
