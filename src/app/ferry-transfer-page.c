/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A page with transfers of one kind: a form for new ones, the list of all that
 * the service knows, and the log of what happened meanwhile. */

#include "ferry-transfer-page.h"

#include "ferry-app-kinds.h"
#include "ferry-transfer-list.h"
#include "ferry-log-view.h"
#include "ferry-bulk-action.h"

#include <glib/gi18n.h>

struct _FerryTransferPage {
  AdwBin parent_instance;

  FerryTransferKind kind;
  GCancellable *cancellable;   /* (owned) gives up loading when the page goes */
  FerryOperations *operations; /* (owned) */
  FerryTransferWatch *watch;   /* (owned) */
  GStrv wanted;                /* (owned) (nullable) rows to go to when they are loaded */
  gboolean is_settled;         /* the list was asked for, and is known or is not to be had */

  /* (unowned) of the template */
  AdwToastOverlay *toasts;
  AdwClamp *form_clamp;
  GtkStack *stack;
  GtkLabel *heading;
  AdwStatusPage *empty;
  AdwStatusPage *trouble;
  FerryTransferList *list;
  FerryLogView *log_view;
};

typedef enum {
  PROP_KIND = 1,
  PROP_FORM,
  PROP_SETTLED,
} FerryTransferPageProperty;
static GParamSpec *properties[PROP_SETTLED + 1];

G_DEFINE_FINAL_TYPE (FerryTransferPage, ferry_transfer_page, ADW_TYPE_BIN)

static void on_loaded     (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);
static void on_mass_acted (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

/* A toast has one line; the log has the whole sentence. */
static void
tell (FerryTransferPage *self,
      const char        *message)
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
  tell (FERRY_TRANSFER_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
on_counted (FerryTransferPage *self)
{
  FerryTransferCount count = ferry_transfer_watch_get_count (self->watch);
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "page.pause-all", count.pausable > 0);
  gtk_widget_action_set_enabled (widget, "page.resume-all", count.resumable > 0);
  gtk_widget_action_set_enabled (widget, "page.cancel-all", count.unfinished > 0);
  gtk_widget_action_set_enabled (widget, "page.clear-finished", count.finished > 0);
  ferry_transfer_list_update (self->list);
  gtk_stack_set_visible_child_name (self->stack,
                                    ferry_transfer_list_get_n_rows (self->list) > 0 ? "list" : "empty");
}

static void
load (FerryTransferPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  ferry_operations_load_async (self->operations, self->cancellable, on_loaded, g_object_ref (self));
}

/* The log does not begin before: the transfers of yesterday are no events of
 * today. */
static void
settle (FerryTransferPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->operations));
  g_autofree char *line = NULL;

  if (self->is_settled)
    return;
  self->is_settled = TRUE;
  if (n > 0)
    {
      line = ferry_app_kind_listed (self->kind, n);
      ferry_transfer_log_say (ferry_log_view_get_log (self->log_view), line);
    }
  ferry_transfer_log_follow (ferry_log_view_get_log (self->log_view), self->watch);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
}

static void
reveal_wanted (FerryTransferPage *self)
{
  g_auto (GStrv) wanted = g_steal_pointer (&self->wanted);

  if (wanted != NULL)
    ferry_transfer_list_reveal (self->list, (const char *const *) wanted);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (FerryTransferPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ferry_operations_load_finish (FERRY_OPERATIONS (source), result, &error))
    {
      settle (self);
      on_counted (self);
      reveal_wanted (self);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  settle (self);
  adw_status_page_set_description (self->trouble, error->message);
  gtk_stack_set_visible_child_name (self->stack, "trouble");
}

static void
on_load (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  load (FERRY_TRANSFER_PAGE (widget));
}

static void
act_on_all (FerryTransferPage   *self,
            FerryTransferAction  action)
{
  ferry_bulk_action_async (action, G_LIST_MODEL (self->operations), NULL,
                           on_mass_acted, g_object_ref (self));
}

static void
on_mass_acted (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (FerryTransferPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ferry_bulk_action_finish (result, &error) &&
      gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    tell (self, error->message);
}

static void
on_bulk_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  FerryTransferPage *self = FERRY_TRANSFER_PAGE (widget);

  if (g_str_equal (action, "page.pause-all"))
    act_on_all (self, FERRY_TRANSFER_ACTION_PAUSE);
  else
    act_on_all (self, FERRY_TRANSFER_ACTION_RESUME);
}

static void
on_clear_finished (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  ferry_transfer_list_clear_finished (FERRY_TRANSFER_PAGE (widget)->list);
}

static void
on_count (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  on_counted (FERRY_TRANSFER_PAGE (widget));
}

static void
on_cancel_answered (FerryTransferPage *self,
                    const char        *response)
{
  if (g_str_equal (response, "cancel-all"))
    act_on_all (self, FERRY_TRANSFER_ACTION_CANCEL);
}

static void
on_cancel_all (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  const FerryAppKind *words = ferry_app_kind (FERRY_TRANSFER_PAGE (widget)->kind);
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *question;

  builder = gtk_builder_new_from_resource (FERRY_RESOURCE_PATH "/ferry-cancel-question.ui");
  question = GTK_WINDOW (gtk_builder_get_object (builder, "question"));
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (question), _ (words->cancel_title));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (question), _ (words->cancel_body));
  g_signal_connect_object (question, "response", G_CALLBACK (on_cancel_answered), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (question, GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (question);
}

static void
ferry_transfer_page_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  g_value_set_boolean (value, FERRY_TRANSFER_PAGE (object)->is_settled);
}

static void
ferry_transfer_page_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  FerryTransferPage *self = FERRY_TRANSFER_PAGE (object);

  switch ((FerryTransferPageProperty) id)
    {
    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;
    case PROP_FORM:
      adw_clamp_set_child (self->form_clamp, g_value_get_object (value));
      break;
    case PROP_SETTLED:
      g_assert_not_reached ();
    }
}

static void
show_kind (FerryTransferPage *self)
{
  const FerryAppKind *words = ferry_app_kind (self->kind);

  gtk_label_set_label (self->heading, _ (words->list));
  adw_status_page_set_icon_name (self->empty, words->empty_icon);
  adw_status_page_set_title (self->empty, _ (words->empty_title));
  adw_status_page_set_description (self->empty, _ (words->empty_advice));
}

static void
ferry_transfer_page_constructed (GObject *object)
{
  FerryTransferPage *self = FERRY_TRANSFER_PAGE (object);
  GType type = self->kind == FERRY_TRANSFER_KIND_UPLOAD ? FERRY_TYPE_UPLOAD_OPERATION
                                                        : FERRY_TYPE_DOWNLOAD_OPERATION;

  G_OBJECT_CLASS (ferry_transfer_page_parent_class)->constructed (object);

  self->operations = ferry_operations_new_for_type (type);
  self->watch = ferry_transfer_watch_new (G_LIST_MODEL (self->operations));
  g_signal_connect_object (self->watch, "counted", G_CALLBACK (on_counted), self, G_CONNECT_SWAPPED);
  ferry_transfer_list_set_operations (self->list, self->kind, G_LIST_MODEL (self->operations));
  show_kind (self);
  load (self);
}

static void
ferry_transfer_page_dispose (GObject *object)
{
  FerryTransferPage *self = FERRY_TRANSFER_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->watch);
  g_clear_object (&self->operations);
  g_clear_pointer (&self->wanted, g_strfreev);

  G_OBJECT_CLASS (ferry_transfer_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.load", NULL, on_load);
  gtk_widget_class_install_action (widget_class, "page.tell", "s", on_tell);
  gtk_widget_class_install_action (widget_class, "page.pause-all", NULL, on_bulk_action);
  gtk_widget_class_install_action (widget_class, "page.resume-all", NULL, on_bulk_action);
  gtk_widget_class_install_action (widget_class, "page.clear-finished", NULL, on_clear_finished);
  gtk_widget_class_install_action (widget_class, "page.count", NULL, on_count);
  gtk_widget_class_install_action (widget_class, "page.cancel-all", NULL, on_cancel_all);
}

static void
ferry_transfer_page_class_init (FerryTransferPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ferry_transfer_page_get_property;
  object_class->set_property = ferry_transfer_page_set_property;
  object_class->constructed = ferry_transfer_page_constructed;
  object_class->dispose = ferry_transfer_page_dispose;

  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, FERRY_TYPE_TRANSFER_KIND, FERRY_TRANSFER_KIND_DOWNLOAD,
                       G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_FORM] =
    g_param_spec_object ("form", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SETTLED] =
    g_param_spec_boolean ("settled", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (FERRY_TYPE_TRANSFER_LIST);
  g_type_ensure (FERRY_TYPE_LOG_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               FERRY_RESOURCE_PATH "/ferry-transfer-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryTransferPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferPage, form_clamp);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferPage, heading);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferPage, empty);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferPage, list);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferPage, log_view);
  install_actions (widget_class);
}

static void
ferry_transfer_page_init (FerryTransferPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * ferry_transfer_page_get_operations:
 * @self: a page
 *
 * Returns: (transfer none): the transfers it shows
 */
GListModel *
ferry_transfer_page_get_operations (FerryTransferPage *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_PAGE (self), NULL);

  return G_LIST_MODEL (self->operations);
}

/**
 * ferry_transfer_page_get_n_unfinished:
 * @self: a page
 *
 * Returns: how many transfers have not ended
 */
guint
ferry_transfer_page_get_n_unfinished (FerryTransferPage *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_PAGE (self), 0);

  return ferry_transfer_watch_get_count (self->watch).unfinished;
}

/**
 * ferry_transfer_page_is_settled:
 * @self: a page
 *
 * Returns: whether it is known what the service has, or that it can't be asked
 */
gboolean
ferry_transfer_page_is_settled (FerryTransferPage *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_PAGE (self), FALSE);

  return self->is_settled;
}

/**
 * ferry_transfer_page_reveal:
 * @self: a page
 * @guids: (array zero-terminated=1): of transfers
 *
 * Goes to their rows, as soon as the list is loaded.
 */
void
ferry_transfer_page_reveal (FerryTransferPage *self,
                            const char *const *guids)
{
  g_return_if_fail (FERRY_IS_TRANSFER_PAGE (self));

  g_strfreev (self->wanted);
  self->wanted = g_strdupv ((GStrv) guids);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "loading") != 0)
    reveal_wanted (self);
}
