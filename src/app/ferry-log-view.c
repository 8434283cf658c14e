/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log of a page, folded away below it until a person wants to read or copy
 * it. What is written in it is the log's business. */

#include "ferry-log-view.h"

struct _FerryLogView {
  AdwBin parent_instance;

  FerryTransferLog *log; /* (owned) */
  GtkTextMark *end;      /* (unowned) of the buffer */

  /* (unowned) of the template */
  GtkTextBuffer *buffer;
  GtkTextView *text_view;
};

G_DEFINE_FINAL_TYPE (FerryLogView, ferry_log_view, ADW_TYPE_BIN)

/* Who reads further up keeps their place; who looks at the end wants to see
 * what comes there. */
static void
on_logged (FerryLogView *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->text_view));
  double below = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) -
                 gtk_adjustment_get_value (adjustment);

  if (below < gtk_adjustment_get_step_increment (adjustment))
    gtk_text_view_scroll_mark_onscreen (self->text_view, self->end);
}

static void
on_copy (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  g_autofree char *text = NULL;

  g_object_get (FERRY_LOG_VIEW (widget)->buffer, "text", &text, NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
ferry_log_view_dispose (GObject *object)
{
  g_clear_object (&FERRY_LOG_VIEW (object)->log);

  G_OBJECT_CLASS (ferry_log_view_parent_class)->dispose (object);
}

static void
ferry_log_view_class_init (FerryLogViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_log_view_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, FERRY_RESOURCE_PATH "/ferry-log-view.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryLogView, buffer);
  gtk_widget_class_bind_template_child (widget_class, FerryLogView, text_view);
  gtk_widget_class_bind_template_callback (widget_class, on_logged);
  gtk_widget_class_install_action (widget_class, "log.copy", NULL, on_copy);
}

static void
ferry_log_view_init (FerryLogView *self)
{
  GtkTextIter end;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->log = ferry_transfer_log_new (self->buffer);
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  self->end = gtk_text_buffer_create_mark (self->buffer, NULL, &end, FALSE);
}

/**
 * ferry_log_view_get_log:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what is shown; %NULL once the view goes
 */
FerryTransferLog *
ferry_log_view_get_log (FerryLogView *self)
{
  g_return_val_if_fail (FERRY_IS_LOG_VIEW (self), NULL);

  return self->log;
}
