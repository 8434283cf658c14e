/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a transfer looks on the bus. */

#pragma once

#include "ferry-engine.h"

G_BEGIN_DECLS

GVariant *ferry_describe          (FerryEngine   *engine,
                                   FerryTransfer *transfer);
GVariant *ferry_describe_news     (FerryEngine   *engine,
                                   FerryTransfer *transfer,
                                   FerryRecord   *told);
GVariant *ferry_describe_progress (FerryTransfer *transfer);

G_END_DECLS
