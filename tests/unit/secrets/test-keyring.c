/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Secrets where there is no keyring, or one that does not answer. */

#include "ferry-error.h"
#include "keyring-calls.h"

#include <string.h>

static void
goes_away (void)
{
  g_assert_finalize_object (ferry_keyring_new (PATIENT_MS));
}

static void
without_a_keyring_this_process_remembers (void)
{
  g_autoptr (FerrySecrets) secrets = ferry_keyring_new (PATIENT_MS);
  g_autoptr (GError) error = NULL;

  g_assert_false (call_store (secrets, "one", "p'\"ä\n", &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS);
  g_assert_null (strstr (error->message, "p'"));
  assert_found (secrets, "one", "p'\"ä\n");
}

static void
what_was_cleared_is_forgotten (void)
{
  g_autoptr (FerrySecrets) secrets = ferry_keyring_new (PATIENT_MS);
  g_autoptr (GError) error = NULL;

  call_store (secrets, "one", "pw", NULL);
  ferry_secrets_clear (secrets, "one");
  g_assert_null (call_lookup (secrets, "one", &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS);
}

static void
without_a_keyring_nothing_is_listed (void)
{
  g_autoptr (FerrySecrets) secrets = ferry_keyring_new (PATIENT_MS);
  g_autoptr (GError) error = NULL;

  g_assert_null (call_list (secrets, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS);
}

static void
count (GObject      *source,
       GAsyncResult *result,
       gpointer      user_data)
{
  guint *n_refused = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_false (ferry_secrets_store_finish (FERRY_SECRETS (source), result, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS);
  (*n_refused)++;
}

/* Who asks for the keyring is told by the bus. */
static GDBusMessage *
count_asked (GDBusConnection *connection,
             GDBusMessage    *message,
             gboolean         incoming,
             gpointer         user_data)
{
  if (!incoming && g_strcmp0 (g_dbus_message_get_destination (message), "org.freedesktop.secrets") == 0)
    g_atomic_int_inc ((int *) user_data);
  return message;
}

static void
a_keyring_that_is_not_there_is_not_asked_for_each (void)
{
  g_autoptr (FerrySecrets) secrets = ferry_keyring_new (PATIENT_MS);
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  int n_asked = 0;
  guint n_refused = 0;
  guint filter = g_dbus_connection_add_filter (bus, count_asked, &n_asked, NULL);

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      ferry_secrets_store_async (secrets, id, g_variant_new_parsed ("{'password': <'pw'>}"), count, &n_refused);
    }
  while (n_refused < 100)
    g_main_context_iteration (NULL, TRUE);
  g_dbus_connection_remove_filter (bus, filter);
  g_assert_cmpint (g_atomic_int_get (&n_asked), <, 10);
  assert_found (secrets, "99", "pw");
}

/* A service that takes every call and answers none. */
static GDBusMessage *
swallow (GDBusConnection *connection,
         GDBusMessage    *message,
         gboolean         incoming,
         gpointer         user_data)
{
  if (incoming && g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    g_clear_object (&message);
  return message;
}

static void
a_keyring_that_does_not_answer_is_given_up (void)
{
  g_autoptr (FerrySecrets) secrets = ferry_keyring_new (20);
  g_autoptr (GError) store_error = NULL;
  g_autoptr (GError) lookup_error = NULL;
  g_autoptr (GError) list_error = NULL;
  g_autoptr (GDBusConnection) silent = NULL;
  g_autoptr (GVariant) answer = NULL;

  silent = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                   G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                     G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                   NULL, NULL, NULL);
  g_dbus_connection_add_filter (silent, swallow, NULL, NULL);
  answer = g_dbus_connection_call_sync (silent, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                                        g_variant_new ("(su)", "org.freedesktop.secrets", 0), NULL,
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (answer);
  g_assert_false (call_store (secrets, "one", "pw", &store_error));
  g_assert_error (store_error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS);
  g_assert_null (call_lookup (secrets, "two", &lookup_error));
  g_assert_error (lookup_error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS);
  g_assert_null (call_list (secrets, &list_error));
  g_assert_error (list_error, FERRY_ERROR, FERRY_ERROR_CREDENTIALS);
  assert_found (secrets, "one", "pw");
  g_dbus_connection_close_sync (silent, NULL, NULL);
}

int
main (int    argc,
      char **argv)
{
  /* Stopped, but never freed: that would wait for the bus connection to go
   * away, which libsecret keeps. */
  static GTestDBus *bus;
  int result;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  g_dbus_connection_set_exit_on_close (g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL), FALSE);
  g_test_add_func ("/keyring/goes_away", goes_away);
  g_test_add_func ("/keyring/without_a_keyring_this_process_remembers", without_a_keyring_this_process_remembers);
  g_test_add_func ("/keyring/without_a_keyring_nothing_is_listed", without_a_keyring_nothing_is_listed);
  g_test_add_func ("/keyring/a_keyring_that_is_not_there_is_not_asked_for_each",
                   a_keyring_that_is_not_there_is_not_asked_for_each);
  g_test_add_func ("/keyring/what_was_cleared_is_forgotten", what_was_cleared_is_forgotten);
  g_test_add_func ("/keyring/a_keyring_that_does_not_answer_is_given_up",
                   a_keyring_that_does_not_answer_is_given_up);
  result = g_test_run ();
  g_test_dbus_stop (bus);
  return result;
}
