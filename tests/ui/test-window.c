/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window and its parts, from inside: that they can be made without a
 * service, and that they go away. */

#include "ferry-transfer-list.h"
#include "ferry-transfer-row.h"
#include "ferry-preferences.h"
#include "ferry-removal.h"
#include "ferry-window.h"

#include "ferry-config.h"

static GtkWidget *
find (GtkWidget *root,
      GType      type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (root), type) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static void
show (GtkWindow *window)
{
  gtk_window_present (window);
  while (!gtk_widget_get_mapped (GTK_WIDGET (window)))
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_until_gone (gpointer *object)
{
  while (*object != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
it_goes_away (void)
{
  GtkWindow *window = GTK_WINDOW (ferry_window_new (NULL));

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (window);
  wait_until_gone ((gpointer *) &window);
}

static void
all_of_it_goes_away_after_it_was_shown (void)
{
  GtkWindow *window = GTK_WINDOW (ferry_window_new (NULL));
  GtkWidget *list = find (GTK_WIDGET (window), GTK_TYPE_LIST_VIEW);

  g_assert_nonnull (list);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  g_object_add_weak_pointer (G_OBJECT (list), (gpointer *) &list);
  show (window);
  gtk_window_destroy (window);
  wait_until_gone ((gpointer *) &window);
  wait_until_gone ((gpointer *) &list);
}

static void
a_row_is_lent_and_goes_away (void)
{
  FerryTransferRow *row = g_object_ref_sink (g_object_new (FERRY_TYPE_TRANSFER_ROW, NULL));
  FerryTransferOperation *one = g_object_new (FERRY_TYPE_DOWNLOAD_OPERATION, NULL);
  FerryTransferOperation *other = g_object_new (FERRY_TYPE_DOWNLOAD_OPERATION, NULL);

  ferry_transfer_row_set_operation (row, one);
  ferry_transfer_row_set_operation (row, other);
  g_assert_true (ferry_transfer_row_get_operation (row) == other);
  g_assert_finalize_object (one);
  ferry_transfer_row_set_operation (row, NULL);
  g_assert_finalize_object (other);
  g_assert_finalize_object (row);
}

static FerryTransferList *
new_list (GListStore **operations)
{
  FerryTransferList *list = g_object_new (FERRY_TYPE_TRANSFER_LIST, NULL);
  g_autoptr (FerryTransferOperation) one = g_object_new (FERRY_TYPE_DOWNLOAD_OPERATION, NULL);
  g_autoptr (FerryTransferOperation) other = g_object_new (FERRY_TYPE_DOWNLOAD_OPERATION, NULL);

  *operations = g_list_store_new (FERRY_TYPE_TRANSFER_OPERATION);
  g_list_store_append (*operations, one);
  g_list_store_append (*operations, other);
  ferry_transfer_list_set_operations (list, FERRY_TRANSFER_KIND_DOWNLOAD, G_LIST_MODEL (*operations));
  return g_object_ref_sink (list);
}

static void
a_list_goes_away (void)
{
  g_autoptr (GListStore) operations = NULL;
  FerryTransferList *list = new_list (&operations);

  g_assert_cmpuint (ferry_transfer_list_get_n_rows (list), ==, 2);
  g_assert_finalize_object (list);
}

static void
nothing_is_done_when_nothing_is_selected (void)
{
  const char *const actions[] = {
    "transfers.open",
    "transfers.show-in-folder",
    "transfers.pause",
    "transfers.resume",
    "transfers.cancel",
    "transfers.retry",
    "transfers.remove",
    "transfers.details",
  };
  g_autoptr (GListStore) operations = NULL;
  FerryTransferList *list = new_list (&operations);
  guint n_windows = g_list_model_get_n_items (gtk_window_get_toplevels ());

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_activate_action (GTK_WIDGET (list), actions[i], NULL);
  g_assert_cmpuint (ferry_transfer_list_get_n_rows (list), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, n_windows);
  g_assert_finalize_object (list);
}

static void
a_removal_of_nothing_goes_away (void)
{
  FerryRemoval *removal = ferry_removal_new ();
  g_autoptr (FerryTransferOperation) unfinished = g_object_new (FERRY_TYPE_DOWNLOAD_OPERATION, NULL);
  g_autoptr (GListStore) operations = g_list_store_new (FERRY_TYPE_TRANSFER_OPERATION);
  GtkWidget *toasts = g_object_ref_sink (adw_toast_overlay_new ());

  g_list_store_append (operations, unfinished);
  ferry_removal_begin (removal, G_LIST_MODEL (operations), ADW_TOAST_OVERLAY (toasts));
  g_assert_true (gtk_filter_match (ferry_removal_get_filter (removal), unfinished));
  ferry_removal_commit (removal);
  g_assert_finalize_object (removal);
  g_assert_finalize_object (toasts);
}

static GtkAdjustment *
find_adjustment (GtkWidget  *preferences,
                 const char *name)
{
  return GTK_ADJUSTMENT (gtk_widget_get_template_child (preferences, FERRY_TYPE_PREFERENCES, name));
}

static void
a_size_limit_is_chosen_in_megabytes (void)
{
  g_autoptr (GSettings) settings = g_settings_new (FERRY_APP_ID);
  GtkWidget *preferences = GTK_WIDGET (ferry_preferences_new (NULL));
  GtkAdjustment *limit = find_adjustment (preferences, "upload_size_limit");

  g_object_add_weak_pointer (G_OBJECT (preferences), (gpointer *) &preferences);
  g_assert_cmpfloat (gtk_adjustment_get_value (limit), ==, 0);
  gtk_adjustment_set_value (limit, 100);
  g_assert_cmpuint (g_settings_get_uint64 (settings, "upload-size-limit"), ==, 100000000);
  g_settings_set_uint64 (settings, "upload-size-limit", 500);
  g_assert_cmpfloat (gtk_adjustment_get_value (limit), ==, 1);
  g_assert_cmpuint (g_settings_get_uint64 (settings, "upload-size-limit"), ==, 500);
  gtk_window_destroy (GTK_WINDOW (preferences));
  wait_until_gone ((gpointer *) &preferences);
}

static void
a_choice_is_kept_in_its_key (void)
{
  g_autoptr (GSettings) settings = g_settings_new (FERRY_APP_ID);
  GtkWidget *preferences = GTK_WIDGET (ferry_preferences_new (NULL));
  GtkWidget *first = find (preferences, GTK_TYPE_SPIN_BUTTON);

  g_object_add_weak_pointer (G_OBJECT (preferences), (gpointer *) &preferences);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (first), 7);
  g_assert_cmpuint (g_settings_get_uint (settings, "max-parallel"), ==, 7);
  g_settings_set_uint (settings, "max-parallel", 9);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (first)), ==, 9);
  gtk_window_destroy (GTK_WINDOW (preferences));
  wait_until_gone ((gpointer *) &preferences);
}

static void
what_happens_to_a_file_that_exists_can_be_chosen (void)
{
  g_autoptr (GSettings) settings = g_settings_new (FERRY_APP_ID);
  GtkWidget *preferences = GTK_WIDGET (ferry_preferences_new (NULL));
  GtkWidget *row = find (preferences, ADW_TYPE_COMBO_ROW);
  GListModel *choices = adw_combo_row_get_model (ADW_COMBO_ROW (row));
  static const char *const nicks[] = { "rename", "replace", "fail" };

  g_object_add_weak_pointer (G_OBJECT (preferences), (gpointer *) &preferences);
  g_assert_cmpuint (g_list_model_get_n_items (choices), ==, G_N_ELEMENTS (nicks));
  for (guint i = G_N_ELEMENTS (nicks); i > 0; i--)
    {
      g_autofree char *nick = NULL;

      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i - 1);
      nick = g_settings_get_string (settings, "if-exists");
      g_assert_cmpstr (nick, ==, nicks[i - 1]);
    }
  g_settings_set_string (settings, "if-exists", "replace");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 1);
  g_settings_reset (settings, "if-exists");
  gtk_window_destroy (GTK_WINDOW (preferences));
  wait_until_gone ((gpointer *) &preferences);
}

static void
it_is_as_large_as_it_was (void)
{
  g_autoptr (GSettings) settings = g_settings_new (FERRY_APP_ID);
  GtkWindow *window;
  int width, height;

  g_settings_set_int (settings, "window-width", 420);
  g_settings_set_int (settings, "window-height", 800);
  window = GTK_WINDOW (ferry_window_new (NULL));
  gtk_window_get_default_size (window, &width, &height);
  g_assert_cmpint (width, ==, 420);
  g_assert_cmpint (height, ==, 800);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  show (window);
  gtk_window_set_default_size (window, 500, 700);
  gtk_window_close (window);
  wait_until_gone ((gpointer *) &window);
  g_assert_cmpint (g_settings_get_int (settings, "window-width"), ==, 500);
  g_assert_cmpint (g_settings_get_int (settings, "window-height"), ==, 700);
}

/* The narrowest telephones have 360 pixels. */
static void
it_fits_a_telephone (void)
{
  GtkWindow *window = GTK_WINDOW (ferry_window_new (NULL));
  int minimum;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  show (window);
  gtk_widget_measure (gtk_window_get_child (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_window_destroy (window);
  wait_until_gone ((gpointer *) &window);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/app/window/it_goes_away", it_goes_away);
  g_test_add_func ("/app/window/all_of_it_goes_away_after_it_was_shown", all_of_it_goes_away_after_it_was_shown);
  g_test_add_func ("/app/window/a_row_is_lent_and_goes_away", a_row_is_lent_and_goes_away);
  g_test_add_func ("/app/window/a_list_goes_away", a_list_goes_away);
  g_test_add_func ("/app/window/nothing_is_done_when_nothing_is_selected", nothing_is_done_when_nothing_is_selected);
  g_test_add_func ("/app/window/a_removal_of_nothing_goes_away", a_removal_of_nothing_goes_away);
  g_test_add_func ("/app/window/a_choice_is_kept_in_its_key", a_choice_is_kept_in_its_key);
  g_test_add_func ("/app/window/what_happens_to_a_file_that_exists_can_be_chosen", what_happens_to_a_file_that_exists_can_be_chosen);
  g_test_add_func ("/app/window/a_size_limit_is_chosen_in_megabytes", a_size_limit_is_chosen_in_megabytes);
  g_test_add_func ("/app/window/it_is_as_large_as_it_was", it_is_as_large_as_it_was);
  g_test_add_func ("/app/window/it_fits_a_telephone", it_fits_a_telephone);
  return g_test_run ();
}
