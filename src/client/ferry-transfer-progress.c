/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A value: counted, and never changed once it is made. */

#include "ferry-transfer-progress.h"
#include "ferry-transfer-operation-private.h"

G_DEFINE_BOXED_TYPE (FerryTransferProgress, ferry_transfer_progress, ferry_transfer_progress_ref, ferry_transfer_progress_unref)

/**
 * ferry_transfer_progress_new:
 * @values: what it says
 *
 * Returns: (transfer full): a report
 */
FerryTransferProgress *
ferry_transfer_progress_new (const FerryTransferProgress *values)
{
  FerryTransferProgress *self = g_rc_box_new (FerryTransferProgress);

  *self = *values;
  return self;
}

/**
 * ferry_transfer_progress_ref:
 * @self: a report
 *
 * Holds @self.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
FerryTransferProgress *
ferry_transfer_progress_ref (FerryTransferProgress *self)
{
  return g_rc_box_acquire (self);
}

/**
 * ferry_transfer_progress_unref:
 * @self: (transfer full): a report
 *
 * Gives @self back, and frees it when nobody holds it.
 *
 * Since: 0.1
 */
void
ferry_transfer_progress_unref (FerryTransferProgress *self)
{
  g_rc_box_release (self);
}
