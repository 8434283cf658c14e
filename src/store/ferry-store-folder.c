/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder of the journal: private to the person, held by one service at a
 * time, and a place where a journal that can't be read is kept for whoever
 * wants to repair it. Knows files, not what is in them. */

#include "ferry-store-folder.h"

#include "ferry-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

/* As many journals set aside in one second mean that something else is wrong. */
#define MAX_SET_ASIDE 100

/* A service that has just given up its name on the bus may need a moment for
 * its last transaction. */
#define LOCK_ATTEMPTS 40

/* At a time; a journal of many transfers has megabytes. */
#define BLOCK_BYTES 65536

#define LOCK_PAUSE_US (50 * 1000)

static void
set_error_from_errno (GError     **error,
                      int          saved_errno,
                      const char  *sentence,
                      const char  *path)
{
  g_autoptr (GString) text = g_string_new (_ (sentence));
  int code = FERRY_ERROR_JOURNAL;

  if (saved_errno == ENOSPC || saved_errno == EDQUOT)
    code = FERRY_ERROR_NO_SPACE;
  else if (saved_errno == EACCES || saved_errno == EPERM || saved_errno == EROFS)
    code = FERRY_ERROR_ACCESS_DENIED;
  g_string_replace (text, "{reason}", g_strerror (saved_errno), 1);
  g_string_replace (text, "{name}", path, 1);
  g_set_error_literal (error, FERRY_ERROR, code, text->str);
}

static int
open_private (const char *path)
{
  return g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

static gboolean
take_lock (int fd)
{
  for (int i = 1; flock (fd, LOCK_EX | LOCK_NB) != 0; i++)
    {
      if (errno != EWOULDBLOCK || i == LOCK_ATTEMPTS)
        return FALSE;
      g_usleep (LOCK_PAUSE_US);
    }
  return TRUE;
}

static void
sync_folder (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0 || fsync (fd) != 0)
    g_debug ("Folder “%s” can't be made durable: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
}

/* A power cut takes a new folder, and all that was synced in it, unless its name
 * is durable. */
static gboolean
make_folder (const char *folder)
{
  g_autofree char *above = NULL;

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  above = g_path_get_dirname (folder);
  if (!make_folder (above) || g_mkdir (folder, 0700) != 0)
    return FALSE;
  sync_folder (above);
  return TRUE;
}

/**
 * ferry_store_folder_lock:
 * @folder: path of the folder; it is made when there is none
 * @error: return location for an error
 *
 * Takes the folder for this service alone, until the descriptor is closed or
 * the process ends, however it ends.
 *
 * Returns: a file descriptor to close, or -1 with %FERRY_ERROR_JOURNAL,
 *   %FERRY_ERROR_NO_SPACE or %FERRY_ERROR_ACCESS_DENIED
 */
int
ferry_store_folder_lock (const char  *folder,
                         GError     **error)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  int fd;

  if (!make_folder (folder))
    {
      /* Translators: {name} stands for a path here and below, {reason} for what the system says; both are to stay as they are */
      set_error_from_errno (error, errno, N_ ("Can’t make the folder “{name}”: {reason}"), folder);
      return -1;
    }
  fd = open_private (path);
  if (fd < 0)
    {
      set_error_from_errno (error, errno, N_ ("Can’t open “{name}”: {reason}"), path);
      return -1;
    }
  if (!take_lock (fd))
    {
      if (errno == EWOULDBLOCK)
        g_set_error (error, FERRY_ERROR, FERRY_ERROR_JOURNAL,
                     _ ("Another service uses the journal in “%s”"), folder);
      else
        set_error_from_errno (error, errno, N_ ("Can’t lock “{name}”: {reason}"), path);
      close (fd);
      return -1;
    }
  return fd;
}

/**
 * ferry_store_folder_get_file:
 * @folder: path of a folder
 *
 * Returns: (transfer full): path of the journal, which may not be there
 */
char *
ferry_store_folder_get_file (const char *folder)
{
  return g_build_filename (folder, FERRY_STORE_FILE, NULL);
}

/**
 * ferry_store_folder_add_file:
 * @path: path of a journal
 * @error: return location for an error
 *
 * Makes an empty journal where there is none. SQLite would make one that
 * others may read; and the files beside it take after it.
 *
 * Returns: whether there is one
 */
gboolean
ferry_store_folder_add_file (const char  *path,
                             GError     **error)
{
  int fd = open_private (path);

  if (fd < 0)
    {
      set_error_from_errno (error, errno, N_ ("Can’t open “{name}”: {reason}"), path);
      return FALSE;
    }
  close (fd);
  return TRUE;
}

static gboolean
read_through (const char  *path,
              GError     **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  g_autofree char *block = g_malloc (BLOCK_BYTES);
  off_t offset = 0;
  ssize_t n;
  int saved_errno;

  if (fd < 0 && errno == ENOENT)
    return TRUE;
  if (fd < 0)
    {
      set_error_from_errno (error, errno, N_ ("Can’t open “{name}”: {reason}"), path);
      return FALSE;
    }
  while ((n = pread (fd, block, BLOCK_BYTES, offset)) > 0 || (n < 0 && errno == EINTR))
    offset += MAX (n, 0);
  saved_errno = errno;
  close (fd);
  if (n < 0)
    set_error_from_errno (error, saved_errno, N_ ("Can’t read “{name}”: {reason}"), path);
  return n == 0;
}

/**
 * ferry_store_folder_read_through:
 * @path: path of a journal
 * @error: return location for an error
 *
 * Returns: whether each byte of the journal and of its log can be read
 */
gboolean
ferry_store_folder_read_through (const char  *path,
                                 GError     **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  return read_through (path, error) && read_through (log, error);
}

/* The log goes first: were it left alone with a fresh journal, SQLite would
 * play it into that one. */
static const char *const suffixes[] = { "-wal", "-shm", "" };

static char *
get_new_name (const char *path)
{
  return g_strconcat (path, ".new", NULL);
}

static gboolean
rename_file (const char  *from,
             const char  *to,
             GError     **error)
{
  if (g_rename (from, to) == 0)
    return TRUE;
  set_error_from_errno (error, errno, N_ ("Can’t rename “{name}”: {reason}"), from);
  return FALSE;
}

static void
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  sync_folder (folder);
}

/**
 * ferry_store_folder_begin_new:
 * @path: path of a journal
 * @error: return location for an error
 *
 * Makes an empty file for the journal that is to take the place of a damaged
 * one. What is left of an earlier one, which never became whole, goes.
 *
 * Returns: (transfer full): path of the file, or %NULL
 */
char *
ferry_store_folder_begin_new (const char  *path,
                              GError     **error)
{
  g_autofree char *begun = g_strconcat (path, ".begun", NULL);

  g_unlink (begun);
  return ferry_store_folder_add_file (begun, error) ? g_steal_pointer (&begun) : NULL;
}

/**
 * ferry_store_folder_complete_new:
 * @path: path of a journal
 * @begun: what ferry_store_folder_begin_new() returned; whole now, and not open
 * @error: return location for an error
 *
 * From here on a power cut leaves the new journal, and
 * ferry_store_folder_has_new() says so.
 *
 * Returns: whether it is durable
 */
gboolean
ferry_store_folder_complete_new (const char  *path,
                                 const char  *begun,
                                 GError     **error)
{
  g_autofree char *whole = get_new_name (path);
  int fd = g_open (begun, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (!synced)
    set_error_from_errno (error, errno, N_ ("Can’t write “{name}”: {reason}"), begun);
  if (fd >= 0)
    close (fd);
  if (!synced || !rename_file (begun, whole, error))
    return FALSE;
  sync_folder_of (path);
  return TRUE;
}

/**
 * ferry_store_folder_has_new:
 * @path: path of a journal
 *
 * Returns: whether a whole new journal waits to take its place, in this life of
 *   the service or since an earlier one; then @path is not to be opened before
 */
gboolean
ferry_store_folder_has_new (const char *path)
{
  g_autofree char *whole = get_new_name (path);

  return g_file_test (whole, G_FILE_TEST_EXISTS);
}

/* The name for a damaged journal: of the moment when the new one became whole, and
 * the last that is taken when the journal has it already, so that the next service
 * finds the same name when this one is killed in between. The lock keeps other
 * services away: what is free stays free until it is used. */
static char *
find_name_aside (const char *path,
                 const char *whole)
{
  gboolean is_moved = !g_file_test (path, G_FILE_TEST_EXISTS);
  g_autoptr (GDateTime) moment = NULL;
  g_autofree char *stamp = NULL;
  g_autofree char *taken = NULL;
  GStatBuf info;

  if (g_stat (whole, &info) != 0)
    return NULL;
  moment = g_date_time_new_from_unix_local (info.st_mtime);
  stamp = g_date_time_format (moment, "%Y%m%d-%H%M%S");
  for (int i = 1; i < MAX_SET_ASIDE; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup_printf ("%s.unreadable-%s", path, stamp)
                                     : g_strdup_printf ("%s.unreadable-%s-%d", path, stamp, i);

      if (!g_file_test (name, G_FILE_TEST_EXISTS))
        return is_moved && taken != NULL ? g_steal_pointer (&taken) : g_steal_pointer (&name);
      g_free (taken);
      taken = g_steal_pointer (&name);
    }
  return NULL;
}

/**
 * ferry_store_folder_set_aside:
 * @path: path of a journal that is not open, and for which there is a whole new one
 * @error: return location for an error
 *
 * Renames a journal and the files that belong to it, and puts the new one in
 * its place. Wherever this is cut short, doing it once more completes it.
 *
 * Returns: (transfer full): where the old one is now, or %NULL
 */
char *
ferry_store_folder_set_aside (const char  *path,
                              GError     **error)
{
  g_autofree char *whole = get_new_name (path);
  g_autofree char *aside = find_name_aside (path, whole);

  if (aside == NULL)
    {
      set_error_from_errno (error, EEXIST, N_ ("Can’t set aside “{name}”: {reason}"), path);
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      if (g_file_test (from, G_FILE_TEST_EXISTS) && !rename_file (from, to, error))
        return NULL;
    }
  sync_folder_of (path);
  if (!rename_file (whole, path, error))
    return NULL;
  sync_folder_of (path);
  return g_steal_pointer (&aside);
}
