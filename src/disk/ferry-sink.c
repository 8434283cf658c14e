/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sink: the file that a download is written into. It holds the folder and
 * the file open from the first byte to the last name, so that whatever is
 * moved or put in their place meanwhile, nothing is written elsewhere. Which
 * of the bytes count is the journal's business. */

#include "ferry-sink.h"

#include "ferry-disk.h"
#include "ferry-part.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define BLOCK_BYTES ((gsize) 1024 * 1024)

/* The start of a digest, enough for a person to tell two of them apart. */
#define SHOWN_DIGITS 12

struct _FerrySink {
  GObject parent_instance;

  char *folder;    /* (owned) as it was given */
  char *part_name; /* (owned) */
  char *path;      /* (owned) of the part */
  int folder_fd;
  int fd;
  gint64 length; /* -1 when unknown */

  /* What was written, durable or not. */
  GMutex ranges_lock;
  FerryRangeSet *ranges; /* (owned) */

  /* Held while the file is made durable; not while writing. */
  GMutex lock;
  gboolean name_is_durable;
  gboolean has_failed;
};

G_DEFINE_FINAL_TYPE (FerrySink, ferry_sink, G_TYPE_OBJECT)

static gboolean
set_fault (FerrySink  *self,
           int         fault,
           GError    **error)
{
  ferry_disk_set_error (error, fault, self->part_name);
  return FALSE;
}

static gboolean
is_one_component (const char  *name,
                  GError     **error)
{
  if (*name != '\0' && strchr (name, '/') == NULL && strcmp (name, ".") != 0 && strcmp (name, "..") != 0)
    return TRUE;
  g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT,
                       _ ("A file name is neither empty nor a path"));
  return FALSE;
}

/* Takes the folder; the file is for the caller to add. */
static FerrySink *
open_folder (const char  *folder,
             GError     **error)
{
  g_autoptr (FerrySink) self = g_object_new (FERRY_TYPE_SINK, NULL);

  self->folder_fd = ferry_disk_open_folder (folder, error);
  if (self->folder_fd < 0)
    return NULL;
  self->folder = g_strdup (folder);
  return g_steal_pointer (&self);
}

/* The byte behind the last one. */
static guint64
end_of (FerryRangeSet *ranges)
{
  guint n = ferry_range_set_get_n_ranges (ranges);

  return n > 0 ? ferry_range_set_get_range (ranges, n - 1).end : 0;
}

static guint64
get_end (FerrySink *self)
{
  guint64 end;

  g_mutex_lock (&self->ranges_lock);
  end = end_of (self->ranges);
  g_mutex_unlock (&self->ranges_lock);
  return end;
}

/* Drops all behind the last byte, what was reserved too. */
static gboolean
cut_off (FerrySink  *self,
         GError    **error)
{
  return TEMP_FAILURE_RETRY (ftruncate (self->fd, get_end (self))) == 0 || set_fault (self, errno, error);
}

static gboolean
reserve (FerrySink  *self,
         gint64      length,
         GError    **error)
{
  self->length = length;
  return ferry_disk_reserve (self->fd, self->part_name, get_end (self), length, error);
}

/* The kernel tells of bytes that it could not store once, and then forgets
 * them. From then on nothing can be said of this file until it is opened anew. */
static gboolean
make_durable (FerrySink  *self,
              GError    **error)
{
  int fault = self->has_failed ? EIO : 0;

  if (fault == 0 && TEMP_FAILURE_RETRY (fdatasync (self->fd)) < 0)
    fault = errno;
  if (fault == 0)
    return TRUE;
  self->has_failed = TRUE;
  return set_fault (self, fault, error);
}

static gboolean
check_part (FerrySink  *self,
            GError    **error)
{
  return ferry_part_check (self->folder_fd, self->fd, self->part_name, get_end (self), error);
}

/* What has a hole is no file yet, whoever says so. */
static gboolean
check_is_whole (FerrySink  *self,
                GError    **error)
{
  g_autoptr (FerryRangeSet) ranges = ferry_sink_get_ranges (self);

  return ferry_range_set_get_prefix (ranges) == end_of (ranges) || set_fault (self, EIO, error);
}

static gboolean
check_digest (FerrySink   *self,
              const char  *found,
              const char  *expected,
              GError     **error)
{
  g_autofree char *shown = g_filename_display_name (self->part_name);

  if (g_ascii_strcasecmp (found, expected) == 0)
    return TRUE;
  g_set_error (error, FERRY_ERROR, FERRY_ERROR_CHECKSUM,
               _ ("“%s” is not the file that was expected: its checksum is %.*s…, not %.*s…"),
               shown, SHOWN_DIGITS, found, SHOWN_DIGITS, expected);
  return FALSE;
}

/* Where the file came from and how old it is are good to know; not every disk
 * can keep it, and no download fails for that. */
static void
describe (FerrySink  *self,
          const char *origin,
          gint64      modified)
{
  const struct timespec times[] = {
    { .tv_nsec = UTIME_OMIT },
    { .tv_sec = modified },
  };

  if (origin != NULL && fsetxattr (self->fd, "user.xdg.origin.url", origin, strlen (origin), 0) < 0)
    g_debug ("No origin kept for “%s”: %s", self->path, g_strerror (errno));
  if (modified > 0 && futimens (self->fd, times) < 0)
    g_debug ("No modification time kept for “%s”: %s", self->path, g_strerror (errno));
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

static void
ferry_sink_finalize (GObject *object)
{
  FerrySink *self = FERRY_SINK (object);

  close_fd (&self->fd);
  close_fd (&self->folder_fd);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->part_name, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->ranges, ferry_range_set_unref);
  g_mutex_clear (&self->ranges_lock);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ferry_sink_parent_class)->finalize (object);
}

static void
ferry_sink_class_init (FerrySinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ferry_sink_finalize;
}

static void
ferry_sink_init (FerrySink *self)
{
  self->fd = -1;
  self->folder_fd = -1;
  self->ranges = ferry_range_set_new (0);
  g_mutex_init (&self->ranges_lock);
  g_mutex_init (&self->lock);
}

/**
 * ferry_sink_create:
 * @folder: path of a folder that exists
 * @name: the name that the file is to have in the end
 * @owner: (nullable): id of the transfer, by which a part that a crash left
 *   behind is known again
 * @if_exists: what a file of that name means
 * @length: bytes that it will have, -1 when unknown
 * @error: return location for an error
 *
 * Creates `NAME.part`, or `NAME (1).part` and so on when that is taken, or
 * `NAME` by a file that must not be replaced. Whether the name is still free in
 * the end is seen then.
 *
 * Returns: (transfer full): a sink, or %NULL, nothing having been left behind,
 *   with %FERRY_ERROR_NOT_FOUND (no such folder), %FERRY_ERROR_ACCESS_DENIED,
 *   %FERRY_ERROR_NO_SPACE, %FERRY_ERROR_INVALID_ARGUMENT (the name) or
 *   %FERRY_ERROR_FILE
 */
FerrySink *
ferry_sink_create (const char     *folder,
                   const char     *name,
                   const char     *owner,
                   FerryIfExists   if_exists,
                   gint64          length,
                   GError        **error)
{
  g_autoptr (FerrySink) self = NULL;

  if (!is_one_component (name, error))
    return NULL;
  self = open_folder (folder, error);
  if (self == NULL)
    return NULL;
  self->fd = ferry_part_create (self->folder_fd, name, owner, if_exists, &self->part_name, error);
  if (self->fd < 0)
    return NULL;
  self->path = g_build_filename (folder, self->part_name, NULL);
  if (!reserve (self, length, error))
    {
      unlinkat (self->folder_fd, self->part_name, 0);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * ferry_sink_open:
 * @part_path: what ferry_sink_get_path() said
 * @owner: (nullable): what ferry_sink_create() was told
 * @ranges: which bytes of it count
 * @length: bytes that the file will have, -1 when unknown
 * @error: return location for an error
 *
 * Opens an unfinished file again; what it has beyond the last of @ranges is cut off.
 *
 * Returns: (transfer full): a sink, or %NULL with %FERRY_ERROR_NOT_FOUND (the
 *   bytes are gone, or it is another file by now: begin again),
 *   %FERRY_ERROR_NO_SPACE (what it has is kept), %FERRY_ERROR_ACCESS_DENIED or
 *   %FERRY_ERROR_FILE (so for a folder that is gone: its disk may come back)
 */
FerrySink *
ferry_sink_open (const char     *part_path,
                 const char     *owner,
                 FerryRangeSet  *ranges,
                 gint64          length,
                 GError        **error)
{
  g_autofree char *folder = g_path_get_dirname (part_path);
  g_autoptr (FerrySink) self = open_folder (folder, error);

  if (self == NULL)
    {
      if (error != NULL && g_error_matches (*error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND))
        (*error)->code = FERRY_ERROR_FILE;
      return NULL;
    }
  self->path = g_strdup (part_path);
  self->part_name = g_path_get_basename (part_path);
  ferry_range_set_unref (self->ranges);
  self->ranges = ferry_range_set_copy (ranges);
  self->fd = ferry_part_open (self->folder_fd, self->part_name, owner, end_of (ranges), error);
  if (self->fd < 0 || !cut_off (self, error) || !reserve (self, length, error))
    return NULL;
  self->name_is_durable = end_of (ranges) > 0;
  return g_steal_pointer (&self);
}

/**
 * ferry_sink_get_path:
 * @self: a sink
 *
 * Returns: (transfer none): path of the unfinished file; the same for as long
 *   as the sink lives
 */
const char *
ferry_sink_get_path (FerrySink *self)
{
  return self->path;
}

/**
 * ferry_sink_get_ranges:
 * @self: a sink
 *
 * Returns: (transfer full): which bytes count, durable or not
 */
FerryRangeSet *
ferry_sink_get_ranges (FerrySink *self)
{
  FerryRangeSet *ranges;

  g_mutex_lock (&self->ranges_lock);
  ranges = ferry_range_set_copy (self->ranges);
  g_mutex_unlock (&self->ranges_lock);
  return ranges;
}

/**
 * ferry_sink_get_bytes:
 * @self: a sink
 *
 * Returns: how many bytes count, durable or not
 */
guint64
ferry_sink_get_bytes (FerrySink *self)
{
  guint64 bytes;

  g_mutex_lock (&self->ranges_lock);
  bytes = ferry_range_set_get_length (self->ranges);
  g_mutex_unlock (&self->ranges_lock);
  return bytes;
}

/**
 * ferry_sink_write:
 * @self: a sink
 * @offset: where the first of them belongs in the file
 * @bytes: (array length=size): what has come
 * @size: how many
 * @error: return location for an error
 *
 * Writes all of it. What could be written before an error counts.
 *
 * Returns: %FALSE with %FERRY_ERROR_NO_SPACE or another of %FERRY_ERROR
 */
gboolean
ferry_sink_write (FerrySink   *self,
                  guint64      offset,
                  const void  *bytes,
                  gsize        size,
                  GError     **error)
{
  const char *next = bytes;

  while (size > 0)
    {
      gssize written = TEMP_FAILURE_RETRY (pwrite (self->fd, next, size, offset));

      if (written <= 0)
        {
          g_autoptr (FerryRangeSet) ranges = ferry_sink_get_ranges (self);
          guint64 needed = MAX (self->length - (gint64) ferry_range_set_get_length (ranges), (gint64) size);

          ferry_disk_set_full (error, written < 0 ? errno : EIO, self->fd, self->part_name, needed);
          return FALSE;
        }
      g_mutex_lock (&self->ranges_lock);
      ferry_range_set_add (self->ranges, offset, offset + written);
      g_mutex_unlock (&self->ranges_lock);
      next += written;
      size -= written;
      offset += written;
    }
  return TRUE;
}

/**
 * ferry_sink_sync:
 * @self: a sink
 * @error: return location for an error
 *
 * May run beside ferry_sink_write(): what is written meanwhile does not count.
 * Once it has failed it fails for ever; the bytes that an earlier sync vouched
 * for are still good, and ferry_sink_open() goes on from there.
 *
 * Returns: (transfer full): which bytes survive a power failure from now on, or
 *   %NULL with an error in %FERRY_ERROR
 */
FerryRangeSet *
ferry_sink_sync (FerrySink  *self,
                 GError    **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (FerryRangeSet) before = ferry_sink_get_ranges (self);

  if (!make_durable (self, error))
    return NULL;
  /* Bytes without a name are lost as well, and of that, too, the kernel tells once. */
  if (!self->name_is_durable && !ferry_disk_sync_folder (self->folder_fd, self->folder, error))
    {
      self->has_failed = TRUE;
      return NULL;
    }
  self->name_is_durable = TRUE;
  return g_steal_pointer (&before);
}

/**
 * ferry_sink_verify:
 * @self: a sink that nobody writes to any more
 * @type: the kind of @digest
 * @digest: hexadecimal digits, in either case
 * @cancellable: (nullable): ends the reading
 * @error: return location for an error
 *
 * Reads the whole file back.
 *
 * Returns: whether the bytes are those expected; %FALSE with
 *   %FERRY_ERROR_CHECKSUM, %FERRY_ERROR_FILE or %G_IO_ERROR_CANCELLED
 */
gboolean
ferry_sink_verify (FerrySink      *self,
                   GChecksumType   type,
                   const char     *digest,
                   GCancellable   *cancellable,
                   GError        **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (type);
  g_autofree guchar *block = g_malloc (BLOCK_BYTES);
  guint64 end = get_end (self);
  guint64 offset = 0;

  while (offset < end)
    {
      gssize size = TEMP_FAILURE_RETRY (pread (self->fd, block, MIN (BLOCK_BYTES, end - offset), offset));

      if (size <= 0)
        return set_fault (self, size < 0 ? errno : EIO, error);
      g_checksum_update (checksum, block, size);
      offset += size;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return check_digest (self, g_checksum_get_string (checksum), digest, error);
}

/**
 * ferry_sink_finish:
 * @self: a sink that nobody writes to any more
 * @name: the name that the file is to have
 * @if_exists: what a file of that name means
 * @origin: (nullable): the address it came from, without secrets
 * @modified: seconds since 1970 when it was changed last, 0 when unknown
 * @error: return location for an error
 *
 * Makes the file durable and gives it its name, or `NAME (1)` and so on when
 * another file has that; it is replaced only when @if_exists says so.
 *
 * Returns: (transfer full): path of the whole file, or %NULL with
 *   %FERRY_ERROR_NOT_FOUND (someone took the unfinished one away) or another
 *   of %FERRY_ERROR
 */
char *
ferry_sink_finish (FerrySink      *self,
                   const char     *name,
                   FerryIfExists   if_exists,
                   const char     *origin,
                   gint64          modified,
                   GError        **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) fault = NULL;
  g_autofree char *final_name = NULL;
  g_autofree char *folder = NULL;

  if (!is_one_component (name, error) || !check_is_whole (self, error) || !check_part (self, error) ||
      !cut_off (self, error))
    return NULL;
  describe (self, origin, modified);
  /* Once more: to make it durable may take long. */
  if (!make_durable (self, error) || !check_part (self, error))
    return NULL;
  final_name = ferry_part_rename (self->folder_fd, self->part_name, name, if_exists, error);
  if (final_name == NULL)
    return NULL;

  /* The bytes are safe. Where a folder can't be synced, a power failure may
   * bring the old name back, no more. */
  if (!ferry_disk_sync_folder (self->folder_fd, self->folder, &fault))
    g_debug ("A folder can't be made durable: %s", fault->message);
  folder = ferry_disk_find_folder (self->folder_fd, self->folder);
  return g_build_filename (folder, final_name, NULL);
}

/**
 * ferry_sink_discard:
 * @part_path: what ferry_sink_get_path() said
 * @owner: (nullable): what ferry_sink_create() was told
 * @error: return location for an error
 *
 * Deletes an unfinished file. That it is gone already is fine; what is no
 * regular file, or marked as nobody's or another's, is not ours, and stays.
 *
 * Returns: %FALSE with an error in %FERRY_ERROR
 */
gboolean
ferry_sink_discard (const char  *part_path,
                    const char  *owner,
                    GError     **error)
{
  struct stat info;

  if (lstat (part_path, &info) == 0 &&
      (!S_ISREG (info.st_mode) || ferry_part_is_foreign (part_path, owner) || unlink (part_path) == 0))
    return TRUE;
  if (errno == ENOENT || errno == ENOTDIR)
    return TRUE;
  ferry_disk_set_error (error, errno, part_path);
  return FALSE;
}
