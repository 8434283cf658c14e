/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The mirror's operations as a list, held so that they stay. News of a transfer
 * goes past it, straight to the row. */

#include "ferry-operations.h"

#include "ferry-enums.h"
#include "ferry-mirror.h"

/**
 * FerryOperations:
 *
 * The list of all transfers of a type that the service knows, finished ones
 * too: a [iface@Gio.ListModel] in the order of their creation, to be shown. It
 * fills after [method@Ferry.Operations.load_async] and then follows the
 * service; rows stay while the service sleeps. Progress changes the rows'
 * properties, not the list.
 *
 * The list belongs to the thread of the library, as
 * [class@Ferry.TransferCreator] says: that is where it changes.
 *
 * Since: 0.1
 */
struct _FerryOperations {
  GObject parent_instance;

  GType item_type;
  FerryMirror *mirror;  /* (owned) */
  GPtrArray *rows;      /* (owned) (element-type FerryTransferOperation) (owned) */
  GHashTable *by_guid;  /* (owned) (element-type utf8 FerryTransferOperation) (unowned) both */
  gboolean is_watching; /* once asked to load */
  guint n_loading;
  GPtrArray *early; /* (owned) (element-type FerryTransferOperation) (owned) came while loading */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryOperations, ferry_operations, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

typedef enum {
  PROP_ITEM_TYPE = 1,
} FerryOperationsProperty;

static GParamSpec *properties[PROP_ITEM_TYPE + 1];

/* One that came while the list was loading may be gone again. */
static gboolean
is_alive (FerryOperations        *self,
          FerryTransferOperation *operation)
{
  g_autoptr (FerryTransferOperation) known =
    ferry_mirror_lookup (self->mirror, ferry_transfer_operation_get_guid (operation));

  return known == operation;
}

static void
append (FerryOperations *self,
        GPtrArray       *operations)
{
  guint before = self->rows->len;

  for (guint i = 0; i < operations->len; i++)
    {
      FerryTransferOperation *operation = operations->pdata[i];
      const char *guid = ferry_transfer_operation_get_guid (operation);

      if (G_TYPE_CHECK_INSTANCE_TYPE (operation, self->item_type) && is_alive (self, operation) &&
          g_hash_table_insert (self->by_guid, (gpointer) guid, operation))
        g_ptr_array_add (self->rows, g_object_ref (operation));
    }
  if (self->rows->len > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->rows->len - before);
}

static void
on_added (FerryOperations *self,
          GPtrArray       *operations)
{
  if (self->n_loading == 0)
    {
      append (self, operations);
      return;
    }
  for (guint i = 0; i < operations->len; i++)
    g_ptr_array_add (self->early, g_object_ref (operations->pdata[i]));
}

static gboolean
is_listed (FerryOperations *self,
           gpointer         row)
{
  return g_hash_table_contains (self->by_guid, ferry_transfer_operation_get_guid (row));
}

/* Told as one span from the first to the last that goes: a view is quick with
 * that, however many go and wherever they stand. */
static void
drop_unlisted (FerryOperations *self)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->rows);
  guint first = 0, end = old->len;

  while (first < old->len && is_listed (self, old->pdata[first]))
    first++;
  while (end > first && is_listed (self, old->pdata[end - 1]))
    end--;
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < old->len; i++)
    if (is_listed (self, old->pdata[i]))
      g_ptr_array_add (self->rows, g_object_ref (old->pdata[i]));
  if (end > first)
    g_list_model_items_changed (G_LIST_MODEL (self), first, end - first,
                                end - first - (old->len - self->rows->len));
}

static void
on_removed (FerryOperations *self,
            GPtrArray       *operations)
{
  for (guint i = 0; i < operations->len; i++)
    g_hash_table_remove (self->by_guid, ferry_transfer_operation_get_guid (operations->pdata[i]));
  drop_unlisted (self);
}

static void on_fetched (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

static void
watch (FerryOperations *self)
{
  if (self->is_watching)
    return;
  self->is_watching = TRUE;
  ferry_mirror_watch (self->mirror);
  g_signal_connect_object (self->mirror, "added", G_CALLBACK (on_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mirror, "removed", G_CALLBACK (on_removed), self, G_CONNECT_SWAPPED);
}

/**
 * ferry_operations_load_async:
 * @self: a list
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called in the main context of the library when the
 *   list is whole
 * @user_data: for @callback
 *
 * Fills the list, and keeps it like the service from then on. When the service
 * can't be reached the list stays empty until it comes to the bus.
 *
 * Since: 0.1
 */
void
ferry_operations_load_async (FerryOperations     *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_auto (GVariantDict) filter = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FERRY_IS_OPERATIONS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_operations_load_async);
  watch (self);
  self->n_loading++;
  ferry_mirror_limit_to_type (&filter, self->item_type);
  ferry_mirror_fetch_async (self->mirror, g_variant_dict_end (&filter),
                            cancellable, on_fetched, g_steal_pointer (&task));
}

static void
on_fetched (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryOperations *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) found = ferry_mirror_fetch_finish (FERRY_MIRROR (source), result, &error);

  if (found != NULL)
    append (self, found);
  if (--self->n_loading == 0)
    {
      append (self, self->early);
      g_ptr_array_set_size (self->early, 0);
    }
  if (found == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ferry_operations_load_finish:
 * @self: a list
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.Operations.load_async].
 *
 * Returns: whether the list is whole; else %FERRY_ERROR_NOT_REACHABLE, or what
 *   any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
gboolean
ferry_operations_load_finish (FerryOperations  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static GType
get_item_type (GListModel *model)
{
  return FERRY_OPERATIONS (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return FERRY_OPERATIONS (model)->rows->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  FerryOperations *self = FERRY_OPERATIONS (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
ferry_operations_get_property (GObject    *object,
                               guint       property_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  g_value_set_gtype (value, FERRY_OPERATIONS (object)->item_type);
}

static void
ferry_operations_set_property (GObject      *object,
                               guint         property_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  GType type = g_value_get_gtype (value);

  FERRY_OPERATIONS (object)->item_type = type != G_TYPE_NONE ? type : FERRY_TYPE_TRANSFER_OPERATION;
}

static void
ferry_operations_finalize (GObject *object)
{
  FerryOperations *self = FERRY_OPERATIONS (object);

  if (self->is_watching)
    ferry_mirror_unwatch (self->mirror);
  g_hash_table_unref (self->by_guid);
  g_ptr_array_unref (self->early);
  g_ptr_array_unref (self->rows);
  g_clear_object (&self->mirror);

  G_OBJECT_CLASS (ferry_operations_parent_class)->finalize (object);
}

static void
ferry_operations_class_init (FerryOperationsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ferry_operations_get_property;
  object_class->set_property = ferry_operations_set_property;
  object_class->finalize = ferry_operations_finalize;

  /**
   * FerryOperations:item-type:
   *
   * The type of the operations in the list; at first that of all.
   *
   * Since: 0.1
   */
  properties[PROP_ITEM_TYPE] =
    g_param_spec_gtype ("item-type", NULL, NULL, FERRY_TYPE_TRANSFER_OPERATION,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
ferry_operations_init (FerryOperations *self)
{
  self->mirror = ferry_mirror_get ();
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_guid = g_hash_table_new (g_str_hash, g_str_equal);
  self->early = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * ferry_operations_new_for_type:
 * @item_type: of the operations: that of [class@Ferry.DownloadOperation], of
 *   [class@Ferry.UploadOperation], or of [class@Ferry.TransferOperation] for
 *   both
 *
 * Makes an empty list of operations of @item_type.
 *
 * Returns: (transfer full): an empty list of operations of @item_type
 *
 * Since: 0.1
 */
FerryOperations *
ferry_operations_new_for_type (GType item_type)
{
  g_return_val_if_fail (g_type_is_a (item_type, FERRY_TYPE_TRANSFER_OPERATION), NULL);

  return g_object_new (FERRY_TYPE_OPERATIONS, "item-type", item_type, NULL);
}

/**
 * ferry_operations_lookup:
 * @self: a list
 * @guid: of a transfer
 *
 * Gets the row of the transfer.
 *
 * Returns: (transfer none) (nullable): the row of the transfer, %NULL when it
 *   is not in the list; valid as long as it is there
 *
 * Since: 0.1
 */
FerryTransferOperation *
ferry_operations_lookup (FerryOperations *self,
                         const char      *guid)
{
  g_return_val_if_fail (FERRY_IS_OPERATIONS (self), NULL);
  g_return_val_if_fail (guid != NULL, NULL);

  return g_hash_table_lookup (self->by_guid, guid);
}
