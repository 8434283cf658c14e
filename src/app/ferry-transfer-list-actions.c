/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the list's menu and keys do: to all rows that are selected and for which
 * it makes sense. */

#include "ferry-transfer-list.h"
#include "ferry-transfer-list-private.h"

#include "ferry-app-closures.h"
#include "ferry-app-kinds.h"
#include "ferry-details-window.h"
#include "ferry-launch.h"
#include "ferry-bulk-action.h"

static const struct {
  const char *name;
  FerryTransferAction action;
} commands[] = {
  { "transfers.start", FERRY_TRANSFER_ACTION_START },
  { "transfers.pause", FERRY_TRANSFER_ACTION_PAUSE },
  { "transfers.resume", FERRY_TRANSFER_ACTION_RESUME },
  { "transfers.cancel", FERRY_TRANSFER_ACTION_CANCEL },
  { "transfers.retry", FERRY_TRANSFER_ACTION_RETRY },
  { "transfers.remove", FERRY_TRANSFER_ACTION_REMOVE },
};

/* The one that is selected, when it is the only one. */
static FerryTransferOperation *
get_single (FerryTransferList *self)
{
  GListModel *selected = G_LIST_MODEL (self->selected);

  return g_list_model_get_n_items (selected) == 1 ? g_list_model_get_item (selected, 0) : NULL;
}

/* A list of its own: the selection moves as soon as rows go. */
static GListModel *
dup_selected (FerryTransferList *self)
{
  GListStore *chosen = g_list_store_new (FERRY_TYPE_TRANSFER_OPERATION);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selected));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation =
        g_list_model_get_item (G_LIST_MODEL (self->selected), i);

      g_list_store_append (chosen, operation);
    }
  return G_LIST_MODEL (chosen);
}

static void
remove_all (FerryTransferList *self,
            GListModel        *operations)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  ferry_removal_begin (self->removal, operations, ADW_TOAST_OVERLAY (toasts));
}

static void
on_remove (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  FerryTransferList *self = FERRY_TRANSFER_LIST (widget);
  g_autoptr (GListModel) chosen = dup_selected (self);

  remove_all (self, chosen);
}

/* The button of a row means that row, whatever is selected. */
static void
on_remove_one (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  FerryTransferList *self = FERRY_TRANSFER_LIST (widget);
  guint position = ferry_transfer_list_find (self, g_variant_get_string (parameter, NULL));
  g_autoptr (GListStore) one = g_list_store_new (FERRY_TYPE_TRANSFER_OPERATION);
  g_autoptr (FerryTransferOperation) operation = NULL;

  operation = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  if (operation == NULL)
    return;
  g_list_store_append (one, operation);
  remove_all (self, G_LIST_MODEL (one));
}

static void
on_mass_acted (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (FerryTransferList) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ferry_bulk_action_finish (result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "page.tell", "s", error->message);
}

static void
on_command (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  FerryTransferList *self = FERRY_TRANSFER_LIST (widget);
  g_autoptr (GListModel) chosen = dup_selected (self);

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      ferry_bulk_action_async (commands[i].action, chosen, NULL, on_mass_acted, g_object_ref (self));
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

/**
 * ferry_transfer_list_launch:
 * @self: a list
 * @operation: one of its transfers
 *
 * Opens the file, or what there is to know while there is none.
 */
void
ferry_transfer_list_launch (FerryTransferList      *self,
                            FerryTransferOperation *operation)
{
  g_return_if_fail (FERRY_IS_TRANSFER_LIST (self));

  if (can_open (operation))
    ferry_launch_file (GTK_WIDGET (self), operation);
  else
    show_details (self, operation);
}

/**
 * ferry_transfer_list_install_actions:
 * @widget_class: of the list
 *
 * Lets menus and keys do what this file does.
 */
void
ferry_transfer_list_install_actions (GtkWidgetClass *widget_class)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    gtk_widget_class_install_action (widget_class, commands[i].name, NULL,
                                     commands[i].action == FERRY_TRANSFER_ACTION_REMOVE ? on_remove
                                                                                        : on_command);
  gtk_widget_class_install_action (widget_class, "transfers.remove-one", "s", on_remove_one);
  gtk_widget_class_install_action (widget_class, "transfers.open", NULL, on_launch);
  gtk_widget_class_install_action (widget_class, "transfers.show-in-folder", NULL, on_launch);
  gtk_widget_class_install_action (widget_class, "transfers.details", NULL, on_details);
  gtk_widget_class_install_action (widget_class, "transfers.copy-address", NULL, on_copy_address);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "transfers.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "transfers.copy-address", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_ALT_MASK, "transfers.details", NULL);
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
            ferry_bulk_action_makes_sense (commands[i].action, G_LIST_MODEL (self->selected)));
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
