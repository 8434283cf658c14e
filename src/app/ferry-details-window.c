/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that is known of one transfer. What the operation says of itself is
 * bound; what the server answered is asked for whenever the state moves. */

#include "ferry-details-window.h"

#include "ferry-app-closures.h"
#include "ferry-app-kinds.h"
#include "ferry-app-words.h"

#include <glib/gi18n.h>

struct _FerryDetailsWindow {
  AdwWindow parent_instance;

  FerryTransferOperation *operation; /* (owned) */
  GCancellable *cancellable;         /* (owned) */

  /* (unowned) of the template */
  GtkWidget *answer_group;
  AdwActionRow *actual_row;
  AdwActionRow *status_row;
  AdwActionRow *resumable_row;
  AdwActionRow *headers_row;
  AdwActionRow *body_row;
  AdwActionRow *body_file_row;
};

typedef enum {
  PROP_OPERATION = 1,
} FerryDetailsWindowProperty;
static GParamSpec *properties[PROP_OPERATION + 1];

/* What a row can show; the whole is in the file. */
#define MAX_TEXT 4000

G_DEFINE_FINAL_TYPE (FerryDetailsWindow, ferry_details_window, ADW_TYPE_WINDOW)

static void on_answered  (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);
static void on_body_open (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);
static void on_body_read (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);

/* What is asked for keeps no window: one that outlived the window it belongs to
 * would be no window any more. When it goes, so does the question, which then
 * brings nothing, and whoever gets nothing does not touch it. */
static void
ask_for_answer (FerryDetailsWindow *self)
{
  ferry_transfer_operation_get_response_information_async (self->operation, self->cancellable,
                                                           on_answered, self);
}

static void
show_answer (FerryDetailsWindow       *self,
             FerryResponseInformation *answer)
{
  const char *actual = ferry_response_information_get_actual_uri (answer);
  g_autofree char *status = g_strdup_printf ("%u", ferry_response_information_get_status_code (answer));
  g_autofree char *headers = ferry_app_words_for_headers (ferry_response_information_get_headers (answer));

  adw_action_row_set_subtitle (self->actual_row, actual != NULL ? actual : "");
  adw_action_row_set_subtitle (self->status_row, status);
  adw_action_row_set_subtitle (self->resumable_row,
                               ferry_response_information_is_resumable (answer) ? _ ("Yes") : _ ("No"));
  adw_action_row_set_subtitle (self->headers_row, headers);
  gtk_widget_set_visible (self->answer_group, TRUE);
}

/* A download's body is its file. */
static void
show_body (FerryDetailsWindow *self)
{
  GFile *file;
  g_autofree char *path = NULL;

  if (!FERRY_IS_UPLOAD_OPERATION (self->operation))
    return;
  file = ferry_upload_operation_get_result_file (FERRY_UPLOAD_OPERATION (self->operation));
  if (file == NULL)
    return;
  path = g_file_get_parse_name (file);
  adw_action_row_set_subtitle (self->body_file_row, path);
  ferry_upload_operation_get_result_stream_at_async (FERRY_UPLOAD_OPERATION (self->operation), 0, self->cancellable,
                                                     on_body_open, self);
}

static void
on_body_open (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  FerryDetailsWindow *self = user_data;
  FerryUploadOperation *operation = FERRY_UPLOAD_OPERATION (source);
  g_autoptr (GInputStream) stream = NULL;

  stream = ferry_upload_operation_get_result_stream_at_finish (operation, result, NULL);
  if (stream != NULL)
    g_input_stream_read_bytes_async (stream, MAX_TEXT, G_PRIORITY_DEFAULT, self->cancellable,
                                     on_body_read, self);
}

/* A picture, say, has no text; its file can be looked at. */
static void
on_body_read (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  FerryDetailsWindow *self = user_data;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  g_autofree char *text = bytes != NULL ? ferry_app_words_for_body (bytes) : NULL;

  if (text != NULL)
    adw_action_row_set_subtitle (self->body_row, text);
}

/* A transfer that never got an answer has nothing to show; that is no fault. */
static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  FerryDetailsWindow *self = user_data;
  FerryTransferOperation *operation = FERRY_TRANSFER_OPERATION (source);
  g_autoptr (FerryResponseInformation) answer = NULL;

  answer = ferry_transfer_operation_get_response_information_finish (operation, result, NULL);
  if (answer != NULL)
    {
      show_answer (self, answer);
      show_body (self);
    }
}

static void
on_copy_address (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  FerryDetailsWindow *self = FERRY_DETAILS_WINDOW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          ferry_transfer_operation_get_requested_uri (self->operation));
}

static gboolean
close_now (gpointer user_data)
{
  gtk_window_close (user_data);
  return G_SOURCE_REMOVE;
}

/* While a key is on its way GTK holds the row that it is for, and then the
 * bindings of that row outlive the window. */
static void
on_close (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, close_now, g_object_ref (widget), g_object_unref);
}

static void
ferry_details_window_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch ((FerryDetailsWindowProperty) id)
    {
    case PROP_OPERATION:
      g_value_set_object (value, FERRY_DETAILS_WINDOW (object)->operation);
      break;
    }
}

static void
ferry_details_window_set_property (GObject      *object,
                                   guint         id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch ((FerryDetailsWindowProperty) id)
    {
    case PROP_OPERATION:
      FERRY_DETAILS_WINDOW (object)->operation = g_value_dup_object (value);
      break;
    }
}

static void
ferry_details_window_constructed (GObject *object)
{
  FerryDetailsWindow *self = FERRY_DETAILS_WINDOW (object);

  G_OBJECT_CLASS (ferry_details_window_parent_class)->constructed (object);

  g_signal_connect_object (self->operation, "notify::state", G_CALLBACK (ask_for_answer), self,
                           G_CONNECT_SWAPPED);
  ask_for_answer (self);
}

static void
ferry_details_window_dispose (GObject *object)
{
  FerryDetailsWindow *self = FERRY_DETAILS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->operation);

  G_OBJECT_CLASS (ferry_details_window_parent_class)->dispose (object);
}

static void
ferry_details_window_finalize (GObject *object)
{
  g_object_unref (FERRY_DETAILS_WINDOW (object)->cancellable);

  G_OBJECT_CLASS (ferry_details_window_parent_class)->finalize (object);
}

static void
ferry_details_window_class_init (FerryDetailsWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ferry_details_window_get_property;
  object_class->set_property = ferry_details_window_set_property;
  object_class->constructed = ferry_details_window_constructed;
  object_class->dispose = ferry_details_window_dispose;
  object_class->finalize = ferry_details_window_finalize;

  properties[PROP_OPERATION] =
    g_param_spec_object ("operation", NULL, NULL, FERRY_TYPE_TRANSFER_OPERATION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (FERRY_TYPE_TRANSFER_KIND);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               FERRY_RESOURCE_PATH "/ferry-details-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryDetailsWindow, answer_group);
  gtk_widget_class_bind_template_child (widget_class, FerryDetailsWindow, actual_row);
  gtk_widget_class_bind_template_child (widget_class, FerryDetailsWindow, status_row);
  gtk_widget_class_bind_template_child (widget_class, FerryDetailsWindow, resumable_row);
  gtk_widget_class_bind_template_child (widget_class, FerryDetailsWindow, headers_row);
  gtk_widget_class_bind_template_child (widget_class, FerryDetailsWindow, body_row);
  gtk_widget_class_bind_template_child (widget_class, FerryDetailsWindow, body_file_row);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_kind_of);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_kind_bytes);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_kind_ranges);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_kind_file);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_row_name);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_row_reason);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_row_advice);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_has_text);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_details_state);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_details_received);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_details_ranges);
  gtk_widget_class_bind_template_callback (widget_class, ferry_app_details_path);
  gtk_widget_class_install_action (widget_class, "details.close", NULL, on_close);
  gtk_widget_class_install_action (widget_class, "details.copy-address", NULL, on_copy_address);
}

static void
ferry_details_window_init (FerryDetailsWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ferry_details_window_new:
 * @parent: the window above which it opens
 * @operation: a transfer
 *
 * Returns: (transfer none): a window about @operation; it belongs to GTK
 */
FerryDetailsWindow *
ferry_details_window_new (GtkWindow              *parent,
                          FerryTransferOperation *operation)
{
  return g_object_new (FERRY_TYPE_DETAILS_WINDOW,
                       "transient-for", parent,
                       "operation", operation,
                       NULL);
}
