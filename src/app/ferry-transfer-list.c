/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of a page, newest first. What its menu and its keys do is
 * done to all rows that are selected and for which it makes sense. */

#include "ferry-transfer-list.h"

#include "ferry-app-closures.h"
#include "ferry-app-kinds.h"
#include "ferry-details-window.h"
#include "ferry-transfer-row.h"
#include "ferry-launch.h"
#include "ferry-mass-action.h"
#include "ferry-removal.h"
#include "ferry-reveal.h"

#include <glib/gi18n.h>

struct _FerryTransferList {
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

G_DEFINE_FINAL_TYPE (FerryTransferList, ferry_transfer_list, ADW_TYPE_BIN)

static const struct {
  const char *name;
  FerryTransferAction action;
} commands[] = {
  { "transfers.pause", FERRY_TRANSFER_ACTION_PAUSE },
  { "transfers.resume", FERRY_TRANSFER_ACTION_RESUME },
  { "transfers.cancel", FERRY_TRANSFER_ACTION_CANCEL },
  { "transfers.retry", FERRY_TRANSFER_ACTION_RETRY },
  { "transfers.remove", FERRY_TRANSFER_ACTION_REMOVE },
};

static int
compare_age (gconstpointer a,
             gconstpointer b,
             gpointer      user_data)
{
  g_autoptr (GDateTime) one = ferry_transfer_operation_get_created ((FerryTransferOperation *) a);
  g_autoptr (GDateTime) other = ferry_transfer_operation_get_created ((FerryTransferOperation *) b);

  if (one == NULL || other == NULL)
    return (one != NULL) - (other != NULL);
  return g_date_time_compare (other, one);
}

/* A list keeps what it shows in its place; but who looks at the top wants to
 * see what comes there. */
static void
on_came (FerryTransferList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (gtk_adjustment_get_value (adjustment) <= 0)
    gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", 0);
}

static void
on_rows_changed (FerryTransferList *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "page.count", NULL);
}

/* Looked for when a person asks, not kept in each row: that is rare. */
static guint
find (FerryTransferList *self,
      const char        *guid)
{
  GListModel *rows = G_LIST_MODEL (self->selection);
  guint n = g_list_model_get_n_items (rows);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (rows, i);

      if (g_str_equal (ferry_transfer_operation_get_guid (operation), guid))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* The one that is selected, when it is the only one. */
static FerryTransferOperation *
get_single (FerryTransferList *self)
{
  GListModel *selected = G_LIST_MODEL (self->selected);

  return g_list_model_get_n_items (selected) == 1 ? g_list_model_get_item (selected, 0) : NULL;
}

static void
on_mass_acted (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (FerryTransferList) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ferry_mass_action_finish (result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "page.tell", "s", error->message);
}

static void
remove_all (FerryTransferList *self,
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
  FerryTransferList *self = FERRY_TRANSFER_LIST (widget);
  g_autoptr (GListStore) chosen = g_list_store_new (FERRY_TYPE_TRANSFER_OPERATION);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selected));

  /* A list of its own: the selection moves as soon as rows go. */
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation =
        g_list_model_get_item (G_LIST_MODEL (self->selected), i);

      g_list_store_append (chosen, operation);
    }
  if (g_str_equal (name, "transfers.remove"))
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
  FerryTransferList *self = FERRY_TRANSFER_LIST (widget);
  guint position = find (self, g_variant_get_string (parameter, NULL));
  g_autoptr (GListStore) one = g_list_store_new (FERRY_TYPE_TRANSFER_OPERATION);
  g_autoptr (FerryTransferOperation) operation = NULL;

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
  g_autoptr (FerryTransferOperation) operation = get_single (FERRY_TRANSFER_LIST (widget));

  if (operation == NULL)
    return;
  if (g_str_equal (name, "transfers.open"))
    ferry_launch_file (widget, operation);
  else
    ferry_launch_folder (widget, operation);
}

static void
show_details (FerryTransferList      *self,
              FerryTransferOperation *operation)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_window_present (GTK_WINDOW (ferry_details_window_new (GTK_WINDOW (root), operation)));
}

static void
on_details (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  g_autoptr (FerryTransferOperation) operation = get_single (FERRY_TRANSFER_LIST (widget));

  if (operation != NULL)
    show_details (FERRY_TRANSFER_LIST (widget), operation);
}

static void
on_copy_address (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  GListModel *selected = G_LIST_MODEL (FERRY_TRANSFER_LIST (widget)->selected);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = g_list_model_get_n_items (selected);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (selected, i);

      if (i > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, ferry_transfer_operation_get_requested_uri (operation));
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static gboolean
can_open (FerryTransferOperation *operation)
{
  return ferry_app_can_open (NULL, ferry_app_kind_of (NULL, operation),
                             ferry_transfer_operation_get_state (operation));
}

static void
on_activated (FerryTransferList *self,
              guint              position)
{
  g_autoptr (FerryTransferOperation) operation = NULL;

  operation = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  if (can_open (operation))
    ferry_launch_file (GTK_WIDGET (self), operation);
  else
    show_details (self, operation);
}

/* The row that had the focus has it again; GTK would give it to what follows. */
static void
on_menu_closed (FerryTransferList *self)
{
  gtk_widget_grab_focus (self->list);
}

/* A click on a row that is not selected means that row alone. */
static void
pop_up (FerryTransferList *self,
        FerryTransferRow  *row,
        double             x,
        double             y)
{
  GdkRectangle at = { x, y, 1, 1 };
  FerryTransferOperation *operation = ferry_transfer_row_get_operation (row);
  guint position = find (self, ferry_transfer_operation_get_guid (operation));

  if (!gtk_selection_model_is_selected (self->selection, position))
    gtk_selection_model_select_item (self->selection, position, TRUE);
  gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (row)));
  ferry_transfer_list_update (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &at);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
pop_up_at (FerryTransferList *self,
           double             x,
           double             y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = NULL;

  if (picked != NULL)
    row = gtk_widget_get_ancestor (picked, FERRY_TYPE_TRANSFER_ROW);
  if (row != NULL)
    pop_up (self, FERRY_TRANSFER_ROW (row), x, y);
}

static void
on_right_clicked (FerryTransferList *self,
                  int                n_press,
                  double             x,
                  double             y)
{
  pop_up_at (self, x, y);
}

static void
on_long_pressed (FerryTransferList *self,
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

  if (!FERRY_IS_TRANSFER_ROW (row))
    return;
  graphene_point_init (&middle, gtk_widget_get_width (row) / 2.0, gtk_widget_get_height (row) / 2.0);
  if (gtk_widget_compute_point (row, widget, &middle, &middle))
    pop_up (FERRY_TRANSFER_LIST (widget), FERRY_TRANSFER_ROW (row), middle.x, middle.y);
}

static void
ferry_transfer_list_dispose (GObject *object)
{
  FerryTransferList *self = FERRY_TRANSFER_LIST (object);

  if (self->removal != NULL)
    ferry_removal_commit (self->removal);
  g_clear_object (&self->removal);
  g_clear_object (&self->selected);
  g_clear_pointer (&self->popover, gtk_widget_unparent);

  G_OBJECT_CLASS (ferry_transfer_list_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    gtk_widget_class_install_action (widget_class, commands[i].name, NULL, on_command);
  gtk_widget_class_install_action (widget_class, "transfers.remove-one", "s", on_remove_one);
  gtk_widget_class_install_action (widget_class, "transfers.open", NULL, on_launch);
  gtk_widget_class_install_action (widget_class, "transfers.show-in-folder", NULL, on_launch);
  gtk_widget_class_install_action (widget_class, "transfers.details", NULL, on_details);
  gtk_widget_class_install_action (widget_class, "transfers.copy-address", NULL, on_copy_address);
  gtk_widget_class_install_action (widget_class, "transfers.menu", NULL, on_menu);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "transfers.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "transfers.copy-address", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_ALT_MASK, "transfers.details", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "transfers.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "transfers.menu", NULL);
}

static void
ferry_transfer_list_class_init (FerryTransferListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_transfer_list_dispose;

  g_type_ensure (FERRY_TYPE_TRANSFER_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               FERRY_RESOURCE_PATH "/ferry-transfer-list.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryTransferList, scroller);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferList, list);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferList, selection);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferList, newest_first);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferList, remaining);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferList, popover);
  gtk_widget_class_bind_template_callback (widget_class, on_right_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_long_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_menu_closed);
  install_actions (widget_class);
}

static void
ferry_transfer_list_init (FerryTransferList *self)
{
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_age, NULL, NULL));

  self->removal = ferry_removal_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_filter_list_model_set_filter (self->remaining, ferry_removal_get_filter (self->removal));
  gtk_sort_list_model_set_sorter (self->newest_first, sorter);
  self->selected = gtk_selection_filter_model_new (self->selection);
  g_signal_connect_object (self->selected, "items-changed", G_CALLBACK (ferry_transfer_list_update), self,
                           G_CONNECT_SWAPPED);
  /* After the list's own, so that the list knows the new row. */
  g_signal_connect_object (self->newest_first, "items-changed", G_CALLBACK (on_came), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->remaining, "items-changed", G_CALLBACK (on_rows_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  ferry_transfer_list_update (self);
}

/**
 * ferry_transfer_list_set_operations:
 * @self: a list
 * @kind: of the transfers
 * @operations: a list of #FerryTransferOperation
 *
 * Shows them.
 */
void
ferry_transfer_list_set_operations (FerryTransferList *self,
                                    FerryTransferKind  kind,
                                    GListModel        *operations)
{
  g_return_if_fail (FERRY_IS_TRANSFER_LIST (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (ferry_app_kind (kind)->list), -1);
  gtk_filter_list_model_set_model (self->remaining, operations);
}

/**
 * ferry_transfer_list_get_n_rows:
 * @self: a list
 *
 * Returns: how many transfers it shows
 */
guint
ferry_transfer_list_get_n_rows (FerryTransferList *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_LIST (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->remaining));
}

static void
enable (FerryTransferList *self,
        const char        *name,
        gboolean           enabled)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), name, enabled);
}

/**
 * ferry_transfer_list_update:
 * @self: a list
 *
 * Finds out what can be done with the selected rows, after they have moved.
 */
void
ferry_transfer_list_update (FerryTransferList *self)
{
  g_autoptr (FerryTransferOperation) single = NULL;
  gboolean openable;

  g_return_if_fail (FERRY_IS_TRANSFER_LIST (self));

  single = get_single (self);
  openable = single != NULL && can_open (single);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    enable (self, commands[i].name,
            ferry_mass_action_makes_sense (commands[i].action, G_LIST_MODEL (self->selected)));
  enable (self, "transfers.open", openable);
  enable (self, "transfers.show-in-folder", openable);
  enable (self, "transfers.details", single != NULL);
  enable (self, "transfers.copy-address", g_list_model_get_n_items (G_LIST_MODEL (self->selected)) > 0);
}

/**
 * ferry_transfer_list_clear_finished:
 * @self: a list
 *
 * Takes the transfers off that have ended; for a while they can be had back.
 */
void
ferry_transfer_list_clear_finished (FerryTransferList *self)
{
  g_return_if_fail (FERRY_IS_TRANSFER_LIST (self));

  remove_all (self, G_LIST_MODEL (self->remaining));
}

/**
 * ferry_transfer_list_reveal:
 * @self: a list
 * @guids: (array zero-terminated=1): of transfers
 *
 * Selects those that it shows, and goes to the first.
 */
void
ferry_transfer_list_reveal (FerryTransferList *self,
                            const char *const *guids)
{
  g_return_if_fail (FERRY_IS_TRANSFER_LIST (self));

  ferry_reveal (self->list, self->selection, guids);
}
