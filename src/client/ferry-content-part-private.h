/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How the bus has a part. */

#pragma once

#include "ferry-content-part.h"

G_BEGIN_DECLS

GVariant *ferry_content_part_to_variant (FerryContentPart  *self,
                                         GError           **error);

G_END_DECLS
