/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A keyring in memory. What is said to one while it is not persistent is
 * forgotten when the service restarts; one that is held answers look-ups later. */

#include "ferry-fake-secrets.h"

#include "ferry-error.h"

struct _FerryFakeSecrets {
  GObject parent_instance;

  GHashTable *kept;    /* (owned) (element-type utf8 GVariant) */
  GHashTable *durable; /* (owned) (element-type utf8 GVariant) what the next service finds */
  GPtrArray *look_ups; /* (owned) (element-type GTask) not answered yet */
  gboolean persistent;
  gboolean held;
};

static void ferry_fake_secrets_iface_init (FerrySecretsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryFakeSecrets, ferry_fake_secrets, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (FERRY_TYPE_SECRETS, ferry_fake_secrets_iface_init))

static void
store_async (FerrySecrets        *secrets,
             const char          *id,
             GVariant            *value,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  FerryFakeSecrets *self = FERRY_FAKE_SECRETS (secrets);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_hash_table_insert (self->kept, g_strdup (id), g_variant_ref_sink (value));
  if (self->persistent)
    {
      g_hash_table_insert (self->durable, g_strdup (id), g_variant_ref (value));
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_CREDENTIALS, "There is no keyring");
}

static void
answer (FerryFakeSecrets *self,
        GTask            *task)
{
  GVariant *value = g_hash_table_lookup (self->kept, g_task_get_task_data (task));

  if (value != NULL)
    g_task_return_pointer (task, g_variant_ref (value), (GDestroyNotify) g_variant_unref);
  else
    g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_CREDENTIALS,
                             "The credentials of this transfer are gone");
}

static void
lookup_async (FerrySecrets        *secrets,
              const char          *id,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  FerryFakeSecrets *self = FERRY_FAKE_SECRETS (secrets);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_task_data (task, g_strdup (id), g_free);
  if (self->held)
    g_ptr_array_add (self->look_ups, g_steal_pointer (&task));
  else
    answer (self, task);
}

static void
clear (FerrySecrets *secrets,
       const char   *id)
{
  FerryFakeSecrets *self = FERRY_FAKE_SECRETS (secrets);

  g_hash_table_remove (self->kept, id);
  if (self->persistent)
    g_hash_table_remove (self->durable, id);
}

static void
list_async (FerrySecrets        *secrets,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  FerryFakeSecrets *self = FERRY_FAKE_SECRETS (secrets);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->durable);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_strv_builder_add (ids, id);
  if (self->persistent)
    g_task_return_pointer (task, g_strv_builder_end (ids), (GDestroyNotify) g_strfreev);
  else
    g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_CREDENTIALS, "There is no keyring");
}

static void
ferry_fake_secrets_finalize (GObject *object)
{
  FerryFakeSecrets *self = FERRY_FAKE_SECRETS (object);

  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->durable);
  g_ptr_array_unref (self->look_ups);
  G_OBJECT_CLASS (ferry_fake_secrets_parent_class)->finalize (object);
}

static void
ferry_fake_secrets_class_init (FerryFakeSecretsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_fake_secrets_finalize;
}

static void
ferry_fake_secrets_iface_init (FerrySecretsInterface *iface)
{
  iface->store_async = store_async;
  iface->lookup_async = lookup_async;
  iface->clear = clear;
  iface->list_async = list_async;
}

static void
ferry_fake_secrets_init (FerryFakeSecrets *self)
{
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->durable = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->look_ups = g_ptr_array_new_with_free_func (g_object_unref);
  self->persistent = TRUE;
}

FerryFakeSecrets *
ferry_fake_secrets_new (void)
{
  return g_object_new (FERRY_TYPE_FAKE_SECRETS, NULL);
}

void
ferry_fake_secrets_set_persistent (FerryFakeSecrets *self,
                                   gboolean          persistent)
{
  self->persistent = persistent;
}

/**
 * ferry_fake_secrets_set_held:
 * @self: the keyring
 * @held: whether look-ups wait; when not, those that wait are answered
 */
void
ferry_fake_secrets_set_held (FerryFakeSecrets *self,
                             gboolean          held)
{
  self->held = held;
  for (guint i = 0; !held && i < self->look_ups->len; i++)
    answer (self, g_ptr_array_index (self->look_ups, i));
  if (!held)
    g_ptr_array_set_size (self->look_ups, 0);
}

/**
 * ferry_fake_secrets_restart:
 * @self: the keyring
 *
 * The service goes and comes back.
 */
void
ferry_fake_secrets_restart (FerryFakeSecrets *self)
{
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_remove_all (self->kept);
  g_hash_table_iter_init (&iter, self->durable);
  while (g_hash_table_iter_next (&iter, &id, &value))
    g_hash_table_insert (self->kept, g_strdup (id), g_variant_ref (value));
}

guint
ferry_fake_secrets_get_n (FerryFakeSecrets *self)
{
  return g_hash_table_size (self->kept);
}
