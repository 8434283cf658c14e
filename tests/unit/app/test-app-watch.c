/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who looks on as downloads come and go, and who writes it down. The downloads
 * are blank: only their coming and going matters here. */

#include "ferry-transfer-log.h"
#include "ferry-transfer-watch.h"

#include <string.h>

typedef struct {
  GListStore *operations;    /* (owned) */
  FerryTransferWatch *watch; /* (owned) */
  guint n_came;
  guint n_batches;
  guint n_counted;
} Fixture;

static void
on_came (FerryTransferWatch     *watch,
         FerryTransferOperation *operation,
         Fixture                *fixture)
{
  fixture->n_came++;
}

static void
on_batch_came (FerryTransferWatch     *watch,
               FerryTransferOperation *newest,
               guint                   n,
               Fixture                *fixture)
{
  fixture->n_batches++;
}

static void
on_counted (FerryTransferWatch *watch,
            Fixture            *fixture)
{
  fixture->n_counted++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->operations = g_list_store_new (FERRY_TYPE_TRANSFER_OPERATION);
  fixture->watch = ferry_transfer_watch_new (G_LIST_MODEL (fixture->operations));
  g_signal_connect (fixture->watch, "came", G_CALLBACK (on_came), fixture);
  g_signal_connect (fixture->watch, "batch-came", G_CALLBACK (on_batch_came), fixture);
  g_signal_connect (fixture->watch, "counted", G_CALLBACK (on_counted), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->watch);
  g_assert_finalize_object (fixture->operations);
}

static void
add (Fixture *fixture,
     guint    n)
{
  g_autoptr (GPtrArray) blank = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (blank, g_object_new (FERRY_TYPE_DOWNLOAD_OPERATION, NULL));
  g_list_store_splice (fixture->operations,
                       g_list_model_get_n_items (G_LIST_MODEL (fixture->operations)), 0,
                       blank->pdata, n);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
it_goes_away_before_it_has_counted (Fixture       *fixture,
                                    gconstpointer  data)
{
  add (fixture, 1);
}

static void
many_at_once_are_one_event (Fixture       *fixture,
                            gconstpointer  data)
{
  add (fixture, 100);
  g_assert_cmpint (fixture->n_came, ==, 0);
  g_assert_cmpint (fixture->n_batches, ==, 1);
  add (fixture, 1);
  g_assert_cmpint (fixture->n_came, ==, 1);
}

static void
all_are_counted_once_however_often_they_move (Fixture       *fixture,
                                              gconstpointer  data)
{
  FerryTransferCount count;

  for (guint i = 0; i < 10; i++)
    add (fixture, 1);
  settle ();
  count = ferry_transfer_watch_get_count (fixture->watch);
  g_assert_cmpint (fixture->n_counted, ==, 1);
  g_assert_cmpint (count.unfinished, ==, 10);
  g_assert_cmpint (count.pausable, ==, 0);
  g_assert_cmpint (count.resumable, ==, 0);
  g_assert_cmpint (count.finished, ==, 0);
}

/* The list tells of a removal as of a span that is replaced. */
static void
what_only_moved_up_has_not_come_again (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr (FerryTransferOperation) first = NULL;
  g_autoptr (FerryTransferOperation) second = NULL;
  gpointer rest[1];

  add (fixture, 3);
  first = g_list_model_get_item (G_LIST_MODEL (fixture->operations), 0);
  second = g_list_model_get_item (G_LIST_MODEL (fixture->operations), 1);
  rest[0] = second;
  g_list_store_splice (fixture->operations, 0, 3, rest, 1);
  settle ();

  g_assert_cmpint (fixture->n_came, ==, 0);
  g_assert_cmpint (fixture->n_batches, ==, 1);
  g_assert_cmpint (ferry_transfer_watch_get_count (fixture->watch).unfinished, ==, 1);
  g_object_notify (G_OBJECT (first), "state");
  settle ();
  g_assert_cmpint (fixture->n_counted, ==, 1);
  g_object_notify (G_OBJECT (second), "state");
  settle ();
  g_assert_cmpint (fixture->n_counted, ==, 2);
}

static void
the_log_forgets_its_oldest_lines (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  FerryTransferLog *transfer_log = ferry_transfer_log_new (buffer);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *line = g_strdup_printf ("event %u.", i);

      ferry_transfer_log_say (transfer_log, line);
    }
  g_object_get (buffer, "text", &text, NULL);
  g_assert_cmpint (gtk_text_buffer_get_line_count (buffer), ==, 1000);
  g_assert_null (strstr (text, " event 1.\n"));
  g_assert_nonnull (strstr (text, " event 1499.\n"));
  g_assert_finalize_object (transfer_log);
}

static void
the_log_has_a_line_for_many (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  FerryTransferLog *transfer_log = ferry_transfer_log_new (buffer);
  g_autofree char *text = NULL;

  ferry_transfer_log_follow (transfer_log, fixture->watch);
  add (fixture, 100);
  g_object_get (buffer, "text", &text, NULL);
  g_assert_nonnull (strstr (text, "100 downloads"));
  g_assert_cmpint (gtk_text_buffer_get_line_count (buffer), ==, 2);
  g_assert_finalize_object (transfer_log);
}

#define ADD(name) \
  g_test_add ("/app/watch/" #name, Fixture, NULL, set_up, name, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD (it_goes_away_before_it_has_counted);
  ADD (many_at_once_are_one_event);
  ADD (all_are_counted_once_however_often_they_move);
  ADD (what_only_moved_up_has_not_come_again);
  ADD (the_log_forgets_its_oldest_lines);
  ADD (the_log_has_a_line_for_many);
  return g_test_run ();
}
