/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a program may do with a transfer. Each command is one call of the bus;
 * its effect shows in the properties when the service tells it. */

#include "ferry-transfer-operation.h"
#include "ferry-transfer-operation-private.h"

#include "ferry-transfer-action-private.h"

static void on_done (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data);

/**
 * ferry_transfer_operation_call_async:
 * @self: an operation
 * @method: a method of the bus that returns nothing; a literal
 * @parameters: its arguments; a floating reference is taken
 * @source_tag: the public function
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Lets the service do something with it.
 */
void
ferry_transfer_operation_call_async (FerryTransferOperation *self,
                                     const char             *method,
                                     GVariant               *parameters,
                                     gpointer                source_tag,
                                     GCancellable           *cancellable,
                                     GAsyncReadyCallback     callback,
                                     gpointer                user_data)
{
  FerryMirror *mirror = ferry_transfer_operation_get_private (self)->mirror;
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  ferry_connection_call_async (ferry_mirror_get_connection (mirror), method, parameters,
                               cancellable, on_done, g_steal_pointer (&task));
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) reply =
    ferry_connection_call_finish (FERRY_CONNECTION (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ferry_transfer_operation_call_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether the service has done it
 */
gboolean
ferry_transfer_operation_call_finish (FerryTransferOperation  *self,
                                      GAsyncResult            *result,
                                      GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
act (FerryTransferOperation *self,
     FerryTransferAction     action,
     gpointer                source_tag,
     GCancellable           *cancellable,
     GAsyncReadyCallback     callback,
     gpointer                user_data)
{
  const char *guids[] = { ferry_transfer_operation_get_guid (self), NULL };

  ferry_transfer_operation_call_async (self, ferry_transfer_action_get_method (action),
                                       g_variant_new ("(^as)", guids),
                                       source_tag, cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_start_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Queues it. Wait for its end with ferry_transfer_operation_attach_async().
 */
void
ferry_transfer_operation_start_async (FerryTransferOperation *self,
                                      GCancellable           *cancellable,
                                      GAsyncReadyCallback     callback,
                                      gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_START, ferry_transfer_operation_start_async,
       cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_start_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is queued; %FERRY_ERROR_INVALID_STATE when it was started before
 */
gboolean
ferry_transfer_operation_start_finish (FerryTransferOperation  *self,
                                       GAsyncResult            *result,
                                       GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/**
 * ferry_transfer_operation_pause_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Stops it until it is resumed; what has arrived stays.
 */
void
ferry_transfer_operation_pause_async (FerryTransferOperation *self,
                                      GCancellable           *cancellable,
                                      GAsyncReadyCallback     callback,
                                      gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_PAUSE, ferry_transfer_operation_pause_async,
       cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_pause_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is paused; %FERRY_ERROR_INVALID_STATE when it is finished, was
 *   not started, or is paused by a program already
 */
gboolean
ferry_transfer_operation_pause_finish (FerryTransferOperation  *self,
                                       GAsyncResult            *result,
                                       GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/**
 * ferry_transfer_operation_resume_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Queues it again, whatever paused it.
 */
void
ferry_transfer_operation_resume_async (FerryTransferOperation *self,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_RESUME, ferry_transfer_operation_resume_async,
       cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_resume_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is queued; %FERRY_ERROR_INVALID_STATE when it is not paused
 */
gboolean
ferry_transfer_operation_resume_finish (FerryTransferOperation  *self,
                                        GAsyncResult            *result,
                                        GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/**
 * ferry_transfer_operation_cancel_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Gives it up and deletes the unfinished file.
 */
void
ferry_transfer_operation_cancel_async (FerryTransferOperation *self,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_CANCEL, ferry_transfer_operation_cancel_async,
       cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_cancel_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is canceled; %FERRY_ERROR_INVALID_STATE when it is finished
 */
gboolean
ferry_transfer_operation_cancel_finish (FerryTransferOperation  *self,
                                        GAsyncResult            *result,
                                        GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/**
 * ferry_transfer_operation_retry_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Queues it again after it failed or was canceled; what has arrived is used.
 */
void
ferry_transfer_operation_retry_async (FerryTransferOperation *self,
                                      GCancellable           *cancellable,
                                      GAsyncReadyCallback     callback,
                                      gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_RETRY, ferry_transfer_operation_retry_async,
       cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_retry_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is queued; %FERRY_ERROR_INVALID_STATE when it neither failed nor
 *   was canceled
 */
gboolean
ferry_transfer_operation_retry_finish (FerryTransferOperation  *self,
                                       GAsyncResult            *result,
                                       GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/**
 * ferry_transfer_operation_remove_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Lets the service forget it; a whole file stays.
 */
void
ferry_transfer_operation_remove_async (FerryTransferOperation *self,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_REMOVE, ferry_transfer_operation_remove_async,
       cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_remove_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is forgotten; %FERRY_ERROR_INVALID_STATE when it is not finished
 */
gboolean
ferry_transfer_operation_remove_finish (FerryTransferOperation  *self,
                                        GAsyncResult            *result,
                                        GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}
