/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal's calls, made one after the other. */

#include "store-calls.h"

#include "ferry-error.h"

#include <glib/gstdio.h>

typedef struct {
  GAsyncResult *result; /* (owned) (nullable) until answered */
} Call;

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Call *call = user_data;

  call->result = g_object_ref (result);
}

static GAsyncResult *
wait_for_answer (Call *call)
{
  while (call->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return call->result;
}

void
wait_for (gboolean *done)
{
  while (!*done)
    g_main_context_iteration (NULL, TRUE);
}

GPtrArray *
call_load (FerryStore  *store,
           GPtrArray  **groups,
           GError     **error)
{
  Call call = { NULL };
  GPtrArray *records;

  ferry_journal_load_async (FERRY_JOURNAL (store), on_answer, &call);
  records = ferry_journal_load_finish (FERRY_JOURNAL (store), wait_for_answer (&call), groups, error);
  g_clear_object (&call.result);
  return records;
}

gboolean
call_save (FerryStore   *store,
           FerryRecord  *record,
           GError      **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  Call call = { NULL };
  gboolean done;

  g_ptr_array_add (records, record);
  ferry_journal_save_async (FERRY_JOURNAL (store), records, on_answer, &call);
  done = ferry_journal_save_finish (FERRY_JOURNAL (store), wait_for_answer (&call), error);
  g_clear_object (&call.result);
  return done;
}

gboolean
call_remove (FerryStore  *store,
             const char  *id,
             GError     **error)
{
  const char *ids[] = { id, NULL };
  Call call = { NULL };
  gboolean done;

  ferry_journal_remove_async (FERRY_JOURNAL (store), ids, on_answer, &call);
  done = ferry_journal_remove_finish (FERRY_JOURNAL (store), wait_for_answer (&call), error);
  g_clear_object (&call.result);
  return done;
}

gboolean
call_save_group (FerryStore  *store,
                 FerryGroup  *group,
                 GError     **error)
{
  Call call = { NULL };
  gboolean done;

  ferry_journal_save_group_async (FERRY_JOURNAL (store), group, on_answer, &call);
  done = ferry_journal_save_group_finish (FERRY_JOURNAL (store), wait_for_answer (&call), error);
  g_clear_object (&call.result);
  return done;
}

gboolean
call_remove_group (FerryStore  *store,
                   FerryGroup  *group,
                   GError     **error)
{
  Call call = { NULL };
  gboolean done;

  ferry_journal_remove_group_async (FERRY_JOURNAL (store), group, on_answer, &call);
  done = ferry_journal_remove_group_finish (FERRY_JOURNAL (store), wait_for_answer (&call), error);
  g_clear_object (&call.result);
  return done;
}

gboolean
call_close (FerryStore  *store,
            GError     **error)
{
  Call call = { NULL };
  gboolean done;

  ferry_journal_close_async (FERRY_JOURNAL (store), on_answer, &call);
  done = ferry_journal_close_finish (FERRY_JOURNAL (store), wait_for_answer (&call), error);
  g_clear_object (&call.result);
  return done;
}

void
journal_set_up (Journal       *self,
                gconstpointer  data)
{
  g_autofree char *base = g_dir_make_tmp ("ferry-store-XXXXXX", NULL);

  g_assert_nonnull (base);
  self->folder = g_build_filename (base, "state", "ferry", NULL);
  self->file = g_build_filename (self->folder, "journal.sqlite", NULL);
}

static void
delete_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      delete_tree (child);
    }
  g_remove (path);
}

void
journal_tear_down (Journal       *self,
                   gconstpointer  data)
{
  g_autofree char *state = g_path_get_dirname (self->folder);
  g_autofree char *base = g_path_get_dirname (state);

  if (self->store != NULL)
    journal_close (self);
  delete_tree (base);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  g_free (self->folder);
  g_free (self->file);
}

/* Reads what is there; the test wants none of it. */
void
journal_open (Journal *self)
{
  g_autoptr (GPtrArray) records = journal_reopen (self);

  g_assert_nonnull (records);
}

void
journal_close (Journal *self)
{
  g_autoptr (GError) error = NULL;

  call_close (self->store, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (g_steal_pointer (&self->store));
}

GPtrArray *
journal_reopen (Journal *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records;

  if (self->store != NULL)
    journal_close (self);
  self->store = ferry_store_new (self->folder);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  records = call_load (self->store, &self->groups, &error);
  g_assert_no_error (error);
  return records;
}

FerryRecord *
make_record (guint64 sequence)
{
  g_autoptr (GVariant) options = g_variant_ref_sink (g_variant_new_parsed ("{'folder': <'/tmp'>}"));
  g_autofree char *address = g_strdup_printf ("https://example.org/%" G_GUINT64_FORMAT, sequence);
  g_autoptr (GError) error = NULL;
  FerryRecord *record = ferry_record_new ();

  record->id = g_uuid_string_random ();
  record->app_id = g_strdup ("");
  record->sequence = sequence;
  record->request = ferry_request_new (FERRY_TRANSFER_KIND_DOWNLOAD, address, options, &error);
  g_assert_no_error (error);
  return record;
}

FerryRecord *
make_full_record (guint64 sequence)
{
  FerryRecord *record = make_record (sequence);

  g_free (record->app_id);
  record->app_id = g_strdup ("org.example.App");
  record->response = ferry_response_new ();
  record->response->uri = g_strdup ("https://example.org/there");
  record->response->status_code = 206;
  record->response->headers = g_variant_ref_sink (g_variant_new_parsed ("[('Server', 'x')]"));
  record->response->etag = g_strdup ("\"tag\"");
  record->response->length = 5000000000;
  record->response->resumable = TRUE;
  record->state = FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY;
  record->started = TRUE;
  record->file = g_strdup ("/tmp/ä b");
  record->part_file = g_strdup ("/tmp/ä b.part");
  record->bytes_done = 4000000000;
  record->bytes_total = 5000000000;
  record->restarts = 1;
  record->responses = 2;
  record->attempts = 3;
  record->error = g_error_new_literal (FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_NOT_FOUND, "Gone ‘away’");
  record->created = 1700000000000001;
  record->finished = 1700000000000002;
  return record;
}
