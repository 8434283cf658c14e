/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window: a frame around the pages. It remembers its size, and says once
 * that what runs goes on without it. */

#include "ferry-window.h"

#include "ferry-app-address.h"
#include "ferry-app-files.h"
#include "ferry-config.h"
#include "ferry-download-form.h"
#include "ferry-notifications-page.h"
#include "ferry-transfer-page.h"
#include "ferry-upload-form.h"

#include <glib/gi18n.h>

struct _FerryWindow {
  AdwApplicationWindow parent_instance;

  GSettings *settings;  /* (owned) */
  GString *handed_over; /* (owned) (nullable) by other programs, while the pages load */

  /* (unowned) of the template */
  AdwViewStack *stack;
  FerryTransferPage *download_page;
  FerryDownloadForm *download_form;
  FerryTransferPage *upload_page;
  FerryUploadForm *upload_form;
  GtkDropTarget *drop_target;
};

typedef void (*TakeText) (FerryDownloadForm *form,
                          const char *text);

G_DEFINE_FINAL_TYPE (FerryWindow, ferry_window, ADW_TYPE_APPLICATION_WINDOW)

static void on_pasted (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data);

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
  g_autoptr (GNotification) notification = g_notification_new (_ ("Transfers Go On"));

  g_notification_set_body (notification,
                           _ ("They continue in the background. Open Ferry to pause or cancel them."));
  g_application_send_notification (G_APPLICATION (application), "background", notification);
  g_settings_set_boolean (self->settings, "background-told", TRUE);
}

static guint
count_unfinished (FerryWindow *self)
{
  return ferry_transfer_page_get_n_unfinished (self->download_page) +
         ferry_transfer_page_get_n_unfinished (self->upload_page);
}

static gboolean
ferry_window_close_request (GtkWindow *window)
{
  FerryWindow *self = FERRY_WINDOW (window);

  remember_size (self);
  if (count_unfinished (self) > 0 &&
      !g_settings_get_boolean (self->settings, "background-told"))
    tell_that_it_goes_on (self);
  return GTK_WINDOW_CLASS (ferry_window_parent_class)->close_request (window);
}

static void
begin_download (FerryWindow *self)
{
  adw_view_stack_set_visible_child_name (self->stack, "download");
  ferry_download_form_begin (self->download_form);
}

static void
begin_upload (FerryWindow *self)
{
  adw_view_stack_set_visible_child_name (self->stack, "upload");
  ferry_upload_form_begin (self->upload_form);
}

static void
on_new_download (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  begin_download (FERRY_WINDOW (widget));
}

static void
on_new_upload (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  begin_upload (FERRY_WINDOW (widget));
}

/* Files are to be sent, addresses to be fetched; there may be both. */
static void
take (FerryWindow *self,
      const char  *text,
      TakeText     take_addresses)
{
  g_auto (GStrv) files = ferry_app_files_in (text);
  g_auto (GStrv) addresses = ferry_app_addresses_in (text);

  if (addresses[0] != NULL || files[0] == NULL)
    {
      adw_view_stack_set_visible_child_name (self->stack, "download");
      take_addresses (self->download_form, text);
    }
  if (files[0] != NULL)
    {
      adw_view_stack_set_visible_child_name (self->stack, "upload");
      ferry_upload_form_offer (self->upload_form, files);
    }
}

/* What has a path, as a share that is mounted, is a file of this computer. */
static char *
uri_of (GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path == NULL || g_file_has_uri_scheme (file, "http") || g_file_has_uri_scheme (file, "https"))
    return g_file_get_uri (file);
  return g_filename_to_uri (path, NULL, NULL);
}

/* Links of a browser come as files, too. */
static char *
text_of (const GValue *value)
{
  g_autoptr (GSList) files = NULL;
  GString *text = NULL;

  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return g_value_dup_string (value);
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  text = g_string_new (NULL);
  for (GSList *file = files; file != NULL; file = file->next)
    {
      g_autofree char *uri = uri_of (file->data);

      g_string_append_printf (text, "%s\n", uri);
    }
  return g_string_free (text, FALSE);
}

/* Not before it is known what is under way, so that a person can be asked. */
static void
take_handed_over (FerryWindow *self)
{
  g_autofree char *text = NULL;

  if (self->handed_over == NULL ||
      !ferry_transfer_page_is_settled (self->download_page) ||
      !ferry_transfer_page_is_settled (self->upload_page))
    return;
  text = g_string_free (g_steal_pointer (&self->handed_over), FALSE);
  take (self, text, ferry_download_form_start);
}

static gboolean
on_dropped (FerryWindow  *self,
            const GValue *value)
{
  g_autofree char *text = text_of (value);

  take (self, text, ferry_download_form_offer);
  return TRUE;
}

static void
on_paste (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  gboolean are_files = gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard),
                                                          GDK_TYPE_FILE_LIST);

  gdk_clipboard_read_value_async (clipboard, are_files ? GDK_TYPE_FILE_LIST : G_TYPE_STRING,
                                  G_PRIORITY_DEFAULT, NULL, on_pasted, g_object_ref (widget));
}

static void
on_pasted (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (FerryWindow) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autofree char *text = value != NULL ? text_of (value) : NULL;

  /* A picture, say, is no address; then nothing is pasted, as anywhere else. */
  if (text != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    take (self, text, ferry_download_form_offer);
}

static void
on_clear_finished (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  gtk_widget_activate_action (adw_view_stack_get_visible_child (FERRY_WINDOW (widget)->stack),
                              "page.clear-finished", NULL);
}

static void
on_page_changed (FerryWindow *self)
{
  GtkWidget *page = adw_view_stack_get_visible_child (self->stack);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.clear-finished", FERRY_IS_TRANSFER_PAGE (page));
}

static void
ferry_window_dispose (GObject *object)
{
  FerryWindow *self = FERRY_WINDOW (object);

  if (self->handed_over != NULL)
    g_string_free (g_steal_pointer (&self->handed_over), TRUE);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ferry_window_parent_class)->dispose (object);
}

static void
ferry_window_class_init (FerryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ferry_window_close_request;

  g_type_ensure (FERRY_TYPE_DOWNLOAD_FORM);
  g_type_ensure (FERRY_TYPE_NOTIFICATIONS_PAGE);
  g_type_ensure (FERRY_TYPE_TRANSFER_PAGE);
  g_type_ensure (FERRY_TYPE_UPLOAD_FORM);
  gtk_widget_class_set_template_from_resource (widget_class, FERRY_RESOURCE_PATH "/ferry-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, download_page);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, download_form);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, upload_page);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, upload_form);
  gtk_widget_class_bind_template_child (widget_class, FerryWindow, drop_target);
  gtk_widget_class_bind_template_callback (widget_class, on_dropped);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed);
  gtk_widget_class_bind_template_callback (widget_class, take_handed_over);
  gtk_widget_class_install_action (widget_class, "win.new-download", NULL, on_new_download);
  gtk_widget_class_install_action (widget_class, "win.new-upload", NULL, on_new_upload);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, on_paste);
  gtk_widget_class_install_action (widget_class, "win.clear-finished", NULL, on_clear_finished);
  /* An entry that has the focus takes the keys before the window does. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste", NULL);
}

static void
begin (FerryWindow *self)
{
  if (adw_view_stack_get_visible_child (self->stack) == GTK_WIDGET (self->upload_page))
    ferry_upload_form_begin (self->upload_form);
  else
    ferry_download_form_begin (self->download_form);
}

static void
ferry_window_init (FerryWindow *self)
{
  GType droppable[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };

  self->settings = g_settings_new (FERRY_APP_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_target_set_gtypes (self->drop_target, droppable, G_N_ELEMENTS (droppable));
  restore_size (self);
  ferry_download_form_set_operations (self->download_form, ferry_transfer_page_get_operations (self->download_page));
  ferry_upload_form_set_operations (self->upload_form, ferry_transfer_page_get_operations (self->upload_page));
  restore_page (self);
  begin (self);
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
 * ferry_window_open:
 * @self: a window
 * @files: addresses and files that another program hands over
 * @n_files: how many
 *
 * Starts a download of each address, and offers to send the files.
 */
void
ferry_window_open (FerryWindow  *self,
                   GFile       **files,
                   int           n_files)
{
  g_return_if_fail (FERRY_IS_WINDOW (self));

  if (self->handed_over == NULL)
    self->handed_over = g_string_new (NULL);
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = uri_of (files[i]);

      g_string_append_printf (self->handed_over, "%s\n", uri);
    }
  take_handed_over (self);
}

/**
 * ferry_window_show_transfers:
 * @self: a window
 * @page: which page, `download` or `upload`
 * @guids: (array zero-terminated=1): of transfers
 *
 * Goes to their rows, as soon as they are there. What has been removed
 * meanwhile is not missed.
 */
void
ferry_window_show_transfers (FerryWindow       *self,
                             const char        *page,
                             const char *const *guids)
{
  GtkWidget *child;

  g_return_if_fail (FERRY_IS_WINDOW (self));

  child = adw_view_stack_get_child_by_name (self->stack, page);
  if (!FERRY_IS_TRANSFER_PAGE (child))
    return;
  adw_view_stack_set_visible_child (self->stack, child);
  ferry_transfer_page_reveal (FERRY_TRANSFER_PAGE (child), guids);
}
