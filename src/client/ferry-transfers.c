/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finding transfers of any kind, in pages that the caller does not see, and one
 * command for many of them: one call of the bus. */

#include "ferry-transfers.h"

#include "ferry-commands.h"
#include "ferry-connection.h"
#include "ferry-mirror.h"

static void on_found      (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);
static void on_unfinished (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

/**
 * ferry_transfers_find_async:
 * @guids: (array zero-terminated=1): which transfers
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called in the main context of the library with the
 *   transfers
 * @user_data: for @callback
 *
 * Finds transfers by their GUIDs, finished ones too. To be called on the thread
 * of the library.
 *
 * Since: 0.1
 */
void
ferry_transfers_find_async (const char *const   *guids,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (FerryMirror) mirror = ferry_mirror_get ();
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (guids != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_transfers_find_async);
  g_task_set_task_data (task, g_strdupv ((GStrv) guids), (GDestroyNotify) g_strfreev);
  ferry_mirror_fetch_ids_async (mirror, guids, cancellable, on_found, g_steal_pointer (&task));
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryMirror *mirror = FERRY_MIRROR (source);
  GStrv guids = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) found = ferry_mirror_fetch_finish (mirror, result, &error);
  g_autoptr (GPtrArray) asked = found != NULL ? ferry_mirror_pick (mirror, guids, &error) : NULL;

  if (asked == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, ferry_mirror_to_model (asked), g_object_unref);
}

/**
 * ferry_transfers_find_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [func@Ferry.transfers_find_async].
 *
 * Returns: (transfer full): a list of [class@Ferry.TransferOperation] in the
 *   order asked, which does not change; %NULL with %FERRY_ERROR_NOT_FOUND when
 *   one is unknown, or what any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
GListModel *
ferry_transfers_find_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_transfers_find_unfinished_async:
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called in the main context of the library with the
 *   transfers
 * @user_data: for @callback
 *
 * Finds the transfers that have not ended, of whatever program that the caller
 * may see. To be called on the thread of the library.
 *
 * Since: 0.1
 */
void
ferry_transfers_find_unfinished_async (GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr (FerryMirror) mirror = ferry_mirror_get ();
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_transfers_find_unfinished_async);
  ferry_mirror_fetch_async (mirror, g_variant_new_parsed ("{'finished': <false>}"), cancellable,
                            on_unfinished, g_steal_pointer (&task));
}

static void
on_unfinished (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) found = ferry_mirror_fetch_finish (FERRY_MIRROR (source), result, &error);

  if (found == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, ferry_mirror_to_model (found), g_object_unref);
}

/**
 * ferry_transfers_find_unfinished_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [func@Ferry.transfers_find_unfinished_async].
 *
 * Returns: (transfer full): a list of [class@Ferry.TransferOperation] in the
 *   order of their creation, which does not change; %NULL with
 *   %FERRY_ERROR_NOT_REACHABLE, or what any call may fail with
 *   ([error@Ferry.Error])
 *
 * Since: 0.1
 */
GListModel *
ferry_transfers_find_unfinished_finish (GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_transfers_act_async:
 * @action: what to do
 * @guids: (array zero-terminated=1): with which transfers; 100,000 at most
 * @cancellable: (nullable): gives up waiting; the service may act all the same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Commands any number of transfers in one message. When one of them can't obey,
 * none does; but to %FERRY_TRANSFER_ACTION_REMOVE what is gone already is done. To
 * be called on the thread of the library.
 *
 * Since: 0.1
 */
void
ferry_transfers_act_async (FerryTransferAction  action,
                           const char *const   *guids,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (FerryConnection) connection = ferry_connection_get ();
  GTask *task;

  g_return_if_fail (ferry_command_to_method (action) != NULL);
  g_return_if_fail (guids != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_transfers_act_async);
  ferry_connection_command (connection, ferry_command_to_method (action), g_variant_new ("(^as)", guids), task);
}

/**
 * ferry_transfers_act_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [func@Ferry.transfers_act_async].
 *
 * Returns: whether all obeyed; else none did, with %FERRY_ERROR_NOT_FOUND
 *   (never for %FERRY_TRANSFER_ACTION_REMOVE),
 *   %FERRY_ERROR_INVALID_STATE when one is in no state for that, or what any
 *   call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
gboolean
ferry_transfers_act_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
