/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From addresses to downloads. Two downloads of one address at a time are
 * rarely what a person wants, so they are asked; programs are not. */

#include "ferry-starter.h"

#include "ferry-again-question.h"
#include "ferry-app-closures.h"

typedef struct {
  FerryBackgroundDownloader *downloader; /* (owned) */
  GStrv addresses;                       /* (owned) */
} Start;

static void on_created (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

static void
start_free (Start *start)
{
  g_clear_object (&start->downloader);
  g_strfreev (start->addresses);
  g_free (start);
}

static gboolean
is_under_way (GListModel        *operations,
              const char *const *addresses)
{
  guint n = g_list_model_get_n_items (operations);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (operations, i);

      if (ferry_app_is_unfinished (NULL, ferry_transfer_operation_get_state (operation)) &&
          g_strv_contains (addresses, ferry_transfer_operation_get_requested_uri (operation)))
        return TRUE;
    }
  return FALSE;
}

static void
create (GTask *task)
{
  Start *start = g_task_get_task_data (task);

  ferry_background_downloader_create_downloads_async (start->downloader,
                                                      (const char *const *) start->addresses, NULL,
                                                      on_created, g_object_ref (task));
}

/**
 * ferry_starter_start_async:
 * @from: where a person asked for it
 * @operations: a list of #FerryTransferOperation that are known
 * @downloader: how they are to be downloaded
 * @addresses: what is to be downloaded
 * @callback: called when the downloads exist
 * @user_data: for @callback
 *
 * Starts a download of each address. When one of them is under way, the person
 * is asked first.
 */
void
ferry_starter_start_async (GtkWidget                 *from,
                           GListModel                *operations,
                           FerryBackgroundDownloader *downloader,
                           const char *const         *addresses,
                           GAsyncReadyCallback        callback,
                           gpointer                   user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Start *start = g_new0 (Start, 1);

  g_task_set_source_tag (task, ferry_starter_start_async);
  g_task_set_task_data (task, start, (GDestroyNotify) start_free);
  start->downloader = g_object_ref (downloader);
  start->addresses = g_strdupv ((char **) addresses);
  ferry_transfer_creator_set_start_at_once (FERRY_TRANSFER_CREATOR (downloader), TRUE);
  if (is_under_way (operations, addresses))
    ferry_again_question_ask (from, FERRY_TRANSFER_KIND_DOWNLOAD, create, task);
  else
    create (task);
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) created = NULL;

  created = ferry_background_downloader_create_downloads_finish (FERRY_BACKGROUND_DOWNLOADER (source),
                                                                 result, &error);
  if (created != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * ferry_starter_start_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether the downloads exist; %G_IO_ERROR_CANCELLED when the person
 *   thought better of it
 */
gboolean
ferry_starter_start_finish (GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
