/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a person says which files are to be sent, and where to. The files are
 * looked at when they are chosen; when they are sent they are the service's. */

#include "ferry-upload-form.h"

#include "ferry-app-address.h"
#include "ferry-app-files.h"
#include "ferry-chosen-files.h"
#include "ferry-config.h"
#include "ferry-entry-mark.h"
#include "ferry-upload-starter.h"

#include <glib/gi18n.h>

struct _FerryUploadForm {
  AdwBin parent_instance;

  GSettings *settings;     /* (owned) */
  GListModel *operations;  /* (owned) (nullable) what is known, until the page goes */
  FerryChosenFiles *files; /* (owned) */
  GtkNativeDialog *dialog; /* (owned) (nullable) while a person chooses */

  /* (unowned) of the template */
  GtkEditable *address_row;
  AdwActionRow *files_row;
  GtkWidget *files_view;
  GtkNoSelection *files_model;
  GtkRevealer *problem_revealer;
};

G_DEFINE_FINAL_TYPE (FerryUploadForm, ferry_upload_form, ADW_TYPE_BIN)

static void on_added   (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);
static void on_started (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

static void
tell (FerryUploadForm *self,
      const char      *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "page.tell", "s", message);
}

static void
check (FerryUploadForm *self)
{
  const char *address = gtk_editable_get_text (self->address_row);
  g_autofree char *problem = ferry_app_address_problem (address);
  guint n = g_list_model_get_n_items (ferry_chosen_files_get_model (self->files));
  gboolean usable = n > 0 && ferry_app_address_is_usable (address);

  ferry_entry_mark (self->address_row, problem != NULL);
  ferry_problem_show (self->problem_revealer, problem);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.start", usable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.start-multipart", usable);
}

static void
on_files_changed (FerryUploadForm *self)
{
  guint n = g_list_model_get_n_items (ferry_chosen_files_get_model (self->files));
  g_autofree char *words = ferry_app_files_words (n, ferry_chosen_files_get_size (self->files));

  adw_action_row_set_subtitle (self->files_row, words);
  gtk_widget_set_visible (self->files_view, n > 0);
  check (self);
}

static void
add (FerryUploadForm *self,
     GListModel      *files)
{
  ferry_chosen_files_add_async (self->files, files, g_settings_get_uint64 (self->settings, "upload-size-limit"),
                                NULL, on_added, g_object_ref (self));
}

static void
on_added (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (FerryUploadForm) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ferry_chosen_files_add_finish (FERRY_CHOSEN_FILES (source), result, &error))
    tell (self, error->message);
}

static void
on_chosen (FerryUploadForm *self,
           int              response)
{
  g_autoptr (GtkNativeDialog) dialog = g_steal_pointer (&self->dialog);
  g_autoptr (GListModel) files = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  add (self, files);
}

static void
on_choose (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  FerryUploadForm *self = FERRY_UPLOAD_FORM (widget);
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));

  if (self->dialog == NULL)
    {
      self->dialog = GTK_NATIVE_DIALOG (gtk_file_chooser_native_new (_ ("Choose Files"), parent,
                                                                     GTK_FILE_CHOOSER_ACTION_OPEN,
                                                                     NULL, NULL));
      gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->dialog), TRUE);
      gtk_native_dialog_set_modal (self->dialog, TRUE);
      g_signal_connect_object (self->dialog, "response", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
    }
  gtk_native_dialog_show (self->dialog);
}

/* The button is in a row that the list lends to one file after the other. */
static void
on_remove (GtkListItem *item,
           GtkWidget   *button)
{
  FerryUploadForm *self = FERRY_UPLOAD_FORM (gtk_widget_get_ancestor (button, FERRY_TYPE_UPLOAD_FORM));

  ferry_chosen_files_remove (self->files, gtk_list_item_get_position (item));
}

static void
on_entry_activated (FerryUploadForm *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "form.start", NULL);
}

static char *
find_problem (FerryUploadForm *self,
              gboolean         as_one)
{
  guint64 limit = g_settings_get_uint64 (self->settings, "upload-size-limit");
  char *problem = ferry_chosen_files_get_problem (self->files, limit);

  if (problem == NULL && as_one)
    problem = ferry_app_files_problem (ferry_chosen_files_get_size (self->files), limit);
  return problem;
}

static void
on_start (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  FerryUploadForm *self = FERRY_UPLOAD_FORM (widget);
  gboolean as_one = g_str_equal (action, "form.start-multipart");
  g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (self->address_row)));
  g_autofree char *problem = find_problem (self, as_one);
  g_autoptr (GPtrArray) files = ferry_chosen_files_dup_files (self->files);

  if (problem != NULL)
    tell (self, problem);
  else
    ferry_upload_starter_start_async (widget, self->operations, address, files, as_one,
                                      on_started, g_object_ref (self));
}

static void
on_started (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (FerryUploadForm) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean started = ferry_upload_starter_start_finish (result, &error);

  /* The window may have been closed meanwhile. */
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (started)
    {
      g_settings_set_string (self->settings, "last-upload-address",
                             ferry_app_address_to_remember (gtk_editable_get_text (self->address_row)));
      ferry_chosen_files_clear (self->files);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (self, error->message);
}

static void
ferry_upload_form_dispose (GObject *object)
{
  FerryUploadForm *self = FERRY_UPLOAD_FORM (object);

  g_clear_object (&self->dialog);
  g_clear_object (&self->files);
  g_clear_object (&self->operations);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ferry_upload_form_parent_class)->dispose (object);
}

static void
ferry_upload_form_class_init (FerryUploadFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_upload_form_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, FERRY_RESOURCE_PATH "/ferry-upload-form.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryUploadForm, address_row);
  gtk_widget_class_bind_template_child (widget_class, FerryUploadForm, files_row);
  gtk_widget_class_bind_template_child (widget_class, FerryUploadForm, files_view);
  gtk_widget_class_bind_template_child (widget_class, FerryUploadForm, files_model);
  gtk_widget_class_bind_template_child (widget_class, FerryUploadForm, problem_revealer);
  gtk_widget_class_bind_template_callback (widget_class, check);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_file_name);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_file_size);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_file_icon);

  gtk_widget_class_install_action (widget_class, "form.choose-files", NULL, on_choose);
  gtk_widget_class_install_action (widget_class, "form.start", NULL, on_start);
  gtk_widget_class_install_action (widget_class, "form.start-multipart", NULL, on_start);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "form.start-multipart", NULL);
}

static void
ferry_upload_form_init (FerryUploadForm *self)
{
  g_autofree char *address = NULL;

  self->settings = g_settings_new (FERRY_APP_ID);
  self->files = ferry_chosen_files_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_no_selection_set_model (self->files_model, ferry_chosen_files_get_model (self->files));
  g_signal_connect_object (self->files_model, "items-changed", G_CALLBACK (on_files_changed), self,
                           G_CONNECT_SWAPPED);
  address = g_settings_get_string (self->settings, "last-upload-address");
  gtk_editable_set_text (self->address_row, address);
  on_files_changed (self);
}

/**
 * ferry_upload_form_set_operations:
 * @self: a form
 * @operations: a list of #FerryTransferOperation
 *
 * Tells the form what is under way, so that nothing is sent twice by mistake.
 */
void
ferry_upload_form_set_operations (FerryUploadForm *self,
                                  GListModel      *operations)
{
  g_return_if_fail (FERRY_IS_UPLOAD_FORM (self));

  g_set_object (&self->operations, operations);
}

/**
 * ferry_upload_form_offer:
 * @self: a form
 * @uris: of files that were pasted or dropped, or that another program hands
 *   over
 *
 * Adds them to those that are chosen, so that a person can send them.
 */
void
ferry_upload_form_offer (FerryUploadForm *self,
                         GStrv            uris)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  g_return_if_fail (FERRY_IS_UPLOAD_FORM (self));

  for (char **uri = uris; *uri != NULL; uri++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (*uri);

      g_list_store_append (files, file);
    }
  add (self, G_LIST_MODEL (files));
  ferry_upload_form_begin (self);
}

/**
 * ferry_upload_form_begin:
 * @self: a form
 *
 * Lets a person type an address; the one that is there goes with the first
 * letter.
 */
void
ferry_upload_form_begin (FerryUploadForm *self)
{
  g_return_if_fail (FERRY_IS_UPLOAD_FORM (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
  gtk_editable_select_region (self->address_row, 0, -1);
}
