/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Some bytes of a file that follow each other. */

#pragma once

#include "ferry-export.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_FILE_RANGE (ferry_file_range_get_type ())

typedef struct _FerryFileRange FerryFileRange;

/**
 * FerryFileRange:
 * @offset: where the first of the bytes is in the file
 * @length: how many bytes; at least 1
 *
 * Bytes of a file that follow each other, as `BackgroundTransferFileRange` of
 * Windows. It never changes once it is made, and may be used on any thread.
 *
 * Since: 0.1
 */
struct _FerryFileRange {
  guint64 offset;
  guint64 length;
};

FERRY_EXPORT
GType ferry_file_range_get_type (void);
FERRY_EXPORT
FerryFileRange *ferry_file_range_new (guint64 offset,
                                      guint64 length);
FERRY_EXPORT
FerryFileRange *ferry_file_range_copy (const FerryFileRange *self);
FERRY_EXPORT
void ferry_file_range_free (FerryFileRange *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryFileRange, ferry_file_range_free)

G_END_DECLS
