/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window: a frame around the pages. It remembers its size, and says once
 * that what runs goes on without it. */

#include "ferry-window.h"

#include "ferry-config.h"
#include "ferry-transfer-page.h"
#include "ferry-notifications-page.h"

#include <glib/gi18n.h>

struct _FerryWindow {
  AdwApplicationWindow parent_instance;

  GSettings *settings; /* (owned) */

  /* (unowned) of the template */
  AdwViewStack *stack;
  FerryTransferPage *page;
  GtkDropTarget *drop_target;
};

G_DEFINE_FINAL_TYPE (FerryWindow, ferry_window, ADW_TYPE_APPLICATION_WINDOW)

static void
restore_size (FerryWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
remember_size (FerryWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
}

/* An older or newer version may have had other pages. */
static void
restore_page (FerryWindow *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "page");

  if (adw_view_stack_get_child_by_name (self->stack, name) != NULL)
    adw_view_stack_set_visible_child_name (self->stack, name);
  g_settings_bind (self->settings, "page", self->stack, "visible-child-name", G_SETTINGS_BIND_SET);
}

static void
tell_that_it_goes_on (FerryWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  g_autoptr (GNotification) notification = g_notification_new (_ ("Downloads Go On"));

  g_notification_set_body (notification,
                           _ ("They continue in the background. Open Ferry to pause or cancel them."));
  g_application_send_notification (G_APPLICATION (application), "background", notification);
  g_settings_set_boolean (self->settings, "background-told", TRUE);
}

static gboolean
ferry_window_close_request (GtkWindow *window)
{
  FerryWindow *self = FERRY_WINDOW (window);

  remember_size (self);
  if (ferry_transfer_page_get_n_unfinished (self->page) > 0 &&
      !g_settings_get_boolean (self->settings, "background-told"))
    tell_that_it_goes_on (self);
  return GTK_WINDOW_CLASS (ferry_window_parent_class)->close_request (window);
}

static void
on_new_download (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  FerryWindow *self = FERRY_WINDOW (widget);

  adw_view_stack_set_visible_child_name (self->stack, "download");
  ferry_transfer_page_begin_new (self->page);
}

static char *
uris_of (const GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files ((GdkFileList *) list);
  GString *text = g_string_new (NULL);

  for (GSList *file = files; file != NULL; file = file->next)
    {
      g_autofree char *uri = g_file_get_uri (file->data);

      g_string_append_printf (text, "%s\n", uri);
    }
  return g_string_free (text, FALSE);
}

/* Links of a browser come as files, too. */
static gboolean
on_dropped (FerryWindow  *self,
            const GValue *value)
{
  g_autofree char *text = G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST)
                            ? uris_of (g_value_get_boxed (value))
                            : g_value_dup_string (value);

  adw_view_stack_set_visible_child_name (self->stack, "download");
  ferry_transfer_page_offer (self->page, text);
  return TRUE;
}

static void
on_clear_finished (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (FERRY_WINDOW (widget)->page), "page.clear-finished", NULL);
}

static void
ferry_window_dispose (GObject *object)
{
  g_clear_object (&FERRY_WINDOW (object)->settings);

  G_OBJECT_CLASS (ferry_window_parent_class)->dispose (object);
}

static void
ferry_window_class_init (FerryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ferry_window_close_request;

  g_type_ensure (FERRY_TYPE_TRANSFER_PAGE);
  g_type_ensure (FERRY_TYPE_NOTIFICATIONS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, FERRY_RESOURCE_PATH "/ferry-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, page);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, drop_target);
  gtk_widget_class_bind_template_callback (widget_class, on_dropped);
  gtk_widget_class_install_action (widget_class, "win.new-download", NULL, on_new_download);
  gtk_widget_class_install_action (widget_class, "win.clear-finished", NULL, on_clear_finished);
}

static void
ferry_window_init (FerryWindow *self)
{
  GType droppable[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };

  self->settings = g_settings_new (FERRY_APP_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_target_set_gtypes (self->drop_target, droppable, G_N_ELEMENTS (droppable));
  restore_size (self);
  restore_page (self);
  ferry_transfer_page_begin_new (self->page);
}

/**
 * ferry_window_new:
 * @application: whose window it is
 *
 * Returns: (transfer none): a window; it belongs to GTK
 */
FerryWindow *
ferry_window_new (GtkApplication *application)
{
  return g_object_new (FERRY_TYPE_WINDOW, "application", application, NULL);
}

/**
 * ferry_window_start:
 * @self: a window
 * @text: addresses that another program hands over
 *
 * Starts a download of each.
 */
void
ferry_window_start (FerryWindow *self,
                    const char  *text)
{
  g_return_if_fail (FERRY_IS_WINDOW (self));

  adw_view_stack_set_visible_child_name (self->stack, "download");
  ferry_transfer_page_start (self->page, text);
}
