/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A group's name and behavior, as the service has them. Nothing here changes:
 * an existing group keeps the behavior it was made with. */

#include "ferry-transfer-group.h"
#include "ferry-transfer-operation-private.h"

#include "ferry-connection.h"

/**
 * FerryTransferGroup:
 *
 * Transfers that belong together: its members run side by side or one after the
 * other, and their end is told to the person once for all. The service keeps
 * groups, so that they are there in the program's next run. What is in a group
 * is found with
 * [func@Ferry.BackgroundDownloader.get_current_downloads_for_transfer_group_async]
 * and its brother for uploads.
 *
 * An object of this class is a name and a behavior, which never change. It
 * belongs to the thread of the library, as [class@Ferry.TransferCreator] says.
 *
 * Since: 0.1
 */
struct _FerryTransferGroup {
  GObject parent_instance;

  char *name; /* (owned) */
  FerryTransferBehavior behavior;
};

G_DEFINE_FINAL_TYPE (FerryTransferGroup, ferry_transfer_group, G_TYPE_OBJECT)

typedef enum {
  PROP_NAME = 1,
  PROP_BEHAVIOR,
} FerryTransferGroupProperty;

static GParamSpec *properties[PROP_BEHAVIOR + 1];

static void on_created (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

/**
 * ferry_transfer_group_create_async:
 * @name: of the group, 1 to 1024 bytes
 * @behavior: wished
 * @cancellable: (nullable): gives up waiting; the group may exist all the same
 * @callback: (scope async): called in the main context of the library when the
 *   group exists, durably
 * @user_data: for @callback
 *
 * Makes a group of this app, or finds the one of that name; that one keeps its
 * behavior. Groups of other apps are other groups, whatever their names.
 *
 * A group needs no transfers: one that has none, or none any more, goes when
 * nobody asked for it in 30 days, or by ferry_transfer_group_remove_async(). An app
 * may have 1,000 groups; one more fails with %FERRY_ERROR_LIMIT.
 *
 * Since: 0.1
 */
void
ferry_transfer_group_create_async (const char            *name,
                                   FerryTransferBehavior  behavior,
                                   GCancellable          *cancellable,
                                   GAsyncReadyCallback    callback,
                                   gpointer               user_data)
{
  g_autoptr (FerryConnection) connection = ferry_connection_get ();
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (name != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_transfer_group_create_async);
  g_task_set_task_data (task, g_strdup (name), g_free);
  ferry_connection_call_async (connection, "CreateGroup", g_variant_new ("(su)", name, behavior),
                               cancellable, on_created, g_steal_pointer (&task));
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *name = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) reply =
    ferry_connection_call_finish (FERRY_CONNECTION (source), result, &error);
  guint behavior;

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_variant_get (reply, "(u)", &behavior);
  g_task_return_pointer (task, ferry_transfer_group_new (name, behavior), g_object_unref);
}

/**
 * ferry_transfer_group_create_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [func@Ferry.TransferGroup.create_async].
 *
 * Returns: (transfer full): the group, with the behavior that it has; %NULL
 *   with %FERRY_ERROR_INVALID_ARGUMENT for a name or behavior that can't be, or
 *   what any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
FerryTransferGroup *
ferry_transfer_group_create_finish (GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_transfer_group_remove_async:
 * @self: a group
 * @cancellable: (nullable): gives up waiting; the group may be removed all the same
 * @callback: (scope async): called in the main context of the library when the
 *   service has forgotten the group
 * @user_data: for @callback
 *
 * Removes a group that no transfer belongs to, finished or not. One that is made
 * later by the same name may have another behavior.
 *
 * Since: 0.1
 */
void
ferry_transfer_group_remove_async (FerryTransferGroup  *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr (FerryConnection) connection = ferry_connection_get ();
  GTask *task;

  g_return_if_fail (FERRY_IS_TRANSFER_GROUP (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_transfer_group_remove_async);
  ferry_connection_command (connection, "RemoveGroup", g_variant_new ("(s)", self->name), task);
}

/**
 * ferry_transfer_group_remove_finish:
 * @self: a group
 * @result: what the callback got
 * @error: return location for an error
 *
 * Finishes ferry_transfer_group_remove_async().
 *
 * Returns: whether the group is gone; else %FERRY_ERROR_NOT_FOUND,
 *   %FERRY_ERROR_INVALID_STATE when it has transfers, or another #FerryError
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_group_remove_finish (FerryTransferGroup  *self,
                                    GAsyncResult        *result,
                                    GError             **error)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_GROUP (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ferry_transfer_group_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  FerryTransferGroup *self = FERRY_TRANSFER_GROUP (object);

  switch ((FerryTransferGroupProperty) property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_BEHAVIOR:
      g_value_set_enum (value, self->behavior);
      break;
    }
}

static void
ferry_transfer_group_finalize (GObject *object)
{
  FerryTransferGroup *self = FERRY_TRANSFER_GROUP (object);

  g_free (self->name);

  G_OBJECT_CLASS (ferry_transfer_group_parent_class)->finalize (object);
}

static void
ferry_transfer_group_class_init (FerryTransferGroupClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ferry_transfer_group_get_property;
  object_class->finalize = ferry_transfer_group_finalize;

  /**
   * FerryTransferGroup:name: (getter get_name)
   *
   * What the group is called.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * FerryTransferGroup:behavior: (getter get_behavior)
   *
   * Whether its members run side by side or one after the other.
   *
   * Since: 0.1
   */
  properties[PROP_BEHAVIOR] =
    g_param_spec_enum ("behavior", NULL, NULL,
                       FERRY_TYPE_TRANSFER_BEHAVIOR, FERRY_TRANSFER_BEHAVIOR_PARALLEL,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
ferry_transfer_group_init (FerryTransferGroup *self)
{
}

/**
 * ferry_transfer_group_new:
 * @name: of the group
 * @behavior: of the group
 *
 * Returns: (transfer full): a group that the service has
 */
FerryTransferGroup *
ferry_transfer_group_new (const char            *name,
                          FerryTransferBehavior  behavior)
{
  FerryTransferGroup *self = g_object_new (FERRY_TYPE_TRANSFER_GROUP, NULL);

  self->name = g_strdup (name);
  self->behavior = behavior;
  return self;
}

/**
 * ferry_transfer_group_get_name:
 * @self: a group
 *
 * Gets the name of the group.
 *
 * Returns: (transfer none): the name of the group, which lives as long as @self
 *
 * Since: 0.1
 */
const char *
ferry_transfer_group_get_name (FerryTransferGroup *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_GROUP (self), NULL);

  return self->name;
}

/**
 * ferry_transfer_group_get_behavior:
 * @self: a group
 *
 * Tells whether the members run side by side or one after the other.
 *
 * Returns: whether the members run side by side or one after the other
 *
 * Since: 0.1
 */
FerryTransferBehavior
ferry_transfer_group_get_behavior (FerryTransferGroup *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_GROUP (self), FERRY_TRANSFER_BEHAVIOR_PARALLEL);

  return self->behavior;
}
