/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the server answered, asked of the service each time: an answer may be
 * long, and most programs never look. */

#include "ferry-transfer-operation.h"
#include "ferry-transfer-operation-private.h"

#include "ferry-error.h"
#include "ferry-response-information-private.h"

#include <glib/gi18n-lib.h>

static void on_answered (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

/**
 * ferry_transfer_operation_get_response_information_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called with the answer
 * @user_data: for @callback
 *
 * Asks what the server answered last.
 */
void
ferry_transfer_operation_get_response_information_async (FerryTransferOperation *self,
                                                         GCancellable           *cancellable,
                                                         GAsyncReadyCallback     callback,
                                                         gpointer                user_data)
{
  g_autoptr (GTask) task = NULL;
  FerryMirror *mirror;
  const char *guid;

  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_transfer_operation_get_response_information_async);
  mirror = ferry_transfer_operation_get_private (self)->mirror;
  guid = ferry_transfer_operation_get_guid (self);
  ferry_connection_call_async (ferry_mirror_get_connection (mirror), "List",
                               g_variant_new_parsed ("({'ids': <[%s]>},)", guid),
                               cancellable, on_answered, g_steal_pointer (&task));
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) reply =
    ferry_connection_call_finish (FERRY_CONNECTION (source), result, &error);
  g_autoptr (GVariant) entries = NULL;
  g_autoptr (GVariant) entry = NULL;

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  entries = g_variant_get_child_value (reply, 0);
  if (g_variant_n_children (entries) == 0)
    {
      g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_NOT_FOUND,
                               _ ("The transfer was removed"));
      return;
    }
  entry = g_variant_get_child_value (entries, 0);
  g_task_return_pointer (task, ferry_response_information_new (entry),
                         (GDestroyNotify) ferry_response_information_unref);
}

/**
 * ferry_transfer_operation_get_response_information_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the last answer; %NULL without an error
 *   when there was none yet
 */
FerryResponseInformation *
ferry_transfer_operation_get_response_information_finish (FerryTransferOperation  *self,
                                                          GAsyncResult            *result,
                                                          GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
