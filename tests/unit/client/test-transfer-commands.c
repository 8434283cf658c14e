/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a program may do with a transfer and change of it, and what the server
 * answered. */

#include "client-calls.h"
#include "command-cases.h"
#include "fake-service.h"

typedef void (*CommandAsync) (FerryTransferOperation *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
typedef gboolean (*CommandFinish) (FerryTransferOperation *self,
                                   GAsyncResult *result,
                                   GError **error);

static void
command (FerryTransferOperation *operation,
         CommandAsync            command_async,
         CommandFinish           command_finish)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  command_async (operation, NULL, take_result, &result);
  g_assert_true (command_finish (operation, wait_result (&result), &error));
  g_assert_no_error (error);
}

static void
test_commands_reach_the_service (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;

  fake_service_add (service, "a", "{}");
  operation = get_operation ("a");
  g_string_truncate (service->calls, 0);
  command (operation, ferry_transfer_operation_start_async, ferry_transfer_operation_start_finish);
  command (operation, ferry_transfer_operation_pause_async, ferry_transfer_operation_pause_finish);
  command (operation, ferry_transfer_operation_resume_async, ferry_transfer_operation_resume_finish);
  command (operation, ferry_transfer_operation_cancel_async, ferry_transfer_operation_cancel_finish);
  command (operation, ferry_transfer_operation_retry_async, ferry_transfer_operation_retry_finish);
  command (operation, ferry_transfer_operation_remove_async, ferry_transfer_operation_remove_finish);
  g_assert_cmpstr (service->calls->str, ==, "Start Pause Resume Cancel Retry Remove ");
}

/* As the engine, so that a program offers what will be done. */
static void
test_can_do_what_fits_its_state (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;

  fake_service_add (service, "a", "{}");
  operation = get_operation ("a");
  for (gsize i = 0; i < N_COMMAND_CASES; i++)
    {
      g_autofree char *news = g_strdup_printf ("{'state': <uint32 %u>, 'started': <%s>}", command_cases[i].state,
                                               command_cases[i].started ? "true" : "false");

      fake_service_tell (service, "a", news);
      settle (service);
      for (int action = 0; action < N_COMMANDS; action++)
        g_assert_cmpint (ferry_transfer_operation_can (operation, action), ==,
                         command_case_allows (&command_cases[i], action));
    }
}

static void
test_nothing_can_be_done_to_what_was_removed (void)
{
  static const char *const ids[] = { "a", NULL };
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;

  fake_service_add (service, "a", "{'state': <uint32 5>, 'started': <true>}");
  operation = get_operation ("a");
  g_assert_true (ferry_transfer_operation_can (operation, FERRY_TRANSFER_ACTION_REMOVE));
  fake_service_remove (service, ids);
  settle (service);
  for (int action = 0; action < N_COMMANDS; action++)
    g_assert_false (ferry_transfer_operation_can (operation, action));
}

static void
on_started (GObject    *object,
            GParamSpec *pspec,
            guint      *n_notified)
{
  (*n_notified)++;
}

/* The state does not change while a transfer waits for its turn. */
static void
test_a_start_is_notified (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;
  gboolean started = FALSE;
  guint n_notified = 0;

  fake_service_add (service, "a", "{'state': <uint32 0>, 'started': <false>}");
  operation = get_operation ("a");
  g_signal_connect (operation, "notify::started", G_CALLBACK (on_started), &n_notified);
  fake_service_tell (service, "a", "{'started': <true>}");
  settle (service);
  g_object_get (operation, "started", &started, NULL);
  g_assert_true (started);
  g_assert_cmpuint (n_notified, ==, 1);
}

static void
test_many_obey_one_command (void)
{
  const char *guids[] = { "a", "b", NULL };
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GVariant) ids = g_variant_ref_sink (g_variant_new_parsed ("(['a', 'b'],)"));
  g_autoptr (GError) error = NULL;

  ferry_transfers_act_async (FERRY_TRANSFER_ACTION_PAUSE, guids, NULL, take_result, &result);
  g_assert_true (ferry_transfers_act_finish (wait_result (&result), &error));
  g_assert_no_error (error);
  g_assert_cmpvariant (service->last, ids);

  service->refusal = FERRY_ERROR_INVALID_STATE;
  ferry_transfers_act_async (FERRY_TRANSFER_ACTION_RESUME, guids, NULL, take_result, &refused);
  g_assert_false (ferry_transfers_act_finish (wait_result (&refused), &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE);
}

static void
assert_change (FakeService   *service,
               GAsyncResult **result,
               const char    *expected)
{
  g_autoptr (GVariant) change = g_variant_parse (NULL, expected, NULL, NULL, NULL);

  wait_result (result);
  g_clear_object (result);
  g_assert_cmpvariant (service->last, change);
}

static void
test_changes_reach_the_service (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;
  GAsyncResult *result = NULL;

  fake_service_add (service, "a", "{}");
  operation = get_operation ("a");
  ferry_transfer_operation_change_requested_uri_async (operation, "http://localhost/", NULL, take_result, &result);
  assert_change (service, &result, "('a', {'uri': <'http://localhost/'>})");
  ferry_transfer_operation_change_request_header_async (operation, "A", "b", NULL, take_result, &result);
  assert_change (service, &result, "('a', {'headers': <[('A', 'b')]>})");
  ferry_transfer_operation_remove_request_header_async (operation, "A", NULL, take_result, &result);
  assert_change (service, &result, "('a', {'headers': <[('A', '')]>})");
  ferry_transfer_operation_change_priority_async (operation, FERRY_TRANSFER_PRIORITY_HIGH, NULL, take_result, &result);
  assert_change (service, &result, "('a', {'priority': <uint32 1>})");
  ferry_transfer_operation_change_cost_policy_async (operation, FERRY_COST_POLICY_ALWAYS, NULL, take_result, &result);
  assert_change (service, &result, "('a', {'cost': <uint32 2>})");
  ferry_transfer_operation_change_rate_limit_async (operation, 9, NULL, take_result, &result);
  assert_change (service, &result, "('a', {'rate-limit': <uint64 9>})");
  ferry_transfer_operation_change_async (operation, g_variant_new_parsed ("{'cost': <uint32 2>}"), NULL, take_result, &result);
  assert_change (service, &result, "('a', {'cost': <uint32 2>})");
}

static void
on_priority (GObject    *object,
             GParamSpec *pspec,
             gboolean   *done)
{
  *done = TRUE;
}

static void
test_refused_wish_goes_back (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;
  gboolean done = FALSE;

  fake_service_add (service, "a", "{}");
  operation = get_operation ("a");
  g_signal_connect (operation, "notify::priority", G_CALLBACK (on_priority), &done);
  service->refusal = FERRY_ERROR_INVALID_STATE;
  g_object_set (operation, "priority", FERRY_TRANSFER_PRIORITY_HIGH, NULL);
  wait_until (&done);
  g_assert_cmpint (ferry_transfer_operation_get_priority (operation), ==, FERRY_TRANSFER_PRIORITY_DEFAULT);
}

static FerryResponseInformation *
get_response (FerryTransferOperation *operation)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FerryResponseInformation *response;

  ferry_transfer_operation_get_response_information_async (operation, NULL, take_result, &result);
  response = ferry_transfer_operation_get_response_information_finish (operation, wait_result (&result), &error);
  g_assert_no_error (error);
  return response;
}

static void
test_response_is_the_servers (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;
  g_autoptr (FerryResponseInformation) response = NULL;

  fake_service_add (service, "a", "{}");
  operation = get_operation ("a");
  g_assert_null (get_response (operation));
  fake_service_set (service, "a",
                    "{'status-code': <uint32 200>, 'actual-uri': <'http://localhost/b'>, 'resumable': <true>,"
                    " 'headers': <[('ETag', '\"x\"'), ('Vary', 'a'), ('Vary', 'b')]>}");
  response = get_response (operation);
  g_assert_cmpuint (ferry_response_information_get_status_code (response), ==, 200);
  g_assert_cmpstr (ferry_response_information_get_actual_uri (response), ==, "http://localhost/b");
  g_assert_true (ferry_response_information_is_resumable (response));
  g_assert_cmpuint (g_hash_table_size (ferry_response_information_get_headers (response)), ==, 2);
  g_assert_cmpstr (ferry_response_information_get_header (response, "etag"), ==, "\"x\"");
  g_assert_cmpstr (ferry_response_information_get_header (response, "Vary"), ==, "a, b");
  g_assert_null (ferry_response_information_get_header (response, "Age"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer-commands/commands-reach-the-service", test_commands_reach_the_service);
  g_test_add_func ("/transfer-commands/can-do-what-fits-its-state", test_can_do_what_fits_its_state);
  g_test_add_func ("/transfer-commands/nothing-can-be-done-to-what-was-removed",
                   test_nothing_can_be_done_to_what_was_removed);
  g_test_add_func ("/transfer-commands/a-start-is-notified", test_a_start_is_notified);
  g_test_add_func ("/transfer-commands/many-obey-one-command", test_many_obey_one_command);
  g_test_add_func ("/transfer-commands/changes-reach-the-service", test_changes_reach_the_service);
  g_test_add_func ("/transfer-commands/refused-wish-goes-back", test_refused_wish_goes_back);
  g_test_add_func ("/transfer-commands/response-is-the-servers", test_response_is_the_servers);
  return run_on_bus ();
}
