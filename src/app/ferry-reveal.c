/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Goes to rows: they are selected, and the first of them is on the screen and
 * has the focus, for the eyes and for a screen reader. */

#include "ferry-reveal.h"

#include "ferry-transfer-row.h"

static gboolean
is_wanted (GHashTable             *wanted,
           FerryTransferOperation *operation)
{
  return g_hash_table_contains (wanted, ferry_transfer_operation_get_guid (operation));
}

/* Returns: (transfer full): positions in @rows */
static GtkBitset *
find (GListModel        *rows,
      const char *const *guids)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  GtkBitset *found = gtk_bitset_new_empty ();
  guint n = g_list_model_get_n_items (rows);

  for (; *guids != NULL; guids++)
    g_hash_table_add (wanted, (char *) *guids);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (rows, i);

      if (is_wanted (wanted, operation))
        gtk_bitset_add (found, i);
    }
  return found;
}

/* The first of the rows, until there is a list to go to it in. */
typedef struct {
  GListModel *rows;                  /* (owned) */
  FerryTransferOperation *operation; /* (owned) */
} Goal;

static void
goal_free (Goal *goal)
{
  g_object_unref (goal->rows);
  g_object_unref (goal->operation);
  g_free (goal);
}

static guint
position_of (Goal *goal)
{
  guint n = g_list_model_get_n_items (goal->rows);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (goal->rows, i);

      if (operation == goal->operation)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* A list has widgets for what is near the screen only; which they are it does
 * not say. */
static void
focus (GtkWidget              *list,
       FerryTransferOperation *operation)
{
  for (GtkWidget *item = gtk_widget_get_first_child (list); item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);

      if (FERRY_IS_TRANSFER_ROW (row) && ferry_transfer_row_get_operation (FERRY_TRANSFER_ROW (row)) == operation)
        gtk_widget_grab_focus (item);
    }
}

/* A list that has no size yet forgets where it was sent to. */
static gboolean
on_frame (GtkWidget     *list,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  Goal *goal = user_data;
  guint position = position_of (goal);

  if (position == GTK_INVALID_LIST_POSITION)
    return G_SOURCE_REMOVE;
  if (gtk_widget_get_height (list) == 0)
    return G_SOURCE_CONTINUE;
  gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
  focus (list, goal->operation);
  return G_SOURCE_REMOVE;
}

/**
 * ferry_reveal:
 * @list: a #GtkListView
 * @rows: its model, of #FerryTransferOperation
 * @guids: (array zero-terminated=1): of transfers; where none of them is in
 *   @rows nothing happens
 */
void
ferry_reveal (GtkWidget         *list,
              GtkSelectionModel *rows,
              const char *const *guids)
{
  g_autoptr (GtkBitset) found = find (G_LIST_MODEL (rows), guids);
  g_autoptr (GtkBitset) all = gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (rows)));
  Goal *goal;

  if (gtk_bitset_is_empty (found))
    return;
  gtk_selection_model_set_selection (rows, found, all);
  goal = g_new0 (Goal, 1);
  goal->rows = g_object_ref (G_LIST_MODEL (rows));
  goal->operation = g_list_model_get_item (goal->rows, gtk_bitset_get_minimum (found));
  gtk_widget_add_tick_callback (list, on_frame, goal, (GDestroyNotify) goal_free);
}
