/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread takes a blocking task, does the work, and sends it back by a source: it
 * belongs to one side at a time. Nobody waits for a thread that does not come
 * back. */

#include "ferry-http-blocking-task.h"

/* Each upload that is given up loses a thread to its disk, for as long as that
 * does not answer; what else is sent must not stand behind them. Threads are
 * made when they are needed, and one that waits costs next to nothing. */
#define MAX_THREADS 1024

struct _FerryHttpBlockingTask {
  GMainContext *context; /* (owned) (nullable) when it is back: where to come back to */
  GFunc work;
  GFunc done;    /* (nullable) when forgotten; of the network thread only */
  gpointer task; /* (owned) */
  gpointer user_data;
  GDestroyNotify free_task;
};

static void
blocking_task_free (gpointer data)
{
  FerryHttpBlockingTask *self = data;

  g_clear_pointer (&self->context, g_main_context_unref);
  self->free_task (self->task);
  g_free (self);
}

static gboolean
on_back (gpointer data)
{
  FerryHttpBlockingTask *self = data;

  if (self->done != NULL)
    self->done (self->task, self->user_data);
  return G_SOURCE_REMOVE;
}

/* Where nobody listens any more, the source goes with the context, and the
 * blocking task with the source. */
static void
carry_out (gpointer data,
           gpointer user_data)
{
  FerryHttpBlockingTask *self = data;
  g_autoptr (GMainContext) context = g_steal_pointer (&self->context);
  g_autoptr (GSource) source = g_idle_source_new ();

  self->work (self->task, NULL);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_back, self, blocking_task_free);
  g_source_attach (source, context);
}

/**
 * ferry_http_blocking_task_pool_new:
 *
 * Returns: (transfer full): for @blocking_tasks of #FerryHttpContext; threads are made
 *   when they are needed
 */
GThreadPool *
ferry_http_blocking_task_pool_new (void)
{
  return g_thread_pool_new_full (carry_out, NULL, blocking_task_free, MAX_THREADS, FALSE, NULL);
}

/**
 * ferry_http_blocking_task_send:
 * @context: what all transfers share
 * @work: called with @task on another thread
 * @done: called with @task and @user_data on the network thread afterwards
 * @task: (transfer full): all that @work touches
 * @user_data: for @done
 * @free_task: called with @task on any thread
 *
 * Returns: (transfer none): the task, which lives until @done was called
 */
FerryHttpBlockingTask *
ferry_http_blocking_task_send (FerryHttpContext *context,
                               GFunc             work,
                               GFunc             done,
                               gpointer          task,
                               gpointer          user_data,
                               GDestroyNotify    free_task)
{
  FerryHttpBlockingTask *self = g_new0 (FerryHttpBlockingTask, 1);

  self->context = g_main_context_ref (context->main_context);
  self->work = work;
  self->done = done;
  self->task = task;
  self->user_data = user_data;
  self->free_task = free_task;
  g_thread_pool_push (context->blocking_tasks, self, NULL);
  return self;
}

/**
 * ferry_http_blocking_task_cancel:
 * @self: a blocking task that is not back
 *
 * Whoever sent it is not called; it goes away by itself.
 */
void
ferry_http_blocking_task_cancel (FerryHttpBlockingTask *self)
{
  self->done = NULL;
}
