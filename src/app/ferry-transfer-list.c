/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of a page, newest first, and how a person points at its rows. What
 * is then done to them is the business of ferry-transfer-list-actions.c. */

#include "ferry-transfer-list.h"
#include "ferry-transfer-list-private.h"

#include "ferry-app-kinds.h"
#include "ferry-reveal.h"
#include "ferry-transfer-row.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (FerryTransferList, ferry_transfer_list, ADW_TYPE_BIN)

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

static void
on_activated (FerryTransferList *self,
              guint              position)
{
  g_autoptr (FerryTransferOperation) operation = NULL;

  operation = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  ferry_transfer_list_launch (self, operation);
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
  guint position = ferry_transfer_list_find (self, ferry_transfer_operation_get_guid (operation));

  if (!gtk_selection_model_is_selected (self->selection, position))
    gtk_selection_model_select_item (self->selection, position, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (row));
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

/* The keyboard's way to the menu: the row that has the focus, or a button in it. */
static void
on_menu (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, FERRY_TYPE_TRANSFER_ROW) : NULL;
  graphene_point_t middle;

  if (row == NULL)
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
  ferry_transfer_list_install_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "transfers.menu", NULL, on_menu);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "transfers.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "transfers.menu", NULL);
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

/**
 * ferry_transfer_list_find:
 * @self: a list
 * @guid: of a transfer
 *
 * Looked for when a person asks, not kept in each row: that is rare.
 *
 * Returns: its position; %GTK_INVALID_LIST_POSITION when it is not shown
 */
guint
ferry_transfer_list_find (FerryTransferList *self,
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
