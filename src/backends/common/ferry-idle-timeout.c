/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the other side is still there: a timer that looks when something
 * was heard last, and is set anew for what is left. How long nothing may be
 * heard is asked each time: a setting rules what runs, too. */

#include "ferry-idle-timeout.h"

/* So long a setting that was made shorter may go unnoticed. */
#define LOOK_EVERY (2 * G_TIME_SPAN_SECOND)

struct _FerryIdleTimeout {
  GMainContext *context; /* (owned) */
  GSource *timer;        /* (owned) (nullable) */
  FerryRun *run;         /* (owned) whose time it is */
  FerryIdleTimeoutLastActivity last_activity;
  FerryIdleTimeoutExpired expired;
  gpointer user_data;
};

static void listen_on (FerryIdleTimeout *self,
                       gint64            microseconds);

static void
stop (FerryIdleTimeout *self)
{
  if (self->timer == NULL)
    return;
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static guint
get_timeout (FerryIdleTimeout *self)
{
  return MAX (ferry_run_get_silence_timeout (self->run), 1);
}

static gboolean
on_listened (gpointer user_data)
{
  FerryIdleTimeout *self = user_data;
  guint seconds = get_timeout (self);
  gint64 left = self->last_activity (self->user_data) + seconds * G_TIME_SPAN_SECOND - g_get_monotonic_time ();

  if (left > 0)
    listen_on (self, left);
  else
    self->expired (seconds, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
listen_on (FerryIdleTimeout *self,
           gint64            microseconds)
{
  stop (self);
  self->timer = g_timeout_source_new (MIN (microseconds, LOOK_EVERY) / G_TIME_SPAN_MILLISECOND + 1);
  g_source_set_callback (self->timer, on_listened, self, NULL);
  g_source_attach (self->timer, self->context);
}

/**
 * ferry_idle_timeout_new:
 * @context: where to listen
 * @run: says how long nothing may be heard
 * @last_activity: asked when something was heard
 * @expired: called once when nothing was for so long; may free the timeout
 * @user_data: for both
 *
 * Returns: (transfer full): a watch that has begun
 */
FerryIdleTimeout *
ferry_idle_timeout_new (GMainContext                 *context,
                        FerryRun                     *run,
                        FerryIdleTimeoutLastActivity  last_activity,
                        FerryIdleTimeoutExpired       expired,
                        gpointer                      user_data)
{
  FerryIdleTimeout *self = g_new0 (FerryIdleTimeout, 1);

  self->context = g_main_context_ref (context);
  self->run = g_object_ref (run);
  self->last_activity = last_activity;
  self->expired = expired;
  self->user_data = user_data;
  listen_on (self, get_timeout (self) * G_TIME_SPAN_SECOND);
  return self;
}

void
ferry_idle_timeout_free (FerryIdleTimeout *self)
{
  stop (self);
  g_main_context_unref (self->context);
  g_object_unref (self->run);
  g_free (self);
}
