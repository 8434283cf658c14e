/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The list lies inside the source object of its tasks, which therefore keep it
 * alive. */

#include "ferry-waiters.h"

/* How a waiting task hears of its cancellation. */
typedef struct {
  FerryWaiters *waiters; /* (unowned) */
  GTask *task;           /* (unowned) has this as its data */
  GSource *source;       /* (owned) */
} Watch;

static void
watch_free (Watch *watch)
{
  g_source_destroy (watch->source);
  g_source_unref (watch->source);
  g_free (watch);
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  Watch *watch = user_data;
  g_autoptr (GTask) task = g_object_ref (watch->task);

  if (g_ptr_array_remove (watch->waiters->tasks, task))
    g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (FerryWaiters *self,
                   GTask        *task,
                   GCancellable *cancellable)
{
  Watch *watch = g_new (Watch, 1);

  watch->waiters = self;
  watch->task = task;
  watch->source = g_cancellable_source_new (cancellable);
  g_source_set_callback (watch->source, G_SOURCE_FUNC (on_cancelled), watch, NULL);
  g_source_attach (watch->source, g_task_get_context (task));
  g_task_set_task_data (task, watch, (GDestroyNotify) watch_free);
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
    if (error != NULL)
      g_task_return_error (tasks->pdata[i], g_error_copy (error));
    else
      g_task_return_boolean (tasks->pdata[i], TRUE);
}
