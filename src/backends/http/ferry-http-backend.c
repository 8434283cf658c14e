/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The network thread: one main context, one session, one buffer, all running
 * downloads. */

#include "ferry-http-backend.h"

#include "ferry-http-download.h"

/* The queue says how many run; the session must not say less. */
#define MAX_CONNECTIONS 64

/* One read's worth. The thread has one buffer for all, since what is read is
 * written at once. */
#define BUFFER_BYTES (512 * 1024)

struct _FerryHttpBackend {
  GObject parent_instance;

  GMainContext *context;     /* (owned) */
  GMainLoop *loop;           /* (owned) */
  GThread *thread;           /* (owned) */
  SoupSession *session;      /* (owned) of the thread */
  guint8 *buffer;            /* (owned) of the thread */
};

static void backend_iface_init (FerryBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryHttpBackend, ferry_http_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FERRY_TYPE_BACKEND, backend_iface_init))

static SoupSession *
make_session (void)
{
  SoupSession *session = soup_session_new_with_options ("max-conns", MAX_CONNECTIONS,
                                                        "max-conns-per-host", MAX_CONNECTIONS,
                                                        "user-agent", "Ferry ",
                                                        "timeout", 0,
                                                        "idle-timeout", 15,
                                                        NULL);

  /* A stored file is the server's bytes, not what a decoder makes of them. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  return session;
}

static gpointer
run_thread (gpointer user_data)
{
  FerryHttpBackend *self = user_data;

  g_main_context_push_thread_default (self->context);
  self->session = make_session ();
  g_main_loop_run (self->loop);
  g_clear_object (&self->session);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* Starting a download: from the main thread to the network thread. */

typedef struct {
  FerryHttpBackend *backend; /* borrowed: its thread runs this */
  GTask *task;               /* (owned) */
  FerryRun *run;             /* (owned) */
} Order;

static gboolean
on_order (gpointer user_data)
{
  Order *order = user_data;

  ferry_http_download_start (g_steal_pointer (&order->task), order->run, order->backend->session,
                             order->backend->context, order->backend->buffer, BUFFER_BYTES);
  return G_SOURCE_REMOVE;
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_object (&order->task);
  g_object_unref (order->run);
  g_free (order);
}

static void
ferry_http_backend_download_async (FerryBackend       *backend,
                                   FerryRun           *run,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  FerryHttpBackend *self = FERRY_HTTP_BACKEND (backend);
  Order *order = g_new0 (Order, 1);

  order->backend = self;
  order->task = g_task_new (self, cancellable, callback, user_data);
  order->run = g_object_ref (run);
  g_task_set_source_tag (order->task, ferry_http_backend_download_async);
  /* What failed, or succeeded, is told as such even when it was canceled meanwhile. */
  g_task_set_check_cancellable (order->task, FALSE);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, on_order, order, order_free);
}

static gboolean
ferry_http_backend_download_finish (FerryBackend *backend,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
ferry_http_backend_supports (FerryBackend *backend,
                             const char   *scheme)
{
  return g_str_equal (scheme, "http") || g_str_equal (scheme, "https");
}

static void
backend_iface_init (FerryBackendInterface *iface)
{
  iface->supports = ferry_http_backend_supports;
  iface->download_async = ferry_http_backend_download_async;
  iface->download_finish = ferry_http_backend_download_finish;
}

static gboolean
on_quit (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Downloads hold their backend by their task, so none is left here. */
static void
ferry_http_backend_finalize (GObject *object)
{
  FerryHttpBackend *self = FERRY_HTTP_BACKEND (object);

  g_main_context_invoke (self->context, on_quit, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self->buffer);
  G_OBJECT_CLASS (ferry_http_backend_parent_class)->finalize (object);
}

static void
ferry_http_backend_class_init (FerryHttpBackendClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_http_backend_finalize;
}

static void
ferry_http_backend_init (FerryHttpBackend *self)
{
  /* libsoup holds a body that nobody reads back in memory without end on
   * HTTP/2, and has no other switch for it. */
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->buffer = g_malloc (BUFFER_BYTES);
  self->thread = g_thread_new ("network", run_thread, self);
}

/**
 * ferry_http_backend_new:
 *
 * Returns: (transfer full): a backend whose thread is running
 */
FerryBackend *
ferry_http_backend_new (void)
{
  return g_object_new (FERRY_TYPE_HTTP_BACKEND, NULL);
}

typedef struct {
  FerryHttpBackend *backend; /* (owned) */
  GTlsDatabase *database;    /* (owned) */
} Trust;

static gboolean
on_trust (gpointer user_data)
{
  Trust *trust = user_data;

  soup_session_set_tls_database (trust->backend->session, trust->database);
  return G_SOURCE_REMOVE;
}

static void
trust_free (gpointer data)
{
  Trust *trust = data;

  g_object_unref (trust->backend);
  g_object_unref (trust->database);
  g_free (trust);
}

/**
 * ferry_http_backend_set_tls_database:
 * @self: a backend
 * @database: who is trusted from now on, instead of the system's store
 */
void
ferry_http_backend_set_tls_database (FerryHttpBackend *self,
                                     GTlsDatabase     *database)
{
  Trust *trust = g_new0 (Trust, 1);

  trust->backend = g_object_ref (self);
  trust->database = g_object_ref (database);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, on_trust, trust, trust_free);
}
