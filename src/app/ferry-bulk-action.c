/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One command for all downloads it makes sense for. The service obeys for all
 * or for none, and a download may just have finished without the window
 * knowing: then each is asked for itself, and what is too late is left alone. */

#include "ferry-bulk-action.h"

#include "ferry-app-closures.h"

typedef struct {
  FerryTransferAction action;
  GStrv guids;   /* (owned) */
  guint pending; /* answers that are still to come, one by one */
  GError *error; /* (owned) (nullable) the first that is not "too late" */
} BulkAction;

static void on_all_acted (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);
static void on_one_acted (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);

static void
bulk_action_free (BulkAction *self)
{
  g_strfreev (self->guids);
  g_clear_error (&self->error);
  g_free (self);
}

static GStrv
pick_guids (FerryTransferAction  action,
            GListModel          *operations)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = g_list_model_get_n_items (operations);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (operations, i);

      if (ferry_app_offers (operation, action))
        g_strv_builder_add (builder, ferry_transfer_operation_get_guid (operation));
    }
  return g_strv_builder_end (builder);
}

/**
 * ferry_bulk_action_makes_sense:
 * @action: what could be done
 * @operations: a list of #FerryTransferOperation
 *
 * Returns: whether the state of one of @operations allows it
 */
gboolean
ferry_bulk_action_makes_sense (FerryTransferAction  action,
                               GListModel          *operations)
{
  guint n = g_list_model_get_n_items (operations);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (operations, i);

      if (ferry_app_offers (operation, action))
        return TRUE;
    }
  return FALSE;
}

/**
 * ferry_bulk_action_async:
 * @action: what is to be done
 * @operations: a list of #FerryTransferOperation
 * @cancellable: (nullable): gives up waiting for the answer
 * @callback: called when the service has obeyed
 * @user_data: for @callback
 *
 * Does @action to each of @operations whose state allows it.
 */
void
ferry_bulk_action_async (FerryTransferAction  action,
                         GListModel          *operations,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  BulkAction *self = g_new0 (BulkAction, 1);

  g_task_set_source_tag (task, ferry_bulk_action_async);
  g_task_set_task_data (task, self, (GDestroyNotify) bulk_action_free);
  self->action = action;
  self->guids = pick_guids (action, operations);
  if (*self->guids == NULL)
    g_task_return_boolean (task, TRUE);
  else
    ferry_transfers_act_async (action, (const char *const *) self->guids, cancellable,
                               on_all_acted, g_steal_pointer (&task));
}

static void
on_all_acted (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  BulkAction *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (ferry_transfers_act_finish (result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (!g_error_matches (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->pending = g_strv_length (self->guids);
  for (char **guid = self->guids; *guid != NULL; guid++)
    {
      const char *const one[] = { *guid, NULL };

      ferry_transfers_act_async (self->action, one, g_task_get_cancellable (task),
                                 on_one_acted, g_object_ref (task));
    }
}

static void
on_one_acted (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  BulkAction *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!ferry_transfers_act_finish (result, &error) &&
      !g_error_matches (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE) && self->error == NULL)
    self->error = g_steal_pointer (&error);
  if (--self->pending > 0)
    return;
  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ferry_bulk_action_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether all that could obey did
 */
gboolean
ferry_bulk_action_finish (GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
