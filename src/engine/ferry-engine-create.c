/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How transfers come to be: they are durable before anyone learns their names. */

#include "ferry-engine-private.h"

#include "ferry-error.h"

#include <glib/gi18n-lib.h>

void
ferry_engine_add (FerryEngine   *self,
                  FerryTransfer *transfer)
{
  g_ptr_array_add (self->transfers, ferry_transfer_ref (transfer));
  g_hash_table_insert (self->by_id, (char *) ferry_transfer_get_id (transfer), transfer);
}

/* Creating. */

typedef struct {
  char *app_id;         /* (owned) */
  GPtrArray *requests;  /* (owned) (element-type FerryRequest) */
  GPtrArray *transfers; /* (owned) (element-type FerryTransfer) */
  gboolean *starts;     /* (owned) whether each is started too */
} Creation;

static void on_surveyed (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);
static void on_created  (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

static void
creation_free (gpointer data)
{
  Creation *creation = data;

  g_free (creation->app_id);
  g_ptr_array_unref (creation->requests);
  g_ptr_array_unref (creation->transfers);
  g_free (creation->starts);
  g_free (creation);
}

static void
on_secrets_stored (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* The transfer goes on without: only after a restart of the service the
   * secrets are missing, and the transfer says so then. */
  if (!ferry_secrets_store_finish (FERRY_SECRETS (source), result, &error))
    g_message ("Credentials are kept for this session only: %s", error->message);
}

void
ferry_engine_store_secrets (FerryEngine   *self,
                            FerryTransfer *transfer)
{
  FerryRequest *request = transfer->record->request;
  g_autoptr (GVariant) secrets = NULL;

  secrets = ferry_upload_add_secrets (transfer->record->upload, ferry_request_get_secrets (request));
  secrets = ferry_request_mark_secrets (request, g_steal_pointer (&secrets));
  if (secrets != NULL)
    ferry_secrets_store_async (self->secrets, ferry_transfer_get_id (transfer), secrets,
                               on_secrets_stored, NULL);
}

/* As ferry_secrets_lookup_finish(), but what is for another address counts as
 * lost. */
GVariant *
ferry_engine_find_secrets_finish (FerryEngine    *self,
                                  FerryTransfer  *transfer,
                                  GAsyncResult   *result,
                                  GError        **error)
{
  g_autoptr (GVariant) secrets = ferry_secrets_lookup_finish (self->secrets, result, error);

  if (secrets == NULL || ferry_request_owns_secrets (transfer->record->request, secrets))
    return g_steal_pointer (&secrets);
  g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS,
                       _ ("The keyring has nothing of this transfer"));
  return NULL;
}

static void
describe_upload (FerryRecord *record,
                 FerryUpload *upload)
{
  g_auto (GStrv) files = ferry_request_list_files (record->request);

  record->upload = ferry_upload_ref (upload);
  record->file = g_strdup (files[0]);
  /* With parts there is more to send than their files. */
  if (record->request->file != NULL)
    record->bytes_total = ferry_upload_count_bytes (upload);
}

static FerryTransfer *
make_transfer (FerryEngine  *self,
               const char   *app_id,
               FerryRequest *request,
               FerryUpload  *upload,
               gboolean      start)
{
  g_autoptr (FerryRecord) record = ferry_record_new ();

  record->id = g_uuid_string_random ();
  record->app_id = g_strdup (app_id);
  record->sequence = self->next_sequence++;
  record->request = ferry_request_ref (request);
  record->started = start;
  if (upload != NULL)
    describe_upload (record, upload);
  record->created = ferry_clock_get_real_time (self->clock);
  return ferry_transfer_new (record);
}

/* @uploads is (nullable): what was found of each, when they are uploads. */
static void
create (GTask     *task,
        GPtrArray *uploads)
{
  FerryEngine *self = g_task_get_source_object (task);
  Creation *creation = g_task_get_task_data (task);

  for (guint i = 0; i < creation->requests->len; i++)
    {
      FerryTransfer *transfer = make_transfer (self, creation->app_id, g_ptr_array_index (creation->requests, i),
                                               uploads != NULL ? g_ptr_array_index (uploads, i) : NULL,
                                               creation->starts[i]);

      g_ptr_array_add (creation->transfers, transfer);
      ferry_engine_add (self, transfer);
      ferry_engine_store_secrets (self, transfer);
    }
  ferry_engine_save_all (self, creation->transfers, g_task_new (self, NULL, on_created, task));
}

/**
 * ferry_engine_create_async:
 * @self: the engine
 * @app_id: who asks; empty for programs outside a sandbox
 * @requests: (element-type FerryRequest): what is asked; all of one kind
 * @starts: (array): whether each is started too, as many as @requests
 * @callback: called when all are durable
 * @user_data: for @callback
 */
void
ferry_engine_create_async (FerryEngine         *self,
                           const char          *app_id,
                           GPtrArray           *requests,
                           const gboolean      *starts,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Creation *creation = g_new0 (Creation, 1);

  g_task_set_source_tag (task, ferry_engine_create_async);
  g_task_set_task_data (task, creation, creation_free);
  creation->app_id = g_strdup (app_id);
  creation->requests = g_ptr_array_ref (requests);
  creation->transfers = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  creation->starts = g_memdup2 (starts, requests->len * sizeof *starts);
  if (requests->len > 0 && ((FerryRequest *) g_ptr_array_index (requests, 0))->kind == FERRY_TRANSFER_KIND_UPLOAD)
    ferry_engine_survey_async (requests, on_surveyed, task);
  else
    create (task, NULL);
}

static void
on_surveyed (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) uploads = g_task_propagate_pointer (G_TASK (result), &error);

  if (uploads == NULL)
    g_task_return_error (task, error);
  else
    create (g_steal_pointer (&task), uploads);
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = FERRY_ENGINE (source);
  Creation *creation = g_task_get_task_data (task);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GError *error = NULL;
  gboolean saved = g_task_propagate_boolean (G_TASK (result), &error);

  for (guint i = 0; i < creation->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (creation->transfers, i);

      g_strv_builder_add (ids, ferry_transfer_get_id (transfer));
      if (!saved)
        {
          g_hash_table_remove (self->by_id, ferry_transfer_get_id (transfer));
          if (ferry_request_has_secrets (transfer->record->request))
            ferry_secrets_clear (self->secrets, ferry_transfer_get_id (transfer));
          g_ptr_array_remove (self->unsaved, transfer);
          g_ptr_array_remove (self->transfers, transfer);
        }
      else if (ferry_transfer_is_waiting (transfer))
        ferry_engine_enqueue (self, transfer);
    }
  if (saved)
    g_task_return_pointer (task, g_strv_builder_end (ids), (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

/**
 * ferry_engine_create_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the ids in the order of the requests, or %NULL;
 *   then none was created
 */
char **
ferry_engine_create_finish (FerryEngine   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
