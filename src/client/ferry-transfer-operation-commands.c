/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a program may do with a transfer, and change of it. Each is one call of
 * the bus; its effect shows in the properties when the service tells it. */

#include "ferry-transfer-operation.h"
#include "ferry-transfer-operation-private.h"

#include "ferry-commands.h"

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
  FerryConnection *connection = ferry_transfer_operation_get_private (self)->connection;
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  ferry_connection_command (connection, method, parameters, task);
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

/**
 * ferry_transfer_operation_can:
 * @self: an operation
 * @action: what could be done
 *
 * Says what a program may offer. It follows from
 * [property@Ferry.TransferOperation:state] and
 * [property@Ferry.TransferOperation:started], so it is to be asked again when
 * one of them is notified. The service knows of an end a moment sooner: it may
 * still refuse.
 *
 * Returns: whether @action fits what is known of the transfer; %FALSE for a
 *   transfer that was removed
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_can (FerryTransferOperation *self,
                              FerryTransferAction     action)
{
  FerryTransferOperationPrivate *priv;

  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), FALSE);

  priv = ferry_transfer_operation_get_private (self);
  return !priv->is_removed && ferry_command_fits (action, priv->snapshot.state, priv->snapshot.started);
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

  ferry_transfer_operation_call_async (self, ferry_command_to_method (action),
                                       g_variant_new ("(^as)", guids),
                                       source_tag, cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_start_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Queues an operation that was created and not started. Wait for its end with
 * [method@Ferry.TransferOperation.attach_async].
 *
 * Since: 0.1
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
 * Ends [method@Ferry.TransferOperation.start_async].
 *
 * Returns: whether it is queued; else %FERRY_ERROR_INVALID_STATE when it was
 *   started before, %FERRY_ERROR_NOT_FOUND when the service does not know it
 *   any more, or what any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
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
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Stops the transfer until it is resumed. What has arrived stays, but an upload
 * that the server can't resume begins again. A POST of which all was sent is
 * not stopped: its answer alone tells what became of it.
 *
 * Since: 0.1
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
 * Ends [method@Ferry.TransferOperation.pause_async].
 *
 * Returns: whether it is paused, or comes to its end without; else
 *   %FERRY_ERROR_INVALID_STATE when it is finished, was not started, or is
 *   paused by a program already, %FERRY_ERROR_NOT_FOUND when the service does not know it any more, or what
 *   any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
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
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Queues the transfer again, whatever paused it.
 *
 * Since: 0.1
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
 * Ends [method@Ferry.TransferOperation.resume_async].
 *
 * Returns: whether it is queued; else %FERRY_ERROR_INVALID_STATE when it is not
 *   paused, %FERRY_ERROR_NOT_FOUND when the service does not know it any more,
 *   or what any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
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
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Gives the transfer up and deletes the unfinished file; a server is told to
 * forget what it has of an upload.
 *
 * Since: 0.1
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
 * Ends [method@Ferry.TransferOperation.cancel_async].
 *
 * Returns: whether it is canceled; else %FERRY_ERROR_INVALID_STATE when it is
 *   finished, %FERRY_ERROR_NOT_FOUND when the service does not know it any
 *   more, or what any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
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
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Queues the transfer again after it failed or was canceled; what has arrived
 * is used.
 *
 * Since: 0.1
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
 * Ends [method@Ferry.TransferOperation.retry_async].
 *
 * Returns: whether it is queued; else %FERRY_ERROR_INVALID_STATE when it
 *   neither failed nor was canceled, %FERRY_ERROR_NOT_FOUND when the service
 *   does not know it any more, or what any call may fail with
 *   ([error@Ferry.Error])
 *
 * Since: 0.1
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
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Lets the service forget a finished transfer; a whole file stays. It is
 * no error when the service has forgotten it before.
 *
 * Since: 0.1
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
 * Ends [method@Ferry.TransferOperation.remove_async].
 *
 * Returns: whether it is forgotten; else %FERRY_ERROR_INVALID_STATE when it is
 *   not finished, %FERRY_ERROR_NOT_FOUND when the service does not know it any
 *   more, or what any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_remove_finish (FerryTransferOperation  *self,
                                        GAsyncResult            *result,
                                        GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/* Changes */

static void
call_change (FerryTransferOperation *self,
             GVariant               *changes,
             gpointer                source_tag,
             GCancellable           *cancellable,
             GAsyncReadyCallback     callback,
             gpointer                user_data)
{
  ferry_transfer_operation_call_async (self, "Change",
                                       g_variant_new ("(s@a{sv})",
                                                      ferry_transfer_operation_get_guid (self), changes),
                                       source_tag, cancellable, callback, user_data);
}

static void
change (FerryTransferOperation *self,
        const char             *key,
        GVariant               *value,
        gpointer                source_tag,
        GCancellable           *cancellable,
        GAsyncReadyCallback     callback,
        gpointer                user_data)
{
  g_auto (GVariantDict) changes = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert_value (&changes, key, value);
  call_change (self, g_variant_dict_end (&changes), source_tag, cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_change_async:
 * @self: an operation
 * @changes: `a{sv}` of the bus method Change; a floating reference is taken
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Makes several changes at once, all of them or none.
 *
 * Since: 0.1
 */
void
ferry_transfer_operation_change_async (FerryTransferOperation *self,
                                       GVariant               *changes,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));
  g_return_if_fail (g_variant_is_of_type (changes, G_VARIANT_TYPE_VARDICT));

  call_change (self, changes, ferry_transfer_operation_change_async, cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_change_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.TransferOperation.change_async].
 *
 * Returns: whether all of it is changed; %FERRY_ERROR_INVALID_STATE when it is not
 *   the time for one of the changes, %FERRY_ERROR_INVALID_ARGUMENT when one makes
 *   no sense
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_change_finish (FerryTransferOperation  *self,
                                        GAsyncResult            *result,
                                        GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/**
 * ferry_transfer_operation_change_requested_uri_async:
 * @self: an operation
 * @uri: the new address: http or https, of 8192 bytes at most
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Lets the transfer go on from another address. Only while it is paused by a
 * program or waits for a repair, or has failed. When the scheme, host or port
 * is another one, the secret headers, the user and the password of the old
 * server are forgotten; those of a proxy stay.
 *
 * Since: 0.1
 */
void
ferry_transfer_operation_change_requested_uri_async (FerryTransferOperation *self,
                                                     const char             *uri,
                                                     GCancellable           *cancellable,
                                                     GAsyncReadyCallback     callback,
                                                     gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));
  g_return_if_fail (uri != NULL);

  change (self, "uri", g_variant_new_string (uri),
          ferry_transfer_operation_change_requested_uri_async, cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_change_requested_uri_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.TransferOperation.change_requested_uri_async].
 *
 * Returns: whether it has the new address; else %FERRY_ERROR_INVALID_STATE when
 *   it is neither paused nor failed, %FERRY_ERROR_INVALID_ARGUMENT when that is
 *   no address, %FERRY_ERROR_NOT_FOUND when the service does not know it any
 *   more, or what any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_change_requested_uri_finish (FerryTransferOperation  *self,
                                                      GAsyncResult            *result,
                                                      GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/**
 * ferry_transfer_operation_change_request_header_async:
 * @self: an operation
 * @name: of a request header
 * @value: what it is from the next request on, without line breaks
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Sets a request header, instead of those of the same name. What runs goes on
 * with the old one until its next request.
 *
 * Since: 0.1
 */
void
ferry_transfer_operation_change_request_header_async (FerryTransferOperation *self,
                                                      const char             *name,
                                                      const char             *value,
                                                      GCancellable           *cancellable,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  change (self, "headers", g_variant_new_parsed ("[(%s, %s)]", name, value),
          ferry_transfer_operation_change_request_header_async, cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_change_request_header_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.TransferOperation.change_request_header_async].
 *
 * Returns: whether it is set; else %FERRY_ERROR_INVALID_ARGUMENT when that is
 *   no header, or one that Ferry sets itself, %FERRY_ERROR_NOT_FOUND when the
 *   service does not know it any more, or what any call may fail with
 *   ([error@Ferry.Error])
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_change_request_header_finish (FerryTransferOperation  *self,
                                                       GAsyncResult            *result,
                                                       GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/**
 * ferry_transfer_operation_remove_request_header_async:
 * @self: an operation
 * @name: of a request header
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Leaves a request header out from the next request on. Nothing happens when
 * there is none of that name.
 *
 * Since: 0.1
 */
void
ferry_transfer_operation_remove_request_header_async (FerryTransferOperation *self,
                                                      const char             *name,
                                                      GCancellable           *cancellable,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));
  g_return_if_fail (name != NULL);

  change (self, "headers", g_variant_new_parsed ("[(%s, '')]", name),
          ferry_transfer_operation_remove_request_header_async, cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_remove_request_header_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.TransferOperation.remove_request_header_async].
 *
 * Returns: whether it is gone; else %FERRY_ERROR_INVALID_ARGUMENT when that is
 *   no name, %FERRY_ERROR_NOT_FOUND when the service does not know it any more,
 *   or what any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_remove_request_header_finish (FerryTransferOperation  *self,
                                                       GAsyncResult            *result,
                                                       GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/**
 * ferry_transfer_operation_change_priority_async:
 * @self: an operation
 * @priority: the new priority
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Lets the transfer go earlier or later. One that runs goes on.
 *
 * Since: 0.1
 */
void
ferry_transfer_operation_change_priority_async (FerryTransferOperation *self,
                                                FerryTransferPriority   priority,
                                                GCancellable           *cancellable,
                                                GAsyncReadyCallback     callback,
                                                gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  change (self, "priority", g_variant_new_uint32 (priority),
          ferry_transfer_operation_change_priority_async, cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_change_priority_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.TransferOperation.change_priority_async].
 *
 * Returns: whether it has the new priority; else %FERRY_ERROR_INVALID_ARGUMENT
 *   for a value that is none, %FERRY_ERROR_NOT_FOUND when the service does not
 *   know it any more, or what any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_change_priority_finish (FerryTransferOperation  *self,
                                                 GAsyncResult            *result,
                                                 GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/**
 * ferry_transfer_operation_change_cost_policy_async:
 * @self: an operation
 * @cost_policy: the new policy
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Changes which networks the transfer may use, from now on.
 *
 * Since: 0.1
 */
void
ferry_transfer_operation_change_cost_policy_async (FerryTransferOperation *self,
                                                   FerryCostPolicy         cost_policy,
                                                   GCancellable           *cancellable,
                                                   GAsyncReadyCallback     callback,
                                                   gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  change (self, "cost", g_variant_new_uint32 (cost_policy),
          ferry_transfer_operation_change_cost_policy_async, cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_change_cost_policy_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.TransferOperation.change_cost_policy_async].
 *
 * Returns: whether it has the new policy; else %FERRY_ERROR_INVALID_ARGUMENT
 *   for a value that is none, %FERRY_ERROR_NOT_FOUND when the service does not
 *   know it any more, or what any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_change_cost_policy_finish (FerryTransferOperation  *self,
                                                    GAsyncResult            *result,
                                                    GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/**
 * ferry_transfer_operation_change_rate_limit_async:
 * @self: an operation
 * @bytes_per_second: the new limit, 0 for none
 * @cancellable: (nullable): gives up waiting; the service may do it all the
 *   same
 * @callback: (scope async): called in the main context of the library when it
 *   is done, durably
 * @user_data: for @callback
 *
 * Changes how fast the transfer may be, from now on.
 *
 * Since: 0.1
 */
void
ferry_transfer_operation_change_rate_limit_async (FerryTransferOperation *self,
                                                  guint64                 bytes_per_second,
                                                  GCancellable           *cancellable,
                                                  GAsyncReadyCallback     callback,
                                                  gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  change (self, "rate-limit", g_variant_new_uint64 (bytes_per_second),
          ferry_transfer_operation_change_rate_limit_async, cancellable, callback, user_data);
}

/**
 * ferry_transfer_operation_change_rate_limit_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.TransferOperation.change_rate_limit_async].
 *
 * Returns: whether it has the new limit; else %FERRY_ERROR_INVALID_ARGUMENT,
 *   %FERRY_ERROR_NOT_FOUND when the service does not know it any more, or what
 *   any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_change_rate_limit_finish (FerryTransferOperation  *self,
                                                   GAsyncResult            *result,
                                                   GError                 **error)
{
  return ferry_transfer_operation_call_finish (self, result, error);
}

/* A bound view that showed the wish goes back to the truth. */
static void
on_wish_answered (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  const char *property = user_data;
  g_autoptr (GError) error = NULL;

  if (ferry_transfer_operation_call_finish (FERRY_TRANSFER_OPERATION (source), result, &error))
    return;
  g_message ("Can’t change the %s of a transfer: %s", property, error->message);
  g_object_notify (source, property);
}

/**
 * ferry_transfer_operation_set_priority:
 * @self: an operation
 * @priority: the new priority
 *
 * Like [method@Ferry.TransferOperation.change_priority_async], for bindings:
 * the property changes when the service has done it, and is notified unchanged
 * when it refused.
 *
 * Since: 0.1
 */
void
ferry_transfer_operation_set_priority (FerryTransferOperation *self,
                                       FerryTransferPriority   priority)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  if (priority != ferry_transfer_operation_get_priority (self))
    ferry_transfer_operation_change_priority_async (self, priority, NULL,
                                                    on_wish_answered, (gpointer) "priority");
}

/**
 * ferry_transfer_operation_set_cost_policy:
 * @self: an operation
 * @cost_policy: the new policy
 *
 * Like [method@Ferry.TransferOperation.change_cost_policy_async], for bindings:
 * the property changes when the service has done it, and is notified unchanged
 * when it refused.
 *
 * Since: 0.1
 */
void
ferry_transfer_operation_set_cost_policy (FerryTransferOperation *self,
                                          FerryCostPolicy         cost_policy)
{
  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  if (cost_policy != ferry_transfer_operation_get_cost_policy (self))
    ferry_transfer_operation_change_cost_policy_async (self, cost_policy, NULL,
                                                       on_wish_answered, (gpointer) "cost-policy");
}
