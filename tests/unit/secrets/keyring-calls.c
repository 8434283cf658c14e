/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The calls of the keyring, made one after the other. */

#include "keyring-calls.h"

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **answer = user_data;

  *answer = g_object_ref (result);
}

static void
wait_for (GAsyncResult **answer)
{
  while (*answer == NULL)
    g_main_context_iteration (NULL, TRUE);
}

gboolean
call_store (FerrySecrets  *secrets,
            const char    *id,
            const char    *password,
            GError       **error)
{
  g_autoptr (GAsyncResult) answer = NULL;

  ferry_secrets_store_async (secrets, id, g_variant_new_parsed ("{'password': <%s>}", password), on_answer, &answer);
  wait_for (&answer);
  return ferry_secrets_store_finish (secrets, answer, error);
}

GVariant *
call_lookup (FerrySecrets  *secrets,
             const char    *id,
             GError       **error)
{
  g_autoptr (GAsyncResult) answer = NULL;

  ferry_secrets_lookup_async (secrets, id, on_answer, &answer);
  wait_for (&answer);
  return ferry_secrets_lookup_finish (secrets, answer, error);
}

void
assert_found (FerrySecrets *secrets,
              const char   *id,
              const char   *password)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) values = call_lookup (secrets, id, &error);
  const char *found;

  g_assert_no_error (error);
  g_assert_true (g_variant_lookup (values, "password", "&s", &found));
  g_assert_cmpstr (found, ==, password);
}

GStrv
call_list (FerrySecrets  *secrets,
           GError       **error)
{
  g_autoptr (GAsyncResult) answer = NULL;

  ferry_secrets_list_async (secrets, on_answer, &answer);
  wait_for (&answer);
  return ferry_secrets_list_finish (secrets, answer, error);
}
