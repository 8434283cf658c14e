/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a transfer looks on the bus. */

#pragma once

#include "ferry-transfer.h"

G_BEGIN_DECLS

GVariant *ferry_describe          (FerryTransfer         *transfer,
                                   FerryTransferBehavior  behavior,
                                   const char            *answer_file,
                                   gboolean               with_headers);
GVariant *ferry_describe_progress (FerryTransfer         *transfer);

G_END_DECLS
