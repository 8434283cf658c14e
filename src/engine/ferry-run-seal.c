/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run does for its bytes on worker threads, since it waits for the
 * disk: checkpoints, and in the end the file's name. */

#include "ferry-run-private.h"

#include "ferry-uri.h"

#include <string.h>

/* Checkpoint: what is written becomes durable. */

static void
sync_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  FerrySink *sink = task_data;
  guint64 *durable = g_new0 (guint64, 1);
  GError *error = NULL;

  if (ferry_sink_sync (sink, durable, &error))
    {
      g_task_return_pointer (task, durable, g_free);
      return;
    }
  g_free (durable);
  g_task_return_error (task, error);
}

/**
 * ferry_run_checkpoint_async:
 * @self: a run that has begun
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Makes what has been written durable, on a worker thread.
 */
void
ferry_run_checkpoint_async (FerryRun            *self,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, ferry_run_checkpoint_async);
  g_task_set_task_data (task, g_object_ref (self->sink), g_object_unref);
  g_task_run_in_thread (task, sync_in_thread);
}

/**
 * ferry_run_checkpoint_finish:
 * @self: a run
 * @result: what the callback got
 * @durable: (out): bytes from the start of the file that a power failure does not take
 * @error: return location for an error
 *
 * Returns: whether it worked
 */
gboolean
ferry_run_checkpoint_finish (FerryRun      *self,
                             GAsyncResult  *result,
                             guint64       *durable,
                             GError       **error)
{
  g_autofree guint64 *bytes = g_task_propagate_pointer (G_TASK (result), error);

  g_mutex_lock (&self->lock);
  self->checkpoint_asked = FALSE;
  g_mutex_unlock (&self->lock);
  if (bytes == NULL)
    return FALSE;
  *durable = *bytes;
  return TRUE;
}

/* Seal: the whole file gets its name. */

static char *
origin_of (FerryRequest *request)
{
  g_autofree char *origin = ferry_uri_redact (request->shown_address);

  origin[strcspn (origin, "?#")] = '\0';
  return g_steal_pointer (&origin);
}

static char *
seal_blocking (FerryRun      *self,
               GCancellable  *cancellable,
               GError       **error)
{
  const char *digest = self->request->checksum;
  FerryResponse *response = self->response != NULL ? self->response : self->previous;
  g_autoptr (FerrySink) sink = NULL;
  g_autofree char *origin = origin_of (self->request);
  g_autofree char *name = NULL;

  /* When an earlier run brought all bytes, this one has opened nothing. */
  if (self->sink != NULL)
    sink = g_object_ref (self->sink);
  else
    sink = ferry_sink_open (self->part_path, self->owner, self->offset, self->offset, error);
  if (sink == NULL)
    return NULL;
  if (digest != NULL &&
      !ferry_sink_verify (sink, self->request->checksum_type, digest, cancellable, error))
    return NULL;
  name = g_path_get_basename (self->file);
  return ferry_sink_finish (sink, name, ferry_run_get_manner (self, name), origin,
                            response != NULL ? response->modified : 0, error);
}

static void
seal_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  char *path = seal_blocking (source, cancellable, &error);

  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * ferry_run_seal_async:
 * @self: a run whose body has arrived
 * @cancellable: (nullable): stops the verification
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Verifies the checksum when there is one, makes the file durable and gives
 * it its final name, on a worker thread.
 */
void
ferry_run_seal_async (FerryRun            *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_run_seal_async);
  /* A file that got its name is told as sealed, however late the cancel. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, seal_in_thread);
}

/**
 * ferry_run_seal_finish:
 * @self: a run
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the path of the file, or %NULL; the unfinished
 *   file is then still there
 */
char *
ferry_run_seal_finish (FerryRun      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
