/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bus side of the engine: a method is passed on, a change is gathered
 * into the next signal. Nothing is decided here. */

#include "ferry-transfers-object.h"

#include "ferry-bus.h"
#include "ferry-config.h"
#include "ferry-describe.h"
#include "ferry-error.h"
#include "ferry-transfers1.h"

#include <string.h>

/* No more than ten signals a second, and four while only bytes move. */
#define SIGNAL_INTERVAL      (G_USEC_PER_SEC / 10)
#define PROGRESS_INTERVAL_MS 250

/* One call may carry many transfers, but not without end. */
#define MAX_CREATED_PER_CALL 10000
#define MAX_TRANSFERS        100000
#define MAX_IDS_PER_CALL     MAX_TRANSFERS

struct _FerryTransfersObject {
  GObject parent_instance;

  FerryEngine *engine;          /* (owned) */
  FerryBusTransfers1 *skeleton; /* (owned) */
  GHashTable *subscribers;      /* (owned) (element-type utf8 guint) bus names and their watches */
  GHashTable *changed;          /* (owned) (element-type FerryTransfer) to be told whole */
  GPtrArray *removed;           /* (owned) (element-type utf8) to be told as gone */
  char *folder;                 /* (owned) where files go when the caller names no folder */
  guint tick;                   /* (nullable) */
  gint64 ticked;                /* when the last signal was sent, monotonic */
  gint64 sampled;               /* when speeds were taken last, monotonic */
};

G_DEFINE_FINAL_TYPE (FerryTransfersObject, ferry_transfers_object, G_TYPE_OBJECT)

static void arm (FerryTransfersObject *self);

/* Telling. */

static void
forget_subscriber (FerryTransfersObject *self,
                   const char           *name)
{
  guint watch = GPOINTER_TO_UINT (g_hash_table_lookup (self->subscribers, name));

  if (watch == 0)
    return;
  g_bus_unwatch_name (watch);
  g_hash_table_remove (self->subscribers, name);
}

static void
send (FerryTransfersObject *self,
      const char           *signal,
      GVariant             *parameters)
{
  GDBusInterfaceSkeleton *skeleton = G_DBUS_INTERFACE_SKELETON (self->skeleton);
  GDBusConnection *connection = g_dbus_interface_skeleton_get_connection (skeleton);
  g_autoptr (GVariant) owned = g_variant_ref_sink (parameters);
  GHashTableIter iter;
  gpointer name;

  if (connection == NULL)
    return;
  g_hash_table_iter_init (&iter, self->subscribers);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_dbus_connection_emit_signal (connection, name,
                                   g_dbus_interface_skeleton_get_object_path (skeleton),
                                   g_dbus_interface_skeleton_get_info (skeleton)->name,
                                   signal, owned, NULL);
}

static GVariant *
describe (FerryTransfersObject *self,
          FerryTransfer        *transfer,
          gboolean              with_headers)
{
  FerryRequest *request = transfer->durable->request;
  const char *group = ferry_request_get_group (request);
  FerryTransferBehavior behavior = ferry_request_get_behavior (request);
  g_autofree char *answer_file = NULL;

  if (group != NULL)
    ferry_engine_get_group (self->engine, group, &behavior);
  answer_file = ferry_engine_get_answer_file (self->engine, transfer);
  return ferry_describe (transfer, behavior, answer_file, with_headers);
}

static guint
add_changed (FerryTransfersObject *self,
             GVariantBuilder      *builder)
{
  guint n = g_hash_table_size (self->changed);
  GHashTableIter iter;
  gpointer transfer;

  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &transfer, NULL))
    g_variant_builder_add_value (builder, describe (self, transfer, FALSE));
  return n;
}

static guint
add_progress (FerryTransfersObject *self,
              GVariantBuilder      *builder,
              gint64                now)
{
  GPtrArray *running = ferry_engine_get_running (self->engine);
  double seconds = (now - self->sampled) / (double) G_USEC_PER_SEC;
  guint n = 0;

  /* Over a shorter time than this a speed means nothing. */
  if (seconds < 0.2)
    return 0;
  self->sampled = now;
  for (guint i = 0; i < running->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (running, i);

      ferry_transfer_sample (transfer, seconds);
      if (g_hash_table_contains (self->changed, transfer) || transfer->run == NULL)
        continue;
      g_variant_builder_add_value (builder, ferry_describe_progress (transfer));
      n++;
    }
  return n;
}

static gboolean
on_tick (gpointer user_data)
{
  FerryTransfersObject *self = user_data;
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  gint64 now = g_get_monotonic_time ();
  guint n;

  self->tick = 0;
  n = add_progress (self, &builder, now);
  n += add_changed (self, &builder);
  g_hash_table_remove_all (self->changed);
  if (n > 0)
    send (self, "Changed", g_variant_new ("(aa{sv})", &builder));
  else
    g_variant_builder_clear (&builder);
  if (self->removed->len > 0)
    {
      g_ptr_array_add (self->removed, NULL);
      send (self, "Removed", g_variant_new ("(^as)", self->removed->pdata));
      g_ptr_array_set_size (self->removed, 0);
    }
  self->ticked = now;
  if (ferry_engine_get_running (self->engine)->len > 0)
    arm (self);
  return G_SOURCE_REMOVE;
}

/* Plans the next signal: soon when something changed, at leisure when only
 * bytes move, never when nobody listens. */
static void
arm (FerryTransfersObject *self)
{
  gint64 since = g_get_monotonic_time () - self->ticked;
  gboolean soon = g_hash_table_size (self->changed) > 0 || self->removed->len > 0;
  guint delay = !soon ? PROGRESS_INTERVAL_MS
                : since >= SIGNAL_INTERVAL
                  ? 0
                  : (guint) ((SIGNAL_INTERVAL - since) / 1000 + 1);

  g_clear_handle_id (&self->tick, g_source_remove);
  if (g_hash_table_size (self->subscribers) > 0)
    self->tick = g_timeout_add (delay, on_tick, self);
}

static void
on_changed (FerryEngine          *engine,
            FerryTransfer        *transfer,
            FerryTransfersObject *self)
{
  gboolean first = g_hash_table_size (self->changed) == 0;

  if (g_hash_table_size (self->subscribers) == 0)
    return;
  if (g_hash_table_add (self->changed, ferry_transfer_ref (transfer)) && first)
    arm (self);
}

static void
on_removed (FerryEngine          *engine,
            FerryTransfer        *transfer,
            FerryTransfersObject *self)
{
  if (g_hash_table_size (self->subscribers) == 0)
    return;
  g_hash_table_remove (self->changed, transfer);
  g_ptr_array_add (self->removed, g_strdup (ferry_transfer_get_id (transfer)));
  if (self->removed->len == 1)
    arm (self);
}

/* Methods. */

static gboolean
refuse (GDBusMethodInvocation *invocation,
        GError                *error)
{
  g_dbus_method_invocation_take_error (invocation, error);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static GVariant *
with_folder (FerryTransfersObject *self,
             GVariant             *options)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (options);

  if (!g_variant_dict_contains (&dict, "file") && !g_variant_dict_contains (&dict, "folder"))
    g_variant_dict_insert (&dict, "folder", "s", self->folder);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static GPtrArray *
read_requests (FerryTransfersObject  *self,
               FerryTransferKind      kind,
               GVariant              *transfers,
               gboolean              *start,
               GError               **error)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_request_unref);
  GVariantIter iter;
  const char *address;
  GVariant *options;

  g_variant_iter_init (&iter, transfers);
  while (g_variant_iter_next (&iter, "(&s@a{sv})", &address, &options))
    {
      g_autoptr (GVariant) owned = options;
      g_autoptr (GVariant) complete = kind == FERRY_TRANSFER_KIND_DOWNLOAD ? with_folder (self, owned)
                                                                           : g_variant_ref (owned);
      FerryRequest *request = ferry_request_new (kind, address, complete, error);

      if (request == NULL)
        return NULL;
      g_ptr_array_add (requests, request);
      g_variant_lookup (owned, "start", "b", start);
    }
  return g_steal_pointer (&requests);
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  GError *error = NULL;
  g_auto (GStrv) ids = ferry_engine_create_finish (FERRY_ENGINE (source), result, &error);

  if (ids == NULL)
    g_dbus_method_invocation_take_error (invocation, error);
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", ids));
}

static void
on_group_made (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  FerryTransferBehavior actual;
  g_autoptr (GError) error = NULL;

  if (!ferry_engine_save_group_finish (FERRY_ENGINE (source), result, &actual, &error))
    g_message ("A group can't be kept: %s", error->message);
}

/* The journal carries its calls out in order: a group is durable before the
 * transfers that name it. */
static void
make_groups (FerryTransfersObject *self,
             GPtrArray            *requests)
{
  for (guint i = 0; i < requests->len; i++)
    {
      FerryRequest *request = g_ptr_array_index (requests, i);
      const char *group = ferry_request_get_group (request);
      FerryTransferBehavior behavior;

      if (group != NULL && !ferry_engine_get_group (self->engine, group, &behavior))
        ferry_engine_save_group_async (self->engine, group, ferry_request_get_behavior (request),
                                       on_group_made, NULL);
    }
}

static gboolean
create (FerryTransfersObject  *self,
        GDBusMethodInvocation *invocation,
        FerryTransferKind      kind,
        GVariant              *transfers)
{
  g_autoptr (GPtrArray) requests = NULL;
  gsize n = g_variant_n_children (transfers);
  gboolean start = FALSE;
  GError *error = NULL;

  if (n > MAX_CREATED_PER_CALL || n + ferry_engine_get_transfers (self->engine)->len > MAX_TRANSFERS)
    return refuse (invocation, g_error_new (FERRY_ERROR, FERRY_ERROR_LIMIT,
                                            "More than %d transfers in one call, or %d in all",
                                            MAX_CREATED_PER_CALL, MAX_TRANSFERS));
  requests = read_requests (self, kind, transfers, &start, &error);
  if (requests == NULL)
    return refuse (invocation, error);
  make_groups (self, requests);
  ferry_engine_create_async (self->engine, "", requests, start, on_created, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_create_downloads (FerryBusTransfers1    *skeleton,
                         GDBusMethodInvocation *invocation,
                         GVariant              *downloads,
                         FerryTransfersObject  *self)
{
  return create (self, invocation, FERRY_TRANSFER_KIND_DOWNLOAD, downloads);
}

static gboolean
handle_create_uploads (FerryBusTransfers1    *skeleton,
                       GDBusMethodInvocation *invocation,
                       GVariant              *uploads,
                       FerryTransfersObject  *self)
{
  return create (self, invocation, FERRY_TRANSFER_KIND_UPLOAD, uploads);
}

static void
on_commanded (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  GError *error = NULL;

  if (ferry_engine_command_finish (FERRY_ENGINE (source), result, &error))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    g_dbus_method_invocation_take_error (invocation, error);
}

/* All six commands have the same signature; the method's name says which. */
static gboolean
handle_command (FerryBusTransfers1    *skeleton,
                GDBusMethodInvocation *invocation,
                const char *const     *ids,
                FerryTransfersObject  *self)
{
  static const struct {
    const char *method;
    FerryCommand command;
  } commands[] = {
    { "Start", FERRY_COMMAND_START },
    { "Pause", FERRY_COMMAND_PAUSE },
    { "Resume", FERRY_COMMAND_RESUME },
    { "Cancel", FERRY_COMMAND_CANCEL },
    { "Retry", FERRY_COMMAND_RETRY },
    { "Remove", FERRY_COMMAND_REMOVE },
  };
  const char *method = g_dbus_method_invocation_get_method_name (invocation);

  if (g_strv_length ((char **) ids) > MAX_IDS_PER_CALL)
    return refuse (invocation, g_error_new (FERRY_ERROR, FERRY_ERROR_LIMIT, "More than %d ids in one call",
                                            MAX_IDS_PER_CALL));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].method, method))
      ferry_engine_command_async (self->engine, commands[i].command, ids, on_commanded, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
on_change_done (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  GError *error = NULL;

  if (ferry_engine_change_finish (FERRY_ENGINE (source), result, &error))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    g_dbus_method_invocation_take_error (invocation, error);
}

static gboolean
handle_change (FerryBusTransfers1    *skeleton,
               GDBusMethodInvocation *invocation,
               const char            *id,
               GVariant              *changes,
               FerryTransfersObject  *self)
{
  ferry_engine_change_async (self->engine, id, changes, on_change_done, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

typedef struct {
  const char *group; /* (nullable) */
  guint32 kind;
  gboolean any_kind;
  gboolean finished;
  guint32 offset;
  guint32 limit;
} Filter;

static gboolean
matches (Filter        *filter,
         FerryTransfer *transfer)
{
  FerryRecord *record = transfer->durable;

  if (record == NULL ||
      (!filter->finished && ferry_transfer_state_is_final (record->state)) ||
      (!filter->any_kind && ferry_request_get_kind (record->request) != filter->kind) ||
      (filter->group != NULL && g_strcmp0 (ferry_request_get_group (record->request), filter->group) != 0))
    return FALSE;
  if (filter->offset > 0)
    {
      filter->offset--;
      return FALSE;
    }
  return TRUE;
}

static gboolean
add_by_ids (FerryTransfersObject  *self,
            GVariant              *ids,
            GVariantBuilder       *builder,
            GError               **error)
{
  GVariantIter iter;
  const char *id;

  g_variant_iter_init (&iter, ids);
  while (g_variant_iter_next (&iter, "&s", &id))
    {
      FerryTransfer *transfer = ferry_engine_lookup (self->engine, id);

      if (transfer == NULL || transfer->durable == NULL)
        {
          g_set_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND, "There is no transfer %.64s", id);
          return FALSE;
        }
      g_variant_builder_add_value (builder, describe (self, transfer, TRUE));
    }
  return TRUE;
}

static void
add_by_filter (FerryTransfersObject *self,
               Filter               *filter,
               GVariantBuilder      *builder)
{
  GPtrArray *transfers = ferry_engine_get_transfers (self->engine);

  for (guint i = 0; i < transfers->len && filter->limit > 0; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      if (!matches (filter, transfer))
        continue;
      g_variant_builder_add_value (builder, describe (self, transfer, TRUE));
      filter->limit--;
    }
}

static gboolean
handle_list (FerryBusTransfers1    *skeleton,
             GDBusMethodInvocation *invocation,
             GVariant              *options,
             FerryTransfersObject  *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) ids = g_variant_lookup_value (options, "ids", G_VARIANT_TYPE ("as"));
  Filter filter = { .limit = MAX_TRANSFERS, .finished = TRUE };
  GError *error = NULL;

  g_variant_lookup (options, "group", "&s", &filter.group);
  g_variant_lookup (options, "finished", "b", &filter.finished);
  g_variant_lookup (options, "offset", "u", &filter.offset);
  g_variant_lookup (options, "limit", "u", &filter.limit);
  filter.any_kind = !g_variant_lookup (options, "kind", "u", &filter.kind);
  if (ids == NULL)
    add_by_filter (self, &filter, &builder);
  else if (!add_by_ids (self, ids, &builder, &error))
    {
      g_variant_builder_clear (&builder);
      return refuse (invocation, error);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &builder));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
on_group_saved (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  FerryTransferBehavior actual;
  GError *error = NULL;

  if (ferry_engine_save_group_finish (FERRY_ENGINE (source), result, &actual, &error))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", (guint32) actual));
  else
    g_dbus_method_invocation_take_error (invocation, error);
}

static gboolean
handle_create_group (FerryBusTransfers1    *skeleton,
                     GDBusMethodInvocation *invocation,
                     const char            *name,
                     guint                  behavior,
                     FerryTransfersObject  *self)
{
  if (*name == '\0' || strlen (name) > 1024 || behavior > FERRY_TRANSFER_BEHAVIOR_SERIALIZED)
    return refuse (invocation, g_error_new_literal (FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT,
                                                    "A group has a name of 1 to 1024 bytes and is parallel or serialized"));
  ferry_engine_save_group_async (self->engine, name, behavior, on_group_saved, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
on_subscriber_vanished (GDBusConnection *connection,
                        const char      *name,
                        gpointer         user_data)
{
  forget_subscriber (user_data, name);
}

static gboolean
handle_subscribe (FerryBusTransfers1    *skeleton,
                  GDBusMethodInvocation *invocation,
                  FerryTransfersObject  *self)
{
  const char *name = g_dbus_method_invocation_get_sender (invocation);
  guint watch;

  if (!g_hash_table_contains (self->subscribers, name))
    {
      watch = g_bus_watch_name_on_connection (g_dbus_method_invocation_get_connection (invocation), name,
                                              G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                              on_subscriber_vanished, self, NULL);
      g_hash_table_insert (self->subscribers, g_strdup (name), GUINT_TO_POINTER (watch));
    }
  ferry_bus_transfers1_complete_subscribe (skeleton, invocation);
  arm (self);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_unsubscribe (FerryBusTransfers1    *skeleton,
                    GDBusMethodInvocation *invocation,
                    FerryTransfersObject  *self)
{
  forget_subscriber (self, g_dbus_method_invocation_get_sender (invocation));
  ferry_bus_transfers1_complete_unsubscribe (skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
ferry_transfers_object_dispose (GObject *object)
{
  FerryTransfersObject *self = FERRY_TRANSFERS_OBJECT (object);
  GHashTableIter iter;
  gpointer watch;

  ferry_transfers_object_unexport (self);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_hash_table_iter_init (&iter, self->subscribers);
  while (g_hash_table_iter_next (&iter, NULL, &watch))
    g_bus_unwatch_name (GPOINTER_TO_UINT (watch));
  g_hash_table_remove_all (self->subscribers);
  G_OBJECT_CLASS (ferry_transfers_object_parent_class)->dispose (object);
}

static void
ferry_transfers_object_finalize (GObject *object)
{
  FerryTransfersObject *self = FERRY_TRANSFERS_OBJECT (object);

  g_clear_object (&self->skeleton);
  g_clear_object (&self->engine);
  g_hash_table_unref (self->subscribers);
  g_hash_table_unref (self->changed);
  g_ptr_array_unref (self->removed);
  g_free (self->folder);
  G_OBJECT_CLASS (ferry_transfers_object_parent_class)->finalize (object);
}

static void
ferry_transfers_object_class_init (FerryTransfersObjectClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ferry_transfers_object_dispose;
  object_class->finalize = ferry_transfers_object_finalize;
}

static void
ferry_transfers_object_init (FerryTransfersObject *self)
{
  static const struct {
    const char *signal;
    GCallback handler;
  } handlers[] = {
    { "handle-cancel", G_CALLBACK (handle_command) },
    { "handle-change", G_CALLBACK (handle_change) },
    { "handle-create-downloads", G_CALLBACK (handle_create_downloads) },
    { "handle-create-uploads", G_CALLBACK (handle_create_uploads) },
    { "handle-create-group", G_CALLBACK (handle_create_group) },
    { "handle-list", G_CALLBACK (handle_list) },
    { "handle-pause", G_CALLBACK (handle_command) },
    { "handle-remove", G_CALLBACK (handle_command) },
    { "handle-resume", G_CALLBACK (handle_command) },
    { "handle-retry", G_CALLBACK (handle_command) },
    { "handle-start", G_CALLBACK (handle_command) },
    { "handle-subscribe", G_CALLBACK (handle_subscribe) },
    { "handle-unsubscribe", G_CALLBACK (handle_unsubscribe) },
  };

  self->subscribers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->changed = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) ferry_transfer_unref, NULL);
  self->removed = g_ptr_array_new_with_free_func (g_free);
  self->skeleton = ferry_bus_transfers1_skeleton_new ();
  ferry_bus_transfers1_set_version (self->skeleton, FERRY_VERSION);
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->skeleton, handlers[i].signal, handlers[i].handler, self, 0);
}

/**
 * ferry_transfers_object_new:
 * @engine: what is to be seen on the bus
 *
 * Returns: (transfer full): an object that is not exported yet
 */
FerryTransfersObject *
ferry_transfers_object_new (FerryEngine *engine)
{
  FerryTransfersObject *self = g_object_new (FERRY_TYPE_TRANSFERS_OBJECT, NULL);

  ferry_bus_register_errors ();
  self->engine = g_object_ref (engine);
  g_signal_connect_object (engine, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (engine, "removed", G_CALLBACK (on_removed), self, 0);
  return self;
}

/**
 * ferry_transfers_object_set_folder:
 * @self: the object
 * @folder: absolute path of the folder for downloads that name none
 */
void
ferry_transfers_object_set_folder (FerryTransfersObject *self,
                                   const char           *folder)
{
  g_free (self->folder);
  self->folder = g_strdup (folder);
}

/**
 * ferry_transfers_object_export:
 * @self: the object
 * @connection: to the session bus
 * @object_path: where
 * @error: return location for an error
 *
 * Returns: whether it is on the bus now
 */
gboolean
ferry_transfers_object_export (FerryTransfersObject  *self,
                               GDBusConnection       *connection,
                               const char            *object_path,
                               GError               **error)
{
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                           object_path, error);
}

void
ferry_transfers_object_unexport (FerryTransfersObject *self)
{
  GDBusInterfaceSkeleton *skeleton = G_DBUS_INTERFACE_SKELETON (self->skeleton);

  if (g_dbus_interface_skeleton_get_connection (skeleton) != NULL)
    g_dbus_interface_skeleton_unexport (skeleton);
}
