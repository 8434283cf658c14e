/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What callers ask of the engine: new transfers, commands on them, another
 * request for one of them. What is asked for several is done with all of them or
 * with none, and answered when it is durable; what the journal refuses is taken
 * back, so that it is as the caller is told. */

#include "ferry-engine-private.h"

#include "ferry-commands.h"
#include "ferry-error.h"
#include "ferry-source.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Creating. */

typedef struct {
  char *app_id;         /* (owned) */
  GPtrArray *requests;  /* (owned) (element-type FerryRequest) */
  GPtrArray *transfers; /* (owned) (element-type FerryTransfer) */
  gboolean *starts;     /* (owned) whether each is started too */
} Creation;

static void on_stat    (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);
static void on_created (GObject      *source,
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
stat_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GPtrArray *requests = task_data;
  g_autoptr (GPtrArray) uploads = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_upload_unref);
  GError *error = NULL;

  for (guint i = 0; i < requests->len; i++)
    {
      GVariant *files = ferry_source_survey (g_ptr_array_index (requests, i), &error);

      if (files == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      g_ptr_array_add (uploads, ferry_upload_new (files));
      g_variant_unref (files);
    }
  g_task_return_pointer (task, g_steal_pointer (&uploads), (GDestroyNotify) g_ptr_array_unref);
}

/* Looks at the files of @requests, all of them uploads, on a worker thread;
 * the result is an array of FerryUpload. */
static void
stat_async (GPtrArray           *requests,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, stat_async);
  g_task_set_task_data (task, g_ptr_array_ref (requests), (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, stat_in_thread);
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
  ferry_journal_writer_save (self->writer, creation->transfers, g_task_new (self, NULL, on_created, task));
}

/**
 * ferry_engine_create_async:
 * @self: the engine
 * @app_id: who asks; empty when that is not known
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
    stat_async (requests, on_stat, task);
  else
    create (task, NULL);
}

static void
on_stat (GObject      *source,
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
          if (ferry_request_has_secrets (transfer->record->request))
            ferry_secrets_clear (self->secrets, ferry_transfer_get_id (transfer));
          ferry_journal_writer_give_up (self->writer, transfer);
          ferry_engine_drop (self, transfer);
        }
      else
        ferry_engine_report (self, transfer, &(FerryEvent){ .type = FERRY_EVENT_CREATED }, NULL);
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

/* Commands. */

/* What is said where a command does not fit. */
static const char *const refusals[] = {
  /* Translators: {id} stands for the id of a transfer here and below; it is to stay as it is */
  [FERRY_TRANSFER_ACTION_START] = N_ ("The transfer {id} was started before"),
  [FERRY_TRANSFER_ACTION_PAUSE] = N_ ("The transfer {id} can't be paused now"),
  [FERRY_TRANSFER_ACTION_RESUME] = N_ ("The transfer {id} is not paused"),
  [FERRY_TRANSFER_ACTION_CANCEL] = N_ ("The transfer {id} is finished"),
  [FERRY_TRANSFER_ACTION_RETRY] = N_ ("The transfer {id} neither failed nor was canceled"),
  [FERRY_TRANSFER_ACTION_REMOVE] = N_ ("The transfer {id} is not finished"),
};

static gboolean
check (FerryTransfer        *transfer,
       FerryTransferAction   command,
       GError              **error)
{
  g_autoptr (GString) text = NULL;

  if (ferry_command_fits (command, transfer->record->state, transfer->record->started))
    return TRUE;
  text = g_string_new (_ (refusals[command]));
  g_string_replace (text, "{id}", ferry_transfer_get_id (transfer), 1);
  g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE, text->str);
  return FALSE;
}

/* To remove what is gone is done already: the limit of the history may have been
 * faster than whoever asks for it. */
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
          if (command == FERRY_TRANSFER_ACTION_REMOVE)
            continue;
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
      transfer->cancel_ordered = command == FERRY_TRANSFER_ACTION_CANCEL;
      g_ptr_array_add (order->before, ferry_record_ref (transfer->record));
    }
  return order;
}

static void
on_order_saved (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryEngine *self = FERRY_ENGINE (source);
  Order *order = g_task_get_task_data (task);
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  GError *error = NULL;
  gboolean saved = g_task_propagate_boolean (G_TASK (result), &error);

  for (guint i = 0; i < order->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (order->transfers, i);

      if (order->command == FERRY_TRANSFER_ACTION_CANCEL)
        transfer->cancel_ordered = FALSE;
      if (saved && order->command == FERRY_TRANSFER_ACTION_CANCEL)
        ferry_engine_report (self, transfer, &(FerryEvent){ .type = FERRY_EVENT_OBEYED }, NULL);
      else if (!saved && transfer->order == order->number && !transfer->forgotten)
        ferry_engine_report (self, transfer,
                             &(FerryEvent){ .type = FERRY_EVENT_REFUSED, .record = g_ptr_array_index (order->before, i) },
                             changed);
    }
  if (saved)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  /* At once: the run may have written more since the command. */
  ferry_journal_writer_save (self->writer, order->transfers, NULL);
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
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  GError *error = NULL;

  g_task_set_source_tag (task, ferry_engine_command_async);
  transfers = find_all (self, command, ids, &error);
  if (transfers == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* Of none, too, the journal forgets: it answers in order, so what is going is gone then. */
  if (transfers->len == 0 && command != FERRY_TRANSFER_ACTION_REMOVE)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (command != FERRY_TRANSFER_ACTION_REMOVE)
    g_task_set_task_data (task, order_new (self, command, transfers), order_free);
  for (guint i = 0; i < transfers->len; i++)
    ferry_engine_report (self, g_ptr_array_index (transfers, i), &(FerryEvent){ .type = FERRY_EVENT_OF_ACTION (command) }, changed);
  if (command == FERRY_TRANSFER_ACTION_REMOVE)
    ferry_engine_forget (self, changed, g_steal_pointer (&task));
  else
    ferry_journal_writer_save (self->writer, transfers, g_task_new (self, NULL, on_order_saved, g_steal_pointer (&task)));
  ferry_engine_pump (self);
}

/**
 * ferry_engine_command_finish:
 * @self: the engine
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it was done with all; else with none, and the error is
 *   %FERRY_ERROR_NOT_FOUND (never for %FERRY_TRANSFER_ACTION_REMOVE: what is gone is
 *   removed) %FERRY_ERROR_INVALID_STATE or what the journal said
 */
gboolean
ferry_engine_command_finish (FerryEngine   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Another request. */

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

typedef gboolean (*OptionTest) (const FerryOption *option,
                                FerryTransfer *transfer);

static gboolean
is_fixed_now (const FerryOption *option,
              FerryTransfer     *transfer)
{
  return option->changeable != 0 && !ferry_option_may_change (option, ferry_transfer_get_state (transfer));
}

static gboolean
may_be_secret (const FerryOption *option,
               FerryTransfer     *transfer)
{
  return option->secrecy != FERRY_OPTION_PUBLIC;
}

/* Returns: (transfer none) (nullable): the first that passes @test */
static const FerryOption *
find_option (GVariant      *changes,
             OptionTest     test,
             FerryTransfer *transfer)
{
  gsize n = g_variant_n_children (changes);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) change = g_variant_get_child_value (changes, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (change, 0);
      const FerryOption *option = ferry_option_lookup (g_variant_get_string (key, NULL));

      if (option != NULL && test (option, transfer))
        return option;
    }
  return NULL;
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
  /* Of all that may be changed, only the address waits for that. */
  else if (find_option (changes, is_fixed_now, transfer) != NULL)
    g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE,
                         _ ("The address can be changed only while the transfer is paused or has failed"));
  else
    return transfer;
  return NULL;
}

static FerryRequest *
make_whole (FerryRequest *request,
            GVariant     *secrets)
{
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));

  if (!request->lacks_secrets)
    return ferry_request_ref (request);
  return ferry_request_with_secrets (request, secrets != NULL ? secrets : none);
}

/* Where the keyring does not give the old secrets, another address, or a secret in a
 * header for one that has none itself, is a repair that the caller gives now. Without
 * what was secret of it an address is another one, that nobody has asked for; and what
 * only the keyring has of an upload is not written over. */
static gboolean
is_repair (GVariant     *changes,
           FerryRequest *old,
           FerryRequest *new)
{
  g_autoptr (GVariant) address = g_variant_lookup_value (changes, ferry_option_get (FERRY_OPTION_URI)->key, NULL);

  return address != NULL ||
         (old->lacks_secrets && !ferry_request_lacks_address (old) && ferry_request_has_secrets (new));
}

/* Old secrets and new ones are stored together, so the old ones must be known:
 * @secrets is (nullable), and @fault then why there are none. */
static FerryRequest *
make_request (FerryTransfer  *transfer,
              GVariant       *changes,
              GVariant       *secrets,
              const GError   *fault,
              GError        **error)
{
  FerryRequest *old = transfer->record->request;
  g_autoptr (FerryRequest) whole = make_whole (old, secrets);
  g_autoptr (FerryRequest) new = ferry_request_with_changes (whole, changes, error);

  if (new == NULL || fault == NULL || is_repair (changes, old, new))
    return g_steal_pointer (&new);
  g_propagate_error (error, g_error_copy (fault));
  return NULL;
}

static void
apply (FerryEngine   *self,
       FerryTransfer *transfer,
       GVariant      *secrets,
       const GError  *fault,
       GTask         *task)
{
  Change *change = g_task_get_task_data (task);
  FerryUpload *upload = transfer->record->upload;
  g_autoptr (FerryRequest) request = NULL;
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  FerryEvent event = { .type = FERRY_EVENT_CHANGED, .secrets = secrets };
  GError *error = NULL;

  event.request = request = make_request (transfer, change->changes, secrets, fault, &error);
  if (request == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  change->request = secrets != NULL ? make_whole (transfer->record->request, secrets) : ferry_request_ref (transfer->record->request);
  change->transfer = ferry_transfer_ref (transfer);
  change->upload = upload != NULL ? ferry_upload_ref (upload) : NULL;
  change->number = transfer->order = ++self->last_order;
  ferry_engine_report (self, transfer, &event, one);
  ferry_journal_writer_save (self->writer, one, g_task_new (self, NULL, on_change_saved, task));
  ferry_engine_report_all (self, FERRY_EVENT_ENVIRONMENT);
}

/* What was told something else meanwhile stays as it is. */
static void
take_back (FerryEngine *self,
           Change      *change)
{
  FerryEvent event = { .type = FERRY_EVENT_CHANGED, .request = change->request, .upload = change->upload };

  if (change->transfer->order != change->number || change->transfer->forgotten)
    return;
  ferry_engine_report (self, change->transfer, &event, NULL);
  ferry_engine_report_all (self, FERRY_EVENT_ENVIRONMENT);
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
  else if (ferry_record_lacks_secrets (transfer->record) && find_option (changes, may_be_secret, transfer) != NULL)
    ferry_secrets_lookup_async (self->secrets, id, on_old_secrets, g_steal_pointer (&task));
  else
    apply (self, transfer, NULL, NULL, g_steal_pointer (&task));
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
  g_autoptr (GError) fault = NULL;
  GError *error = NULL;
  /* It may have started meanwhile, or be gone. */
  FerryTransfer *transfer = find (self, change->id, change->changes, &error);

  if (transfer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  secrets = ferry_engine_find_secrets_finish (self, transfer->record->request, result, &fault);
  apply (self, transfer, secrets, fault, g_steal_pointer (&task));
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
