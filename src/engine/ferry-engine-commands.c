/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a caller may tell transfers to do. A command on several is checked for
 * all before it is carried out for any. */

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
  ferry_engine_stop_run (self, transfer);
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
  FerryRecord *record;

  if (transfer->body_done || transfer->sealing)
    {
      g_cancellable_cancel (transfer->cancellable);
      return;
    }
  ferry_engine_set_state (self, transfer, FERRY_TRANSFER_STATE_CANCELED);
  if (transfer->run == NULL)
    ferry_engine_abandon_upload (self, transfer);
  record = ferry_transfer_edit (transfer);
  g_clear_error (&record->error);
  if (transfer->run == NULL && record->part_file != NULL)
    {
      ferry_engine_discard (self, record->part_file, record->id);
      g_clear_pointer (&record->part_file, g_free);
      record->bytes_done = 0;
    }
  ferry_engine_stop_run (self, transfer);
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
  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);
      FerryDecision expected = ferry_engine_foresee (self, transfer, (FerryEvent){ .type = FERRY_EVENT_START + command });

      commands[command].action (self, transfer);
      ferry_engine_compare (transfer, &expected);
    }
  ferry_engine_save_all (self, transfers, g_steal_pointer (&task));
  ferry_engine_pump (self);
}

/**
 * ferry_engine_command_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it was done with all; else with none, and the error is
 *   %FERRY_ERROR_NOT_FOUND or %FERRY_ERROR_INVALID_STATE
 */
gboolean
ferry_engine_command_finish (FerryEngine   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
