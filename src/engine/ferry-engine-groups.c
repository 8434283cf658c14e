/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Groups, and how their members run. */

#include "ferry-engine-private.h"

/**
 * ferry_engine_get_group:
 * @self: the engine
 * @name: of a group
 * @behavior: (out): how its members run
 *
 * Returns: whether there is such a group
 */
gboolean
ferry_engine_get_group (FerryEngine           *self,
                        const char            *name,
                        FerryTransferBehavior *behavior)
{
  return ferry_queue_get_group (self->queue, name, behavior);
}

/**
 * ferry_engine_get_behavior:
 * @self: the engine
 * @request: of a transfer
 *
 * Returns: how the members of its group run; parallel without a group
 */
FerryTransferBehavior
ferry_engine_get_behavior (FerryEngine  *self,
                           FerryRequest *request)
{
  return ferry_queue_get_behavior (self->queue, request);
}

static void
on_group_saved (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);
  const char *name = g_task_get_task_data (task);
  FerryTransferBehavior actual = FERRY_TRANSFER_BEHAVIOR_PARALLEL;
  GError *error = NULL;

  if (ferry_journal_save_group_finish (FERRY_JOURNAL (source), result, &error))
    {
      ferry_queue_get_group (self->queue, name, &actual);
      g_task_return_int (task, actual);
      return;
    }
  ferry_queue_remove_group (self->queue, name);
  g_task_return_error (task, error);
}

/**
 * ferry_engine_save_group_async:
 * @self: the engine
 * @name: of a group, new or not
 * @behavior: how its members shall run when it is new
 * @callback: called when it is durable
 * @user_data: for @callback
 */
void
ferry_engine_save_group_async (FerryEngine           *self,
                               const char            *name,
                               FerryTransferBehavior  behavior,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  FerryTransferBehavior actual;

  g_task_set_source_tag (task, ferry_engine_save_group_async);
  g_task_set_task_data (task, g_strdup (name), g_free);
  if (ferry_engine_get_group (self, name, &actual))
    {
      g_task_return_int (task, actual);
      return;
    }
  ferry_queue_set_group (self->queue, name, behavior);
  ferry_journal_save_group_async (self->journal, name, behavior, on_group_saved,
                                  g_steal_pointer (&task));
}

/**
 * ferry_engine_save_group_finish:
 * @self: the engine
 * @result: what the callback got
 * @actual: (out): how its members run
 * @error: return location for an error
 *
 * Returns: whether the group is durable
 */
gboolean
ferry_engine_save_group_finish (FerryEngine            *self,
                                GAsyncResult           *result,
                                FerryTransferBehavior  *actual,
                                GError                **error)
{
  gssize value = g_task_propagate_int (G_TASK (result), error);

  if (value < 0)
    return FALSE;
  *actual = (FerryTransferBehavior) value;
  return TRUE;
}
