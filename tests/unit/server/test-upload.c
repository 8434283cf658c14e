/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files arrive as they were sent, under names of their own, and only whole. */

#include "server-fixture.h"
#include "server-pattern.h"

#include <string.h>

/* More than the socket of a client that nobody listens to takes at once. */
#define LARGE (8 * 1024 * 1024)

static const char *const none[] = { NULL };
static const char *const form[] = { "Content-Type", "multipart/form-data; boundary=\"limit\"", NULL };

static GBytes *
make_bytes (gsize size)
{
  guint8 *data = g_malloc (size);

  server_pattern_fill (0, 0, data, size);
  return g_bytes_new_take (data, size);
}

static GBytes *
make_text (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
assert_upload (ServerFixture *fixture,
               const char    *name,
               GBytes        *expected)
{
  g_autoptr (GBytes) found = server_fixture_read_upload (fixture, name);

  g_assert_nonnull (found);
  g_assert_true (g_bytes_equal (found, expected));
}

static void
a_file_arrives_as_it_was_sent (ServerFixture *fixture,
                               gconstpointer  data)
{
  const char *const headers[] = { "Filename", "na%C3%AFve%20name.bin", NULL };
  g_autoptr (GBytes) body = make_bytes (LARGE);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "POST", "upload", headers, body);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 200);
  server_reply_assert_has (reply, "\"name\":\"na\xc3\xafve name.bin\"");
  server_reply_assert_has (reply, "\"size\":8388608");
  server_reply_assert_has (reply, sum);
  assert_upload (fixture, "na\xc3\xafve name.bin", body);
  g_assert_cmpuint (server_fixture_count_uploads (fixture), ==, 1);
}

static void
an_empty_file_is_a_file (ServerFixture *fixture,
                         gconstpointer  data)
{
  g_autoptr (GBytes) body = make_text ("");
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PUT", "upload/empty", none, body);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 200);
  assert_upload (fixture, "empty", body);
}

static void
no_file_is_ever_replaced (ServerFixture *fixture,
                          gconstpointer  data)
{
  const char *const texts[] = { "first", "second" };
  const char *const names[] = { "name.txt", "name (1).txt" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) body = make_text (texts[i]);
      g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PUT", "upload/name.txt", none, body);

      server_reply_assert_has (reply, names[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) expected = make_text (texts[i]);

      assert_upload (fixture, names[i], expected);
    }
}

static void
no_name_leads_out_of_the_folder (ServerFixture *fixture,
                                 gconstpointer  data)
{
  const char *const pages[] = { "upload/%2e%2e%2fout", "upload/%2fout", "upload/..%2f..%2fout", "upload/a/../../out" };
  g_autofree char *out = g_build_filename (fixture->folder, "out", NULL);
  g_autoptr (GBytes) body = make_text ("out");

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PUT", pages[i], none, body);

      g_assert_no_error (reply->error);
      g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
    }
  assert_upload (fixture, "out", body);
}

static void
a_form_brings_files_and_texts (ServerFixture *fixture,
                               gconstpointer  data)
{
  g_autoptr (GBytes) body = make_text ("--limit\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nvalue\r\n"
                                       "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22b.txt\"\r\n"
                                       "Content-Type: text/plain\r\n\r\none\r\n"
                                       "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../c\"\r\n\r\ntwo\r\n"
                                       "--limit--\r\n");
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "POST", "upload", form, body);
  g_autoptr (GBytes) one = make_text ("one");
  g_autoptr (GBytes) two = make_text ("two");

  g_assert_cmpuint (server_reply_get_status (reply), ==, 200);
  server_reply_assert_has (reply, "{\"name\":\"text\",\"value\":\"value\"}");
  server_reply_assert_has (reply, "\"name\":\"a\\\"b.txt\",\"type\":\"text/plain\"");
  assert_upload (fixture, "a\"b.txt", one);
  assert_upload (fixture, "c", two);
}

static void
a_form_without_an_end_leaves_nothing (ServerFixture *fixture,
                                      gconstpointer  data)
{
  g_autoptr (GBytes) body = make_text ("--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\none\r\n"
                                       "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b\"\r\n\r\ntwo");
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "POST", "upload", form, body);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 400);
  g_assert_cmpuint (server_fixture_count_uploads (fixture), ==, 0);
}

static void
a_form_with_too_much_text_is_refused (ServerFixture *fixture,
                                      gconstpointer  data)
{
  g_autofree char *value = g_strnfill (2 * 1024 * 1024, 'x');
  g_autofree char *text = g_strdup_printf ("--limit\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n%s\r\n--limit--\r\n", value);
  g_autoptr (GBytes) body = make_text (text);
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "POST", "upload", form, body);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 413);
}

static void
without_a_folder_bytes_are_counted (ServerFixture *fixture,
                                    gconstpointer  data)
{
  g_autoptr (GBytes) body = make_bytes (100000);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PUT", "upload/name", none, body);

  server_reply_assert_has (reply, "\"size\":100000");
  server_reply_assert_has (reply, sum);
}

typedef struct {
  const char *method;
  const char *page;
  guint status;
} Case;

static const Case answers[] = {
  { "GET", "upload", 405 },
  { "DELETE", "upload/x", 405 },
  { "POST", "download", 405 },
  { "POST", "nothing-here", 404 },
  { "PUT", "upload/x?fail=nonsense", 400 },
  { "PUT", "upload/x?fail=cut&after=x", 400 },
  { "PUT", "upload/x?fail=status&status=199", 400 },
  { "PUT", "upload/x?fail=status&retryAfter=%0d%0a", 400 },
  { "PUT", "upload/x?fail=early", 413 },
  { "PUT", "upload/x?fail=early&status=401", 401 },
  { "PUT", "upload/x?fail=status", 500 },
  { "PUT", "upload/x?fail=status&status=507", 507 },
  { "PUT", "fault/basic-auth/upload", 401 },
  { "PUT", "fault/digest-auth/upload", 401 },
};

static void
each_refusal_has_its_status (ServerFixture *fixture,
                             gconstpointer  data)
{
  g_autoptr (GBytes) body = make_text ("body");

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      gboolean brings = !g_str_equal (answers[i].method, "GET");
      g_autoptr (ServerReply) reply = server_fixture_send (fixture, answers[i].method, answers[i].page, none, brings ? body : NULL);

      g_test_message ("%s", answers[i].page);
      g_assert_cmpuint (server_reply_get_status (reply), ==, answers[i].status);
    }
  g_assert_cmpuint (server_fixture_count_uploads (fixture), ==, 0);
}

static void
what_is_cut_leaves_nothing (ServerFixture *fixture,
                            gconstpointer  data)
{
  const char *const pages[] = { "upload/x?fail=cut", "upload/x?fail=cut&after=1000", "upload/x?fail=cut&after=5000000" };
  g_autoptr (GBytes) body = make_bytes (LARGE);

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PUT", pages[i], none, body);

      g_assert_nonnull (reply->error);
      g_assert_cmpuint (server_fixture_count_uploads (fixture), ==, 0);
    }
}

static void
a_lost_answer_loses_no_file (ServerFixture *fixture,
                             gconstpointer  data)
{
  g_autoptr (GBytes) body = make_bytes (100000);
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "POST", "upload?fail=lost", none, body);

  g_assert_nonnull (reply->error);
  assert_upload (fixture, "upload", body);
}

static void
a_fault_happens_as_often_as_it_is_said_to (ServerFixture *fixture,
                                           gconstpointer  data)
{
  const guint expected[] = { 503, 503, 200 };
  g_autoptr (GBytes) body = make_text ("body");

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PUT", "upload/x?fail=status&status=503&retryAfter=7&times=2", none, body);

      g_assert_cmpuint (server_reply_get_status (reply), ==, expected[i]);
      g_assert_cmpstr (server_reply_get_header (reply, "Retry-After"), ==, i < 2 ? "7" : NULL);
    }
}

static void
a_redirect_says_where_to (ServerFixture *fixture,
                          gconstpointer  data)
{
  g_autoptr (GBytes) body = make_text ("body");
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PUT", "upload/x?fail=status&status=307&to=other", none, body);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 307);
  g_assert_cmpstr (server_reply_get_header (reply, "Location"), ==, "other");
}

static void
an_answer_may_be_long (ServerFixture *fixture,
                       gconstpointer  data)
{
  g_autoptr (GBytes) body = make_text ("body");
  g_autoptr (GBytes) expected = make_bytes (300000);
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PUT", "upload/x?answer=300000", none, body);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 200);
  g_assert_true (g_bytes_equal (reply->body, expected));
  assert_upload (fixture, "x", body);
}

/* Its rate is low enough for a pause after each chunk, and no clock is looked at. */
static void
a_slow_reader_reads_everything (ServerFixture *fixture,
                                gconstpointer  data)
{
  g_autoptr (GBytes) body = make_bytes (40000);
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PUT", "upload/slow?bytesPerSec=400000", none, body);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 200);
  assert_upload (fixture, "slow", body);
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, NULL);
  gboolean *ended = user_data;

  *ended = TRUE;
}

/* The fixture's end asserts that the site and all of its messages are gone. */
static void
a_site_may_go_while_an_upload_stalls (ServerFixture *fixture,
                                      gconstpointer  data)
{
  g_autofree char *address = g_strconcat (fixture->root, "upload/x?fail=stall&after=1000", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("PUT", address);
  g_autoptr (GBytes) body = make_bytes (LARGE);
  gboolean ended = FALSE;

  soup_message_set_request_body_from_bytes (message, NULL, body);
  soup_session_send_async (fixture->session, message, G_PRIORITY_DEFAULT, NULL, on_ended, &ended);
  while (server_fixture_count_uploads (fixture) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->site);
  g_assert_cmpuint (server_fixture_count_uploads (fixture), ==, 0);
  fixture->site = server_site_new ();
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(name, test)                                                                             \
  g_test_add ("/server/upload/" name, ServerFixture, NULL, server_fixture_set_up_with_folder, test, \
              server_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-file-arrives-as-it-was-sent", a_file_arrives_as_it_was_sent);
  ADD ("an-empty-file-is-a-file", an_empty_file_is_a_file);
  ADD ("no-file-is-ever-replaced", no_file_is_ever_replaced);
  ADD ("no-name-leads-out-of-the-folder", no_name_leads_out_of_the_folder);
  ADD ("a-form-brings-files-and-texts", a_form_brings_files_and_texts);
  ADD ("a-form-without-an-end-leaves-nothing", a_form_without_an_end_leaves_nothing);
  ADD ("a-form-with-too-much-text-is-refused", a_form_with_too_much_text_is_refused);
  ADD ("each-refusal-has-its-status", each_refusal_has_its_status);
  ADD ("what-is-cut-leaves-nothing", what_is_cut_leaves_nothing);
  ADD ("a-lost-answer-loses-no-file", a_lost_answer_loses_no_file);
  ADD ("a-fault-happens-as-often-as-it-is-said-to", a_fault_happens_as_often_as_it_is_said_to);
  ADD ("a-redirect-says-where-to", a_redirect_says_where_to);
  ADD ("an-answer-may-be-long", an_answer_may_be_long);
  ADD ("a-slow-reader-reads-everything", a_slow_reader_reads_everything);
  ADD ("a-site-may-go-while-an-upload-stalls", a_site_may_go_while_an_upload_stalls);
  g_test_add ("/server/upload/without-a-folder-bytes-are-counted", ServerFixture, NULL, server_fixture_set_up,
              without_a_folder_bytes_are_counted, server_fixture_tear_down);
  return g_test_run ();
}
