/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes of a person's answer to a toast. Meanwhile transfers may have been
 * tried again or removed. */

#include "ferry-notification-actions.h"

#include "ferry-commands.h"
#include "ferry-launcher.h"
#include "ferry-notification-text.h"

#include <glib/gi18n.h>

typedef struct {
  FerryEngine *engine;
  FerryNotificationSender *sender;
  GDBusConnection *connection;
  const char *const *about;
  GPtrArray *transfers; /* (element-type FerryTransfer) those of them that are still there */
  const char *token;    /* (nullable) */
} Answer;

static gboolean
has_failed (FerryTransfer *transfer)
{
  return transfer->durable->state == FERRY_TRANSFER_STATE_ERROR;
}

static gboolean
has_brought_file (FerryTransfer *transfer)
{
  return transfer->durable->state == FERRY_TRANSFER_STATE_COMPLETED &&
         transfer->durable->request->kind == FERRY_TRANSFER_KIND_DOWNLOAD;
}

static GPtrArray *
find (FerryEngine       *engine,
      const char *const *ids)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);

  for (; *ids != NULL; ids++)
    {
      FerryTransfer *transfer = ferry_engine_lookup (engine, *ids);

      if (transfer != NULL && transfer->durable != NULL)
        g_ptr_array_add (found, ferry_transfer_ref (transfer));
    }
  return found;
}

/* What is about to be forgotten is gone; a change that is not durable yet counts. */
static gboolean
can_be_retried (FerryTransfer *transfer)
{
  return !transfer->forgotten &&
         ferry_command_fits (FERRY_TRANSFER_ACTION_RETRY, transfer->record->state, transfer->record->started);
}

static void
tell_not_retried (FerryNotificationSender *sender,
                  const char              *reason)
{
  const char *const actions[] = { "default", _ ("Show in Ferry"), NULL };

  ferry_notification_sender_show (sender, "retry", _ ("Not Everything Can Be Tried Again"), reason, FERRY_NOTIFICATION_FAILURE, actions, NULL);
}

static void
on_retried (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (FerryNotificationSender) sender = user_data;
  g_autoptr (GError) error = NULL;

  if (!ferry_engine_command_finish (FERRY_ENGINE (source), result, &error))
    tell_not_retried (sender, error->message);
}

/* Each that can be is tried again. One that has gone may have been completed, so
 * those that are missing are told of only where nothing is left. */
static void
retry (Answer *answer)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < answer->transfers->len; i++)
    if (can_be_retried (answer->transfers->pdata[i]))
      g_ptr_array_add (ids, (char *) ferry_transfer_get_id (answer->transfers->pdata[i]));
  if (answer->transfers->len == 0)
    tell_not_retried (answer->sender, _ ("It is no longer in the list"));
  if (ids->len == 0)
    return;
  g_ptr_array_add (ids, NULL);
  ferry_engine_command_async (answer->engine, FERRY_TRANSFER_ACTION_RETRY, (const char *const *) ids->pdata,
                              on_retried, g_object_ref (answer->sender));
}

static GPtrArray *
files_of (Answer *answer)
{
  GPtrArray *files = g_ptr_array_new ();

  for (guint i = 0; i < answer->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (answer->transfers, i);

      if (has_brought_file (transfer))
        g_ptr_array_add (files, transfer->durable->file);
    }
  return files;
}

static void
open_file (Answer *answer)
{
  g_autoptr (GPtrArray) files = files_of (answer);

  if (files->len > 0)
    ferry_launcher_open (files->pdata[0], answer->token);
}

static void
show_files (Answer *answer)
{
  g_autoptr (GPtrArray) files = files_of (answer);

  if (files->len > 0)
    ferry_launcher_show_files (answer->connection, files, answer->token);
}

/* Of a mixed group one page is shown: where something went wrong, if it did. */
static FerryTransferKind
most_telling_kind (GPtrArray *transfers)
{
  FerryTransfer *found = transfers->len > 0 ? transfers->pdata[0] : NULL;

  for (guint i = 0; i < transfers->len; i++)
    if (has_failed (transfers->pdata[i]))
      {
        found = transfers->pdata[i];
        break;
      }
  return found != NULL ? found->durable->request->kind : FERRY_TRANSFER_KIND_DOWNLOAD;
}

static void
show_transfers (Answer *answer)
{
  FerryTransferKind kind = most_telling_kind (answer->transfers);

  ferry_launcher_show_transfers (answer->connection, ferry_enum_to_nick (FERRY_TYPE_TRANSFER_KIND, kind),
                                 answer->about, answer->token);
}

static const struct {
  const char *action;
  void (*act) (Answer *answer);
} actions[] = {
  { "default", show_transfers },
  { "open", open_file },
  { "retry", retry },
  { "show", show_files },
};

/**
 * ferry_notification_actions:
 * @engine: whose transfers the toast told of
 * @sender: tells what can't be done
 * @connection: the session bus
 * @about: (array zero-terminated=1): ids of those transfers
 * @action: what the person chose
 * @token: (nullable): lets what is started now take the focus
 *
 * Does what the person wants.
 */
void
ferry_notification_actions (FerryEngine             *engine,
                            FerryNotificationSender *sender,
                            GDBusConnection         *connection,
                            const char *const       *about,
                            const char              *action,
                            const char              *token)
{
  g_autoptr (GPtrArray) transfers = find (engine, about);
  Answer answer = { engine, sender, connection, about, transfers, token };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].action, action))
      actions[i].act (&answer);
}
