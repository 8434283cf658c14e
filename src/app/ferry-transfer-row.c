/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One transfer, as a person sees it. The list lends the row to one after the
 * other. */

#include "ferry-transfer-row.h"

#include "ferry-app-closures.h"
#include "ferry-app-kinds.h"
#include "ferry-config.h"
#include "ferry-launch.h"

#include <glib/gi18n.h>

struct _FerryTransferRow {
  GtkWidget parent_instance;

  FerryTransferOperation *operation; /* (owned) (nullable) while none is shown */
  GSignalGroup *signals;             /* (owned) of the operation */
  char *told;                        /* (owned) (nullable) to who listens instead of looking */

  /* (unowned) of the template */
  GtkWidget *box;
  GtkProgressBar *progress_bar;
  GtkButton *course_button;
  GtkButton *end_button;
};

typedef enum {
  PROP_OPERATION = 1,
} FerryTransferRowProperty;
static GParamSpec *properties[PROP_OPERATION + 1];

G_DEFINE_FINAL_TYPE (FerryTransferRow, ferry_transfer_row, GTK_TYPE_WIDGET)

typedef struct {
  const char *action;
  const char *icon;
  const char *words;
} Face;

/* A row has two buttons: one changes its course, one ends it. */
enum {
  START,
  PAUSE,
  RESUME,
  RETRY,
  OPEN,
  CANCEL,
  REMOVE,
};
static const Face faces[] = {
  [START] = { "row.start", "media-playback-start-symbolic", N_ ("Start") },
  [PAUSE] = { "row.pause", "media-playback-pause-symbolic", N_ ("Pause") },
  [RESUME] = { "row.resume", "media-playback-start-symbolic", N_ ("Resume") },
  [RETRY] = { "row.retry", "view-refresh-symbolic", N_ ("Retry") },
  [OPEN] = { "row.open", "document-open-symbolic", N_ ("Open") },
  [CANCEL] = { "row.cancel", "process-stop-symbolic", N_ ("Cancel") },
  [REMOVE] = { "row.remove", "list-remove-symbolic", N_ ("Remove From List") },
};

typedef gboolean (*Finish) (FerryTransferOperation *operation,
                            GAsyncResult *result,
                            GError **error);

/* Without a known length the bar can only show that bytes come. */
static void
on_bytes_done (FerryTransferOperation *operation,
               GParamSpec             *pspec,
               FerryTransferRow       *self)
{
  if (ferry_transfer_operation_get_total_bytes (operation) == 0)
    gtk_progress_bar_pulse (self->progress_bar);
}

static void
tell (FerryTransferRow *self,
      const char       *message)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "page.tell", "s", message);
}

static void
end_command (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data,
             Finish        finish)
{
  g_autoptr (FerryTransferRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!finish (FERRY_TRANSFER_OPERATION (source), result, &error))
    tell (self, error->message);
}

static void
on_started (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  end_command (source, result, user_data, ferry_transfer_operation_start_finish);
}

static void
on_paused (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  end_command (source, result, user_data, ferry_transfer_operation_pause_finish);
}

static void
on_resumed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  end_command (source, result, user_data, ferry_transfer_operation_resume_finish);
}

static void
on_canceled (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  end_command (source, result, user_data, ferry_transfer_operation_cancel_finish);
}

static void
on_retried (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  end_command (source, result, user_data, ferry_transfer_operation_retry_finish);
}

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  end_command (source, result, user_data, ferry_transfer_operation_remove_finish);
}

static const struct {
  const char *action;
  void (*begin) (FerryTransferOperation *operation,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data);
  GAsyncReadyCallback end;
} commands[] = {
  { "row.start", ferry_transfer_operation_start_async, on_started },
  { "row.pause", ferry_transfer_operation_pause_async, on_paused },
  { "row.resume", ferry_transfer_operation_resume_async, on_resumed },
  { "row.cancel", ferry_transfer_operation_cancel_async, on_canceled },
  { "row.retry", ferry_transfer_operation_retry_async, on_retried },
};

static void
on_command (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  FerryTransferRow *self = FERRY_TRANSFER_ROW (widget);

  if (self->operation == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].action, action))
      commands[i].begin (self->operation, NULL, commands[i].end, g_object_ref (self));
}

static void
on_open (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  FerryTransferRow *self = FERRY_TRANSFER_ROW (widget);

  if (self->operation != NULL)
    ferry_launch_file (widget, self->operation);
}

/* A list that can give a row back is asked to take it off. */
static void
on_remove (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  FerryTransferRow *self = FERRY_TRANSFER_ROW (widget);
  const char *guid;

  if (self->operation == NULL)
    return;
  guid = ferry_transfer_operation_get_guid (self->operation);
  if (!gtk_widget_activate_action (widget, "transfers.remove-one", "s", guid))
    ferry_transfer_operation_remove_async (self->operation, NULL, on_removed, g_object_ref (self));
}

static const Face *
course_of (FerryTransferOperation *operation)
{
  static const FerryTransferAction courses[] = {
    [START] = FERRY_TRANSFER_ACTION_START,
    [PAUSE] = FERRY_TRANSFER_ACTION_PAUSE,
    [RESUME] = FERRY_TRANSFER_ACTION_RESUME,
    [RETRY] = FERRY_TRANSFER_ACTION_RETRY,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (courses); i++)
    if (ferry_app_offers (operation, courses[i]))
      return &faces[i];
  return ferry_app_can_open (NULL, ferry_app_kind_of (NULL, operation), ferry_transfer_operation_get_state (operation))
           ? &faces[OPEN]
           : NULL;
}

static void
show_face (GtkButton  *button,
           const Face *face)
{
  gtk_widget_set_visible (GTK_WIDGET (button), face != NULL);
  if (face == NULL)
    return;
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), face->action);
  gtk_button_set_icon_name (button, face->icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), _ (face->words));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (face->words), -1);
}

/* A screen reader says a new name of what has the focus: so it tells of another
 * state at once, and of progress by the bar, as often as the person likes. */
static void
tell_state (FerryTransferRow *self)
{
  g_autofree char *words = ferry_app_row_summary (self->operation);

  if (g_strcmp0 (words, self->told) == 0)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_free (self->told);
  self->told = g_steal_pointer (&words);
}

static void
on_state (FerryTransferRow *self)
{
  gboolean removable = ferry_app_offers (self->operation, FERRY_TRANSFER_ACTION_REMOVE);

  show_face (self->course_button, course_of (self->operation));
  show_face (self->end_button, &faces[removable ? REMOVE : CANCEL]);
  tell_state (self);
}

static void
ferry_transfer_row_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  FerryTransferRow *self = FERRY_TRANSFER_ROW (object);

  switch ((FerryTransferRowProperty) id)
    {
    case PROP_OPERATION:
      g_value_set_object (value, self->operation);
      break;
    }
}

static void
ferry_transfer_row_set_property (GObject      *object,
                                 guint         id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  FerryTransferRow *self = FERRY_TRANSFER_ROW (object);

  switch ((FerryTransferRowProperty) id)
    {
    case PROP_OPERATION:
      ferry_transfer_row_set_operation (self, g_value_get_object (value));
      break;
    }
}

static void
ferry_transfer_row_finalize (GObject *object)
{
  g_free (FERRY_TRANSFER_ROW (object)->told);

  G_OBJECT_CLASS (ferry_transfer_row_parent_class)->finalize (object);
}

static void
ferry_transfer_row_dispose (GObject *object)
{
  FerryTransferRow *self = FERRY_TRANSFER_ROW (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->operation);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (ferry_transfer_row_parent_class)->dispose (object);
}

static void
bind_closures (GtkWidgetClass *widget_class)
{
  g_type_ensure (FERRY_TYPE_TRANSFER_KIND);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_kind_of);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_row_icon);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_row_name);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_row_subtitle);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_row_details);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_row_has_details);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_row_reason);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_row_reason_classes);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_has_text);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_is_unfinished);
}

static void
ferry_transfer_row_class_init (FerryTransferRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ferry_transfer_row_get_property;
  object_class->set_property = ferry_transfer_row_set_property;
  object_class->dispose = ferry_transfer_row_dispose;
  object_class->finalize = ferry_transfer_row_finalize;

  properties[PROP_OPERATION] =
    g_param_spec_object ("operation", NULL, NULL, FERRY_TYPE_TRANSFER_OPERATION,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "transfer");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               FERRY_RESOURCE_PATH "/ferry-transfer-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryTransferRow, box);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferRow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferRow, course_button);
  gtk_widget_class_bind_template_child (widget_class, FerryTransferRow, end_button);
  bind_closures (widget_class);

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    gtk_widget_class_install_action (widget_class, commands[i].action, NULL, on_command);
  gtk_widget_class_install_action (widget_class, "row.open", NULL, on_open);
  gtk_widget_class_install_action (widget_class, "row.remove", NULL, on_remove);
}

static void
ferry_transfer_row_init (FerryTransferRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (FERRY_TYPE_TRANSFER_OPERATION);
  g_signal_group_connect (self->signals, "notify::bytes-done",
                          G_CALLBACK (on_bytes_done), self);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (on_state), self);
  g_signal_group_connect_swapped (self->signals, "notify::started", G_CALLBACK (on_state), self);
  g_signal_group_connect_swapped (self->signals, "notify::file", G_CALLBACK (tell_state), self);
  g_signal_group_connect_swapped (self->signals, "notify::error", G_CALLBACK (tell_state), self);
}

/**
 * ferry_transfer_row_get_operation:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the transfer it shows
 */
FerryTransferOperation *
ferry_transfer_row_get_operation (FerryTransferRow *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_ROW (self), NULL);

  return self->operation;
}

/**
 * ferry_transfer_row_set_operation:
 * @self: a row
 * @operation: (nullable): a transfer
 *
 * Lends the row to a transfer.
 */
void
ferry_transfer_row_set_operation (FerryTransferRow       *self,
                                  FerryTransferOperation *operation)
{
  g_return_if_fail (FERRY_IS_TRANSFER_ROW (self));

  if (!g_set_object (&self->operation, operation))
    return;
  /* Ends the pulse of the transfer before, if there was one. */
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  g_signal_group_set_target (self->signals, operation);
  if (operation != NULL)
    on_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPERATION]);
}
