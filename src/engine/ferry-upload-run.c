/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One attempt at an upload: it says what it is about to send and waits until
 * that is durable, counts what went out, and keeps what the server answers. */

#include "ferry-upload-run.h"

#include "ferry-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Of an answer: it tells about the upload, it is no file of its own. */
#define MAX_ANSWER_BYTES (1024 * 1024)

struct _FerryUploadRun {
  FerryRun parent_instance;

  char *answer_path; /* (owned) (nullable) where the answer is kept */

  /* Of the backend's thread. */
  FerryUpload *upload;      /* (owned) */
  FerryRunGoOn go_on;       /* (nullable) who waits for the journal */
  gpointer go_on_data;      /* (unowned) */
  GMainContext *go_on_from; /* (owned) (nullable) where it waits */
  int answer_fd;            /* -1 when there is no answer to keep */

  /* Of both, under the lock. */
  FerryResponse *response; /* (owned) (nullable) */
  gboolean has_left;       /* bytes that the server may take for the whole, or a part of it */
  guint64 received;        /* bytes of the answer */
};

G_DEFINE_FINAL_TYPE (FerryUploadRun, ferry_upload_run, FERRY_TYPE_RUN)

static guint sending_signal;

static void
ferry_upload_run_finalize (GObject *object)
{
  FerryUploadRun *self = FERRY_UPLOAD_RUN (object);

  if (self->answer_fd >= 0)
    close (self->answer_fd);
  g_free (self->answer_path);
  g_clear_pointer (&self->upload, ferry_upload_unref);
  g_clear_pointer (&self->response, ferry_response_unref);
  g_clear_pointer (&self->go_on_from, g_main_context_unref);
  G_OBJECT_CLASS (ferry_upload_run_parent_class)->finalize (object);
}

static void
ferry_upload_run_class_init (FerryUploadRunClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_upload_run_finalize;

  /**
   * FerryUploadRun::sending:
   * @self: a run
   * @upload: how it is going to be sent
   * @offset: bytes that the server has already
   * @length: of the whole body
   * @restarts: whether it had some before or an address for them, and has none now
   * @waits: whether nothing is sent before ferry_upload_run_continue()
   *
   * Emitted on the main thread, at the start and whenever the server has
   * acknowledged more.
   */
  sending_signal = g_signal_new ("sending", FERRY_TYPE_UPLOAD_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 5, FERRY_TYPE_UPLOAD, G_TYPE_UINT64, G_TYPE_UINT64,
                                 G_TYPE_BOOLEAN, G_TYPE_BOOLEAN);
}

static void
ferry_upload_run_init (FerryUploadRun *self)
{
  self->answer_fd = -1;
}

/* For the engine, on the main thread. */

/**
 * ferry_upload_run_new:
 * @record: of an upload: what to send, and how much of it was sent or acknowledged
 * @answer_path: (nullable): where the body of the answer is kept
 * @limits: the person's settings
 *
 * Returns: (transfer full): a run that has sent nothing
 */
FerryUploadRun *
ferry_upload_run_new (FerryRecord *record,
                      const char  *answer_path,
                      FerryLimits *limits)
{
  FerryUploadRun *self = g_object_new (FERRY_TYPE_UPLOAD_RUN, NULL);

  ferry_run_set_up (FERRY_RUN (self), record->request, record->bytes_done, limits);
  self->upload = ferry_upload_ref (record->upload);
  self->answer_path = g_strdup (answer_path);
  return self;
}

/**
 * ferry_upload_run_get_answer:
 * @self: a run that is over
 *
 * Returns: (transfer none) (nullable): the last answer to an upload
 */
FerryResponse *
ferry_upload_run_get_answer (FerryUploadRun *self)
{
  return self->response;
}

/**
 * ferry_upload_run_get_received:
 * @self: a run
 *
 * Returns: bytes of the answer to an upload that are kept; from any thread
 */
guint64
ferry_upload_run_get_received (FerryUploadRun *self)
{
  guint64 received;

  ferry_run_lock (FERRY_RUN (self));
  received = self->received;
  ferry_run_unlock (FERRY_RUN (self));
  return received;
}

/**
 * ferry_upload_run_get_delivery:
 * @self: a run
 *
 * Returns: what the run knows of bytes that the server may have taken as the
 *   whole request: none has left, some have, or all, and the server has not
 *   answered yet; from any thread
 */
FerryDelivery
ferry_upload_run_get_delivery (FerryUploadRun *self)
{
  gboolean has_left;

  ferry_run_lock (FERRY_RUN (self));
  has_left = self->has_left;
  ferry_run_unlock (FERRY_RUN (self));
  if (!has_left)
    return FERRY_DELIVERY_NOT_SENT;
  return (gint64) ferry_run_get_bytes_done (FERRY_RUN (self)) == ferry_run_get_length (FERRY_RUN (self)) ? FERRY_DELIVERY_UNKNOWN
                                                                                                         : FERRY_DELIVERY_IN_FLIGHT;
}

typedef struct {
  FerryUploadRun *run; /* (owned) */
  GError *error;       /* (owned) (nullable) */
} Continuation;

static void
continuation_free (gpointer data)
{
  Continuation *continuation = data;

  g_object_unref (continuation->run);
  g_clear_error (&continuation->error);
  g_free (continuation);
}

static gboolean
on_continue (gpointer user_data)
{
  Continuation *continuation = user_data;
  FerryUploadRun *self = continuation->run;
  FerryRunGoOn go_on = g_steal_pointer (&self->go_on);

  if (go_on != NULL)
    go_on (continuation->error, self->go_on_data);
  return G_SOURCE_REMOVE;
}

/**
 * ferry_upload_run_continue:
 * @self: a run that waits since ::sending
 * @error: (nullable): why it must not send
 */
void
ferry_upload_run_continue (FerryUploadRun *self,
                           const GError   *error)
{
  Continuation *continuation = g_new0 (Continuation, 1);

  continuation->run = g_object_ref (self);
  continuation->error = error != NULL ? g_error_copy (error) : NULL;
  g_main_context_invoke_full (self->go_on_from, G_PRIORITY_DEFAULT, on_continue, continuation, continuation_free);
}

/* For the backend, on its thread. */

/**
 * ferry_upload_run_get_upload:
 * @self: a run of an upload
 *
 * Returns: (transfer none): how it stands, as ferry_upload_run_send() said last
 */
FerryUpload *
ferry_upload_run_get_upload (FerryUploadRun *self)
{
  return self->upload;
}

typedef struct {
  FerryUploadRun *run; /* (owned) */
  FerryUpload *upload; /* (owned) */
  guint64 offset;
  guint64 length;
  gboolean restarts;
  gboolean waits;
} Sending;

static void
sending_free (gpointer data)
{
  Sending *sending = data;

  g_object_unref (sending->run);
  ferry_upload_unref (sending->upload);
  g_free (sending);
}

static gboolean
on_sending (gpointer user_data)
{
  Sending *sending = user_data;

  g_signal_emit (sending->run, sending_signal, 0, sending->upload, sending->offset, sending->length,
                 sending->restarts, sending->waits);
  return G_SOURCE_REMOVE;
}

static void
tell (FerryUploadRun *self,
      FerryUpload    *upload,
      guint64         offset,
      guint64         length,
      gboolean        restarts)
{
  Sending *sending = g_new0 (Sending, 1);

  sending->run = g_object_ref (self);
  sending->upload = ferry_upload_ref (upload);
  sending->offset = offset;
  sending->length = length;
  sending->restarts = restarts;
  sending->waits = self->go_on != NULL;

  ferry_upload_ref (upload);
  ferry_upload_unref (self->upload);
  self->upload = upload;
  ferry_run_set_progress (FERRY_RUN (self), offset, length);
  ferry_run_post (FERRY_RUN (self), on_sending, sending, sending_free);
}

/**
 * ferry_upload_run_send:
 * @self: a run of an upload
 * @upload: how it is going to be sent
 * @offset: bytes that the server has already
 * @length: of the whole body
 * @go_on: (nullable): called when that is durable
 * @user_data: for @go_on
 *
 * Says what is sent next.
 */
void
ferry_upload_run_send (FerryUploadRun *self,
                       FerryUpload    *upload,
                       guint64         offset,
                       guint64         length,
                       FerryRunGoOn    go_on,
                       gpointer        user_data)
{
  gboolean forgets = self->upload->url != NULL && upload->url == NULL;

  self->go_on = go_on;
  self->go_on_data = user_data;
  if (self->go_on_from == NULL)
    self->go_on_from = g_main_context_ref_thread_default ();
  tell (self, upload, offset, length, forgets || (offset == 0 && ferry_run_get_bytes_done (FERRY_RUN (self)) > 0));
}

/**
 * ferry_upload_run_give_up:
 * @self: a run of an upload
 * @upload: what is left of it
 * @length: of the whole body
 *
 * Says that the server has nothing any more, and that nothing is sent.
 */
void
ferry_upload_run_give_up (FerryUploadRun *self,
                          FerryUpload    *upload,
                          guint64         length)
{
  self->go_on = NULL;
  tell (self, upload, 0, length, FALSE);
}

/**
 * ferry_upload_run_stop_waiting:
 * @self: a run
 *
 * Whoever gave ferry_upload_run_send() a callback is not called any more.
 */
void
ferry_upload_run_stop_waiting (FerryUploadRun *self)
{
  self->go_on = NULL;
}

/**
 * ferry_upload_run_sent:
 * @self: a run of an upload
 * @size: bytes of the body that have left
 *
 * Where the protocol acknowledges nothing, they count as done.
 */
void
ferry_upload_run_sent (FerryUploadRun *self,
                       gsize           size)
{
  ferry_run_spend (FERRY_RUN (self), size);
  if (self->upload->protocol != FERRY_UPLOAD_PROTOCOL_PLAIN)
    return;
  ferry_run_lock (FERRY_RUN (self));
  self->has_left = TRUE;
  ferry_run_unlock (FERRY_RUN (self));
  ferry_run_add_bytes (FERRY_RUN (self), size);
}

/**
 * ferry_upload_run_acknowledge:
 * @self: a run of an upload
 * @bytes: that the server has, from the first one on
 */
void
ferry_upload_run_acknowledge (FerryUploadRun *self,
                              guint64         bytes)
{
  ferry_run_set_progress (FERRY_RUN (self), bytes, ferry_run_get_length (FERRY_RUN (self)));
}

static void
close_answer (FerryUploadRun *self)
{
  if (self->answer_fd >= 0)
    close (self->answer_fd);
  self->answer_fd = -1;
}

/**
 * ferry_upload_run_answer:
 * @self: a run of an upload
 * @response: the head of the answer that ends it, good or bad
 *
 * Takes the place of what was answered before.
 */
void
ferry_upload_run_answer (FerryUploadRun *self,
                         FerryResponse  *response)
{
  close_answer (self);
  ferry_run_lock (FERRY_RUN (self));
  g_clear_pointer (&self->response, ferry_response_unref);
  self->response = ferry_response_ref (response);
  self->received = 0;
  ferry_run_unlock (FERRY_RUN (self));
}

static gboolean
open_answer (FerryUploadRun  *self,
             GError         **error)
{
  g_autofree char *folder = g_path_get_dirname (self->answer_path);

  if (self->answer_fd >= 0)
    return TRUE;
  /* What servers answer may be private. */
  g_mkdir_with_parents (folder, 0700);
  self->answer_fd = TEMP_FAILURE_RETRY (open (self->answer_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (self->answer_fd < 0)
    ferry_disk_set_error (error, errno, self->answer_path);
  return self->answer_fd >= 0;
}

/**
 * ferry_upload_run_keep:
 * @self: a run that was answered
 * @bytes: of the body of the answer
 * @size: how many
 * @error: return location for an error
 *
 * Keeps them, up to a bound; what is beyond is dropped.
 *
 * Returns: %FALSE with an error in %FERRY_ERROR
 */
gboolean
ferry_upload_run_keep (FerryUploadRun  *self,
                       const void      *bytes,
                       gsize            size,
                       GError         **error)
{
  guint64 received = ferry_upload_run_get_received (self);
  const char *next = bytes;

  size = MIN (size, MAX_ANSWER_BYTES - received);
  if (self->answer_path == NULL || size == 0)
    return TRUE;
  if (!open_answer (self, error))
    return FALSE;
  while (size > 0)
    {
      gssize written = TEMP_FAILURE_RETRY (write (self->answer_fd, next, size));

      if (written < 0)
        {
          ferry_disk_set_error (error, errno, self->answer_path);
          return FALSE;
        }
      next += written;
      size -= written;
      ferry_run_lock (FERRY_RUN (self));
      self->received += written;
      ferry_run_unlock (FERRY_RUN (self));
    }
  return TRUE;
}

/* For the engine again: what is told as kept is durable. */

static gboolean
sync_folder (const char  *path,
             GError     **error)
{
  int fd = ferry_disk_open_folder (path, error);
  gboolean is_synced = fd >= 0 && ferry_disk_sync_folder (fd, path, error);

  if (fd >= 0)
    close (fd);
  return is_synced;
}

/* The file, its name, and that of its folder, which may be as new. */
static gboolean
sync_answer (FerryUploadRun  *self,
             GError         **error)
{
  g_autofree char *folder = g_path_get_dirname (self->answer_path);
  g_autofree char *above = g_path_get_dirname (folder);

  if (TEMP_FAILURE_RETRY (fdatasync (self->answer_fd)) < 0)
    {
      ferry_disk_set_error (error, errno, self->answer_path);
      return FALSE;
    }
  return sync_folder (folder, error) && sync_folder (above, error);
}

static void
sync_answer_in_thread (GTask        *task,
                       gpointer      source,
                       gpointer      task_data,
                       GCancellable *cancellable)
{
  FerryUploadRun *self = source;
  g_autoptr (GError) error = NULL;

  if (!sync_answer (self, &error))
    {
      g_message ("An answer is not kept, as it can't be made durable: %s", error->message);
      ferry_run_lock (FERRY_RUN (self));
      self->received = 0;
      ferry_run_unlock (FERRY_RUN (self));
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * ferry_upload_run_keep_answer_async:
 * @self: a run of an upload that the backend is done with
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Makes the body of the answer durable, on a worker thread. When that fails,
 * none is kept: ferry_upload_run_get_received() says so.
 */
void
ferry_upload_run_keep_answer_async (FerryUploadRun      *self,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, ferry_upload_run_keep_answer_async);
  if (self->answer_fd >= 0)
    g_task_run_in_thread (task, sync_answer_in_thread);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ferry_upload_run_keep_answer_finish:
 * @self: a run
 * @result: what the callback got
 */
void
ferry_upload_run_keep_answer_finish (FerryUploadRun *self,
                                     GAsyncResult   *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
