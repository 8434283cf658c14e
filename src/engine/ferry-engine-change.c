/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a transfer gets another request: a new address, headers that are valid
 * again, another priority, cost or rate.
 *
 *   change → (the secrets of the old request) → save → changed
 *
 * A change that the journal refuses is taken back. */

#include "ferry-engine-private.h"

#include "ferry-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  char *id;          /* (owned) */
  GVariant *changes; /* (owned) */

  /* Of a change on its way to the journal: */
  FerryTransfer *transfer; /* (owned) (nullable) */
  FerryRequest *request;   /* (owned) (nullable) as it was, with its secrets where they are known */
  FerryUpload *upload;     /* (owned) (nullable) as it was */
  guint number;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->id);
  g_variant_unref (change->changes);
  g_clear_pointer (&change->transfer, ferry_transfer_unref);
  g_clear_pointer (&change->request, ferry_request_unref);
  g_clear_pointer (&change->upload, ferry_upload_unref);
  g_free (change);
}

static void on_old_secrets  (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data);
static void on_change_saved (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data);

static gboolean
may_change_address (FerryTransfer *transfer)
{
  switch (ferry_transfer_get_state (transfer))
    {
    case FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION:
    case FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS:
    case FERRY_TRANSFER_STATE_ERROR:
      return TRUE;
    case FERRY_TRANSFER_STATE_IDLE:
    case FERRY_TRANSFER_STATE_RUNNING:
    case FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK:
    case FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK:
    case FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY:
    case FERRY_TRANSFER_STATE_COMPLETED:
    case FERRY_TRANSFER_STATE_CANCELED:
      return FALSE;
    }
  return FALSE;
}

static gboolean
has (GVariant   *changes,
     const char *key)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (changes, key, NULL);

  return value != NULL;
}

static FerryTransfer *
find (FerryEngine  *self,
      const char   *id,
      GVariant     *changes,
      GError      **error)
{
  FerryTransfer *transfer = ferry_engine_lookup (self, id);

  if (transfer == NULL || transfer->forgotten)
    g_propagate_error (error, ferry_error_new_no_transfer (id));
  else if (has (changes, "uri") && !may_change_address (transfer))
    g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE,
                         _ ("The address can be changed only while the transfer is paused or has failed"));
  else
    return transfer;
  return NULL;
}

/* Old secrets and new ones are stored together, so the old ones must be known.
 * Where they are lost, an address or header that the caller gives now is its
 * repair. */
static FerryRequest *
make_whole (FerryRequest *request,
            GVariant     *secrets)
{
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));

  if (!request->lacks_secrets)
    return ferry_request_ref (request);
  return ferry_request_with_secrets (request, secrets != NULL ? secrets : none);
}

/* What another address gathered is of no use to the new one. */
static void
leave_place (FerryTransfer *transfer,
             FerryRequest  *request)
{
  FerryRecord *record = transfer->record;
  FerryUpload *upload = record->upload;

  if (upload == NULL ||
      g_str_equal (request->address, record->request->address))
    return;
  record = ferry_transfer_edit (transfer);
  record->upload = ferry_upload_without_place (upload);
  ferry_upload_unref (upload);
}

static void
take_request (FerryEngine   *self,
              FerryTransfer *transfer,
              FerryRequest  *request)
{
  ferry_queue_change (self->queue, transfer, request);
  if (transfer->run != NULL)
    ferry_run_set_rate_limit (transfer->run, request->rate_limit);
  ferry_engine_store_secrets (self, transfer);
}

/* @base is (transfer none): the request that is changed. */
static void
apply (FerryEngine   *self,
       FerryTransfer *transfer,
       FerryRequest  *base,
       GTask         *task)
{
  Change *change = g_task_get_task_data (task);
  FerryUpload *upload = transfer->record->upload;
  g_autoptr (FerryRequest) request = NULL;
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  GError *error = NULL;

  request = ferry_request_with_changes (base, change->changes, &error);
  if (request == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  change->transfer = ferry_transfer_ref (transfer);
  change->upload = upload != NULL ? ferry_upload_ref (upload) : NULL;
  change->number = transfer->order = ++self->last_order;
  leave_place (transfer, request);
  take_request (self, transfer, request);
  g_ptr_array_add (one, transfer);
  ferry_engine_save_all (self, one, g_task_new (self, NULL, on_change_saved, task));
  ferry_engine_judge_all (self);
}

/* What was told something else meanwhile stays as it is. */
static void
take_back (FerryEngine *self,
           Change      *change)
{
  FerryTransfer *transfer = change->transfer;
  gboolean moved = strcmp (transfer->record->request->address, change->request->address) != 0;

  if (transfer->order != change->number || transfer->forgotten)
    return;
  if (moved && change->upload != NULL)
    ferry_engine_set_upload (transfer, ferry_upload_ref (change->upload));
  take_request (self, transfer, change->request);
  ferry_engine_save (self, transfer);
  ferry_engine_judge_all (self);
}

static void
on_change_saved (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  take_back (FERRY_ENGINE (source), g_task_get_task_data (task));
  g_task_return_error (task, error);
}

/**
 * ferry_engine_change_async:
 * @self: the engine
 * @id: a GUID
 * @changes: `a{sv}` of the bus method Change
 * @callback: called when it is durable
 * @user_data: for @callback
 */
void
ferry_engine_change_async (FerryEngine         *self,
                           const char          *id,
                           GVariant            *changes,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  FerryTransfer *transfer;
  Change *change = g_new0 (Change, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, ferry_engine_change_async);
  g_task_set_task_data (task, change, change_free);
  change->id = g_strdup (id);
  change->changes = g_variant_ref (changes);
  transfer = find (self, id, changes, &error);
  if (transfer == NULL)
    g_task_return_error (task, error);
  else if (transfer->record->request->lacks_secrets &&
           (has (changes, "uri") || has (changes, "headers")))
    ferry_secrets_lookup_async (self->secrets, id, on_old_secrets, g_steal_pointer (&task));
  else
    {
      change->request = ferry_request_ref (transfer->record->request);
      apply (self, transfer, change->request, g_steal_pointer (&task));
    }
}

static void
on_old_secrets (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  g_autoptr (GVariant) secrets = NULL;
  g_autoptr (FerryRequest) whole = NULL;
  GError *error = NULL;
  /* It may have started meanwhile, or be gone. */
  FerryTransfer *transfer = find (self, change->id, change->changes, &error);

  if (transfer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  secrets = ferry_engine_find_secrets_finish (self, transfer, result, NULL);
  whole = make_whole (transfer->record->request, secrets);
  change->request = ferry_request_ref (secrets != NULL ? whole : transfer->record->request);
  apply (self, transfer, whole, g_steal_pointer (&task));
}

/**
 * ferry_engine_change_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it is changed, durably
 */
gboolean
ferry_engine_change_finish (FerryEngine   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
