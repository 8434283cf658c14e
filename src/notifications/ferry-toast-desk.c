/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thread that talks to the notification server. libnotify waits for each
 * answer, and a server may be slow, so it waits here. All of libnotify stays
 * on this thread; the main thread gives it messages and hears of choices. */

#include "ferry-toast-desk.h"

#include <libnotify/notify.h>
#include <string.h>

/* More than a person reads; what is older is taken off the screen. */
#define MAX_LIVE 16

/* So many that wait mean that the server hangs or that nobody could read
 * them. */
#define MAX_WAITING 32

struct _FerryToastDesk {
  gatomicrefcount references;
  GMainContext *main;             /* (owned) where choices are told */
  GMainContext *context;          /* (owned) of the thread */
  char *app_name;                 /* (owned) */
  char *app_id;                   /* (owned) */
  int waiting;                    /* (atomic) messages that are not shown or not taken off yet */
  GThread *thread;                /* (owned) (nullable) until the first message */
  const FerryToastEvents *events; /* (nullable) once closed; main thread only */
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
  FerryToastDesk *desk; /* (owned) */
  FerryToast *toast;    /* (owned) (nullable) */
  char *id;             /* (owned) (nullable) */
  GStrv about;          /* (owned) (nullable) */
  char *action;         /* (owned) (nullable) */
  char *token;          /* (owned) (nullable) */
  guint n_choosable;
} Letter;

static void
desk_unref (FerryToastDesk *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_main_context_unref (self->main);
  g_main_context_unref (self->context);
  g_free (self->app_name);
  g_free (self->app_id);
  g_free (self);
}

static FerryToastDesk *
desk_ref (FerryToastDesk *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
toast_free (FerryToast *toast)
{
  g_free (toast->id);
  g_strfreev (toast->about);
  g_free (toast->title);
  g_free (toast->body);
  g_free (toast->category);
  g_strfreev (toast->actions);
  g_free (toast);
}

static Letter *
letter_new (FerryToastDesk *desk)
{
  Letter *letter = g_new0 (Letter, 1);

  letter->desk = desk_ref (desk);
  return letter;
}

static void
letter_free (Letter *letter)
{
  g_clear_pointer (&letter->toast, toast_free);
  g_free (letter->id);
  g_strfreev (letter->about);
  g_free (letter->action);
  g_free (letter->token);
  desk_unref (letter->desk);
  g_free (letter);
}

/* Not g_main_context_invoke(), which runs in this thread when the other one
 * has not begun to listen. */
static void
send (GMainContext *to,
      GSourceFunc   callback,
      Letter       *letter)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, callback, letter, (GDestroyNotify) letter_free);
  g_source_attach (source, to);
}

/* On the main thread, as the next. */
static gboolean
tell_choice (gpointer data)
{
  Letter *letter = data;

  if (letter->desk->events != NULL)
    letter->desk->events->chosen ((const char *const *) letter->about, letter->action, letter->token,
                                  letter->desk->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
tell_number (gpointer data)
{
  Letter *letter = data;

  if (letter->desk->events != NULL)
    letter->desk->events->counted (letter->n_choosable, letter->desk->user_data);
  return G_SOURCE_REMOVE;
}

/* On the desk's thread, as all that follows up to work(). */
static void
count (FerryToastDesk *self)
{
  guint n = 0;
  Letter *letter;

  for (GList *l = self->live.head; l != NULL; l = l->next)
    n += ((Live *) l->data)->is_choosable;
  if (n == self->n_choosable)
    return;
  self->n_choosable = n;
  letter = letter_new (self);
  letter->n_choosable = n;
  send (self->main, tell_number, letter);
}

static void
on_action (NotifyNotification *notification,
           char               *action,
           gpointer            user_data)
{
  Letter *choice = user_data;
  Letter *letter = letter_new (choice->desk);

  letter->about = g_strdupv (choice->about);
  letter->action = g_strdup (action);
  letter->token = g_strdup (notify_notification_get_activation_token (notification));
  send (letter->desk->main, tell_choice, letter);
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
find (FerryToastDesk     *self,
      const char         *id,
      NotifyNotification *notification)
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
forget (FerryToastDesk *self,
        GList          *link)
{
  live_free (link->data);
  g_queue_delete_link (&self->live, link);
  count (self);
}

static void
on_closed (NotifyNotification *notification,
           gpointer            user_data)
{
  FerryToastDesk *self = user_data;
  GList *link = find (self, NULL, notification);

  if (link != NULL)
    forget (self, link);
}

static void
take_off (FerryToastDesk *self,
          GList          *link)
{
  Live *live = link->data;

  notify_notification_close (live->notification, NULL);
  /* Closing may have told that it is closed, which forgets it. */
  link = g_queue_find (&self->live, live);
  if (link != NULL)
    forget (self, link);
}

static Live *
take_live (FerryToastDesk *self,
           const char     *id)
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
fill (FerryToastDesk     *self,
      NotifyNotification *notification,
      FerryToast         *toast)
{
  g_autofree char *body = server_reads_markup () ? g_markup_escape_text (toast->body, -1) : g_strdup (toast->body);

  notify_notification_update (notification, toast->title, body, self->app_id);
  notify_notification_set_category (notification, toast->category);
  notify_notification_set_hint (notification, "desktop-entry", g_variant_new_string (self->app_id));
  notify_notification_clear_actions (notification);
  for (char **action = toast->actions; action[0] != NULL && action[1] != NULL; action += 2)
    {
      Letter *choice = letter_new (self);

      choice->about = g_strdupv (toast->about);
      notify_notification_add_action (notification, action[0], action[1], on_action,
                                      choice, (GFreeFunc) letter_free);
    }
}

static gboolean
show (gpointer data)
{
  Letter *letter = data;
  FerryToastDesk *self = letter->desk;
  Live *live = take_live (self, letter->toast->id);
  g_autoptr (GError) error = NULL;

  fill (self, live->notification, letter->toast);
  live->is_choosable = letter->toast->actions[0] != NULL;
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
  Letter *letter = data;
  GList *link = find (letter->desk, letter->id, NULL);

  if (link != NULL)
    take_off (letter->desk, link);
  g_atomic_int_add (&letter->desk->waiting, -1);
  return G_SOURCE_REMOVE;
}

static gboolean
stop (gpointer data)
{
  Letter *letter = data;

  letter->desk->closed = TRUE;
  return G_SOURCE_REMOVE;
}

static gpointer
work (gpointer data)
{
  FerryToastDesk *self = data;

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
  desk_unref (self);
  return NULL;
}

/**
 * ferry_toast_desk_open:
 * @app_name: what the person calls the program
 * @app_id: its desktop entry and icon
 * @events: (not nullable): what is told on this thread
 * @user_data: for @events
 *
 * Returns: (transfer full): a desk, whose thread starts with the first message
 */
FerryToastDesk *
ferry_toast_desk_open (const char             *app_name,
                       const char             *app_id,
                       const FerryToastEvents *events,
                       gpointer                user_data)
{
  FerryToastDesk *self = g_new0 (FerryToastDesk, 1);

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
 * ferry_toast_desk_put:
 * @self: a desk
 * @toast: (transfer full): a message
 *
 * Has a message shown, unless too many wait already.
 */
void
ferry_toast_desk_put (FerryToastDesk *self,
                      FerryToast     *toast)
{
  Letter *letter = letter_new (self);

  letter->toast = toast;
  if (g_atomic_int_get (&self->waiting) >= MAX_WAITING)
    {
      g_debug ("Too many messages wait; one is left out");
      letter_free (letter);
      return;
    }
  if (self->thread == NULL)
    self->thread = g_thread_new ("ferry-toasts", work, desk_ref (self));
  g_atomic_int_inc (&self->waiting);
  send (self->context, show, letter);
}

/**
 * ferry_toast_desk_take_off:
 * @self: a desk
 * @id: of a message that may be on the screen
 *
 * Has it taken off.
 */
void
ferry_toast_desk_take_off (FerryToastDesk *self,
                           const char     *id)
{
  Letter *letter;

  if (self->thread == NULL)
    return;
  letter = letter_new (self);
  letter->id = g_strdup (id);
  g_atomic_int_inc (&self->waiting);
  send (self->context, take_off_by_id, letter);
}

/**
 * ferry_toast_desk_close:
 * @self: (transfer full): a desk
 *
 * Ends the thread, without waiting for a server that does not answer.
 * Choosing an action of a message on the screen does nothing any more.
 */
void
ferry_toast_desk_close (FerryToastDesk *self)
{
  gboolean idle = g_atomic_int_get (&self->waiting) == 0;

  self->events = NULL;
  if (self->thread != NULL)
    send (self->context, stop, letter_new (self));
  if (self->thread != NULL && idle)
    g_thread_join (self->thread);
  else if (self->thread != NULL)
    g_thread_unref (self->thread);
  desk_unref (self);
}
