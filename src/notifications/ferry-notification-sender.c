/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages to the person, as the main thread sees them: nothing here waits
 * for the notification server, or minds when there is none. */

#include "ferry-notification-sender.h"

#include "ferry-notification-worker.h"

struct _FerryNotificationSender {
  GObject parent_instance;

  FerryNotificationWorker *worker; /* (owned) */
  guint n_choosable;
};

enum {
  ACTIVATED,
  COUNTED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FerryNotificationSender, ferry_notification_sender, G_TYPE_OBJECT)

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
  FerryNotificationSender *self = user_data;

  self->n_choosable = n_choosable;
  g_signal_emit (self, signals[COUNTED], 0);
}

static const FerryNotificationEvents events = { on_chosen, on_counted };

static void
ferry_notification_sender_dispose (GObject *object)
{
  FerryNotificationSender *self = FERRY_NOTIFICATION_SENDER (object);

  g_clear_pointer (&self->worker, ferry_notification_worker_close);
  G_OBJECT_CLASS (ferry_notification_sender_parent_class)->dispose (object);
}

static void
ferry_notification_sender_class_init (FerryNotificationSenderClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ferry_notification_sender_dispose;

  /**
   * FerryNotificationSender::activated:
   * @self: the sender
   * @about: (array zero-terminated=1): what was given with the message
   * @action: what the person chose; `default` for the message itself
   * @token: (nullable): lets what is started now take the focus
   */
  signals[ACTIVATED] = g_signal_new ("activated", FERRY_TYPE_NOTIFICATION_SENDER, G_SIGNAL_RUN_LAST,
                                     0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 3, G_TYPE_STRV, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * FerryNotificationSender::counted:
   * @self: the sender
   *
   * ferry_notification_sender_is_waiting() may answer something else now, or another
   * message is waiting.
   */
  signals[COUNTED] = g_signal_new ("counted", FERRY_TYPE_NOTIFICATION_SENDER, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ferry_notification_sender_init (FerryNotificationSender *self)
{
}

/**
 * ferry_notification_sender_new:
 * @app_name: what the person calls the program
 * @app_id: its desktop entry and icon
 *
 * libnotify keeps state for the whole process, so there may be one sender.
 *
 * Returns: (transfer full): a sender
 */
FerryNotificationSender *
ferry_notification_sender_new (const char *app_name,
                               const char *app_id)
{
  FerryNotificationSender *self = g_object_new (FERRY_TYPE_NOTIFICATION_SENDER, NULL);

  self->worker = ferry_notification_worker_open (app_name, app_id, &events, self);
  return self;
}

/**
 * ferry_notification_sender_show:
 * @self: a sender
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
ferry_notification_sender_show (FerryNotificationSender *self,
                                const char              *id,
                                const char              *title,
                                const char              *body,
                                const char              *category,
                                const char *const       *actions,
                                const char *const       *about)
{
  static const char *const none[] = { NULL };
  FerryNotification *notification = g_new0 (FerryNotification, 1);

  g_return_if_fail (FERRY_IS_NOTIFICATION_SENDER (self));

  notification->id = g_strdup (id);
  /* A file name may be any bytes, the bus takes text. */
  notification->title = g_utf8_make_valid (title, -1);
  notification->body = g_utf8_make_valid (body, -1);
  notification->category = g_strdup (category);
  notification->about = g_strdupv ((GStrv) (about != NULL ? about : none));
  notification->actions = g_strdupv ((GStrv) (actions != NULL ? actions : none));
  ferry_notification_worker_put (self->worker, notification);
}

/**
 * ferry_notification_sender_take_off:
 * @self: a sender
 * @id: of a message
 *
 * Takes it off the screen, if it is there.
 */
void
ferry_notification_sender_take_off (FerryNotificationSender *self,
                                    const char              *id)
{
  g_return_if_fail (FERRY_IS_NOTIFICATION_SENDER (self));

  ferry_notification_worker_take_off (self->worker, id);
}

/**
 * ferry_notification_sender_is_waiting:
 * @self: a sender
 *
 * Returns: whether a message that has actions is on the screen
 */
gboolean
ferry_notification_sender_is_waiting (FerryNotificationSender *self)
{
  g_return_val_if_fail (FERRY_IS_NOTIFICATION_SENDER (self), FALSE);

  return self->n_choosable > 0;
}
