/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A protocol whose servers do what a test has written down for them, on the
 * main thread or, as real ones do, on another. */

#include "ferry-fake-backend.h"

#include "ferry-error.h"

#include <string.h>

#define BLOCK_BYTES 4096

/* For a run on another thread to fall silent. */
#define PATIENCE (20 * G_USEC_PER_SEC)

/* A run from the backend's side. */
typedef struct {
  FerryFakeBackend *backend; /* (owned) */
  FerryRun *run;             /* (owned) */
  FerryFakeScript script;
  char *address;  /* (owned) */
  gulong handler; /* of the cancellable */
} Play;

struct _FerryFakeBackend {
  GObject parent_instance;

  gboolean threaded;
  FerryFakeScript usual;
  GQueue scripts;        /* (element-type FerryFakeScript) for the next runs */
  FerryRequest *request; /* (owned) (nullable) the last one */
  guint64 offset;        /* of the last run */
  guint n_runs;
  guint n_abandoned;
  FerryRequest *abandoned;       /* (owned) (nullable) the last that was let go */
  FerryUpload *abandoned_upload; /* (owned) (nullable) its upload */
  guint n_open;
  guint most_open;
  gboolean stubborn;  /* whether a canceled run goes on until it is let go */
  GPtrArray *threads; /* (owned) (element-type GThread) */

  GMutex lock;
  GCond fell_silent;
  GPtrArray *silent; /* (owned) (element-type GTask) runs that wait to be ended */
};

static void ferry_fake_backend_iface_init (FerryBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryFakeBackend, ferry_fake_backend, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (FERRY_TYPE_BACKEND, ferry_fake_backend_iface_init))

static void
play_free (gpointer data)
{
  Play *play = data;

  g_object_unref (play->backend);
  g_object_unref (play->run);
  g_free (play->address);
  g_free (play);
}

static char
byte_at (guint   seed,
         guint64 offset)
{
  return (char) ((offset * 31 + (offset >> 8) * 7 + seed * 101) & 0xff);
}

/**
 * ferry_fake_backend_body:
 * @seed: which body
 * @length: in bytes
 *
 * Returns: (transfer full): what a run brings
 */
char *
ferry_fake_backend_body (guint seed,
                         gsize length)
{
  char *body = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    body[i] = byte_at (seed, i);
  body[length] = '\0';
  return body;
}

static FerryResponse *
make_response (Play *play)
{
  FerryResponse *response = ferry_response_new ();

  response->status_code = 200;
  response->uri = g_strdup (play->address);
  response->etag = g_strdup_printf ("\"%u\"", play->script.seed);
  response->resumable = TRUE;
  response->name = g_strdup (play->script.name);
  if (!play->script.length_is_unknown)
    response->length = (gint64) play->script.length;
  return response;
}

static gboolean
bring (Play     *play,
       guint64   offset,
       GError  **error)
{
  guint64 end = play->script.length;
  char block[BLOCK_BYTES];

  if (play->script.bytes > 0)
    end = MIN (end, offset + play->script.bytes);
  while (offset < end)
    {
      gsize size = MIN (sizeof block, end - offset);

      for (gsize i = 0; i < size; i++)
        block[i] = byte_at (play->script.seed, offset + i);
      if (!ferry_download_run_write (FERRY_DOWNLOAD_RUN (play->run), offset, block, size, error))
        return FALSE;
      offset += size;
    }
  return TRUE;
}

static gboolean
answer (Play    *play,
        GError **error)
{
  g_autoptr (FerryResponse) response = make_response (play);
  guint64 offset = play->script.restarts ? 0 : ferry_run_get_offset (play->run);

  return ferry_download_run_begin (FERRY_DOWNLOAD_RUN (play->run), response, !play->script.restarts, error) && bring (play, offset, error);
}

static gboolean
take_silent (FerryFakeBackend *self,
             GTask            *task)
{
  gboolean found;

  g_mutex_lock (&self->lock);
  found = g_ptr_array_remove_fast (self->silent, task);
  g_mutex_unlock (&self->lock);
  return found;
}

static void
end (GTask *task)
{
  Play *play = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (play->script.end == FERRY_FAKE_END_BADLY)
    {
      GQuark domain = play->script.domain != 0 ? play->script.domain : FERRY_WEB_ERROR;

      ferry_run_set_retry_after (play->run, play->script.retry_after > 0 ? play->script.retry_after : -1);
      g_task_return_new_error (task, domain, play->script.code, "As the script says");
      return;
    }
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_cancelled_idle (gpointer user_data)
{
  g_task_return_error_if_cancelled (user_data);
  return G_SOURCE_REMOVE;
}

/* Answered later: who answers inside of a cancel can't let go of the handler. */
static void
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Play *play = g_task_get_task_data (task);

  if (!play->backend->stubborn && take_silent (play->backend, task))
    g_idle_add_full (G_PRIORITY_DEFAULT, on_cancelled_idle, g_steal_pointer (&task), g_object_unref);
}

static void
come_to_end (GTask *task)
{
  Play *play = g_task_get_task_data (task);

  if (play->script.end != FERRY_FAKE_END_NEVER)
    {
      end (task);
      return;
    }
  g_mutex_lock (&play->backend->lock);
  g_ptr_array_add (play->backend->silent, g_object_ref (task));
  g_cond_signal (&play->backend->fell_silent);
  g_mutex_unlock (&play->backend->lock);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    on_cancelled (g_task_get_cancellable (task), task);
}

static void
forget (Play *play)
{
  g_autoptr (FerryUpload) upload = ferry_upload_without_address (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (play->run)));

  ferry_upload_run_send (FERRY_UPLOAD_RUN (play->run), upload, 0, play->script.length, NULL, NULL);
}

/* An upload: nothing leaves before the journal knows how. */
static void
on_durable (const GError *error,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Play *play = g_task_get_task_data (task);
  guint64 offset = ferry_run_get_bytes_done (play->run);
  guint64 left = play->script.length - offset;
  guint64 size = play->script.bytes > 0 ? MIN (left, play->script.bytes) : left;

  if (error != NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }
  ferry_upload_run_sent (FERRY_UPLOAD_RUN (play->run), size);
  if (play->script.url != NULL)
    ferry_upload_run_acknowledge (FERRY_UPLOAD_RUN (play->run), offset + size);
  if (play->script.forgets)
    forget (play);
  if (play->script.end == FERRY_FAKE_END_WELL)
    {
      g_autoptr (FerryResponse) response = make_response (play);

      ferry_upload_run_answer (FERRY_UPLOAD_RUN (play->run), response);
      g_assert_true (ferry_upload_run_keep (FERRY_UPLOAD_RUN (play->run), "Got it", 6, NULL));
    }
  come_to_end (task);
}

static void
send (GTask *task)
{
  Play *play = g_task_get_task_data (task);
  FerryUpload *known = ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (play->run));
  gboolean resumes = known->url != NULL && g_strcmp0 (known->url, play->script.url) == 0 && !play->script.restarts;
  g_autoptr (FerryUpload) upload = NULL;

  upload = ferry_upload_with_address (known, play->script.url != NULL ? FERRY_UPLOAD_PROTOCOL_TUS : FERRY_UPLOAD_PROTOCOL_PLAIN,
                                      0, play->script.url);
  if (play->script.may_be_complete ||
      (play->script.url == NULL && !ferry_request_is_repeatable (ferry_run_get_request (play->run))))
    upload->delivery = FERRY_DELIVERY_IN_FLIGHT;
  ferry_upload_run_send (FERRY_UPLOAD_RUN (play->run), upload, resumes ? ferry_run_get_offset (play->run) : 0, play->script.length,
                         on_durable, g_object_ref (task));
}

static void
perform (GTask *task)
{
  Play *play = g_task_get_task_data (task);
  gboolean is_upload = FERRY_IS_UPLOAD_RUN (play->run);
  GError *error = NULL;

  if (!play->script.no_answer && is_upload)
    send (task);
  else if (!play->script.no_answer && !answer (play, &error))
    g_task_return_error (task, error);
  else
    come_to_end (task);
}

static gboolean
on_idle (gpointer user_data)
{
  perform (user_data);
  return G_SOURCE_REMOVE;
}

/* A thread that has a context of its own never takes the main one's place. */
static gpointer
run_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  perform (task);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static FerryFakeScript
next_script (FerryFakeBackend *self)
{
  g_autofree FerryFakeScript *next = g_queue_pop_head (&self->scripts);

  return next != NULL ? *next : self->usual;
}

static void
carry_async (FerryBackend        *backend,
             FerryRun            *run,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  FerryFakeBackend *self = FERRY_FAKE_BACKEND (backend);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Play *play = g_new0 (Play, 1);

  play->backend = g_object_ref (self);
  play->run = g_object_ref (run);
  play->script = next_script (self);
  play->address = g_strdup (ferry_run_get_request (run)->address);
  g_task_set_task_data (task, play, play_free);
  play->handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), task, NULL);

  self->n_runs++;
  self->n_open++;
  self->most_open = MAX (self->most_open, self->n_open);
  self->offset = ferry_run_get_offset (run);
  g_clear_pointer (&self->request, ferry_request_unref);
  self->request = ferry_request_ref (ferry_run_get_request (run));
  if (self->threaded)
    g_ptr_array_add (self->threads, g_thread_new ("fake-backend", run_thread, g_steal_pointer (&task)));
  else
    g_idle_add_full (G_PRIORITY_DEFAULT, on_idle, g_steal_pointer (&task), g_object_unref);
}

static gboolean
carry_finish (FerryBackend  *backend,
              GAsyncResult  *result,
              GError       **error)
{
  Play *play = g_task_get_task_data (G_TASK (result));

  g_cancellable_disconnect (g_task_get_cancellable (G_TASK (result)), play->handler);
  FERRY_FAKE_BACKEND (backend)->n_open--;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
abandon (FerryBackend *backend,
         FerryRequest *request,
         FerryUpload  *upload)
{
  FerryFakeBackend *self = FERRY_FAKE_BACKEND (backend);

  self->n_abandoned++;
  g_clear_pointer (&self->abandoned, ferry_request_unref);
  g_clear_pointer (&self->abandoned_upload, ferry_upload_unref);
  self->abandoned = ferry_request_ref (request);
  self->abandoned_upload = ferry_upload_ref (upload);
}

static void
ferry_fake_backend_finalize (GObject *object)
{
  FerryFakeBackend *self = FERRY_FAKE_BACKEND (object);

  g_queue_clear_full (&self->scripts, g_free);
  g_clear_pointer (&self->request, ferry_request_unref);
  g_clear_pointer (&self->abandoned, ferry_request_unref);
  g_clear_pointer (&self->abandoned_upload, ferry_upload_unref);
  g_ptr_array_unref (self->silent);
  g_ptr_array_unref (self->threads);
  g_cond_clear (&self->fell_silent);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (ferry_fake_backend_parent_class)->finalize (object);
}

static void
ferry_fake_backend_class_init (FerryFakeBackendClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_fake_backend_finalize;
}

static void
ferry_fake_backend_iface_init (FerryBackendInterface *iface)
{
  iface->carry_async = carry_async;
  iface->carry_finish = carry_finish;
  iface->terminate = abandon;
}

static void
ferry_fake_backend_init (FerryFakeBackend *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->fell_silent);
  g_queue_init (&self->scripts);
  self->silent = g_ptr_array_new_with_free_func (g_object_unref);
  self->threads = g_ptr_array_new_with_free_func ((GDestroyNotify) g_thread_join);
  self->usual.length = 10000;
}

/**
 * ferry_fake_backend_new:
 * @threaded: whether runs have a thread of their own
 *
 * Returns: (transfer full): a backend whose runs bring 10,000 bytes and end well
 */
FerryFakeBackend *
ferry_fake_backend_new (gboolean threaded)
{
  FerryFakeBackend *self = g_object_new (FERRY_TYPE_FAKE_BACKEND, NULL);

  self->threaded = threaded;
  return self;
}

/**
 * ferry_fake_backend_set_usual:
 * @self: the backend
 * @script: for runs that have none of their own
 */
void
ferry_fake_backend_set_usual (FerryFakeBackend      *self,
                              const FerryFakeScript *script)
{
  self->usual = *script;
}

/**
 * ferry_fake_backend_add:
 * @self: the backend
 * @script: for the next run that has none yet
 */
void
ferry_fake_backend_add (FerryFakeBackend      *self,
                        const FerryFakeScript *script)
{
  g_queue_push_tail (&self->scripts, g_memdup2 (script, sizeof *script));
}

/**
 * ferry_fake_backend_set_stubborn:
 * @self: the backend
 * @stubborn: whether canceled runs that are silent stay so until
 *   ferry_fake_backend_end()
 */
void
ferry_fake_backend_set_stubborn (FerryFakeBackend *self,
                                 gboolean          stubborn)
{
  self->stubborn = stubborn;
}

guint
ferry_fake_backend_get_n_runs (FerryFakeBackend *self)
{
  return self->n_runs;
}

guint
ferry_fake_backend_get_n_abandoned (FerryFakeBackend *self)
{
  return self->n_abandoned;
}

/**
 * ferry_fake_backend_get_abandoned:
 * @self: the backend
 * @upload: (out) (transfer none): where its server gathered it
 *
 * Returns: (transfer none): the last that was let go
 */
FerryRequest *
ferry_fake_backend_get_abandoned (FerryFakeBackend  *self,
                                  FerryUpload      **upload)
{
  *upload = self->abandoned_upload;
  return self->abandoned;
}

guint
ferry_fake_backend_get_n_open (FerryFakeBackend *self)
{
  return self->n_open;
}

guint
ferry_fake_backend_get_most_open (FerryFakeBackend *self)
{
  return self->most_open;
}

/**
 * ferry_fake_backend_get_offset:
 * @self: the backend
 *
 * Returns: the first byte that the last run asked for
 */
guint64
ferry_fake_backend_get_offset (FerryFakeBackend *self)
{
  return self->offset;
}

/**
 * ferry_fake_backend_get_request:
 * @self: the backend
 *
 * Returns: (transfer none) (nullable): what the last run was asked for
 */
FerryRequest *
ferry_fake_backend_get_request (FerryFakeBackend *self)
{
  return self->request;
}

static GTask *
find_silent (FerryFakeBackend *self,
             const char       *address)
{
  for (guint i = 0; i < self->silent->len; i++)
    {
      GTask *task = g_ptr_array_index (self->silent, i);
      Play *play = g_task_get_task_data (task);

      if (address == NULL || strcmp (play->address, address) == 0)
        return g_object_ref (task);
    }
  return NULL;
}

/* Its bytes may be there before it is. */
static GTask *
await_silent (FerryFakeBackend *self,
              const char       *address)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  gboolean in_time = TRUE;
  GTask *found;

  g_mutex_lock (&self->lock);
  while ((found = find_silent (self, address)) == NULL && in_time)
    in_time = g_cond_wait_until (&self->fell_silent, &self->lock, deadline);
  g_mutex_unlock (&self->lock);
  return found;
}

/**
 * ferry_fake_backend_end:
 * @self: the backend
 * @address: (nullable): of a silent run, %NULL for any
 *
 * Ends the silence: a run that was canceled says so, another one brings what
 * is missing and ends well.
 */
void
ferry_fake_backend_end (FerryFakeBackend *self,
                        const char       *address)
{
  g_autoptr (GTask) task = await_silent (self, address);
  Play *play;
  GError *error = NULL;

  g_assert_nonnull (task);
  g_assert_true (take_silent (self, task));
  play = g_task_get_task_data (task);
  play->script.bytes = 0;
  if (g_task_return_error_if_cancelled (task))
    return;
  if (bring (play, ferry_run_get_bytes_done (play->run), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ferry_fake_backend_join:
 * @self: the backend
 *
 * Waits for the threads of runs that have ended: they hold the backend a
 * moment longer than the runs do.
 */
void
ferry_fake_backend_join (FerryFakeBackend *self)
{
  g_ptr_array_set_size (self->threads, 0);
}
