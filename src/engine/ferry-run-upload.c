/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What only an upload's run does: it says what it is about to send and waits
 * until that is durable, counts what went out, and keeps what the server
 * answers. */

#include "ferry-run-private.h"

#include "ferry-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Of an answer: it tells about the upload, it is no file of its own. */
#define MAX_ANSWER_BYTES (1024 * 1024)

static guint sending_signal;

void
ferry_run_upload_class_init (FerryRunClass *class)
{
  /**
   * FerryRun::sending:
   * @self: a run
   * @upload: how it is going to be sent
   * @offset: bytes that the server has already
   * @length: of the whole body
   * @restarts: whether it had some before or a place for them, and has none now
   * @waits: whether nothing is sent before ferry_run_continue()
   *
   * Emitted on the main thread, at the start and whenever the server has
   * acknowledged more.
   */
  sending_signal = g_signal_new ("sending", FERRY_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 5, FERRY_TYPE_UPLOAD, G_TYPE_UINT64, G_TYPE_UINT64,
                                 G_TYPE_BOOLEAN, G_TYPE_BOOLEAN);
}

void
ferry_run_upload_clear (FerryRun *self)
{
  if (self->answer_fd >= 0)
    close (self->answer_fd);
  g_free (self->answer_path);
  g_clear_pointer (&self->upload, ferry_upload_unref);
  g_clear_pointer (&self->go_on_from, g_main_context_unref);
}

/* For the engine, on the main thread. */

/**
 * ferry_run_set_upload:
 * @self: a run that was just made
 * @upload: how the upload stands
 * @bytes_done: bytes that were sent or acknowledged before
 * @answer_path: (nullable): where the body of the answer is kept
 */
void
ferry_run_set_upload (FerryRun    *self,
                      FerryUpload *upload,
                      guint64      bytes_done,
                      const char  *answer_path)
{
  self->upload = ferry_upload_ref (upload);
  self->bytes_done = self->offset = bytes_done;
  self->answer_path = g_strdup (answer_path);
}

/**
 * ferry_run_get_answer:
 * @self: a run that is over
 *
 * Returns: (transfer none) (nullable): the last answer to an upload
 */
FerryResponse *
ferry_run_get_answer (FerryRun *self)
{
  return self->response;
}

/**
 * ferry_run_get_received:
 * @self: a run
 *
 * Returns: bytes of the answer to an upload that are kept; from any thread
 */
guint64
ferry_run_get_received (FerryRun *self)
{
  guint64 received;

  g_mutex_lock (&self->lock);
  received = self->received;
  g_mutex_unlock (&self->lock);
  return received;
}

/**
 * ferry_run_is_exposed:
 * @self: a run
 *
 * Returns: whether bytes have left that the server may have taken as the
 *   whole request; from any thread
 */
gboolean
ferry_run_is_exposed (FerryRun *self)
{
  gboolean exposed;

  g_mutex_lock (&self->lock);
  exposed = self->is_exposed;
  g_mutex_unlock (&self->lock);
  return exposed;
}

typedef struct {
  FerryRun *run; /* (owned) */
  GError *error; /* (owned) (nullable) */
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
  FerryRun *self = continuation->run;
  FerryRunGoOn go_on = g_steal_pointer (&self->go_on);

  if (go_on != NULL)
    go_on (continuation->error, self->go_on_data);
  return G_SOURCE_REMOVE;
}

/**
 * ferry_run_continue:
 * @self: a run that waits since ::sending
 * @error: (nullable): why it must not send
 */
void
ferry_run_continue (FerryRun     *self,
                    const GError *error)
{
  Continuation *continuation = g_new0 (Continuation, 1);

  continuation->run = g_object_ref (self);
  continuation->error = error != NULL ? g_error_copy (error) : NULL;
  g_main_context_invoke_full (self->go_on_from, G_PRIORITY_DEFAULT, on_continue, continuation, continuation_free);
}

/* For the backend, on its thread. */

/**
 * ferry_run_get_upload:
 * @self: a run of an upload
 *
 * Returns: (transfer none): how it stands, as ferry_run_send() said last
 */
FerryUpload *
ferry_run_get_upload (FerryRun *self)
{
  return self->upload;
}

typedef struct {
  FerryRun *run;       /* (owned) */
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
tell (FerryRun    *self,
      FerryUpload *upload,
      guint64      offset,
      guint64      length,
      gboolean     restarts)
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
  g_mutex_lock (&self->lock);
  self->bytes_done = offset;
  self->length = length;
  g_mutex_unlock (&self->lock);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, on_sending, sending, sending_free);
}

/**
 * ferry_run_send:
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
ferry_run_send (FerryRun     *self,
                FerryUpload  *upload,
                guint64       offset,
                guint64       length,
                FerryRunGoOn  go_on,
                gpointer      user_data)
{
  gboolean forgets = self->upload->url != NULL && upload->url == NULL;

  self->go_on = go_on;
  self->go_on_data = user_data;
  if (self->go_on_from == NULL)
    self->go_on_from = g_main_context_ref_thread_default ();
  tell (self, upload, offset, length, forgets || (offset == 0 && ferry_run_get_bytes_done (self) > 0));
}

/**
 * ferry_run_give_up:
 * @self: a run of an upload
 * @upload: what is left of it
 * @length: of the whole body
 *
 * Says that the server has nothing any more, and that nothing is sent.
 */
void
ferry_run_give_up (FerryRun    *self,
                   FerryUpload *upload,
                   guint64      length)
{
  self->go_on = NULL;
  tell (self, upload, 0, length, FALSE);
}

/**
 * ferry_run_stop_waiting:
 * @self: a run
 *
 * Whoever gave ferry_run_send() a callback is not called any more.
 */
void
ferry_run_stop_waiting (FerryRun *self)
{
  self->go_on = NULL;
}

/**
 * ferry_run_sent:
 * @self: a run of an upload
 * @size: bytes of the body that have left
 *
 * Where the protocol acknowledges nothing, they count as done.
 */
void
ferry_run_sent (FerryRun *self,
                gsize     size)
{
  ferry_run_spend (self, size);
  if (self->upload->protocol != FERRY_UPLOAD_PROTOCOL_PLAIN)
    return;
  g_mutex_lock (&self->lock);
  self->bytes_done += size;
  self->is_exposed = TRUE;
  g_mutex_unlock (&self->lock);
}

/**
 * ferry_run_acknowledge:
 * @self: a run of an upload
 * @bytes: that the server has, from the first one on
 */
void
ferry_run_acknowledge (FerryRun *self,
                       guint64   bytes)
{
  g_mutex_lock (&self->lock);
  self->bytes_done = bytes;
  g_mutex_unlock (&self->lock);
}

static void
close_answer (FerryRun *self)
{
  if (self->answer_fd >= 0)
    close (self->answer_fd);
  self->answer_fd = -1;
}

/**
 * ferry_run_answer:
 * @self: a run of an upload
 * @response: the head of the answer that ends it, good or bad
 *
 * Takes the place of what was answered before.
 */
void
ferry_run_answer (FerryRun      *self,
                  FerryResponse *response)
{
  close_answer (self);
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->response, ferry_response_unref);
  self->response = ferry_response_ref (response);
  self->received = 0;
  g_mutex_unlock (&self->lock);
}

static gboolean
open_answer (FerryRun  *self,
             GError   **error)
{
  if (self->answer_fd >= 0)
    return TRUE;
  self->answer_fd = TEMP_FAILURE_RETRY (open (self->answer_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (self->answer_fd < 0)
    ferry_disk_set_error (error, errno, self->answer_path);
  return self->answer_fd >= 0;
}

/**
 * ferry_run_keep:
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
ferry_run_keep (FerryRun    *self,
                const void  *bytes,
                gsize        size,
                GError     **error)
{
  guint64 received = ferry_run_get_received (self);
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
      g_mutex_lock (&self->lock);
      self->received += written;
      g_mutex_unlock (&self->lock);
    }
  return TRUE;
}
