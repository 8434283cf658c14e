/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What only downloads have: an unfinished file, and the names that Windows has
 * for what all transfers have. */

#include "ferry-download-operation.h"

#include "ferry-transfer-operation-private.h"

/**
 * FerryDownloadOperation:
 *
 * One download. What it has in common with uploads, and where it may be used,
 * is told of [class@Ferry.TransferOperation].
 *
 * The file appears under its name only when it is whole and on the disk. Until
 * then its bytes are in a file of their own, beside it.
 *
 * Since: 0.1
 */
struct _FerryDownloadOperation {
  FerryTransferOperation parent_instance;

  GFile *part_file; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (FerryDownloadOperation, ferry_download_operation, FERRY_TYPE_TRANSFER_OPERATION)

typedef enum {
  PROP_RESULT_FILE = 1,
  PROP_BYTES_RECEIVED,
} FerryDownloadOperationProperty;

static GParamSpec *properties[PROP_BYTES_RECEIVED + 1];

static void
ferry_download_operation_take_news (FerryTransferOperation *operation,
                                    guint64                 changed,
                                    FerryTransferProgress  *progress)
{
  FerryDownloadOperation *self = FERRY_DOWNLOAD_OPERATION (operation);
  const FerrySnapshot *snapshot = &ferry_transfer_operation_get_private (operation)->snapshot;

  progress->bytes_received = snapshot->bytes_done;
  progress->total_bytes_to_receive = MAX (snapshot->bytes_total, 0);
  if (changed & FERRY_FIELD_BIT (PART_FILE))
    ferry_snapshot_remake_file (&self->part_file, snapshot->part_file);
  if (changed & FERRY_FIELD_BIT (FILE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESULT_FILE]);
  if (changed & FERRY_FIELD_BIT (BYTES_DONE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTES_RECEIVED]);
}

static void
ferry_download_operation_get_property (GObject    *object,
                                       guint       property_id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  FerryTransferOperation *operation = FERRY_TRANSFER_OPERATION (object);

  switch ((FerryDownloadOperationProperty) property_id)
    {
    case PROP_RESULT_FILE:
      g_value_set_object (value, ferry_transfer_operation_get_file (operation));
      break;
    case PROP_BYTES_RECEIVED:
      g_value_set_uint64 (value, ferry_transfer_operation_get_bytes_done (operation));
      break;
    }
}

static void
ferry_download_operation_finalize (GObject *object)
{
  FerryDownloadOperation *self = FERRY_DOWNLOAD_OPERATION (object);

  g_clear_object (&self->part_file);

  G_OBJECT_CLASS (ferry_download_operation_parent_class)->finalize (object);
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
ferry_download_operation_class_init (FerryDownloadOperationClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ferry_download_operation_get_property;
  object_class->finalize = ferry_download_operation_finalize;
  FERRY_TRANSFER_OPERATION_CLASS (class)->take_news = ferry_download_operation_take_news;

  /**
   * FerryDownloadOperation:result-file: (getter get_result_file)
   *
   * The whole file, or where it will be; %NULL while its name is unknown.
   *
   * Since: 0.1
   */
  properties[PROP_RESULT_FILE] =
    g_param_spec_object ("result-file", NULL, NULL, G_TYPE_FILE, READABLE);
  /**
   * FerryDownloadOperation:bytes-received: (getter get_bytes_received)
   *
   * Bytes of the file that have arrived. Falls when the download has to begin
   * again.
   *
   * Since: 0.1
   */
  properties[PROP_BYTES_RECEIVED] =
    g_param_spec_uint64 ("bytes-received", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
ferry_download_operation_init (FerryDownloadOperation *self)
{
}

/**
 * ferry_download_operation_get_result_file:
 * @self: an operation
 *
 * Gets the whole file, or where it will be.
 *
 * Returns: (transfer none) (nullable): the whole file, or where it will be;
 *   %NULL while its name is unknown; valid until the next change
 *
 * Since: 0.1
 */
GFile *
ferry_download_operation_get_result_file (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return ferry_transfer_operation_get_file (FERRY_TRANSFER_OPERATION (self));
}

/**
 * ferry_download_operation_get_bytes_received:
 * @self: an operation
 *
 * Tells how many bytes of the file have arrived.
 *
 * Returns: how many bytes of the file have arrived; falls when the download has
 *   to begin again
 *
 * Since: 0.1
 */
guint64
ferry_download_operation_get_bytes_received (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), 0);

  return ferry_transfer_operation_get_bytes_done (FERRY_TRANSFER_OPERATION (self));
}

/**
 * ferry_download_operation_get_part_file:
 * @self: an operation
 *
 * Gets the unfinished file, while there is one.
 *
 * Returns: (transfer none) (nullable): the unfinished file, while there is one;
 *   %NULL before and after; valid until the next change
 *
 * Since: 0.1
 */
GFile *
ferry_download_operation_get_part_file (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return self->part_file;
}

/**
 * ferry_download_operation_get_downloaded_ranges:
 * @self: an operation
 *
 * Tells which bytes of the file are on the disk: of a large file that several
 * connections fetch, there are gaps between them. What has arrived a moment ago
 * is in [property@Ferry.DownloadOperation:bytes-received] first.
 *
 * Returns: (transfer full) (element-type FerryFileRange): the ranges, in the order
 *   of the file; they neither touch nor overlap
 *
 * Since: 0.1
 */
GPtrArray *
ferry_download_operation_get_downloaded_ranges (FerryDownloadOperation *self)
{
  g_autoptr (GPtrArray) ranges = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_file_range_free);
  const FerrySnapshot *snapshot;
  GVariantIter iter;
  guint64 start, end;

  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  snapshot = &ferry_transfer_operation_get_private (FERRY_TRANSFER_OPERATION (self))->snapshot;
  if (snapshot->ranges == NULL && snapshot->bytes_done > 0)
    g_ptr_array_add (ranges, ferry_file_range_new (0, snapshot->bytes_done));
  if (snapshot->ranges == NULL)
    return g_steal_pointer (&ranges);
  g_variant_iter_init (&iter, snapshot->ranges);
  while (g_variant_iter_next (&iter, "(tt)", &start, &end))
    if (end > start)
      g_ptr_array_add (ranges, ferry_file_range_new (start, end - start));
  return g_steal_pointer (&ranges);
}
