/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What only uploads have: an answer with a body of its own, and the names that
 * Windows has for what all transfers have. */

#include "ferry-upload-operation.h"

#include "ferry-error.h"
#include "ferry-transfer-operation-private.h"

#include <glib/gi18n-lib.h>

/**
 * FerryUploadOperation:
 *
 * One upload. What it has in common with downloads, and where it may be used,
 * is told of [class@Ferry.TransferOperation].
 *
 * Other than in Windows it can be paused and resumed; it goes on in the middle
 * where the server can. What the server answers is kept, up to 1 MiB of it, as
 * long as the service knows the upload.
 *
 * Since: 0.1
 */
struct _FerryUploadOperation {
  FerryTransferOperation parent_instance;

  GFile *result_file; /* (owned) (nullable) until an answer begins */
};

G_DEFINE_FINAL_TYPE (FerryUploadOperation, ferry_upload_operation, FERRY_TYPE_TRANSFER_OPERATION)

typedef enum {
  PROP_SOURCE_FILE = 1,
  PROP_BYTES_SENT,
  PROP_BYTES_RECEIVED,
} FerryUploadOperationProperty;

static GParamSpec *properties[PROP_BYTES_RECEIVED + 1];

static const FerrySnapshot *
snapshot (FerryUploadOperation *self)
{
  return &ferry_transfer_operation_get_private (FERRY_TRANSFER_OPERATION (self))->snapshot;
}

static void
ferry_upload_operation_take_news (FerryTransferOperation *operation,
                                  guint64                 changed,
                                  FerryTransferProgress  *progress)
{
  FerryUploadOperation *self = FERRY_UPLOAD_OPERATION (operation);

  progress->bytes_sent = snapshot (self)->bytes_done;
  progress->total_bytes_to_send = MAX (snapshot (self)->bytes_total, 0);
  progress->bytes_received = snapshot (self)->bytes_received;
  progress->total_bytes_to_receive = MAX (snapshot (self)->bytes_to_receive, 0);
  if (changed & FERRY_FIELD_BIT (ANSWER_FILE))
    ferry_snapshot_remake_file (&self->result_file, snapshot (self)->answer_file);
  if (changed & FERRY_FIELD_BIT (FILE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SOURCE_FILE]);
  if (changed & FERRY_FIELD_BIT (BYTES_DONE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTES_SENT]);
  if (changed & FERRY_FIELD_BIT (BYTES_RECEIVED))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTES_RECEIVED]);
}

/* Reading the answer's body */

static void on_opened (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data);

/**
 * ferry_upload_operation_get_result_stream_at_async:
 * @self: an operation
 * @position: bytes of the body to pass over
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called in the main context of the library with the
 *   stream
 * @user_data: for @callback
 *
 * Opens the body of the server's answer. It may be read while it arrives: at
 * the end of what is there the stream says that it is at its end, and goes on
 * when it is read again.
 *
 * Since: 0.1
 */
void
ferry_upload_operation_get_result_stream_at_async (FerryUploadOperation *self,
                                                   guint64               position,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FERRY_IS_UPLOAD_OPERATION (self));
  g_return_if_fail (position <= G_MAXINT64);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_upload_operation_get_result_stream_at_async);
  if (self->result_file == NULL)
    {
      g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_NOT_FOUND,
                               _ ("The server has answered nothing yet"));
      return;
    }
  g_task_set_task_data (task, g_memdup2 (&position, sizeof position), g_free);
  g_file_read_async (self->result_file, G_PRIORITY_DEFAULT, cancellable,
                     on_opened, g_steal_pointer (&task));
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  guint64 *position = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream != NULL &&
      g_seekable_seek (G_SEEKABLE (stream), *position, G_SEEK_SET, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (&stream), g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * ferry_upload_operation_get_result_stream_at_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.UploadOperation.get_result_stream_at_async].
 *
 * Returns: (transfer full): the stream, which the caller closes; %NULL with
 *   %FERRY_ERROR_NOT_FOUND before there is an answer, or a %G_IO_ERROR when the
 *   file can't be opened
 *
 * Since: 0.1
 */
GInputStream *
ferry_upload_operation_get_result_stream_at_finish (FerryUploadOperation  *self,
                                                    GAsyncResult          *result,
                                                    GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ferry_upload_operation_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  FerryUploadOperation *self = FERRY_UPLOAD_OPERATION (object);

  switch ((FerryUploadOperationProperty) property_id)
    {
    case PROP_SOURCE_FILE:
      g_value_set_object (value, ferry_upload_operation_get_source_file (self));
      break;
    case PROP_BYTES_SENT:
      g_value_set_uint64 (value, snapshot (self)->bytes_done);
      break;
    case PROP_BYTES_RECEIVED:
      g_value_set_uint64 (value, snapshot (self)->bytes_received);
      break;
    }
}

static void
ferry_upload_operation_finalize (GObject *object)
{
  FerryUploadOperation *self = FERRY_UPLOAD_OPERATION (object);

  g_clear_object (&self->result_file);

  G_OBJECT_CLASS (ferry_upload_operation_parent_class)->finalize (object);
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
ferry_upload_operation_class_init (FerryUploadOperationClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ferry_upload_operation_get_property;
  object_class->finalize = ferry_upload_operation_finalize;
  FERRY_TRANSFER_OPERATION_CLASS (class)->take_news = ferry_upload_operation_take_news;

  /**
   * FerryUploadOperation:source-file: (getter get_source_file)
   *
   * The file that is sent, or the first of the parts' files; %NULL when all parts
   * are texts.
   *
   * Since: 0.1
   */
  properties[PROP_SOURCE_FILE] =
    g_param_spec_object ("source-file", NULL, NULL, G_TYPE_FILE, READABLE);
  /**
   * FerryUploadOperation:bytes-sent: (getter get_bytes_sent)
   *
   * Bytes that the server has, as far as it says so. Falls when the upload has to
   * begin again.
   *
   * Since: 0.1
   */
  properties[PROP_BYTES_SENT] =
    g_param_spec_uint64 ("bytes-sent", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  /**
   * FerryUploadOperation:bytes-received: (getter get_bytes_received)
   *
   * Bytes of the answer's body that have arrived.
   *
   * Since: 0.1
   */
  properties[PROP_BYTES_RECEIVED] =
    g_param_spec_uint64 ("bytes-received", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
ferry_upload_operation_init (FerryUploadOperation *self)
{
}

/**
 * ferry_upload_operation_get_source_file:
 * @self: an operation
 *
 * Gets the file that is sent, or the first of the parts' files.
 *
 * Returns: (transfer none) (nullable): the file that is sent, or the first of
 *   the parts' files; %NULL when all parts are texts; valid until the next
 *   change
 *
 * Since: 0.1
 */
GFile *
ferry_upload_operation_get_source_file (FerryUploadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_UPLOAD_OPERATION (self), NULL);

  return ferry_transfer_operation_get_file (FERRY_TRANSFER_OPERATION (self));
}

/**
 * ferry_upload_operation_get_bytes_sent:
 * @self: an operation
 *
 * Tells how many bytes the server has, as far as it says so.
 *
 * Returns: how many bytes the server has, as far as it says so; falls when the
 *   upload has to begin again
 *
 * Since: 0.1
 */
guint64
ferry_upload_operation_get_bytes_sent (FerryUploadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_UPLOAD_OPERATION (self), 0);

  return snapshot (self)->bytes_done;
}

/**
 * ferry_upload_operation_get_bytes_received:
 * @self: an operation
 *
 * Tells how many bytes of the answer's body have arrived.
 *
 * Returns: how many bytes of the answer's body have arrived
 *
 * Since: 0.1
 */
guint64
ferry_upload_operation_get_bytes_received (FerryUploadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_UPLOAD_OPERATION (self), 0);

  return snapshot (self)->bytes_received;
}

/**
 * ferry_upload_operation_get_protocol:
 * @self: an operation
 *
 * Tells how the upload is carried.
 *
 * Returns: how the upload is carried; %FERRY_UPLOAD_PROTOCOL_AUTO until that is
 *   agreed with the server
 *
 * Since: 0.1
 */
FerryUploadProtocol
ferry_upload_operation_get_protocol (FerryUploadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_UPLOAD_OPERATION (self), FERRY_UPLOAD_PROTOCOL_AUTO);

  return snapshot (self)->protocol;
}

/**
 * ferry_upload_operation_get_result_file:
 * @self: an operation
 *
 * Tells what holds the body of the server's answer, or its beginning, as long
 * as the service knows the transfer.
 *
 * Returns: (transfer none) (nullable): what holds the body of the server's
 *   answer, or its beginning, as long as the service knows the transfer; %NULL
 *   until an answer begins; valid until the next change
 *
 * Since: 0.1
 */
GFile *
ferry_upload_operation_get_result_file (FerryUploadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_UPLOAD_OPERATION (self), NULL);

  return self->result_file;
}
