/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The list lies inside the source object of its tasks, which therefore keep it
 * alive. */

#include "ferry-waiters.h"

/* How a waiting task hears of its cancellation. A handler of a GCancellable
 * costs nothing while nothing happens; a source of the main context is asked
 * at each of its turns, and thousands may wait. */
typedef struct {
  FerryWaiters *waiters;     /* (unowned) */
  GTask *task;               /* (unowned) has this as its data */
  GCancellable *cancellable; /* (owned) */
  gulong handler;
} Watch;

static void
watch_free (Watch *watch)
{
  g_cancellable_disconnect (watch->cancellable, watch->handler);
  g_object_unref (watch->cancellable);
  g_free (watch);
}

/* Before the task's end, as the handler holds on to a living task. */
static void
stop_watching (GTask *task)
{
  g_task_set_task_data (task, NULL, NULL);
}

static gboolean
give_up (gpointer user_data)
{
  GTask *task = user_data;
  Watch *watch = g_task_get_task_data (task);

  /* The transfer may have ended meanwhile. */
  if (watch == NULL)
    return G_SOURCE_REMOVE;
  g_ptr_array_remove (watch->waiters->tasks, task);
  stop_watching (task);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* On any thread, and never the time to end a task: within a handler it can't
 * be disconnected. */
static void
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  Watch *watch = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (watch->task));
  g_source_set_callback (source, give_up, g_object_ref (watch->task), g_object_unref);
  g_source_attach (source, g_task_get_context (watch->task));
}

static void
watch_cancellable (FerryWaiters *self,
                   GTask        *task,
                   GCancellable *cancellable)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->waiters = self;
  watch->task = task;
  watch->cancellable = g_object_ref (cancellable);
  g_task_set_task_data (task, watch, (GDestroyNotify) watch_free);
  watch->handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), watch, NULL);
}

/**
 * ferry_waiters_init:
 * @self: a list
 *
 * Makes it empty.
 */
void
ferry_waiters_init (FerryWaiters *self)
{
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * ferry_waiters_clear:
 * @self: a list without tasks
 *
 * Frees what it owns.
 */
void
ferry_waiters_clear (FerryWaiters *self)
{
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
}

/**
 * ferry_waiters_add:
 * @self: a list
 * @task: (transfer full): a task without data of its own
 *
 * Lets @task wait.
 */
void
ferry_waiters_add (FerryWaiters *self,
                   GTask        *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable != NULL)
    watch_cancellable (self, task, cancellable);
  g_ptr_array_add (self->tasks, task);
}

/**
 * ferry_waiters_end:
 * @self: a list
 * @error: (nullable): what all fail with; %NULL for success
 *
 * Ends the wait of all, with %TRUE or an error.
 */
void
ferry_waiters_end (FerryWaiters *self,
                   const GError *error)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->tasks);

  ferry_waiters_init (self);
  for (guint i = 0; i < tasks->len; i++)
    {
      stop_watching (tasks->pdata[i]);
      if (error != NULL)
        g_task_return_error (tasks->pdata[i], g_error_copy (error));
      else
        g_task_return_boolean (tasks->pdata[i], TRUE);
    }
}
