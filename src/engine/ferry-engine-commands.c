/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a caller may tell transfers to do. A command on several is checked for
 * all before it is carried out for any. What can't be undone, such as to end a
 * run or to delete bytes, follows when the journal has it; what the journal
 * refuses is taken back, so that it is as the caller is told. */

#include "ferry-engine-private.h"

#include "ferry-commands.h"
#include "ferry-error.h"

#include <glib/gi18n-lib.h>

typedef void (*Action) (FerryEngine *self,
                        FerryTransfer *transfer);

static void start_one  (FerryEngine   *self,
                        FerryTransfer *transfer);
static void pause_one  (FerryEngine   *self,
                        FerryTransfer *transfer);
static void resume_one (FerryEngine   *self,
                        FerryTransfer *transfer);
static void cancel_one (FerryEngine   *self,
                        FerryTransfer *transfer);
static void retry_one  (FerryEngine   *self,
                        FerryTransfer *transfer);

/* How a command is carried out, and what is said where it does not fit. */
static const struct {
  Action action; /* (nullable) Remove has its own way */
  const char *refusal;
} commands[] = {
  /* Translators: {id} stands for the id of a transfer here and below; it is to stay as it is */
  [FERRY_TRANSFER_ACTION_START] = { start_one, N_ ("The transfer {id} was started before") },
  [FERRY_TRANSFER_ACTION_PAUSE] = { pause_one, N_ ("The transfer {id} can't be paused now") },
  [FERRY_TRANSFER_ACTION_RESUME] = { resume_one, N_ ("The transfer {id} is not paused") },
  [FERRY_TRANSFER_ACTION_CANCEL] = { cancel_one, N_ ("The transfer {id} is finished") },
  [FERRY_TRANSFER_ACTION_RETRY] = { retry_one, N_ ("The transfer {id} neither failed nor was canceled") },
  [FERRY_TRANSFER_ACTION_REMOVE] = { NULL, N_ ("The transfer {id} is not finished") },
};

static void
start_one (FerryEngine   *self,
           FerryTransfer *transfer)
{
  ferry_transfer_edit (transfer)->started = TRUE;
  ferry_engine_enqueue (self, transfer);
}

/* All bytes are there and it is getting its name: that is sooner done than
 * stopped, so neither pause nor cancel touch it unless a checksum is due. */
static void
pause_one (FerryEngine   *self,
           FerryTransfer *transfer)
{
  if (transfer->body_done || transfer->sealing || ferry_engine_awaits_answer (transfer))
    return;
  ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION);
  ferry_engine_unqueue (self, transfer);
}

static void
resume_one (FerryEngine   *self,
            FerryTransfer *transfer)
{
  FerryTransferState state = ferry_transfer_get_state (transfer);
  FerryRecord *record;

  if (ferry_transfer_state_is_final (state) || state == FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS)
    ferry_engine_insist_on_upload (transfer);
  ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_IDLE);
  record = ferry_transfer_edit (transfer);
  record->started = TRUE;
  record->attempts = 0;
  transfer->furthest = record->bytes_done;
  g_clear_error (&record->error);
  ferry_engine_enqueue (self, transfer);
}

static void
cancel_one (FerryEngine   *self,
            FerryTransfer *transfer)
{
  if (transfer->body_done || transfer->sealing)
    return;
  ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_CANCELED);
  g_clear_error (&ferry_transfer_edit (transfer)->error);
  ferry_engine_unqueue (self, transfer);
}

static void
retry_one (FerryEngine   *self,
           FerryTransfer *transfer)
{
  resume_one (self, transfer);
}

static gboolean
check (FerryTransfer        *transfer,
       FerryTransferAction   command,
       GError              **error)
{
  g_autoptr (GString) text = NULL;

  if (ferry_command_fits (command, transfer->record->state, transfer->record->started))
    return TRUE;
  text = g_string_new (_ (commands[command].refusal));
  g_string_replace (text, "{id}", ferry_transfer_get_id (transfer), 1);
  g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE, text->str);
  return FALSE;
}

static GPtrArray *
find_all (FerryEngine          *self,
          FerryTransferAction   command,
          const char *const    *ids,
          GError              **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (; *ids != NULL; ids++)
    {
      FerryTransfer *transfer = ferry_engine_lookup (self, *ids);

      if (transfer == NULL || transfer->forgotten)
        {
          g_propagate_error (error, ferry_error_new_no_transfer (*ids));
          return NULL;
        }
      if (!check (transfer, command, error))
        return NULL;
      if (g_hash_table_add (seen, transfer))
        g_ptr_array_add (found, transfer);
    }
  return g_steal_pointer (&found);
}

/* A command on its way to the journal. */
typedef struct {
  FerryTransferAction command;
  guint number;
  GPtrArray *transfers; /* (owned) (element-type FerryTransfer) */
  GPtrArray *before;    /* (owned) (element-type FerryRecord) as it found them */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_ptr_array_unref (order->transfers);
  g_ptr_array_unref (order->before);
  g_free (order);
}

static Order *
order_new (FerryEngine         *self,
           FerryTransferAction  command,
           GPtrArray           *transfers)
{
  Order *order = g_new (Order, 1);

  order->command = command;
  order->number = ++self->last_order;
  order->transfers = g_ptr_array_copy (transfers, (GCopyFunc) (GCallback) ferry_transfer_ref, NULL);
  g_ptr_array_set_free_func (order->transfers, (GDestroyNotify) ferry_transfer_unref);
  order->before = g_ptr_array_new_full (transfers->len, (GDestroyNotify) ferry_record_unref);
  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      transfer->order = order->number;
      g_ptr_array_add (order->before, ferry_record_ref (transfer->record));
    }
  return order;
}

static gboolean
still_runs (FerryTransfer *transfer)
{
  return transfer->cancellable != NULL && !g_cancellable_is_cancelled (transfer->cancellable);
}

/* What came to its end meanwhile, or was told something else, stays so. */
static void
take_back (FerryEngine   *self,
           FerryTransfer *transfer,
           FerryRecord   *before)
{
  FerryTransferState state = before->state;
  gboolean runs_on = state == FERRY_TRANSFER_STATE_RUNNING && still_runs (transfer);

  if (ferry_transfer_get_state (transfer) == FERRY_TRANSFER_STATE_COMPLETED)
    return;
  if ((state == FERRY_TRANSFER_STATE_RUNNING && !runs_on) ||
      state == FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK ||
      state == FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK ||
      state == FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY)
    state = FERRY_TRANSFER_STATE_IDLE;
  ferry_transfer_take_back (transfer, before, state);
  if (before->upload != NULL && before->upload->delivery == FERRY_DELIVERY_UNKNOWN)
    ferry_engine_set_upload (transfer, ferry_upload_with_delivery (transfer->record->upload, FERRY_DELIVERY_UNKNOWN));
  if (ferry_transfer_is_waiting (transfer))
    ferry_engine_enqueue (self, transfer);
  else if (!runs_on)
    ferry_engine_stop_run (self, transfer);
}

static void
on_order_saved (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = FERRY_ENGINE (source);
  Order *order = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean saved = g_task_propagate_boolean (G_TASK (result), &error);

  for (guint i = 0; i < order->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (order->transfers, i);

      if (saved && order->command == FERRY_TRANSFER_ACTION_CANCEL && transfer->body_done)
        g_cancellable_cancel (transfer->cancellable);
      else if (!saved && transfer->order == order->number && !transfer->forgotten)
        take_back (self, transfer, g_ptr_array_index (order->before, i));
    }
  if (saved)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  /* At once: the run may have written more since the command. */
  ferry_engine_save_all (self, order->transfers, NULL);
  g_task_return_error (task, error);
}

/**
 * ferry_engine_command_async:
 * @self: the engine
 * @command: what to do
 * @ids: with which transfers
 * @callback: called when it is durable
 * @user_data: for @callback
 */
void
ferry_engine_command_async (FerryEngine         *self,
                            FerryTransferAction  command,
                            const char *const   *ids,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GPtrArray) transfers = NULL;
  Order *order;
  GError *error = NULL;

  g_task_set_source_tag (task, ferry_engine_command_async);
  transfers = find_all (self, command, ids, &error);
  if (transfers == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (transfers->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (commands[command].action == NULL)
    {
      ferry_engine_forget (self, transfers, g_steal_pointer (&task));
      return;
    }
  order = order_new (self, command, transfers);
  g_task_set_task_data (task, order, order_free);
  for (guint i = 0; i < transfers->len; i++)
    commands[command].action (self, g_ptr_array_index (transfers, i));
  ferry_engine_save_all (self, transfers, g_task_new (self, NULL, on_order_saved, g_steal_pointer (&task)));
  ferry_engine_pump (self);
}

/**
 * ferry_engine_command_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it was done with all; else with none, and the error is
 *   %FERRY_ERROR_NOT_FOUND, %FERRY_ERROR_INVALID_STATE or what the journal said
 */
gboolean
ferry_engine_command_finish (FerryEngine   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
