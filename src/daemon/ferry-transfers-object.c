/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bus side of the engine: a method is passed on, an answer comes back.
 * Nothing is decided here; signals are the change notifier's. */

#include "ferry-transfers-object.h"

#include "ferry-bus.h"
#include "ferry-commands.h"
#include "ferry-config.h"
#include "ferry-error.h"
#include "ferry-listing.h"
#include "ferry-caller-options.h"
#include "ferry-sandbox.h"
#include "ferry-change-notifier.h"
#include "ferry-transfers1.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One call may carry many transfers, but not without end. */
#define MAX_CREATED_PER_CALL 10000
#define MAX_TRANSFERS        100000
#define MAX_IDS_PER_CALL     MAX_TRANSFERS

struct _FerryTransfersObject {
  GObject parent_instance;

  FerryEngine *engine;           /* (owned) */
  FerryBusTransfers1 *skeleton;  /* (owned) */
  FerryCallers *callers;         /* (owned) (nullable) until exported */
  FerryChangeNotifier *notifier; /* (owned) (nullable) likewise */
  char *folder;                  /* (owned) where files go when the caller names no folder */
  FerryIfExists if_exists;       /* what is done when the caller says nothing of it */
};

G_DEFINE_FINAL_TYPE (FerryTransfersObject, ferry_transfers_object, G_TYPE_OBJECT)

/* Who asks; only calls whose sender is known come through the callers. */
static const char *
app_of (FerryTransfersObject  *self,
        GDBusMethodInvocation *invocation)
{
  return ferry_callers_get_app_id (self->callers, g_dbus_method_invocation_get_sender (invocation));
}

/* What bounds the reach of who asks; empty for nothing. */
static const char *
sandbox_of (FerryTransfersObject  *self,
            GDBusMethodInvocation *invocation)
{
  return ferry_callers_get_sandbox (self->callers, g_dbus_method_invocation_get_sender (invocation));
}

/* Methods. */

static gboolean
refuse (GDBusMethodInvocation *invocation,
        GError                *error)
{
  g_dbus_method_invocation_take_error (invocation, error);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static GPtrArray *
read_requests (FerryTransfersObject  *self,
               const char            *sandbox,
               FerryTransferKind      kind,
               GVariant              *transfers,
               gboolean              *starts,
               GError               **error)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_request_unref);
  gsize n = g_variant_n_children (transfers);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) download = g_variant_get_child_value (transfers, i);
      g_autoptr (GVariant) address = g_variant_get_child_value (download, 0);
      g_autoptr (GVariant) options = g_variant_get_child_value (download, 1);
      g_autoptr (GVariant) complete = kind == FERRY_TRANSFER_KIND_DOWNLOAD
                                        ? ferry_caller_options_complete (sandbox, options, self->folder, self->if_exists)
                                        : g_variant_ref (options);
      FerryRequest *request = NULL;

      if (ferry_caller_options_check_reach (sandbox, options, error))
        request = ferry_request_new (kind, g_variant_get_string (address, NULL), complete, error);
      if (request == NULL)
        return NULL;
      g_ptr_array_add (requests, request);
      g_variant_lookup (options, "start", "b", &starts[i]);
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

static gboolean
create (FerryTransfersObject  *self,
        GDBusMethodInvocation *invocation,
        FerryTransferKind      kind,
        GVariant              *transfers)
{
  const char *app_id = app_of (self, invocation);
  g_autoptr (GPtrArray) requests = NULL;
  gsize n = g_variant_n_children (transfers);
  g_autofree gboolean *starts = NULL;
  GError *error = NULL;

  if (n > MAX_CREATED_PER_CALL || n + ferry_engine_get_transfers (self->engine)->len > MAX_TRANSFERS)
    return refuse (invocation, g_error_new (FERRY_ERROR, FERRY_ERROR_LIMIT,
                                            _ ("More than %d transfers in one call, or %d in all"),
                                            MAX_CREATED_PER_CALL, MAX_TRANSFERS));
  starts = g_new0 (gboolean, n);
  requests = read_requests (self, sandbox_of (self, invocation), kind, transfers, starts, &error);
  if (requests == NULL || !ferry_groups_make (ferry_engine_get_groups (self->engine), app_id, requests, &error))
    return refuse (invocation, error);
  ferry_engine_create_async (self->engine, app_id, requests, starts, on_created, invocation);
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

/* To an app in a sandbox those of others are as if they were not there. */
static gboolean
check_visible (FerryTransfersObject   *self,
               GDBusMethodInvocation  *invocation,
               const char             *id,
               GError                **error)
{
  FerryTransfer *transfer = ferry_engine_lookup (self->engine, id);

  if (transfer != NULL && ferry_sandbox_may_see (sandbox_of (self, invocation), transfer->record->app_id))
    return TRUE;
  g_propagate_error (error, ferry_error_new_no_transfer (id));
  return FALSE;
}

/* Those of @ids that the caller may see; none where one is missing, but what is
 * not there is removed already. */
static GPtrArray *
find_visible (FerryTransfersObject   *self,
              GDBusMethodInvocation  *invocation,
              FerryTransferAction     command,
              const char *const      *ids,
              GError                **error)
{
  g_autoptr (GPtrArray) visible = g_ptr_array_new ();

  for (; *ids != NULL; ids++)
    {
      g_autoptr (GError) missing = NULL;

      if (check_visible (self, invocation, *ids, &missing))
        g_ptr_array_add (visible, (char *) *ids);
      else if (command != FERRY_TRANSFER_ACTION_REMOVE)
        {
          g_propagate_error (error, g_steal_pointer (&missing));
          return NULL;
        }
    }
  g_ptr_array_add (visible, NULL);
  return g_steal_pointer (&visible);
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
  FerryTransferAction command;
  g_autoptr (GPtrArray) visible = NULL;
  GError *error = NULL;

  if (g_strv_length ((char **) ids) > MAX_IDS_PER_CALL)
    return refuse (invocation, g_error_new (FERRY_ERROR, FERRY_ERROR_LIMIT,
                                            g_dngettext (GETTEXT_PACKAGE, "More than %d id in one call",
                                                         "More than %d ids in one call", MAX_IDS_PER_CALL),
                                            MAX_IDS_PER_CALL));
  if (!ferry_command_from_method (g_dbus_method_invocation_get_method_name (invocation), &command))
    g_assert_not_reached ();
  visible = find_visible (self, invocation, command, ids, &error);
  if (visible == NULL)
    return refuse (invocation, error);
  ferry_engine_command_async (self->engine, command, (const char *const *) visible->pdata, on_commanded, invocation);
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
  GError *error = NULL;

  if (!check_visible (self, invocation, id, &error))
    return refuse (invocation, error);
  ferry_engine_change_async (self->engine, id, changes, on_change_done, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_list (FerryBusTransfers1    *skeleton,
             GDBusMethodInvocation *invocation,
             GVariant              *options,
             FerryTransfersObject  *self)
{
  ferry_bus_transfers1_complete_list (skeleton, invocation,
                                      ferry_list_transfers (self->engine, sandbox_of (self, invocation),
                                                            app_of (self, invocation), options));
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

  if (ferry_groups_save_finish (FERRY_GROUPS (source), result, &actual, &error))
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
                                                    _ ("A group has a name of 1 to 1024 bytes and is parallel or serialized")));
  ferry_groups_save_async (ferry_engine_get_groups (self->engine), app_of (self, invocation), name, behavior, on_group_saved, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
on_group_removed (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  GError *error = NULL;

  if (ferry_groups_remove_finish (FERRY_GROUPS (source), result, &error))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    g_dbus_method_invocation_take_error (invocation, error);
}

static gboolean
handle_remove_group (FerryBusTransfers1    *skeleton,
                     GDBusMethodInvocation *invocation,
                     const char            *name,
                     FerryTransfersObject  *self)
{
  ferry_groups_remove_async (ferry_engine_get_groups (self->engine), app_of (self, invocation), name, on_group_removed, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_set_app_id (FerryBusTransfers1    *skeleton,
                   GDBusMethodInvocation *invocation,
                   const char            *app_id,
                   FerryTransfersObject  *self)
{
  GError *error = NULL;

  if (!ferry_callers_set_app_id (self->callers, g_dbus_method_invocation_get_sender (invocation), app_id, &error))
    return refuse (invocation, error);
  ferry_bus_transfers1_complete_set_app_id (skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_subscribe (FerryBusTransfers1    *skeleton,
                  GDBusMethodInvocation *invocation,
                  FerryTransfersObject  *self)
{
  ferry_change_notifier_subscribe (self->notifier, g_dbus_method_invocation_get_connection (invocation),
                                   g_dbus_method_invocation_get_sender (invocation));
  ferry_bus_transfers1_complete_subscribe (skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_unsubscribe (FerryBusTransfers1    *skeleton,
                    GDBusMethodInvocation *invocation,
                    FerryTransfersObject  *self)
{
  ferry_change_notifier_unsubscribe (self->notifier, g_dbus_method_invocation_get_sender (invocation));
  ferry_bus_transfers1_complete_unsubscribe (skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
ferry_transfers_object_dispose (GObject *object)
{
  FerryTransfersObject *self = FERRY_TRANSFERS_OBJECT (object);

  if (self->callers != NULL)
    ferry_callers_unexport (self->callers);
  G_OBJECT_CLASS (ferry_transfers_object_parent_class)->dispose (object);
}

static void
ferry_transfers_object_finalize (GObject *object)
{
  FerryTransfersObject *self = FERRY_TRANSFERS_OBJECT (object);

  g_clear_object (&self->notifier);
  g_clear_object (&self->callers);
  g_clear_object (&self->skeleton);
  g_clear_object (&self->engine);
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
    { "handle-remove-group", G_CALLBACK (handle_remove_group) },
    { "handle-resume", G_CALLBACK (handle_command) },
    { "handle-retry", G_CALLBACK (handle_command) },
    { "handle-set-app-id", G_CALLBACK (handle_set_app_id) },
    { "handle-start", G_CALLBACK (handle_command) },
    { "handle-subscribe", G_CALLBACK (handle_subscribe) },
    { "handle-unsubscribe", G_CALLBACK (handle_unsubscribe) },
  };

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
 * ferry_transfers_object_set_if_exists:
 * @self: the object
 * @if_exists: what downloads that say nothing of it do when there is a file of
 *   their name
 */
void
ferry_transfers_object_set_if_exists (FerryTransfersObject *self,
                                      FerryIfExists         if_exists)
{
  self->if_exists = if_exists;
}

/**
 * ferry_transfers_object_export:
 * @self: the object
 * @callers: what calls pass on their way here
 * @object_path: where
 * @error: return location for an error
 *
 * Returns: whether it is on the bus now
 */
gboolean
ferry_transfers_object_export (FerryTransfersObject  *self,
                               FerryCallers          *callers,
                               const char            *object_path,
                               GError               **error)
{
  g_set_object (&self->callers, callers);
  self->notifier = ferry_change_notifier_new (self->engine, callers);
  return ferry_callers_export (callers, G_DBUS_INTERFACE_SKELETON (self->skeleton), object_path, error);
}
