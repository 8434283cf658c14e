/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Names from before there were uploads, for programs that use them: what they
 * did for downloads is done for all transfers by functions called alike. */

#pragma once

#include "ferry-background-downloader.h"
#include "ferry-operations.h"

G_BEGIN_DECLS

typedef FerryTransferProgress FerryDownloadProgress;

#define FERRY_TYPE_DOWNLOAD_PROGRESS FERRY_TYPE_TRANSFER_PROGRESS

#define FERRY_DOWNLOAD_GETTER(Type, name)                                               \
  static inline Type ferry_download_operation_get_##name (FerryDownloadOperation *self) \
  {                                                                                     \
    return ferry_transfer_operation_get_##name (FERRY_TRANSFER_OPERATION (self));       \
  }

FERRY_DOWNLOAD_GETTER (const char *, guid)
FERRY_DOWNLOAD_GETTER (const char *, requested_uri)
FERRY_DOWNLOAD_GETTER (FerryTransferState, state)
FERRY_DOWNLOAD_GETTER (const GError *, error)
FERRY_DOWNLOAD_GETTER (guint64, total_bytes)
FERRY_DOWNLOAD_GETTER (guint, status_code)
FERRY_DOWNLOAD_GETTER (GDateTime *, created)

#define FERRY_DOWNLOAD_COMMAND(name)                                                  \
  static inline void ferry_download_operation_##name##_async (                        \
    FerryDownloadOperation *self, GCancellable *cancellable,                          \
    GAsyncReadyCallback callback, gpointer user_data)                                 \
  {                                                                                   \
    ferry_transfer_operation_##name##_async (FERRY_TRANSFER_OPERATION (self),         \
                                             cancellable, callback, user_data);       \
  }                                                                                   \
  static inline gboolean ferry_download_operation_##name##_finish (                   \
    FerryDownloadOperation *self, GAsyncResult *result, GError **error)               \
  {                                                                                   \
    return ferry_transfer_operation_##name##_finish (FERRY_TRANSFER_OPERATION (self), \
                                                     result, error);                  \
  }

FERRY_DOWNLOAD_COMMAND (pause)
FERRY_DOWNLOAD_COMMAND (resume)
FERRY_DOWNLOAD_COMMAND (cancel)
FERRY_DOWNLOAD_COMMAND (retry)
FERRY_DOWNLOAD_COMMAND (remove)

#undef FERRY_DOWNLOAD_GETTER
#undef FERRY_DOWNLOAD_COMMAND

static inline void
ferry_background_downloader_set_priority (FerryBackgroundDownloader *self,
                                          FerryTransferPriority      priority)
{
  ferry_transfer_creator_set_priority (FERRY_TRANSFER_CREATOR (self), priority);
}

static inline void
ferry_background_downloader_set_start_at_once (FerryBackgroundDownloader *self,
                                               gboolean                   start_at_once)
{
  ferry_transfer_creator_set_start_at_once (FERRY_TRANSFER_CREATOR (self), start_at_once);
}

static inline FerryOperations *
ferry_operations_new (void)
{
  return ferry_operations_new_for_type (FERRY_TYPE_DOWNLOAD_OPERATION);
}

G_END_DECLS
