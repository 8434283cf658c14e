/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How a program finds the transfers that it, or another run of it, has created.
 * The answers are snapshots; FerryOperations is the list that lives. */

#include "ferry-current-transfers.h"

#include "ferry-mirror.h"

static void on_current (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

/**
 * ferry_current_transfers_get_async:
 * @type: of the operations
 * @group: (nullable): what they belong to, %NULL for those in no group
 * @source_tag: the public function
 * @cancellable: (nullable): gives up
 * @callback: called with the transfers
 * @user_data: for @callback
 *
 * Finds the transfers that are not finished.
 */
void
ferry_current_transfers_get_async (GType                type,
                                   FerryTransferGroup  *group,
                                   gpointer             source_tag,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  const char *name = group != NULL ? ferry_transfer_group_get_name (group) : NULL;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (FerryMirror) mirror = ferry_mirror_get ();
  g_auto (GVariantDict) filter = G_VARIANT_DICT_INIT (NULL);

  ferry_mirror_limit_to_type (&filter, type);
  g_variant_dict_insert (&filter, "finished", "b", FALSE);
  if (name != NULL)
    g_variant_dict_insert (&filter, "group", "s", name);
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, g_strdup (name), g_free);
  ferry_mirror_fetch_async (mirror, g_variant_dict_end (&filter), cancellable,
                            on_current, g_steal_pointer (&task));
}

static void
on_current (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *group = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) found = ferry_mirror_fetch_finish (FERRY_MIRROR (source), result, &error);
  g_autoptr (GPtrArray) current = g_ptr_array_new ();

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < found->len; i++)
    {
      FerryTransferGroup *its = ferry_transfer_operation_get_transfer_group (found->pdata[i]);

      if (g_strcmp0 (its != NULL ? ferry_transfer_group_get_name (its) : NULL, group) == 0)
        g_ptr_array_add (current, found->pdata[i]);
    }
  g_task_return_pointer (task, ferry_mirror_to_model (current), g_object_unref);
}

/**
 * ferry_current_transfers_get_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): a list that does not change, or %NULL with a
 *   #FerryError
 */
GListModel *
ferry_current_transfers_get_finish (GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
