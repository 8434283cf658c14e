/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who listens on the bus, and what each was told. A change is gathered into
 * the next signal; a listener gets of each transfer only what it has not got
 * yet, all of it the first time. */

#include "ferry-change-notifier.h"

#include "ferry-serializer.h"
#include "ferry-sandbox.h"

/* No more than ten signals a second, and four while only bytes move. */
#define SIGNAL_INTERVAL      (G_USEC_PER_SEC / 10)
#define PROGRESS_INTERVAL_MS 250

/* Over a shorter time than this a speed means nothing. */
#define MIN_SAMPLE_SECONDS 0.2

typedef struct {
  char *sandbox; /* (owned) app of the sandbox it is in, empty outside of one */
  guint watch;
  GHashTable *last_sent; /* (owned) (element-type FerryTransfer FerryRecord) what it knows */
} Listener;

struct _FerryChangeNotifier {
  GObject parent_instance;

  FerryEngine *engine;   /* (owned) */
  FerryCallers *callers; /* (owned) */
  GHashTable *listeners; /* (owned) (element-type utf8 Listener) by bus name */
  GHashTable *changed;   /* (owned) (element-type FerryTransfer) to be told */
  GPtrArray *removed;    /* (owned) (element-type FerryTransfer) to be told as gone */
  guint tick;            /* (nullable) */
  gint64 ticked;         /* when the last signal was sent, monotonic */
  gint64 sampled;        /* when speeds were taken last, monotonic */
};

G_DEFINE_FINAL_TYPE (FerryChangeNotifier, ferry_change_notifier, G_TYPE_OBJECT)

static void
listener_free (gpointer data)
{
  Listener *listener = data;

  g_bus_unwatch_name (listener->watch);
  g_hash_table_unref (listener->last_sent);
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
  g_hash_table_replace (listener->last_sent, ferry_transfer_ref (transfer), ferry_record_ref (transfer->durable));
}

/* What changed twice since the last signal may be as it was. */
static void
add_changed (FerryChangeNotifier *self,
             Listener            *listener,
             GVariantBuilder     *builder)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      FerryTransfer *transfer = key;
      FerryRecord *last_sent = g_hash_table_lookup (listener->last_sent, transfer);

      if (last_sent == transfer->durable || !may_see (listener, transfer))
        continue;
      g_variant_builder_add_value (builder, ferry_serializer_changes (self->engine, transfer, last_sent));
      note (listener, transfer);
    }
}

/* Returns: whether it was time to */
static gboolean
sample (FerryChangeNotifier *self,
        gint64               now)
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
add_progress (FerryChangeNotifier *self,
              Listener            *listener,
              GVariantBuilder     *builder)
{
  GPtrArray *running = ferry_engine_get_running (self->engine);

  for (guint i = 0; i < running->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (running, i);

      if (!g_hash_table_contains (self->changed, transfer) && transfer->run != NULL &&
          may_see (listener, transfer))
        g_variant_builder_add_value (builder, ferry_serializer_progress (transfer));
    }
}

static void
tell_changed (FerryChangeNotifier *self,
              const char          *name,
              Listener            *listener,
              gboolean             with_progress)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) entries = NULL;

  if (with_progress)
    add_progress (self, listener, &builder);
  add_changed (self, listener, &builder);
  entries = g_variant_ref_sink (g_variant_builder_end (&builder));
  if (g_variant_n_children (entries) > 0)
    ferry_callers_emit (self->callers, name, "Changed", g_variant_new ("(@aa{sv})", entries));
}

static void
tell_removed (FerryChangeNotifier *self,
              const char          *name,
              Listener            *listener)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < self->removed->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->removed, i);

      if (may_see (listener, transfer))
        g_ptr_array_add (ids, (char *) ferry_transfer_get_id (transfer));
    }
  if (ids->len > 0)
    ferry_callers_emit (self->callers, name, "Removed",
                        g_variant_new ("(@as)", g_variant_new_strv ((const char *const *) ids->pdata, ids->len)));
}

static void arm (FerryChangeNotifier *self);

static gboolean
on_tick (gpointer user_data)
{
  FerryChangeNotifier *self = user_data;
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
arm (FerryChangeNotifier *self)
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
on_changed (FerryEngine         *engine,
            FerryTransfer       *transfer,
            FerryChangeNotifier *self)
{
  gboolean first = g_hash_table_size (self->changed) == 0;

  if (g_hash_table_size (self->listeners) == 0)
    return;
  if (g_hash_table_add (self->changed, ferry_transfer_ref (transfer)) && first)
    arm (self);
}

static void
on_removed (FerryEngine         *engine,
            FerryTransfer       *transfer,
            FerryChangeNotifier *self)
{
  GHashTableIter iter;
  gpointer listener;

  if (g_hash_table_size (self->listeners) == 0)
    return;
  g_hash_table_remove (self->changed, transfer);
  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, &listener))
    g_hash_table_remove (((Listener *) listener)->last_sent, transfer);
  g_ptr_array_add (self->removed, ferry_transfer_ref (transfer));
  if (self->removed->len == 1)
    arm (self);
}

static void
on_vanished (GDBusConnection *connection,
             const char      *name,
             gpointer         user_data)
{
  ferry_change_notifier_unsubscribe (user_data, name);
}

static void
ferry_change_notifier_dispose (GObject *object)
{
  FerryChangeNotifier *self = FERRY_CHANGE_NOTIFIER (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_hash_table_remove_all (self->listeners);
  G_OBJECT_CLASS (ferry_change_notifier_parent_class)->dispose (object);
}

static void
ferry_change_notifier_finalize (GObject *object)
{
  FerryChangeNotifier *self = FERRY_CHANGE_NOTIFIER (object);

  g_hash_table_unref (self->listeners);
  g_hash_table_unref (self->changed);
  g_ptr_array_unref (self->removed);
  g_clear_object (&self->callers);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ferry_change_notifier_parent_class)->finalize (object);
}

static void
ferry_change_notifier_class_init (FerryChangeNotifierClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ferry_change_notifier_dispose;
  object_class->finalize = ferry_change_notifier_finalize;
}

static void
ferry_change_notifier_init (FerryChangeNotifier *self)
{
  self->listeners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, listener_free);
  self->changed = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) ferry_transfer_unref, NULL);
  self->removed = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
}

/**
 * ferry_change_notifier_new:
 * @engine: whose transfers change
 * @callers: through which they are told
 *
 * Returns: (transfer full): a change notifier to whom nobody listens
 */
FerryChangeNotifier *
ferry_change_notifier_new (FerryEngine  *engine,
                           FerryCallers *callers)
{
  FerryChangeNotifier *self = g_object_new (FERRY_TYPE_CHANGE_NOTIFIER, NULL);

  self->engine = g_object_ref (engine);
  self->callers = g_object_ref (callers);
  g_signal_connect_object (engine, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (engine, "removed", G_CALLBACK (on_removed), self, 0);
  return self;
}

/**
 * ferry_change_notifier_subscribe:
 * @self: a change notifier
 * @connection: that @name is on
 * @name: unique bus name of a caller
 *
 * Tells @name what changes, until it leaves the bus.
 */
void
ferry_change_notifier_subscribe (FerryChangeNotifier *self,
                                 GDBusConnection     *connection,
                                 const char          *name)
{
  Listener *listener;

  if (!g_hash_table_contains (self->listeners, name))
    {
      listener = g_new (Listener, 1);
      listener->sandbox = g_strdup (ferry_callers_get_sandbox (self->callers, name));
      listener->last_sent = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) ferry_transfer_unref,
                                                   (GDestroyNotify) ferry_record_unref);
      listener->watch = g_bus_watch_name_on_connection (connection, name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                        NULL, on_vanished, self, NULL);
      g_hash_table_insert (self->listeners, g_strdup (name), listener);
    }
  arm (self);
}

/**
 * ferry_change_notifier_unsubscribe:
 * @self: a change notifier
 * @name: unique bus name of a caller, who may never have subscribed
 */
void
ferry_change_notifier_unsubscribe (FerryChangeNotifier *self,
                                   const char          *name)
{
  g_hash_table_remove (self->listeners, name);
  if (g_hash_table_size (self->listeners) > 0)
    return;
  g_hash_table_remove_all (self->changed);
  g_ptr_array_set_size (self->removed, 0);
}
