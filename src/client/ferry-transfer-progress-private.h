/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How the library makes a report. */

#pragma once

#include "ferry-transfer-progress.h"

G_BEGIN_DECLS

FerryTransferProgress *ferry_transfer_progress_new (const FerryTransferProgress *values);

G_END_DECLS
