/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A group, as a value: a name that transfers of one app share, and how they
 * run. The engine makes a new one whenever something of it changes, the
 * journal keeps the last. */

#pragma once

#include "ferry-enums.h"

G_BEGIN_DECLS

#define FERRY_TYPE_GROUP (ferry_group_get_type ())

/**
 * FerryGroup:
 * @app_id: (owned): whose it is; may be empty
 * @name: (owned): what it is called, once among the groups of an app
 * @behavior: how its members run
 * @used: microseconds since 1970 at which an app last asked for it, or the last
 *   member was forgotten
 */
typedef struct {
  char *app_id;
  char *name;
  FerryTransferBehavior behavior;
  gint64 used;
} FerryGroup;

GType       ferry_group_get_type (void);
FerryGroup *ferry_group_new      (const char            *app_id,
                                  const char            *name,
                                  FerryTransferBehavior  behavior,
                                  gint64                 used);
FerryGroup *ferry_group_ref      (FerryGroup            *self);
void        ferry_group_unref    (FerryGroup            *self);
guint       ferry_group_hash     (gconstpointer          group);
gboolean    ferry_group_equal    (gconstpointer          a,
                                  gconstpointer          b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryGroup, ferry_group_unref)

G_END_DECLS
