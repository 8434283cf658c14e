/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages to the person, as the main thread sees them: nothing here waits
 * for the notification server, or minds when there is none. */

#include "ferry-toaster.h"

#include "ferry-toast-desk.h"

struct _FerryToaster {
  GObject parent_instance;

  FerryToastDesk *desk; /* (owned) */
  guint n_choosable;
};

enum {
  ACTIVATED,
  COUNTED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FerryToaster, ferry_toaster, G_TYPE_OBJECT)

static void
on_chosen (const char *const *about,
           const char        *action,
           const char        *token,
           gpointer           user_data)
{
  g_signal_emit (user_data, signals[ACTIVATED], 0, about, action, token);
}

static void
on_counted (guint    n_choosable,
            gpointer user_data)
{
  FerryToaster *self = user_data;

  self->n_choosable = n_choosable;
  g_signal_emit (self, signals[COUNTED], 0);
}

static const FerryToastEvents events = { on_chosen, on_counted };

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
   * @about: (array zero-terminated=1): what was given with the message
   * @action: what the person chose; `default` for the message itself
   * @token: (nullable): lets what is started now take the focus
   */
  signals[ACTIVATED] = g_signal_new ("activated", FERRY_TYPE_TOASTER, G_SIGNAL_RUN_LAST,
                                     0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 3, G_TYPE_STRV, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * FerryToaster::counted:
   * @self: the toaster
   *
   * ferry_toaster_is_waiting() may answer something else now, or another
   * message is waiting.
   */
  signals[COUNTED] = g_signal_new ("counted", FERRY_TYPE_TOASTER, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
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

  self->desk = ferry_toast_desk_open (app_name, app_id, &events, self);
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
 * @about: (nullable): what a choice is told with
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
                    const char *const *actions,
                    const char *const *about)
{
  static const char *const none[] = { NULL };
  FerryToast *toast = g_new0 (FerryToast, 1);

  g_return_if_fail (FERRY_IS_TOASTER (self));

  toast->id = g_strdup (id);
  /* A file name may be any bytes, the bus takes text. */
  toast->title = g_utf8_make_valid (title, -1);
  toast->body = g_utf8_make_valid (body, -1);
  toast->category = g_strdup (category);
  toast->about = g_strdupv ((GStrv) (about != NULL ? about : none));
  toast->actions = g_strdupv ((GStrv) (actions != NULL ? actions : none));
  ferry_toast_desk_put (self->desk, toast);
}

/**
 * ferry_toaster_take_off:
 * @self: a toaster
 * @id: of a message
 *
 * Takes it off the screen, if it is there.
 */
void
ferry_toaster_take_off (FerryToaster *self,
                        const char   *id)
{
  g_return_if_fail (FERRY_IS_TOASTER (self));

  ferry_toast_desk_take_off (self->desk, id);
}

/**
 * ferry_toaster_is_waiting:
 * @self: a toaster
 *
 * Returns: whether a message that has actions is on the screen
 */
gboolean
ferry_toaster_is_waiting (FerryToaster *self)
{
  g_return_val_if_fail (FERRY_IS_TOASTER (self), FALSE);

  return self->n_choosable > 0;
}
