/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the desktop shows while transfers run, with or without a window: the
 * badge and the progress on the icon in the dock, and in a sandbox the line in
 * the list of background programs. Looked at once a second, and told only when
 * it has become different. */

#include "ferry-dock.h"

#include "ferry-config.h"
#include "ferry-flatpak.h"
#include "ferry-portal.h"

#include <glib/gi18n.h>
#include <math.h>

#define LAUNCHER_INTERFACE "com.canonical.Unity.LauncherEntry"

typedef struct {
  guint running;
  guint uploads; /* of them */
  int percent;   /* of those whose length is known; -1 when of none */
} LauncherState;

struct _FerryDock {
  GObject parent_instance;

  FerryEngine *engine;         /* (owned) */
  GDBusConnection *connection; /* (owned) */
  gboolean in_sandbox;
  guint tick; /* looks again; 0 while nothing runs */
  LauncherState last_sent;
};

G_DEFINE_FINAL_TYPE (FerryDock, ferry_dock, G_TYPE_OBJECT)

static LauncherState
look (FerryDock *self)
{
  GPtrArray *running = ferry_engine_get_running (self->engine);
  double done = 0, total = 0;
  guint uploads = 0;

  for (guint i = 0; i < running->len; i++)
    {
      FerryTransfer *transfer = running->pdata[i];

      uploads += transfer->record->request->kind == FERRY_TRANSFER_KIND_UPLOAD;
      if (transfer->record->bytes_total <= 0)
        continue;
      done += ferry_transfer_get_bytes_done (transfer);
      total += transfer->record->bytes_total;
    }
  return (LauncherState){ running->len, uploads, total > 0 ? (int) floor (100 * done / total) : -1 };
}

static void
tell_dock (FerryDock     *self,
           LauncherState  state)
{
  GVariantDict properties;

  g_variant_dict_init (&properties, NULL);
  g_variant_dict_insert (&properties, "count", "x", (gint64) state.running);
  g_variant_dict_insert (&properties, "count-visible", "b", state.running > 0);
  g_variant_dict_insert (&properties, "progress", "d", MAX (state.percent, 0) / 100.0);
  g_variant_dict_insert (&properties, "progress-visible", "b", state.percent >= 0);
  g_dbus_connection_emit_signal (self->connection, NULL, FERRY_OBJECT_PATH, LAUNCHER_INTERFACE, "Update",
                                 g_variant_new ("(s@a{sv})", "application://" FERRY_APP_ID ".desktop",
                                                g_variant_dict_end (&properties)),
                                 NULL);
}

static char *
number_of (guint running,
           guint uploads)
{
  if (uploads == 0)
    return g_strdup_printf (ngettext ("%u download", "%u downloads", running), running);
  if (uploads == running)
    return g_strdup_printf (ngettext ("%u upload", "%u uploads", running), running);
  return g_strdup_printf (ngettext ("%u transfer", "%u transfers", running), running);
}

/**
 * ferry_dock_words:
 * @running: how many transfers run
 * @uploads: how many of them are uploads
 * @percent: how far they are, -1 when that is not known
 *
 * Returns: (transfer full): the same in words; nothing when nothing runs
 */
char *
ferry_dock_words (guint running,
                  guint uploads,
                  int   percent)
{
  g_autofree char *number = number_of (running, uploads);

  if (running == 0)
    return g_strdup ("");
  if (percent < 0)
    return g_steal_pointer (&number);
  /* Translators: how many transfers run, and how far they are; as in “3 downloads, 42%” */
  return g_strdup_printf (_ ("%s, %d%%"), number, percent);
}

static void
tell_portal (FerryDock     *self,
             LauncherState  state)
{
  g_autofree char *words = ferry_dock_words (state.running, state.uploads, state.percent);

  ferry_portal_set_status (self->connection, words);
}

static gboolean
on_tick (gpointer user_data)
{
  FerryDock *self = user_data;
  LauncherState state = look (self);

  if (state.running != self->last_sent.running || state.uploads != self->last_sent.uploads || state.percent != self->last_sent.percent)
    {
      self->last_sent = state;
      tell_dock (self, state);
      if (self->in_sandbox)
        tell_portal (self, state);
    }
  if (state.running > 0)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
on_busy_changed (FerryDock *self)
{
  if (self->tick == 0 && ferry_engine_get_running (self->engine)->len > 0)
    self->tick = g_timeout_add_seconds (1, on_tick, self);
}

static void
ferry_dock_finalize (GObject *object)
{
  FerryDock *self = FERRY_DOCK (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->connection);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (ferry_dock_parent_class)->finalize (object);
}

static void
ferry_dock_class_init (FerryDockClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_dock_finalize;
}

static void
ferry_dock_init (FerryDock *self)
{
  self->in_sandbox = ferry_flatpak_is_inside ();
  self->last_sent.percent = -1;
}

/**
 * ferry_dock_new:
 * @engine: whose transfers run
 * @connection: the session bus
 *
 * Returns: (transfer full): tells the desktop from now on
 */
FerryDock *
ferry_dock_new (FerryEngine     *engine,
                GDBusConnection *connection)
{
  FerryDock *self = g_object_new (FERRY_TYPE_DOCK, NULL);

  self->engine = g_object_ref (engine);
  self->connection = g_object_ref (connection);
  g_signal_connect_object (engine, "busy-changed", G_CALLBACK (on_busy_changed), self, G_CONNECT_SWAPPED);
  return self;
}
