/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Heads of answers and what is made of them. */

#include "ferry-http-head.h"

#include "ferry-enums.h"
#include "ferry-error.h"

#include <string.h>

#define OLD   "Sun, 06 Nov 1994 08:49:37 GMT"
#define NEWER "Sun, 06 Nov 1994 09:00:00 GMT"
#define LATER "Mon, 07 Nov 1994 00:00:00 GMT"

static SoupMessageHeaders *
make_headers (const char *text)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL && **line != '\0'; line++)
    {
      g_auto (GStrv) pair = g_strsplit (*line, ": ", 2);

      soup_message_headers_append (headers, pair[0], pair[1]);
    }
  return headers;
}

static FerryResponse *
make_previous (const char *etag,
               const char *date,
               gint64      length)
{
  FerryResponse *previous = ferry_response_new ();

  previous->etag = g_strdup (etag);
  previous->last_modified = g_strdup (date);
  previous->date_is_strong = date != NULL;
  previous->length = length;
  return previous;
}

static FerryHttpVerdict
judge (const FerryHttpAsked  *asked,
       guint                  status,
       const char            *text,
       FerryResponse        **answer,
       GError               **error)
{
  g_autoptr (SoupMessageHeaders) headers = make_headers (text);
  g_autoptr (FerryResponse) response = ferry_http_describe ("http://host/file", "GET", status, headers);
  FerryByteRange body;
  FerryHttpVerdict verdict = ferry_http_judge_head (asked, response, headers, &body, error);

  if (answer != NULL)
    *answer = g_steal_pointer (&response);
  return verdict;
}

static FerryHttpAsked
ask_behind (guint64        offset,
            FerryResponse *previous,
            const char    *method)
{
  return ferry_http_ask ((FerryByteRange){ offset, G_MAXUINT64 }, previous, method);
}

static void
asks_for_the_rest_only_with_proof (void)
{
  g_autoptr (FerryResponse) tagged = make_previous ("\"a\"", OLD, 1000);
  g_autoptr (FerryResponse) dated = make_previous (NULL, OLD, 1000);
  g_autoptr (FerryResponse) unproved = make_previous (NULL, NULL, 1000);

  g_assert_cmpint (ask_behind (100, tagged, "GET").validator, ==, FERRY_HTTP_VALIDATOR_ETAG);
  g_assert_cmpuint (ask_behind (100, tagged, "GET").range.start, ==, 100);
  g_assert_cmpint (ask_behind (100, dated, "GET").validator, ==, FERRY_HTTP_VALIDATOR_DATE);
  g_assert_cmpuint (ask_behind (100, unproved, "GET").range.start, ==, 0);
  g_assert_cmpuint (ask_behind (100, NULL, "GET").range.start, ==, 0);
  g_assert_cmpuint (ask_behind (100, tagged, "POST").range.start, ==, 0);
  g_assert_cmpint (ask_behind (0, tagged, "GET").validator, ==, FERRY_HTTP_VALIDATOR_NONE);
  dated->date_is_strong = FALSE;
  g_assert_cmpuint (ask_behind (100, dated, "GET").range.start, ==, 0);
}

/* All were asked for byte 100 of 1000 of a file with tag "a" and date OLD. */
static const struct {
  FerryHttpValidator validator;
  guint status;
  const char *headers;
  FerryHttpVerdict verdict;
} heads[] = {
  /* The server does as asked. */
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "ETag: \"a\"\nContent-Length: 900\nContent-Range: bytes 100-999/1000", FERRY_HTTP_VERDICT_GO_ON },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Range: bytes 100-999/1000", FERRY_HTTP_VERDICT_GO_ON },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Range: bytes 100-999/*", FERRY_HTTP_VERDICT_GO_ON },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Length: 100\nContent-Range: bytes 100-199/1000", FERRY_HTTP_VERDICT_GO_ON },
  { FERRY_HTTP_VALIDATOR_DATE, 206, "ETag: \"other\"\nLast-Modified: " OLD "\nContent-Range: bytes 100-999/1000", FERRY_HTTP_VERDICT_GO_ON },

  /* It sends something else. */
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "", FERRY_HTTP_VERDICT_ASK_WHOLE },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Range: nonsense", FERRY_HTTP_VERDICT_ASK_WHOLE },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Range: bytes */1000", FERRY_HTTP_VERDICT_ASK_WHOLE },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Range: bytes 99-999/1000", FERRY_HTTP_VERDICT_ASK_WHOLE },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Range: bytes 101-999/1000", FERRY_HTTP_VERDICT_ASK_WHOLE },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Range: bytes 100-1000/1001", FERRY_HTTP_VERDICT_ASK_WHOLE },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Range: bytes 100-499/500", FERRY_HTTP_VERDICT_ASK_WHOLE },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Range: bytes 100-1000/*", FERRY_HTTP_VERDICT_ASK_WHOLE },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Length: 901\nContent-Range: bytes 100-999/1000", FERRY_HTTP_VERDICT_ASK_WHOLE },
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "Content-Type: multipart/byteranges; boundary=x\nContent-Range: bytes 100-999/1000", FERRY_HTTP_VERDICT_ASK_WHOLE },

  /* It is not the same file any more. */
  { FERRY_HTTP_VALIDATOR_ETAG, 206, "ETag: \"b\"\nContent-Range: bytes 100-999/1000", FERRY_HTTP_VERDICT_ASK_WHOLE },
  { FERRY_HTTP_VALIDATOR_DATE, 206, "Last-Modified: " NEWER "\nContent-Range: bytes 100-999/1000", FERRY_HTTP_VERDICT_ASK_WHOLE },
  { FERRY_HTTP_VALIDATOR_ETAG, 200, "ETag: \"b\"\nLast-Modified: " NEWER "\nContent-Length: 1000", FERRY_HTTP_VERDICT_RESTART },
  { FERRY_HTTP_VALIDATOR_ETAG, 200, "ETag: \"b\"\nLast-Modified: " OLD "\nContent-Length: 1001", FERRY_HTTP_VERDICT_RESTART },
  { FERRY_HTTP_VALIDATOR_ETAG, 200, "Last-Modified: " OLD, FERRY_HTTP_VERDICT_RESTART },
  { FERRY_HTTP_VALIDATOR_ETAG, 200, "Content-Length: 1000", FERRY_HTTP_VERDICT_RESTART },
  { FERRY_HTTP_VALIDATOR_ETAG, 203, "Content-Length: 5", FERRY_HTTP_VERDICT_RESTART },
  { FERRY_HTTP_VALIDATOR_ETAG, 416, "Content-Range: bytes */50", FERRY_HTTP_VERDICT_ASK_WHOLE },

  /* It seems to be, and only the tag is not understood. */
  { FERRY_HTTP_VALIDATOR_ETAG, 200, "ETag: \"b\"\nLast-Modified: " OLD "\nContent-Length: 1000", FERRY_HTTP_VERDICT_ASK_BY_DATE },
  { FERRY_HTTP_VALIDATOR_ETAG, 200, "ETag: \"a\"\nLast-Modified: " OLD "\nContent-Length: 1000", FERRY_HTTP_VERDICT_ASK_BY_DATE },
  { FERRY_HTTP_VALIDATOR_DATE, 200, "ETag: \"a\"\nLast-Modified: " OLD "\nContent-Length: 1000", FERRY_HTTP_VERDICT_RESTART },
};

static void
never_mixes_two_files (void)
{
  g_autoptr (FerryResponse) previous = make_previous ("\"a\"", OLD, 1000);

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      FerryHttpAsked asked = { { 100, G_MAXUINT64 }, heads[i].validator, previous };
      g_autoptr (GError) error = NULL;

      g_test_message ("%u\n%s", heads[i].status, heads[i].headers);
      g_assert_cmpint (judge (&asked, heads[i].status, heads[i].headers, NULL, &error), ==, heads[i].verdict);
      g_assert_no_error (error);
    }
}

static void
a_weak_date_is_not_asked_by (void)
{
  g_autoptr (FerryResponse) previous = make_previous ("\"a\"", OLD, 1000);
  FerryHttpAsked asked = { { 100, G_MAXUINT64 }, FERRY_HTTP_VALIDATOR_ETAG, previous };

  previous->date_is_strong = FALSE;
  g_assert_cmpint (judge (&asked, 200, "Last-Modified: " OLD "\nContent-Length: 1000", NULL, NULL),
                   ==, FERRY_HTTP_VERDICT_RESTART);
}

static void
only_a_file_is_good (void)
{
  static const struct {
    guint status;
    int code;
  } bad[] = {
    { 201, FERRY_WEB_ERROR_STATUS_UNEXPECTED_STATUS_CODE },
    { 204, FERRY_WEB_ERROR_STATUS_UNEXPECTED_STATUS_CODE },
    { 205, FERRY_WEB_ERROR_STATUS_UNEXPECTED_STATUS_CODE },
    { 206, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE },
    { 300, FERRY_WEB_ERROR_STATUS_MULTIPLE_CHOICES },
    { 304, FERRY_WEB_ERROR_STATUS_NOT_MODIFIED },
    { 404, FERRY_WEB_ERROR_STATUS_NOT_FOUND },
    { 416, FERRY_WEB_ERROR_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE },
    { 418, 418 },
    { 503, FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE },
  };
  FerryHttpAsked asked = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (judge (&asked, bad[i].status, "Content-Range: bytes 0-9/10", NULL, &error),
                       ==, FERRY_HTTP_VERDICT_FAIL);
      g_assert_error (error, FERRY_WEB_ERROR, bad[i].code);
    }
}

static void
a_length_is_a_number_and_one (void)
{
  static const FerryHttpAsked all = { 0 };
  static const struct {
    const char *head;
    gboolean is_good;
  } lengths[] = {
    { "Content-Length: 0\n", TRUE },
    { "Content-Length: 9223372036854775807\n", TRUE },
    { "Content-Length: 5\nContent-Length: 5\n", TRUE },
    { "Transfer-Encoding: chunked\nContent-Length: \n", TRUE },
    { "Content-Length: \n", FALSE },
    { "Content-Length: 9223372036854775808\n", FALSE },
    { "Content-Length: 18446744073709551616\n", FALSE },
    { "Content-Length: -1\n", FALSE },
    { "Content-Length: +5\n", FALSE },
    { "Content-Length: 0x5\n", FALSE },
    { "Content-Length: 5\nContent-Length: 6\n", FALSE },
    { "Content-Length: \nContent-Length: 6\n", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GError) error = NULL;
      FerryHttpVerdict verdict = judge (&all, 200, lengths[i].head, NULL, &error);

      g_test_message ("%s", lengths[i].head);
      g_assert_cmpint (verdict, ==, lengths[i].is_good ? FERRY_HTTP_VERDICT_RESTART : FERRY_HTTP_VERDICT_FAIL);
      if (!lengths[i].is_good)
        g_assert_error (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
    }
}

static void
tells_what_the_server_says (void)
{
  g_autoptr (SoupMessageHeaders) headers = make_headers (
    "Date: " LATER "\nETag: \"a\"\nLast-Modified: " OLD "\nContent-Length: 1000\n"
    "Content-Disposition: attachment; filename=x.bin\nSet-Cookie: id=1\nWWW-Authenticate: Basic\n"
    "Location: http://host/?signed\nLink: <http://host/?signed>; rel=next\nX-Plain: \xff");
  g_autoptr (FerryResponse) response = NULL;
  g_autofree char *kept = NULL;

  response = ferry_http_describe ("http://me:pw@host/file?token=1", "GET", 200, headers);
  g_assert_cmpstr (response->uri, ==, "http://host/file?token=***");
  g_assert_cmpuint (response->status_code, ==, 200);
  g_assert_cmpstr (response->etag, ==, "\"a\"");
  g_assert_cmpstr (response->last_modified, ==, OLD);
  g_assert_cmpint (response->modified, ==, 784111777);
  g_assert_true (response->date_is_strong);
  g_assert_true (response->resumable);
  g_assert_cmpint (response->length, ==, 1000);
  g_assert_cmpstr (response->name, ==, "x.bin");
  kept = g_variant_print (response->headers, FALSE);
  g_assert_nonnull (strstr (kept, "X-Plain"));
  g_assert_null (strstr (kept, "id=1"));
  g_assert_null (strstr (kept, "Basic"));
  g_assert_null (strstr (kept, "signed"));
}

static void
tells_when_it_can_not_be_resumed (void)
{
  static const char *const heads_without[] = {
    "Content-Length: 1000",
    "ETag: W/\"a\"\nLast-Modified: " OLD "\nDate: " OLD,
    "ETag: \"a\"\nAccept-Ranges: none",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (heads_without); i++)
    {
      g_autoptr (SoupMessageHeaders) headers = make_headers (heads_without[i]);
      g_autoptr (FerryResponse) response = ferry_http_describe ("http://host/", "GET", 200, headers);

      g_assert_false (response->resumable);
    }
}

static void
keeps_few_headers_and_short (void)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_autofree char *huge = g_strnfill (20000, 'x');
  g_autoptr (FerryResponse) response = NULL;
  const char *value;

  for (int i = 0; i < 100; i++)
    soup_message_headers_append (headers, "X-Huge", huge);
  response = ferry_http_describe ("http://host/", "GET", 200, headers);
  g_assert_cmpuint (g_variant_n_children (response->headers), ==, 64);
  g_variant_get_child (response->headers, 0, "(&s&s)", NULL, &value);
  g_assert_cmpuint (strlen (value), ==, 8192);
}

/* Of a file of 1000 bytes 100 to 199 were asked for. */
static const struct {
  guint status;
  const char *headers;
  FerryByteRange body;
} ranges[] = {
  { 206, "ETag: \"a\"\nContent-Range: bytes 100-199/1000", { 100, 200 } },
  { 206, "ETag: \"a\"\nContent-Range: bytes 100-149/1000", { 100, 150 } },
  { 206, "ETag: \"a\"\nContent-Range: bytes 100-999/1000", { 100, 200 } },
  { 206, "ETag: \"a\"\nContent-Range: bytes 100-199/*", { 100, 200 } },
  { 200, "ETag: \"b\"\nContent-Length: 700", { 0, 700 } },
  { 200, "ETag: \"b\"\nTransfer-Encoding: chunked", { 0, G_MAXUINT64 } },
};

static void
takes_no_more_than_was_asked_for (void)
{
  g_autoptr (FerryResponse) previous = make_previous ("\"a\"", NULL, 1000);
  FerryHttpAsked asked = ferry_http_ask ((FerryByteRange){ 100, 200 }, previous, "GET");

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autoptr (SoupMessageHeaders) headers = make_headers (ranges[i].headers);
      g_autoptr (FerryResponse) answer = ferry_http_describe ("http://host/file", "GET", ranges[i].status, headers);
      g_autoptr (GError) error = NULL;
      FerryByteRange body;

      ferry_http_judge_head (&asked, answer, headers, &body, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (body.start, ==, ranges[i].body.start);
      g_assert_cmpuint (body.end, ==, ranges[i].body.end);
    }
}

static void
a_part_inherits_what_it_does_not_repeat (void)
{
  g_autoptr (FerryResponse) previous = make_previous ("\"a\"", OLD, 1000);
  g_autoptr (FerryResponse) answer = NULL;
  FerryHttpAsked asked = { { 100, G_MAXUINT64 }, FERRY_HTTP_VALIDATOR_ETAG, previous };

  g_assert_cmpint (judge (&asked, 206, "Content-Range: bytes 100-999/*", &answer, NULL), ==, FERRY_HTTP_VERDICT_GO_ON);
  g_assert_cmpint (answer->length, ==, 1000);
  g_assert_cmpstr (answer->etag, ==, "\"a\"");
  g_assert_cmpstr (answer->last_modified, ==, OLD);
  g_assert_true (answer->resumable);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/head/asks-for-the-rest-only-with-proof", asks_for_the_rest_only_with_proof);
  g_test_add_func ("/http/head/never-mixes-two-files", never_mixes_two_files);
  g_test_add_func ("/http/head/a-weak-date-is-not-asked-by", a_weak_date_is_not_asked_by);
  g_test_add_func ("/http/head/only-a-file-is-good", only_a_file_is_good);
  g_test_add_func ("/http/head/a-length-is-a-number-and-one", a_length_is_a_number_and_one);
  g_test_add_func ("/http/head/tells-what-the-server-says", tells_what_the_server_says);
  g_test_add_func ("/http/head/tells-when-it-can-not-be-resumed", tells_when_it_can_not_be_resumed);
  g_test_add_func ("/http/head/keeps-few-headers-and-short", keeps_few_headers_and_short);
  g_test_add_func ("/http/head/takes-no-more-than-was-asked-for", takes_no_more_than_was_asked_for);
  g_test_add_func ("/http/head/a-part-inherits-what-it-does-not-repeat", a_part_inherits_what_it_does_not_repeat);
  return g_test_run ();
}
