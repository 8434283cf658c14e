/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal gives back what it was given. */

#include "ferry-error.h"
#include "store-calls.h"

#include <sqlite3.h>
#include <string.h>

static void
goes_away (Journal       *journal,
           gconstpointer  data)
{
  journal_open (journal);
  journal_close (journal);
}

static void
every_field_comes_back (Journal       *journal,
                        gconstpointer  data)
{
  g_autoptr (FerryRecord) full = make_full_record (2);
  g_autoptr (FerryRecord) bare = make_record (1);
  g_autoptr (GPtrArray) records = NULL;

  journal_open (journal);
  g_assert_true (call_save (journal->store, full, NULL));
  g_assert_true (call_save (journal->store, bare, NULL));
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, 2);
  assert_same_record (bare, g_ptr_array_index (records, 0));
  g_assert_null (((FerryRecord *) g_ptr_array_index (records, 0))->response);
  g_assert_null (((FerryRecord *) g_ptr_array_index (records, 0))->error);
  assert_same_record (full, g_ptr_array_index (records, 1));
  assert_same_values (full, g_ptr_array_index (records, 1));
}

static void
a_path_that_is_not_utf8_comes_back (Journal       *journal,
                                    gconstpointer  data)
{
  g_autoptr (FerryRecord) record = make_record (1);
  g_autoptr (GPtrArray) records = NULL;

  record->file = g_strdup ("/srv/M\374ll/a");
  record->part_file = g_strdup ("/srv/M\374ll/a.part");
  journal_open (journal);
  g_assert_true (call_save (journal->store, record, NULL));
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, 1);
  assert_same_record (record, g_ptr_array_index (records, 0));
}

static void
a_later_record_replaces_an_earlier_one (Journal       *journal,
                                        gconstpointer  data)
{
  g_autoptr (FerryRecord) full = make_full_record (1);
  g_autoptr (FerryRecord) bare = make_record (1);
  g_autoptr (GPtrArray) records = NULL;
  FerryRecord *loaded;

  g_free (bare->id);
  bare->id = g_strdup (full->id);
  journal_open (journal);
  g_assert_true (call_save (journal->store, full, NULL));
  g_assert_true (call_save (journal->store, bare, NULL));
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, 1);
  loaded = g_ptr_array_index (records, 0);
  assert_same_record (bare, loaded);
  g_assert_null (loaded->response);
  g_assert_null (loaded->error);
}

static void
what_a_change_leaves_alone_stays (Journal       *journal,
                                  gconstpointer  data)
{
  g_autoptr (FerryRecord) full = make_full_record (1);
  g_autoptr (FerryRecord) changed = ferry_record_copy (full);
  g_autoptr (FerryRecord) without = NULL;
  g_autoptr (GPtrArray) records = NULL;

  full->state = FERRY_TRANSFER_STATE_RUNNING;
  changed->state = FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK;
  ferry_record_set_bytes_done (changed, full->bytes_done + 1);
  journal_open (journal);
  g_assert_true (call_save (journal->store, full, NULL));
  g_assert_true (call_save (journal->store, changed, NULL));
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, 1);
  assert_same_record (changed, g_ptr_array_index (records, 0));
  assert_same_values (changed, g_ptr_array_index (records, 0));

  without = ferry_record_copy (changed);
  g_clear_pointer (&without->response, ferry_response_unref);
  g_assert_true (call_save (journal->store, changed, NULL));
  g_assert_true (call_save (journal->store, without, NULL));
  g_clear_pointer (&records, g_ptr_array_unref);
  records = journal_reopen (journal);
  g_assert_null (((FerryRecord *) g_ptr_array_index (records, 0))->response);
}

static void
a_removed_record_is_gone (Journal       *journal,
                          gconstpointer  data)
{
  g_autoptr (FerryRecord) record = make_record (1);
  g_autoptr (GPtrArray) records = NULL;

  journal_open (journal);
  g_assert_true (call_save (journal->store, record, NULL));
  g_assert_true (call_remove (journal->store, record->id, NULL));
  g_assert_true (call_remove (journal->store, record->id, NULL));
  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, 0);
}

static void
assert_group (Journal               *journal,
              const char            *app_id,
              const char            *name,
              FerryTransferBehavior  behavior,
              gint64                 used)
{
  FerryGroup key = { (char *) app_id, (char *) name };
  FerryGroup *found;
  guint i;

  g_assert_true (g_ptr_array_find_with_equal_func (journal->groups, &key, ferry_group_equal, &i));
  found = g_ptr_array_index (journal->groups, i);
  g_assert_cmpint (found->behavior, ==, behavior);
  g_assert_cmpint (found->used, ==, used);
}

static void
groups_come_back (Journal       *journal,
                  gconstpointer  data)
{
  g_autoptr (FerryGroup) first = ferry_group_new ("org.example.App", "ä", FERRY_TRANSFER_BEHAVIOR_PARALLEL, 1);
  g_autoptr (FerryGroup) later = ferry_group_new ("org.example.App", "ä", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, 2);
  g_autoptr (FerryGroup) other = ferry_group_new ("", "ä", FERRY_TRANSFER_BEHAVIOR_PARALLEL, 3);

  journal_open (journal);
  g_assert_true (call_save_group (journal->store, first, NULL));
  g_assert_true (call_save_group (journal->store, later, NULL));
  g_assert_true (call_save_group (journal->store, other, NULL));
  journal_open (journal);
  g_assert_cmpuint (journal->groups->len, ==, 2);
  assert_group (journal, "org.example.App", "ä", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, 2);
  assert_group (journal, "", "ä", FERRY_TRANSFER_BEHAVIOR_PARALLEL, 3);

  g_assert_true (call_remove_group (journal->store, other, NULL));
  g_assert_true (call_remove_group (journal->store, other, NULL));
  journal_open (journal);
  g_assert_cmpuint (journal->groups->len, ==, 1);
  assert_group (journal, "org.example.App", "ä", FERRY_TRANSFER_BEHAVIOR_SERIALIZED, 2);
}

static void
before_opening_and_after_closing_it_says_no (Journal       *journal,
                                             gconstpointer  data)
{
  g_autoptr (FerryRecord) record = make_record (1);
  g_autoptr (GError) early = NULL;
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) twice = NULL;

  journal->store = ferry_store_new (journal->folder);
  g_assert_false (call_save (journal->store, record, &early));
  g_assert_error (early, FERRY_ERROR, FERRY_ERROR_JOURNAL);
  g_assert_true (call_close (journal->store, NULL));
  g_assert_false (call_save (journal->store, record, &late));
  g_assert_error (late, FERRY_ERROR, FERRY_ERROR_JOURNAL);
  g_assert_false (call_close (journal->store, &twice));
  g_assert_error (twice, FERRY_ERROR, FERRY_ERROR_JOURNAL);
  g_assert_finalize_object (g_steal_pointer (&journal->store));
}

typedef struct {
  guint expected;
  gboolean done;
} Order;

typedef struct {
  Order *order;
  guint number;
} Answer;

static void
on_saved_in_order (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autofree Answer *answer = user_data;
  g_autoptr (GError) error = NULL;

  ferry_journal_save_finish (FERRY_JOURNAL (source), result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->number, ==, answer->order->expected);
  answer->order->expected++;
  answer->order->done = answer->order->expected == 100;
}

static void
save_in_order (FerryStore *store,
               Order      *order,
               const char *id)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (FerryRecord) record = make_record (1);
      g_autoptr (GPtrArray) records = g_ptr_array_new ();
      Answer *answer = g_new (Answer, 1);

      g_free (record->id);
      record->id = g_strdup (id);
      record->bytes_done = i;
      *answer = (Answer){ order, i };
      g_ptr_array_add (records, record);
      ferry_journal_save_async (FERRY_JOURNAL (store), records, on_saved_in_order, answer);
    }
}

/* In the header of a frame of the log, bytes 4 to 7 are not zero when the
 * frame ends a transaction. */
static guint
count_commits (const char *file)
{
  g_autofree char *path = g_strconcat (file, "-wal", NULL);
  g_autofree char *log = NULL;
  static const char zero[4];
  gsize size;
  guint commits = 0;

  g_assert_true (g_file_get_contents (path, &log, &size, NULL));
  for (gsize at = 32; at + 24 + 4096 <= size; at += 24 + 4096)
    if (memcmp (log + at + 4, zero, 4) != 0)
      commits++;
  return commits;
}

static void
what_waits_is_committed_together_and_in_order (Journal       *journal,
                                               gconstpointer  data)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (GPtrArray) records = NULL;
  Order order = { 0, FALSE };
  sqlite3 *other;
  guint before;

  journal_open (journal);
  before = count_commits (journal->file);
  g_assert_cmpint (sqlite3_open (journal->file, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  save_in_order (journal->store, &order, id);
  g_assert_cmpint (sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  wait_for (&order.done);
  g_assert_cmpuint (count_commits (journal->file) - before, <=, 2);
  sqlite3_close (other);

  records = journal_reopen (journal);
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpuint (((FerryRecord *) g_ptr_array_index (records, 0))->bytes_done, ==, 99);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;

  *done = ferry_journal_save_finish (FERRY_JOURNAL (source), result, &error);
  g_assert_no_error (error);
}

static void
ten_thousand_come_back_by_sequence (Journal       *journal,
                                    gconstpointer  data)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_record_unref);
  g_autoptr (GPtrArray) loaded = NULL;
  gboolean done = FALSE;
  gint64 start;

  for (guint i = 0; i < 10000; i++)
    g_ptr_array_add (records, make_full_record (10000 - i));
  journal_open (journal);
  ferry_journal_save_async (FERRY_JOURNAL (journal->store), records, on_saved, &done);
  wait_for (&done);
  journal_close (journal);
  start = g_get_monotonic_time ();
  loaded = journal_reopen (journal);
  g_test_message ("loaded in %.1f ms", (g_get_monotonic_time () - start) / 1000.0);
  g_assert_cmpuint (loaded->len, ==, 10000);
  for (guint i = 0; i < 10000; i++)
    assert_same_record (g_ptr_array_index (records, 9999 - i), g_ptr_array_index (loaded, i));
}

static void
goes_away_unopened (void)
{
  g_assert_finalize_object (ferry_store_new ("/nowhere"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add ("/store/" #name, Journal, NULL, journal_set_up, name, journal_tear_down)
  ADD (goes_away);
  g_test_add_func ("/store/goes_away_unopened", goes_away_unopened);
  ADD (every_field_comes_back);
  ADD (a_path_that_is_not_utf8_comes_back);
  ADD (a_later_record_replaces_an_earlier_one);
  ADD (what_a_change_leaves_alone_stays);
  ADD (a_removed_record_is_gone);
  ADD (groups_come_back);
  ADD (before_opening_and_after_closing_it_says_no);
  ADD (what_waits_is_committed_together_and_in_order);
  ADD (ten_thousand_come_back_by_sequence);
#undef ADD

  return g_test_run ();
}
