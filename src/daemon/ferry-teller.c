/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who listens on the bus, and what each was told. A change is gathered into
 * the next signal; a listener gets of each transfer only what it has not got
 * yet, all of it the first time. */

#include "ferry-teller.h"

#include "ferry-describe.h"
#include "ferry-sandbox.h"

/* No more than ten signals a second, and four while only bytes move. */
#define SIGNAL_INTERVAL      (G_USEC_PER_SEC / 10)
#define PROGRESS_INTERVAL_MS 250

/* Over a shorter time than this a speed means nothing. */
#define MIN_SAMPLE_SECONDS 0.2

typedef struct {
  char *sandbox; /* (owned) app of the sandbox it is in, empty outside of one */
  guint watch;
  GHashTable *told; /* (owned) (element-type FerryTransfer FerryRecord) what it knows */
} Listener;

struct _FerryTeller {
  GObject parent_instance;

  FerryEngine *engine;   /* (owned) */
  FerryGate *gate;       /* (owned) */
  GHashTable *listeners; /* (owned) (element-type utf8 Listener) by bus name */
  GHashTable *changed;   /* (owned) (element-type FerryTransfer) to be told */
  GPtrArray *removed;    /* (owned) (element-type FerryTransfer) to be told as gone */
  guint tick;            /* (nullable) */
  gint64 ticked;         /* when the last signal was sent, monotonic */
  gint64 sampled;        /* when speeds were taken last, monotonic */
};

G_DEFINE_FINAL_TYPE (FerryTeller, ferry_teller, G_TYPE_OBJECT)

static void
listener_free (gpointer data)
{
  Listener *listener = data;

  g_bus_unwatch_name (listener->watch);
  g_hash_table_unref (listener->told);
  g_free (listener->sandbox);
  g_free (listener);
}

static gboolean
may_see (Listener      *listener,
         FerryTransfer *transfer)
{
  return ferry_sandbox_may_see (listener->sandbox, transfer->durable->app_id);
}

static void
note (Listener      *listener,
      FerryTransfer *transfer)
{
  g_hash_table_replace (listener->told, ferry_transfer_ref (transfer), ferry_record_ref (transfer->durable));
}

/* What changed twice since the last signal may be as it was. */
static void
add_changed (FerryTeller     *self,
             Listener        *listener,
             GVariantBuilder *builder)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      FerryTransfer *transfer = key;
      FerryRecord *told = g_hash_table_lookup (listener->told, transfer);

      if (told == transfer->durable || !may_see (listener, transfer))
        continue;
      g_variant_builder_add_value (builder, ferry_describe_news (self->engine, transfer, told));
      note (listener, transfer);
    }
}

/* Returns: whether it was time to */
static gboolean
sample (FerryTeller *self,
        gint64       now)
{
  GPtrArray *running = ferry_engine_get_running (self->engine);
  double seconds = (now - self->sampled) / (double) G_USEC_PER_SEC;

  if (seconds < MIN_SAMPLE_SECONDS)
    return FALSE;
  self->sampled = now;
  for (guint i = 0; i < running->len; i++)
    ferry_transfer_sample (g_ptr_array_index (running, i), seconds);
  return TRUE;
}

/* Of those that run on unchanged. */
static void
add_progress (FerryTeller     *self,
              Listener        *listener,
              GVariantBuilder *builder)
{
  GPtrArray *running = ferry_engine_get_running (self->engine);

  for (guint i = 0; i < running->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (running, i);

      if (!g_hash_table_contains (self->changed, transfer) && transfer->run != NULL &&
          may_see (listener, transfer))
        g_variant_builder_add_value (builder, ferry_describe_progress (transfer));
    }
}

static void
tell_changed (FerryTeller *self,
              const char  *name,
              Listener    *listener,
              gboolean     with_progress)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) entries = NULL;

  if (with_progress)
    add_progress (self, listener, &builder);
  add_changed (self, listener, &builder);
  entries = g_variant_ref_sink (g_variant_builder_end (&builder));
  if (g_variant_n_children (entries) > 0)
    ferry_gate_emit (self->gate, name, "Changed", g_variant_new ("(@aa{sv})", entries));
}

static void
tell_removed (FerryTeller *self,
              const char  *name,
              Listener    *listener)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < self->removed->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->removed, i);

      if (may_see (listener, transfer))
        g_ptr_array_add (ids, (char *) ferry_transfer_get_id (transfer));
    }
  if (ids->len > 0)
    ferry_gate_emit (self->gate, name, "Removed",
                     g_variant_new ("(@as)", g_variant_new_strv ((const char *const *) ids->pdata, ids->len)));
}

static void arm (FerryTeller *self);

static gboolean
on_tick (gpointer user_data)
{
  FerryTeller *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gboolean with_progress = sample (self, now);
  GHashTableIter iter;
  gpointer name, listener;

  self->tick = 0;
  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, &name, &listener))
    {
      tell_changed (self, name, listener, with_progress);
      tell_removed (self, name, listener);
    }
  g_hash_table_remove_all (self->changed);
  g_ptr_array_set_size (self->removed, 0);
  self->ticked = now;
  if (ferry_engine_get_running (self->engine)->len > 0)
    arm (self);
  return G_SOURCE_REMOVE;
}

/* Plans the next signal: soon when something changed, at leisure when only
 * bytes move, never when nobody listens. */
static void
arm (FerryTeller *self)
{
  gint64 since = g_get_monotonic_time () - self->ticked;
  gboolean soon = g_hash_table_size (self->changed) > 0 || self->removed->len > 0;
  guint delay = !soon ? PROGRESS_INTERVAL_MS
                : since >= SIGNAL_INTERVAL
                  ? 0
                  : (guint) ((SIGNAL_INTERVAL - since) / 1000 + 1);

  g_clear_handle_id (&self->tick, g_source_remove);
  if (g_hash_table_size (self->listeners) > 0)
    self->tick = g_timeout_add (delay, on_tick, self);
}

static void
on_changed (FerryEngine   *engine,
            FerryTransfer *transfer,
            FerryTeller   *self)
{
  gboolean first = g_hash_table_size (self->changed) == 0;

  if (g_hash_table_size (self->listeners) == 0)
    return;
  if (g_hash_table_add (self->changed, ferry_transfer_ref (transfer)) && first)
    arm (self);
}

static void
on_removed (FerryEngine   *engine,
            FerryTransfer *transfer,
            FerryTeller   *self)
{
  GHashTableIter iter;
  gpointer listener;

  if (g_hash_table_size (self->listeners) == 0)
    return;
  g_hash_table_remove (self->changed, transfer);
  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, &listener))
    g_hash_table_remove (((Listener *) listener)->told, transfer);
  g_ptr_array_add (self->removed, ferry_transfer_ref (transfer));
  if (self->removed->len == 1)
    arm (self);
}

static void
on_vanished (GDBusConnection *connection,
             const char      *name,
             gpointer         user_data)
{
  ferry_teller_unsubscribe (user_data, name);
}

static void
ferry_teller_dispose (GObject *object)
{
  FerryTeller *self = FERRY_TELLER (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_hash_table_remove_all (self->listeners);
  G_OBJECT_CLASS (ferry_teller_parent_class)->dispose (object);
}

static void
ferry_teller_finalize (GObject *object)
{
  FerryTeller *self = FERRY_TELLER (object);

  g_hash_table_unref (self->listeners);
  g_hash_table_unref (self->changed);
  g_ptr_array_unref (self->removed);
  g_clear_object (&self->gate);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ferry_teller_parent_class)->finalize (object);
}

static void
ferry_teller_class_init (FerryTellerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ferry_teller_dispose;
  object_class->finalize = ferry_teller_finalize;
}

static void
ferry_teller_init (FerryTeller *self)
{
  self->listeners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, listener_free);
  self->changed = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) ferry_transfer_unref, NULL);
  self->removed = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
}

/**
 * ferry_teller_new:
 * @engine: whose transfers change
 * @gate: through which they are told
 *
 * Returns: (transfer full): a teller to whom nobody listens
 */
FerryTeller *
ferry_teller_new (FerryEngine *engine,
                  FerryGate   *gate)
{
  FerryTeller *self = g_object_new (FERRY_TYPE_TELLER, NULL);

  self->engine = g_object_ref (engine);
  self->gate = g_object_ref (gate);
  g_signal_connect_object (engine, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (engine, "removed", G_CALLBACK (on_removed), self, 0);
  return self;
}

/**
 * ferry_teller_subscribe:
 * @self: a teller
 * @connection: that @name is on
 * @name: unique bus name of a caller
 *
 * Tells @name what changes, until it leaves the bus.
 */
void
ferry_teller_subscribe (FerryTeller     *self,
                        GDBusConnection *connection,
                        const char      *name)
{
  Listener *listener;

  if (!g_hash_table_contains (self->listeners, name))
    {
      listener = g_new (Listener, 1);
      listener->sandbox = g_strdup (ferry_gate_get_sandbox (self->gate, name));
      listener->told = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) ferry_transfer_unref,
                                              (GDestroyNotify) ferry_record_unref);
      listener->watch = g_bus_watch_name_on_connection (connection, name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                        NULL, on_vanished, self, NULL);
      g_hash_table_insert (self->listeners, g_strdup (name), listener);
    }
  arm (self);
}

/**
 * ferry_teller_unsubscribe:
 * @self: a teller
 * @name: unique bus name of a caller, who may never have subscribed
 */
void
ferry_teller_unsubscribe (FerryTeller *self,
                          const char  *name)
{
  g_hash_table_remove (self->listeners, name);
  if (g_hash_table_size (self->listeners) > 0)
    return;
  g_hash_table_remove_all (self->changed);
  g_ptr_array_set_size (self->removed, 0);
}
