/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of all downloads, through the service's sleeps and crashes. */

#include "ferry.h"

#include "fake-service.h"

#define MANY 10000

static void
load (FerryOperations *operations)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ferry_operations_load_async (operations, NULL, take_result, &result);
  g_assert_true (ferry_operations_load_finish (operations, wait_result (&result), &error));
  g_assert_no_error (error);
}

static char *
guids_of (FerryOperations *operations)
{
  GListModel *list = G_LIST_MODEL (operations);
  GString *guids = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (list, i);

      g_string_append_printf (guids, "%s ", ferry_transfer_operation_get_guid (operation));
    }
  return g_string_free (guids, FALSE);
}

static void
assert_guids (FerryOperations *operations,
              const char      *expected)
{
  g_autofree char *guids = guids_of (operations);

  g_assert_cmpstr (guids, ==, expected);
}

static void
on_items_changed (GListModel *list,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GString    *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", position, removed, added);
}

static void
wait_for_state (FerryTransferOperation *operation,
                FerryTransferState      state)
{
  while (ferry_transfer_operation_get_state (operation) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_goes_away (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  FerryOperations *operations = ferry_operations_new_for_type (FERRY_TYPE_DOWNLOAD_OPERATION);

  fake_service_add (service, "a", "{}");
  load (operations);
  g_assert_finalize_object (operations);
  settle (service);
}

static void
test_follows_what_comes_and_goes (void)
{
  const char *gone[] = { "b", "d", NULL };
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryOperations) operations = ferry_operations_new_for_type (FERRY_TYPE_DOWNLOAD_OPERATION);
  g_autoptr (GString) changes = g_string_new (NULL);

  g_signal_connect (operations, "items-changed", G_CALLBACK (on_items_changed), changes);
  fake_service_add (service, "a", "{'state': <uint32 5>}");
  fake_service_add (service, "b", "{}");
  fake_service_add (service, "upload", "{'kind': <uint32 1>}");
  fake_service_add (service, "c", "{}");
  load (operations);
  assert_guids (operations, "a b c ");

  fake_service_add (service, "d", "{}");
  fake_service_add (service, "e", "{}");
  fake_service_tell (service, "d", "{'uri': <'http://localhost/d'>}");
  fake_service_tell (service, "e", "{'uri': <'http://localhost/e'>}");
  fake_service_tell (service, "upload", "{'uri': <'http://localhost/u'>, 'kind': <uint32 1>}");
  settle (service);
  assert_guids (operations, "a b c d e ");
  g_assert_cmpstr (ferry_transfer_operation_get_requested_uri (ferry_operations_lookup (operations, "d")),
                   ==, "http://localhost/d");

  fake_service_remove (service, gone);
  settle (service);
  assert_guids (operations, "a c e ");
  g_assert_cmpstr (changes->str, ==, "0-0+3 3-0+1 4-0+1 1-3+1 ");
  g_assert_null (ferry_operations_lookup (operations, "b"));
}

static void
test_lists_what_it_is_for (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryOperations) uploads = ferry_operations_new_for_type (FERRY_TYPE_UPLOAD_OPERATION);
  g_autoptr (FerryOperations) all = ferry_operations_new_for_type (FERRY_TYPE_TRANSFER_OPERATION);

  fake_service_add (service, "a", "{}");
  fake_service_add (service, "b", "{'kind': <uint32 1>}");
  fake_service_add (service, "future", "{'kind': <uint32 9>}");
  load (uploads);
  load (all);
  assert_guids (uploads, "b ");
  assert_guids (all, "a b ");
  g_assert_true (FERRY_IS_UPLOAD_OPERATION (ferry_operations_lookup (uploads, "b")));

  fake_service_add (service, "c", "{}");
  fake_service_add (service, "d", "{'kind': <uint32 1>}");
  fake_service_tell (service, "c", "{'uri': <'http://localhost/c'>}");
  fake_service_tell (service, "d", "{'uri': <'http://localhost/d'>, 'kind': <uint32 1>}");
  settle (service);
  assert_guids (uploads, "b d ");
  assert_guids (all, "a b c d ");
}

static void
add_many (FakeService *service)
{
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      GVariantDict *transfer = g_variant_dict_new (NULL);

      g_variant_dict_insert (transfer, "id", "s", id);
      g_variant_dict_insert (transfer, "uri", "s", "http://localhost/");
      g_ptr_array_add (service->transfers, transfer);
    }
}

/* The first page of them is told, the second one only when it is back. */
static void
test_ten_thousand_come_at_once_though_the_service_vanished (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryOperations) operations =
    ferry_operations_new_for_type (FERRY_TYPE_DOWNLOAD_OPERATION);
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add_many (service);
  service->vanishing_list = 2;
  g_signal_connect (operations, "items-changed", G_CALLBACK (on_items_changed), changes);
  ferry_operations_load_async (operations, NULL, take_result, &result);
  g_assert_false (ferry_operations_load_finish (operations, wait_result (&result), &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_REACHABLE);
  settle (service);
  g_assert_cmpstr (changes->str, ==, "");

  fake_service_appear (service);
  while (changes->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (changes->str, ==, "0-0+10000 ");
}

static void
test_rows_stay_while_the_service_sleeps (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryOperations) operations = ferry_operations_new_for_type (FERRY_TYPE_DOWNLOAD_OPERATION);

  fake_service_add (service, "a", "{'state': <uint32 5>}");
  fake_service_add (service, "b", "{'state': <uint32 2>}");
  load (operations);
  g_string_truncate (service->calls, 0);
  fake_service_vanish (service);
  settle (service);
  assert_guids (operations, "a b ");

  /* Had it been woken, the call would have come to the new owner. */
  fake_service_set (service, "b", "{'state': <uint32 5>}");
  g_assert_cmpstr (service->calls->str, ==, "");
}

static void
test_catches_up_after_a_sleep (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryOperations) operations = ferry_operations_new_for_type (FERRY_TYPE_DOWNLOAD_OPERATION);

  fake_service_add (service, "a", "{'state': <uint32 5>}");
  fake_service_add (service, "b", "{'state': <uint32 2>}");
  load (operations);
  fake_service_vanish (service);
  settle (service);
  fake_service_drop (service, "a");
  fake_service_set (service, "b", "{'state': <uint32 1>}");
  fake_service_add (service, "c", "{}");
  fake_service_appear (service);
  wait_for_state (ferry_operations_lookup (operations, "b"), FERRY_TRANSFER_STATE_RUNNING);
  settle (service);
  assert_guids (operations, "b c ");

  fake_service_tell (service, "c", "{'state': <uint32 1>}");
  wait_for_state (ferry_operations_lookup (operations, "c"), FERRY_TRANSFER_STATE_RUNNING);
}

static void
test_wait_outlives_a_crash (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryOperations) operations = ferry_operations_new_for_type (FERRY_TYPE_DOWNLOAD_OPERATION);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FerryTransferOperation *operation;

  fake_service_add (service, "a", "{'state': <uint32 1>}");
  load (operations);
  operation = ferry_operations_lookup (operations, "a");
  ferry_transfer_operation_attach_async (operation, NULL, take_result, &result);
  fake_service_vanish (service);
  fake_service_set (service, "a", "{'state': <uint32 5>}");
  fake_service_appear (service);
  g_assert_true (ferry_transfer_operation_attach_finish (operation, wait_result (&result), &error));
  g_assert_no_error (error);
}

static void
test_fills_when_the_service_comes (void)
{
  g_autoptr (FerryOperations) operations = ferry_operations_new_for_type (FERRY_TYPE_DOWNLOAD_OPERATION);
  g_autoptr (FakeService) service = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ferry_operations_load_async (operations, NULL, take_result, &result);
  g_assert_false (ferry_operations_load_finish (operations, wait_result (&result), &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_REACHABLE);
  service = fake_service_new ();
  fake_service_add (service, "a", "{}");
  while (g_list_model_get_n_items (G_LIST_MODEL (operations)) == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_guids (operations, "a ");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/operations/goes-away", test_goes_away);
  g_test_add_func ("/operations/follows-what-comes-and-goes", test_follows_what_comes_and_goes);
  g_test_add_func ("/operations/lists-what-it-is-for", test_lists_what_it_is_for);
  g_test_add_func ("/operations/ten-thousand-come-at-once-though-the-service-vanished",
                   test_ten_thousand_come_at_once_though_the_service_vanished);
  g_test_add_func ("/operations/rows-stay-while-the-service-sleeps", test_rows_stay_while_the_service_sleeps);
  g_test_add_func ("/operations/catches-up-after-a-sleep", test_catches_up_after_a_sleep);
  g_test_add_func ("/operations/wait-outlives-a-crash", test_wait_outlives_a_crash);
  g_test_add_func ("/operations/fills-when-the-service-comes", test_fills_when_the_service_comes);
  return run_on_bus ();
}
