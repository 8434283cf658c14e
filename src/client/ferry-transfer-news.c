/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How an operation changes: when the service tells that its transfer did, never
 * before. And the wait for the end. */

#include "ferry-transfer-operation.h"
#include "ferry-transfer-operation-private.h"

#include "ferry-error.h"
#include "ferry-transfer-group-private.h"
#include "ferry-transfer-progress-private.h"

#include <glib/gi18n-lib.h>

static void
remake_group (FerryTransferOperationPrivate *priv)
{
  g_clear_object (&priv->group);
  if (priv->facts.group != NULL)
    priv->group = ferry_transfer_group_new (priv->facts.group, priv->facts.behavior);
}

static void
remake (FerryTransferOperationPrivate *priv,
        guint64                        changed)
{
  if (changed & FERRY_FACT_BIT (FILE))
    ferry_facts_remake_file (&priv->file, priv->facts.file);
  if (changed & (FERRY_FACT_BIT (GROUP) | FERRY_FACT_BIT (BEHAVIOR)))
    remake_group (priv);
  if (changed & FERRY_FACTS_OF_ERROR)
    {
      g_clear_error (&priv->error);
      priv->error = ferry_facts_to_error (&priv->facts);
    }
}

static void
remake_progress (FerryTransferOperation        *self,
                 FerryTransferOperationPrivate *priv,
                 guint64                        changed)
{
  gboolean is_first = priv->progress == NULL;
  FerryTransferProgress values = {
    .state = priv->facts.state,
    .has_response_changed = !is_first && (changed & FERRY_FACT_BIT (RESPONSES)) != 0,
    .has_restarted = !is_first && (changed & FERRY_FACT_BIT (RESTARTS)) != 0,
  };

  FERRY_TRANSFER_OPERATION_GET_CLASS (self)->take_news (self, changed, &values);
  g_clear_pointer (&priv->progress, ferry_transfer_progress_unref);
  priv->progress = ferry_transfer_progress_new (&values);
}

/* (transfer full) (nullable): what attach ends with; %NULL for success. */
static GError *
outcome (FerryTransferOperationPrivate *priv)
{
  if (priv->facts.state == FERRY_TRANSFER_STATE_COMPLETED)
    return NULL;
  if (priv->facts.state == FERRY_TRANSFER_STATE_CANCELED)
    return g_error_new_literal (FERRY_ERROR, FERRY_ERROR_CANCELED, _ ("The transfer was canceled"));
  if (priv->is_removed)
    return g_error_new_literal (FERRY_ERROR, FERRY_ERROR_NOT_FOUND, _ ("The transfer was removed"));
  if (priv->error == NULL)
    return g_error_new_literal (FERRY_ERROR, FERRY_ERROR_FAILED, _ ("The transfer failed"));
  return g_error_copy (priv->error);
}

static void
detach_if_over (FerryTransferOperationPrivate *priv)
{
  g_autoptr (GError) error = NULL;

  if (!priv->is_removed && !ferry_transfer_state_is_final (priv->facts.state))
    return;
  error = outcome (priv);
  ferry_waiters_end (&priv->attached, error);
}

/**
 * ferry_transfer_operation_tell:
 * @self: an operation
 * @entry: news from the service, a{sv}
 *
 * Takes the news, and tells those who listen.
 */
void
ferry_transfer_operation_tell (FerryTransferOperation *self,
                               GVariant               *entry)
{
  g_autoptr (FerryTransferOperation) alive = g_object_ref (self);
  FerryTransferOperationPrivate *priv = ferry_transfer_operation_get_private (self);
  guint64 changed = ferry_facts_update (&priv->facts, entry);
  gboolean is_new = priv->progress == NULL;

  if (changed == 0)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  remake (priv, changed);
  remake_progress (self, priv, changed);
  if (!is_new)
    ferry_transfer_operation_notify (self, changed);
  g_object_thaw_notify (G_OBJECT (self));
  if (!is_new)
    ferry_transfer_operation_emit_progress (self);
  detach_if_over (priv);
}

/**
 * ferry_transfer_operation_lose:
 * @self: an operation
 * @error: why the service is gone
 *
 * Ends all waits for the end, as nobody will tell it.
 */
void
ferry_transfer_operation_lose (FerryTransferOperation *self,
                               const GError           *error)
{
  ferry_waiters_end (&ferry_transfer_operation_get_private (self)->attached, error);
}

/**
 * ferry_transfer_operation_set_removed:
 * @self: an operation
 *
 * Says that the service has forgotten the transfer.
 */
void
ferry_transfer_operation_set_removed (FerryTransferOperation *self)
{
  FerryTransferOperationPrivate *priv = ferry_transfer_operation_get_private (self);

  priv->is_removed = TRUE;
  detach_if_over (priv);
}

/* Waiting for the end */

/**
 * ferry_transfer_operation_attach_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the transfer goes on
 * @callback: (scope async): called at the end
 * @user_data: for @callback
 *
 * Waits until the transfer is completed, canceled or failed.
 */
void
ferry_transfer_operation_attach_async (FerryTransferOperation *self,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  FerryTransferOperationPrivate *priv;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  priv = ferry_transfer_operation_get_private (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_transfer_operation_attach_async);
  ferry_waiters_add (&priv->attached, g_steal_pointer (&task));
  detach_if_over (priv);
}

/**
 * ferry_transfer_operation_attach_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether all bytes are where they belong; else the transfer's own error,
 *   %FERRY_ERROR_CANCELED, %FERRY_ERROR_NOT_FOUND when it was removed before its
 *   end, or %FERRY_ERROR_NOT_REACHABLE when the service is lost
 */
gboolean
ferry_transfer_operation_attach_finish (FerryTransferOperation  *self,
                                        GAsyncResult            *result,
                                        GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
