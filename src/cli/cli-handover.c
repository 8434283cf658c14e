/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transfers are the service's from the first moment on: what was handed over
 * before an error stays handed over, and is told. */

#include "cli-handover.h"

#include "cli-follow.h"
#include "cli-json.h"

#include <glib/gi18n.h>

/* More IDs than that are no help on a screen. */
#define MOST_IDS_TOLD 4

struct _FerryCliHandover {
  FerryTransferCreator *creator;
  const FerryCliOptions *options;
  FerryCliCreate create;
  gpointer user_data;
  GCancellable *cancellable; /* (nullable) */
  FerryCliFollow *follow;    /* (nullable) when detached */
  GPtrArray *created;        /* (element-type FerryTransferOperation) */
};

static gboolean
join_group (FerryCliHandover  *self,
            GError           **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (FerryTransferGroup) group = NULL;
  const char *name = ferry_cli_options_get (self->options, FERRY_OPTION_GROUP);

  if (name == NULL)
    return TRUE;
  ferry_transfer_group_create_async (name, FERRY_TRANSFER_BEHAVIOR_PARALLEL,
                                     self->cancellable, ferry_cli_on_answer, &answer);
  group = ferry_transfer_group_create_finish (ferry_cli_await (&answer), error);
  if (group == NULL)
    return FALSE;
  ferry_transfer_creator_set_transfer_group (self->creator, group);
  return TRUE;
}

static FerryCliStatus
hand_over (FerryCliHandover *self)
{
  g_autoptr (GError) error = NULL;

  if (join_group (self, &error) && self->create (self, self->user_data, &error))
    return FERRY_CLI_OK;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      ferry_cli_say (stderr, _ ("Interrupted; “ferryctl list” shows what was handed over."));
      return FERRY_CLI_INTERRUPTED;
    }
  return ferry_cli_report (error);
}

static void
print_created (FerryCliHandover *self)
{
  for (guint i = 0; i < self->created->len; i++)
    {
      FerryTransferOperation *operation = self->created->pdata[i];

      if (self->options->json)
        {
          g_autofree char *line = ferry_cli_json_line (operation);

          puts (line);
        }
      else
        puts (ferry_transfer_operation_get_guid (operation));
    }
}

static void
tell_how_to_go_on (FerryCliHandover *self)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  if (self->created->len == 0)
    return;
  ferry_cli_say (stderr, ngettext ("The transfer goes on in the background.",
                                   "The transfers go on in the background.",
                                   self->created->len));
  if (self->created->len > MOST_IDS_TOLD)
    {
      ferry_cli_say (stderr, _ ("Follow them: ferryctl watch"));
      ferry_cli_say (stderr, _ ("Cancel one:  ferryctl cancel ID, with an ID of: ferryctl list"));
      return;
    }
  for (guint i = 0; i < self->created->len; i++)
    g_string_append_printf (ids, " %s",
                            ferry_transfer_operation_get_guid (self->created->pdata[i]));
  ferry_cli_say (stderr, _ ("Follow: ferryctl watch%s"), ids->str);
  ferry_cli_say (stderr, _ ("Cancel: ferryctl cancel%s"), ids->str);
}

static FerryCliStatus
hand_over_and_leave (FerryCliHandover *self)
{
  FerryCliStatus status = hand_over (self);

  print_created (self);
  return status;
}

static FerryCliStatus
hand_over_and_follow (FerryCliHandover *self)
{
  FerryCliStyle style = self->options->json ? FERRY_CLI_STYLE_JSON_ENDS : FERRY_CLI_STYLE_PERSON;
  g_autoptr (FerryCliFollow) follow = ferry_cli_follow_new (style);
  FerryCliStatus refused, followed;

  self->follow = follow;
  self->cancellable = ferry_cli_follow_get_cancellable (follow);
  refused = hand_over (self);
  followed = ferry_cli_follow_run (follow);
  if (followed == FERRY_CLI_INTERRUPTED)
    tell_how_to_go_on (self);
  return refused != FERRY_CLI_OK ? refused : followed;
}

/**
 * ferry_cli_hand_over:
 * @creator: makes the transfers
 * @options: how
 * @create: lets @creator make them
 * @user_data: for @create
 *
 * Hands transfers over to the service, and goes along with them until they
 * have ended, unless @options say that it should not.
 *
 * Returns: the exit status
 */
FerryCliStatus
ferry_cli_hand_over (FerryTransferCreator  *creator,
                     const FerryCliOptions *options,
                     FerryCliCreate         create,
                     gpointer               user_data)
{
  g_autoptr (GPtrArray) created = g_ptr_array_new_with_free_func (g_object_unref);
  FerryCliHandover self = {
    .creator = creator,
    .options = options,
    .create = create,
    .user_data = user_data,
    .created = created,
  };

  return options->detach ? hand_over_and_leave (&self) : hand_over_and_follow (&self);
}

/**
 * ferry_cli_handover_get_cancellable:
 * @self: what goes on
 *
 * Returns: (transfer none) (nullable): what Ctrl-C cancels
 */
GCancellable *
ferry_cli_handover_get_cancellable (FerryCliHandover *self)
{
  return self->cancellable;
}

/**
 * ferry_cli_handover_take:
 * @self: what goes on
 * @operations: (nullable) (element-type FerryTransferOperation): what was
 *   created; %NULL when it could not be
 *
 * Returns: whether there are any
 */
gboolean
ferry_cli_handover_take (FerryCliHandover *self,
                         GPtrArray        *operations)
{
  for (guint i = 0; operations != NULL && i < operations->len; i++)
    {
      g_ptr_array_add (self->created, g_object_ref (operations->pdata[i]));
      if (self->follow != NULL)
        ferry_cli_follow_add (self->follow, operations->pdata[i]);
    }
  return operations != NULL;
}
