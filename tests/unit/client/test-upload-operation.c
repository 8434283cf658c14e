/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What only uploads show: both ways of bytes, and the body of the answer. */

#include "client-calls.h"
#include "fake-service.h"

#include <glib/gstdio.h>

static void
test_goes_away (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  FerryUploadOperation *operation;

  fake_service_add (service, "a", "{'kind': <uint32 1>, 'answer-file': <'/f/answer'>}");
  operation = get_operation ("a");
  g_assert_finalize_object (operation);
  settle (service);
}

static void
test_shows_both_ways_of_bytes (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryUploadOperation) operation = NULL;
  FerryTransferProgress *progress;

  fake_service_add (service, "a",
                    "{'kind': <uint32 1>, 'file': <'/f/a'>, 'method': <'PUT'>,"
                    " 'bytes-done': <uint64 50>, 'bytes-total': <int64 100>,"
                    " 'bytes-received': <uint64 7>, 'bytes-to-receive': <int64 9>,"
                    " 'protocol': <uint32 2>, 'resumable': <true>}");
  operation = get_operation ("a");
  g_assert_cmpstr (g_file_peek_path (ferry_upload_operation_get_source_file (operation)), ==, "/f/a");
  g_assert_cmpuint (ferry_upload_operation_get_bytes_sent (operation), ==, 50);
  g_assert_cmpuint (ferry_upload_operation_get_bytes_received (operation), ==, 7);
  g_assert_cmpint (ferry_upload_operation_get_protocol (operation), ==, FERRY_UPLOAD_PROTOCOL_TUS);
  g_assert_null (ferry_upload_operation_get_result_file (operation));
  g_assert_true (ferry_transfer_operation_is_resumable (FERRY_TRANSFER_OPERATION (operation)));
  g_assert_cmpfloat (ferry_transfer_operation_get_fraction (FERRY_TRANSFER_OPERATION (operation)), ==, 0.5);

  progress = ferry_transfer_operation_get_progress (FERRY_TRANSFER_OPERATION (operation));
  g_assert_cmpuint (progress->bytes_sent, ==, 50);
  g_assert_cmpuint (progress->total_bytes_to_send, ==, 100);
  g_assert_cmpuint (progress->bytes_received, ==, 7);
  g_assert_cmpuint (progress->total_bytes_to_receive, ==, 9);
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
  g_autoptr (FerryUploadOperation) operation = NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  fake_service_add (service, "a", "{'kind': <uint32 1>, 'state': <uint32 1>}");
  operation = get_operation ("a");
  g_signal_connect (operation, "notify", G_CALLBACK (on_notify), names);
  fake_service_tell (service, "a", "{'bytes-done': <uint64 50>, 'bytes-total': <int64 -1>}");
  settle (service);
  g_assert_nonnull (strstr (names->str, "bytes-sent "));
  g_assert_null (strstr (names->str, "bytes-received "));

  g_string_truncate (names, 0);
  fake_service_tell (service, "a", "{'bytes-received': <uint64 5>}");
  settle (service);
  g_assert_cmpstr (names->str, ==, "bytes-received ");
}

static GInputStream *
open_at (FerryUploadOperation  *operation,
         guint64                position,
         GError               **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_upload_operation_get_result_stream_at_async (operation, position, NULL, take_result, &result);
  return ferry_upload_operation_get_result_stream_at_finish (operation, wait_result (&result), error);
}

static void
assert_reads (GInputStream *stream,
              const char   *expected)
{
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes (stream, 100, NULL, NULL);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                   expected, strlen (expected));
}

static void
append (const char *path,
        const char *text)
{
  FILE *file = fopen (path, "a");

  g_assert_nonnull (file);
  fputs (text, file);
  fclose (file);
}

static void
test_answer_is_read_while_it_comes (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryUploadOperation) operation = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) none_yet = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *facts = NULL;
  int fd = g_file_open_tmp ("answer-XXXXXX", &path, &error);

  g_assert_no_error (error);
  close (fd);
  fake_service_add (service, "a", "{'kind': <uint32 1>}");
  operation = get_operation ("a");
  g_assert_null (open_at (operation, 0, &none_yet));
  g_assert_error (none_yet, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);

  append (path, "Stored");
  facts = g_strdup_printf ("{'answer-file': <'%s'>}", path);
  fake_service_tell (service, "a", facts);
  settle (service);
  stream = open_at (operation, 2, &error);
  g_assert_no_error (error);
  assert_reads (stream, "ored");
  assert_reads (stream, "");
  append (path, " well");
  assert_reads (stream, " well");
  g_unlink (path);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/upload-operation/goes-away", test_goes_away);
  g_test_add_func ("/upload-operation/shows-both-ways-of-bytes", test_shows_both_ways_of_bytes);
  g_test_add_func ("/upload-operation/notifies-what-changed", test_notifies_what_changed);
  g_test_add_func ("/upload-operation/answer-is-read-while-it-comes", test_answer_is_read_while_it_comes);
  return run_on_bus ();
}
