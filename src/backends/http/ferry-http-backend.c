/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The backend for http and https: one thread with a context of its own, and
 * the messages between it and the main thread. A job travels with a run: it
 * is made and answered on the main thread, and worked on in the other. */

#include "ferry-http-backend.h"

#include "ferry-http-download.h"
#include "ferry-http-terminate.h"
#include "ferry-http-upload.h"

#include <string.h>

struct _FerryHttpBackend {
  GObject parent_instance;

  GTlsDatabase *tls_database; /* (owned) (nullable) for the system's */
  GThread *thread;            /* (owned) */
  GMainContext *main_context; /* (owned) the thread's */
  GMainLoop *loop;            /* (owned) the thread's */
  FerryHttpContext *context;  /* (owned) of the thread only */
};

typedef enum {
  PROP_TLS_DATABASE = 1,
} FerryHttpBackendProperty;
static GParamSpec *properties[PROP_TLS_DATABASE + 1];

static void backend_iface_init (FerryBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryHttpBackend,
                               ferry_http_backend,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FERRY_TYPE_BACKEND, backend_iface_init))

typedef struct {
  FerryHttpBackend *backend; /* (unowned) the task keeps it until the answer */
  GMainContext *main;        /* (owned) where to answer */

  /* Of the main thread. The last reference to a job may go in the other, so
   * these are let go when it is answered. */
  GTask *task;   /* (owned) (nullable) */
  FerryRun *run; /* (owned) (nullable) */
  gulong cancelled_id;

  /* Of the network thread. */
  FerryHttpDownload *download; /* (owned) (nullable) */
  FerryHttpUpload *upload;     /* (owned) (nullable) one of both */

  GError *error; /* (owned) (nullable) handed from there to here */
} Job;

static gboolean start_job  (gpointer  user_data);
static gboolean cancel_job (gpointer  user_data);
static void     on_done    (GError   *error,
                            gpointer  user_data);
static gboolean answer_job (gpointer  user_data);

static void
job_clear (gpointer data)
{
  Job *job = data;

  g_clear_error (&job->error);
  g_main_context_unref (job->main);
}

static void
job_unref (gpointer job)
{
  g_atomic_rc_box_release_full (job, job_clear);
}

/* Always by a source, never at once: whoever sends is in the middle of something. */
static void
post (GMainContext *context,
      GSourceFunc   callback,
      Job          *job)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, callback, g_atomic_rc_box_acquire (job), job_unref);
  g_source_attach (source, context);
  g_source_unref (source);
}

/* Called in whatever thread cancels, maybe within g_cancellable_connect(). */
static void
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  Job *job = user_data;

  post (job->backend->main_context, cancel_job, job);
}

static void
ferry_http_backend_carry_async (FerryBackend        *backend,
                                FerryRun            *run,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  FerryHttpBackend *self = FERRY_HTTP_BACKEND (backend);
  Job *job = g_atomic_rc_box_new0 (Job);

  job->backend = self;
  job->main = g_main_context_ref_thread_default ();
  job->task = g_task_new (self, cancellable, callback, user_data);
  job->run = g_object_ref (run);
  g_task_set_source_tag (job->task, ferry_http_backend_carry_async);
  post (self->main_context, start_job, job);
  if (cancellable != NULL)
    job->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                               g_atomic_rc_box_acquire (job), job_unref);
  job_unref (job);
}

static gboolean
start_job (gpointer user_data)
{
  Job *job = user_data;

  if (FERRY_IS_UPLOAD_RUN (job->run))
    {
      job->upload = ferry_http_upload_new (job->backend->context, FERRY_UPLOAD_RUN (job->run), on_done, g_atomic_rc_box_acquire (job));
      ferry_http_upload_start (job->upload);
      return G_SOURCE_REMOVE;
    }
  job->download = ferry_http_download_new (job->backend->context, FERRY_DOWNLOAD_RUN (job->run), on_done, g_atomic_rc_box_acquire (job));
  ferry_http_download_start (job->download);
  return G_SOURCE_REMOVE;
}

static gboolean
cancel_job (gpointer user_data)
{
  Job *job = user_data;

  if (job->download != NULL)
    ferry_http_download_cancel (job->download);
  if (job->upload != NULL)
    ferry_http_upload_cancel (job->upload);
  return G_SOURCE_REMOVE;
}

static void
on_done (GError   *error,
         gpointer  user_data)
{
  Job *job = user_data;

  job->error = error;
  g_clear_pointer (&job->download, ferry_http_download_free);
  g_clear_pointer (&job->upload, ferry_http_upload_unref);
  post (job->main, answer_job, job);
  job_unref (job);
}

static gboolean
answer_job (gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&job->task);

  g_cancellable_disconnect (g_task_get_cancellable (task), job->cancelled_id);
  g_clear_object (&job->run);
  if (job->error != NULL)
    g_task_return_error (task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
ferry_http_backend_carry_finish (FerryBackend  *backend,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Abandoning. The backend lives on until the thread has sent it. */

typedef struct {
  FerryHttpBackend *backend; /* (owned) */
  FerryRequest *request;     /* (owned) */
  FerryUpload *upload;       /* (owned) */
  GMainContext *main;        /* (owned) */
} Termination;

static void
post_termination (GMainContext *context,
                  GSourceFunc   callback,
                  Termination  *termination)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, callback, termination, NULL);
  g_source_attach (source, context);
}

static gboolean
end_termination (gpointer user_data)
{
  Termination *termination = user_data;

  ferry_request_unref (termination->request);
  ferry_upload_unref (termination->upload);
  g_main_context_unref (termination->main);
  g_object_unref (termination->backend);
  g_free (termination);
  return G_SOURCE_REMOVE;
}

/* The last reference to the backend must not go in its own thread. */
static gboolean
send_termination (gpointer user_data)
{
  Termination *termination = user_data;

  ferry_http_terminate (termination->backend->context, termination->request, termination->upload);
  post_termination (termination->main, end_termination, termination);
  return G_SOURCE_REMOVE;
}

static void
ferry_http_backend_terminate (FerryBackend *backend,
                              FerryRequest *request,
                              FerryUpload  *upload)
{
  FerryHttpBackend *self = FERRY_HTTP_BACKEND (backend);
  Termination *termination = g_new0 (Termination, 1);

  termination->backend = g_object_ref (self);
  termination->request = ferry_request_ref (request);
  termination->upload = ferry_upload_ref (upload);
  termination->main = g_main_context_ref_thread_default ();
  post_termination (self->main_context, send_termination, termination);
}

static void
backend_iface_init (FerryBackendInterface *iface)
{
  iface->carry_async = ferry_http_backend_carry_async;
  iface->carry_finish = ferry_http_backend_carry_finish;
  iface->terminate = ferry_http_backend_terminate;
}

/* The thread. */

static gpointer
serve (gpointer data)
{
  FerryHttpBackend *self = data;

  g_main_context_push_thread_default (self->main_context);
  self->context = ferry_http_context_new (self->main_context, self->tls_database);
  g_main_loop_run (self->loop);
  g_clear_pointer (&self->context, ferry_http_context_free);
  g_main_context_pop_thread_default (self->main_context);
  return NULL;
}

static gboolean
on_quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
ferry_http_backend_constructed (GObject *object)
{
  FerryHttpBackend *self = FERRY_HTTP_BACKEND (object);

  G_OBJECT_CLASS (ferry_http_backend_parent_class)->constructed (object);
  self->main_context = g_main_context_new ();
  self->loop = g_main_loop_new (self->main_context, FALSE);
  self->thread = g_thread_new ("ferry-http", serve, self);
}

static void
ferry_http_backend_set_property (GObject      *object,
                                 guint         property_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  FerryHttpBackend *self = FERRY_HTTP_BACKEND (object);

  switch ((FerryHttpBackendProperty) property_id)
    {
    case PROP_TLS_DATABASE:
      self->tls_database = g_value_dup_object (value);
      break;
    }
}

/* Every job holds the backend, so none is left here. */
static void
ferry_http_backend_dispose (GObject *object)
{
  FerryHttpBackend *self = FERRY_HTTP_BACKEND (object);

  if (self->thread != NULL)
    {
      g_main_context_invoke (self->main_context, on_quit, self->loop);
      g_thread_join (g_steal_pointer (&self->thread));
    }
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->main_context, g_main_context_unref);
  g_clear_object (&self->tls_database);
  G_OBJECT_CLASS (ferry_http_backend_parent_class)->dispose (object);
}

static void
ferry_http_backend_class_init (FerryHttpBackendClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->constructed = ferry_http_backend_constructed;
  object_class->set_property = ferry_http_backend_set_property;
  object_class->dispose = ferry_http_backend_dispose;

  /**
   * FerryHttpBackend:tls-database:
   *
   * What the certificates of servers are checked by; %NULL for the system's.
   */
  properties[PROP_TLS_DATABASE] = g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE,
                                                       G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
ferry_http_backend_init (FerryHttpBackend *self)
{
}

/**
 * ferry_http_backend_new:
 *
 * Starts the network thread. It ends, and is waited for, when the backend
 * goes away.
 *
 * Returns: (transfer full): a backend for http and https
 */
FerryBackend *
ferry_http_backend_new (void)
{
  return g_object_new (FERRY_TYPE_HTTP_BACKEND, NULL);
}
