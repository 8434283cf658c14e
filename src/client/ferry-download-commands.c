/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a program may do with a download. Each command is one call of the bus;
 * its effect shows in the properties when the service tells it. */

#include "ferry-download-operation.h"
#include "ferry-download-operation-private.h"

#include "ferry-error.h"
#include "ferry-response-information-private.h"
#include "ferry-transfer-action-private.h"

static void on_done     (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);
static void on_answered (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

static FerryConnection *
connection_of (FerryDownloadOperation *self)
{
  return ferry_mirror_get_connection (ferry_download_operation_get_mirror (self));
}

/* Takes a floating reference of @parameters. */
static void
send (FerryDownloadOperation *self,
      const char             *method,
      GVariant               *parameters,
      gpointer                source_tag,
      GCancellable           *cancellable,
      GAsyncReadyCallback     callback,
      gpointer                user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  ferry_connection_call_async (connection_of (self), method, parameters,
                               cancellable, on_done, g_steal_pointer (&task));
}

static void
act (FerryDownloadOperation *self,
     FerryTransferAction     action,
     gpointer                source_tag,
     GCancellable           *cancellable,
     GAsyncReadyCallback     callback,
     gpointer                user_data)
{
  const char *guids[] = { ferry_download_operation_get_guid (self), NULL };

  send (self, ferry_transfer_action_get_method (action), g_variant_new ("(^as)", guids),
        source_tag, cancellable, callback, user_data);
}

static void
change (FerryDownloadOperation *self,
        const char             *key,
        GVariant               *value,
        gpointer                source_tag,
        GCancellable           *cancellable,
        GAsyncReadyCallback     callback,
        gpointer                user_data)
{
  g_auto (GVariantDict) changes = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert_value (&changes, key, value);
  send (self, "Change",
        g_variant_new ("(s@a{sv})", ferry_download_operation_get_guid (self),
                       g_variant_dict_end (&changes)),
        source_tag, cancellable, callback, user_data);
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

static gboolean
finish (FerryDownloadOperation  *self,
        GAsyncResult            *result,
        GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ferry_download_operation_start_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Queues it. Wait for its end with ferry_download_operation_attach_async().
 */
void
ferry_download_operation_start_async (FerryDownloadOperation *self,
                                      GCancellable           *cancellable,
                                      GAsyncReadyCallback     callback,
                                      gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_START, ferry_download_operation_start_async,
       cancellable, callback, user_data);
}

/**
 * ferry_download_operation_start_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is queued; %FERRY_ERROR_INVALID_STATE when it was started before
 */
gboolean
ferry_download_operation_start_finish (FerryDownloadOperation  *self,
                                       GAsyncResult            *result,
                                       GError                 **error)
{
  return finish (self, result, error);
}

/**
 * ferry_download_operation_pause_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Stops it until it is resumed; what has arrived stays.
 */
void
ferry_download_operation_pause_async (FerryDownloadOperation *self,
                                      GCancellable           *cancellable,
                                      GAsyncReadyCallback     callback,
                                      gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_PAUSE, ferry_download_operation_pause_async,
       cancellable, callback, user_data);
}

/**
 * ferry_download_operation_pause_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is paused; %FERRY_ERROR_INVALID_STATE when it is finished, was
 *   not started, or is paused by a program already
 */
gboolean
ferry_download_operation_pause_finish (FerryDownloadOperation  *self,
                                       GAsyncResult            *result,
                                       GError                 **error)
{
  return finish (self, result, error);
}

/**
 * ferry_download_operation_resume_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Queues it again, whatever paused it.
 */
void
ferry_download_operation_resume_async (FerryDownloadOperation *self,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_RESUME, ferry_download_operation_resume_async,
       cancellable, callback, user_data);
}

/**
 * ferry_download_operation_resume_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is queued; %FERRY_ERROR_INVALID_STATE when it is not paused
 */
gboolean
ferry_download_operation_resume_finish (FerryDownloadOperation  *self,
                                        GAsyncResult            *result,
                                        GError                 **error)
{
  return finish (self, result, error);
}

/**
 * ferry_download_operation_cancel_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Gives it up and deletes the unfinished file.
 */
void
ferry_download_operation_cancel_async (FerryDownloadOperation *self,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_CANCEL, ferry_download_operation_cancel_async,
       cancellable, callback, user_data);
}

/**
 * ferry_download_operation_cancel_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is canceled; %FERRY_ERROR_INVALID_STATE when it is finished
 */
gboolean
ferry_download_operation_cancel_finish (FerryDownloadOperation  *self,
                                        GAsyncResult            *result,
                                        GError                 **error)
{
  return finish (self, result, error);
}

/**
 * ferry_download_operation_retry_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Queues it again after it failed or was canceled; what has arrived is used.
 */
void
ferry_download_operation_retry_async (FerryDownloadOperation *self,
                                      GCancellable           *cancellable,
                                      GAsyncReadyCallback     callback,
                                      gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_RETRY, ferry_download_operation_retry_async,
       cancellable, callback, user_data);
}

/**
 * ferry_download_operation_retry_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is queued; %FERRY_ERROR_INVALID_STATE when it neither failed nor
 *   was canceled
 */
gboolean
ferry_download_operation_retry_finish (FerryDownloadOperation  *self,
                                       GAsyncResult            *result,
                                       GError                 **error)
{
  return finish (self, result, error);
}

/**
 * ferry_download_operation_remove_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Lets the service forget it; a whole file stays.
 */
void
ferry_download_operation_remove_async (FerryDownloadOperation *self,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  act (self, FERRY_TRANSFER_ACTION_REMOVE, ferry_download_operation_remove_async,
       cancellable, callback, user_data);
}

/**
 * ferry_download_operation_remove_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is forgotten; %FERRY_ERROR_INVALID_STATE when it is not finished
 */
gboolean
ferry_download_operation_remove_finish (FerryDownloadOperation  *self,
                                        GAsyncResult            *result,
                                        GError                 **error)
{
  return finish (self, result, error);
}

/**
 * ferry_download_operation_change_requested_uri_async:
 * @self: an operation
 * @uri: the new address
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Lets it go on from another address. Only while it is paused or has failed.
 */
void
ferry_download_operation_change_requested_uri_async (FerryDownloadOperation *self,
                                                     const char             *uri,
                                                     GCancellable           *cancellable,
                                                     GAsyncReadyCallback     callback,
                                                     gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));
  g_return_if_fail (uri != NULL);

  change (self, "uri", g_variant_new_string (uri),
          ferry_download_operation_change_requested_uri_async, cancellable, callback, user_data);
}

/**
 * ferry_download_operation_change_requested_uri_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it has the new address; %FERRY_ERROR_INVALID_STATE when it is neither
 *   paused nor failed, %FERRY_ERROR_INVALID_ARGUMENT when that is no address
 */
gboolean
ferry_download_operation_change_requested_uri_finish (FerryDownloadOperation  *self,
                                                      GAsyncResult            *result,
                                                      GError                 **error)
{
  return finish (self, result, error);
}

/**
 * ferry_download_operation_change_request_header_async:
 * @self: an operation
 * @name: of a request header
 * @value: what it is from the next request on
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Sets a request header, instead of those of the same name.
 */
void
ferry_download_operation_change_request_header_async (FerryDownloadOperation *self,
                                                      const char             *name,
                                                      const char             *value,
                                                      GCancellable           *cancellable,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  change (self, "headers", g_variant_new_parsed ("[(%s, %s)]", name, value),
          ferry_download_operation_change_request_header_async, cancellable, callback, user_data);
}

/**
 * ferry_download_operation_change_request_header_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is set; %FERRY_ERROR_INVALID_ARGUMENT when that is no header
 */
gboolean
ferry_download_operation_change_request_header_finish (FerryDownloadOperation  *self,
                                                       GAsyncResult            *result,
                                                       GError                 **error)
{
  return finish (self, result, error);
}

/**
 * ferry_download_operation_remove_request_header_async:
 * @self: an operation
 * @name: of a request header
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Leaves a request header out from the next request on.
 */
void
ferry_download_operation_remove_request_header_async (FerryDownloadOperation *self,
                                                      const char             *name,
                                                      GCancellable           *cancellable,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));
  g_return_if_fail (name != NULL);

  change (self, "headers", g_variant_new_parsed ("[(%s, '')]", name),
          ferry_download_operation_remove_request_header_async, cancellable, callback, user_data);
}

/**
 * ferry_download_operation_remove_request_header_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is gone
 */
gboolean
ferry_download_operation_remove_request_header_finish (FerryDownloadOperation  *self,
                                                       GAsyncResult            *result,
                                                       GError                 **error)
{
  return finish (self, result, error);
}

/**
 * ferry_download_operation_change_priority_async:
 * @self: an operation
 * @priority: the new priority
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Lets it go earlier or later.
 */
void
ferry_download_operation_change_priority_async (FerryDownloadOperation *self,
                                                FerryTransferPriority   priority,
                                                GCancellable           *cancellable,
                                                GAsyncReadyCallback     callback,
                                                gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  change (self, "priority", g_variant_new_uint32 (priority),
          ferry_download_operation_change_priority_async, cancellable, callback, user_data);
}

/**
 * ferry_download_operation_change_priority_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it has the new priority
 */
gboolean
ferry_download_operation_change_priority_finish (FerryDownloadOperation  *self,
                                                 GAsyncResult            *result,
                                                 GError                 **error)
{
  return finish (self, result, error);
}

/**
 * ferry_download_operation_change_cost_policy_async:
 * @self: an operation
 * @cost_policy: the new policy
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Changes which networks it may use.
 */
void
ferry_download_operation_change_cost_policy_async (FerryDownloadOperation *self,
                                                   FerryCostPolicy         cost_policy,
                                                   GCancellable           *cancellable,
                                                   GAsyncReadyCallback     callback,
                                                   gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  change (self, "cost", g_variant_new_uint32 (cost_policy),
          ferry_download_operation_change_cost_policy_async, cancellable, callback, user_data);
}

/**
 * ferry_download_operation_change_cost_policy_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it has the new policy
 */
gboolean
ferry_download_operation_change_cost_policy_finish (FerryDownloadOperation  *self,
                                                    GAsyncResult            *result,
                                                    GError                 **error)
{
  return finish (self, result, error);
}

/**
 * ferry_download_operation_change_rate_limit_async:
 * @self: an operation
 * @bytes_per_second: the new limit, 0 for none
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: (scope async): called when it is done, durably
 * @user_data: for @callback
 *
 * Changes how fast it may be.
 */
void
ferry_download_operation_change_rate_limit_async (FerryDownloadOperation *self,
                                                  guint64                 bytes_per_second,
                                                  GCancellable           *cancellable,
                                                  GAsyncReadyCallback     callback,
                                                  gpointer                user_data)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  change (self, "rate-limit", g_variant_new_uint64 (bytes_per_second),
          ferry_download_operation_change_rate_limit_async, cancellable, callback, user_data);
}

/**
 * ferry_download_operation_change_rate_limit_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it has the new limit
 */
gboolean
ferry_download_operation_change_rate_limit_finish (FerryDownloadOperation  *self,
                                                   GAsyncResult            *result,
                                                   GError                 **error)
{
  return finish (self, result, error);
}

/* A bound view that showed the wish goes back to the truth. */
static void
on_wish_answered (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  const char *property = user_data;
  g_autoptr (GError) error = NULL;

  if (finish (FERRY_DOWNLOAD_OPERATION (source), result, &error))
    return;
  g_message ("Can’t change the %s of a download: %s", property, error->message);
  g_object_notify (source, property);
}

/**
 * ferry_download_operation_set_priority:
 * @self: an operation
 * @priority: the new priority
 *
 * Like ferry_download_operation_change_priority_async(), for bindings: the
 * property changes when the service has done it, and is notified unchanged
 * when it refused.
 */
void
ferry_download_operation_set_priority (FerryDownloadOperation *self,
                                       FerryTransferPriority   priority)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  if (priority != ferry_download_operation_get_priority (self))
    ferry_download_operation_change_priority_async (self, priority, NULL,
                                                    on_wish_answered, (gpointer) "priority");
}

/**
 * ferry_download_operation_set_cost_policy:
 * @self: an operation
 * @cost_policy: the new policy
 *
 * Like ferry_download_operation_change_cost_policy_async(), for bindings: the
 * property changes when the service has done it, and is notified unchanged
 * when it refused.
 */
void
ferry_download_operation_set_cost_policy (FerryDownloadOperation *self,
                                          FerryCostPolicy         cost_policy)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  if (cost_policy != ferry_download_operation_get_cost_policy (self))
    ferry_download_operation_change_cost_policy_async (self, cost_policy, NULL,
                                                       on_wish_answered, (gpointer) "cost-policy");
}

/**
 * ferry_download_operation_get_response_information_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called with the answer
 * @user_data: for @callback
 *
 * Asks what the server answered last.
 */
void
ferry_download_operation_get_response_information_async (FerryDownloadOperation *self,
                                                         GCancellable           *cancellable,
                                                         GAsyncReadyCallback     callback,
                                                         gpointer                user_data)
{
  g_autoptr (GTask) task = NULL;
  const char *guid;

  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_download_operation_get_response_information_async);
  guid = ferry_download_operation_get_guid (self);
  ferry_connection_call_async (connection_of (self), "List",
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
                               "The download was removed");
      return;
    }
  entry = g_variant_get_child_value (entries, 0);
  g_task_return_pointer (task, ferry_response_information_new (entry),
                         (GDestroyNotify) ferry_response_information_unref);
}

/**
 * ferry_download_operation_get_response_information_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the last answer; %NULL without an error
 *   when there was none yet
 */
FerryResponseInformation *
ferry_download_operation_get_response_information_finish (FerryDownloadOperation  *self,
                                                          GAsyncResult            *result,
                                                          GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
