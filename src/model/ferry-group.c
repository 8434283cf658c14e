/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A group, as a value. */

#include "ferry-group.h"

G_DEFINE_BOXED_TYPE (FerryGroup, ferry_group, ferry_group_ref, ferry_group_unref)

/**
 * ferry_group_new:
 * @app_id: whose it is
 * @name: what it is called
 * @behavior: how its members run
 * @used: microseconds since 1970 at which it was used last
 *
 * Returns: (transfer full): a group
 */
FerryGroup *
ferry_group_new (const char            *app_id,
                 const char            *name,
                 FerryTransferBehavior  behavior,
                 gint64                 used)
{
  FerryGroup *self = g_atomic_rc_box_new0 (FerryGroup);

  self->app_id = g_strdup (app_id);
  self->name = g_strdup (name);
  self->behavior = behavior;
  self->used = used;
  return self;
}

FerryGroup *
ferry_group_ref (FerryGroup *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  FerryGroup *self = data;

  g_free (self->app_id);
  g_free (self->name);
}

void
ferry_group_unref (FerryGroup *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * ferry_group_hash:
 * @group: a group
 *
 * Returns: a hash of whose it is and what it is called; nothing else need be set
 */
guint
ferry_group_hash (gconstpointer group)
{
  const FerryGroup *self = group;

  return g_str_hash (self->app_id) * 31 + g_str_hash (self->name);
}

/**
 * ferry_group_equal:
 * @a: a group
 * @b: a group
 *
 * Returns: whether they are the same app's and have the same name
 */
gboolean
ferry_group_equal (gconstpointer a,
                   gconstpointer b)
{
  const FerryGroup *one = a, *other = b;

  return g_str_equal (one->name, other->name) && g_str_equal (one->app_id, other->app_id);
}
