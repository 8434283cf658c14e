/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Downloads that go on: the first answer is cut after "hello", then comes the
 * test's. */

#include "http-fixture.h"

#include "ferry-error.h"

#include <string.h>

#define OLD    "Sun, 06 Nov 1994 08:49:37 GMT"
#define LATER  "Mon, 07 Nov 1994 00:00:00 GMT"
#define TAGGED "ETag: \"1\"\nLast-Modified: " OLD "\nDate: " LATER "\n"

static GString *
serve_first_half (void)
{
  return http_fixture_reply ("200 OK\n" TAGGED "Content-Length: 10\n", "hello");
}

static GString *
serve_second_half (HttpFixture *fixture,
                   const char  *request,
                   guint        number)
{
  if (number == 1)
    return serve_first_half ();
  return http_fixture_reply ("206 Partial Content\n" TAGGED "Content-Length: 5\nContent-Range: bytes 5-9/10\n", "WORLD");
}

static GString *
serve_second_half_in_chunks (HttpFixture *fixture,
                             const char  *request,
                             guint        number)
{
  if (number == 1)
    return serve_first_half ();
  return http_fixture_reply ("206 Partial Content\n" TAGGED "Transfer-Encoding: chunked\nContent-Range: bytes 5-9/10\n",
                             "5\r\nWORLD\r\n0\r\n\r\n");
}

static GString *
serve_changed (HttpFixture *fixture,
               const char  *request,
               guint        number)
{
  if (number == 1)
    return serve_first_half ();
  return http_fixture_reply ("200 OK\nETag: \"2\"\nContent-Length: 7\n", "changed");
}

static GString *
serve_wrong_start (HttpFixture *fixture,
                   const char  *request,
                   guint        number)
{
  if (number == 1)
    return serve_first_half ();
  if (number == 2)
    return http_fixture_reply ("206 Partial Content\n" TAGGED "Content-Length: 6\nContent-Range: bytes 4-9/10\n", "oWORLD");
  return http_fixture_reply ("200 OK\n" TAGGED "Content-Length: 10\n", "HELLOworld");
}

static GString *
serve_refused_range (HttpFixture *fixture,
                     const char  *request,
                     guint        number)
{
  if (number == 1)
    return serve_first_half ();
  if (number == 2)
    return http_fixture_reply ("416 Range Not Satisfiable\nContent-Length: 0\nContent-Range: bytes */3\n", "");
  return http_fixture_reply ("200 OK\nContent-Length: 3\n", "new");
}

static GString *
serve_by_date_only (HttpFixture *fixture,
                    const char  *request,
                    guint        number)
{
  if (number == 1)
    return serve_first_half ();
  if (strstr (request, "If-Range: \"") != NULL)
    return http_fixture_reply ("200 OK\nETag: \"edge\"\nLast-Modified: " OLD "\nContent-Length: 10\n", "HELLO");
  return http_fixture_reply ("206 Partial Content\nETag: \"edge\"\nLast-Modified: " OLD "\nContent-Range: bytes 5-9/10\nContent-Length: 5\n", "WORLD");
}

static const struct {
  HttpAnswer answer;
  guint requests;
  guint64 offset;
  const char *bytes;
} resumptions[] = {
  { serve_second_half, 2, 5, "helloWORLD" },
  { serve_second_half_in_chunks, 2, 5, "helloWORLD" },
  { serve_changed, 2, 0, "changed" },
  { serve_wrong_start, 3, 0, "HELLOworld" },
  { serve_refused_range, 3, 0, "new" },
  { serve_by_date_only, 3, 5, "helloWORLD" },
};

static void
resumes_or_restarts_but_never_mixes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (resumptions); i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (resumptions[i].answer);
      g_autofree char *bytes = NULL;

      http_fixture_get (fixture, "/file");
      g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED);
      http_fixture_resume (fixture, "/file", 5);
      g_assert_no_error (fixture->error);
      g_assert_cmpuint (http_fixture_count (fixture), ==, resumptions[i].requests);
      g_assert_true (http_fixture_asked (fixture, 2, "Range: bytes=5-\r\n"));
      g_assert_true (http_fixture_asked (fixture, 2, "If-Range: \"1\"\r\n"));
      g_assert_cmpuint (fixture->offset, ==, resumptions[i].offset);
      bytes = http_fixture_contents (fixture, NULL);
      g_assert_cmpstr (bytes, ==, resumptions[i].bytes);
    }
}

static void
asks_by_date_when_the_tag_is_not_understood (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_by_date_only);

  http_fixture_get (fixture, "/file");
  http_fixture_resume (fixture, "/file", 5);
  g_assert_true (http_fixture_asked (fixture, 3, "If-Range: " OLD "\r\n"));
  g_assert_true (http_fixture_asked (fixture, 3, "Range: bytes=5-\r\n"));
}

static void
asks_for_the_whole_after_a_wrong_part (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_wrong_start);

  http_fixture_get (fixture, "/file");
  http_fixture_resume (fixture, "/file", 5);
  g_assert_false (http_fixture_asked (fixture, 3, "Range:"));
  g_assert_false (http_fixture_asked (fixture, 3, "If-Range:"));
}

static GString *
serve_a_short_part (HttpFixture *fixture,
                    const char  *request,
                    guint        number)
{
  if (number == 1)
    return serve_first_half ();
  return http_fixture_reply ("206 Partial Content\n" TAGGED "Content-Length: 2\nContent-Range: bytes 5-6/10\n", "WO");
}

static void
a_part_of_the_rest_is_not_the_end (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_a_short_part);

  http_fixture_get (fixture, "/file");
  http_fixture_resume (fixture, "/file", 5);
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED);
  g_assert_cmpuint (ferry_run_get_bytes_done (fixture->run), ==, 7);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/resume/resumes-or-restarts-but-never-mixes", resumes_or_restarts_but_never_mixes);
  g_test_add_func ("/http/resume/asks-by-date-when-the-tag-is-not-understood", asks_by_date_when_the_tag_is_not_understood);
  g_test_add_func ("/http/resume/asks-for-the-whole-after-a-wrong-part", asks_for_the_whole_after_a_wrong_part);
  g_test_add_func ("/http/resume/a-part-of-the-rest-is-not-the-end", a_part_of_the_rest_is_not_the_end);
  return g_test_run ();
}
