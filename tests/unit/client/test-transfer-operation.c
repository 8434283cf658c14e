/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an operation shows of its transfer, and its wait for the end. */

#include "client-calls.h"
#include "fake-service.h"

static gboolean
attach (FerryTransferOperation  *operation,
        FakeService             *service,
        const char              *news,
        GError                 **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_transfer_operation_attach_async (operation, NULL, take_result, &result);
  settle (service);
  g_assert_null (result);
  fake_service_tell (service, ferry_transfer_operation_get_guid (operation), news);
  return ferry_transfer_operation_attach_finish (operation, wait_result (&result), error);
}

static void
test_goes_away (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  FerryTransferOperation *operation;

  fake_service_add (service, "a", "{}");
  operation = get_operation ("a");
  g_assert_finalize_object (operation);
  settle (service);
  g_assert_cmpstr (service->calls->str, ==, "Subscribe List Unsubscribe ");
}

static void
test_is_one_object_for_one_guid (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) first = NULL;
  g_autoptr (FerryTransferOperation) second = NULL;

  fake_service_add (service, "a", "{}");
  first = get_operation ("a");
  second = get_operation ("a");
  g_assert_true (first == second);
}

static void
test_shows_all_that_was_told (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;
  g_autoptr (GDateTime) retry_at = NULL;
  g_autoptr (GDateTime) finished = NULL;

  fake_service_add (service, "a",
                    "{'uri': <'http://localhost/a'>, 'actual-uri': <'http://localhost/b'>,"
                    " 'file': <'/f/a'>, 'name': <'b'>, 'part-file': <'/f/a.part'>, 'method': <'POST'>,"
                    " 'app-id': <'org.example'>, 'started': <true>, 'resumable': <true>,"
                    " 'priority': <uint32 2>, 'cost': <uint32 1>, 'rate-limit': <uint64 7>,"
                    " 'bytes-done': <uint64 25>, 'bytes-total': <int64 100>,"
                    " 'bytes-per-second': <uint64 5>, 'status-code': <uint32 206>,"
                    " 'restarts': <uint32 2>, 'attempts': <uint32 3>,"
                    " 'retry-at': <int64 1500000>, 'finished': <int64 0>}");
  operation = get_operation ("a");
  g_assert_cmpstr (ferry_transfer_operation_get_requested_uri (operation), ==, "http://localhost/a");
  g_assert_cmpstr (ferry_transfer_operation_get_requested_name (operation), ==, "b");
  g_assert_cmpstr (ferry_transfer_operation_get_actual_uri (operation), ==, "http://localhost/b");
  g_assert_cmpstr (g_file_peek_path (ferry_download_operation_get_result_file (FERRY_DOWNLOAD_OPERATION (operation))), ==, "/f/a");
  g_assert_cmpstr (g_file_peek_path (ferry_download_operation_get_part_file (FERRY_DOWNLOAD_OPERATION (operation))), ==, "/f/a.part");
  g_assert_cmpstr (ferry_transfer_operation_get_method (operation), ==, "POST");
  g_assert_cmpstr (ferry_transfer_operation_get_app_id (operation), ==, "org.example");
  g_assert_true (ferry_transfer_operation_is_started (operation));
  g_assert_true (ferry_transfer_operation_is_resumable (operation));
  g_assert_cmpint (ferry_transfer_operation_get_priority (operation), ==, FERRY_TRANSFER_PRIORITY_LOW);
  g_assert_cmpint (ferry_transfer_operation_get_cost_policy (operation), ==, FERRY_COST_POLICY_UNRESTRICTED_ONLY);
  g_assert_cmpuint (ferry_transfer_operation_get_rate_limit (operation), ==, 7);
  g_assert_cmpuint (ferry_download_operation_get_bytes_received (FERRY_DOWNLOAD_OPERATION (operation)), ==, 25);
  g_assert_cmpuint (ferry_transfer_operation_get_total_bytes (operation), ==, 100);
  g_assert_cmpfloat (ferry_transfer_operation_get_fraction (operation), ==, 0.25);
  g_assert_cmpuint (ferry_transfer_operation_get_bytes_per_second (operation), ==, 5);
  g_assert_cmpuint (ferry_transfer_operation_get_status_code (operation), ==, 206);
  g_assert_cmpuint (ferry_transfer_operation_get_restarts (operation), ==, 2);
  g_assert_cmpuint (ferry_transfer_operation_get_attempts (operation), ==, 3);
  retry_at = ferry_transfer_operation_get_retry_at (operation);
  g_assert_cmpint (g_date_time_get_microsecond (retry_at), ==, 500000);
  finished = ferry_transfer_operation_get_finished (operation);
  g_assert_null (finished);
  g_assert_null (ferry_transfer_operation_get_transfer_group (operation));
  g_assert_null (ferry_transfer_operation_get_error (operation));
}

static void
assert_ranges (FerryTransferOperation *operation,
               const char             *expected)
{
  g_autoptr (GPtrArray) ranges = ferry_download_operation_get_downloaded_ranges (FERRY_DOWNLOAD_OPERATION (operation));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ranges->len; i++)
    {
      FerryFileRange *range = g_ptr_array_index (ranges, i);

      g_string_append_printf (text, "%" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT " ", range->offset, range->length);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_tells_which_bytes_are_there (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) nothing = NULL;
  g_autoptr (FerryTransferOperation) whole = NULL;
  g_autoptr (FerryTransferOperation) gaps = NULL;

  fake_service_add (service, "a", "{'bytes-done': <uint64 0>}");
  fake_service_add (service, "b", "{'bytes-done': <uint64 25>, 'ranges': <@a(tt) []>}");
  fake_service_add (service, "c", "{'bytes-done': <uint64 25>, 'ranges': <[(uint64 0, uint64 10), (20, 35)]>}");
  nothing = get_operation ("a");
  whole = get_operation ("b");
  gaps = get_operation ("c");
  assert_ranges (nothing, "");
  assert_ranges (whole, "0+25 ");
  assert_ranges (gaps, "0+10 20+15 ");
}

static void
assert_option (FerryTransferOperation *operation,
               const char             *key,
               const char             *expected)
{
  g_autoptr (GVariant) value = ferry_transfer_operation_get_option (operation, key);
  g_autofree char *text = value != NULL ? g_variant_print (value, TRUE) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
test_tells_options_by_their_keys (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;

  fake_service_add (service, "a",
                    "{'uri': <'http://localhost/a'>, 'name': <''>, 'group': <'films'>, 'behavior': <uint32 1>,"
                    " 'priority': <uint32 2>, 'cost': <uint32 77>, 'rate-limit': <uint64 7>,"
                    " 'password': <'hush'>, 'toast': <false>}");
  operation = get_operation ("a");
  assert_option (operation, "uri", "'http://localhost/a'");
  assert_option (operation, "name", NULL);
  assert_option (operation, "group", "'films'");
  assert_option (operation, "priority", "uint32 2");
  assert_option (operation, "cost", "uint32 0");
  assert_option (operation, "rate-limit", "uint64 7");
  assert_option (operation, "password", NULL);
  assert_option (operation, "toast", NULL);
  assert_option (operation, "flavor", NULL);
}

static void
test_unknown_length_is_no_fraction (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;

  fake_service_add (service, "a", "{'bytes-done': <uint64 9>, 'bytes-total': <int64 -1>}");
  operation = get_operation ("a");
  g_assert_cmpuint (ferry_transfer_operation_get_total_bytes (operation), ==, 0);
  g_assert_cmpfloat (ferry_transfer_operation_get_fraction (operation), ==, 0);
  g_assert_cmpuint (ferry_transfer_operation_get_progress (operation)->total_bytes_to_receive, ==, 0);
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
  g_autoptr (FerryTransferOperation) operation = NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  fake_service_add (service, "a", "{'state': <uint32 1>, 'bytes-total': <int64 100>}");
  operation = get_operation ("a");
  g_signal_connect (operation, "notify", G_CALLBACK (on_notify), names);
  fake_service_tell (service, "a", "{'state': <uint32 1>, 'bytes-done': <uint64 50>}");
  settle (service);
  g_assert_nonnull (strstr (names->str, "bytes-received "));
  g_assert_nonnull (strstr (names->str, "fraction "));
  g_assert_null (strstr (names->str, "state "));
}

static void
on_progress (FerryTransferOperation *operation,
             FerryTransferProgress  *progress,
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
  g_autoptr (FerryTransferOperation) operation = NULL;
  g_autoptr (GString) reports = g_string_new (NULL);

  fake_service_add (service, "a", "{'restarts': <uint32 1>, 'bytes-done': <uint64 50>}");
  operation = get_operation ("a");
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
  g_autoptr (FerryTransferOperation) operation = NULL;

  fake_service_add (service, "a", "{'state': <uint32 1>}");
  operation = get_operation ("a");
  fake_service_tell_news (service, g_variant_new_parsed ("@aa{sv} [{'id': <7>}, {'state': <uint32 5>},"
                                                         " {'id': <'unknown'>, 'state': <uint32 1>},"
                                                         " {'id': <'a'>, 'state': <uint32 77>,"
                                                         "  'bytes-done': <'many'>, 'future': <true>}]"));
  settle (service);
  g_assert_cmpint (ferry_transfer_operation_get_state (operation), ==, FERRY_TRANSFER_STATE_RUNNING);
  g_assert_cmpuint (ferry_download_operation_get_bytes_received (FERRY_DOWNLOAD_OPERATION (operation)), ==, 0);
}

static void
test_attach_ends_with_the_file (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "a", "{'state': <uint32 1>}");
  operation = get_operation ("a");
  g_assert_true (attach (operation, service, "{'state': <uint32 5>}", &error));
  g_assert_no_error (error);

  ferry_transfer_operation_attach_async (operation, NULL, take_result, &result);
  g_assert_true (ferry_transfer_operation_attach_finish (operation, wait_result (&result), &error));
}

static void
test_attach_ends_with_the_fault (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "a", "{'state': <uint32 1>}");
  operation = get_operation ("a");
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
  g_autoptr (FerryTransferOperation) operation = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "a", "{'state': <uint32 1>}");
  operation = get_operation ("a");
  g_assert_false (attach (operation, service, "{'state': <uint32 6>}", &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_CANCELED);
}

static void
test_attach_ends_when_it_is_removed (void)
{
  const char *ids[] = { "a", NULL };
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "a", "{}");
  operation = get_operation ("a");
  ferry_transfer_operation_attach_async (operation, NULL, take_result, &result);
  fake_service_remove (service, ids);
  g_assert_false (ferry_transfer_operation_attach_finish (operation, wait_result (&result), &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
}

static void
test_attach_can_be_given_up (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "a", "{'state': <uint32 1>}");
  operation = get_operation ("a");
  ferry_transfer_operation_attach_async (operation, cancellable, take_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_false (ferry_transfer_operation_attach_finish (operation, wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer-operation/goes-away", test_goes_away);
  g_test_add_func ("/transfer-operation/is-one-object-for-one-guid", test_is_one_object_for_one_guid);
  g_test_add_func ("/transfer-operation/shows-all-that-was-told", test_shows_all_that_was_told);
  g_test_add_func ("/transfer-operation/tells-which-bytes-are-there", test_tells_which_bytes_are_there);
  g_test_add_func ("/transfer-operation/tells-options-by-their-keys", test_tells_options_by_their_keys);
  g_test_add_func ("/transfer-operation/unknown-length-is-no-fraction", test_unknown_length_is_no_fraction);
  g_test_add_func ("/transfer-operation/notifies-what-changed", test_notifies_what_changed);
  g_test_add_func ("/transfer-operation/restart-is-said-once", test_restart_is_said_once);
  g_test_add_func ("/transfer-operation/rubbish-is-passed-over", test_rubbish_is_passed_over);
  g_test_add_func ("/transfer-operation/attach-ends-with-the-file", test_attach_ends_with_the_file);
  g_test_add_func ("/transfer-operation/attach-ends-with-the-fault", test_attach_ends_with_the_fault);
  g_test_add_func ("/transfer-operation/attach-ends-with-the-cancelation", test_attach_ends_with_the_cancelation);
  g_test_add_func ("/transfer-operation/attach-ends-when-it-is-removed", test_attach_ends_when_it_is_removed);
  g_test_add_func ("/transfer-operation/attach-can-be-given-up", test_attach_can_be_given_up);
  return run_on_bus ();
}
