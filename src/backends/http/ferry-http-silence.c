/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the other side is still there: a timer that looks when something
 * was heard last, and is set anew for what is left. */

#include "ferry-http-silence.h"

struct _FerryHttpSilence {
  GMainContext *context; /* (owned) */
  GSource *timer;        /* (owned) (nullable) */
  guint seconds;
  FerryHttpSilenceHeard heard;
  FerryHttpSilenceBroken broken;
  gpointer user_data;
};

static void listen_for (FerryHttpSilence *self,
                        gint64            microseconds);

static void
stop (FerryHttpSilence *self)
{
  if (self->timer == NULL)
    return;
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean
on_listened (gpointer user_data)
{
  FerryHttpSilence *self = user_data;
  gint64 left = self->heard (self->user_data) + self->seconds * G_TIME_SPAN_SECOND - g_get_monotonic_time ();

  if (left > 0)
    listen_for (self, left);
  else
    self->broken (self->seconds, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
listen_for (FerryHttpSilence *self,
            gint64            microseconds)
{
  stop (self);
  self->timer = g_timeout_source_new (microseconds / G_TIME_SPAN_MILLISECOND + 1);
  g_source_set_callback (self->timer, on_listened, self, NULL);
  g_source_attach (self->timer, self->context);
}

/**
 * ferry_http_silence_new:
 * @context: where to listen
 * @seconds: how long nothing may be heard
 * @heard: asked when something was heard
 * @broken: called once when nothing was for so long; may free the silence
 * @user_data: for both
 *
 * Returns: (transfer full): a watch that has begun
 */
FerryHttpSilence *
ferry_http_silence_new (GMainContext           *context,
                        guint                   seconds,
                        FerryHttpSilenceHeard   heard,
                        FerryHttpSilenceBroken  broken,
                        gpointer                user_data)
{
  FerryHttpSilence *self = g_new0 (FerryHttpSilence, 1);

  self->context = g_main_context_ref (context);
  self->seconds = MAX (seconds, 1);
  self->heard = heard;
  self->broken = broken;
  self->user_data = user_data;
  listen_for (self, self->seconds * G_TIME_SPAN_SECOND);
  return self;
}

void
ferry_http_silence_free (FerryHttpSilence *self)
{
  stop (self);
  g_main_context_unref (self->context);
  g_free (self);
}
