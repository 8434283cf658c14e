/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person gives the window without typing: drops, pastes, and files and
 * folders from the dialogs. */

#include "ferry-download-form.h"
#include "ferry-transfer-page.h"
#include "ferry-upload-form.h"
#include "ferry-window.h"

#include "ferry-config.h"

#include <glib/gstdio.h>

typedef struct {
  FerryWindow *window;
  AdwViewStack *stack;
  GtkDropTarget *drop_target;
  FerryDownloadForm *download_form;
  FerryUploadForm *upload_form;
  GtkEditable *address_row;
  AdwActionRow *folder_row;
  AdwActionRow *files_row;
  char *folder;
  char *path;
} Fixture;

static gpointer
child (gpointer    widget,
       const char *name)
{
  return gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("ferry-given.XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "a & b.txt", NULL);
  g_file_set_contents (fixture->path, "text", -1, &error);
  g_assert_no_error (error);
  fixture->window = ferry_window_new (NULL);
  fixture->stack = child (fixture->window, "stack");
  fixture->drop_target = child (fixture->window, "drop_target");
  fixture->download_form = child (fixture->window, "download_form");
  fixture->upload_form = child (fixture->window, "upload_form");
  fixture->address_row = child (fixture->download_form, "address_row");
  fixture->folder_row = child (fixture->download_form, "folder_row");
  fixture->files_row = child (fixture->upload_form, "files_row");
  gtk_window_present (GTK_WINDOW (fixture->window));
  while (!gtk_widget_get_mapped (GTK_WIDGET (fixture->window)))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (fixture->window != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
drop (Fixture      *fixture,
      const GValue *value)
{
  gboolean taken = FALSE;

  g_signal_emit_by_name (fixture->drop_target, "drop", value, 10.0, 10.0, &taken);
  g_assert_true (taken);
}

static void
drop_text (Fixture    *fixture,
           const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  drop (fixture, &value);
}

static void
init_with_file (GValue *value,
                GFile  *file)
{
  g_autoptr (GSList) files = g_slist_append (NULL, file);

  g_value_init (value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (value, gdk_file_list_new_from_list (files));
}

static void
drop_file (Fixture *fixture,
           GFile   *file)
{
  g_auto (GValue) value = G_VALUE_INIT;

  init_with_file (&value, file);
  drop (fixture, &value);
}

static void
assert_page (Fixture    *fixture,
             const char *name)
{
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (fixture->stack), ==, name);
}

static void
wait_for_files (Fixture    *fixture,
                const char *words)
{
  while (!g_str_equal (adw_action_row_get_subtitle (fixture->files_row), words))
    g_main_context_iteration (NULL, TRUE);
  assert_page (fixture, "upload");
}

static void
files_and_text_can_be_dropped (Fixture       *fixture,
                               gconstpointer  data)
{
  gsize n;
  const GType *types = gtk_drop_target_get_gtypes (fixture->drop_target, &n);

  g_assert_cmpuint (n, ==, 2);
  g_assert_true (types[0] == GDK_TYPE_FILE_LIST);
  g_assert_true (types[1] == G_TYPE_STRING);
  g_assert_cmpint (gtk_drop_target_get_actions (fixture->drop_target), ==, GDK_ACTION_COPY);
}

/* An entry would take the words to where the pointer is. */
static void
what_is_dropped_on_an_entry_is_for_the_window (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_assert_cmpint (gtk_event_controller_get_propagation_phase (GTK_EVENT_CONTROLLER (fixture->drop_target)),
                   ==, GTK_PHASE_CAPTURE);
}

static void
an_address_that_is_dropped_is_filled_in (Fixture       *fixture,
                                         gconstpointer  data)
{
  adw_view_stack_set_visible_child_name (fixture->stack, "upload");
  gtk_editable_set_text (fixture->address_row, "http://example.org/old");
  drop_text (fixture, " http://example.org/new\r\n");
  assert_page (fixture, "download");
  g_assert_cmpstr (gtk_editable_get_text (fixture->address_row), ==, "http://example.org/new");
}

static void
a_link_of_a_browser_is_an_address (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr (GFile) link = g_file_new_for_uri ("https://example.org/a%20b?c=d");

  drop_file (fixture, link);
  assert_page (fixture, "download");
  g_assert_cmpstr (gtk_editable_get_text (fixture->address_row), ==, "https://example.org/a%20b?c=d");
}

static void
a_file_that_is_dropped_is_chosen (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  drop_file (fixture, file);
  wait_for_files (fixture, "1 file, 4 bytes");
}

static void
the_address_of_a_file_is_a_file (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autofree char *uri = g_filename_to_uri (fixture->path, NULL, NULL);

  drop_text (fixture, uri);
  wait_for_files (fixture, "1 file, 4 bytes");
}

static void
words_that_are_no_address_are_shown_as_wrong (Fixture       *fixture,
                                              gconstpointer  data)
{
  drop_text (fixture, "buy milk");
  assert_page (fixture, "download");
  g_assert_cmpstr (gtk_editable_get_text (fixture->address_row), ==, "buy milk");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (fixture->address_row), "error"));
}

static void
an_address_that_is_pasted_is_filled_in (Fixture       *fixture,
                                        gconstpointer  data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));

  gdk_clipboard_set_text (clipboard, "http://example.org/pasted");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.paste", NULL);
  while (!g_str_equal (gtk_editable_get_text (fixture->address_row), "http://example.org/pasted"))
    g_main_context_iteration (NULL, TRUE);
}

static void
a_file_that_is_pasted_is_chosen (Fixture       *fixture,
                                 gconstpointer  data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);
  g_auto (GValue) value = G_VALUE_INIT;

  init_with_file (&value, file);
  gdk_clipboard_set_value (clipboard, &value);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.paste", NULL);
  wait_for_files (fixture, "1 file, 4 bytes");
}

/* GTK's own; there is no portal on the bus of a test. */
static GtkFileChooser *
wait_for_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (;;)
    {
      for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
        {
          g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

          if (GTK_IS_FILE_CHOOSER (window) && gtk_widget_get_mapped (window))
            return GTK_FILE_CHOOSER (window);
        }
      g_main_context_iteration (NULL, TRUE);
    }
}

typedef struct {
  GtkFileChooser *dialog;
  GFile *file;
} Choice;

static gboolean
choose (gpointer user_data)
{
  Choice *choice = user_data;

  g_assert_true (gtk_file_chooser_set_file (choice->dialog, choice->file, NULL));
  return G_SOURCE_CONTINUE;
}

/* What is chosen while the dialog still opens its first folder is lost, so it is
 * chosen again until it stays. */
static void
accept (GtkFileChooser *dialog,
        const char     *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) chosen = NULL;
  Choice choice = { dialog, file };
  guint again = g_timeout_add_seconds (1, choose, &choice);

  choose (&choice);
  while (chosen == NULL || !g_file_equal (chosen, file))
    {
      g_main_context_iteration (NULL, TRUE);
      g_clear_object (&chosen);
      chosen = gtk_file_chooser_get_file (dialog);
    }
  g_source_remove (again);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
}

static void
files_are_chosen_in_the_dialog (Fixture       *fixture,
                                gconstpointer  data)
{
  adw_view_stack_set_visible_child_name (fixture->stack, "upload");
  gtk_widget_activate_action (GTK_WIDGET (fixture->upload_form), "form.choose-files", NULL);
  accept (wait_for_dialog (), fixture->path);
  wait_for_files (fixture, "1 file, 4 bytes");
}

static void
a_folder_is_chosen_in_the_dialog_and_remembered (Fixture       *fixture,
                                                 gconstpointer  data)
{
  g_autoptr (GSettings) settings = g_settings_new (FERRY_APP_ID);
  g_autofree char *last = NULL;

  gtk_widget_activate_action (GTK_WIDGET (fixture->download_form), "form.choose-folder", NULL);
  accept (wait_for_dialog (), fixture->folder);
  while (!g_str_equal (adw_action_row_get_subtitle (fixture->folder_row), fixture->folder))
    g_main_context_iteration (NULL, TRUE);
  last = g_settings_get_string (settings, "last-download-folder");
  g_assert_cmpstr (last, ==, fixture->folder);
}

/* So that a person can be asked about what is under way. */
static void
what_is_handed_over_waits_for_the_lists (void)
{
  FerryWindow *window = ferry_window_new (NULL);
  AdwViewStack *stack = child (window, "stack");
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/file");

  adw_view_stack_set_visible_child_name (stack, "download");
  ferry_window_open (window, &file, 1);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (stack), ==, "download");
  while (!ferry_transfer_page_is_settled (child (window, "download_page")) ||
         !ferry_transfer_page_is_settled (child (window, "upload_page")))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (stack), ==, "upload");
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  while (window != NULL)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(test) g_test_add ("/app/given/" #test, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD (files_and_text_can_be_dropped);
  ADD (what_is_dropped_on_an_entry_is_for_the_window);
  ADD (an_address_that_is_dropped_is_filled_in);
  ADD (a_link_of_a_browser_is_an_address);
  ADD (a_file_that_is_dropped_is_chosen);
  ADD (the_address_of_a_file_is_a_file);
  ADD (words_that_are_no_address_are_shown_as_wrong);
  ADD (an_address_that_is_pasted_is_filled_in);
  ADD (a_file_that_is_pasted_is_chosen);
  ADD (files_are_chosen_in_the_dialog);
  ADD (a_folder_is_chosen_in_the_dialog_and_remembered);
  g_test_add_func ("/app/given/what_is_handed_over_waits_for_the_lists", what_is_handed_over_waits_for_the_lists);
  return g_test_run ();
}
