/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part: the unfinished file, how it gets its first name and its last. The
 * folder is a file descriptor and a name is one component, so that nothing
 * here ever leaves the folder, and no link is followed. What is in the file is
 * the sink's business. */

#include "ferry-part.h"

#include "ferry-disk.h"
#include "ferry-file-name.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define SUFFIX ".part"

/* Whose part it is: `ID`, or `ID#N` once the transfer began again. It stays when the part becomes the file: after a crash it
 * tells the file that the journal has not heard of from one that a person put there. */
#define OWNER "user.ferry.transfer"

/* Set and taken away again, to see whether a disk keeps attributes at all. */
#define PROBE "user.ferry.probe"

/* More than a GUID takes. */
#define OWNER_BYTES 64

/* So many files of one name are no accident. */
#define MAX_NUMBER 10000

static gboolean
exists (int         folder_fd,
        const char *name)
{
  struct stat info;

  return fstatat (folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Not every disk can keep it, and no download fails for that. */
static void
set_owner (int         fd,
           const char *owner)
{
  if (owner != NULL && fsetxattr (fd, OWNER, owner, strlen (owner), 0) < 0)
    g_debug ("An unfinished file does not know its transfer: %s", g_strerror (errno));
}

static gboolean
is_owner (const char *found,
          gssize      size,
          const char *owner)
{
  return size == (gssize) strlen (owner) && memcmp (found, owner, size) == 0;
}

/* However often it began again. */
static gboolean
is_same_transfer (const char *found,
                  gssize      size,
                  const char *owner)
{
  gsize length = strcspn (owner, "#");

  return size >= (gssize) length && memcmp (found, owner, length) == 0 &&
         (size == (gssize) length || found[length] == '#');
}

static gboolean
belongs_to (int         fd,
            const char *owner)
{
  char found[OWNER_BYTES];

  return is_same_transfer (found, fgetxattr (fd, OWNER, found, sizeof found), owner);
}

/* Where a disk keeps no attributes the name has to do. Some of those disks say of
 * one that there is none, as if there could be one; only one that they are
 * given shows it. */
static gboolean
fd_lacks_owner (int fd)
{
  return errno == ENODATA && fsetxattr (fd, PROBE, "", 0, 0) == 0 && fremovexattr (fd, PROBE) == 0;
}

static gboolean
path_lacks_owner (const char *path)
{
  return errno == ENODATA && lsetxattr (path, PROBE, "", 0, 0) == 0 && lremovexattr (path, PROBE) == 0;
}

/* @size is what reading the owner attribute returned; errno has what it said. */
static gboolean
is_anothers (const char *found,
             gssize      size,
             const char *owner)
{
  return size >= 0 ? !is_same_transfer (found, size, owner) : errno == ERANGE;
}

static gboolean
is_foreign (int         fd,
            const char *found,
            gssize      size,
            const char *owner)
{
  return owner != NULL && (is_anothers (found, size, owner) || (size < 0 && fd_lacks_owner (fd)));
}

/* A crash may come after a part was begun again and before the journal's word of
 * it: what it counted then is not what lies there now. */
static gboolean
was_begun_again (const char *found,
                 gssize      size,
                 const char *owner)
{
  return owner != NULL && size >= 0 && !is_owner (found, size, owner);
}

/* A crash between the making of a part and the journal's word of it leaves one
 * that only the part itself knows about. Returns: a descriptor, or -1 */
static int
take_back (int         folder_fd,
           const char *part_name,
           const char *owner)
{
  int fd = owner != NULL ? ferry_part_open (folder_fd, part_name, owner, 0, NULL) : -1;

  if (fd < 0 || (belongs_to (fd, owner) && ftruncate (fd, 0) == 0))
    return fd;
  close (fd);
  return -1;
}

/* A part has its owner from the first moment that it has a name, so that a crash
 * leaves none that nobody knows. Some disks can't make a file without a name.
 * Returns: a descriptor, or -1 with errno */
static int
create_owned (int         folder_fd,
              const char *part_name,
              const char *owner)
{
  int fd = openat (folder_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  g_autofree char *nameless = g_strdup_printf ("/proc/self/fd/%d", fd);

  if (fd >= 0)
    {
      set_owner (fd, owner);
      if (linkat (AT_FDCWD, nameless, folder_fd, part_name, AT_SYMLINK_FOLLOW) == 0)
        return fd;
      close (fd);
    }
  fd = openat (folder_fd, part_name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (fd >= 0)
    set_owner (fd, owner);
  return fd;
}

/* Whether a new file has to have another name. */
static gboolean
is_taken (int            folder_fd,
          const char    *name,
          FerryIfExists  if_exists)
{
  return if_exists == FERRY_IF_EXISTS_RENAME && exists (folder_fd, name);
}

/**
 * ferry_part_create:
 * @folder_fd: a folder
 * @name: the name that the file is to have in the end
 * @owner: (nullable): id of the transfer
 * @if_exists: what a file of that name means
 * @part_name: (out) (transfer full): the name that it has now
 * @error: return location for an error
 *
 * Creates `NAME.part`, or `NAME (1).part` and so on where that is taken. A
 * file that is to be renamed has the same number in both names: a person sees
 * by it what belongs together. A part of the same owner, which a crash left
 * behind, is used again.
 *
 * Returns: a file descriptor that the caller closes, or -1 with an error in
 *   %FERRY_ERROR
 */
int
ferry_part_create (int             folder_fd,
                   const char     *name,
                   const char     *owner,
                   FerryIfExists   if_exists,
                   char          **part_name,
                   GError        **error)
{
  if (if_exists == FERRY_IF_EXISTS_FAIL && exists (folder_fd, name))
    {
      ferry_disk_set_error (error, EEXIST, name);
      return -1;
    }
  for (guint number = 0; number < MAX_NUMBER; number++)
    {
      g_autofree char *final_name = ferry_file_name_numbered (name, number, NULL);
      g_autofree char *requested = ferry_file_name_numbered (name, number, SUFFIX);
      int fd;

      if (is_taken (folder_fd, final_name, if_exists))
        continue;
      fd = create_owned (folder_fd, requested, owner);
      if (fd < 0 && errno == EEXIST)
        {
          fd = take_back (folder_fd, requested, owner);
          if (fd < 0)
            continue;
          set_owner (fd, owner);
        }
      if (fd < 0)
        {
          ferry_disk_set_error (error, errno, requested);
          return -1;
        }
      /* The part that had this name a moment ago may have become the file. */
      if (!is_taken (folder_fd, final_name, if_exists))
        {
          *part_name = g_steal_pointer (&requested);
          return fd;
        }
      close (fd);
      unlinkat (folder_fd, requested, 0);
    }
  ferry_disk_set_error (error, EEXIST, name);
  return -1;
}

/* The documents portal of a sandbox may take each file for a link when none is
 * to be followed. Then what is opened has to be what was looked at. */
static int
open_unfollowed (int         folder_fd,
                 const char *name)
{
  const int flags = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  int fd = openat (folder_fd, name, flags | O_NOFOLLOW);
  struct stat named, ours;

  if (fd >= 0 || errno != ELOOP)
    return fd;
  if (fstatat (folder_fd, name, &named, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (named.st_mode))
    fd = openat (folder_fd, name, flags);
  if (fd >= 0 && fstat (fd, &ours) == 0 && ours.st_dev == named.st_dev && ours.st_ino == named.st_ino)
    return fd;
  if (fd >= 0)
    close (fd);
  errno = ELOOP;
  return -1;
}

/**
 * ferry_part_open:
 * @folder_fd: a folder
 * @part_name: what ferry_part_create() said
 * @owner: (nullable): what ferry_part_create() was told
 * @offset: bytes that it must have
 * @error: return location for an error
 *
 * Opens only what could have been made by us: no link, no device, no file that
 * has a second name somewhere else, none that a person has put there. Bytes that
 * count are those of this @owner; without any, the part becomes its.
 *
 * Returns: a file descriptor that the caller closes, or -1 with an error in
 *   %FERRY_ERROR
 */
int
ferry_part_open (int          folder_fd,
                 const char  *part_name,
                 const char  *owner,
                 guint64      offset,
                 GError     **error)
{
  int fd = open_unfollowed (folder_fd, part_name);
  g_autofree char *shown = g_filename_display_name (part_name);
  char found[OWNER_BYTES];
  struct stat info;
  gssize size;

  if (fd < 0)
    {
      ferry_disk_set_error (error, errno, part_name);
      return -1;
    }
  size = fgetxattr (fd, OWNER, found, sizeof found);
  if (!is_foreign (fd, found, size, owner) && (offset == 0 || !was_begun_again (found, size, owner)) &&
      fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_nlink <= 1 && (guint64) info.st_size >= offset)
    {
      if (offset == 0 && was_begun_again (found, size, owner))
        set_owner (fd, owner);
      return fd;
    }
  close (fd);
  g_set_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND,
               _ ("“%s” is not the unfinished file any more"), shown);
  return -1;
}

/**
 * ferry_part_check:
 * @folder_fd: a folder
 * @fd: the file
 * @part_name: what ferry_part_create() said
 * @offset: bytes that were written into it
 * @error: return location for an error
 *
 * A person may have removed the part, put another file in its place or
 * shortened it.
 *
 * Returns: %FALSE with %FERRY_ERROR_NOT_FOUND when it is not what we left
 */
gboolean
ferry_part_check (int          folder_fd,
                  int          fd,
                  const char  *part_name,
                  guint64      offset,
                  GError     **error)
{
  g_autofree char *shown = g_filename_display_name (part_name);
  struct stat ours, named;

  if (fstat (fd, &ours) == 0 &&
      fstatat (folder_fd, part_name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
      ours.st_dev == named.st_dev && ours.st_ino == named.st_ino &&
      (guint64) ours.st_size >= offset)
    return TRUE;
  g_set_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND,
               _ ("“%s” was changed, moved or deleted by someone else"), shown);
  return FALSE;
}

/**
 * ferry_part_is_foreign:
 * @path: of a regular file that should be a part
 * @owner: (nullable): what ferry_part_create() was told
 *
 * Returns: whether it is another's by now
 */
gboolean
ferry_part_is_foreign (const char *path,
                       const char *owner)
{
  char found[OWNER_BYTES];
  gssize size = lgetxattr (path, OWNER, found, sizeof found);

  return owner != NULL && (is_anothers (found, size, owner) || (size < 0 && path_lacks_owner (path)));
}

/**
 * ferry_part_is_ours:
 * @path: of a file
 * @owner: id of a transfer
 *
 * Returns: whether it is marked as that transfer's
 */
gboolean
ferry_part_is_ours (const char *path,
                    const char *owner)
{
  char found[OWNER_BYTES];

  return is_same_transfer (found, lgetxattr (path, OWNER, found, sizeof found), owner);
}

static int
rename_by_flag (int         folder_fd,
                const char *from,
                const char *to)
{
  return renameat2 (folder_fd, from, folder_fd, to, RENAME_NOREPLACE);
}

/* NFS has no such flag, but hard links. */
static int
rename_by_link (int         folder_fd,
                const char *from,
                const char *to)
{
  if (linkat (folder_fd, from, folder_fd, to, 0) < 0)
    return -1;
  unlinkat (folder_fd, from, 0);
  return 0;
}

/* Much of FUSE has neither. What is replaced then is an empty file that was
 * put there a moment ago to claim the name. */
static int
rename_by_claim (int         folder_fd,
                 const char *from,
                 const char *to)
{
  int fd = openat (folder_fd, to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  int fault;

  if (fd < 0)
    return -1;
  close (fd);
  if (renameat (folder_fd, from, folder_fd, to) == 0)
    return 0;
  fault = errno;
  unlinkat (folder_fd, to, 0);
  errno = fault;
  return -1;
}

typedef int (*Rename) (int folder_fd,
                       const char *from,
                       const char *to);

static const Rename ways_to_rename[] = {
  rename_by_flag,
  rename_by_link,
  rename_by_claim,
};

/* Returns what errno would be, or 0. */
static int
rename_no_replace (int         folder_fd,
                   const char *from,
                   const char *to)
{
  int fault = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (ways_to_rename); i++)
    {
      Rename rename_once = ways_to_rename[i];

      if (rename_once (folder_fd, from, to) == 0)
        return 0;
      fault = errno;
      if (fault != EINVAL && fault != ENOSYS && fault != EOPNOTSUPP && fault != EPERM)
        return fault;
    }
  return fault;
}

/* A file only: in the place of a folder, of a link or of what another transfer
 * is writing nothing is put. */
static gboolean
is_replaceable (int         folder_fd,
                const char *name)
{
  struct stat old;

  return fstatat (folder_fd, name, &old, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (old.st_mode) &&
         !g_str_has_suffix (name, SUFFIX);
}

/* What is there stays until the very moment that the new file is. Returns what
 * errno would be, or 0. */
static int
rename_replace (int         folder_fd,
                const char *from,
                const char *to)
{
  int fault = rename_no_replace (folder_fd, from, to);

  if (fault != EEXIST || !is_replaceable (folder_fd, to))
    return fault;
  return renameat (folder_fd, from, folder_fd, to) == 0 ? 0 : errno;
}

/**
 * ferry_part_rename:
 * @folder_fd: a folder
 * @part_name: what ferry_part_create() said
 * @requested: the name that it is to have
 * @if_exists: what a file of that name means
 * @error: return location for an error
 *
 * Renames a file. Where @requested is taken, by a link that leads nowhere too, it
 * becomes the first free of `requested (1)`, `requested (2)`… unless it may replace what
 * is there or has to fail.
 *
 * Returns: (transfer full): the name that it has now, or %NULL with an error
 *   in %FERRY_ERROR
 */
char *
ferry_part_rename (int             folder_fd,
                   const char     *part_name,
                   const char     *requested,
                   FerryIfExists   if_exists,
                   GError        **error)
{
  guint n = if_exists == FERRY_IF_EXISTS_FAIL ? 1 : MAX_NUMBER;

  for (guint number = 0; number < n; number++)
    {
      g_autofree char *target = ferry_file_name_numbered (requested, number, NULL);
      gboolean replace = if_exists == FERRY_IF_EXISTS_REPLACE && number == 0;
      int fault = replace ? rename_replace (folder_fd, part_name, target)
                          : rename_no_replace (folder_fd, part_name, target);

      if (fault == 0)
        return g_steal_pointer (&target);
      if (fault != EEXIST)
        {
          ferry_disk_set_error (error, fault, target);
          return NULL;
        }
    }
  ferry_disk_set_error (error, EEXIST, requested);
  return NULL;
}
