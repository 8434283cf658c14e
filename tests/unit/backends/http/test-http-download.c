/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Downloads from servers that behave: whole, cut, silent, stopped. */

#include "http-fixture.h"

#include "ferry-error.h"
#include "ferry-http-backend.h"

#include <string.h>

static void
the_backend_goes_away (void)
{
  g_assert_finalize_object (ferry_http_backend_new ());
}

static GString *
serve_hello (HttpFixture *fixture,
             const char  *request,
             guint        number)
{
  return http_fixture_reply ("200 OK\nETag: \"1\"\nContent-Length: 5\nContent-Disposition: attachment; filename=hi.txt\n",
                             "hello");
}

static void
carries_a_file (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_hello);
  g_autofree char *bytes = NULL;

  http_fixture_get (fixture, "/file");
  g_assert_no_error (fixture->error);
  bytes = http_fixture_contents (fixture, NULL);
  g_assert_cmpstr (bytes, ==, "hello");
  g_assert_cmpint (fixture->response->length, ==, 5);
  g_assert_cmpstr (fixture->response->name, ==, "hi.txt");
  g_assert_true (http_fixture_asked (fixture, 1, "GET /file HTTP/1.1"));
  g_assert_true (http_fixture_asked (fixture, 1, "Accept-Encoding: identity\r\n"));
  g_assert_true (http_fixture_asked (fixture, 1, "User-Agent: Ferry/"));
  g_assert_false (http_fixture_asked (fixture, 1, "Range:"));
}

static GString *
serve_large (HttpFixture *fixture,
             const char  *request,
             guint        number)
{
  gsize size = 8 * 1024 * 1024;
  GString *bytes = http_fixture_reply ("200 OK\nContent-Length: 8388608\n", "");

  for (gsize i = 0; i < size; i++)
    g_string_append_c (bytes, i * 31 + i / 4093);
  return bytes;
}

static void
carries_a_large_file_byte_for_byte (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_large);
  g_autoptr (GString) sent = serve_large (fixture, "", 1);
  g_autofree char *bytes = NULL;
  gsize size, head;

  http_fixture_get (fixture, "/file");
  g_assert_no_error (fixture->error);
  bytes = http_fixture_contents (fixture, &size);
  head = strstr (sent->str, "\r\n\r\n") + 4 - sent->str;
  g_assert_cmpmem (bytes, size, sent->str + head, sent->len - head);
}

static GString *
serve_chunked (HttpFixture *fixture,
               const char  *request,
               guint        number)
{
  return http_fixture_reply ("200 OK\nTransfer-Encoding: chunked\n",
                             "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n");
}

static GString *
serve_until_close (HttpFixture *fixture,
                   const char  *request,
                   guint        number)
{
  return http_fixture_reply ("200 OK\nConnection: close\n", "hello");
}

static GString *
serve_compressed (HttpFixture *fixture,
                  const char  *request,
                  guint        number)
{
  return http_fixture_reply ("200 OK\nContent-Encoding: gzip\nContent-Length: 5\n", "hello");
}

static GString *
serve_nothing (HttpFixture *fixture,
               const char  *request,
               guint        number)
{
  return http_fixture_reply ("200 OK\nContent-Length: 0\n", "");
}

static const struct {
  HttpAnswer answer;
  gboolean hold;
  gint64 length;
  const char *bytes;
} bodies[] = {
  { serve_hello, TRUE, 5, "hello" },
  { serve_chunked, TRUE, -1, "hello" },
  { serve_until_close, FALSE, -1, "hello" },
  { serve_compressed, TRUE, 5, "hello" },
  { serve_nothing, TRUE, 0, "" },
};

static void
finds_the_end_of_each_kind_of_body (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (bodies[i].answer);
      g_autofree char *bytes = NULL;

      fixture->hold = bodies[i].hold;
      http_fixture_get (fixture, "/file");
      g_assert_no_error (fixture->error);
      bytes = http_fixture_contents (fixture, NULL);
      g_assert_cmpstr (bytes, ==, bodies[i].bytes);
      g_assert_cmpint (fixture->response->length, ==, bodies[i].length);
    }
}

static GString *
serve_cut (HttpFixture *fixture,
           const char  *request,
           guint        number)
{
  return http_fixture_reply ("200 OK\nContent-Length: 10\nConnection: close\n", "hello");
}

static GString *
serve_cut_chunks (HttpFixture *fixture,
                  const char  *request,
                  guint        number)
{
  return http_fixture_reply ("200 OK\nTransfer-Encoding: chunked\n", "5\r\nhello\r\n5\r\n");
}

static GString *
serve_no_last_chunk (HttpFixture *fixture,
                     const char  *request,
                     guint        number)
{
  return http_fixture_reply ("200 OK\nTransfer-Encoding: chunked\n", "5\r\nhello\r\n");
}

static GString *
serve_half_an_end (HttpFixture *fixture,
                   const char  *request,
                   guint        number)
{
  return http_fixture_reply ("200 OK\nTransfer-Encoding: chunked\n", "5\r\nhello\r\n0\r\n");
}

static void
a_short_body_is_never_complete (void)
{
  static const HttpAnswer answers[] = { serve_cut, serve_cut_chunks, serve_no_last_chunk, serve_half_an_end };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (answers[i]);
      g_autofree char *bytes = NULL;

      http_fixture_get (fixture, "/file");
      g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED);
      bytes = http_fixture_contents (fixture, NULL);
      g_assert_cmpstr (bytes, ==, "hello");
    }
}

/* One byte less than the buffer that the body is read into. */
#define AWKWARD_BYTES (1024 * 1024 - 1)

static GString *
serve_one_large_chunk (HttpFixture *fixture,
                       const char  *request,
                       guint        number)
{
  g_autofree char *body = g_strnfill (AWKWARD_BYTES, 'x');
  g_autofree char *chunks = g_strdup_printf ("%x\r\n%s\r\n0\r\n\r\n", AWKWARD_BYTES, body);

  return http_fixture_reply ("200 OK\nTransfer-Encoding: chunked\n", chunks);
}

/* libsoup reads the line behind the last chunk into the buffer's last byte. */
static void
the_last_chunk_may_fill_the_buffer_but_for_a_byte (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_one_large_chunk);

  fixture->hold = TRUE;
  http_fixture_get (fixture, "/file");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (ferry_run_get_bytes_done (fixture->run), ==, AWKWARD_BYTES);
}

/* Silence and stopping. */

static GString *
serve_and_stall (HttpFixture *fixture,
                 const char  *request,
                 guint        number)
{
  return http_fixture_reply ("200 OK\nContent-Length: 10\n", "hello");
}

static GString *
serve_silence (HttpFixture *fixture,
               const char  *request,
               guint        number)
{
  return g_string_new (NULL);
}

static void
silence_ends_a_run (void)
{
  static const HttpAnswer answers[] = { serve_and_stall, serve_silence };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (answers[i]);

      fixture->hold = TRUE;
      ferry_limits_set_silence_timeout (fixture->limits, 1);
      http_fixture_get (fixture, "/file");
      g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_TIMEOUT);
    }
}

static void
a_shorter_timeout_rules_a_run_that_goes_on (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_and_stall);
  g_autoptr (FerryRequest) request = http_fixture_request (fixture, "/file", NULL);
  g_autoptr (FerryRun) run = http_fixture_make_run (fixture, request);

  fixture->hold = TRUE;
  http_fixture_start (fixture, run, NULL);
  while (ferry_run_get_bytes_done (run) < 5)
    g_main_context_iteration (NULL, FALSE);
  ferry_limits_set_silence_timeout (fixture->limits, 1);
  http_fixture_wait (fixture);
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_TIMEOUT);
}

static void
stops_at_any_stage (void)
{
  static const HttpAnswer answers[] = { serve_and_stall, serve_silence };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (answers[i]);
      g_autoptr (FerryRequest) request = http_fixture_request (fixture, "/file", NULL);
      g_autoptr (FerryRun) run = http_fixture_make_run (fixture, request);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      fixture->hold = TRUE;
      http_fixture_start (fixture, run, cancellable);
      while (answers[i] == serve_and_stall ? ferry_run_get_bytes_done (run) < 5 : http_fixture_count (fixture) == 0)
        g_main_context_iteration (NULL, FALSE);
      g_cancellable_cancel (cancellable);
      http_fixture_wait (fixture);
      g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
a_stopped_run_never_asks (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_hello);
  g_autoptr (FerryRequest) request = http_fixture_request (fixture, "/file", NULL);
  g_autoptr (FerryRun) run = http_fixture_make_run (fixture, request);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  http_fixture_start (fixture, run, cancellable);
  http_fixture_wait (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (ferry_download_run_has_begun (FERRY_DOWNLOAD_RUN (run)));
}

static GString *
serve_a_megabyte (HttpFixture *fixture,
                  const char  *request,
                  guint        number)
{
  g_autofree char *body = g_strnfill (1024 * 1024, 'x');

  return http_fixture_reply ("200 OK\nContent-Length: 1048576\n", body);
}

static void
a_rate_limit_holds_back_what_waits (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_a_megabyte);
  g_autoptr (FerryRequest) request = http_fixture_request (fixture, "/file", "'rate-limit': <uint64 4194304>");
  g_autoptr (FerryRun) run = http_fixture_make_run (fixture, request);
  gint64 start = g_get_monotonic_time ();

  http_fixture_start (fixture, run, NULL);
  http_fixture_wait (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (ferry_run_get_bytes_done (run), ==, 1024 * 1024);
  /* A quarter of a second, less what may come in a burst. */
  g_assert_cmpint (g_get_monotonic_time () - start, >, 50000);
}

static void
many_run_at_once (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_hello);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < 40; i++)
    {
      g_autoptr (FerryRequest) request = http_fixture_request (fixture, "/file", NULL);
      FerryRun *run = http_fixture_make_run (fixture, request);

      g_ptr_array_add (runs, run);
      http_fixture_start (fixture, run, NULL);
    }
  http_fixture_wait (fixture);
  for (guint i = 0; i < runs->len; i++)
    g_assert_cmpuint (ferry_run_get_bytes_done (runs->pdata[i]), ==, 5);
  g_assert_cmpuint (http_fixture_count (fixture), ==, 40);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/download/the-backend-goes-away", the_backend_goes_away);
  g_test_add_func ("/http/download/carries-a-file", carries_a_file);
  g_test_add_func ("/http/download/carries-a-large-file-byte-for-byte", carries_a_large_file_byte_for_byte);
  g_test_add_func ("/http/download/finds-the-end-of-each-kind-of-body", finds_the_end_of_each_kind_of_body);
  g_test_add_func ("/http/download/a-short-body-is-never-complete", a_short_body_is_never_complete);
  g_test_add_func ("/http/download/the-last-chunk-may-fill-the-buffer-but-for-a-byte", the_last_chunk_may_fill_the_buffer_but_for_a_byte);
  g_test_add_func ("/http/download/silence-ends-a-run", silence_ends_a_run);
  g_test_add_func ("/http/download/a-shorter-timeout-rules-a-run-that-goes-on", a_shorter_timeout_rules_a_run_that_goes_on);
  g_test_add_func ("/http/download/stops-at-any-stage", stops_at_any_stage);
  g_test_add_func ("/http/download/a-stopped-run-never-asks", a_stopped_run_never_asks);
  g_test_add_func ("/http/download/a-rate-limit-holds-back-what-waits", a_rate_limit_holds_back_what_waits);
  g_test_add_func ("/http/download/many-run-at-once", many_run_at_once);
  return g_test_run ();
}
