/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person is told about the end of transfers: one toast for each, one
 * for a whole group when the last of it has ended, one summary for a burst;
 * none for what they canceled themselves. */

#include "ferry-notifier.h"

#include "ferry-config.h"
#include "ferry-toaster.h"

#include <glib/gi18n.h>

/* What ends within this time is told together. */
#define GATHER_MS 400

/* More than this many are told as a number. */
#define MAX_SINGLE 3

/* Desktop Notifications Specification, categories. */
#define CATEGORY_SUCCESS "transfer.complete"
#define CATEGORY_FAILURE "transfer.error"

struct _FerryNotifier {
  GObject parent_instance;

  FerryEngine *engine;   /* (owned) */
  GSettings *settings;   /* (owned) */
  FerryToaster *toaster; /* (owned) */
  GPtrArray *ended;      /* (owned) (element-type FerryTransfer) not told yet */
  guint gather;          /* (nullable) */
};

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
is_upload (FerryTransfer *transfer)
{
  return ferry_request_get_kind (transfer->durable->request) == FERRY_TRANSFER_KIND_UPLOAD;
}

static char *
name_of (FerryTransfer *transfer)
{
  const char *file = transfer->durable->file;

  return file != NULL ? g_filename_display_basename (file)
                      : g_strdup (ferry_request_get_shown_address (transfer->durable->request));
}

static void
tell_one (FerryNotifier *self,
          FerryTransfer *transfer)
{
  const char *const open_actions[] = { "open", _ ("Open"), "show", _ ("Show in Folder"), NULL };
  const char *const retry_actions[] = { "retry", _ ("Retry"), NULL };
  gboolean success = has_succeeded (transfer);
  g_autofree char *name = name_of (transfer);

  if (!is_wanted (self, success))
    return;
  if (success)
    ferry_toaster_show (self->toaster, ferry_transfer_get_id (transfer),
                        is_upload (transfer) ? _ ("Upload Finished") : _ ("Download Finished"), name,
                        CATEGORY_SUCCESS, is_upload (transfer) ? NULL : open_actions);
  else
    {
      GError *error = transfer->durable->error;
      g_autofree char *body = g_strdup_printf ("%s\n%s", name, error != NULL ? error->message : "");

      ferry_toaster_show (self->toaster, ferry_transfer_get_id (transfer),
                          is_upload (transfer) ? _ ("Upload Failed") : _ ("Download Failed"), body,
                          CATEGORY_FAILURE, retry_actions);
    }
}

/* How some have ended, of which maybe not all are downloads. */
typedef struct {
  guint succeeded;
  guint failed;
  guint uploads;
} Tally;

static void
count (Tally         *tally,
       FerryTransfer *transfer)
{
  tally->succeeded += has_succeeded (transfer);
  tally->failed += transfer->durable->state == FERRY_TRANSFER_STATE_ERROR;
  tally->uploads += is_upload (transfer);
}

static void
tell_success (FerryNotifier *self,
              const char    *id,
              const Tally   *tally)
{
  guint n = tally->succeeded;
  g_autofree char *body = NULL;

  if (tally->uploads > 0)
    body = g_strdup_printf (ngettext ("%u transfer has finished", "%u transfers have finished", n), n);
  else
    body = g_strdup_printf (ngettext ("%u download has finished", "%u downloads have finished", n), n);

  ferry_toaster_show (self->toaster, id, tally->uploads > 0 ? _ ("Transfers Finished") : _ ("Downloads Finished"),
                      body, CATEGORY_SUCCESS, NULL);
}

static void
tell_failure (FerryNotifier *self,
              const char    *id,
              const Tally   *tally)
{
  guint n = tally->succeeded + tally->failed;
  g_autofree char *body = NULL;

  if (tally->uploads > 0)
    body = g_strdup_printf (ngettext ("%u of %u transfer failed", "%u of %u transfers failed", n), tally->failed, n);
  else
    body = g_strdup_printf (ngettext ("%u of %u download failed", "%u of %u downloads failed", n), tally->failed, n);

  ferry_toaster_show (self->toaster, id, tally->uploads > 0 ? _ ("Transfers Failed") : _ ("Downloads Failed"),
                      body, CATEGORY_FAILURE, NULL);
}

static void
tell_many (FerryNotifier *self,
           const char    *id,
           const Tally   *tally)
{
  if (!is_wanted (self, tally->failed == 0))
    return;
  if (tally->failed == 0)
    tell_success (self, id, tally);
  else
    tell_failure (self, id, tally);
}

/* Whether all of a group have ended, and how. */
static gboolean
count_group (FerryNotifier *self,
             const char    *group,
             Tally         *tally)
{
  GPtrArray *transfers = ferry_engine_get_transfers (self->engine);

  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      if (g_strcmp0 (ferry_request_get_group (transfer->record->request), group) != 0)
        continue;
      if (transfer->durable == NULL || !ferry_transfer_state_is_final (transfer->durable->state))
        return FALSE;
      count (tally, transfer);
    }
  return tally->succeeded + tally->failed > 0;
}

/* Takes the members of groups out of what has ended. */
static void
tell_groups (FerryNotifier *self,
             GPtrArray     *ended)
{
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer group;

  for (guint i = ended->len; i > 0; i--)
    {
      FerryTransfer *transfer = g_ptr_array_index (ended, i - 1);
      const char *name = ferry_request_get_group (transfer->durable->request);

      if (name != NULL)
        g_hash_table_add (groups, (char *) name);
    }
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &group, NULL))
    {
      Tally tally = { 0 };

      if (count_group (self, group, &tally))
        tell_many (self, group, &tally);
    }
}

static gboolean
on_gathered (gpointer user_data)
{
  FerryNotifier *self = user_data;
  g_autoptr (GPtrArray) ended = g_steal_pointer (&self->ended);
  g_autoptr (GPtrArray) single = g_ptr_array_new ();
  Tally tally = { 0 };

  self->gather = 0;
  self->ended = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
  tell_groups (self, ended);
  for (guint i = 0; i < ended->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (ended, i);

      if (ferry_request_get_group (transfer->durable->request) != NULL)
        continue;
      g_ptr_array_add (single, transfer);
      count (&tally, transfer);
    }
  if (single->len > MAX_SINGLE)
    tell_many (self, "burst", &tally);
  else
    for (guint i = 0; i < single->len; i++)
      tell_one (self, g_ptr_array_index (single, i));
  return G_SOURCE_REMOVE;
}

/* What the person chose on a toast. */

static void
launch (const char *path,
        gboolean    in_folder)
{
  g_autofree char *place = in_folder ? g_path_get_dirname (path) : g_strdup (path);
  g_autofree char *uri = g_filename_to_uri (place, NULL, NULL);

  if (uri != NULL)
    g_app_info_launch_default_for_uri_async (uri, NULL, NULL, NULL, NULL);
}

static void
on_chosen (FerryToaster  *toaster,
           const char    *id,
           const char    *action,
           FerryNotifier *self)
{
  FerryTransfer *transfer = ferry_engine_lookup (self->engine, id);
  const char *const ids[] = { id, NULL };

  if (transfer == NULL || transfer->durable == NULL)
    return;
  if (g_str_equal (action, "retry"))
    ferry_engine_command_async (self->engine, FERRY_COMMAND_RETRY, ids, NULL, NULL);
  else if (has_succeeded (transfer))
    launch (transfer->durable->file, g_str_equal (action, "show"));
}

static void
on_ended (FerryEngine   *engine,
          FerryTransfer *transfer,
          FerryNotifier *self)
{
  if (transfer->durable->state == FERRY_TRANSFER_STATE_CANCELED ||
      !ferry_request_wants_toast (transfer->durable->request))
    return;
  g_ptr_array_add (self->ended, ferry_transfer_ref (transfer));
  if (self->gather == 0)
    self->gather = g_timeout_add (GATHER_MS, on_gathered, self);
}

static void
ferry_notifier_finalize (GObject *object)
{
  FerryNotifier *self = FERRY_NOTIFIER (object);

  g_clear_handle_id (&self->gather, g_source_remove);
  g_ptr_array_unref (self->ended);
  g_clear_object (&self->toaster);
  g_clear_object (&self->settings);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (ferry_notifier_parent_class)->finalize (object);
}

static void
ferry_notifier_class_init (FerryNotifierClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_notifier_finalize;
}

static void
ferry_notifier_init (FerryNotifier *self)
{
  self->ended = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
}

/**
 * ferry_notifier_new:
 * @engine: whose transfers end
 * @settings: which kinds of toast are wanted
 *
 * Returns: (transfer full): a notifier that tells from now on
 */
FerryNotifier *
ferry_notifier_new (FerryEngine *engine,
                    GSettings   *settings)
{
  FerryNotifier *self = g_object_new (FERRY_TYPE_NOTIFIER, NULL);

  self->engine = g_object_ref (engine);
  self->settings = g_object_ref (settings);
  self->toaster = ferry_toaster_new (_ ("Ferry"), FERRY_APP_ID);
  g_signal_connect_object (self->toaster, "activated", G_CALLBACK (on_chosen), self, 0);
  g_signal_connect_object (engine, "ended", G_CALLBACK (on_ended), self, 0);
  return self;
}

/**
 * ferry_notifier_tell_lost_journal:
 * @self: the notifier
 * @path: where the journal that can't be read was put
 *
 * Tells the person that earlier transfers are gone from the list, whatever
 * toasts they want: nothing else would.
 */
void
ferry_notifier_tell_lost_journal (FerryNotifier *self,
                                  const char    *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *body = g_strdup_printf (_ ("Earlier downloads are missing from the list, their files are not. "
                                              "The damaged list was kept as “%s”."),
                                           name);

  ferry_toaster_show (self->toaster, "journal", _ ("The List of Downloads Can’t Be Read"), body,
                      CATEGORY_FAILURE, NULL);
}
