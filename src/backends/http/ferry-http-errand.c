/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread takes an errand, does the work, and sends it back by a source: it
 * belongs to one side at a time. Nobody waits for a thread that does not come
 * back. */

#include "ferry-http-errand.h"

/* Each upload that is given up loses a thread to its disk, for as long as that
 * does not answer; what else is sent must not stand behind them. Threads are
 * made when they are needed, and one that waits costs next to nothing. */
#define MAX_THREADS 1024

struct _FerryHttpErrand {
  GMainContext *context; /* (owned) (nullable) when it is back: where to come back to */
  GFunc work;
  GFunc done;      /* (nullable) when forgotten; of the network thread only */
  gpointer errand; /* (owned) */
  gpointer user_data;
  GDestroyNotify free_errand;
};

static void
errand_free (gpointer data)
{
  FerryHttpErrand *self = data;

  g_clear_pointer (&self->context, g_main_context_unref);
  self->free_errand (self->errand);
  g_free (self);
}

static gboolean
on_back (gpointer data)
{
  FerryHttpErrand *self = data;

  if (self->done != NULL)
    self->done (self->errand, self->user_data);
  return G_SOURCE_REMOVE;
}

/* Where nobody listens any more, the source goes with the context, and the
 * errand with the source. */
static void
carry_out (gpointer data,
           gpointer user_data)
{
  FerryHttpErrand *self = data;
  g_autoptr (GMainContext) context = g_steal_pointer (&self->context);
  g_autoptr (GSource) source = g_idle_source_new ();

  self->work (self->errand, NULL);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_back, self, errand_free);
  g_source_attach (source, context);
}

/**
 * ferry_http_errand_pool_new:
 *
 * Returns: (transfer full): for @errands of #FerryHttpShared; threads are made
 *   when they are needed
 */
GThreadPool *
ferry_http_errand_pool_new (void)
{
  return g_thread_pool_new_full (carry_out, NULL, errand_free, MAX_THREADS, FALSE, NULL);
}

/**
 * ferry_http_errand_send:
 * @shared: what is shared
 * @work: called with @errand on another thread
 * @done: called with @errand and @user_data on the network thread afterwards
 * @errand: (transfer full): all that @work touches
 * @user_data: for @done
 * @free_errand: called with @errand on any thread
 *
 * Returns: (transfer none): the errand, which lives until @done was called
 */
FerryHttpErrand *
ferry_http_errand_send (FerryHttpShared *shared,
                        GFunc            work,
                        GFunc            done,
                        gpointer         errand,
                        gpointer         user_data,
                        GDestroyNotify   free_errand)
{
  FerryHttpErrand *self = g_new0 (FerryHttpErrand, 1);

  self->context = g_main_context_ref (shared->context);
  self->work = work;
  self->done = done;
  self->errand = errand;
  self->user_data = user_data;
  self->free_errand = free_errand;
  g_thread_pool_push (shared->errands, self, NULL);
  return self;
}

/**
 * ferry_http_errand_forget:
 * @self: an errand that is not back
 *
 * Whoever sent it is not called; it goes away by itself.
 */
void
ferry_http_errand_forget (FerryHttpErrand *self)
{
  self->done = NULL;
}
