/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an operation shows of its transfer, its wait for the end, its commands. */

#include "ferry.h"

#include "fake-service.h"

typedef void (*CommandAsync) (FerryDownloadOperation *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
typedef gboolean (*CommandFinish) (FerryDownloadOperation *self,
                                   GAsyncResult *result,
                                   GError **error);

static FerryDownloadOperation *
get (const char *guid)
{
  const char *guids[] = { guid, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) found = NULL;
  g_autoptr (GError) error = NULL;

  ferry_background_downloader_get_downloads_async (guids, NULL, take_result, &result);
  found = ferry_background_downloader_get_downloads_finish (wait_result (&result), &error);
  g_assert_no_error (error);
  return g_list_model_get_item (found, 0);
}

static gboolean
attach (FerryDownloadOperation  *operation,
        FakeService             *service,
        const char              *news,
        GError                 **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_download_operation_attach_async (operation, NULL, take_result, &result);
  settle (service);
  g_assert_null (result);
  fake_service_tell (service, ferry_download_operation_get_guid (operation), news);
  return ferry_download_operation_attach_finish (operation, wait_result (&result), error);
}

static void
test_goes_away (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  FerryDownloadOperation *operation;

  fake_service_add (service, "a", "{}");
  operation = get ("a");
  g_assert_finalize_object (operation);
  settle (service);
  g_assert_cmpstr (service->calls->str, ==, "Subscribe List Unsubscribe ");
}

static void
test_is_one_object_for_one_guid (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) first = NULL;
  g_autoptr (FerryDownloadOperation) second = NULL;

  fake_service_add (service, "a", "{}");
  first = get ("a");
  second = get ("a");
  g_assert_true (first == second);
}

static void
test_shows_all_that_was_told (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) operation = NULL;
  g_autoptr (GDateTime) retry_at = NULL;
  g_autoptr (GDateTime) finished = NULL;

  fake_service_add (service, "a",
                    "{'uri': <'http://localhost/a'>, 'actual-uri': <'http://localhost/b'>,"
                    " 'file': <'/f/a'>, 'part-file': <'/f/a.part'>, 'method': <'POST'>,"
                    " 'app-id': <'org.example'>, 'started': <true>, 'resumable': <true>,"
                    " 'priority': <uint32 2>, 'cost': <uint32 1>, 'rate-limit': <uint64 7>,"
                    " 'bytes-done': <uint64 25>, 'bytes-total': <int64 100>,"
                    " 'bytes-per-second': <uint64 5>, 'status-code': <uint32 206>,"
                    " 'restarts': <uint32 2>, 'attempts': <uint32 3>,"
                    " 'retry-at': <int64 1500000>, 'finished': <int64 0>}");
  operation = get ("a");
  g_assert_cmpstr (ferry_download_operation_get_requested_uri (operation), ==, "http://localhost/a");
  g_assert_cmpstr (ferry_download_operation_get_actual_uri (operation), ==, "http://localhost/b");
  g_assert_cmpstr (g_file_peek_path (ferry_download_operation_get_result_file (operation)), ==, "/f/a");
  g_assert_cmpstr (g_file_peek_path (ferry_download_operation_get_part_file (operation)), ==, "/f/a.part");
  g_assert_cmpstr (ferry_download_operation_get_method (operation), ==, "POST");
  g_assert_cmpstr (ferry_download_operation_get_app_id (operation), ==, "org.example");
  g_assert_true (ferry_download_operation_is_started (operation));
  g_assert_true (ferry_download_operation_is_resumable (operation));
  g_assert_cmpint (ferry_download_operation_get_priority (operation), ==, FERRY_TRANSFER_PRIORITY_LOW);
  g_assert_cmpint (ferry_download_operation_get_cost_policy (operation), ==, FERRY_COST_POLICY_UNRESTRICTED_ONLY);
  g_assert_cmpuint (ferry_download_operation_get_rate_limit (operation), ==, 7);
  g_assert_cmpuint (ferry_download_operation_get_bytes_received (operation), ==, 25);
  g_assert_cmpuint (ferry_download_operation_get_total_bytes (operation), ==, 100);
  g_assert_cmpfloat (ferry_download_operation_get_fraction (operation), ==, 0.25);
  g_assert_cmpuint (ferry_download_operation_get_bytes_per_second (operation), ==, 5);
  g_assert_cmpuint (ferry_download_operation_get_status_code (operation), ==, 206);
  g_assert_cmpuint (ferry_download_operation_get_restarts (operation), ==, 2);
  g_assert_cmpuint (ferry_download_operation_get_attempts (operation), ==, 3);
  retry_at = ferry_download_operation_get_retry_at (operation);
  g_assert_cmpint (g_date_time_get_microsecond (retry_at), ==, 500000);
  finished = ferry_download_operation_get_finished (operation);
  g_assert_null (finished);
  g_assert_null (ferry_download_operation_get_transfer_group (operation));
  g_assert_null (ferry_download_operation_get_error (operation));
}

static void
test_unknown_length_is_no_fraction (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) operation = NULL;

  fake_service_add (service, "a", "{'bytes-done': <uint64 9>, 'bytes-total': <int64 -1>}");
  operation = get ("a");
  g_assert_cmpuint (ferry_download_operation_get_total_bytes (operation), ==, 0);
  g_assert_cmpfloat (ferry_download_operation_get_fraction (operation), ==, 0);
  g_assert_cmpuint (ferry_download_operation_get_progress (operation)->total_bytes_to_receive, ==, 0);
}

static void
on_notify (GObject    *object,
           GParamSpec *pspec,
           GString    *names)
{
  g_string_append_printf (names, "%s ", pspec->name);
}

static void
test_notifies_what_changed (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) operation = NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  fake_service_add (service, "a", "{'state': <uint32 1>, 'bytes-total': <int64 100>}");
  operation = get ("a");
  g_signal_connect (operation, "notify", G_CALLBACK (on_notify), names);
  fake_service_tell (service, "a", "{'state': <uint32 1>, 'bytes-done': <uint64 50>}");
  settle (service);
  g_assert_nonnull (strstr (names->str, "bytes-received "));
  g_assert_nonnull (strstr (names->str, "fraction "));
  g_assert_null (strstr (names->str, "state "));
}

static void
on_progress (FerryDownloadOperation *operation,
             FerryDownloadProgress  *progress,
             GString                *reports)
{
  g_string_append_printf (reports, "%" G_GUINT64_FORMAT "%s%s ", progress->bytes_received,
                          progress->has_restarted ? " restarted" : "",
                          progress->has_response_changed ? " changed" : "");
}

static void
test_restart_is_said_once (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) operation = NULL;
  g_autoptr (GString) reports = g_string_new (NULL);

  fake_service_add (service, "a", "{'restarts': <uint32 1>, 'bytes-done': <uint64 50>}");
  operation = get ("a");
  g_signal_connect (operation, "progress", G_CALLBACK (on_progress), reports);
  fake_service_tell (service, "a", "{'bytes-done': <uint64 60>}");
  fake_service_tell (service, "a",
                     "{'bytes-done': <uint64 0>, 'restarts': <uint32 2>, 'responses': <uint32 1>}");
  fake_service_tell (service, "a", "{'bytes-done': <uint64 10>}");
  settle (service);
  g_assert_cmpstr (reports->str, ==, "60 0 restarted changed 10 ");
}

static void
test_rubbish_is_passed_over (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) operation = NULL;

  fake_service_add (service, "a", "{'state': <uint32 1>}");
  operation = get ("a");
  fake_service_tell_news (service, g_variant_new_parsed ("@aa{sv} [{'id': <7>}, {'state': <uint32 5>},"
                                                         " {'id': <'unknown'>, 'state': <uint32 1>},"
                                                         " {'id': <'a'>, 'state': <uint32 77>,"
                                                         "  'bytes-done': <'many'>, 'future': <true>}]"));
  settle (service);
  g_assert_cmpint (ferry_download_operation_get_state (operation), ==, FERRY_TRANSFER_STATE_RUNNING);
  g_assert_cmpuint (ferry_download_operation_get_bytes_received (operation), ==, 0);
}

static void
test_attach_ends_with_the_file (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) operation = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "a", "{'state': <uint32 1>}");
  operation = get ("a");
  g_assert_true (attach (operation, service, "{'state': <uint32 5>}", &error));
  g_assert_no_error (error);

  ferry_download_operation_attach_async (operation, NULL, take_result, &result);
  g_assert_true (ferry_download_operation_attach_finish (operation, wait_result (&result), &error));
}

static void
test_attach_ends_with_the_fault (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) operation = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "a", "{'state': <uint32 1>}");
  operation = get ("a");
  g_assert_false (attach (operation, service,
                          "{'state': <uint32 7>, 'error-domain': <'web'>,"
                          " 'error-code': <uint32 404>, 'error-message': <'Not there'>}",
                          &error));
  g_assert_error (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "Not there");
}

static void
test_attach_ends_with_the_cancelation (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) operation = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "a", "{'state': <uint32 1>}");
  operation = get ("a");
  g_assert_false (attach (operation, service, "{'state': <uint32 6>}", &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CANCELED);
}

static void
test_attach_ends_when_it_is_removed (void)
{
  const char *ids[] = { "a", NULL };
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) operation = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "a", "{}");
  operation = get ("a");
  ferry_download_operation_attach_async (operation, NULL, take_result, &result);
  fake_service_remove (service, ids);
  g_assert_false (ferry_download_operation_attach_finish (operation, wait_result (&result), &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
}

static void
test_attach_can_be_given_up (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) operation = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "a", "{'state': <uint32 1>}");
  operation = get ("a");
  ferry_download_operation_attach_async (operation, cancellable, take_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_false (ferry_download_operation_attach_finish (operation, wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
command (FerryDownloadOperation *operation,
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
  g_autoptr (FerryDownloadOperation) operation = NULL;

  fake_service_add (service, "a", "{}");
  operation = get ("a");
  g_string_truncate (service->calls, 0);
  command (operation, ferry_download_operation_start_async, ferry_download_operation_start_finish);
  command (operation, ferry_download_operation_pause_async, ferry_download_operation_pause_finish);
  command (operation, ferry_download_operation_resume_async, ferry_download_operation_resume_finish);
  command (operation, ferry_download_operation_cancel_async, ferry_download_operation_cancel_finish);
  command (operation, ferry_download_operation_retry_async, ferry_download_operation_retry_finish);
  command (operation, ferry_download_operation_remove_async, ferry_download_operation_remove_finish);
  g_assert_cmpstr (service->calls->str, ==, "Start Pause Resume Cancel Retry Remove ");
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
  g_autoptr (FerryDownloadOperation) operation = NULL;
  GAsyncResult *result = NULL;

  fake_service_add (service, "a", "{}");
  operation = get ("a");
  ferry_download_operation_change_requested_uri_async (operation, "http://localhost/", NULL, take_result, &result);
  assert_change (service, &result, "('a', {'uri': <'http://localhost/'>})");
  ferry_download_operation_change_request_header_async (operation, "A", "b", NULL, take_result, &result);
  assert_change (service, &result, "('a', {'headers': <[('A', 'b')]>})");
  ferry_download_operation_remove_request_header_async (operation, "A", NULL, take_result, &result);
  assert_change (service, &result, "('a', {'headers': <[('A', '')]>})");
  ferry_download_operation_change_priority_async (operation, FERRY_TRANSFER_PRIORITY_HIGH, NULL, take_result, &result);
  assert_change (service, &result, "('a', {'priority': <uint32 1>})");
  ferry_download_operation_change_cost_policy_async (operation, FERRY_COST_POLICY_ALWAYS, NULL, take_result, &result);
  assert_change (service, &result, "('a', {'cost': <uint32 2>})");
  ferry_download_operation_change_rate_limit_async (operation, 9, NULL, take_result, &result);
  assert_change (service, &result, "('a', {'rate-limit': <uint64 9>})");
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
  g_autoptr (FerryDownloadOperation) operation = NULL;
  gboolean done = FALSE;

  fake_service_add (service, "a", "{}");
  operation = get ("a");
  g_signal_connect (operation, "notify::priority", G_CALLBACK (on_priority), &done);
  service->refusal = FERRY_ERROR_INVALID_STATE;
  g_object_set (operation, "priority", FERRY_TRANSFER_PRIORITY_HIGH, NULL);
  wait_until (&done);
  g_assert_cmpint (ferry_download_operation_get_priority (operation), ==, FERRY_TRANSFER_PRIORITY_DEFAULT);
}

static FerryResponseInformation *
get_response (FerryDownloadOperation *operation)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FerryResponseInformation *response;

  ferry_download_operation_get_response_information_async (operation, NULL, take_result, &result);
  response = ferry_download_operation_get_response_information_finish (operation, wait_result (&result), &error);
  g_assert_no_error (error);
  return response;
}

static void
test_response_is_the_servers (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryDownloadOperation) operation = NULL;
  g_autoptr (FerryResponseInformation) response = NULL;

  fake_service_add (service, "a", "{}");
  operation = get ("a");
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

  g_test_add_func ("/download-operation/goes-away", test_goes_away);
  g_test_add_func ("/download-operation/is-one-object-for-one-guid", test_is_one_object_for_one_guid);
  g_test_add_func ("/download-operation/shows-all-that-was-told", test_shows_all_that_was_told);
  g_test_add_func ("/download-operation/unknown-length-is-no-fraction", test_unknown_length_is_no_fraction);
  g_test_add_func ("/download-operation/notifies-what-changed", test_notifies_what_changed);
  g_test_add_func ("/download-operation/restart-is-said-once", test_restart_is_said_once);
  g_test_add_func ("/download-operation/rubbish-is-passed-over", test_rubbish_is_passed_over);
  g_test_add_func ("/download-operation/attach-ends-with-the-file", test_attach_ends_with_the_file);
  g_test_add_func ("/download-operation/attach-ends-with-the-fault", test_attach_ends_with_the_fault);
  g_test_add_func ("/download-operation/attach-ends-with-the-cancelation", test_attach_ends_with_the_cancelation);
  g_test_add_func ("/download-operation/attach-ends-when-it-is-removed", test_attach_ends_when_it_is_removed);
  g_test_add_func ("/download-operation/attach-can-be-given-up", test_attach_can_be_given_up);
  g_test_add_func ("/download-operation/commands-reach-the-service", test_commands_reach_the_service);
  g_test_add_func ("/download-operation/many-obey-one-command", test_many_obey_one_command);
  g_test_add_func ("/download-operation/changes-reach-the-service", test_changes_reach_the_service);
  g_test_add_func ("/download-operation/refused-wish-goes-back", test_refused_wish_goes_back);
  g_test_add_func ("/download-operation/response-is-the-servers", test_response_is_the_servers);
  return run_on_bus ();
}
