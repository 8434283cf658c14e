/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port to where secrets are kept. */

#include "ferry-secrets.h"

G_DEFINE_INTERFACE (FerrySecrets, ferry_secrets, G_TYPE_OBJECT)

static void
ferry_secrets_default_init (FerrySecretsInterface *iface)
{
}

void
ferry_secrets_store_async (FerrySecrets        *self,
                           const char          *id,
                           GVariant            *secrets,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  FERRY_SECRETS_GET_IFACE (self)->store_async (self, id, secrets, callback, user_data);
}

gboolean
ferry_secrets_store_finish (FerrySecrets  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ferry_secrets_lookup_async (FerrySecrets        *self,
                            const char          *id,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  FERRY_SECRETS_GET_IFACE (self)->lookup_async (self, id, callback, user_data);
}

GVariant *
ferry_secrets_lookup_finish (FerrySecrets  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ferry_secrets_clear (FerrySecrets *self,
                     const char   *id)
{
  FERRY_SECRETS_GET_IFACE (self)->clear (self, id);
}

void
ferry_secrets_list_async (FerrySecrets        *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  FERRY_SECRETS_GET_IFACE (self)->list_async (self, callback, user_data);
}

GStrv
ferry_secrets_list_finish (FerrySecrets  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
