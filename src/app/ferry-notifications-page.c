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

  /* (unowned) of the template */
  AdwToastOverlay *toasts;
  GtkEditable *address_row;
  GtkRevealer *problem_revealer;
  GtkNoSelection *selection;
  GtkWidget *group_box;
  FerryLogView *log_view;
};

G_DEFINE_FINAL_TYPE (FerryNotificationsPage, ferry_notifications_page, ADW_TYPE_BIN)

static void on_group_made (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);
static void on_created    (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);
static void on_started    (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

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
                                 ferry_app_address_is_usable (address));
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
  g_autofree char *guid = g_uuid_string_random ();
  g_autofree char *name = g_strdup_printf ("notifications-%s", guid);

  gtk_widget_action_set_enabled (widget, "page.start", FALSE);
  ferry_transfer_group_create_async (name, FERRY_TRANSFER_BEHAVIOR_PARALLEL, NULL,
                                     on_group_made, g_object_ref (widget));
}

static GStrv
three_addresses (FerryNotificationsPage *self)
{
  const char *address = gtk_editable_get_text (self->address_row);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      g_autofree char *delayed = ferry_app_address_with_delay (address, delays[i]);

      g_strv_builder_add (builder, delayed);
    }
  return g_strv_builder_end (builder);
}

static void
on_group_made (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (FerryNotificationsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryTransferGroup) group = ferry_transfer_group_create_finish (result, &error);
  g_autoptr (FerryBackgroundDownloader) downloader = ferry_background_downloader_new ();
  g_auto (GStrv) addresses = NULL;

  if (!is_open (self))
    return;
  if (group == NULL)
    {
      on_address_changed (self);
      tell (self, error->message);
      return;
    }
  addresses = three_addresses (self);
  ferry_transfer_creator_set_transfer_group (FERRY_TRANSFER_CREATOR (downloader), group);
  ferry_background_downloader_create_downloads_async (downloader, (const char *const *) addresses, NULL,
                                                      on_created, g_steal_pointer (&self));
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
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (FerryNotificationsPage) self = user_data;
  FerryBackgroundDownloader *downloader = FERRY_BACKGROUND_DOWNLOADER (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) operations = NULL;
  g_auto (GStrv) guids = NULL;

  operations = ferry_background_downloader_create_downloads_finish (downloader, result, &error);
  if (is_open (self))
    on_address_changed (self);
  if (operations == NULL && is_open (self))
    tell (self, error->message);
  if (operations == NULL)
    return;
  guids = guids_of (operations);
  if (is_open (self))
    {
      g_settings_set_string (self->settings, "last-notifications-address",
                             ferry_app_address_to_remember (gtk_editable_get_text (self->address_row)));
      show_group (self, operations);
    }
  ferry_transfers_act_async (FERRY_TRANSFER_ACTION_START, (const char *const *) guids, NULL,
                             on_started, g_steal_pointer (&self));
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
