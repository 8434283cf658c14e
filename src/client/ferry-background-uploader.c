/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What only uploads are told: which file, or which parts, and by which
 * protocol. The service reads the files; they are not opened here. */

#include "ferry-background-uploader.h"

#include "ferry-current-transfers.h"
#include "ferry-transfer-creator-private.h"

#include <glib/gi18n-lib.h>

/**
 * FerryBackgroundUploader:
 *
 * Makes uploads: of one file, of many, or of parts in one request. Its
 * properties are those of [class@Ferry.TransferCreator], with which it shares
 * its thread.
 *
 * The service reads the files, and not before an upload runs; a file must stay
 * as it is until the upload has ended, or the upload fails. An upload that was
 * interrupted goes on where the server can go on;
 * [method@Ferry.BackgroundUploader.set_protocol] says how that is found out.
 *
 * Since: 0.1
 */
struct _FerryBackgroundUploader {
  FerryTransferCreator parent_instance;
};

G_DEFINE_FINAL_TYPE (FerryBackgroundUploader, ferry_background_uploader, FERRY_TYPE_TRANSFER_CREATOR)

/* Files */

static gboolean
add_upload (FerryBackgroundUploader  *self,
            GVariantBuilder          *uploads,
            const char               *uri,
            GFile                    *file,
            GError                  **error)
{
  g_autoptr (GVariantDict) options = NULL;
  const char *path = ferry_transfer_creator_check_path (file, _ ("Only files on this computer can be uploaded"), error);

  if (path == NULL)
    return FALSE;
  options = ferry_transfer_creator_collect_options (FERRY_TRANSFER_CREATOR (self));
  g_variant_dict_insert (options, "file", "s", path);
  g_variant_builder_add (uploads, "(s@a{sv})", uri, g_variant_dict_end (options));
  return TRUE;
}

/* (transfer floating) */
static GVariant *
build_uploads (FerryBackgroundUploader  *self,
               const char *const        *uris,
               GFile                   **files,
               GError                  **error)
{
  g_auto (GVariantBuilder) uploads = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sa{sv})"));

  for (guint i = 0; uris[i] != NULL; i++)
    if (!add_upload (self, &uploads, uris[i], files[i], error))
      return NULL;
  return g_variant_builder_end (&uploads);
}

/* Parts */

static GVariant *
build_parts (GPtrArray  *parts,
             GError    **error)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < parts->len; i++)
    {
      GVariant *part = ferry_content_part_to_variant (parts->pdata[i], error);

      if (part == NULL)
        return NULL;
      g_variant_builder_add_value (&builder, part);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
build_multipart (FerryBackgroundUploader  *self,
                 const char               *uri,
                 GPtrArray                *parts,
                 const char               *sub_type,
                 const char               *boundary,
                 GError                  **error)
{
  g_autoptr (GVariantDict) options =
    ferry_transfer_creator_collect_options (FERRY_TRANSFER_CREATOR (self));
  GVariant *list = build_parts (parts, error);
  GVariant *upload;

  if (list == NULL)
    return NULL;
  g_variant_dict_insert_value (options, "parts", list);
  if (sub_type != NULL)
    g_variant_dict_insert (options, "subtype", "s", sub_type);
  if (boundary != NULL)
    g_variant_dict_insert (options, "boundary", "s", boundary);
  upload = g_variant_new ("(s@a{sv})", uri, g_variant_dict_end (options));
  return g_variant_new_array (NULL, &upload, 1);
}

/* @uploads and @error are (transfer full), one of them %NULL. */
static void
create (FerryBackgroundUploader *self,
        GVariant                *uploads,
        GError                  *error,
        gpointer                 source_tag,
        GCancellable            *cancellable,
        GAsyncReadyCallback      callback,
        gpointer                 user_data)
{
  if (uploads == NULL)
    g_task_report_error (self, callback, user_data, source_tag, error);
  else
    ferry_transfer_creator_create_async (FERRY_TRANSFER_CREATOR (self), "CreateUploads", uploads,
                                         source_tag, cancellable, callback, user_data);
}

/**
 * ferry_background_uploader_create_upload_async:
 * @self: an uploader
 * @uri: where it goes: http or https, of 8192 bytes at most; user and password
 *   in it are taken for credentials
 * @source_file: a local file, which must stay as it is until the upload has
 *   ended
 * @cancellable: (nullable): gives up waiting; the upload may exist all the same
 * @callback: (scope async): called in the main context of the library when the
 *   upload exists, durably
 * @user_data: for @callback
 *
 * Creates an upload that waits to be started.
 *
 * Since: 0.1
 */
void
ferry_background_uploader_create_upload_async (FerryBackgroundUploader *self,
                                               const char              *uri,
                                               GFile                   *source_file,
                                               GCancellable            *cancellable,
                                               GAsyncReadyCallback      callback,
                                               gpointer                 user_data)
{
  const char *uris[] = { uri, NULL };
  GVariant *uploads;
  GError *error = NULL;

  g_return_if_fail (FERRY_IS_BACKGROUND_UPLOADER (self));
  g_return_if_fail (uri != NULL);
  g_return_if_fail (G_IS_FILE (source_file));

  uploads = build_uploads (self, uris, &source_file, &error);
  create (self, uploads, error, ferry_background_uploader_create_upload_async,
          cancellable, callback, user_data);
}

/**
 * ferry_background_uploader_create_upload_finish:
 * @self: an uploader
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.BackgroundUploader.create_upload_async].
 *
 * Returns: (transfer full): the upload, or %NULL with
 *   %FERRY_ERROR_INVALID_ARGUMENT for an address, option or file that makes no
 *   sense, %FERRY_ERROR_NOT_FOUND for a file that is missing,
 *   %FERRY_ERROR_ACCESS_DENIED for one that may not be read or is named from
 *   inside a sandbox, %FERRY_ERROR_FILE for one that can't be read,
 *   %FERRY_ERROR_LIMIT when the service has 100,000 transfers, or what any call
 *   may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
FerryUploadOperation *
ferry_background_uploader_create_upload_finish (FerryBackgroundUploader  *self,
                                                GAsyncResult             *result,
                                                GError                  **error)
{
  g_return_val_if_fail (FERRY_IS_BACKGROUND_UPLOADER (self), NULL);

  return ferry_transfer_creator_create_one_finish (FERRY_TRANSFER_CREATOR (self), result, error);
}

/**
 * ferry_background_uploader_create_uploads_async:
 * @self: an uploader
 * @uris: (array zero-terminated=1): where they go, as for
 *   [method@Ferry.BackgroundUploader.create_upload_async]; 10,000 at most
 * @source_files: (element-type GFile): as many local files
 * @cancellable: (nullable): gives up waiting; the uploads may exist all the
 *   same
 * @callback: (scope async): called in the main context of the library when the
 *   uploads exist, durably
 * @user_data: for @callback
 *
 * Creates any number of uploads in one message and one transaction, all of them
 * or none.
 *
 * Since: 0.1
 */
void
ferry_background_uploader_create_uploads_async (FerryBackgroundUploader *self,
                                                const char *const       *uris,
                                                GPtrArray               *source_files,
                                                GCancellable            *cancellable,
                                                GAsyncReadyCallback      callback,
                                                gpointer                 user_data)
{
  GVariant *uploads;
  GError *error = NULL;

  g_return_if_fail (FERRY_IS_BACKGROUND_UPLOADER (self));
  g_return_if_fail (uris != NULL);
  g_return_if_fail (source_files != NULL);
  g_return_if_fail (g_strv_length ((GStrv) uris) == source_files->len);

  uploads = build_uploads (self, uris, (GFile **) source_files->pdata, &error);
  create (self, uploads, error, ferry_background_uploader_create_uploads_async,
          cancellable, callback, user_data);
}

/**
 * ferry_background_uploader_create_uploads_finish:
 * @self: an uploader
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.BackgroundUploader.create_uploads_async].
 *
 * Returns: (transfer container) (element-type FerryUploadOperation): the
 *   uploads in the order of their addresses; or %NULL, and none was created,
 *   with %FERRY_ERROR_INVALID_ARGUMENT for an address, option or file that
 *   makes no sense, %FERRY_ERROR_NOT_FOUND for a file that is missing,
 *   %FERRY_ERROR_ACCESS_DENIED for one that may not be read or is named from
 *   inside a sandbox, %FERRY_ERROR_FILE for one that can't be read,
 *   %FERRY_ERROR_LIMIT for too many, or what any call may fail with
 *   ([error@Ferry.Error])
 *
 * Since: 0.1
 */
GPtrArray *
ferry_background_uploader_create_uploads_finish (FerryBackgroundUploader  *self,
                                                 GAsyncResult             *result,
                                                 GError                  **error)
{
  g_return_val_if_fail (FERRY_IS_BACKGROUND_UPLOADER (self), NULL);

  return ferry_transfer_creator_create_finish (FERRY_TRANSFER_CREATOR (self), result, error);
}

/**
 * ferry_background_uploader_create_upload_from_parts_async:
 * @self: an uploader
 * @uri: where it goes, as for
 *   [method@Ferry.BackgroundUploader.create_upload_async]
 * @parts: (element-type FerryContentPart): 1 to 1000; what they hold now is
 *   sent
 * @sub_type: (nullable): of the type “multipart”; %NULL is form-data
 * @boundary: (nullable): what stands between parts; %NULL makes one up. Where
 *   it occurs in what is sent, the upload fails before anything is
 * @cancellable: (nullable): gives up waiting; the upload may exist all the same
 * @callback: (scope async): called in the main context of the library when the
 *   upload exists, durably
 * @user_data: for @callback
 *
 * Creates an upload of several parts in one body, as a web form sends it, which
 * waits to be started.
 *
 * Since: 0.1
 */
void
ferry_background_uploader_create_upload_from_parts_async (FerryBackgroundUploader *self,
                                                          const char              *uri,
                                                          GPtrArray               *parts,
                                                          const char              *sub_type,
                                                          const char              *boundary,
                                                          GCancellable            *cancellable,
                                                          GAsyncReadyCallback      callback,
                                                          gpointer                 user_data)
{
  GVariant *uploads;
  GError *error = NULL;

  g_return_if_fail (FERRY_IS_BACKGROUND_UPLOADER (self));
  g_return_if_fail (uri != NULL);
  g_return_if_fail (parts != NULL);

  uploads = build_multipart (self, uri, parts, sub_type, boundary, &error);
  create (self, uploads, error, ferry_background_uploader_create_upload_from_parts_async,
          cancellable, callback, user_data);
}

/**
 * ferry_background_uploader_create_upload_from_parts_finish:
 * @self: an uploader
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.BackgroundUploader.create_upload_from_parts_async].
 *
 * Returns: (transfer full): the upload, or %NULL with
 *   %FERRY_ERROR_INVALID_ARGUMENT for an address, option or file that makes no
 *   sense, %FERRY_ERROR_NOT_FOUND for a file that is missing,
 *   %FERRY_ERROR_ACCESS_DENIED for one that may not be read or is named from
 *   inside a sandbox, %FERRY_ERROR_FILE for one that can't be read,
 *   %FERRY_ERROR_LIMIT when the service has 100,000 transfers, or what any call
 *   may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
FerryUploadOperation *
ferry_background_uploader_create_upload_from_parts_finish (FerryBackgroundUploader  *self,
                                                           GAsyncResult             *result,
                                                           GError                  **error)
{
  g_return_val_if_fail (FERRY_IS_BACKGROUND_UPLOADER (self), NULL);

  return ferry_transfer_creator_create_one_finish (FERRY_TRANSFER_CREATOR (self), result, error);
}

/**
 * ferry_background_uploader_get_current_uploads_async:
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called in the main context of the library with the
 *   uploads
 * @user_data: for @callback
 *
 * Finds the uploads that are not finished and belong to no group. They are the
 * very objects that the program holds already, where it does. A program in a
 * sandbox finds its own.
 *
 * Since: 0.1
 */
void
ferry_background_uploader_get_current_uploads_async (GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data)
{
  ferry_current_transfers_get_async (FERRY_TYPE_UPLOAD_OPERATION, NULL,
                                     ferry_background_uploader_get_current_uploads_async,
                                     cancellable, callback, user_data);
}

/**
 * ferry_background_uploader_get_current_uploads_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [func@Ferry.BackgroundUploader.get_current_uploads_async].
 *
 * Returns: (transfer full): a list of [class@Ferry.UploadOperation] in the
 *   order of their creation, which does not change; %NULL with
 *   %FERRY_ERROR_NOT_REACHABLE, or what any call may fail with
 *   ([error@Ferry.Error])
 *
 * Since: 0.1
 */
GListModel *
ferry_background_uploader_get_current_uploads_finish (GAsyncResult  *result,
                                                      GError       **error)
{
  return ferry_current_transfers_get_finish (result, error);
}

/**
 * ferry_background_uploader_get_current_uploads_for_transfer_group_async:
 * @group: a group
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called in the main context of the library with the
 *   uploads
 * @user_data: for @callback
 *
 * Finds the uploads of @group that are not finished.
 *
 * Since: 0.1
 */
void
ferry_background_uploader_get_current_uploads_for_transfer_group_async (FerryTransferGroup  *group,
                                                                        GCancellable        *cancellable,
                                                                        GAsyncReadyCallback  callback,
                                                                        gpointer             user_data)
{
  g_return_if_fail (FERRY_IS_TRANSFER_GROUP (group));

  ferry_current_transfers_get_async (FERRY_TYPE_UPLOAD_OPERATION, group,
                                     ferry_background_uploader_get_current_uploads_for_transfer_group_async,
                                     cancellable, callback, user_data);
}

/**
 * ferry_background_uploader_get_current_uploads_for_transfer_group_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends
 * [func@Ferry.BackgroundUploader.get_current_uploads_for_transfer_group_async].
 *
 * Returns: (transfer full): a list of [class@Ferry.UploadOperation] in the
 *   order of their creation, which does not change; %NULL with
 *   %FERRY_ERROR_NOT_REACHABLE, or what any call may fail with
 *   ([error@Ferry.Error])
 *
 * Since: 0.1
 */
GListModel *
ferry_background_uploader_get_current_uploads_for_transfer_group_finish (GAsyncResult  *result,
                                                                         GError       **error)
{
  return ferry_current_transfers_get_finish (result, error);
}

static void
ferry_background_uploader_class_init (FerryBackgroundUploaderClass *class)
{
  /**
   * FerryBackgroundUploader:protocol:
   *
   * How uploads of one file are carried.
   *
   * Since: 0.1
   */
  ferry_transfer_creator_install_options (G_OBJECT_CLASS (class), FERRY_TRANSFER_KIND_UPLOAD);
}

static void
ferry_background_uploader_init (FerryBackgroundUploader *self)
{
  ferry_transfer_creator_set_method (FERRY_TRANSFER_CREATOR (self), "POST");
}

/**
 * ferry_background_uploader_new:
 *
 * Makes an uploader with nothing set.
 *
 * Returns: (transfer full): an uploader with nothing set
 *
 * Since: 0.1
 */
FerryBackgroundUploader *
ferry_background_uploader_new (void)
{
  return g_object_new (FERRY_TYPE_BACKGROUND_UPLOADER, NULL);
}

/**
 * ferry_background_uploader_set_protocol:
 * @self: an uploader
 * @protocol: a protocol
 *
 * Sets how uploads of one file are carried; at first
 * %FERRY_UPLOAD_PROTOCOL_AUTO: the server is asked whether it has a way to
 * resume. Parts always go in one request.
 *
 * Since: 0.1
 */
void
ferry_background_uploader_set_protocol (FerryBackgroundUploader *self,
                                        FerryUploadProtocol      protocol)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_UPLOADER (self));

  ferry_transfer_creator_set_option (FERRY_TRANSFER_CREATOR (self), "resumable",
                                     g_variant_new_uint32 (protocol));
}
