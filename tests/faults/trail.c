/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loaded before the service: writes down, in order, what is done to the files
 * below the folder that FERRY_TEST_DISK names, and what is said on sockets. The
 * trail is the file that FERRY_TEST_TRAIL names; disk.py reads it. */

/* Both names of a call are defined here, which are one and the same else. */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

/* What stands before an entry's name and its data. */
typedef struct {
  uint32_t kind;
  uint32_t fd;
  uint64_t file;
  uint64_t offset;
  uint32_t name_size;
  uint32_t data_size;
} Entry;

#define REAL(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

/* Held while something is done and written down: the order is that of the disk. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int trail = -1;

static void
write_down (char        kind,
            int         fd,
            uint64_t    file,
            uint64_t    offset,
            const char *name,
            const void *data,
            size_t      size)
{
  Entry entry = { kind, fd, file, offset, name != NULL ? strlen (name) : 0, size };
  struct iovec parts[] = {
    { &entry, sizeof entry },
    { (char *) name, entry.name_size },
    { (void *) data, size },
  };
  int fault = errno;

  if (trail < 0)
    {
      const char *path = getenv ("FERRY_TEST_TRAIL");

      if (path == NULL)
        return;
      trail = REAL (open) (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
  if (REAL (writev) (trail, parts, 3) != (ssize_t) (sizeof entry + entry.name_size + size))
    abort ();
  errno = fault;
}

/* The whole name; false for what lies elsewhere. */
static int
find_path (int         folder,
           const char *name,
           char        path[PATH_MAX])
{
  const char *disk = getenv ("FERRY_TEST_DISK");
  char link[64];
  ssize_t size = 0;

  if (disk == NULL || name == NULL)
    return 0;
  if (name[0] != '/' || name[1] == '\0')
    {
      snprintf (link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
      size = readlink (link, path, PATH_MAX - 1);
      if (size < 0)
        return 0;
      path[size++] = '/';
    }
  snprintf (path + size, PATH_MAX - size, "%s", name);
  return strncmp (path, disk, strlen (disk)) == 0 && path[strlen (disk)] == '/';
}

/* The number of a file on the disk, or 0. */
static uint64_t
find_file (int fd)
{
  const char *disk = getenv ("FERRY_TEST_DISK");
  struct stat info, root;

  if (disk == NULL || fstat (fd, &info) < 0 || !S_ISREG (info.st_mode) || stat (disk, &root) < 0)
    return 0;
  return info.st_dev == root.st_dev ? info.st_ino : 0;
}

static int
open_file (int         folder,
           const char *name,
           int         flags,
           mode_t      mode)
{
  char path[PATH_MAX];
  struct stat info;
  int fd, is_new;

  if ((flags & (O_CREAT | O_TRUNC)) == 0 || (flags & O_TMPFILE) == O_TMPFILE || !find_path (folder, name, path))
    return REAL (openat) (folder, name, flags, mode);
  pthread_mutex_lock (&lock);
  is_new = lstat (path, &info) < 0;
  fd = REAL (openat) (folder, name, flags, mode);
  if (fd >= 0 && is_new)
    write_down ('c', fd, find_file (fd), mode, path, NULL, 0);
  else if (fd >= 0 && flags & O_TRUNC)
    write_down ('t', fd, find_file (fd), 0, NULL, NULL, 0);
  pthread_mutex_unlock (&lock);
  return fd;
}

#define OPEN(function)                                                \
  int function (const char *name, int flags, ...)                     \
  {                                                                   \
    va_list rest;                                                     \
    mode_t mode;                                                      \
    va_start (rest, flags);                                           \
    mode = flags & (O_CREAT | O_TMPFILE) ? va_arg (rest, mode_t) : 0; \
    va_end (rest);                                                    \
    return open_file (AT_FDCWD, name, flags, mode);                   \
  }
#define OPEN_AT(function)                                             \
  int function (int folder, const char *name, int flags, ...)         \
  {                                                                   \
    va_list rest;                                                     \
    mode_t mode;                                                      \
    va_start (rest, flags);                                           \
    mode = flags & (O_CREAT | O_TMPFILE) ? va_arg (rest, mode_t) : 0; \
    va_end (rest);                                                    \
    return open_file (folder, name, flags, mode);                     \
  }
OPEN (open)
OPEN (open64)
OPEN_AT (openat)
OPEN_AT (openat64)

int
creat (const char *name,
       mode_t      mode)
{
  return open_file (AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

ssize_t
write (int         fd,
       const void *data,
       size_t      size)
{
  uint64_t file = fd == trail ? 0 : find_file (fd);
  ssize_t written;
  off_t end;

  if (file == 0)
    return REAL (write) (fd, data, size);
  pthread_mutex_lock (&lock);
  written = REAL (write) (fd, data, size);
  end = lseek (fd, 0, SEEK_CUR);
  if (written > 0)
    write_down ('w', fd, file, end - written, NULL, data, written);
  pthread_mutex_unlock (&lock);
  return written;
}

ssize_t
writev (int                 fd,
        const struct iovec *parts,
        int                 count)
{
  ssize_t written = 0;

  if (find_file (fd) == 0)
    return REAL (writev) (fd, parts, count);
  for (int i = 0; i < count; i++)
    {
      ssize_t more = write (fd, parts[i].iov_base, parts[i].iov_len);

      if (more < 0)
        return written > 0 ? written : -1;
      written += more;
      if ((size_t) more < parts[i].iov_len)
        break;
    }
  return written;
}

ssize_t
pwrite (int         fd,
        const void *data,
        size_t      size,
        off_t       offset)
{
  uint64_t file = find_file (fd);
  ssize_t written;

  if (file == 0)
    return REAL (pwrite) (fd, data, size, offset);
  pthread_mutex_lock (&lock);
  written = REAL (pwrite) (fd, data, size, offset);
  if (written > 0)
    write_down ('w', fd, file, offset, NULL, data, written);
  pthread_mutex_unlock (&lock);
  return written;
}

ssize_t
pwrite64 (int         fd,
          const void *data,
          size_t      size,
          off64_t     offset)
{
  return pwrite (fd, data, size, offset);
}

/* Nothing of the service writes in these ways today; who begins to has to teach this. */
#define UNTAUGHT(result, function, ...) \
  result function (__VA_ARGS__)         \
  {                                     \
    if (find_file (fd) != 0)            \
      abort ();                         \
    errno = ENOSYS;                     \
    return -1;                          \
  }
UNTAUGHT (ssize_t, pwritev, int fd, const struct iovec *parts, int count, off_t offset)
UNTAUGHT (ssize_t, pwritev64, int fd, const struct iovec *parts, int count, off64_t offset)
UNTAUGHT (ssize_t, copy_file_range, int from, off64_t *start, int fd, off64_t *offset, size_t size, unsigned flags)

static int
truncate_file (int   fd,
               off_t size)
{
  int result;

  pthread_mutex_lock (&lock);
  result = REAL (ftruncate) (fd, size);
  if (result == 0)
    write_down ('t', fd, find_file (fd), size, NULL, NULL, 0);
  pthread_mutex_unlock (&lock);
  return result;
}

int
ftruncate (int   fd,
           off_t size)
{
  return truncate_file (fd, size);
}

int
ftruncate64 (int     fd,
             off64_t size)
{
  return truncate_file (fd, size);
}

/* Where only places are taken, no content changes; else zeros are written. */
static int
allocate (int   fd,
          int   mode,
          off_t offset,
          off_t size)
{
  int result;

  pthread_mutex_lock (&lock);
  result = REAL (fallocate) (fd, mode, offset, size);
  if (result == 0 && (mode & FALLOC_FL_KEEP_SIZE) == 0)
    write_down ('w', fd, find_file (fd), offset + size, NULL, NULL, 0);
  pthread_mutex_unlock (&lock);
  return result;
}

int
fallocate (int   fd,
           int   mode,
           off_t offset,
           off_t size)
{
  return allocate (fd, mode, offset, size);
}

int
fallocate64 (int     fd,
             int     mode,
             off64_t offset,
             off64_t size)
{
  return allocate (fd, mode, offset, size);
}

int
fsetxattr (int         fd,
           const char *name,
           const void *value,
           size_t      size,
           int         flags)
{
  int result;

  pthread_mutex_lock (&lock);
  result = REAL (fsetxattr) (fd, name, value, size, flags);
  if (result == 0)
    write_down ('x', fd, find_file (fd), 0, name, value, size);
  pthread_mutex_unlock (&lock);
  return result;
}

static int
sync_file (int fd,
           int result)
{
  char path[PATH_MAX];
  struct stat info;

  if (result == 0 && fstat (fd, &info) == 0 && S_ISDIR (info.st_mode) && find_path (fd, ".", path))
    {
      *strrchr (path, '/') = '\0';
      write_down ('d', fd, 0, 0, path, NULL, 0);
    }
  else if (result == 0)
    write_down ('s', fd, find_file (fd), 0, NULL, NULL, 0);
  return result;
}

int
fsync (int fd)
{
  int result;

  pthread_mutex_lock (&lock);
  result = sync_file (fd, REAL (fsync) (fd));
  pthread_mutex_unlock (&lock);
  return result;
}

int
fdatasync (int fd)
{
  int result;

  pthread_mutex_lock (&lock);
  result = sync_file (fd, REAL (fdatasync) (fd));
  pthread_mutex_unlock (&lock);
  return result;
}

static int
name_anew (char        kind,
           int         from_folder,
           const char *from,
           int         to_folder,
           const char *to,
           int         result)
{
  char old[PATH_MAX], new[PATH_MAX];

  if (result == 0 && find_path (from_folder, from, old) && find_path (to_folder, to, new))
    write_down (kind, 0, 0, 0, old, new, strlen (new));
  pthread_mutex_unlock (&lock);
  return result;
}

int
renameat2 (int           from_folder,
           const char   *from,
           int           to_folder,
           const char   *to,
           unsigned int  flags)
{
  pthread_mutex_lock (&lock);
  return name_anew ('r', from_folder, from, to_folder, to,
                    REAL (renameat2) (from_folder, from, to_folder, to, flags));
}

int
renameat (int         from_folder,
          const char *from,
          int         to_folder,
          const char *to)
{
  pthread_mutex_lock (&lock);
  return name_anew ('r', from_folder, from, to_folder, to, REAL (renameat) (from_folder, from, to_folder, to));
}

int
rename (const char *from,
        const char *to)
{
  return renameat (AT_FDCWD, from, AT_FDCWD, to);
}

/* A file that had no name: it is made now, with what it was told before. */
static void
name_first (int         fd,
            int         folder,
            const char *name)
{
  char path[PATH_MAX], names[1024], value[1024];
  ssize_t n_names = flistxattr (fd, names, sizeof names);
  struct stat info;

  if (!find_path (folder, name, path) || fstat (fd, &info) < 0)
    return;
  write_down ('c', fd, find_file (fd), info.st_mode, path, NULL, 0);
  for (char *attribute = names; attribute < names + n_names; attribute += strlen (attribute) + 1)
    {
      ssize_t size = fgetxattr (fd, attribute, value, sizeof value);

      if (size >= 0 && strncmp (attribute, "user.", 5) == 0)
        write_down ('x', fd, find_file (fd), 0, attribute, value, size);
    }
}

int
linkat (int         from_folder,
        const char *from,
        int         to_folder,
        const char *to,
        int         flags)
{
  int fd, result;

  pthread_mutex_lock (&lock);
  result = REAL (linkat) (from_folder, from, to_folder, to, flags);
  if (sscanf (from, "/proc/self/fd/%d", &fd) != 1)
    return name_anew ('l', from_folder, from, to_folder, to, result);
  if (result == 0)
    name_first (fd, to_folder, to);
  pthread_mutex_unlock (&lock);
  return result;
}

int
link (const char *from,
      const char *to)
{
  return linkat (AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
unlinkat (int         folder,
          const char *name,
          int         flags)
{
  char path[PATH_MAX];
  int result;

  pthread_mutex_lock (&lock);
  result = REAL (unlinkat) (folder, name, flags);
  if (result == 0 && find_path (folder, name, path))
    write_down ('u', 0, 0, 0, path, NULL, 0);
  pthread_mutex_unlock (&lock);
  return result;
}

int
unlink (const char *name)
{
  return unlinkat (AT_FDCWD, name, 0);
}

int
mkdir (const char *name,
       mode_t      mode)
{
  char path[PATH_MAX];
  int result;

  pthread_mutex_lock (&lock);
  result = REAL (mkdir) (name, mode);
  if (result == 0 && find_path (AT_FDCWD, name, path))
    write_down ('m', 0, 0, mode, path, NULL, 0);
  pthread_mutex_unlock (&lock);
  return result;
}

/* What is said on a socket, by its kind: words on the bus, else to a server. */
static char
kind_of (int  fd,
         char on_bus)
{
  struct sockaddr_storage name;
  socklen_t size = sizeof name;

  if (getsockname (fd, (struct sockaddr *) &name, &size) < 0)
    return 0;
  return name.ss_family == AF_UNIX ? on_bus : 'n';
}

static void
say (char                kind,
     int                 fd,
     const struct iovec *parts,
     size_t              count,
     size_t              size)
{
  pthread_mutex_lock (&lock);
  for (size_t i = 0; i < count && size > 0; i++)
    {
      size_t length = parts[i].iov_len < size ? parts[i].iov_len : size;

      write_down (kind, fd, 0, 0, NULL, parts[i].iov_base, length);
      size -= length;
    }
  pthread_mutex_unlock (&lock);
}

/* Whoever hears it may act at once, so it is written down before; what then
 * could not be sent is taken back. */
static ssize_t
send_message (int                  fd,
              const struct msghdr *message,
              int                  flags)
{
  char kind = kind_of (fd, 'o');
  size_t size = 0;
  ssize_t sent;

  for (size_t i = 0; i < message->msg_iovlen; i++)
    size += message->msg_iov[i].iov_len;
  if (kind != 0)
    say (kind, fd, message->msg_iov, message->msg_iovlen, size);
  sent = REAL (sendmsg) (fd, message, flags);
  if (kind != 0 && sent < (ssize_t) size)
    {
      pthread_mutex_lock (&lock);
      write_down ('b', fd, 0, sent < 0 ? size : size - sent, NULL, NULL, 0);
      pthread_mutex_unlock (&lock);
    }
  return sent;
}

ssize_t
sendmsg (int                  fd,
         const struct msghdr *message,
         int                  flags)
{
  return send_message (fd, message, flags);
}

ssize_t
send (int         fd,
      const void *data,
      size_t      size,
      int         flags)
{
  struct iovec part = { (void *) data, size };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

  return send_message (fd, &message, flags);
}

/* Where several lines are told apart: what follows is said on a new one. */
int
connect (int                    fd,
         const struct sockaddr *name,
         socklen_t              size)
{
  pthread_mutex_lock (&lock);
  write_down ('k', fd, 0, 0, NULL, NULL, 0);
  pthread_mutex_unlock (&lock);
  return REAL (connect) (fd, name, size);
}

ssize_t
recvmsg (int            fd,
         struct msghdr *message,
         int            flags)
{
  ssize_t size = REAL (recvmsg) (fd, message, flags);

  if (size > 0 && kind_of (fd, 'i') == 'i')
    say ('i', fd, message->msg_iov, message->msg_iovlen, size);
  return size;
}
