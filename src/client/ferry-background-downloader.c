/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What only downloads are told: where their bytes are to be written, and what
 * they must hash to. */

#include "ferry-background-downloader.h"

#include "ferry-current-transfers.h"
#include "ferry-transfer-creator-private.h"

#include <glib/gi18n-lib.h>

/**
 * FerryBackgroundDownloader:
 *
 * Makes downloads: set its options, then create one or thousands with them. Its
 * properties are those of [class@Ferry.TransferCreator], with which it shares
 * its thread.
 *
 * A download that was created belongs to the service: it goes on when this
 * object and the program are gone. The program's next run finds it with
 * [func@Ferry.BackgroundDownloader.get_current_downloads_async].
 *
 * Since: 0.1
 */
struct _FerryBackgroundDownloader {
  FerryTransferCreator parent_instance;

  GFile *unusable_folder; /* (owned) (nullable) chosen, but no text on the bus can name it */
};

G_DEFINE_FINAL_TYPE (FerryBackgroundDownloader, ferry_background_downloader, FERRY_TYPE_TRANSFER_CREATOR)

static gboolean
add_path (GVariantDict  *options,
          const char    *key,
          GFile         *file,
          GError       **error)
{
  const char *path;

  if (file == NULL)
    return TRUE;
  path = ferry_transfer_creator_check_path (file, _ ("A download can only be written to a file on this computer"), error);
  if (path != NULL)
    g_variant_dict_insert (options, key, "s", path);
  return path != NULL;
}

/* (transfer floating) */
static GVariant *
build_downloads (FerryBackgroundDownloader  *self,
                 const char *const          *uris,
                 GFile                      *result_file,
                 GError                    **error)
{
  g_autoptr (GVariantDict) dict =
    ferry_transfer_creator_collect_options (FERRY_TRANSFER_CREATOR (self));
  g_autoptr (GVariant) options = NULL;
  GVariantBuilder builder;

  if (!add_path (dict, "folder", self->unusable_folder, error) || !add_path (dict, "file", result_file, error))
    return NULL;
  options = g_variant_ref_sink (g_variant_dict_end (dict));
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sa{sv})"));
  for (; *uris != NULL; uris++)
    g_variant_builder_add (&builder, "(s@a{sv})", *uris, options);
  return g_variant_builder_end (&builder);
}

/**
 * ferry_background_downloader_create_download_async:
 * @self: a downloader
 * @uri: where it comes from: http or https, of 8192 bytes at most; user and
 *   password in it are taken for credentials
 * @result_file: (nullable): a local file to be written; when it exists, what
 *   [method@Ferry.BackgroundDownloader.set_if_exists] says happens; %NULL lets
 *   the folder and name set here decide, or else the settings and the server
 * @cancellable: (nullable): gives up waiting; the download may exist all the
 *   same
 * @callback: (scope async): called in the main context of the library when the
 *   download exists, durably
 * @user_data: for @callback
 *
 * Creates a download that waits to be started.
 *
 * Since: 0.1
 */
void
ferry_background_downloader_create_download_async (FerryBackgroundDownloader *self,
                                                   const char                *uri,
                                                   GFile                     *result_file,
                                                   GCancellable              *cancellable,
                                                   GAsyncReadyCallback        callback,
                                                   gpointer                   user_data)
{
  const char *uris[] = { uri, NULL };
  GVariant *downloads;
  GError *error = NULL;

  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));
  g_return_if_fail (uri != NULL);
  g_return_if_fail (result_file == NULL || G_IS_FILE (result_file));

  downloads = build_downloads (self, uris, result_file, &error);
  if (downloads == NULL)
    g_task_report_error (self, callback, user_data, ferry_background_downloader_create_download_async, error);
  else
    ferry_transfer_creator_create_async (FERRY_TRANSFER_CREATOR (self), "CreateDownloads", downloads,
                                         ferry_background_downloader_create_download_async,
                                         cancellable, callback, user_data);
}

/**
 * ferry_background_downloader_create_download_finish:
 * @self: a downloader
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.BackgroundDownloader.create_download_async].
 *
 * Returns: (transfer full): the download, or %NULL with
 *   %FERRY_ERROR_INVALID_ARGUMENT for an address or option that makes no sense,
 *   %FERRY_ERROR_ACCESS_DENIED for a path from inside a sandbox,
 *   %FERRY_ERROR_LIMIT when the service has 100,000 transfers, or what any call
 *   may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
FerryDownloadOperation *
ferry_background_downloader_create_download_finish (FerryBackgroundDownloader  *self,
                                                    GAsyncResult               *result,
                                                    GError                    **error)
{
  g_return_val_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self), NULL);

  return ferry_transfer_creator_create_one_finish (FERRY_TRANSFER_CREATOR (self), result, error);
}

/**
 * ferry_background_downloader_create_downloads_async:
 * @self: a downloader
 * @uris: (array zero-terminated=1): where they come from, as for
 *   [method@Ferry.BackgroundDownloader.create_download_async]; 10,000 at most
 * @cancellable: (nullable): gives up waiting; the downloads may exist all the
 *   same
 * @callback: (scope async): called in the main context of the library when the
 *   downloads exist, durably
 * @user_data: for @callback
 *
 * Creates any number of downloads in one message and one transaction, all of
 * them or none.
 *
 * Since: 0.1
 */
void
ferry_background_downloader_create_downloads_async (FerryBackgroundDownloader *self,
                                                    const char *const         *uris,
                                                    GCancellable              *cancellable,
                                                    GAsyncReadyCallback        callback,
                                                    gpointer                   user_data)
{
  GVariant *downloads;
  GError *error = NULL;

  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));
  g_return_if_fail (uris != NULL);

  downloads = build_downloads (self, uris, NULL, &error);
  if (downloads == NULL)
    g_task_report_error (self, callback, user_data, ferry_background_downloader_create_downloads_async, error);
  else
    ferry_transfer_creator_create_async (FERRY_TRANSFER_CREATOR (self), "CreateDownloads", downloads,
                                         ferry_background_downloader_create_downloads_async,
                                         cancellable, callback, user_data);
}

/**
 * ferry_background_downloader_create_downloads_finish:
 * @self: a downloader
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.BackgroundDownloader.create_downloads_async].
 *
 * Returns: (transfer container) (element-type FerryDownloadOperation): the
 *   downloads in the order of their addresses; or %NULL, and none was created,
 *   with %FERRY_ERROR_INVALID_ARGUMENT for an address or option that makes no
 *   sense, %FERRY_ERROR_ACCESS_DENIED for a path from inside a sandbox,
 *   %FERRY_ERROR_LIMIT for too many, or what any call may fail with
 *   ([error@Ferry.Error])
 *
 * Since: 0.1
 */
GPtrArray *
ferry_background_downloader_create_downloads_finish (FerryBackgroundDownloader  *self,
                                                     GAsyncResult               *result,
                                                     GError                    **error)
{
  g_return_val_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self), NULL);

  return ferry_transfer_creator_create_finish (FERRY_TRANSFER_CREATOR (self), result, error);
}

/**
 * ferry_background_downloader_get_current_downloads_async:
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called in the main context of the library with the
 *   downloads
 * @user_data: for @callback
 *
 * Finds the downloads that are not finished and belong to no group. They are
 * the very objects that the program holds already, where it does. A program in
 * a sandbox finds its own.
 *
 * Since: 0.1
 */
void
ferry_background_downloader_get_current_downloads_async (GCancellable        *cancellable,
                                                         GAsyncReadyCallback  callback,
                                                         gpointer             user_data)
{
  ferry_current_transfers_get_async (FERRY_TYPE_DOWNLOAD_OPERATION, NULL,
                                     ferry_background_downloader_get_current_downloads_async,
                                     cancellable, callback, user_data);
}

/**
 * ferry_background_downloader_get_current_downloads_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [func@Ferry.BackgroundDownloader.get_current_downloads_async].
 *
 * Returns: (transfer full): a list of [class@Ferry.DownloadOperation] in the
 *   order of their creation, which does not change; %NULL with
 *   %FERRY_ERROR_NOT_REACHABLE, or what any call may fail with
 *   ([error@Ferry.Error])
 *
 * Since: 0.1
 */
GListModel *
ferry_background_downloader_get_current_downloads_finish (GAsyncResult  *result,
                                                          GError       **error)
{
  return ferry_current_transfers_get_finish (result, error);
}

/**
 * ferry_background_downloader_get_current_downloads_for_transfer_group_async:
 * @group: a group
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called in the main context of the library with the
 *   downloads
 * @user_data: for @callback
 *
 * Finds the downloads of @group that are not finished.
 *
 * Since: 0.1
 */
void
ferry_background_downloader_get_current_downloads_for_transfer_group_async (FerryTransferGroup  *group,
                                                                            GCancellable        *cancellable,
                                                                            GAsyncReadyCallback  callback,
                                                                            gpointer             user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_GROUP (group));

  ferry_current_transfers_get_async (FERRY_TYPE_DOWNLOAD_OPERATION, group,
                                     ferry_background_downloader_get_current_downloads_for_transfer_group_async,
                                     cancellable, callback, user_data);
}

/**
 * ferry_background_downloader_get_current_downloads_for_transfer_group_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends
 * [func@Ferry.BackgroundDownloader.get_current_downloads_for_transfer_group_async].
 *
 * Returns: (transfer full): a list of [class@Ferry.DownloadOperation] in the
 *   order of their creation, which does not change; %NULL with
 *   %FERRY_ERROR_NOT_REACHABLE, or what any call may fail with
 *   ([error@Ferry.Error])
 *
 * Since: 0.1
 */
GListModel *
ferry_background_downloader_get_current_downloads_for_transfer_group_finish (GAsyncResult  *result,
                                                                             GError       **error)
{
  return ferry_current_transfers_get_finish (result, error);
}

static void
ferry_background_downloader_finalize (GObject *object)
{
  g_clear_object (&FERRY_BACKGROUND_DOWNLOADER (object)->unusable_folder);

  G_OBJECT_CLASS (ferry_background_downloader_parent_class)->finalize (object);
}

static void
ferry_background_downloader_class_init (FerryBackgroundDownloaderClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_background_downloader_finalize;
  /**
   * FerryBackgroundDownloader:checksum:
   *
   * What the bytes must hash to, such as `sha256=HEX`; %NULL for nothing.
   *
   * Since: 0.1
   */
  /**
   * FerryBackgroundDownloader:connections:
   *
   * How many connections may fetch one large file, up to 16, where that makes it
   * faster; 0 for what the person's settings say.
   *
   * Since: 0.1
   */
  /**
   * FerryBackgroundDownloader:folder:
   *
   * A local folder for downloads that are given no file; %NULL for the one in the settings.
   *
   * Since: 0.1
   */
  /**
   * FerryBackgroundDownloader:file-name:
   *
   * The name in the folder; %NULL finds one out.
   *
   * Since: 0.1
   */
  /**
   * FerryBackgroundDownloader:if-exists:
   *
   * What to do when there is a file of the name; at first what the settings say.
   *
   * Since: 0.1
   */
  ferry_transfer_creator_install_options (G_OBJECT_CLASS (class), FERRY_TRANSFER_KIND_DOWNLOAD);
}

static void
ferry_background_downloader_init (FerryBackgroundDownloader *self)
{
  ferry_transfer_creator_set_method (FERRY_TRANSFER_CREATOR (self), "GET");
}

/**
 * ferry_background_downloader_new:
 *
 * Makes a downloader with nothing set.
 *
 * Returns: (transfer full): a downloader with nothing set
 *
 * Since: 0.1
 */
FerryBackgroundDownloader *
ferry_background_downloader_new (void)
{
  return g_object_new (FERRY_TYPE_BACKGROUND_DOWNLOADER, NULL);
}

/**
 * ferry_background_downloader_set_folder:
 * @self: a downloader
 * @folder: (nullable): a local folder; %NULL for the one in the settings
 *
 * Sets where downloads are written that are given no file. The service looks
 * whether the folder is there when it writes. One that is not on this computer,
 * or whose path is not UTF-8, is refused when a download is created; a program in
 * a sandbox can't name one.
 *
 * Since: 0.1
 */
void
ferry_background_downloader_set_folder (FerryBackgroundDownloader *self,
                                        GFile                     *folder)
{
  const char *path;

  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));
  g_return_if_fail (folder == NULL || G_IS_FILE (folder));

  path = folder != NULL ? ferry_transfer_creator_check_path (folder, "", NULL) : NULL;
  g_clear_object (&self->unusable_folder);
  if (folder != NULL && path == NULL)
    self->unusable_folder = g_object_ref (folder);
  ferry_transfer_creator_set_string_option (FERRY_TRANSFER_CREATOR (self), "folder", path);
}

/**
 * ferry_background_downloader_set_file_name:
 * @self: a downloader
 * @file_name: (nullable): a name in the folder, of 240 bytes at most; %NULL
 *   finds one out from what the server says
 *
 * Sets the name of downloads that are given no file.
 *
 * Since: 0.1
 */
void
ferry_background_downloader_set_file_name (FerryBackgroundDownloader *self,
                                           const char                *file_name)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  ferry_transfer_creator_set_string_option (FERRY_TRANSFER_CREATOR (self), "name", file_name);
}

/**
 * ferry_background_downloader_set_if_exists:
 * @self: a downloader
 * @if_exists: what to do when there is a file of the download's name
 *
 * Sets what else the person's setting decides. A file is replaced only when the
 * new one is whole, and never because of a name that only the server chose. A
 * program in a sandbox can't replace files.
 *
 * Since: 0.1
 */
void
ferry_background_downloader_set_if_exists (FerryBackgroundDownloader *self,
                                           FerryIfExists              if_exists)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  ferry_transfer_creator_set_option (FERRY_TRANSFER_CREATOR (self), "if-exists", g_variant_new_uint32 (if_exists));
}

/**
 * ferry_background_downloader_set_checksum:
 * @self: a downloader
 * @checksum: (nullable): such as “sha256=HEX”; %NULL for none
 *
 * Sets what the bytes must hash to, or the download fails with
 * %FERRY_ERROR_CHECKSUM and no file appears; md5, sha1, sha256, sha384 and
 * sha512 are known.
 *
 * Since: 0.1
 */
void
ferry_background_downloader_set_checksum (FerryBackgroundDownloader *self,
                                          const char                *checksum)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  ferry_transfer_creator_set_string_option (FERRY_TRANSFER_CREATOR (self), "checksum", checksum);
}
