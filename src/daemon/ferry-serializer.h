/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a transfer looks on the bus. */

#pragma once

#include "ferry-engine.h"

G_BEGIN_DECLS

GVariant *ferry_serializer_whole    (FerryEngine   *engine,
                                     FerryTransfer *transfer);
GVariant *ferry_serializer_changes  (FerryEngine   *engine,
                                     FerryTransfer *transfer,
                                     FerryRecord   *last_sent);
GVariant *ferry_serializer_progress (FerryTransfer *transfer);

G_END_DECLS
