/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Three downloads, then a notification: one group, whose end the service tells
 * a person once. All three exist before the first of them starts; else the
 * first could end alone, and a group of one would be told. */

#include "ferry-notifications-page.h"

#include "ferry-app-address.h"
#include "ferry-config.h"
#include "ferry-transfer-row.h"
#include "ferry-entry-mark.h"
#include "ferry-log-view.h"

#include <glib/gi18n.h>

/* Seconds that the server of the sample takes for each. */
static const guint delays[] = { 1, 5, 10 };

struct _FerryNotificationsPage {
  AdwBin parent_instance;

  GSettings *settings;       /* (owned) */
  GListStore *group;         /* (owned) (element-type FerryTransferOperation) started last */
  FerryTransferWatch *watch; /* (owned) over the group */
  gboolean starting;         /* the next group is being made */

  /* (unowned) of the template */
  AdwToastOverlay *toasts;
  GtkEditable *address_row;
  GtkRevealer *problem_revealer;
  GtkNoSelection *selection;
  GtkWidget *group_box;
  FerryLogView *log_view;
};

G_DEFINE_FINAL_TYPE (FerryNotificationsPage, ferry_notifications_page, ADW_TYPE_BIN)

/* Three downloads on their way to exist. */
typedef struct {
  FerryNotificationsPage *page;          /* (owned) */
  char *address;                         /* (owned) as it stood there when the button was pressed */
  FerryBackgroundDownloader *downloader; /* (owned) */
  GPtrArray *operations;                 /* (owned) (element-type FerryDownloadOperation) created so far */
} Three;

static void on_group_made (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);
static void on_created    (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);
static void on_started    (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

static Three *
three_new (FerryNotificationsPage *page)
{
  Three *self = g_new0 (Three, 1);

  self->page = g_object_ref (page);
  self->address = g_strdup (gtk_editable_get_text (page->address_row));
  self->downloader = ferry_background_downloader_new ();
  self->operations = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

static void
three_free (Three *self)
{
  g_object_unref (self->page);
  g_free (self->address);
  g_object_unref (self->downloader);
  g_ptr_array_unref (self->operations);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Three, three_free)

static gboolean
is_open (FerryNotificationsPage *self)
{
  return gtk_widget_get_root (GTK_WIDGET (self)) != NULL;
}

static void
tell (FerryNotificationsPage *self,
      const char             *message)
{
  g_autofree char *title = g_markup_escape_text (message, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (title));
  ferry_transfer_log_say (ferry_log_view_get_log (self->log_view), message);
}

static void
on_tell (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  tell (FERRY_NOTIFICATIONS_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
on_address_changed (FerryNotificationsPage *self)
{
  const char *address = gtk_editable_get_text (self->address_row);
  g_autofree char *problem = ferry_app_address_problem (address);

  ferry_entry_mark (self->address_row, problem != NULL);
  ferry_problem_show (self->problem_revealer, problem);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.start",
                                 !self->starting && ferry_app_address_is_usable (address));
}

static void
on_entry_activated (FerryNotificationsPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "page.start", NULL);
}

/* A name of its own for each: what ended earlier is told no more. */
static void
on_start (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  FerryNotificationsPage *self = FERRY_NOTIFICATIONS_PAGE (widget);
  g_autofree char *guid = g_uuid_string_random ();
  g_autofree char *name = g_strdup_printf ("notifications-%s", guid);

  self->starting = TRUE;
  gtk_widget_action_set_enabled (widget, "page.start", FALSE);
  ferry_transfer_group_create_async (name, FERRY_TRANSFER_BEHAVIOR_PARALLEL, NULL,
                                     on_group_made, three_new (self));
}

/* Once all of them exist, or none. */
static void
end (FerryNotificationsPage *self,
     const GError *error) /* (nullable) */
{
  self->starting = FALSE;
  if (!is_open (self))
    return;
  on_address_changed (self);
  if (error != NULL)
    tell (self, error->message);
}

static void
create_next (Three *three) /* (transfer full) */
{
  guint n = three->operations->len;
  g_autofree char *address = ferry_app_address_with_delay (three->address, delays[n]);
  g_autofree char *name = ferry_app_address_numbered_name (three->address, n + 1);

  ferry_background_downloader_set_file_name (three->downloader, name);
  ferry_background_downloader_create_download_async (three->downloader, address, NULL, NULL, on_created, three);
}

static void
on_group_made (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Three) three = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryTransferGroup) group = ferry_transfer_group_create_finish (result, &error);

  if (group == NULL || !is_open (three->page))
    {
      end (three->page, error);
      return;
    }
  ferry_transfer_creator_set_transfer_group (FERRY_TRANSFER_CREATOR (three->downloader), group);
  create_next (g_steal_pointer (&three));
}

static GStrv
guids_of (GPtrArray *operations)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < operations->len; i++)
    g_strv_builder_add (builder, ferry_transfer_operation_get_guid (operations->pdata[i]));
  return g_strv_builder_end (builder);
}

static void
show_group (FerryNotificationsPage *self,
            GPtrArray              *operations)
{
  g_list_store_splice (self->group, 0, g_list_model_get_n_items (G_LIST_MODEL (self->group)),
                       operations->pdata, operations->len);
  gtk_widget_set_visible (self->group_box, TRUE);
}

static void
remember_address (Three *three)
{
  g_settings_set_string (three->page->settings, "last-notifications-address",
                         ferry_app_address_to_remember (three->address));
}

static void
act (Three               *three,
     FerryTransferAction  action)
{
  g_auto (GStrv) guids = guids_of (three->operations);

  ferry_transfers_act_async (action, (const char *const *) guids, NULL, on_started, g_object_ref (three->page));
}

/* What exists goes its way even when the window has closed meanwhile. */
static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Three) three = user_data;
  g_autoptr (GError) error = NULL;
  FerryDownloadOperation *operation =
    ferry_background_downloader_create_download_finish (FERRY_BACKGROUND_DOWNLOADER (source), result, &error);

  if (operation == NULL)
    {
      end (three->page, error);
      if (three->operations->len > 0)
        act (three, FERRY_TRANSFER_ACTION_CANCEL);
      return;
    }
  g_ptr_array_add (three->operations, operation);
  if (three->operations->len < G_N_ELEMENTS (delays))
    {
      create_next (g_steal_pointer (&three));
      return;
    }
  end (three->page, NULL);
  if (is_open (three->page))
    {
      remember_address (three);
      show_group (three->page, three->operations);
    }
  act (three, FERRY_TRANSFER_ACTION_START);
}

static void
on_started (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (FerryNotificationsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ferry_transfers_act_finish (result, &error) && is_open (self))
    tell (self, error->message);
}

static void
ferry_notifications_page_dispose (GObject *object)
{
  FerryNotificationsPage *self = FERRY_NOTIFICATIONS_PAGE (object);

  g_clear_object (&self->watch);
  g_clear_object (&self->group);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ferry_notifications_page_parent_class)->dispose (object);
}

static void
ferry_notifications_page_class_init (FerryNotificationsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_notifications_page_dispose;

  g_type_ensure (FERRY_TYPE_TRANSFER_ROW);
  g_type_ensure (FERRY_TYPE_LOG_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               FERRY_RESOURCE_PATH "/ferry-notifications-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryNotificationsPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, FerryNotificationsPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, FerryNotificationsPage, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, FerryNotificationsPage, selection);
  gtk_widget_class_bind_template_child (widget_class, FerryNotificationsPage, group_box);
  gtk_widget_class_bind_template_child (widget_class, FerryNotificationsPage, log_view);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_install_action (widget_class, "page.start", NULL, on_start);
  gtk_widget_class_install_action (widget_class, "page.tell", "s", on_tell);
}

static void
ferry_notifications_page_init (FerryNotificationsPage *self)
{
  g_autofree char *address = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (FERRY_APP_ID);
  self->group = g_list_store_new (FERRY_TYPE_TRANSFER_OPERATION);
  self->watch = ferry_transfer_watch_new (G_LIST_MODEL (self->group));
  ferry_transfer_log_follow (ferry_log_view_get_log (self->log_view), self->watch);
  gtk_no_selection_set_model (self->selection, G_LIST_MODEL (self->group));
  address = g_settings_get_string (self->settings, "last-notifications-address");
  gtk_editable_set_text (self->address_row, address);
  on_address_changed (self);
}
