/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the fake service share. */

#pragma once

#include "fake-service.h"

#include "ferry-enums.h"
#include "ferry-transfers1.h"

G_BEGIN_DECLS

struct _FakeService {
  GObject parent_instance;

  FerryBusTransfers1 *skeleton; /* (owned) */
  GPtrArray *ids;               /* (owned) (element-type utf8) in the order of creation */
  GHashTable *transfers;        /* (owned) (element-type utf8 GHashTable) of keys and values */
  GHashTable *changed;          /* (owned) (element-type utf8) set of ids not yet told */
  GString *calls;               /* (owned) names and numbers of ids */
  GVariant *options;            /* (owned) (nullable) of the transfer created last */
  guint tell_id;
  guint name_id;
  guint n_made;
};

GVariant           *fake_service_describe  (FakeService           *self,
                                            const char            *id);
FerryTransferState  fake_service_get_state (FakeService           *self,
                                            const char            *id);
gboolean            fake_service_on_list   (FakeService           *self,
                                            GDBusMethodInvocation *invocation,
                                            GVariant              *filter);

G_END_DECLS
