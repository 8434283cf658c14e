/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program around the window: what its actions open, and that all of it
 * closes. */

#include "ferry-application.h"
#include "ferry-preferences.h"
#include "ferry-window.h"

/* There is one in a process. */
static GApplication *application; /* (owned) */

static GtkWindow *
find (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint n = g_list_model_get_n_items (windows);
  GtkWindow *found = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        {
          g_assert_null (found);
          found = window;
        }
    }
  return found;
}

static void
activate (const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), action, NULL);
}

static void
wait_until_mapped (GType type)
{
  while (find (type) == NULL || !gtk_widget_get_mapped (GTK_WIDGET (find (type))))
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_until_closed (GType type)
{
  while (find (type) != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
open_window (void)
{
  g_application_activate (application);
  wait_until_mapped (FERRY_TYPE_WINDOW);
}

static void
quit (void)
{
  activate ("quit");
  wait_until_closed (FERRY_TYPE_WINDOW);
}

static void
has_one_window (void)
{
  GtkWindow *window;

  open_window ();
  window = find (FERRY_TYPE_WINDOW);
  g_application_activate (application);
  activate ("new-download");
  g_assert_true (find (FERRY_TYPE_WINDOW) == window);
  quit ();
}

static void
opens_one_preferences_window (void)
{
  open_window ();
  activate ("preferences");
  wait_until_mapped (FERRY_TYPE_PREFERENCES);
  activate ("preferences");
  g_assert_nonnull (find (FERRY_TYPE_PREFERENCES));
  quit ();
}

static void
opens_one_window_about_itself (void)
{
  open_window ();
  activate ("about");
  wait_until_mapped (ADW_TYPE_ABOUT_WINDOW);
  activate ("about");
  g_assert_nonnull (find (ADW_TYPE_ABOUT_WINDOW));
  quit ();
}

static void
closes_with_all_that_is_open (void)
{
  open_window ();
  activate ("preferences");
  wait_until_mapped (FERRY_TYPE_PREFERENCES);
  quit ();
  wait_until_closed (FERRY_TYPE_PREFERENCES);
  g_assert_null (gtk_application_get_windows (GTK_APPLICATION (application)));
}

#define ADD(name) g_test_add_func ("/app/application/" #name, name)

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  application = G_APPLICATION (ferry_application_new ());
  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
  ADD (has_one_window);
  ADD (opens_one_preferences_window);
  ADD (opens_one_window_about_itself);
  ADD (closes_with_all_that_is_open);
  return g_test_run ();
}
