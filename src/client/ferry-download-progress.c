/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A value: counted, and never changed once it is made. */

#include "ferry-download-progress.h"
#include "ferry-download-progress-private.h"

G_DEFINE_BOXED_TYPE (FerryDownloadProgress, ferry_download_progress, ferry_download_progress_ref, ferry_download_progress_unref)

/**
 * ferry_download_progress_new:
 * @values: what it says
 *
 * Returns: (transfer full): a report
 */
FerryDownloadProgress *
ferry_download_progress_new (const FerryDownloadProgress *values)
{
  FerryDownloadProgress *self = g_rc_box_new (FerryDownloadProgress);

  *self = *values;
  return self;
}

/**
 * ferry_download_progress_ref:
 * @self: a report
 *
 * Returns: (transfer full): @self
 */
FerryDownloadProgress *
ferry_download_progress_ref (FerryDownloadProgress *self)
{
  return g_rc_box_acquire (self);
}

/**
 * ferry_download_progress_unref:
 * @self: (transfer full): a report
 *
 * Gives @self back.
 */
void
ferry_download_progress_unref (FerryDownloadProgress *self)
{
  g_rc_box_release (self);
}
