/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How a program finds the downloads that it, or another run of it, has created.
 * The answers are snapshots; FerryOperations is the list that lives. */

#include "ferry-background-downloader.h"

#include "ferry-error.h"
#include "ferry-fetch.h"
#include "ferry-mirror.h"

static void on_current (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);
static void on_asked   (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

static void
return_list (GTask     *task,
             GPtrArray *operations)
{
  GListStore *list = g_list_store_new (FERRY_TYPE_DOWNLOAD_OPERATION);

  g_list_store_splice (list, 0, 0, operations->pdata, operations->len);
  g_task_return_pointer (task, list, g_object_unref);
}

static GListModel *
finish (GAsyncResult  *result,
        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The task's data is the wished group's name, or NULL for those in none. */
static void
get_current (GTask      *task,
             const char *group)
{
  g_autoptr (FerryMirror) mirror = ferry_mirror_get ();
  g_auto (GVariantDict) filter = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&filter, "kind", "u", FERRY_TRANSFER_KIND_DOWNLOAD);
  g_variant_dict_insert (&filter, "finished", "b", FALSE);
  if (group != NULL)
    g_variant_dict_insert (&filter, "group", "s", group);
  g_task_set_task_data (task, g_strdup (group), g_free);
  ferry_fetch_async (mirror, g_variant_dict_end (&filter), g_task_get_cancellable (task),
                     on_current, g_object_ref (task));
}

static void
on_current (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *group = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) found = ferry_fetch_finish (FERRY_MIRROR (source), result, &error);
  g_autoptr (GPtrArray) current = g_ptr_array_new ();

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < found->len; i++)
    {
      FerryTransferGroup *its = ferry_download_operation_get_transfer_group (found->pdata[i]);

      if (g_strcmp0 (its != NULL ? ferry_transfer_group_get_name (its) : NULL, group) == 0)
        g_ptr_array_add (current, found->pdata[i]);
    }
  return_list (task, current);
}

/**
 * ferry_background_downloader_get_current_downloads_async:
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called with the downloads
 * @user_data: for @callback
 *
 * Finds the downloads that are not finished and belong to no group.
 */
void
ferry_background_downloader_get_current_downloads_async (GCancellable        *cancellable,
                                                         GAsyncReadyCallback  callback,
                                                         gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_background_downloader_get_current_downloads_async);
  get_current (task, NULL);
}

/**
 * ferry_background_downloader_get_current_downloads_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): a list of #FerryDownloadOperation that does not
 *   change, or %NULL with a #FerryError
 */
GListModel *
ferry_background_downloader_get_current_downloads_finish (GAsyncResult  *result,
                                                          GError       **error)
{
  return finish (result, error);
}

/**
 * ferry_background_downloader_get_current_downloads_for_transfer_group_async:
 * @group: a group
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called with the downloads
 * @user_data: for @callback
 *
 * Finds the downloads of @group that are not finished.
 */
void
ferry_background_downloader_get_current_downloads_for_transfer_group_async (FerryTransferGroup  *group,
                                                                            GCancellable        *cancellable,
                                                                            GAsyncReadyCallback  callback,
                                                                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FERRY_IS_TRANSFER_GROUP (group));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_background_downloader_get_current_downloads_for_transfer_group_async);
  get_current (task, ferry_transfer_group_get_name (group));
}

/**
 * ferry_background_downloader_get_current_downloads_for_transfer_group_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): a list of #FerryDownloadOperation that does not
 *   change, or %NULL with a #FerryError
 */
GListModel *
ferry_background_downloader_get_current_downloads_for_transfer_group_finish (GAsyncResult  *result,
                                                                             GError       **error)
{
  return finish (result, error);
}

/**
 * ferry_background_downloader_get_downloads_async:
 * @guids: (array zero-terminated=1): which downloads
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called with the downloads
 * @user_data: for @callback
 *
 * Finds downloads by their GUIDs, finished ones too.
 */
void
ferry_background_downloader_get_downloads_async (const char *const   *guids,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data)
{
  g_autoptr (FerryMirror) mirror = ferry_mirror_get ();
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (guids != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_background_downloader_get_downloads_async);
  g_task_set_task_data (task, g_strdupv ((GStrv) guids), (GDestroyNotify) g_strfreev);
  ferry_fetch_ids_async (mirror, guids, cancellable, on_asked, g_steal_pointer (&task));
}

static void
on_asked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryMirror *mirror = FERRY_MIRROR (source);
  GStrv guids = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) found = ferry_fetch_finish (mirror, result, &error);
  GPtrArray *asked = found != NULL ? ferry_fetch_pick (mirror, guids, &error) : NULL;

  if (asked == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  return_list (task, asked);
  g_ptr_array_unref (asked);
}

/**
 * ferry_background_downloader_get_downloads_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): a list of #FerryDownloadOperation in the order
 *   asked, or %NULL with %FERRY_ERROR_NOT_FOUND when one is unknown, or another
 *   #FerryError
 */
GListModel *
ferry_background_downloader_get_downloads_finish (GAsyncResult  *result,
                                                  GError       **error)
{
  return finish (result, error);
}
