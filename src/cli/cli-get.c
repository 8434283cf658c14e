/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl get`: hands downloads over to the service and goes along with them
 * until they have ended. They are the service's from the first moment on. */

#include "cli-follow.h"
#include "cli-get-options.h"
#include "cli-json.h"

#include <glib/gi18n.h>

/* One message and one transaction each: large enough to be few, small enough
 * for the service to answer others in between. */
#define CHUNK 500

/* More IDs than that are no help on a screen. */
#define MOST_IDS_TOLD 4

typedef struct {
  FerryCliGetOptions *options;
  GCancellable *cancellable; /* (nullable) */
  FerryCliFollow *follow;    /* (nullable) when detached */
  GPtrArray *created;        /* (element-type FerryDownloadOperation) */
} Handover;

static gboolean
join_group (Handover  *handover,
            GError   **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (FerryTransferGroup) group = NULL;

  if (handover->options->group == NULL)
    return TRUE;
  ferry_transfer_group_create_async (handover->options->group, FERRY_TRANSFER_BEHAVIOR_PARALLEL,
                                     handover->cancellable, ferry_cli_on_answer, &answer);
  group = ferry_transfer_group_create_finish (ferry_cli_await (&answer), error);
  if (group == NULL)
    return FALSE;
  ferry_background_downloader_set_transfer_group (handover->options->downloader, group);
  return TRUE;
}

static void
take (Handover               *handover,
      FerryDownloadOperation *operation)
{
  g_ptr_array_add (handover->created, g_object_ref (operation));
  if (handover->follow != NULL)
    ferry_cli_follow_add (handover->follow, operation);
}

static gboolean
create_one (Handover  *handover,
            GError   **error)
{
  FerryBackgroundDownloader *downloader = handover->options->downloader;
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (FerryDownloadOperation) operation = NULL;

  ferry_background_downloader_create_download_async (downloader, handover->options->addresses[0],
                                                     handover->options->file,
                                                     handover->cancellable,
                                                     ferry_cli_on_answer, &answer);
  operation = ferry_background_downloader_create_download_finish (downloader,
                                                                  ferry_cli_await (&answer),
                                                                  error);
  if (operation == NULL)
    return FALSE;
  take (handover, operation);
  return TRUE;
}

static gboolean
create_chunk (Handover           *handover,
              const char *const  *addresses,
              GError            **error)
{
  FerryBackgroundDownloader *downloader = handover->options->downloader;
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GPtrArray) operations = NULL;

  ferry_background_downloader_create_downloads_async (downloader, addresses,
                                                      handover->cancellable,
                                                      ferry_cli_on_answer, &answer);
  operations = ferry_background_downloader_create_downloads_finish (downloader,
                                                                    ferry_cli_await (&answer),
                                                                    error);
  for (guint i = 0; operations != NULL && i < operations->len; i++)
    take (handover, operations->pdata[i]);
  return operations != NULL;
}

static gboolean
create_all (Handover  *handover,
            GError   **error)
{
  char **addresses = handover->options->addresses;
  guint n = g_strv_length (addresses);

  if (n == 1)
    return create_one (handover, error);
  for (guint i = 0; i < n; i += CHUNK)
    {
      const char *chunk[CHUNK + 1] = { NULL };

      for (guint j = 0; j < CHUNK && i + j < n; j++)
        chunk[j] = addresses[i + j];
      if (!create_chunk (handover, chunk, error))
        return FALSE;
    }
  return TRUE;
}

/* What was handed over before an error stays handed over, and is told. */
static FerryCliStatus
hand_over (Handover *handover)
{
  g_autoptr (GError) error = NULL;

  if (join_group (handover, &error) && create_all (handover, &error))
    return FERRY_CLI_OK;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      ferry_cli_say (stderr, _ ("Interrupted; “ferryctl list” shows what was handed over."));
      return FERRY_CLI_INTERRUPTED;
    }
  return ferry_cli_report (error);
}

static void
print_created (Handover *handover)
{
  for (guint i = 0; i < handover->created->len; i++)
    {
      FerryDownloadOperation *operation = handover->created->pdata[i];

      if (handover->options->json)
        {
          g_autofree char *line = ferry_cli_json_line (operation);

          puts (line);
        }
      else
        puts (ferry_download_operation_get_guid (operation));
    }
}

static void
tell_how_to_go_on (Handover *handover)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  if (handover->created->len == 0)
    return;
  ferry_cli_say (stderr, ngettext ("The download goes on in the background.",
                                   "The downloads go on in the background.",
                                   handover->created->len));
  if (handover->created->len > MOST_IDS_TOLD)
    {
      ferry_cli_say (stderr, _ ("Follow them: ferryctl watch"));
      ferry_cli_say (stderr, _ ("Cancel one:  ferryctl cancel ID, with an ID of: ferryctl list"));
      return;
    }
  for (guint i = 0; i < handover->created->len; i++)
    g_string_append_printf (ids, " %s",
                            ferry_download_operation_get_guid (handover->created->pdata[i]));
  ferry_cli_say (stderr, _ ("Follow: ferryctl watch%s"), ids->str);
  ferry_cli_say (stderr, _ ("Cancel: ferryctl cancel%s"), ids->str);
}

static FerryCliStatus
get_and_leave (Handover *handover)
{
  FerryCliStatus status = hand_over (handover);

  print_created (handover);
  return status;
}

static FerryCliStatus
get_and_follow (Handover *handover)
{
  FerryCliStyle style = handover->options->json ? FERRY_CLI_STYLE_JSON_ENDS
                                                : FERRY_CLI_STYLE_PERSON;
  g_autoptr (FerryCliFollow) follow = ferry_cli_follow_new (style);
  FerryCliStatus refused, followed;

  handover->follow = follow;
  handover->cancellable = ferry_cli_follow_get_cancellable (follow);
  refused = hand_over (handover);
  followed = ferry_cli_follow_run (follow);
  if (followed == FERRY_CLI_INTERRUPTED)
    tell_how_to_go_on (handover);
  return refused != FERRY_CLI_OK ? refused : followed;
}

/**
 * ferry_cli_get:
 * @command: the command
 * @argv: its name and its arguments
 *
 * Returns: the exit status
 */
FerryCliStatus
ferry_cli_get (const FerryCliCommand  *command,
               char                  **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryCliGetOptions) options = ferry_cli_get_options_new (command, argv, &error);
  g_autoptr (GPtrArray) created = g_ptr_array_new_with_free_func (g_object_unref);
  Handover handover = { .options = options, .created = created };

  if (options == NULL)
    return ferry_cli_report (error);
  return options->detach ? get_and_leave (&handover) : get_and_follow (&handover);
}
