/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal in SQLite. */

#pragma once

#include "ferry-journal.h"

G_BEGIN_DECLS

#define FERRY_TYPE_STORE (ferry_store_get_type ())
G_DECLARE_FINAL_TYPE (FerryStore, ferry_store, FERRY, STORE, GObject)

FerryStore *ferry_store_new           (const char *folder);
const char *ferry_store_get_set_aside (FerryStore *self);
guint       ferry_store_get_n_saved   (FerryStore *self);

G_END_DECLS
