/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The disk below a sink: folders held open, room that is there before the
 * bytes come, and the kernel's errors in words. What the files are for is not
 * known here. */

#include "ferry-disk.h"

#include "ferry-flatpak.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Reserving room for less takes longer than it is worth: such a file is
 * written before anyone could act on the answer. */
#define WORTH_RESERVING (1024 * 1024)

static const struct {
  int fault;
  FerryError code;
  const char *sentence;
} faults[] = {
  /* Translators: {name} stands for the name of a file or folder here and below; it is to stay as it is */
  { ENOENT, FERRY_ERROR_NOT_FOUND, N_ ("“{name}” does not exist") },
  { EEXIST, FERRY_ERROR_FILE, N_ ("“{name}” is there already") },
  { ENOTDIR, FERRY_ERROR_NOT_FOUND, N_ ("“{name}” is not a folder") },
  { ELOOP, FERRY_ERROR_NOT_FOUND, N_ ("“{name}” is a link that leads astray") },
  { EISDIR, FERRY_ERROR_NOT_FOUND, N_ ("“{name}” is a folder") },
  { ENXIO, FERRY_ERROR_NOT_FOUND, N_ ("“{name}” is no file") },
  { EACCES, FERRY_ERROR_ACCESS_DENIED, N_ ("“{name}” may not be written to") },
  { EPERM, FERRY_ERROR_ACCESS_DENIED, N_ ("“{name}” may not be written to") },
  { EROFS, FERRY_ERROR_ACCESS_DENIED, N_ ("“{name}” is on a disk that can only be read") },
  { ENOSPC, FERRY_ERROR_NO_SPACE, N_ ("“{name}” does not fit: the disk is full") },
  { EDQUOT, FERRY_ERROR_NO_SPACE, N_ ("“{name}” does not fit: your share of the disk is used up") },
  { EFBIG, FERRY_ERROR_NO_SPACE, N_ ("“{name}” does not fit: it is larger than a file may be on this disk") },
  { ENAMETOOLONG, FERRY_ERROR_INVALID_ARGUMENT, N_ ("“{name}” is too long a name for this disk") },
  { EILSEQ, FERRY_ERROR_INVALID_ARGUMENT, N_ ("“{name}” is a name that this disk does not take") },
  { EINVAL, FERRY_ERROR_INVALID_ARGUMENT, N_ ("“{name}” is a name that this disk does not take") },
};

/**
 * ferry_disk_set_error:
 * @error: return location for an error
 * @fault: what `errno` was
 * @name: the file or folder, in the encoding of the file system
 *
 * Says in %FERRY_ERROR what the kernel said; %FERRY_ERROR_FILE where it has no
 * word of its own.
 */
void
ferry_disk_set_error (GError     **error,
                      int          fault,
                      const char  *name)
{
  g_autofree char *shown = g_filename_display_name (name);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (faults[i].fault == fault)
      {
        g_autoptr (GString) text = g_string_new (_ (faults[i].sentence));

        g_string_replace (text, "{name}", shown, 1);
        g_set_error_literal (error, FERRY_ERROR, faults[i].code, text->str);
        return;
      }
  /* Translators: the name of a file, and what the system says of it */
  g_set_error (error, FERRY_ERROR, FERRY_ERROR_FILE, _ ("“%s”: %s"), shown, g_strerror (fault));
}

/* What the disk has left for us, or the greatest number when it does not say. */
static guint64
get_room (int fd)
{
  struct statvfs disk;

  if (fstatvfs (fd, &disk) < 0 || disk.f_blocks == 0)
    return G_MAXUINT64;
  return (guint64) disk.f_bavail * disk.f_frsize;
}

/**
 * ferry_disk_set_full:
 * @error: return location for an error
 * @fault: what `errno` was
 * @fd: a file on the disk
 * @name: the file that does not fit
 * @needed: bytes that it still needs
 *
 * As ferry_disk_set_error(), but for a full disk says how much is missing.
 */
void
ferry_disk_set_full (GError     **error,
                     int          fault,
                     int          fd,
                     const char  *name,
                     guint64      needed)
{
  guint64 room = get_room (fd);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *needed_size = g_format_size (needed);
  g_autofree char *room_size = g_format_size (room);

  if (fault != ENOSPC || room >= needed)
    ferry_disk_set_error (error, fault, name);
  else
    /* Translators: the name of a file, and two sizes */
    g_set_error (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE,
                 _ ("The disk is full: “%s” needs %s more, and there is room for %s"),
                 shown, needed_size, room_size);
}

/**
 * ferry_disk_open_folder:
 * @folder: path of a folder
 * @error: return location for an error
 *
 * Opens a folder in which files may be made. Links on the way to it are
 * followed: people have them.
 *
 * Returns: a file descriptor that the caller closes, or -1 with
 *   %FERRY_ERROR_NOT_FOUND, %FERRY_ERROR_ACCESS_DENIED or %FERRY_ERROR_FILE
 */
int
ferry_disk_open_folder (const char  *folder,
                        GError     **error)
{
  int fd;

  if (!ferry_flatpak_check (folder, error))
    return -1;
  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0 && faccessat (fd, ".", W_OK | X_OK, AT_EACCESS) == 0)
    return fd;
  ferry_disk_set_error (error, errno, folder);
  if (fd >= 0)
    close (fd);
  return -1;
}

/* The size of the file stays what was written: after a crash no zeros pass for
 * bytes. Returns what errno would be, or 0. */
static int
reserve (int   fd,
         off_t offset,
         off_t size)
{
  int fault;

  if (size >= WORTH_RESERVING)
    {
      if (TEMP_FAILURE_RETRY (fallocate (fd, FALLOC_FL_KEEP_SIZE, offset, size)) == 0)
        return 0;
      fault = errno;
      if (fault == ENOSPC || fault == EDQUOT || fault == EFBIG)
        return fault;
    }
  return get_room (fd) < (guint64) size ? ENOSPC : 0;
}

/**
 * ferry_disk_reserve:
 * @fd: a file open for writing, @offset bytes long
 * @name: its name, for the error
 * @offset: where the bytes will start
 * @length: bytes that the file will have in the end, -1 when unknown
 * @error: return location for an error
 *
 * Makes sure that what is to come fits. Where the file system can't set room
 * aside, it is only asked for how much it has; zeros are never written.
 *
 * Returns: %FALSE with %FERRY_ERROR_NO_SPACE, and nothing reserved, when it
 *   does not fit
 */
gboolean
ferry_disk_reserve (int          fd,
                    const char  *name,
                    guint64      offset,
                    gint64       length,
                    GError     **error)
{
  int fault;

  if (length < 0 || offset >= (guint64) length)
    return TRUE;
  fault = reserve (fd, offset, length - offset);
  if (fault == 0)
    return TRUE;

  /* Some file systems keep the part that they could get; give it back, so that
   * the person can use it to make room. */
  if (ftruncate (fd, offset) < 0)
    g_debug ("Could not give back what was reserved for “%s”: %s", name, g_strerror (errno));
  ferry_disk_set_full (error, fault, fd, name, length - offset);
  return FALSE;
}

/**
 * ferry_disk_sync_folder:
 * @folder_fd: a folder
 * @folder: its path, for the error
 * @error: return location for an error
 *
 * Makes the names in a folder durable. A file system that knows no such call for
 * folders does what it can without.
 *
 * Returns: %FALSE with an error in %FERRY_ERROR when the disk failed
 */
gboolean
ferry_disk_sync_folder (int          folder_fd,
                        const char  *folder,
                        GError     **error)
{
  if (TEMP_FAILURE_RETRY (fsync (folder_fd)) == 0 || errno == EINVAL || errno == EOPNOTSUPP || errno == EROFS)
    return TRUE;
  ferry_disk_set_error (error, errno, folder);
  return FALSE;
}

/**
 * ferry_disk_find_folder:
 * @folder_fd: a folder
 * @folder: the path that it was opened by
 *
 * Returns: (transfer full): @folder, or where the folder is by now when it has
 *   been moved
 */
char *
ferry_disk_find_folder (int         folder_fd,
                        const char *folder)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", folder_fd);
  struct stat held, named;
  char *moved = NULL;

  if (fstat (folder_fd, &held) < 0 || stat (folder, &named) < 0 ||
      held.st_dev != named.st_dev || held.st_ino != named.st_ino)
    moved = g_file_read_link (link, NULL);
  return moved != NULL ? moved : g_strdup (folder);
}
