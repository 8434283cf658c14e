/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When a person is told about the end of transfers: one toast for each, one
 * for a whole group when the last of it has ended, one summary for a burst;
 * none for what they canceled themselves. */

#include "ferry-notifier.h"

#include "ferry-config.h"
#include "ferry-notification-actions.h"
#include "ferry-group-summary.h"
#include "ferry-notification-text.h"
#include "ferry-notification-sender.h"

#include <glib/gi18n.h>

/* What ends within this time is told together; longer while more and more end,
 * or the number in the summary would flicker. */
#define GATHER_MS       400
#define GATHER_BURST_MS 2000

/* What ends within this time after the last was told is of the same burst. */
#define BURST (5 * G_USEC_PER_SEC)

/* More than this many are told as a number. */
#define MAX_SINGLE 3

/* Where no program is behind a toast any more its buttons are dead, and GNOME
 * takes it off the screen. So long is a person given. */
#define PATIENCE_SECONDS (60 * 60)

#define BURST_ID "burst"

struct _FerryNotifier {
  GObject parent_instance;

  FerryEngine *engine;             /* (owned) */
  GSettings *settings;             /* (owned) */
  GDBusConnection *connection;     /* (owned) */
  FerryNotificationSender *sender; /* (owned) */
  GPtrArray *ended;                /* (owned) (element-type FerryTransfer) not told yet */
  GPtrArray *burst;                /* (owned) (element-type FerryTransfer) told one by one, or as one */
  gint64 told;                     /* when something of the burst was told last */
  guint gather;                    /* (nullable) */
  guint patience;                  /* (nullable) while toasts wait for an answer */
};

enum {
  WAITING_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FerryNotifier, ferry_notifier, G_TYPE_OBJECT)

static gboolean
is_wanted (FerryNotifier *self,
           gboolean       success)
{
  return g_settings_get_boolean (self->settings, success ? "toast-success" : "toast-failure");
}

static gboolean
has_succeeded (FerryTransfer *transfer)
{
  return transfer->durable->state == FERRY_TRANSFER_STATE_COMPLETED;
}

static gboolean
has_failed (FerryTransfer *transfer)
{
  return transfer->durable->state == FERRY_TRANSFER_STATE_ERROR;
}

/* Telling. */

static GStrv
ids_of (GPtrArray *transfers)
{
  GStrv ids = g_new0 (char *, transfers->len + 1);

  for (guint i = 0; i < transfers->len; i++)
    ids[i] = g_strdup (ferry_transfer_get_id (g_ptr_array_index (transfers, i)));
  return ids;
}

static void
tell (FerryNotifier         *self,
      const char            *id,
      FerryNotificationText *words,
      GPtrArray             *transfers)
{
  g_auto (GStrv) about = ids_of (transfers);

  ferry_notification_sender_show (self->sender, id, words->title, words->body, words->category,
                                  (const char *const *) words->actions, (const char *const *) about);
}

static void
tell_one (FerryNotifier *self,
          FerryTransfer *transfer)
{
  g_autoptr (FerryNotificationText) words = ferry_notification_text_for_one (transfer);
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, transfer);
  tell (self, ferry_transfer_get_id (transfer), words, one);
}

static void
tell_many (FerryNotifier *self,
           const char    *id,
           GPtrArray     *transfers)
{
  g_autoptr (FerryNotificationText) words = ferry_notification_text_for_many (transfers);

  tell (self, id, words, transfers);
}

static gboolean
any_failed (GPtrArray *transfers)
{
  for (guint i = 0; i < transfers->len; i++)
    if (has_failed (g_ptr_array_index (transfers, i)))
      return TRUE;
  return FALSE;
}

static void
tell_group (FerryNotifier *self,
            FerryGroup    *group)
{
  /* No app id has a line break in it, and no id of another toast. */
  g_autofree char *id = g_strconcat (group->app_id, "\n", group->name, NULL);
  g_autoptr (GPtrArray) members = ferry_group_summary_collect (ferry_engine_get_transfers (self->engine), group);

  if (members != NULL && is_wanted (self, !any_failed (members)))
    tell_many (self, id, members);
}

static void
tell_groups (FerryNotifier *self,
             GPtrArray     *ended)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (ferry_group_hash, ferry_group_equal,
                                                         (GDestroyNotify) ferry_group_unref, NULL);
  GHashTableIter iter;
  gpointer group;

  for (guint i = 0; i < ended->len; i++)
    {
      FerryRecord *record = ((FerryTransfer *) g_ptr_array_index (ended, i))->durable;

      if (record->request->group != NULL)
        g_hash_table_add (groups, ferry_group_new (record->app_id, record->request->group, record->request->behavior, 0));
    }
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &group, NULL))
    tell_group (self, group);
}

/* What ended alone joins the burst. Returns: how many came */
static guint
join_burst (FerryNotifier *self,
            GPtrArray     *ended)
{
  guint before = self->burst->len;

  for (guint i = 0; i < ended->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (ended, i);

      if (transfer->durable->request->group == NULL &&
          (has_succeeded (transfer) || has_failed (transfer)) && is_wanted (self, has_succeeded (transfer)))
        g_ptr_array_add (self->burst, ferry_transfer_ref (transfer));
    }
  if (self->burst->len > before)
    self->told = g_get_monotonic_time ();
  return self->burst->len - before;
}

/* Each once, and none that is being tried again. */
static GPtrArray *
still_ended (GPtrArray *burst)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GPtrArray *ended = g_ptr_array_new ();

  for (guint i = 0; i < burst->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (burst, i);

      if ((has_succeeded (transfer) || has_failed (transfer)) && g_hash_table_add (seen, transfer))
        g_ptr_array_add (ended, transfer);
    }
  return ended;
}

/* One summary instead of the toasts that its first transfers had. */
static void
tell_burst (FerryNotifier *self)
{
  g_autoptr (GPtrArray) ended = still_ended (self->burst);

  for (guint i = 0; i < MAX_SINGLE; i++)
    ferry_notification_sender_take_off (self->sender, ferry_transfer_get_id (g_ptr_array_index (self->burst, i)));
  tell_many (self, BURST_ID, ended);
}

static gboolean
on_gathered (gpointer user_data)
{
  FerryNotifier *self = user_data;
  g_autoptr (GPtrArray) ended = g_steal_pointer (&self->ended);
  guint n;

  self->gather = 0;
  self->ended = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  tell_groups (self, ended);
  n = join_burst (self, ended);
  if (n > 0 && self->burst->len > MAX_SINGLE)
    tell_burst (self);
  else
    for (guint i = self->burst->len - n; i < self->burst->len; i++)
      tell_one (self, g_ptr_array_index (self->burst, i));
  g_signal_emit (self, signals[WAITING_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
begin_gathering (FerryNotifier *self)
{
  if (g_get_monotonic_time () - self->told > BURST)
    g_ptr_array_set_size (self->burst, 0);
  self->gather = g_timeout_add (self->burst->len > MAX_SINGLE ? GATHER_BURST_MS : GATHER_MS, on_gathered, self);
}

static void
on_ended (FerryEngine   *engine,
          FerryTransfer *transfer,
          FerryNotifier *self)
{
  if (transfer->durable->state == FERRY_TRANSFER_STATE_CANCELED ||
      !transfer->durable->request->toast)
    return;
  g_ptr_array_add (self->ended, ferry_transfer_ref (transfer));
  if (self->gather == 0)
    begin_gathering (self);
}

static void
on_chosen (FerryNotificationSender *sender,
           const char *const       *about,
           const char              *action,
           const char              *token,
           FerryNotifier           *self)
{
  ferry_notification_actions (self->engine, sender, self->connection, about, action, token);
}

/* Waiting for an answer. */

static gboolean
on_patience_over (gpointer user_data)
{
  FerryNotifier *self = user_data;

  self->patience = 0;
  g_signal_emit (self, signals[WAITING_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
on_counted (FerryNotifier *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  if (ferry_notification_sender_is_waiting (self->sender))
    self->patience = g_timeout_add_seconds (PATIENCE_SECONDS, on_patience_over, self);
  g_signal_emit (self, signals[WAITING_CHANGED], 0);
}

static void
ferry_notifier_finalize (GObject *object)
{
  FerryNotifier *self = FERRY_NOTIFIER (object);

  g_clear_handle_id (&self->gather, g_source_remove);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_ptr_array_unref (self->ended);
  g_ptr_array_unref (self->burst);
  g_clear_object (&self->sender);
  g_clear_object (&self->connection);
  g_clear_object (&self->settings);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ferry_notifier_parent_class)->finalize (object);
}

static void
ferry_notifier_class_init (FerryNotifierClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_notifier_finalize;

  /**
   * FerryNotifier::waiting-changed:
   * @self: the notifier
   *
   * ferry_notifier_is_waiting() may answer something else now.
   */
  signals[WAITING_CHANGED] = g_signal_new ("waiting-changed", FERRY_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ferry_notifier_init (FerryNotifier *self)
{
  self->ended = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  self->burst = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
}

/**
 * ferry_notifier_new:
 * @engine: whose transfers end
 * @settings: which kinds of toast are wanted
 * @connection: the session bus
 *
 * Returns: (transfer full): a notifier that tells from now on
 */
FerryNotifier *
ferry_notifier_new (FerryEngine     *engine,
                    GSettings       *settings,
                    GDBusConnection *connection)
{
  FerryNotifier *self = g_object_new (FERRY_TYPE_NOTIFIER, NULL);

  self->engine = g_object_ref (engine);
  self->settings = g_object_ref (settings);
  self->connection = g_object_ref (connection);
  self->sender = ferry_notification_sender_new (_ ("Ferry"), FERRY_APP_ID);
  g_signal_connect_object (self->sender, "activated", G_CALLBACK (on_chosen), self, 0);
  g_signal_connect_object (self->sender, "counted", G_CALLBACK (on_counted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "ended", G_CALLBACK (on_ended), self, 0);
  return self;
}

/**
 * ferry_notifier_tell_damaged_journal:
 * @self: the notifier
 * @path: where the journal that can't be read was put
 * @n_saved: how many transfers could be read of it
 *
 * Tells the person that earlier transfers may be gone from the list, whatever
 * toasts they want: nothing else would.
 */
void
ferry_notifier_tell_damaged_journal (FerryNotifier *self,
                                     const char    *path,
                                     guint          n_saved)
{
  const char *const actions[] = { "default", _ ("Show in Ferry"), NULL };
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *body = NULL;

  if (n_saved == 0)
    body = g_strdup_printf (_ ("Earlier downloads are missing from the list, their files are not. "
                               "The damaged list was kept as “%s”."),
                            name);
  else
    body = g_strdup_printf (ngettext ("%u transfer could be saved. Others may be missing from the list, their files are not. "
                                      "The damaged list was kept as “%s”.",
                                      "%u transfers could be saved. Others may be missing from the list, their files are not. "
                                      "The damaged list was kept as “%s”.",
                                      n_saved),
                            n_saved, name);
  ferry_notification_sender_show (self->sender, "journal",
                                  n_saved == 0 ? _ ("The List of Downloads Can’t Be Read")
                                               : _ ("The List of Downloads Was Damaged"),
                                  body, FERRY_NOTIFICATION_FAILURE, actions, NULL);
}

/**
 * ferry_notifier_is_waiting:
 * @self: the notifier
 *
 * Returns: whether something is still to be told, or a person may answer a toast
 *   and is given the time
 */
gboolean
ferry_notifier_is_waiting (FerryNotifier *self)
{
  return self->gather != 0 || self->patience != 0;
}
