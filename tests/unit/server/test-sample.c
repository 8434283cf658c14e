/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sample's pages and the plain answers, each asked once. */

#include "server-fixture.h"
#include "server-pattern.h"

#define DATE "Thu, 21 Aug 2014 21:34:57 GMT"
/* A fast one: no test waits for the sample's own pace. */
#define RANDOM "randomAccess?length=100000&bytesPerSec=0"

static void
a_site_goes_away (void)
{
  ServerSite *site = server_site_new ();

  g_assert_finalize_object (site);
}

typedef struct {
  const char *page;
  guint status;
} Case;

static const Case answers[] = {
  { "", 200 },
  { "nothing-here", 404 },
  { "downloads", 404 },
  { "notifications", 400 },
  { "notifications?delay=", 400 },
  { "notifications?delay=ten", 400 },
  { "notifications?delay=-1", 400 },
  { "notifications?delay=99999999999999999999", 400 },
  { "notifications?delay=0", 200 },
  { "randomAccess?length=x", 400 },
  { "randomAccess?length=10&bytesPerSec=1e3", 400 },
  { "data/without-a-folder", 404 },
  { "fault/403", 403 },
  { "fault/404", 404 },
  { "fault/407", 407 },
  { "fault/408", 408 },
  { "fault/429", 429 },
  { "fault/500", 500 },
  { "fault/503", 503 },
  { "fault/redirect", 302 },
  { "fault/redirect?status=308", 308 },
  { "fault/redirect?status=200", 400 },
  { "fault/redirect-loop", 302 },
  { "fault/redirect-host?to=%0d%0aX:y", 400 },
  { "fault/basic-auth", 401 },
  { "fault/digest-auth", 401 },
  { "fault/disposition", 400 },
  { "fault/disposition?value=a%0d%0aX:y", 400 },
  { "fault/drip?length=0", 200 },
};

static void
each_page_has_its_status (ServerFixture *fixture,
                          gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (ServerReply) reply = server_fixture_get (fixture, answers[i].page, NULL, NULL);

      g_test_message ("%s", answers[i].page);
      g_assert_no_error (reply->error);
      g_assert_cmpuint (soup_message_get_status (reply->message), ==, answers[i].status);
    }
}

static void
assert_part (ServerReply *reply,
             guint64      first,
             gsize        count)
{
  g_autofree guint8 *expected = g_malloc (count);

  g_assert_no_error (reply->error);
  server_pattern_fill (0, first, expected, count);
  g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), expected, count);
}

static void
random_access_gives_any_part (ServerFixture *fixture,
                              gconstpointer  data)
{
  g_autoptr (ServerReply) whole = server_fixture_get (fixture, RANDOM, NULL, NULL);
  g_autoptr (ServerReply) part = server_fixture_get (fixture, RANDOM, "bytes=5001-5100", DATE);
  g_autoptr (ServerReply) beyond = server_fixture_get (fixture, RANDOM, "bytes=100000-", NULL);

  g_assert_cmpstr (server_reply_get_header (whole, "Last-Modified"), ==, DATE);
  assert_part (whole, 0, 100000);
  g_assert_cmpuint (soup_message_get_status (part->message), ==, 206);
  g_assert_cmpstr (server_reply_get_header (part, "Content-Range"), ==, "bytes 5001-5100/100000");
  assert_part (part, 5001, 100);
  g_assert_cmpuint (soup_message_get_status (beyond->message), ==, 416);
  g_assert_cmpstr (server_reply_get_header (beyond, "Content-Range"), ==, "bytes */100000");
}

static void
an_expired_address_refuses_to_go_on (ServerFixture *fixture,
                                     gconstpointer  data)
{
  g_autoptr (ServerReply) reply = server_fixture_get (fixture, "recoverableErrors?shouldExpire=yes", "bytes=6000000-", NULL);

  g_assert_cmpuint (soup_message_get_status (reply->message), ==, 403);
  g_assert_cmpstr (soup_message_get_reason_phrase (reply->message), ==, "URL has expired");
}

static void
download_resumes_with_its_tag_only (ServerFixture *fixture,
                                    gconstpointer  data)
{
  g_autoptr (ServerReply) part = server_fixture_get (fixture, "download", "bytes=4999000-", "\"SampleETag\"");

  g_assert_cmpuint (soup_message_get_status (part->message), ==, 206);
  assert_part (part, 4999000, 1000);
}

static void
a_busy_server_is_good_after_some_times (ServerFixture *fixture,
                                        gconstpointer  data)
{
  const guint expected[] = { 503, 503, 200 };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (ServerReply) reply = server_fixture_get (fixture, "fault/503?retryAfter=7&times=2", NULL, NULL);

      g_assert_cmpuint (soup_message_get_status (reply->message), ==, expected[i]);
      g_assert_cmpstr (server_reply_get_header (reply, "Retry-After"), ==, i < 2 ? "7" : NULL);
    }
}

static void
a_hostile_name_arrives_as_it_was_given (ServerFixture *fixture,
                                        gconstpointer  data)
{
  g_autoptr (ServerReply) reply = server_fixture_get (fixture, "fault/disposition?value=attachment;filename=..%2f%ff%01", NULL, NULL);

  /* The client puts U+FFFD for what is no UTF-8. */
  g_assert_cmpstr (server_reply_get_header (reply, "Content-Disposition"), ==, "attachment;filename=../\xef\xbf\xbd\x01");
}

#define ADD(name, test) \
  g_test_add ("/server/sample/" name, ServerFixture, NULL, server_fixture_set_up, test, server_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/sample/a-site-goes-away", a_site_goes_away);
  ADD ("each-page-has-its-status", each_page_has_its_status);
  ADD ("random-access-gives-any-part", random_access_gives_any_part);
  ADD ("an-expired-address-refuses-to-go-on", an_expired_address_refuses_to_go_on);
  ADD ("download-resumes-with-its-tag-only", download_resumes_with_its_tag_only);
  ADD ("a-busy-server-is-good-after-some-times", a_busy_server_is_good_after_some_times);
  ADD ("a-hostile-name-arrives-as-it-was-given", a_hostile_name_arrives_as_it_was_given);
  return g_test_run ();
}
