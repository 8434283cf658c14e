/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages to the person, as the main thread sees them: nothing here waits
 * for the notification server, or minds when there is none. */

#include "ferry-toaster.h"

#include "ferry-toast-desk.h"

struct _FerryToaster {
  GObject parent_instance;

  FerryToastDesk *desk; /* (owned) */
};

enum {
  ACTIVATED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FerryToaster, ferry_toaster, G_TYPE_OBJECT)

static void
on_chosen (const char *id,
           const char *action,
           gpointer    user_data)
{
  g_signal_emit (user_data, signals[ACTIVATED], 0, id, action);
}

static void
ferry_toaster_dispose (GObject *object)
{
  FerryToaster *self = FERRY_TOASTER (object);

  g_clear_pointer (&self->desk, ferry_toast_desk_close);
  G_OBJECT_CLASS (ferry_toaster_parent_class)->dispose (object);
}

static void
ferry_toaster_class_init (FerryToasterClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ferry_toaster_dispose;

  /**
   * FerryToaster::activated:
   * @self: the toaster
   * @id: which message
   * @action: what the person chose; `default` for the message itself
   */
  signals[ACTIVATED] = g_signal_new ("activated", FERRY_TYPE_TOASTER, G_SIGNAL_RUN_LAST,
                                     0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
ferry_toaster_init (FerryToaster *self)
{
}

/**
 * ferry_toaster_new:
 * @app_name: what the person calls the program
 * @app_id: its desktop entry and icon
 *
 * libnotify keeps state for the whole process, so there may be one toaster.
 *
 * Returns: (transfer full): a toaster
 */
FerryToaster *
ferry_toaster_new (const char *app_name,
                   const char *app_id)
{
  FerryToaster *self = g_object_new (FERRY_TYPE_TOASTER, NULL);

  self->desk = ferry_toast_desk_open (app_name, app_id, on_chosen, self);
  return self;
}

/**
 * ferry_toaster_show:
 * @self: a toaster
 * @id: names the message; it takes the place of an earlier one of that name
 * @title: one line
 * @body: text, no markup
 * @category: of the Desktop Notifications Specification, as `transfer.complete`
 * @actions: (nullable): names and labels in turns; `default` is the message itself
 *
 * Shows a message, sooner or later; or not at all where there is nobody to
 * show it, or when more come than a person can read.
 */
void
ferry_toaster_show (FerryToaster      *self,
                    const char        *id,
                    const char        *title,
                    const char        *body,
                    const char        *category,
                    const char *const *actions)
{
  static const char *const none[] = { NULL };
  FerryToast *toast = g_new0 (FerryToast, 1);

  g_return_if_fail (FERRY_IS_TOASTER (self));

  toast->id = g_strdup (id);
  /* A file name may be any bytes, the bus takes text. */
  toast->title = g_utf8_make_valid (title, -1);
  toast->body = g_utf8_make_valid (body, -1);
  toast->category = g_strdup (category);
  toast->actions = g_strdupv ((GStrv) (actions != NULL ? actions : none));
  ferry_toast_desk_put (self->desk, toast);
}
