/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which sandboxed app a process belongs to, or which program it runs. Flatpak puts a file with the app's
 * name into the root of each of its sandboxes, where the app can't change it;
 * the proxy that speaks for the app on the bus has the same root. */

#include "ferry-sandbox.h"

#include "ferry-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INFO_FILE ".flatpak-info"

/* Flatpak's own are a few hundred bytes. */
#define MAX_INFO_BYTES (64 * 1024)

/* Linux keeps 15, and a line break. */
#define MAX_PROGRAM_BYTES 16

static gboolean
fail (GError     **error,
      guint        pid,
      const char  *why)
{
  /* Translators: the number of a process, and the reason */
  g_set_error (error, FERRY_ERROR, FERRY_ERROR_ACCESS_DENIED,
               _ ("It can't be told whether process %u is in a sandbox: %s"), pid, why);
  return FALSE;
}

/* Returns: a descriptor, -1 with errno set */
static int
open_info (const char *proc,
           guint       pid)
{
  g_autofree char *path = g_strdup_printf ("%s/%u/root", proc, pid);
  int root = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  int fd, fault;

  if (root < 0)
    {
      /* No process is not the same as no such file in its root. */
      errno = errno == ENOENT ? ESRCH : errno;
      return -1;
    }
  fd = openat (root, INFO_FILE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  fault = errno;
  close (root);
  errno = fault;
  return fd;
}

static gboolean
read_all (int      fd,
          GString *text)
{
  struct stat info;
  gssize n;

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > MAX_INFO_BYTES)
    return FALSE;
  g_string_set_size (text, info.st_size);
  n = TEMP_FAILURE_RETRY (pread (fd, text->str, info.st_size, 0));
  return n == info.st_size;
}

static char *
parse (const GString *text)
{
  g_autoptr (GKeyFile) info = g_key_file_new ();
  g_autofree char *name = NULL;

  if (!g_key_file_load_from_data (info, text->str, text->len, G_KEY_FILE_NONE, NULL))
    return NULL;
  name = g_key_file_get_string (info, "Application", "name", NULL);
  return name != NULL && g_application_id_is_valid (name) ? g_steal_pointer (&name) : NULL;
}

/**
 * ferry_sandbox_read_app_id:
 * @proc: path of the proc file system
 * @pid: a process
 * @error: return location for an error
 *
 * Blocks on the file system, which may be slow: a sandbox's root can be one of
 * FUSE.
 *
 * Returns: (transfer full): the app's id, empty outside of a sandbox; %NULL with
 *   %FERRY_ERROR_ACCESS_DENIED when that can't be told
 */
char *
ferry_sandbox_read_app_id (const char  *proc,
                           guint        pid,
                           GError     **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char *app_id = NULL;
  int fd = open_info (proc, pid);

  if (fd < 0 && errno == ENOENT)
    return g_strdup ("");
  if (fd < 0)
    {
      fail (error, pid, g_strerror (errno));
      return NULL;
    }
  if (read_all (fd, text))
    app_id = parse (text);
  close (fd);
  if (app_id == NULL)
    fail (error, pid, _ ("its file .flatpak-info makes no sense"));
  return app_id;
}

/**
 * ferry_sandbox_read_program:
 * @proc: path of the proc file system
 * @pid: a process
 *
 * Of a script with a line that says who runs it, the name is the script's.
 * Blocks on the file system.
 *
 * Returns: (transfer full): the name that the process goes by, in at most 15
 *   bytes of whatever it has set; empty when that can't be read
 */
char *
ferry_sandbox_read_program (const char *proc,
                            guint       pid)
{
  g_autofree char *path = g_strdup_printf ("%s/%u/comm", proc, pid);
  char name[MAX_PROGRAM_BYTES + 1] = "";
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd >= 0)
    {
      gssize n = TEMP_FAILURE_RETRY (read (fd, name, MAX_PROGRAM_BYTES));

      name[MAX (n, 0)] = '\0';
      close (fd);
    }
  name[strcspn (name, "\n")] = '\0';
  return g_strdup (name);
}

/**
 * ferry_sandbox_may_see:
 * @sandbox: (nullable): the app in whose sandbox the caller is, empty outside of
 *   one, %NULL when it is not known
 * @owner: the app whose transfer it is
 *
 * Returns: whether a transfer is there for who asks: programs outside of a
 *   sandbox see all of them, an app in one its own
 */
gboolean
ferry_sandbox_may_see (const char *sandbox,
                       const char *owner)
{
  return sandbox != NULL && (*sandbox == '\0' || g_str_equal (sandbox, owner));
}
