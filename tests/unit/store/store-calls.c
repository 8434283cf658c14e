/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal's calls, made one after the other. */

#include "store-calls.h"

#include "ferry-error.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

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
  g_autoptr (FerryRangeSet) ranges = ferry_range_set_new (1000000000);

  ferry_range_set_add (ranges, 1500000000, 4500000000);
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
  ferry_record_set_ranges (record, ranges);
  record->bytes_total = 5000000000;
  record->restarts = 1;
  record->responses = 2;
  record->attempts = 3;
  record->error = g_error_new_literal (FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_NOT_FOUND, "Gone ‘away’");
  record->created = 1700000000000001;
  record->finished = 1700000000000002;
  return record;
}

void
assert_same_record (FerryRecord *a,
                    FerryRecord *b)
{
  g_autoptr (FerryRangeSet) ranges_a = ferry_record_get_ranges (a);
  g_autoptr (FerryRangeSet) ranges_b = ferry_record_get_ranges (b);
  g_autoptr (GVariant) stored_a = g_variant_ref_sink (ferry_range_set_to_variant (ranges_a));
  g_autoptr (GVariant) stored_b = g_variant_ref_sink (ferry_range_set_to_variant (ranges_b));

  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->app_id, ==, b->app_id);
  g_assert_cmpuint (a->sequence, ==, b->sequence);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpint (a->started, ==, b->started);
  g_assert_cmpstr (a->file, ==, b->file);
  g_assert_cmpstr (a->part_file, ==, b->part_file);
  g_assert_cmpuint (a->bytes_done, ==, b->bytes_done);
  g_assert_cmpvariant (stored_a, stored_b);
  g_assert_cmpint (a->bytes_total, ==, b->bytes_total);
  g_assert_cmpuint (a->restarts, ==, b->restarts);
  g_assert_cmpuint (a->responses, ==, b->responses);
  g_assert_cmpuint (a->attempts, ==, b->attempts);
  g_assert_cmpint (a->created, ==, b->created);
  g_assert_cmpint (a->finished, ==, b->finished);
}

void
assert_same_values (FerryRecord *a,
                    FerryRecord *b)
{
  g_autoptr (GVariant) request_a = g_variant_ref_sink (ferry_request_to_stored (a->request));
  g_autoptr (GVariant) request_b = g_variant_ref_sink (ferry_request_to_stored (b->request));
  g_autoptr (GVariant) response_a = g_variant_ref_sink (ferry_response_to_stored (a->response));
  g_autoptr (GVariant) response_b = g_variant_ref_sink (ferry_response_to_stored (b->response));
  g_autofree char *text_a = g_variant_print (response_a, TRUE);
  g_autofree char *text_b = g_variant_print (response_b, TRUE);

  g_assert_cmpstr (a->request->address, ==, b->request->address);
  g_assert_cmpuint (g_variant_n_children (request_a), ==, g_variant_n_children (request_b));
  g_assert_cmpstr (text_a, ==, text_b);
  g_assert_error (b->error, a->error->domain, a->error->code);
  g_assert_cmpstr (a->error->message, ==, b->error->message);
}

void
execute (const char *file,
         const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (file, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* A page that has rows of make_full_record() begins with 0x0d, and says at 3 how many. */
static guint
count_rows_of_page (const char *page)
{
  static const char mark[] = "https://example.org/there";

  if (page[0] != 0x0d || memmem (page, PAGE_BYTES, mark, strlen (mark)) == NULL)
    return 0;
  return ((guchar) page[3] << 8) + (guchar) page[4];
}

guint
count_rows (const char *bytes,
            gsize       size)
{
  guint n = 0;

  for (gsize at = 0; at + PAGE_BYTES <= size; at += PAGE_BYTES)
    n += count_rows_of_page (bytes + at);
  return n;
}

/* Writes rubbish over the @n-th page that has rows. Returns: how many rows that
 * were, 0 when there are not so many pages. */
guint
damage_leaf (char  *bytes,
             gsize  size,
             guint  n)
{
  for (gsize at = 0; at + PAGE_BYTES <= size; at += PAGE_BYTES)
    {
      guint n_rows = count_rows_of_page (bytes + at);

      if (n_rows == 0 || n-- > 0)
        continue;
      memset (bytes + at, 0xee, PAGE_BYTES);
      return n_rows;
    }
  return 0;
}
