/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program with the window. It is started, raised and ended like any other;
 * the transfers are the service's. */

#include "ferry-application.h"

#include "ferry-config.h"
#include "ferry-preferences.h"
#include "ferry-window.h"

struct _FerryApplication {
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (FerryApplication, ferry_application, ADW_TYPE_APPLICATION)

static const struct {
  const char *action;
  const char *accels[3];
} keys[] = {
  { "win.new-download", { "<Control>n", "<Control>l" } },
  { "win.new-upload", { "<Control>u" } },
  { "app.preferences", { "<Control>comma" } },
  { "window.close", { "<Control>w" } },
  { "app.quit", { "<Control>q" } },
};

/* Keys work while a dialog is open, too, and the bus asks at any time. */
static GtkWindow *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint n = g_list_model_get_n_items (windows);
  GtkWindow *found = NULL;

  for (guint i = 0; i < n && found == NULL; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      found = G_TYPE_CHECK_INSTANCE_TYPE (window, type) ? window : NULL;
    }
  return found;
}

static GtkWindow *
about_new (GtkWindow *parent)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (FERRY_RESOURCE_PATH "/ferry-about.ui");
  AdwAboutWindow *about = ADW_ABOUT_WINDOW (gtk_builder_get_object (builder, "about"));

  adw_about_window_set_version (about, FERRY_VERSION);
  adw_about_window_set_application_icon (about, FERRY_APP_ID);
  gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  return GTK_WINDOW (about);
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  GtkWindow *window = find_window (ADW_TYPE_ABOUT_WINDOW);

  if (window == NULL)
    window = about_new (gtk_application_get_active_window (user_data));
  gtk_window_present (window);
}

static void
on_preferences (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  GtkWindow *window = find_window (FERRY_TYPE_PREFERENCES);

  if (window == NULL)
    window = GTK_WINDOW (ferry_preferences_new (gtk_application_get_active_window (user_data)));
  gtk_window_present (window);
}

/* Closing, not g_application_quit(): a window has something to say first. One
 * may take another with it. */
static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  g_autolist (GtkWindow) windows = g_list_copy_deep (gtk_application_get_windows (user_data),
                                                     (GCopyFunc) g_object_ref, NULL);

  for (GList *window = windows; window != NULL; window = window->next)
    gtk_window_close (window->data);
}

/* Not the active one, which may be a dialog. */
static FerryWindow *
raise_window (GApplication *application)
{
  GtkWindow *window = find_window (FERRY_TYPE_WINDOW);

  if (window == NULL)
    window = GTK_WINDOW (ferry_window_new (GTK_APPLICATION (application)));
  gtk_window_present (window);
  return FERRY_WINDOW (window);
}

static void
on_new_download (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  gtk_widget_activate_action (GTK_WIDGET (raise_window (user_data)), "win.new-download", NULL);
}

static void
on_new_upload (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  gtk_widget_activate_action (GTK_WIDGET (raise_window (user_data)), "win.new-upload", NULL);
}

/* Who clicked on a notification wants to see what it was about. */
static void
on_show_transfers (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  g_autofree const char **guids = NULL;
  const char *page;

  g_variant_get (parameter, "(&s^a&s)", &page, &guids);
  ferry_window_show_transfers (raise_window (user_data), page, guids);
}

static const GActionEntry actions[] = {
  { "about", on_about },
  { "new-download", on_new_download },
  { "new-upload", on_new_upload },
  { "preferences", on_preferences },
  { "quit", on_quit },
  { "show-transfers", on_show_transfers, "(sas)" },
};

static void
ferry_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (ferry_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), keys[i].action,
                                           keys[i].accels);
}

static void
ferry_application_activate (GApplication *application)
{
  raise_window (application);
}

static void
ferry_application_open (GApplication  *application,
                        GFile        **files,
                        int            n_files,
                        const char    *hint)
{
  ferry_window_open (raise_window (application), files, n_files);
}

static void
ferry_application_class_init (FerryApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = ferry_application_startup;
  application_class->activate = ferry_application_activate;
  application_class->open = ferry_application_open;
}

static void
ferry_application_init (FerryApplication *self)
{
}

/**
 * ferry_application_new:
 *
 * Returns: (transfer full): the program
 */
FerryApplication *
ferry_application_new (void)
{
  return g_object_new (FERRY_TYPE_APPLICATION,
                       "application-id", FERRY_APP_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", FERRY_RESOURCE_PATH,
                       NULL);
}
