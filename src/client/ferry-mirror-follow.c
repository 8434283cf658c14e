/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The service exits when it has nothing to do. That is no fault: operations
 * keep what was told last, and the mirror waits until the name comes back. Only
 * when a transfer should be moving has the service crashed; then it is woken.
 *
 *   ASLEEP ── wake ──> SUBSCRIBING ── on_subscribed ──> FOLLOWING
 *      ^                    │ refused                       │ the name goes
 *      └────────────────────┴───────────────────────────────┘ */

#include "ferry-mirror.h"
#include "ferry-mirror-private.h"

#include "ferry-error.h"

#include <glib/gi18n-lib.h>

/* A service that crashes again within a minute is woken after 0, 0.1, 0.4, 1.6
 * and 6.4 seconds, then left alone. */
#define MAX_TRIES    5
#define CALM_US      (60 * G_USEC_PER_SEC)
#define FIRST_GAP_MS 100

static void wake (FerryMirror *self);

static void
on_retry (gpointer user_data)
{
  FerryMirror *self = user_data;

  self->retry_id = 0;
  if (self->link == FERRY_MIRROR_ASLEEP)
    wake (self);
}

static void
wake_again (FerryMirror  *self,
            const GError *error)
{
  if (g_get_monotonic_time () - self->awake_since > CALM_US)
    self->tries = 0;
  if (self->tries == MAX_TRIES)
    {
      self->tries = 0;
      ferry_mirror_lose (self, error);
      return;
    }
  if (self->tries++ == 0)
    {
      wake (self);
      return;
    }
  g_clear_handle_id (&self->retry_id, g_source_remove);
  self->retry_id = g_timeout_add_once (FIRST_GAP_MS << (2 * (self->tries - 2)), on_retry, self);
}

static void
on_owner (FerryMirror *self)
{
  g_autoptr (GError) error = g_error_new_literal (FERRY_ERROR, FERRY_ERROR_NOT_REACHABLE,
                                                  _ ("Ferry’s service keeps stopping"));
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->proxy));

  /* Before the answer to Subscribe nothing is known; the answer decides. */
  if (self->link == FERRY_MIRROR_SUBSCRIBING || g_strcmp0 (owner, self->owner) == 0)
    return;
  if (self->link == FERRY_MIRROR_FOLLOWING)
    self->behind = TRUE;
  self->link = FERRY_MIRROR_ASLEEP;
  g_free (self->owner);
  self->owner = g_steal_pointer (&owner);
  if (self->owner != NULL && ferry_mirror_is_wanted (self))
    wake (self);
  else if (self->owner == NULL && ferry_mirror_should_be_awake (self))
    wake_again (self, error);
}

static void on_proxy      (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);
static void on_subscribed (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

static void
wake (FerryMirror *self)
{
  self->link = FERRY_MIRROR_SUBSCRIBING;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  ferry_connection_open_async (self->connection, NULL, on_proxy, g_object_ref (self));
}

static void
fail_to_follow (FerryMirror  *self,
                const GError *error)
{
  self->link = FERRY_MIRROR_ASLEEP;
  self->behind = TRUE;
  ferry_waiters_end (&self->followers, error);
  if (self->link == FERRY_MIRROR_ASLEEP && ferry_mirror_should_be_awake (self))
    wake_again (self, error);
}

static void
on_proxy (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (FerryMirror) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryBusTransfers1) proxy =
    ferry_connection_open_finish (FERRY_CONNECTION (source), result, &error);

  if (proxy == NULL)
    {
      fail_to_follow (self, error);
      return;
    }
  if (self->proxy == NULL)
    {
      self->proxy = g_steal_pointer (&proxy);
      ferry_mirror_hear (self);
      g_signal_connect_object (self->proxy, "notify::g-name-owner",
                               G_CALLBACK (on_owner), self, G_CONNECT_SWAPPED);
    }
  ferry_connection_call_async (FERRY_CONNECTION (source), "Subscribe", g_variant_new ("()"),
                               NULL, on_subscribed, g_steal_pointer (&self));
}

static void
on_subscribed (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (FerryMirror) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    ferry_connection_call_finish (FERRY_CONNECTION (source), result, &error);

  g_free (self->owner);
  self->owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->proxy));
  if (reply == NULL)
    {
      fail_to_follow (self, error);
      return;
    }
  self->link = FERRY_MIRROR_FOLLOWING;
  self->awake_since = g_get_monotonic_time ();
  if (self->behind && ferry_mirror_is_wanted (self))
    ferry_mirror_catch_up (self);
  ferry_waiters_end (&self->followers, NULL);
}

/**
 * ferry_mirror_follow_async:
 * @self: the mirror
 * @cancellable: (nullable): gives up waiting
 * @callback: called when changes are heard
 * @user_data: for @callback
 *
 * Subscribes to the service's signals, and wakes it for that.
 */
void
ferry_mirror_follow_async (FerryMirror         *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_mirror_follow_async);
  if (self->link == FERRY_MIRROR_FOLLOWING)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  ferry_waiters_add (&self->followers, g_steal_pointer (&task));
  if (self->link == FERRY_MIRROR_ASLEEP)
    wake (self);
}

/**
 * ferry_mirror_follow_finish:
 * @self: the mirror
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether changes are heard from now on
 */
gboolean
ferry_mirror_follow_finish (FerryMirror   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
