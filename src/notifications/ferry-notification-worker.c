/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thread that talks to the notification server. libnotify waits for each
 * answer, and a server may be slow, so it waits here. All of libnotify stays
 * on this thread; the main thread gives it messages and hears of choices. */

#include "ferry-notification-worker.h"

#include <libnotify/notify.h>
#include <string.h>

/* More than a person reads; what is older is taken off the screen. */
#define MAX_LIVE 16

/* So many that wait mean that the server hangs or that nobody could read
 * them. */
#define MAX_WAITING 32

struct _FerryNotificationWorker {
  gatomicrefcount references;
  GMainContext *main;                    /* (owned) where choices are told */
  GMainContext *context;                 /* (owned) of the thread */
  char *app_name;                        /* (owned) */
  char *app_id;                          /* (owned) */
  int waiting;                           /* (atomic) messages that are not shown or not taken off yet */
  GThread *thread;                       /* (owned) (nullable) until the first message */
  const FerryNotificationEvents *events; /* (nullable) once closed; main thread only */
  gpointer user_data;
  GQueue live;       /* (element-type Live) the thread's, oldest first */
  guint n_choosable; /* the thread's: how many of them were told to have actions */
  gboolean closed;   /* the thread's */
};

/* A message on the screen. */
typedef struct {
  char *id;                         /* (owned) */
  NotifyNotification *notification; /* (owned) */
  gboolean is_choosable;            /* a person may still answer it */
} Live;

/* What is on its way from one thread to the other. */
typedef struct {
  FerryNotificationWorker *worker; /* (owned) */
  FerryNotification *notification; /* (owned) (nullable) */
  char *id;                        /* (owned) (nullable) */
  GStrv about;                     /* (owned) (nullable) */
  char *action;                    /* (owned) (nullable) */
  char *token;                     /* (owned) (nullable) */
  guint n_choosable;
} Message;

static void
worker_unref (FerryNotificationWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_main_context_unref (self->main);
  g_main_context_unref (self->context);
  g_free (self->app_name);
  g_free (self->app_id);
  g_free (self);
}

static FerryNotificationWorker *
worker_ref (FerryNotificationWorker *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
notification_free (FerryNotification *notification)
{
  g_free (notification->id);
  g_strfreev (notification->about);
  g_free (notification->title);
  g_free (notification->body);
  g_free (notification->category);
  g_strfreev (notification->actions);
  g_free (notification);
}

static Message *
message_new (FerryNotificationWorker *worker)
{
  Message *message = g_new0 (Message, 1);

  message->worker = worker_ref (worker);
  return message;
}

static void
message_free (Message *message)
{
  g_clear_pointer (&message->notification, notification_free);
  g_free (message->id);
  g_strfreev (message->about);
  g_free (message->action);
  g_free (message->token);
  worker_unref (message->worker);
  g_free (message);
}

/* Not g_main_context_invoke(), which runs in this thread when the other one
 * has not begun to listen. */
static void
send (GMainContext *to,
      GSourceFunc   callback,
      Message      *message)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, callback, message, (GDestroyNotify) message_free);
  g_source_attach (source, to);
}

/* On the main thread, as the next. */
static gboolean
tell_choice (gpointer data)
{
  Message *message = data;

  if (message->worker->events != NULL)
    message->worker->events->chosen ((const char *const *) message->about, message->action, message->token,
                                     message->worker->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
tell_number (gpointer data)
{
  Message *message = data;

  if (message->worker->events != NULL)
    message->worker->events->counted (message->n_choosable, message->worker->user_data);
  return G_SOURCE_REMOVE;
}

/* On the worker's thread, as all that follows up to work(). */
static void
count (FerryNotificationWorker *self)
{
  guint n = 0;
  Message *message;

  for (GList *l = self->live.head; l != NULL; l = l->next)
    n += ((Live *) l->data)->is_choosable;
  if (n == self->n_choosable)
    return;
  self->n_choosable = n;
  message = message_new (self);
  message->n_choosable = n;
  send (self->main, tell_number, message);
}

static void
on_action (NotifyNotification *notification,
           char               *action,
           gpointer            user_data)
{
  Message *choice = user_data;
  Message *message = message_new (choice->worker);

  message->about = g_strdupv (choice->about);
  message->action = g_strdup (action);
  message->token = g_strdup (notify_notification_get_activation_token (notification));
  send (message->worker->main, tell_choice, message);
}

static void
live_free (Live *live)
{
  g_signal_handlers_disconnect_matched (live->notification, G_SIGNAL_MATCH_ID,
                                        g_signal_lookup ("closed", NOTIFY_TYPE_NOTIFICATION),
                                        0, NULL, NULL, NULL);
  g_object_unref (live->notification);
  g_free (live->id);
  g_free (live);
}

static GList *
find (FerryNotificationWorker *self,
      const char              *id,
      NotifyNotification      *notification)
{
  for (GList *l = self->live.head; l != NULL; l = l->next)
    {
      Live *live = l->data;

      if (live->notification == notification || (id != NULL && strcmp (live->id, id) == 0))
        return l;
    }
  return NULL;
}

static void
forget (FerryNotificationWorker *self,
        GList                   *link)
{
  live_free (link->data);
  g_queue_delete_link (&self->live, link);
  count (self);
}

static void
on_closed (NotifyNotification *notification,
           gpointer            user_data)
{
  FerryNotificationWorker *self = user_data;
  GList *link = find (self, NULL, notification);

  if (link != NULL)
    forget (self, link);
}

static void
take_off (FerryNotificationWorker *self,
          GList                   *link)
{
  Live *live = link->data;

  notify_notification_close (live->notification, NULL);
  /* Closing may have told that it is closed, which forgets it. */
  link = g_queue_find (&self->live, live);
  if (link != NULL)
    forget (self, link);
}

static Live *
take_live (FerryNotificationWorker *self,
           const char              *id)
{
  GList *link = find (self, id, NULL);
  Live *live;

  if (link != NULL)
    return link->data;
  if (self->live.length >= MAX_LIVE)
    take_off (self, self->live.head);
  live = g_new0 (Live, 1);
  live->id = g_strdup (id);
  live->notification = notify_notification_new ("", NULL, NULL);
  g_signal_connect (live->notification, "closed", G_CALLBACK (on_closed), self);
  g_queue_push_tail (&self->live, live);
  return live;
}

/* Where there is no server, only its name can be asked for without a warning. */
static gboolean
server_reads_markup (void)
{
  GList *capabilities = NULL;
  gboolean markup;

  if (notify_get_server_info (NULL, NULL, NULL, NULL))
    capabilities = notify_get_server_caps ();
  markup = g_list_find_custom (capabilities, "body-markup", (GCompareFunc) strcmp) != NULL;
  g_list_free_full (capabilities, g_free);
  return markup;
}

static void
fill (FerryNotificationWorker *self,
      NotifyNotification      *notification,
      FerryNotification       *what)
{
  g_autofree char *body = server_reads_markup () ? g_markup_escape_text (what->body, -1) : g_strdup (what->body);

  notify_notification_update (notification, what->title, body, self->app_id);
  notify_notification_set_category (notification, what->category);
  notify_notification_set_hint (notification, "desktop-entry", g_variant_new_string (self->app_id));
  notify_notification_clear_actions (notification);
  for (char **action = what->actions; action[0] != NULL && action[1] != NULL; action += 2)
    {
      Message *choice = message_new (self);

      choice->about = g_strdupv (what->about);
      notify_notification_add_action (notification, action[0], action[1], on_action,
                                      choice, (GFreeFunc) message_free);
    }
}

static gboolean
show (gpointer data)
{
  Message *message = data;
  FerryNotificationWorker *self = message->worker;
  Live *live = take_live (self, message->notification->id);
  g_autoptr (GError) error = NULL;

  fill (self, live->notification, message->notification);
  live->is_choosable = message->notification->actions[0] != NULL;
  if (notify_notification_show (live->notification, &error))
    count (self);
  else
    {
      g_debug ("No message is shown: %s", error->message);
      forget (self, g_queue_find (&self->live, live));
    }
  g_atomic_int_add (&self->waiting, -1);
  return G_SOURCE_REMOVE;
}

static gboolean
take_off_by_id (gpointer data)
{
  Message *message = data;
  GList *link = find (message->worker, message->id, NULL);

  if (link != NULL)
    take_off (message->worker, link);
  g_atomic_int_add (&message->worker->waiting, -1);
  return G_SOURCE_REMOVE;
}

static gboolean
stop (gpointer data)
{
  Message *message = data;

  message->worker->closed = TRUE;
  return G_SOURCE_REMOVE;
}

static gpointer
work (gpointer data)
{
  FerryNotificationWorker *self = data;

  g_main_context_push_thread_default (self->context);
  notify_init (self->app_name);
  while (!self->closed)
    g_main_context_iteration (self->context, TRUE);
  g_queue_clear_full (&self->live, (GDestroyNotify) live_free);
  notify_uninit ();
  /* What the bus still had for libnotify is freed when it is delivered. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  worker_unref (self);
  return NULL;
}

/**
 * ferry_notification_worker_open:
 * @app_name: what the person calls the program
 * @app_id: its desktop entry and icon
 * @events: (not nullable): what is told on this thread
 * @user_data: for @events
 *
 * Returns: (transfer full): a worker, whose thread starts with the first message
 */
FerryNotificationWorker *
ferry_notification_worker_open (const char                    *app_name,
                                const char                    *app_id,
                                const FerryNotificationEvents *events,
                                gpointer                       user_data)
{
  FerryNotificationWorker *self = g_new0 (FerryNotificationWorker, 1);

  g_atomic_ref_count_init (&self->references);
  self->main = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
  self->app_name = g_strdup (app_name);
  self->app_id = g_strdup (app_id);
  self->events = events;
  self->user_data = user_data;
  g_queue_init (&self->live);
  return self;
}

/**
 * ferry_notification_worker_put:
 * @self: a worker
 * @notification: (transfer full): a message
 *
 * Has a message shown, unless too many wait already.
 */
void
ferry_notification_worker_put (FerryNotificationWorker *self,
                               FerryNotification       *notification)
{
  Message *message = message_new (self);

  message->notification = notification;
  if (g_atomic_int_get (&self->waiting) >= MAX_WAITING)
    {
      g_debug ("Too many messages wait; one is left out");
      message_free (message);
      return;
    }
  if (self->thread == NULL)
    self->thread = g_thread_new ("ferry-notifications", work, worker_ref (self));
  g_atomic_int_inc (&self->waiting);
  send (self->context, show, message);
}

/**
 * ferry_notification_worker_take_off:
 * @self: a worker
 * @id: of a message that may be on the screen
 *
 * Has it taken off.
 */
void
ferry_notification_worker_take_off (FerryNotificationWorker *self,
                                    const char              *id)
{
  Message *message;

  if (self->thread == NULL)
    return;
  message = message_new (self);
  message->id = g_strdup (id);
  g_atomic_int_inc (&self->waiting);
  send (self->context, take_off_by_id, message);
}

/**
 * ferry_notification_worker_close:
 * @self: (transfer full): a worker
 *
 * Ends the thread, without waiting for a server that does not answer.
 * Choosing an action of a message on the screen does nothing any more.
 */
void
ferry_notification_worker_close (FerryNotificationWorker *self)
{
  gboolean idle = g_atomic_int_get (&self->waiting) == 0;

  self->events = NULL;
  if (self->thread != NULL)
    send (self->context, stop, message_new (self));
  if (self->thread != NULL && idle)
    g_thread_join (self->thread);
  else if (self->thread != NULL)
    g_thread_unref (self->thread);
  worker_unref (self);
}
