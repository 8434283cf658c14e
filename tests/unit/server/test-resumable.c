/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The IETF's resumable uploads, in both versions. */

#include "server-fixture.h"
#include "server-pattern.h"

#define SIZE        100000
#define VERSION(n)  "Upload-Draft-Interop-Version", n
#define COMPLETE(b) "Upload-Complete", b
#define LENGTH(n)   "Upload-Length", n
#define OFFSET(n)   "Upload-Offset", n
#define PART        "Content-Type", "application/partial-upload"

static GBytes *
make_part (gsize first,
           gsize end)
{
  guint8 *data = g_malloc (end - first);

  server_pattern_fill (0, first, data, end - first);
  return g_bytes_new_take (data, end - first);
}

/* The careful way: nothing is sent before the address is known. */
static ServerReply *
create (ServerFixture *fixture,
        const char    *page)
{
  const char *const headers[] = { VERSION ("8"), COMPLETE ("?0"), LENGTH ("100000"), "Filename", "name", NULL };
  ServerReply *reply = server_fixture_send (fixture, "POST", page, headers, NULL);

  g_assert_cmpuint (server_reply_get_status (reply), ==, 201);
  g_assert_cmpstr (server_reply_get_header (reply, "Upload-Complete"), ==, "?0");
  return reply;
}

static ServerReply *
append (ServerFixture *fixture,
        ServerReply   *upload,
        gsize          first,
        gsize          end,
        const char    *complete)
{
  g_autofree char *offset = g_strdup_printf ("%" G_GSIZE_FORMAT, first);
  const char *const headers[] = { VERSION ("8"), PART, OFFSET (offset), COMPLETE (complete), NULL };
  g_autoptr (GBytes) body = make_part (first, end);

  return server_fixture_send (fixture, "PATCH", server_reply_get_header (upload, "Location"), headers, body);
}

static ServerReply *
ask (ServerFixture *fixture,
     const char    *method,
     const char    *page)
{
  const char *const headers[] = { VERSION ("8"), NULL };

  return server_fixture_send (fixture, method, page, headers, NULL);
}

static void
assert_offset (ServerFixture *fixture,
               ServerReply   *upload,
               const char    *offset,
               const char    *complete)
{
  g_autoptr (ServerReply) reply = ask (fixture, "HEAD", server_reply_get_header (upload, "Location"));

  g_assert_cmpuint (server_reply_get_status (reply), ==, 204);
  g_assert_cmpstr (server_reply_get_header (reply, "Upload-Offset"), ==, offset);
  g_assert_cmpstr (server_reply_get_header (reply, "Upload-Complete"), ==, complete);
  g_assert_cmpstr (server_reply_get_header (reply, "Upload-Length"), ==, "100000");
  g_assert_cmpstr (server_reply_get_header (reply, "Cache-Control"), ==, "no-store");
}

static void
assert_arrived (ServerFixture *fixture,
                const char    *name)
{
  g_autoptr (GBytes) expected = make_part (0, SIZE);
  g_autoptr (GBytes) found = server_fixture_read_upload (fixture, name);

  g_assert_nonnull (found);
  g_assert_true (g_bytes_equal (found, expected));
}

static void
an_upload_arrives_in_parts (ServerFixture *fixture,
                            gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "resumable");
  g_autoptr (ServerReply) first = append (fixture, upload, 0, 60000, "?0");
  g_autoptr (ServerReply) last = NULL;

  g_assert_cmpuint (server_reply_get_status (first), ==, 204);
  g_assert_cmpstr (server_reply_get_header (first, "Upload-Complete"), ==, "?0");
  assert_offset (fixture, upload, "60000", "?0");
  last = append (fixture, upload, 60000, SIZE, "?1");
  g_assert_cmpuint (server_reply_get_status (last), ==, 200);
  g_assert_cmpstr (server_reply_get_header (last, "Upload-Complete"), ==, "?1");
  assert_offset (fixture, upload, "100000", "?1");
  assert_arrived (fixture, "name");
}

static void
all_bytes_are_not_the_end (ServerFixture *fixture,
                           gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "resumable");
  g_autoptr (ServerReply) all = append (fixture, upload, 0, SIZE, "?0");
  g_autoptr (ServerReply) end = NULL;

  assert_offset (fixture, upload, "100000", "?0");
  end = append (fixture, upload, SIZE, SIZE, "?1");
  g_assert_cmpuint (server_reply_get_status (end), ==, 200);
  assert_arrived (fixture, "name");
}

static void
one_request_is_told_early_where_to_go_on (ServerFixture *fixture,
                                          gconstpointer  data)
{
  const char *const versions[] = { "6", "8" };
  const char *const names[] = { "upload", "upload (1)" };

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      const char *const headers[] = { VERSION (versions[i]), COMPLETE ("?1"), NULL };
      g_autoptr (GBytes) body = make_part (0, SIZE);
      g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PUT", "resumable", headers, body);

      g_assert_cmpuint (server_reply_get_status (reply), ==, 200);
      g_assert_cmpstr (reply->announced, ==, server_reply_get_header (reply, "Location"));
      g_assert_nonnull (reply->announced);
      g_assert_cmpstr (server_reply_get_header (reply, "Upload-Draft-Interop-Version"), ==, versions[i]);
      assert_arrived (fixture, names[i]);
    }
}

static void
who_does_not_speak_it_uploads_plainly (ServerFixture *fixture,
                                       gconstpointer  data)
{
  const char *const other[] = { VERSION ("3"), COMPLETE ("?1"), NULL };
  const char *const none[] = { NULL };
  const char *const *const headers[] = { other, none };
  g_autoptr (GBytes) body = make_part (0, SIZE);

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (ServerReply) reply = server_fixture_send (fixture, "POST", "resumable", headers[i], body);

      g_assert_cmpuint (server_reply_get_status (reply), ==, 200);
      g_assert_null (server_reply_get_header (reply, "Upload-Complete"));
      g_assert_null (reply->announced);
    }
  assert_arrived (fixture, "upload (1)");
}

static void
a_wrong_offset_is_corrected (ServerFixture *fixture,
                             gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "resumable");
  g_autoptr (ServerReply) first = append (fixture, upload, 0, 1000, "?0");
  g_autoptr (ServerReply) wrong = append (fixture, upload, 500, SIZE, "?1");

  g_assert_cmpuint (server_reply_get_status (wrong), ==, 409);
  g_assert_cmpstr (server_reply_get_header (wrong, "Upload-Offset"), ==, "1000");
  g_assert_cmpstr (server_reply_get_header (wrong, "Content-Type"), ==, "application/problem+json");
  server_reply_assert_has (wrong, "#mismatching-upload-offset");
  server_reply_assert_has (wrong, "\"expected-offset\":1000,\"provided-offset\":500");
}

static void
a_complete_upload_takes_no_more (ServerFixture *fixture,
                                 gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "resumable");
  g_autoptr (ServerReply) all = append (fixture, upload, 0, SIZE, "?1");
  g_autoptr (ServerReply) again = append (fixture, upload, 0, SIZE, "?1");

  g_assert_cmpuint (server_reply_get_status (again), ==, 400);
  server_reply_assert_has (again, "#completed-upload");
}

static void
lengths_that_contradict_are_refused (ServerFixture *fixture,
                                     gconstpointer  data)
{
  const char *const headers[] = { VERSION ("8"), COMPLETE ("?1"), LENGTH ("5"), NULL };
  g_autoptr (GBytes) body = make_part (0, SIZE);
  g_autoptr (ServerReply) at_once = server_fixture_send (fixture, "POST", "resumable", headers, body);
  g_autoptr (ServerReply) upload = create (fixture, "resumable");
  g_autoptr (ServerReply) too_short = append (fixture, upload, 0, 1000, "?1");

  g_assert_cmpuint (server_reply_get_status (at_once), ==, 400);
  server_reply_assert_has (at_once, "#inconsistent-upload-length");
  g_assert_cmpuint (server_reply_get_status (too_short), ==, 400);
  server_reply_assert_has (too_short, "#inconsistent-upload-length");
}

static void
a_cancelled_upload_is_gone (ServerFixture *fixture,
                            gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "resumable");
  g_autoptr (ServerReply) part = append (fixture, upload, 0, 1000, "?0");
  g_autoptr (ServerReply) gone = ask (fixture, "DELETE", server_reply_get_header (upload, "Location"));
  g_autoptr (ServerReply) after = ask (fixture, "HEAD", server_reply_get_header (upload, "Location"));

  g_assert_cmpuint (server_reply_get_status (gone), ==, 204);
  g_assert_cmpuint (server_reply_get_status (after), ==, 404);
  g_assert_cmpuint (server_fixture_count_uploads (fixture), ==, 0);
}

static void
limits_are_said_and_kept_to (ServerFixture *fixture,
                             gconstpointer  data)
{
  g_autoptr (ServerReply) options = ask (fixture, "OPTIONS", "resumable?maxSize=200000&maxAppend=1000&minAppend=10&maxAge=60");
  g_autoptr (ServerReply) unlimited = ask (fixture, "OPTIONS", "resumable");
  g_autoptr (ServerReply) upload = create (fixture, "resumable?maxAppend=1000&minAppend=10");
  g_autoptr (ServerReply) larger = append (fixture, upload, 0, 1001, "?0");
  g_autoptr (ServerReply) smaller = append (fixture, upload, 0, 9, "?0");
  g_autoptr (ServerReply) good = append (fixture, upload, 0, 1000, "?0");
  const char *const headers[] = { VERSION ("8"), COMPLETE ("?0"), LENGTH ("200001"), NULL };
  g_autoptr (ServerReply) too_large = server_fixture_send (fixture, "POST", "resumable?maxSize=200000", headers, NULL);

  g_assert_cmpstr (server_reply_get_header (options, "Upload-Limit"), ==,
                   "max-size=200000, max-append-size=1000, min-append-size=10, max-age=60");
  g_assert_cmpstr (server_reply_get_header (unlimited, "Upload-Limit"), ==, "min-size=0");
  g_assert_cmpuint (server_reply_get_status (larger), ==, 413);
  g_assert_cmpuint (server_reply_get_status (smaller), ==, 400);
  g_assert_cmpuint (server_reply_get_status (good), ==, 204);
  g_assert_cmpuint (server_reply_get_status (too_large), ==, 413);
}

typedef struct {
  const char *headers[9];
  guint status;
} Case;

static const Case appends[] = {
  { { VERSION ("8"), OFFSET ("0"), COMPLETE ("?0") }, 415 },
  { { VERSION ("8"), PART, OFFSET ("0") }, 400 },
  { { VERSION ("8"), PART, OFFSET ("0"), COMPLETE ("1") }, 400 },
  { { VERSION ("8"), PART, COMPLETE ("?0") }, 400 },
  { { VERSION ("8"), PART, OFFSET ("1"), COMPLETE ("?0") }, 409 },
};

static void
a_bad_request_has_its_status (ServerFixture *fixture,
                              gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "resumable");

  for (gsize i = 0; i < G_N_ELEMENTS (appends); i++)
    {
      g_autoptr (ServerReply) reply = server_fixture_send (fixture, "PATCH", server_reply_get_header (upload, "Location"), appends[i].headers, NULL);

      g_assert_cmpuint (server_reply_get_status (reply), ==, appends[i].status);
    }
}

static void
a_cut_upload_goes_on (ServerFixture *fixture,
                      gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "resumable?fail=cut&after=12345");
  g_autoptr (ServerReply) cut = append (fixture, upload, 0, SIZE, "?1");
  g_autoptr (ServerReply) rest = NULL;

  g_assert_nonnull (cut->error);
  assert_offset (fixture, upload, "12345", "?0");
  rest = append (fixture, upload, 12345, SIZE, "?1");
  g_assert_cmpuint (server_reply_get_status (rest), ==, 200);
  assert_arrived (fixture, "name");
}

static void
bytes_lost_at_the_end_are_asked_for_again (ServerFixture *fixture,
                                           gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "resumable?fail=behind&by=7");
  g_autoptr (ServerReply) all = append (fixture, upload, 0, SIZE, "?1");
  g_autoptr (ServerReply) rest = NULL;

  g_assert_cmpuint (server_reply_get_status (all), ==, 500);
  assert_offset (fixture, upload, "99993", "?0");
  rest = append (fixture, upload, 99993, SIZE, "?1");
  g_assert_cmpuint (server_reply_get_status (rest), ==, 200);
  assert_arrived (fixture, "name");
}

static void
a_whole_file_may_be_refused (ServerFixture *fixture,
                             gconstpointer  data)
{
  g_autoptr (ServerReply) upload = create (fixture, "resumable?fail=result&status=422");
  g_autoptr (ServerReply) all = append (fixture, upload, 0, SIZE, "?1");

  g_assert_cmpuint (server_reply_get_status (all), ==, 422);
  g_assert_cmpstr (server_reply_get_header (all, "Upload-Complete"), ==, "?1");
}

#define ADD(name, test)                                                                                \
  g_test_add ("/server/resumable/" name, ServerFixture, NULL, server_fixture_set_up_with_folder, test, \
              server_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("an-upload-arrives-in-parts", an_upload_arrives_in_parts);
  ADD ("all-bytes-are-not-the-end", all_bytes_are_not_the_end);
  ADD ("one-request-is-told-early-where-to-go-on", one_request_is_told_early_where_to_go_on);
  ADD ("who-does-not-speak-it-uploads-plainly", who_does_not_speak_it_uploads_plainly);
  ADD ("a-wrong-offset-is-corrected", a_wrong_offset_is_corrected);
  ADD ("a-complete-upload-takes-no-more", a_complete_upload_takes_no_more);
  ADD ("lengths-that-contradict-are-refused", lengths_that_contradict_are_refused);
  ADD ("a-cancelled-upload-is-gone", a_cancelled_upload_is_gone);
  ADD ("limits-are-said-and-kept-to", limits_are_said_and_kept_to);
  ADD ("a-bad-request-has-its-status", a_bad_request_has_its_status);
  ADD ("a-cut-upload-goes-on", a_cut_upload_goes_on);
  ADD ("bytes-lost-at-the-end-are-asked-for-again", bytes_lost_at_the_end_are_asked_for_again);
  ADD ("a-whole-file-may-be-refused", a_whole_file_may_be_refused);
  return g_test_run ();
}
