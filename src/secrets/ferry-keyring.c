/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Secrets in the person's keyring, and in memory while the process lives, so
 * that a transfer goes on where there is no keyring. A locked keyring asks
 * the person, who may be away; it is given a time and then given up. */

#include "ferry-keyring.h"

#include "ferry-config.h"
#include "ferry-error.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

struct _FerryKeyring {
  GObject parent_instance;

  GHashTable *kept; /* (owned) (element-type utf8 GVariant) by id */
  GQueue stores;    /* (owned) (element-type GTask) the first is at the keyring, the others wait */
  guint timeout_ms;
};

/* One question to the keyring, and how long it has. */
typedef struct {
  char *id;                  /* (owned) (nullable) when it is about all */
  GCancellable *cancellable; /* (owned) */
  guint timeout;             /* 0 when it is over */
} Question;

static const SecretSchema schema = {
  FERRY_APP_ID,
  SECRET_SCHEMA_NONE,
  { { "transfer", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static void secrets_iface_init (FerrySecretsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryKeyring, ferry_keyring, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (FERRY_TYPE_SECRETS, secrets_iface_init))

static void
on_too_late (gpointer data)
{
  Question *question = data;

  question->timeout = 0;
  g_cancellable_cancel (question->cancellable);
}

static Question *
question_new (FerryKeyring *self,
              const char   *id)
{
  Question *question = g_new (Question, 1);

  question->id = g_strdup (id);
  question->cancellable = g_cancellable_new ();
  question->timeout = g_timeout_add_once (self->timeout_ms, on_too_late, question);
  return question;
}

static void
question_free (Question *question)
{
  g_clear_handle_id (&question->timeout, g_source_remove);
  g_object_unref (question->cancellable);
  g_free (question->id);
  g_free (question);
}

static GTask *
ask (FerryKeyring        *self,
     const char          *id,
     gpointer             source_tag,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, question_new (self, id), (GDestroyNotify) question_free);
  return task;
}

static void
return_trouble (GTask        *task,
                const GError *trouble)
{
  if (g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_CREDENTIALS,
                             _ ("The keyring is locked, or does not answer"));
  else
    g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_CREDENTIALS,
                             _ ("The keyring can’t be used: %s"), trouble->message);
}

static void on_stored  (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);
static void on_found   (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);
static void on_cleared (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);
static void on_listed  (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

static void
clear_keyring (FerryKeyring *self,
               const char   *id)
{
  g_autoptr (GTask) task = ask (self, id, clear_keyring, NULL, NULL);
  Question *question = g_task_get_task_data (task);

  secret_password_clear (&schema, question->cancellable, on_cleared, g_object_ref (task),
                         "transfer", id, NULL);
}

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_debug ("The keyring may still have a secret of a transfer that is gone: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* One after the other: each opens a session of its own while there is none,
 * which takes a millisecond of arithmetic, and a keyring writes all of itself
 * for each. */
static void
store_first (FerryKeyring *self)
{
  GTask *task = g_queue_peek_head (&self->stores);
  Question *question;
  char *text;

  if (task == NULL)
    return;
  question = question_new (self, g_task_get_task_data (task));
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  text = g_variant_print (g_hash_table_lookup (self->kept, question->id), TRUE);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, _ ("Ferry transfer"), text,
                         question->cancellable, on_stored, g_object_ref (task),
                         "transfer", question->id, NULL);
  secret_password_free (text);
}

/* Those that were cleared while they waited need no storing. */
static void
store_next (FerryKeyring *self)
{
  GTask *task;

  g_object_unref (g_queue_pop_head (&self->stores));
  while ((task = g_queue_peek_head (&self->stores)) != NULL &&
         !g_hash_table_contains (self->kept, g_task_get_task_data (task)))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (g_queue_pop_head (&self->stores));
    }
  store_first (self);
}

static void
store_async (FerrySecrets        *secrets,
             const char          *id,
             GVariant            *values,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  FerryKeyring *self = FERRY_KEYRING (secrets);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_hash_table_replace (self->kept, g_strdup (id), g_variant_ref_sink (values));
  g_task_set_source_tag (task, store_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  g_queue_push_tail (&self->stores, task);
  if (self->stores.length == 1)
    store_first (self);
}

/* A keyring that is not there, or that nobody unlocks, is not asked again for
 * each of those that wait. */
static void
give_up_stores (FerryKeyring *self,
                const GError *trouble)
{
  GQueue waiting = self->stores;
  GTask *task;

  g_queue_init (&self->stores);
  while ((task = g_queue_pop_head (&waiting)) != NULL)
    {
      return_trouble (task, trouble);
      g_object_unref (task);
    }
}

/* A secret may have been cleared while the keyring wrote it down. */
static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryKeyring *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    {
      give_up_stores (self, error);
      return;
    }
  store_next (self);
  if (!g_hash_table_contains (self->kept, question->id))
    clear_keyring (self, question->id);
  g_task_return_boolean (task, TRUE);
}

static void
lookup_async (FerrySecrets        *secrets,
              const char          *id,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  FerryKeyring *self = FERRY_KEYRING (secrets);
  g_autoptr (GTask) task = ask (self, id, lookup_async, callback, user_data);
  Question *question = g_task_get_task_data (task);
  GVariant *kept = g_hash_table_lookup (self->kept, id);

  if (kept != NULL)
    g_task_return_pointer (task, g_variant_ref (kept), (GDestroyNotify) g_variant_unref);
  else
    secret_password_lookup (&schema, question->cancellable, on_found, g_object_ref (task),
                            "transfer", id, NULL);
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryKeyring *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) values = NULL;
  char *text = secret_password_lookup_nonpageable_finish (result, &error);

  if (text != NULL)
    values = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL);
  secret_password_free (text);
  if (error != NULL)
    {
      return_trouble (task, error);
      return;
    }
  if (values == NULL)
    {
      g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_CREDENTIALS,
                               _ ("The keyring has nothing of this transfer"));
      return;
    }
  g_hash_table_replace (self->kept, g_strdup (question->id), g_variant_ref_sink (values));
  g_task_return_pointer (task, g_steal_pointer (&values), (GDestroyNotify) g_variant_unref);
}

static void
clear (FerrySecrets *secrets,
       const char   *id)
{
  FerryKeyring *self = FERRY_KEYRING (secrets);

  g_hash_table_remove (self->kept, id);
  clear_keyring (self, id);
}

/* Without the secrets themselves, and without asking anybody to unlock. */
static void
list_async (FerrySecrets        *secrets,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  g_autoptr (GTask) task = ask (FERRY_KEYRING (secrets), NULL, list_async, callback, user_data);
  Question *question = g_task_get_task_data (task);

  secret_password_search (&schema, SECRET_SEARCH_ALL, question->cancellable, on_listed, g_object_ref (task), NULL);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GError *error = NULL;
  GList *found = secret_password_search_finish (result, &error);

  for (GList *item = found; item != NULL; item = item->next)
    {
      g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item->data);
      const char *id = g_hash_table_lookup (attributes, "transfer");

      if (id != NULL)
        g_strv_builder_add (ids, id);
    }
  g_list_free_full (found, g_object_unref);
  if (error == NULL)
    g_task_return_pointer (task, g_strv_builder_end (ids), (GDestroyNotify) g_strfreev);
  else
    return_trouble (task, error);
  g_clear_error (&error);
}

static void
ferry_keyring_finalize (GObject *object)
{
  FerryKeyring *self = FERRY_KEYRING (object);

  g_hash_table_unref (self->kept);
  G_OBJECT_CLASS (ferry_keyring_parent_class)->finalize (object);
}

static void
secrets_iface_init (FerrySecretsInterface *iface)
{
  iface->store_async = store_async;
  iface->lookup_async = lookup_async;
  iface->clear = clear;
  iface->list_async = list_async;
}

static void
ferry_keyring_class_init (FerryKeyringClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->finalize = ferry_keyring_finalize;
}

static void
ferry_keyring_init (FerryKeyring *self)
{
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
}

/**
 * ferry_keyring_new:
 * @timeout_ms: how long the keyring may take for one answer
 *
 * Returns: (transfer full): secrets that are kept in the keyring, and in
 *   memory as long as this object lives
 */
FerrySecrets *
ferry_keyring_new (guint timeout_ms)
{
  FerryKeyring *self = g_object_new (FERRY_TYPE_KEYRING, NULL);

  self->timeout_ms = timeout_ms;
  return FERRY_SECRETS (self);
}
