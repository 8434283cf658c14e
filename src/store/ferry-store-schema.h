/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shape of the journal. */

#pragma once

#include "ferry-store-database.h"

G_BEGIN_DECLS

gboolean ferry_store_schema_check  (FerryDatabase  *database,
                                    GError        **error);
gboolean ferry_store_schema_update (FerryDatabase  *database,
                                    GError        **error);

G_END_DECLS
