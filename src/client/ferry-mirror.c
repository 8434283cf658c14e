/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The operations by their GUIDs, and how the service's word comes to them.
 * Operations belong to programs: the mirror holds none for longer than a call.
 *
 * The service exits when it has nothing to do. That is no fault: operations
 * keep what was told last, and the mirror waits until the name comes back. Only
 * when a transfer should be moving has the service crashed; then the mirror
 * reconnects, which starts it.
 *
 *   ASLEEP ─ reconnect ─> SUBSCRIBING ─ on_subscribed ─> FOLLOWING
 *      ^                       │ refused                     │ the name goes
 *      └───────────────────────┴─────────────────────────────┘ */

#include "ferry-mirror.h"

#include "ferry-download-operation.h"
#include "ferry-error.h"
#include "ferry-transfer-operation-private.h"
#include "ferry-upload-operation.h"
#include "ferry-waiters.h"

#include <glib/gi18n-lib.h>

/* A service that crashes again within a minute is woken after 0, 0.1, 0.4, 1.6
 * and 6.4 seconds, then left alone. */
#define MAX_TRIES    5
#define CALM_US      (60 * G_USEC_PER_SEC)
#define FIRST_GAP_MS 100

/**
 * FerryMirrorLink:
 * @FERRY_MIRROR_ASLEEP: nothing is heard of the service
 * @FERRY_MIRROR_SUBSCRIBING: it is asked to tell
 * @FERRY_MIRROR_FOLLOWING: it tells
 */
typedef enum {
  FERRY_MIRROR_ASLEEP,
  FERRY_MIRROR_SUBSCRIBING,
  FERRY_MIRROR_FOLLOWING,
} FerryMirrorLink;

struct _FerryMirror {
  GObject parent_instance;

  FerryConnection *connection; /* (owned) */
  FerryBusTransfers1 *proxy;   /* (owned) (nullable) until subscribed first */
  GHashTable *operations;      /* (owned) (element-type utf8 FerryTransferOperation) (unowned) both */
  guint n_watchers;            /* that want to hear of all transfers */
  guint64 n_removed;           /* transfers, ever */

  FerryMirrorLink link;
  FerryWaiters followers; /* wait for FOLLOWING */
  char *owner;            /* (owned) (nullable) the service's unique name, seen last */
  gboolean behind;        /* something may have changed unheard */

  guint tries;        /* to reconnect it since it was calm */
  gint64 awake_since; /* monotonic */
  guint retry_id;
};

G_DEFINE_FINAL_TYPE (FerryMirror, ferry_mirror, G_TYPE_OBJECT)

typedef enum {
  SIGNAL_ADDED,
  SIGNAL_REMOVED,
} FerryMirrorSignal;

static guint signals[SIGNAL_REMOVED + 1];

static FerryMirror *the_mirror; /* (unowned) (nullable) */

/* (transfer container): operations, held, so that callbacks may drop them. */
static GPtrArray *
hold_all (FerryMirror *self)
{
  GPtrArray *held = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer operation;

  g_hash_table_iter_init (&iter, self->operations);
  while (g_hash_table_iter_next (&iter, NULL, &operation))
    g_ptr_array_add (held, g_object_ref (operation));
  return held;
}

static gboolean
is_wanted (FerryMirror *self)
{
  return self->n_watchers > 0 || g_hash_table_size (self->operations) > 0;
}

static gboolean
may_progress (FerryTransferOperation *operation)
{
  return ferry_snapshot_may_progress (&ferry_transfer_operation_get_private (operation)->snapshot);
}

static gboolean
should_be_awake (FerryMirror *self)
{
  GHashTableIter iter;
  gpointer operation;

  g_hash_table_iter_init (&iter, self->operations);
  while (g_hash_table_iter_next (&iter, NULL, &operation))
    if (may_progress (operation))
      return TRUE;
  return FALSE;
}

/* News */

/* Only news that tell all of a transfer begin an operation, and a kind that
 * only a newer service has is none of ours. Not g_variant_lookup(): it turns the
 * whole entry into a copy in one piece, and all that is read from it later into
 * copies of the copy. */
static GType
type_of (GVariant *entry)
{
  g_autoptr (GVariant) uri = g_variant_lookup_value (entry, "uri", G_VARIANT_TYPE_STRING);
  g_autoptr (GVariant) kind = g_variant_lookup_value (entry, "kind", G_VARIANT_TYPE_UINT32);

  if (uri == NULL)
    return G_TYPE_INVALID;
  if (kind == NULL || g_variant_get_uint32 (kind) == FERRY_TRANSFER_KIND_DOWNLOAD)
    return FERRY_TYPE_DOWNLOAD_OPERATION;
  return g_variant_get_uint32 (kind) == FERRY_TRANSFER_KIND_UPLOAD ? FERRY_TYPE_UPLOAD_OPERATION
                                                                   : G_TYPE_INVALID;
}

static void
forget (FerryMirror            *self,
        FerryTransferOperation *operation)
{
  const char *guid = ferry_transfer_operation_get_guid (operation);

  if (g_hash_table_lookup (self->operations, guid) == operation)
    g_hash_table_remove (self->operations, guid);
}

/* An operation that is being disposed of still has its GUID. */
static void
on_disposed (gpointer  user_data,
             GObject  *operation)
{
  forget (user_data, (FerryTransferOperation *) operation);
}

/**
 * ferry_mirror_update:
 * @self: the mirror
 * @entry: news of one transfer, a{sv}
 * @create: whether one that has no operation gets one
 *
 * Passes the news on to its operation.
 *
 * Returns: (transfer full) (nullable): the operation
 */
FerryTransferOperation *
ferry_mirror_update (FerryMirror *self,
                     GVariant    *entry,
                     gboolean     create)
{
  g_autoptr (FerryTransferOperation) operation = NULL;
  g_autoptr (GVariant) id = g_variant_lookup_value (entry, "id", G_VARIANT_TYPE_STRING);
  const char *guid;

  if (id == NULL)
    return NULL;
  guid = g_variant_get_string (id, NULL);
  operation = ferry_mirror_lookup (self, guid);
  if (operation == NULL)
    {
      GType type = create ? type_of (entry) : G_TYPE_INVALID;

      if (type == G_TYPE_INVALID)
        return NULL;
      operation = ferry_transfer_operation_new (type, G_OBJECT (self), self->connection, guid);
      g_hash_table_insert (self->operations,
                           (gpointer) ferry_transfer_operation_get_guid (operation), operation);
      g_object_weak_ref (G_OBJECT (operation), on_disposed, self);
    }
  ferry_transfer_operation_update (operation, entry);
  return g_steal_pointer (&operation);
}

static void
on_changed (FerryMirror *self,
            GVariant    *entries)
{
  g_autoptr (FerryMirror) alive = g_object_ref (self);
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  GVariantIter iter;
  GVariant *entry;

  g_variant_iter_init (&iter, entries);
  while (g_variant_iter_loop (&iter, "@a{sv}", &entry))
    {
      guint n_known = g_hash_table_size (self->operations);
      g_autoptr (FerryTransferOperation) operation =
        ferry_mirror_update (self, entry, self->n_watchers > 0);

      if (operation != NULL && g_hash_table_size (self->operations) > n_known)
        g_ptr_array_add (added, g_steal_pointer (&operation));
    }
  if (added->len > 0)
    g_signal_emit (self, signals[SIGNAL_ADDED], 0, added);
}

static void
drop (FerryMirror *self,
      GPtrArray   *gone)
{
  for (guint i = 0; i < gone->len; i++)
    {
      g_object_weak_unref (gone->pdata[i], on_disposed, self);
      forget (self, gone->pdata[i]);
      ferry_transfer_operation_set_removed (gone->pdata[i]);
    }
  if (gone->len > 0)
    g_signal_emit (self, signals[SIGNAL_REMOVED], 0, gone);
}

static void
on_removed (FerryMirror       *self,
            const char *const *ids)
{
  g_autoptr (FerryMirror) alive = g_object_ref (self);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *ids != NULL; ids++)
    {
      FerryTransferOperation *operation = ferry_mirror_lookup (self, *ids);

      self->n_removed++;
      if (operation != NULL)
        g_ptr_array_add (gone, operation);
    }
  drop (self, gone);
}

/* Catching up with what happened unheard: all that is known is asked for again,
 * and what is not found any more has been removed. */

static void
on_resynced (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  FerryMirror *self = FERRY_MIRROR (source);
  g_autoptr (GPtrArray) gone = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = ferry_mirror_fetch_finish (self, result, &error);
  g_autoptr (GHashTable) present = g_hash_table_new (NULL, NULL);

  /* The name went again; when it is back this begins anew. */
  if (found == NULL)
    {
      g_debug ("Can’t catch up with the service: %s", error->message);
      self->behind = TRUE;
      return;
    }
  for (guint i = 0; i < found->len; i++)
    g_hash_table_add (present, found->pdata[i]);
  for (guint i = gone->len; i > 0; i--)
    if (g_hash_table_contains (present, gone->pdata[i - 1]))
      g_ptr_array_remove_index_fast (gone, i - 1);
  drop (self, gone);
  if (self->n_watchers > 0)
    g_signal_emit (self, signals[SIGNAL_ADDED], 0, found);
}

static void
resync (FerryMirror *self)
{
  GPtrArray *known = hold_all (self);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) strv = NULL;

  self->behind = FALSE;
  if (self->n_watchers > 0)
    {
      ferry_mirror_fetch_async (self, g_variant_new_parsed ("@a{sv} {}"), NULL, on_resynced, known);
      return;
    }
  for (guint i = 0; i < known->len; i++)
    g_strv_builder_add (ids, ferry_transfer_operation_get_guid (known->pdata[i]));
  strv = g_strv_builder_end (ids);
  ferry_mirror_fetch_ids_async (self, (const char *const *) strv, NULL, on_resynced, known);
}

static void
fail_waiters (FerryMirror  *self,
              const GError *error)
{
  g_autoptr (GPtrArray) held = hold_all (self);

  for (guint i = 0; i < held->len; i++)
    if (may_progress (held->pdata[i]))
      ferry_transfer_operation_fail_waiters (held->pdata[i], error);
}

static void
connect_signals (FerryMirror *self)
{
  g_signal_connect_object (self->proxy, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->proxy, "removed", G_CALLBACK (on_removed), self, G_CONNECT_SWAPPED);
}

/* Following the service */

static void reconnect (FerryMirror *self);

static void
on_retry (gpointer user_data)
{
  FerryMirror *self = user_data;

  self->retry_id = 0;
  if (self->link == FERRY_MIRROR_ASLEEP)
    reconnect (self);
}

static void
reconnect_again (FerryMirror  *self,
                 const GError *error)
{
  if (g_get_monotonic_time () - self->awake_since > CALM_US)
    self->tries = 0;
  if (self->tries == MAX_TRIES)
    {
      self->tries = 0;
      fail_waiters (self, error);
      return;
    }
  if (self->tries++ == 0)
    {
      reconnect (self);
      return;
    }
  g_clear_handle_id (&self->retry_id, g_source_remove);
  self->retry_id = g_timeout_add_once (FIRST_GAP_MS << (2 * (self->tries - 2)), on_retry, self);
}

static void
on_owner (FerryMirror *self)
{
  g_autoptr (GError) error = g_error_new_literal (FERRY_ERROR, FERRY_ERROR_NOT_REACHABLE,
                                                  _ ("Ferry’s service keeps stopping"));
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->proxy));

  /* Before the answer to Subscribe nothing is known; the answer decides. */
  if (self->link == FERRY_MIRROR_SUBSCRIBING || g_strcmp0 (owner, self->owner) == 0)
    return;
  if (self->link == FERRY_MIRROR_FOLLOWING)
    self->behind = TRUE;
  self->link = FERRY_MIRROR_ASLEEP;
  g_free (self->owner);
  self->owner = g_steal_pointer (&owner);
  if (self->owner != NULL && is_wanted (self))
    reconnect (self);
  else if (self->owner == NULL && should_be_awake (self))
    reconnect_again (self, error);
}

static void on_proxy      (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);
static void on_subscribed (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

static void
reconnect (FerryMirror *self)
{
  self->link = FERRY_MIRROR_SUBSCRIBING;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  ferry_connection_open_async (self->connection, NULL, on_proxy, g_object_ref (self));
}

static void
fail_to_follow (FerryMirror  *self,
                const GError *error)
{
  self->link = FERRY_MIRROR_ASLEEP;
  self->behind = TRUE;
  ferry_waiters_end (&self->followers, error);
  if (self->link == FERRY_MIRROR_ASLEEP && should_be_awake (self))
    reconnect_again (self, error);
}

static void
on_proxy (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (FerryMirror) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryBusTransfers1) proxy =
    ferry_connection_open_finish (FERRY_CONNECTION (source), result, &error);

  if (proxy == NULL)
    {
      fail_to_follow (self, error);
      return;
    }
  if (self->proxy == NULL)
    {
      self->proxy = g_steal_pointer (&proxy);
      connect_signals (self);
      g_signal_connect_object (self->proxy, "notify::g-name-owner",
                               G_CALLBACK (on_owner), self, G_CONNECT_SWAPPED);
    }
  ferry_connection_call_async (FERRY_CONNECTION (source), "Subscribe", g_variant_new ("()"),
                               NULL, on_subscribed, g_steal_pointer (&self));
}

static void
on_subscribed (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (FerryMirror) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    ferry_connection_call_finish (FERRY_CONNECTION (source), result, &error);

  g_free (self->owner);
  self->owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->proxy));
  if (reply == NULL)
    {
      fail_to_follow (self, error);
      return;
    }
  self->link = FERRY_MIRROR_FOLLOWING;
  self->awake_since = g_get_monotonic_time ();
  if (self->behind && is_wanted (self))
    resync (self);
  ferry_waiters_end (&self->followers, NULL);
}

/* GObject */

static void
ferry_mirror_dispose (GObject *object)
{
  FerryMirror *self = FERRY_MIRROR (object);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  if (self->link == FERRY_MIRROR_FOLLOWING)
    g_dbus_proxy_call (G_DBUS_PROXY (self->proxy), "Unsubscribe", NULL,
                       G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  self->link = FERRY_MIRROR_ASLEEP;
  g_clear_object (&self->proxy);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (ferry_mirror_parent_class)->dispose (object);
}

static void
ferry_mirror_finalize (GObject *object)
{
  FerryMirror *self = FERRY_MIRROR (object);

  g_hash_table_unref (self->operations);
  ferry_waiters_clear (&self->followers);
  g_free (self->owner);
  the_mirror = NULL;

  G_OBJECT_CLASS (ferry_mirror_parent_class)->finalize (object);
}

static void
ferry_mirror_class_init (FerryMirrorClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ferry_mirror_dispose;
  object_class->finalize = ferry_mirror_finalize;

  /* Operations that a watcher may not know yet; sent only while one watches. */
  signals[SIGNAL_ADDED] =
    g_signal_new ("added", FERRY_TYPE_MIRROR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  /* Operations whose transfers the service has forgotten. */
  signals[SIGNAL_REMOVED] =
    g_signal_new ("removed", FERRY_TYPE_MIRROR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
}

static void
ferry_mirror_init (FerryMirror *self)
{
  self->connection = ferry_connection_get ();
  self->operations = g_hash_table_new (g_str_hash, g_str_equal);
  ferry_waiters_init (&self->followers);
}

/**
 * ferry_mirror_get:
 *
 * Returns: (transfer full): the mirror of this process
 */
FerryMirror *
ferry_mirror_get (void)
{
  if (the_mirror != NULL)
    return g_object_ref (the_mirror);
  the_mirror = g_object_new (FERRY_TYPE_MIRROR, NULL);
  return the_mirror;
}

/**
 * ferry_mirror_get_connection:
 * @self: the mirror
 *
 * Returns: (transfer none): the way to the service
 */
FerryConnection *
ferry_mirror_get_connection (FerryMirror *self)
{
  return self->connection;
}

/**
 * ferry_mirror_get_n_removed:
 * @self: the mirror
 *
 * Returns: how many transfers were said to be removed, ever
 */
guint64
ferry_mirror_get_n_removed (FerryMirror *self)
{
  return self->n_removed;
}

/**
 * ferry_mirror_lookup:
 * @self: the mirror
 * @guid: of a transfer
 *
 * Returns: (transfer full) (nullable): its operation, when there is one alive
 */
FerryTransferOperation *
ferry_mirror_lookup (FerryMirror *self,
                     const char  *guid)
{
  FerryTransferOperation *operation = g_hash_table_lookup (self->operations, guid);

  return operation != NULL ? g_object_ref (operation) : NULL;
}

/**
 * ferry_mirror_watch:
 * @self: the mirror
 *
 * From now on transfers that nobody asked for get operations too, until
 * ferry_mirror_unwatch().
 */
void
ferry_mirror_watch (FerryMirror *self)
{
  self->n_watchers++;
}

/**
 * ferry_mirror_unwatch:
 * @self: the mirror
 *
 * Ends one ferry_mirror_watch().
 */
void
ferry_mirror_unwatch (FerryMirror *self)
{
  g_return_if_fail (self->n_watchers > 0);

  self->n_watchers--;
}

/**
 * ferry_mirror_follow_async:
 * @self: the mirror
 * @cancellable: (nullable): gives up waiting
 * @callback: called when changes are heard
 * @user_data: for @callback
 *
 * Subscribes to the service's signals, and wakes it for that.
 */
void
ferry_mirror_follow_async (FerryMirror         *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_mirror_follow_async);
  if (self->link == FERRY_MIRROR_FOLLOWING)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  ferry_waiters_add (&self->followers, g_steal_pointer (&task));
  if (self->link == FERRY_MIRROR_ASLEEP)
    reconnect (self);
}

/**
 * ferry_mirror_follow_finish:
 * @self: the mirror
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether changes are heard from now on
 */
gboolean
ferry_mirror_follow_finish (FerryMirror   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
