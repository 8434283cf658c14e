/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of the downloads, newest first. What its menu and its keys do is
 * done to all rows that are selected and for which it makes sense. */

#include "ferry-download-list.h"

#include "ferry-app-closures.h"
#include "ferry-details-window.h"
#include "ferry-download-row.h"
#include "ferry-launch.h"
#include "ferry-mass-action.h"
#include "ferry-removal.h"

struct _FerryDownloadList {
  AdwBin parent_instance;

  FerryRemoval *removal;             /* (owned) */
  GtkSelectionFilterModel *selected; /* (owned) */

  /* (unowned) of the template */
  GtkScrolledWindow *scroller;
  GtkWidget *list;
  GtkSelectionModel *selection;
  GtkSortListModel *newest_first;
  GtkFilterListModel *remaining;
  GtkWidget *popover;
};

G_DEFINE_FINAL_TYPE (FerryDownloadList, ferry_download_list, ADW_TYPE_BIN)

static const struct {
  const char *name;
  FerryTransferAction action;
} commands[] = {
  { "downloads.pause", FERRY_TRANSFER_ACTION_PAUSE },
  { "downloads.resume", FERRY_TRANSFER_ACTION_RESUME },
  { "downloads.cancel", FERRY_TRANSFER_ACTION_CANCEL },
  { "downloads.retry", FERRY_TRANSFER_ACTION_RETRY },
  { "downloads.remove", FERRY_TRANSFER_ACTION_REMOVE },
};

static int
compare_age (gconstpointer a,
             gconstpointer b,
             gpointer      user_data)
{
  g_autoptr (GDateTime) one = ferry_download_operation_get_created ((FerryDownloadOperation *) a);
  g_autoptr (GDateTime) other = ferry_download_operation_get_created ((FerryDownloadOperation *) b);

  if (one == NULL || other == NULL)
    return (one != NULL) - (other != NULL);
  return g_date_time_compare (other, one);
}

/* A list keeps what it shows in its place; but who looks at the top wants to
 * see what comes there. */
static void
on_came (FerryDownloadList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (gtk_adjustment_get_value (adjustment) <= 0)
    gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", 0);
}

static void
on_rows_changed (FerryDownloadList *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "page.count", NULL);
}

/* Looked for when a person asks, not kept in each row: that is rare. */
static guint
find (FerryDownloadList *self,
      const char        *guid)
{
  GListModel *rows = G_LIST_MODEL (self->selection);
  guint n = g_list_model_get_n_items (rows);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryDownloadOperation) operation = g_list_model_get_item (rows, i);

      if (g_str_equal (ferry_download_operation_get_guid (operation), guid))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* The one that is selected, when it is the only one. */
static FerryDownloadOperation *
get_single (FerryDownloadList *self)
{
  GListModel *selected = G_LIST_MODEL (self->selected);

  return g_list_model_get_n_items (selected) == 1 ? g_list_model_get_item (selected, 0) : NULL;
}

static void
on_mass_acted (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (FerryDownloadList) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ferry_mass_action_finish (result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "page.tell", "s", error->message);
}

static void
remove_all (FerryDownloadList *self,
            GListModel        *operations)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  ferry_removal_begin (self->removal, operations, ADW_TOAST_OVERLAY (toasts));
}

static void
on_command (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  FerryDownloadList *self = FERRY_DOWNLOAD_LIST (widget);
  g_autoptr (GListStore) chosen = g_list_store_new (FERRY_TYPE_DOWNLOAD_OPERATION);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selected));

  /* A list of its own: the selection moves as soon as rows go. */
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryDownloadOperation) operation =
        g_list_model_get_item (G_LIST_MODEL (self->selected), i);

      g_list_store_append (chosen, operation);
    }
  if (g_str_equal (name, "downloads.remove"))
    {
      remove_all (self, G_LIST_MODEL (chosen));
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      ferry_mass_action_async (commands[i].action, G_LIST_MODEL (chosen), NULL,
                               on_mass_acted, g_object_ref (self));
}

/* The button of a row means that row, whatever is selected. */
static void
on_remove_one (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  FerryDownloadList *self = FERRY_DOWNLOAD_LIST (widget);
  guint position = find (self, g_variant_get_string (parameter, NULL));
  g_autoptr (GListStore) one = g_list_store_new (FERRY_TYPE_DOWNLOAD_OPERATION);
  g_autoptr (FerryDownloadOperation) operation = NULL;

  operation = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  if (operation == NULL)
    return;
  g_list_store_append (one, operation);
  remove_all (self, G_LIST_MODEL (one));
}

static void
on_launch (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  g_autoptr (FerryDownloadOperation) operation = get_single (FERRY_DOWNLOAD_LIST (widget));

  if (operation == NULL)
    return;
  if (g_str_equal (name, "downloads.open"))
    ferry_launch_file (widget, operation);
  else
    ferry_launch_folder (widget, operation);
}

static void
show_details (FerryDownloadList      *self,
              FerryDownloadOperation *operation)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_window_present (GTK_WINDOW (ferry_details_window_new (GTK_WINDOW (root), operation)));
}

static void
on_details (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  g_autoptr (FerryDownloadOperation) operation = get_single (FERRY_DOWNLOAD_LIST (widget));

  if (operation != NULL)
    show_details (FERRY_DOWNLOAD_LIST (widget), operation);
}

static void
on_copy_address (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  GListModel *selected = G_LIST_MODEL (FERRY_DOWNLOAD_LIST (widget)->selected);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = g_list_model_get_n_items (selected);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryDownloadOperation) operation = g_list_model_get_item (selected, i);

      if (i > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, ferry_download_operation_get_requested_uri (operation));
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
on_activated (FerryDownloadList *self,
              guint              position)
{
  g_autoptr (FerryDownloadOperation) operation = NULL;

  operation = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  if (ferry_app_can_open (NULL, ferry_download_operation_get_state (operation)))
    ferry_launch_file (GTK_WIDGET (self), operation);
  else
    show_details (self, operation);
}

/* The row that had the focus has it again; GTK would give it to what follows. */
static void
on_menu_closed (FerryDownloadList *self)
{
  gtk_widget_grab_focus (self->list);
}

/* A click on a row that is not selected means that row alone. */
static void
pop_up (FerryDownloadList *self,
        FerryDownloadRow  *row,
        double             x,
        double             y)
{
  GdkRectangle at = { x, y, 1, 1 };
  FerryDownloadOperation *operation = ferry_download_row_get_operation (row);
  guint position = find (self, ferry_download_operation_get_guid (operation));

  if (!gtk_selection_model_is_selected (self->selection, position))
    gtk_selection_model_select_item (self->selection, position, TRUE);
  gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (row)));
  ferry_download_list_update (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &at);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
pop_up_at (FerryDownloadList *self,
           double             x,
           double             y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = NULL;

  if (picked != NULL)
    row = gtk_widget_get_ancestor (picked, FERRY_TYPE_DOWNLOAD_ROW);
  if (row != NULL)
    pop_up (self, FERRY_DOWNLOAD_ROW (row), x, y);
}

static void
on_right_clicked (FerryDownloadList *self,
                  int                n_press,
                  double             x,
                  double             y)
{
  pop_up_at (self, x, y);
}

static void
on_long_pressed (FerryDownloadList *self,
                 double             x,
                 double             y)
{
  pop_up_at (self, x, y);
}

/* The keyboard's way to the menu: the row that has the focus. */
static void
on_menu (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  graphene_point_t middle;

  if (!FERRY_IS_DOWNLOAD_ROW (row))
    return;
  graphene_point_init (&middle, gtk_widget_get_width (row) / 2.0, gtk_widget_get_height (row) / 2.0);
  if (gtk_widget_compute_point (row, widget, &middle, &middle))
    pop_up (FERRY_DOWNLOAD_LIST (widget), FERRY_DOWNLOAD_ROW (row), middle.x, middle.y);
}

static void
ferry_download_list_dispose (GObject *object)
{
  FerryDownloadList *self = FERRY_DOWNLOAD_LIST (object);

  if (self->removal != NULL)
    ferry_removal_commit (self->removal);
  g_clear_object (&self->removal);
  g_clear_object (&self->selected);
  g_clear_pointer (&self->popover, gtk_widget_unparent);

  G_OBJECT_CLASS (ferry_download_list_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    gtk_widget_class_install_action (widget_class, commands[i].name, NULL, on_command);
  gtk_widget_class_install_action (widget_class, "downloads.remove-one", "s", on_remove_one);
  gtk_widget_class_install_action (widget_class, "downloads.open", NULL, on_launch);
  gtk_widget_class_install_action (widget_class, "downloads.show-in-folder", NULL, on_launch);
  gtk_widget_class_install_action (widget_class, "downloads.details", NULL, on_details);
  gtk_widget_class_install_action (widget_class, "downloads.copy-address", NULL, on_copy_address);
  gtk_widget_class_install_action (widget_class, "downloads.menu", NULL, on_menu);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "downloads.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "downloads.copy-address", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_ALT_MASK, "downloads.details", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "downloads.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "downloads.menu", NULL);
}

static void
ferry_download_list_class_init (FerryDownloadListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_download_list_dispose;

  g_type_ensure (FERRY_TYPE_DOWNLOAD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               FERRY_RESOURCE_PATH "/ferry-download-list.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryDownloadList, scroller);
  gtk_widget_class_bind_template_child (widget_class, FerryDownloadList, list);
  gtk_widget_class_bind_template_child (widget_class, FerryDownloadList, selection);
  gtk_widget_class_bind_template_child (widget_class, FerryDownloadList, newest_first);
  gtk_widget_class_bind_template_child (widget_class, FerryDownloadList, remaining);
  gtk_widget_class_bind_template_child (widget_class, FerryDownloadList, popover);
  gtk_widget_class_bind_template_callback (widget_class, on_right_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_long_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_menu_closed);
  install_actions (widget_class);
}

static void
ferry_download_list_init (FerryDownloadList *self)
{
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_age, NULL, NULL));

  self->removal = ferry_removal_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_filter_list_model_set_filter (self->remaining, ferry_removal_get_filter (self->removal));
  gtk_sort_list_model_set_sorter (self->newest_first, sorter);
  self->selected = gtk_selection_filter_model_new (self->selection);
  g_signal_connect_object (self->selected, "items-changed", G_CALLBACK (ferry_download_list_update), self,
                           G_CONNECT_SWAPPED);
  /* After the list's own, so that the list knows the new row. */
  g_signal_connect_object (self->newest_first, "items-changed", G_CALLBACK (on_came), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->remaining, "items-changed", G_CALLBACK (on_rows_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  ferry_download_list_update (self);
}

/**
 * ferry_download_list_set_operations:
 * @self: a list
 * @operations: a list of #FerryDownloadOperation
 *
 * Shows them.
 */
void
ferry_download_list_set_operations (FerryDownloadList *self,
                                    GListModel        *operations)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_LIST (self));

  gtk_filter_list_model_set_model (self->remaining, operations);
}

/**
 * ferry_download_list_get_n_rows:
 * @self: a list
 *
 * Returns: how many downloads it shows
 */
guint
ferry_download_list_get_n_rows (FerryDownloadList *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_LIST (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->remaining));
}

static void
enable (FerryDownloadList *self,
        const char        *name,
        gboolean           enabled)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), name, enabled);
}

/**
 * ferry_download_list_update:
 * @self: a list
 *
 * Finds out what can be done with the selected rows, after they have moved.
 */
void
ferry_download_list_update (FerryDownloadList *self)
{
  g_autoptr (FerryDownloadOperation) single = NULL;
  gboolean can_open;

  g_return_if_fail (FERRY_IS_DOWNLOAD_LIST (self));

  single = get_single (self);
  can_open = single != NULL && ferry_app_can_open (NULL, ferry_download_operation_get_state (single));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    enable (self, commands[i].name,
            ferry_mass_action_makes_sense (commands[i].action, G_LIST_MODEL (self->selected)));
  enable (self, "downloads.open", can_open);
  enable (self, "downloads.show-in-folder", can_open);
  enable (self, "downloads.details", single != NULL);
  enable (self, "downloads.copy-address", g_list_model_get_n_items (G_LIST_MODEL (self->selected)) > 0);
}

/**
 * ferry_download_list_clear_finished:
 * @self: a list
 *
 * Takes the downloads off that have ended; for a while they can be had back.
 */
void
ferry_download_list_clear_finished (FerryDownloadList *self)
{
  g_return_if_fail (FERRY_IS_DOWNLOAD_LIST (self));

  remove_all (self, G_LIST_MODEL (self->remaining));
}
