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

/* Bytes of "helloWORLD" as they are asked for, no more than @most in one answer. */
static GString *
serve_range (const char *request,
             gsize       most)
{
  const char *range = strstr (request, "\r\nRange: bytes=");
  g_autofree char *head = NULL;
  g_autofree char *body = NULL;
  guint64 first, last;
  char *end;

  g_assert_nonnull (range);
  first = g_ascii_strtoull (range + strlen ("\r\nRange: bytes="), &end, 10);
  last = g_ascii_isdigit (end[1]) ? g_ascii_strtoull (end + 1, NULL, 10) : 9;
  last = MIN (last, first + most - 1);
  head = g_strdup_printf ("206 Partial Content\n" TAGGED "Content-Length: %" G_GUINT64_FORMAT "\n"
                          "Content-Range: bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "/10\n",
                          last - first + 1, first, last);
  body = g_strndup ("helloWORLD" + first, last - first + 1);
  return http_fixture_reply (head, body);
}

static GString *
serve_two_bytes (HttpFixture *fixture,
                 const char  *request,
                 guint        number)
{
  return number == 1 ? serve_first_half () : serve_range (request, 2);
}

static void
goes_on_behind_a_part_of_the_rest (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_two_bytes);
  g_autofree char *bytes = NULL;

  http_fixture_get (fixture, "/file");
  http_fixture_resume (fixture, "/file", 5);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (http_fixture_count (fixture), ==, 4);
  g_assert_true (http_fixture_asked (fixture, 4, "Range: bytes=9-\r\n"));
  bytes = http_fixture_contents (fixture, NULL);
  g_assert_cmpstr (bytes, ==, "helloWORLD");
}

static GString *
serve_what_is_asked_for (HttpFixture *fixture,
                         const char  *request,
                         guint        number)
{
  return number == 1 ? serve_first_half () : serve_range (request, 10);
}

static GString *
serve_the_rest_whatever_the_end (HttpFixture *fixture,
                                 const char  *request,
                                 guint        number)
{
  static const char *const parts[] = { NULL, "0-9/10\n", "2-9/10\n", "4-9/10\n" };
  g_autofree char *head = NULL;

  if (number == 1)
    return serve_first_half ();
  head = g_strconcat ("206 Partial Content\n" TAGGED "Content-Range: bytes ", parts[number - 1], NULL);
  return http_fixture_reply (head, "helloWORLD" + 2 * (number - 2));
}

static const HttpAnswer fillers[] = { serve_what_is_asked_for, serve_the_rest_whatever_the_end };

/* Of "hello" "e" and "l" count, so that each half has a gap. */
static void
fills_gap_after_gap (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fillers); i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (fillers[i]);
      g_autoptr (FerryRangeSet) ranges = ferry_range_set_new (0);
      g_autofree char *bytes = NULL;

      ferry_range_set_add (ranges, 1, 2);
      ferry_range_set_add (ranges, 3, 4);
      http_fixture_get (fixture, "/file");
      http_fixture_fill (fixture, "/file", ranges);
      g_assert_no_error (fixture->error);
      g_assert_cmpuint (http_fixture_count (fixture), ==, 4);
      g_assert_true (http_fixture_asked (fixture, 2, "Range: bytes=0-0\r\n"));
      g_assert_true (http_fixture_asked (fixture, 3, "Range: bytes=2-2\r\n"));
      g_assert_true (http_fixture_asked (fixture, 4, "Range: bytes=4-\r\n"));
      g_assert_cmpuint (fixture->offset, ==, 2);
      bytes = http_fixture_contents (fixture, NULL);
      g_assert_cmpstr (bytes, ==, "helloWORLD");
    }
}

static GString *
serve_another_file_for_the_second_gap (HttpFixture *fixture,
                                       const char  *request,
                                       guint        number)
{
  if (number == 3)
    return http_fixture_reply ("200 OK\nETag: \"2\"\nContent-Length: 7\n", "changed");
  return serve_what_is_asked_for (fixture, request, number);
}

static void
mixes_no_two_files_in_one_run (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (serve_another_file_for_the_second_gap);
  g_autoptr (FerryRangeSet) ranges = ferry_range_set_new (0);

  ferry_range_set_add (ranges, 1, 2);
  http_fixture_get (fixture, "/file");
  http_fixture_fill (fixture, "/file", ranges);
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED);
  g_assert_cmpuint (ferry_run_get_bytes_done (fixture->run), ==, 2);
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
  g_test_add_func ("/http/resume/goes-on-behind-a-part-of-the-rest", goes_on_behind_a_part_of_the_rest);
  g_test_add_func ("/http/resume/fills-gap-after-gap", fills_gap_after_gap);
  g_test_add_func ("/http/resume/mixes-no-two-files-in-one-run", mixes_no_two_files_in_one_run);
  return g_test_run ();
}
