/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks on as transfers come and move. However many move at once, they are
 * counted once. */

#include "ferry-transfer-watch.h"

#include "ferry-app-closures.h"

struct _FerryTransferWatch {
  GObject parent_instance;

  GListModel *operations; /* (owned) (element-type FerryTransferOperation) */
  GHashTable *watched;    /* (owned) (element-type FerryTransferOperation) (owned) */
  FerryTransferCount count;
  guint count_source; /* counts when the main loop is idle; 0 when nothing moved */
};

typedef enum {
  BATCH_CAME,
  CAME,
  MOVED,
  REPORTED,
  COUNTED,
} FerryTransferWatchSignal;
static guint signals[COUNTED + 1];

G_DEFINE_FINAL_TYPE (FerryTransferWatch, ferry_transfer_watch, G_TYPE_OBJECT)

static void
add_to (FerryTransferCount     *count,
        FerryTransferOperation *operation)
{
  count->unfinished += ferry_app_offers (operation, FERRY_TRANSFER_ACTION_CANCEL);
  count->pausable += ferry_app_offers (operation, FERRY_TRANSFER_ACTION_PAUSE);
  count->resumable += ferry_app_offers (operation, FERRY_TRANSFER_ACTION_RESUME);
  count->finished += ferry_app_offers (operation, FERRY_TRANSFER_ACTION_REMOVE);
}

static gboolean
count (gpointer user_data)
{
  FerryTransferWatch *self = user_data;
  guint n = g_list_model_get_n_items (self->operations);

  self->count_source = 0;
  self->count = (FerryTransferCount){ 0 };
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (self->operations, i);

      add_to (&self->count, operation);
    }
  g_signal_emit (self, signals[COUNTED], 0);
  return G_SOURCE_REMOVE;
}

static void
count_soon (FerryTransferWatch *self)
{
  if (self->count_source == 0)
    self->count_source = g_idle_add (count, self);
}

static void
on_state (FerryTransferOperation *operation,
          GParamSpec             *pspec,
          FerryTransferWatch     *self)
{
  g_signal_emit (self, signals[MOVED], 0, operation);
  count_soon (self);
}

/* A state has not changed while it waits for its turn. */
static void
on_started (FerryTransferWatch *self)
{
  count_soon (self);
}

static void
on_progress (FerryTransferOperation *operation,
             FerryTransferProgress  *progress,
             FerryTransferWatch     *self)
{
  g_signal_emit (self, signals[REPORTED], 0, operation, progress);
}

static void
watch (FerryTransferWatch     *self,
       FerryTransferOperation *operation)
{
  g_hash_table_add (self->watched, g_object_ref (operation));
  g_signal_connect_object (operation, "notify::state", G_CALLBACK (on_state), self, 0);
  g_signal_connect_object (operation, "notify::started", G_CALLBACK (on_started), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (operation, "progress", G_CALLBACK (on_progress), self, 0);
}

static void
unwatch (FerryTransferWatch     *self,
         FerryTransferOperation *operation)
{
  g_signal_handlers_disconnect_by_data (operation, self);
}

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

static void
forget_gone (FerryTransferWatch *self)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->watched);
  guint n = g_list_model_get_n_items (self->operations);
  GHashTableIter iter;
  gpointer gone;

  self->watched = new_set ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (self->operations, i);

      if (g_hash_table_remove (before, operation))
        g_hash_table_add (self->watched, g_object_ref (operation));
    }
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &gone, NULL))
    unwatch (self, gone);
}

/* What the list calls new may only have been moved by the removal of others. */
static void
on_items_changed (GListModel         *operations,
                  guint               position,
                  guint               removed,
                  guint               added,
                  FerryTransferWatch *self)
{
  g_autoptr (FerryTransferOperation) newest = NULL;
  guint n_new = 0;

  if (removed > 0)
    forget_gone (self);
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (operations, i);

      if (g_hash_table_contains (self->watched, operation))
        continue;
      watch (self, operation);
      g_set_object (&newest, operation);
      n_new++;
    }
  if (n_new == 1)
    g_signal_emit (self, signals[CAME], 0, newest);
  else if (n_new > 1)
    g_signal_emit (self, signals[BATCH_CAME], 0, newest, n_new);
  count_soon (self);
}

static void
ferry_transfer_watch_dispose (GObject *object)
{
  FerryTransferWatch *self = FERRY_TRANSFER_WATCH (object);

  g_clear_handle_id (&self->count_source, g_source_remove);
  g_clear_pointer (&self->watched, g_hash_table_unref);
  g_clear_object (&self->operations);

  G_OBJECT_CLASS (ferry_transfer_watch_parent_class)->dispose (object);
}

static guint
new_signal (const char *name,
            guint       n_params,
            GType       first,
            GType       second)
{
  return g_signal_new (name, FERRY_TYPE_TRANSFER_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_params, first, second);
}

static void
ferry_transfer_watch_class_init (FerryTransferWatchClass *klass)
{
  GType operation = FERRY_TYPE_TRANSFER_OPERATION;

  G_OBJECT_CLASS (klass)->dispose = ferry_transfer_watch_dispose;

  signals[BATCH_CAME] = new_signal ("batch-came", 2, operation, G_TYPE_UINT);
  signals[CAME] = new_signal ("came", 1, operation, G_TYPE_NONE);
  signals[MOVED] = new_signal ("moved", 1, operation, G_TYPE_NONE);
  signals[REPORTED] = new_signal ("reported", 2, operation, FERRY_TYPE_TRANSFER_PROGRESS);
  signals[COUNTED] = new_signal ("counted", 0, G_TYPE_NONE, G_TYPE_NONE);
}

static void
ferry_transfer_watch_init (FerryTransferWatch *self)
{
  self->watched = new_set ();
}

/**
 * ferry_transfer_watch_new:
 * @operations: a list of #FerryTransferOperation
 *
 * Returns: (transfer full): a watch over those that are in the list, and those
 *   that come
 */
FerryTransferWatch *
ferry_transfer_watch_new (GListModel *operations)
{
  FerryTransferWatch *self = g_object_new (FERRY_TYPE_TRANSFER_WATCH, NULL);

  self->operations = g_object_ref (operations);
  g_signal_connect_object (operations, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  return self;
}

/**
 * ferry_transfer_watch_get_count:
 * @self: a watch
 *
 * Returns: how many transfers were in which condition when they were last
 *   counted
 */
FerryTransferCount
ferry_transfer_watch_get_count (FerryTransferWatch *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_WATCH (self), (FerryTransferCount){ 0 });

  return self->count;
}
