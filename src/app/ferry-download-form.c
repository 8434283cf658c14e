/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a person says what is to be downloaded. The file name follows the
 * address until it is edited; then it is the person's, and the server's own
 * name no longer counts. */

#include "ferry-download-form.h"

#include "ferry-app-address.h"
#include "ferry-config.h"
#include "ferry-entry-mark.h"
#include "ferry-folder-chooser.h"
#include "ferry-starter.h"

#include <glib/gi18n.h>

struct _FerryDownloadForm {
  AdwBin parent_instance;

  GSettings *settings;    /* (owned) */
  GListModel *operations; /* (owned) (nullable) what is known, until the page goes */
  GFile *folder;          /* (owned) */
  gboolean following;     /* the name is being filled from the address */
  gboolean name_edited;

  /* (unowned) of the template */
  GtkEditable *address_row;
  GtkEditable *name_row;
  AdwActionRow *folder_row;
  GtkRevealer *problem_revealer;
};

G_DEFINE_FINAL_TYPE (FerryDownloadForm, ferry_download_form, ADW_TYPE_BIN)

static void on_started (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

static void
check (FerryDownloadForm *self)
{
  const char *address = gtk_editable_get_text (self->address_row);
  g_autofree char *address_problem = ferry_app_address_problem (address);
  g_autofree char *name_problem = ferry_app_file_name_problem (gtk_editable_get_text (self->name_row));
  const char *problem = address_problem != NULL ? address_problem : name_problem;
  gboolean usable = problem == NULL && ferry_app_address_is_usable (address);

  ferry_entry_mark (self->address_row, address_problem != NULL);
  ferry_entry_mark (self->name_row, name_problem != NULL);
  ferry_problem_show (self->problem_revealer, problem);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.start", usable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.start-high", usable);
}

static void
follow_address (FerryDownloadForm *self)
{
  const char *address = gtk_editable_get_text (self->address_row);
  g_autofree char *name = ferry_app_address_file_name (address);

  self->following = TRUE;
  gtk_editable_set_text (self->name_row, name);
  self->following = FALSE;
}

static void
on_address_changed (FerryDownloadForm *self)
{
  if (!self->name_edited)
    follow_address (self);
  check (self);
}

static void
on_name_changed (FerryDownloadForm *self)
{
  if (!self->following)
    self->name_edited = *gtk_editable_get_text (self->name_row) != '\0';
  check (self);
}

static void
on_entry_activated (FerryDownloadForm *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "form.start", NULL);
}

static void
set_folder (FerryDownloadForm *self,
            GFile             *folder)
{
  g_autofree char *name = ferry_folder_words (folder);

  g_set_object (&self->folder, folder);
  adw_action_row_set_subtitle (self->folder_row, name);
}

static GFile *
default_folder (FerryDownloadForm *self)
{
  g_autofree char *chosen = g_settings_get_string (self->settings, "download-folder");

  return ferry_folder_from_setting (chosen);
}

static void
restore_folder (FerryDownloadForm *self)
{
  g_autofree char *last = g_settings_get_string (self->settings, "last-download-folder");
  g_autoptr (GFile) folder = NULL;

  folder = g_path_is_absolute (last) ? g_file_new_for_path (last) : default_folder (self);
  set_folder (self, folder);
}

/* Empty for the default one, so that it follows the preferences. */
static void
choose_folder (FerryDownloadForm *self,
               GFile             *folder)
{
  g_autoptr (GFile) usual = default_folder (self);
  g_autofree char *path = g_file_get_path (folder);

  set_folder (self, folder);
  g_settings_set_string (self->settings, "last-download-folder",
                         path == NULL || g_file_equal (folder, usual) ? "" : path);
}

static void
on_save_in (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  FerryDownloadForm *self = FERRY_DOWNLOAD_FORM (widget);
  g_autoptr (GFile) folder = NULL;

  if (g_str_equal (g_variant_get_string (parameter, NULL), "pictures"))
    folder = ferry_folder_special (G_USER_DIRECTORY_PICTURES);
  else
    folder = default_folder (self);
  choose_folder (self, folder);
}

static void
on_choose_folder (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  FerryDownloadForm *self = FERRY_DOWNLOAD_FORM (widget);

  ferry_folder_choose (GTK_WINDOW (gtk_widget_get_root (widget)), self->folder,
                       (FerryFolderChosen) choose_folder, G_OBJECT (self));
}

static void
start (FerryDownloadForm         *self,
       FerryBackgroundDownloader *downloader,
       const char *const         *addresses,
       GAsyncReadyCallback        callback)
{
  ferry_background_downloader_set_folder (downloader, self->folder);
  ferry_starter_start_async (GTK_WIDGET (self), self->operations, downloader, addresses,
                             callback, g_object_ref (self));
}

static void
on_start (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  FerryDownloadForm *self = FERRY_DOWNLOAD_FORM (widget);
  g_autoptr (FerryBackgroundDownloader) downloader = ferry_background_downloader_new ();
  g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (self->address_row)));
  const char *const addresses[] = { address, NULL };

  if (g_str_equal (action, "form.start-high"))
    ferry_transfer_creator_set_priority (FERRY_TRANSFER_CREATOR (downloader), FERRY_TRANSFER_PRIORITY_HIGH);
  if (self->name_edited)
    ferry_background_downloader_set_file_name (downloader, gtk_editable_get_text (self->name_row));
  start (self, downloader, addresses, on_started);
}

static gboolean
end_start (FerryDownloadForm *self,
           GAsyncResult      *result)
{
  g_autoptr (GError) error = NULL;

  if (ferry_starter_start_finish (result, &error))
    return TRUE;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_activate_action (GTK_WIDGET (self), "page.tell", "s", error->message);
  return FALSE;
}

static void
on_started (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (FerryDownloadForm) self = user_data;

  /* The window may have been closed meanwhile. */
  if (!end_start (self, result) || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  g_settings_set_string (self->settings, "last-download-address",
                         ferry_app_address_to_remember (gtk_editable_get_text (self->address_row)));
  self->name_edited = FALSE;
  follow_address (self);
  ferry_download_form_begin (self);
}

static void
on_all_started (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (FerryDownloadForm) self = user_data;

  end_start (self, result);
}

static void
ferry_download_form_dispose (GObject *object)
{
  FerryDownloadForm *self = FERRY_DOWNLOAD_FORM (object);

  g_clear_object (&self->folder);
  g_clear_object (&self->operations);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ferry_download_form_parent_class)->dispose (object);
}

static void
ferry_download_form_class_init (FerryDownloadFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_download_form_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               FERRY_RESOURCE_PATH "/ferry-download-form.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryDownloadForm, address_row);
  gtk_widget_class_bind_template_child (widget_class, FerryDownloadForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, FerryDownloadForm, folder_row);
  gtk_widget_class_bind_template_child (widget_class, FerryDownloadForm, problem_revealer);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);

  gtk_widget_class_install_action (widget_class, "form.start", NULL, on_start);
  gtk_widget_class_install_action (widget_class, "form.start-high", NULL, on_start);
  gtk_widget_class_install_action (widget_class, "form.choose-folder", NULL, on_choose_folder);
  gtk_widget_class_install_action (widget_class, "form.save-in", "s", on_save_in);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "form.start-high", NULL);
}

static void
ferry_download_form_init (FerryDownloadForm *self)
{
  g_autofree char *address = NULL;

  self->settings = g_settings_new (FERRY_APP_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->settings, "changed::download-folder", G_CALLBACK (restore_folder), self,
                           G_CONNECT_SWAPPED);
  restore_folder (self);
  address = g_settings_get_string (self->settings, "last-download-address");
  gtk_editable_set_text (self->address_row, address);
  check (self);
}

/**
 * ferry_download_form_set_operations:
 * @self: a form
 * @operations: a list of #FerryTransferOperation
 *
 * Tells the form what is under way, so that nothing is downloaded twice by
 * mistake.
 */
void
ferry_download_form_set_operations (FerryDownloadForm *self,
                                    GListModel        *operations)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_FORM (self));

  g_set_object (&self->operations, operations);
}

static void
start_all (FerryDownloadForm *self,
           GStrv              addresses)
{
  g_autoptr (FerryBackgroundDownloader) downloader = ferry_background_downloader_new ();

  start (self, downloader, (const char *const *) addresses, on_all_started);
}

/**
 * ferry_download_form_start:
 * @self: a form
 * @text: addresses that another program hands over
 *
 * Starts a download of each, into the folder that is chosen.
 */
void
ferry_download_form_start (FerryDownloadForm *self,
                           const char        *text)
{
  g_auto (GStrv) addresses = ferry_app_addresses_in (text);

  g_return_if_fail (FERRY_IS_DOWNLOAD_FORM (self));

  if (addresses[0] != NULL)
    start_all (self, addresses);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "page.tell", "s",
                                _ ("Only addresses that start with http:// or https:// can be downloaded"));
}

/**
 * ferry_download_form_offer:
 * @self: a form
 * @text: what was pasted or dropped
 *
 * Fills in the address in @text, so that a person can start it; when there are
 * several, they are started at once.
 */
void
ferry_download_form_offer (FerryDownloadForm *self,
                           const char        *text)
{
  g_auto (GStrv) addresses = ferry_app_addresses_in (text);
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  g_return_if_fail (FERRY_IS_DOWNLOAD_FORM (self));

  if (g_strv_length (addresses) > 1)
    {
      start_all (self, addresses);
      return;
    }
  /* What is wrong is shown where a person can put it right. */
  gtk_editable_set_text (self->address_row, addresses[0] != NULL ? addresses[0] : trimmed);
  ferry_download_form_begin (self);
}

/**
 * ferry_download_form_begin:
 * @self: a form
 *
 * Lets a person type an address; the one that is there goes with the first
 * letter.
 */
void
ferry_download_form_begin (FerryDownloadForm *self)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_FORM (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
  gtk_editable_select_region (self->address_row, 0, -1);
}
