/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How the library makes a report. */

#pragma once

#include "ferry-download-progress.h"

G_BEGIN_DECLS

FerryDownloadProgress *ferry_download_progress_new (const FerryDownloadProgress *values);

G_END_DECLS
