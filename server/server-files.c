/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of a folder. The way to a file is walked a step at a time without
 * following links, so that it cannot lead out of the folder, also not when
 * somebody changes it meanwhile. Opening may wait for a disk, so it has a
 * thread; the message waits, paused. */

#include "server-content.h"
#include "server-request.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  ServerFolder *folder; /* (owned) (nullable) when none is shown */
  guint64 rate;
  SoupServerMessage *message; /* (owned) */
  char *path;                 /* (owned) below the folder */
  int file;                   /* (owned) -1 until opened */
  struct stat about;
} Opening;

static void open_file (GTask        *task,
                       gpointer      source,
                       gpointer      task_data,
                       GCancellable *cancellable);
static void on_opened (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data);

static void
free_opening (gpointer data)
{
  Opening *opening = data;

  g_clear_pointer (&opening->folder, server_folder_unref);
  g_clear_object (&opening->message);
  g_free (opening->path);
  if (opening->file >= 0)
    close (opening->file);
  g_free (opening);
}

static gboolean
is_plain_name (const char *name)
{
  return *name != '\0' && !g_str_equal (name, ".") && !g_str_equal (name, "..");
}

/* A FIFO must not make us wait for its writer, hence O_NONBLOCK. */
static int
open_step (int         folder,
           const char *name,
           gboolean    last)
{
  int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (last ? O_NONBLOCK : O_DIRECTORY);

  return is_plain_name (name) ? openat (folder, name, flags) : -1;
}

static int
open_beneath (int         folder,
              const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", -1);
  int at = dup (folder);

  for (char **name = names; *name != NULL && at >= 0; name++)
    {
      int next = open_step (at, *name, name[1] == NULL);

      close (at);
      at = next;
    }
  return at;
}

static void
open_file (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  Opening *opening = task_data;

  opening->file = opening->folder != NULL ? open_beneath (opening->folder->fd, opening->path) : -1;
  g_task_return_boolean (task, opening->file >= 0 &&
                                 fstat (opening->file, &opening->about) == 0 &&
                                 S_ISREG (opening->about.st_mode));
}

static char *
make_etag (const struct stat *about)
{
  return g_strdup_printf ("\"%" G_GINT64_MODIFIER "x-%lx-%" G_GINT64_MODIFIER "x\"",
                          (gint64) about->st_mtim.tv_sec, about->st_mtim.tv_nsec, (gint64) about->st_size);
}

static char *
make_date (const struct stat *about)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (about->st_mtim.tv_sec);

  return time != NULL ? soup_date_time_to_string (time, SOUP_DATE_HTTP) : NULL;
}

static void
send_file (Opening *opening)
{
  g_autofree char *etag = make_etag (&opening->about);
  g_autofree char *date = make_date (&opening->about);
  g_autoptr (GInputStream) stream = NULL;
  ServerSpan span;
  ServerContent content = {
    .length = opening->about.st_size,
    .etag = etag,
    .last_modified = date,
    .pace.bytes_per_second = opening->rate,
  };

  if (!server_content_begin (&content, opening->message, &span))
    return;
  lseek (opening->file, span.first, SEEK_SET);
  stream = g_unix_input_stream_new (g_steal_fd (&opening->file), TRUE);
  server_body_send (opening->message, stream, span.count, &content.pace);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = G_TASK (result);
  Opening *opening = g_task_get_task_data (task);

  if (g_task_propagate_boolean (task, NULL))
    send_file (opening);
  else
    soup_server_message_set_status (opening->message, SOUP_STATUS_NOT_FOUND, NULL);
  soup_server_message_unpause (opening->message);
}

static void
serve_file (const ServerRequest *request)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_opened, NULL);
  Opening *opening = g_new0 (Opening, 1);
  ServerFolder *folder = server_site_get_folder (request->site);

  opening->folder = folder != NULL ? server_folder_ref (folder) : NULL;
  opening->rate = server_site_limit_rate (request->site, 0);
  opening->message = g_object_ref (request->message);
  opening->path = g_strdup (request->rest);
  opening->file = -1;
  g_task_set_source_tag (task, serve_file);
  g_task_set_task_data (task, opening, free_opening);
  soup_server_message_pause (request->message);
  g_task_run_in_thread (task, open_file);
}

const ServerRoute server_file_routes[] = {
  { "data/", serve_file, 0,
    "files of --folder; ranges, ETag, Last-Modified; links are not followed" },
  { NULL },
};
