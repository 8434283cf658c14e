/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the files of the mirror share: the operations and the news in
 * ferry-mirror.c, the service's sleeps and crashes in ferry-mirror-follow.c. */

#pragma once

#include "ferry-mirror.h"
#include "ferry-waiters.h"

G_BEGIN_DECLS

/**
 * FerryMirrorLink:
 * @FERRY_MIRROR_ASLEEP: nothing is heard of the service
 * @FERRY_MIRROR_SUBSCRIBING: it is asked to tell
 * @FERRY_MIRROR_FOLLOWING: it tells
 */
typedef enum {
  FERRY_MIRROR_ASLEEP,
  FERRY_MIRROR_SUBSCRIBING,
  FERRY_MIRROR_FOLLOWING,
} FerryMirrorLink;

struct _FerryMirror {
  GObject parent_instance;

  FerryConnection *connection; /* (owned) */
  FerryBusTransfers1 *proxy;   /* (owned) (nullable) until subscribed first */
  GHashTable *operations;      /* (owned) (element-type utf8 FerryTransferOperation) (unowned) both */
  guint n_watchers;            /* that want to hear of all transfers */
  guint64 n_removed;           /* transfers, ever */

  FerryMirrorLink link;
  FerryWaiters followers; /* wait for FOLLOWING */
  char *owner;            /* (owned) (nullable) the service's unique name, seen last */
  gboolean behind;        /* something may have changed unheard */

  guint tries;        /* to wake it since it was calm */
  gint64 awake_since; /* monotonic */
  guint retry_id;
};

void     ferry_mirror_hear            (FerryMirror  *self);
void     ferry_mirror_catch_up        (FerryMirror  *self);
void     ferry_mirror_lose            (FerryMirror  *self,
                                       const GError *error);
gboolean ferry_mirror_is_wanted       (FerryMirror  *self);
gboolean ferry_mirror_should_be_awake (FerryMirror  *self);

G_END_DECLS
