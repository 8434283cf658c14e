/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Some bytes of a file, as a value. */

#include "ferry-file-range.h"

G_DEFINE_BOXED_TYPE (FerryFileRange, ferry_file_range, ferry_file_range_copy, ferry_file_range_free)

/**
 * ferry_file_range_new:
 * @offset: where the first of the bytes is in the file
 * @length: how many bytes
 *
 * Makes a range.
 *
 * Returns: (transfer full): a range
 *
 * Since: 0.1
 */
FerryFileRange *
ferry_file_range_new (guint64 offset,
                      guint64 length)
{
  FerryFileRange *self = g_new (FerryFileRange, 1);

  *self = (FerryFileRange){ offset, length };
  return self;
}

/**
 * ferry_file_range_copy:
 * @self: a range
 *
 * Makes another one like it.
 *
 * Returns: (transfer full): the copy
 *
 * Since: 0.1
 */
FerryFileRange *
ferry_file_range_copy (const FerryFileRange *self)
{
  return ferry_file_range_new (self->offset, self->length);
}

/**
 * ferry_file_range_free:
 * @self: (transfer full): a range
 *
 * Frees it.
 *
 * Since: 0.1
 */
void
ferry_file_range_free (FerryFileRange *self)
{
  g_free (self);
}
