/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tus 1.0.0: an upload in several requests, and every way in which one of them
 * is no good. */

#include "server-fixture.h"
#include "server-pattern.h"

#define SIZE      100000
#define TUS       "Tus-Resumable", "1.0.0"
#define CHUNK     "Content-Type", "application/offset+octet-stream"
#define LENGTH(n) "Upload-Length", n
#define OFFSET(n) "Upload-Offset", n

static GBytes *
make_part (gsize first,
           gsize end)
{
  guint8 *data = g_malloc (end - first);

  server_pattern_fill (0, first, data, end - first);
  return g_bytes_new_take (data, end - first);
}

static ServerReply *
create (ServerFixture *fixture,
        const char    *page)
{
  /* "hello" */
  const char *const headers[] = { TUS, LENGTH ("100000"), "Upload-Metadata", "filename aGVsbG8=,other", NULL };
  ServerReply *reply = server_fixture_send (fixture, "POST", page, headers, NULL);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 201);
  return reply;
}

static ServerReply *
append (ServerFixture *fixture,
        ServerReply   *upload,
        gsize          first,
        gsize          end)
{
  g_autofree char *offset = g_strdup_printf ("%" G_GSIZE_FORMAT, first);
  const char *const headers[] = { TUS, CHUNK, OFFSET (offset), NULL };
  g_autoptr (GBytes) body = make_part (first, end);

  return server_fixture_send (fixture, "PATCH", server_reply_get_header (upload, "Location"), headers, body);
}

static ServerReply *
ask (ServerFixture *fixture,
     const char    *method,
     const char    *page)
{
  const char *const headers[] = { TUS, NULL };

  return server_fixture_send (fixture, method, page, headers, NULL);
}

static void
assert_offset (ServerFixture *fixture,
               ServerReply   *upload,
               const char    *offset)
{
  g_autoptr (ServerReply) reply = ask (fixture, "HEAD", server_reply_get_header (upload, "Location"));

  g_assert_cmpuint (server_reply_get_status (reply), ==, 200);
  g_assert_cmpstr (server_reply_get_header (reply, "Upload-Offset"), ==, offset);
  g_assert_cmpstr (server_reply_get_header (reply, "Upload-Length"), ==, "100000");
  g_assert_cmpstr (server_reply_get_header (reply, "Upload-Metadata"), ==, "filename aGVsbG8=,other");
  g_assert_cmpstr (server_reply_get_header (reply, "Cache-Control"), ==, "no-store");
}

static void
an_upload_arrives_in_parts (ServerFixture *fixture,
                            gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "tus");
  g_autoptr (ServerReply) first = append (fixture, upload, 0, 60000);
  g_autoptr (ServerReply) second = NULL;
  g_autoptr (ServerReply) report = NULL;
  g_autoptr (GBytes) expected = make_part (0, SIZE);
  g_autoptr (GBytes) found = NULL;

  g_assert_cmpuint (server_reply_get_status (first), ==, 204);
  g_assert_cmpstr (server_reply_get_header (first, "Upload-Offset"), ==, "60000");
  assert_offset (fixture, upload, "60000");
  second = append (fixture, upload, 60000, SIZE);
  g_assert_cmpstr (server_reply_get_header (second, "Upload-Offset"), ==, "100000");
  found = server_fixture_read_upload (fixture, "hello");
  g_assert_true (g_bytes_equal (found, expected));
  report = ask (fixture, "GET", server_reply_get_header (upload, "Location"));
  server_reply_assert_has (report, "\"complete\":true");
  g_assert_cmpuint (server_fixture_count_uploads (fixture), ==, 1);
}

static void
an_upload_may_begin_with_bytes (ServerFixture *fixture,
                                gconstpointer  data)
{
  const char *const headers[] = { TUS, CHUNK, LENGTH ("1000"), NULL };
  g_autoptr (GBytes) body = make_part (0, 1000);
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "POST", "tus", headers, body);
  g_autoptr (GBytes) found = server_fixture_read_upload (fixture, "upload");

  g_assert_cmpuint (server_reply_get_status (reply), ==, 201);
  g_assert_cmpstr (server_reply_get_header (reply, "Upload-Offset"), ==, "1000");
  g_assert_true (g_bytes_equal (found, body));
}

/* The headers of 100 are not those of the answer. */
static void
who_waits_for_100_gets_all_headers (ServerFixture *fixture,
                                    gconstpointer  data)
{
  const char *const headers[] = { TUS, CHUNK, LENGTH ("1000"), "Expect", "100-continue", NULL };
  g_autoptr (GBytes) body = make_part (0, 1000);
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "POST", "tus", headers, body);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 201);
  g_assert_cmpstr (server_reply_get_header (reply, "Tus-Resumable"), ==, "1.0.0");
  g_assert_nonnull (server_reply_get_header (reply, "Location"));
}

static void
an_empty_upload_is_complete_at_once (ServerFixture *fixture,
                                     gconstpointer  data)
{
  const char *const headers[] = { TUS, LENGTH ("0"), NULL };
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "POST", "tus", headers, NULL);
  g_autoptr (GBytes) found = server_fixture_read_upload (fixture, "upload");

  g_assert_cmpuint (server_reply_get_status (reply), ==, 201);
  g_assert_cmpuint (g_bytes_get_size (found), ==, 0);
}

static void
a_terminated_upload_is_gone (ServerFixture *fixture,
                             gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "tus");
  g_autoptr (ServerReply) part = append (fixture, upload, 0, 1000);
  g_autoptr (ServerReply) gone = ask (fixture, "DELETE", server_reply_get_header (upload, "Location"));
  g_autoptr (ServerReply) after = ask (fixture, "HEAD", server_reply_get_header (upload, "Location"));

  g_assert_cmpuint (server_reply_get_status (gone), ==, 204);
  g_assert_cmpuint (server_reply_get_status (after), ==, 404);
  g_assert_cmpuint (server_fixture_count_uploads (fixture), ==, 0);
}

static void
the_server_says_what_it_can (ServerFixture *fixture,
                             gconstpointer  data)
{
  const char *const headers[] = { NULL };
  g_autoptr (ServerReply) reply = server_fixture_send (fixture, "OPTIONS", "tus?maxSize=5", headers, NULL);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 204);
  g_assert_cmpstr (server_reply_get_header (reply, "Tus-Version"), ==, "1.0.0");
  g_assert_cmpstr (server_reply_get_header (reply, "Tus-Extension"), ==, "creation,creation-with-upload,termination");
  g_assert_cmpstr (server_reply_get_header (reply, "Tus-Max-Size"), ==, "5");
}

typedef struct {
  const char *headers[9];
  guint status;
} Case;

static const Case creations[] = {
  { { LENGTH ("1") }, 412 },
  { { "Tus-Resumable", "0.2.2", LENGTH ("1") }, 412 },
  { { TUS }, 400 },
  { { TUS, LENGTH ("-1") }, 400 },
  { { TUS, "Upload-Defer-Length", "1" }, 400 },
  { { TUS, LENGTH ("11") }, 413 },
  { { TUS, LENGTH ("1"), "Upload-Metadata", ",," }, 400 },
  { { TUS, LENGTH ("1"), "Upload-Metadata", "filename ?" }, 400 },
};

static const Case appends[] = {
  { { CHUNK, OFFSET ("0") }, 412 },
  { { TUS, OFFSET ("0") }, 415 },
  { { TUS, "Content-Type", "text/plain", OFFSET ("0") }, 415 },
  { { TUS, CHUNK }, 400 },
  { { TUS, CHUNK, OFFSET ("x") }, 400 },
  { { TUS, CHUNK, OFFSET ("1") }, 409 },
};

static void
a_bad_request_has_its_status (ServerFixture *fixture,
                              gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "tus");

  for (gsize i = 0; i < G_N_ELEMENTS (creations); i++)
    {
      g_autoptr (ServerReply) reply = server_fixture_send (fixture, "POST", "tus?maxSize=10", creations[i].headers, NULL);

      g_assert_cmpuint (server_reply_get_status (reply), ==, creations[i].status);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (appends); i++)
    {
      g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PATCH", server_reply_get_header (upload, "Location"), appends[i].headers, NULL);

      g_assert_cmpuint (server_reply_get_status (reply), ==, appends[i].status);
    }
  assert_offset (fixture, upload, "0");
}

static void
more_than_was_announced_is_refused (ServerFixture *fixture,
                                    gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "tus");
  g_autoptr (ServerReply) reply = append (fixture, upload, 0, 2 * SIZE);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 400);
}

static void
what_came_before_a_cut_counts (ServerFixture *fixture,
                               gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "tus?fail=cut&after=12345");
  g_autoptr (ServerReply) cut = append (fixture, upload, 0, SIZE);
  g_autoptr (ServerReply) rest = NULL;

  g_assert_nonnull (cut->error);
  assert_offset (fixture, upload, "12345");
  rest = append (fixture, upload, 12345, SIZE);
  g_assert_cmpstr (server_reply_get_header (rest, "Upload-Offset"), ==, "100000");
}

static void
an_offset_may_be_said_too_large (ServerFixture *fixture,
                                 gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "tus?fail=ahead&by=7");
  g_autoptr (ServerReply) part = append (fixture, upload, 0, 1000);

  g_assert_cmpstr (server_reply_get_header (part, "Upload-Offset"), ==, "1007");
  assert_offset (fixture, upload, "1000");
}

static void
fewer_bytes_may_be_kept_than_were_sent (ServerFixture *fixture,
                                        gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "tus?fail=behind&by=7");
  g_autoptr (ServerReply) part = append (fixture, upload, 0, SIZE);
  g_autoptr (ServerReply) rest = NULL;

  g_assert_cmpstr (server_reply_get_header (part, "Upload-Offset"), ==, "99993");
  rest = append (fixture, upload, 99993, SIZE);
  g_assert_cmpstr (server_reply_get_header (rest, "Upload-Offset"), ==, "100000");
}

static void
an_upload_may_move (ServerFixture *fixture,
                    gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "tus?fail=moves&after=5000");
  const char *old = server_reply_get_header (upload, "Location");
  g_autoptr (ServerReply) cut = append (fixture, upload, 0, SIZE);
  g_autoptr (ServerReply) moved = ask (fixture, "HEAD", old);
  g_autofree char *page = g_strconcat ("tus/", server_reply_get_header (moved, "Location"), NULL);
  g_autoptr (ServerReply) there = ask (fixture, "HEAD", page);

  g_assert_nonnull (cut->error);
  g_assert_cmpuint (server_reply_get_status (moved), ==, 308);
  g_assert_cmpstr (server_reply_get_header (there, "Upload-Offset"), ==, "5000");
}

static void
an_upload_may_be_forgotten (ServerFixture *fixture,
                            gconstpointer  data)
{
  const guint expected[] = { 410, 404 };
  g_autoptr (ServerReply) upload = create (fixture, "tus?fail=forgets&after=5000&status=410");
  g_autoptr (ServerReply) cut = append (fixture, upload, 0, SIZE);

  g_assert_nonnull (cut->error);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (ServerReply) reply = ask (fixture, "HEAD", server_reply_get_header (upload, "Location"));

      g_assert_cmpuint (server_reply_get_status (reply), ==, expected[i]);
    }
  g_assert_cmpuint (server_fixture_count_uploads (fixture), ==, 0);
}

static void
any_kind_of_request_may_fail (ServerFixture *fixture,
                              gconstpointer  data)
{
  g_autoptr (ServerReply) refused = NULL;
  g_autoptr (ServerReply) lost = NULL;
  g_autoptr (ServerReply) upload = create (fixture, "tus?fail=status&on=HEAD&status=503&retryAfter=1");
  g_autoptr (ServerReply) head = ask (fixture, "HEAD", server_reply_get_header (upload, "Location"));
  const char *const headers[] = { TUS, LENGTH ("100000"), NULL };

  g_assert_cmpuint (server_reply_get_status (head), ==, 503);
  assert_offset (fixture, upload, "0");
  refused = server_fixture_send (fixture, "POST", "tus?fail=status&on=POST&status=503", headers, NULL);
  g_assert_cmpuint (server_reply_get_status (refused), ==, 503);
  lost = server_fixture_send (fixture, "POST", "tus?fail=lost&on=POST", headers, NULL);
  g_assert_nonnull (lost->error);
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

/* The old connection stalls for ever, and is cut by the question how far it got. */
static void
the_newest_request_wins (ServerFixture *fixture,
                         gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "tus?fail=stall&after=4000");
  g_autofree char *address = g_strconcat (fixture->root, server_reply_get_header (upload, "Location"), NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("PATCH", address);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autoptr (GBytes) body = make_part (0, SIZE);
  gboolean ended = FALSE;

  soup_message_set_request_body_from_bytes (message, "application/offset+octet-stream", body);
  soup_message_headers_append (headers, "Tus-Resumable", "1.0.0");
  soup_message_headers_append (headers, "Upload-Offset", "0");
  soup_session_send_async (fixture->session, message, G_PRIORITY_DEFAULT, NULL, on_ended, &ended);
  while (server_fixture_count_uploads (fixture) == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_offset (fixture, upload, "4000");
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (soup_message_get_status (message), ==, 0);
}

#define ADD(name, test)                                                                          \
  g_test_add ("/server/tus/" name, ServerFixture, NULL, server_fixture_set_up_with_folder, test, \
              server_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("an-upload-arrives-in-parts", an_upload_arrives_in_parts);
  ADD ("an-upload-may-begin-with-bytes", an_upload_may_begin_with_bytes);
  ADD ("who-waits-for-100-gets-all-headers", who_waits_for_100_gets_all_headers);
  ADD ("an-empty-upload-is-complete-at-once", an_empty_upload_is_complete_at_once);
  ADD ("a-terminated-upload-is-gone", a_terminated_upload_is_gone);
  ADD ("the-server-says-what-it-can", the_server_says_what_it_can);
  ADD ("a-bad-request-has-its-status", a_bad_request_has_its_status);
  ADD ("more-than-was-announced-is-refused", more_than_was_announced_is_refused);
  ADD ("what-came-before-a-cut-counts", what_came_before_a_cut_counts);
  ADD ("an-offset-may-be-said-too-large", an_offset_may_be_said_too_large);
  ADD ("fewer-bytes-may-be-kept-than-were-sent", fewer_bytes_may_be_kept_than_were_sent);
  ADD ("an-upload-may-move", an_upload_may_move);
  ADD ("an-upload-may-be-forgotten", an_upload_may_be_forgotten);
  ADD ("any-kind-of-request-may-fail", any_kind_of_request_may_fail);
  ADD ("the-newest-request-wins", the_newest_request_wins);
  return g_test_run ();
}
