/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the fake service answers List. */

#include "fake-service-private.h"

#include "ferry-error.h"

static gboolean
is_listed (FakeService *self,
           const char  *id,
           GVariant    *filter)
{
  g_autofree const char **ids = NULL;
  gboolean finished;

  if (g_variant_lookup (filter, "ids", "^a&s", &ids) && !g_strv_contains (ids, id))
    return FALSE;
  return !g_variant_lookup (filter, "finished", "b", &finished) ||
         finished == ferry_transfer_state_is_final (fake_service_get_state (self, id));
}

static gboolean
knows_all (FakeService *self,
           GVariant    *filter)
{
  g_autofree const char **ids = NULL;

  if (g_variant_lookup (filter, "ids", "^a&s", &ids))
    for (guint i = 0; ids[i] != NULL; i++)
      if (!g_hash_table_contains (self->transfers, ids[i]))
        return FALSE;
  return TRUE;
}

gboolean
fake_service_on_list (FakeService           *self,
                      GDBusMethodInvocation *invocation,
                      GVariant              *filter)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  guint offset = 0, limit = G_MAXUINT;

  if (!knows_all (self, filter))
    {
      g_dbus_method_invocation_return_error (invocation, FERRY_ERROR, FERRY_ERROR_NOT_FOUND,
                                             "There is no such transfer");
      return TRUE;
    }
  g_variant_lookup (filter, "offset", "u", &offset);
  g_variant_lookup (filter, "limit", "u", &limit);
  for (guint i = 0; i < self->ids->len; i++)
    {
      if (!is_listed (self, self->ids->pdata[i], filter) || (offset > 0 && offset--) || limit == 0)
        continue;
      limit--;
      g_variant_builder_add_value (&builder, fake_service_describe (self, self->ids->pdata[i]));
    }
  ferry_bus_transfers1_complete_list (self->skeleton, invocation,
                                      g_variant_builder_end (&builder));
  return TRUE;
}
