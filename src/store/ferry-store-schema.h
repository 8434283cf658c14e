/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shape of the journal. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

extern const char *const ferry_store_schema_migrations[];
extern const int ferry_store_schema_version; /* how many there are */

G_END_DECLS
