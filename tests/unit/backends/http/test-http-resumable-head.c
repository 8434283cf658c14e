/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The heads of resumable uploads, as they are written and read. */

#include "ferry-http-resumable-head.h"

static FerryHttpResumableAnswer
read_head (guint       status,
           const char *name,
           const char *value)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  FerryHttpResumableAnswer answer;

  if (name != NULL)
    soup_message_headers_append (headers, name, value);
  ferry_http_resumable_read (&answer, status, headers);
  soup_message_headers_unref (headers);
  return answer;
}

static void
nothing_said_is_nothing_known (void)
{
  FerryHttpResumableAnswer answer = read_head (204, NULL, NULL);

  g_assert_cmpint (answer.offset, ==, -1);
  g_assert_cmpint (answer.complete, ==, -1);
  g_assert_false (answer.speaks_tus);
  g_assert_cmpuint (answer.interop, ==, 0);
  g_assert_false (answer.has_limits);
}

static void
reads_offsets_and_nothing_else (void)
{
  static const char *const nonsense[] = { "", "-1", "0x10", "1.5", "12 ", "99999999999999999999", "9223372036854775808" };

  g_assert_cmpint (read_head (200, "Upload-Offset", "0").offset, ==, 0);
  g_assert_cmpint (read_head (200, "Upload-Offset", "9223372036854775807").offset, ==, G_MAXINT64);
  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    g_assert_cmpint (read_head (200, "Upload-Offset", nonsense[i]).offset, ==, -1);
}

static void
reads_whether_it_is_complete (void)
{
  g_assert_cmpint (read_head (200, "Upload-Complete", "?1").complete, ==, 1);
  g_assert_cmpint (read_head (200, "Upload-Complete", "?0").complete, ==, 0);
  g_assert_cmpint (read_head (200, "Upload-Complete", "1").complete, ==, -1);
}

static guint64
read_limit (const char              *text,
            FerryHttpResumableLimit  which)
{
  FerryHttpResumableAnswer answer = read_head (200, "Upload-Limit", text);

  g_assert_true (answer.has_limits);
  return ferry_http_resumable_limits_get (&answer.limits, which, G_MAXUINT64);
}

static void
reads_limits (void)
{
  static const char all[] = "max-size=1000, max-append-size=100;q=1 ,min-append-size=7, odd, min-size=0, max-age=60";
  static const char *const nonsense[] = { "", "max-size", "max-size=", "max-size=x", "max-size=-1", "max-size=1.5",
                                          "max-size=\"1\"", "max-size =1", "=1", "MAX-SIZE=1", ",,,=,;" };

  g_assert_cmpuint (read_limit (all, FERRY_HTTP_RESUMABLE_MAX_SIZE), ==, 1000);
  g_assert_cmpuint (read_limit (all, FERRY_HTTP_RESUMABLE_MIN_SIZE), ==, 0);
  g_assert_cmpuint (read_limit (all, FERRY_HTTP_RESUMABLE_MAX_APPEND), ==, 100);
  g_assert_cmpuint (read_limit (all, FERRY_HTTP_RESUMABLE_MIN_APPEND), ==, 7);
  g_assert_cmpuint (read_limit (all, FERRY_HTTP_RESUMABLE_MAX_AGE), ==, 60);
  g_assert_cmpuint (read_limit ("expires=60", FERRY_HTTP_RESUMABLE_MAX_AGE), ==, 60);
  g_assert_cmpuint (read_limit ("max-size=0", FERRY_HTTP_RESUMABLE_MAX_SIZE), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    g_assert_cmpuint (read_limit (nonsense[i], FERRY_HTTP_RESUMABLE_MAX_SIZE), ==, G_MAXUINT64);
}

static void
reads_the_limit_of_tus (void)
{
  FerryHttpResumableAnswer limited = read_head (200, "Tus-Max-Size", "77");
  FerryHttpResumableAnswer free = read_head (200, "Tus-Max-Size", "0");

  g_assert_cmpuint (ferry_http_resumable_limits_get (&limited.limits, FERRY_HTTP_RESUMABLE_MAX_SIZE, 0), ==, 77);
  g_assert_false (ferry_http_resumable_limits_has (&free.limits, FERRY_HTTP_RESUMABLE_MAX_SIZE));
}

static gboolean
speaks_tus (guint       status,
            const char *versions,
            const char *extensions)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  FerryHttpResumableAnswer answer;

  soup_message_headers_append (headers, "Tus-Version", versions);
  soup_message_headers_append (headers, "Tus-Extension", extensions);
  ferry_http_resumable_read (&answer, status, headers);
  soup_message_headers_unref (headers);
  return answer.speaks_tus;
}

static void
knows_tus_by_its_version_and_creation (void)
{
  g_assert_true (speaks_tus (204, "1.0.0", "creation,termination"));
  g_assert_true (speaks_tus (200, "0.2.2, 1.0.0", "checksum, creation"));
  g_assert_false (speaks_tus (204, "0.2.2", "creation"));
  g_assert_false (speaks_tus (204, "1.0.0", "creation-with-upload"));
  g_assert_false (speaks_tus (403, "1.0.0", "creation"));
  g_assert_cmpuint (read_head (204, "Upload-Draft-Interop-Version", "6").interop, ==, 6);
  g_assert_cmpuint (read_head (404, "Upload-Draft-Interop-Version", "6").interop, ==, 0);
}

static SoupMessageHeaders *
write_head (FerryHttpResumable *steps)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

  ferry_http_resumable_write (steps, headers, "hä.txt", "text/plain");
  return headers;
}

static void
assert_has (SoupMessageHeaders *headers,
            const char         *name,
            const char         *value)
{
  g_assert_cmpstr (soup_message_headers_get_one (headers, name), ==, value);
}

static void
writes_tus (void)
{
  g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (FERRY_UPLOAD_PROTOCOL_TUS, "PUT", 10);
  FerryHttpResumableAnswer created = { .status = 201, .location = "http://example.org/7", .offset = -1 };
  g_autoptr (SoupMessageHeaders) create = write_head (steps);
  g_autoptr (SoupMessageHeaders) append = NULL;

  g_assert_cmpstr (ferry_http_resumable_method (steps, "PUT"), ==, "POST");
  assert_has (create, "Tus-Resumable", "1.0.0");
  assert_has (create, "Upload-Length", "10");
  assert_has (create, "Upload-Metadata", "filename aMOkLnR4dA==,filetype dGV4dC9wbGFpbg==");
  ferry_http_resumable_take_answer (steps, &created);
  append = write_head (steps);
  g_assert_cmpstr (ferry_http_resumable_method (steps, "PUT"), ==, "PATCH");
  assert_has (append, "Tus-Resumable", "1.0.0");
  assert_has (append, "Upload-Offset", "0");
  assert_has (append, "Content-Type", "application/offset+octet-stream");
}

static void
writes_the_draft (void)
{
  g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (FERRY_UPLOAD_PROTOCOL_IETF, "PUT", 10);
  FerryHttpResumableAnswer offer = { .status = 204, .interop = 6, .offset = -1, .has_limits = TRUE };
  FerryHttpResumableAnswer created = { .status = 201, .location = "http://example.org/7", .offset = -1 };
  FerryHttpResumableAnswer kept = { .status = 204, .offset = 7, .complete = 0 };
  g_autoptr (SoupMessageHeaders) probe = write_head (steps);
  g_autoptr (SoupMessageHeaders) create = NULL;
  g_autoptr (SoupMessageHeaders) append = NULL;
  g_autoptr (SoupMessageHeaders) last = NULL;

  ferry_http_resumable_limits_set (&offer.limits, FERRY_HTTP_RESUMABLE_MAX_APPEND, 7);
  assert_has (probe, "Upload-Draft-Interop-Version", "8");
  assert_has (probe, "Upload-Complete", NULL);
  ferry_http_resumable_take_answer (steps, &offer);
  create = write_head (steps);
  g_assert_cmpstr (ferry_http_resumable_method (steps, "PUT"), ==, "PUT");
  assert_has (create, "Upload-Draft-Interop-Version", "6");
  assert_has (create, "Upload-Complete", "?0");
  assert_has (create, "Upload-Length", "10");
  assert_has (create, "Content-Type", "text/plain");
  assert_has (create, "Content-Disposition", "inline; filename*=UTF-8''h%C3%A4.txt");
  ferry_http_resumable_take_answer (steps, &created);
  append = write_head (steps);
  assert_has (append, "Upload-Complete", "?0");
  assert_has (append, "Content-Type", "application/partial-upload");
  ferry_http_resumable_take_answer (steps, &kept);
  last = write_head (steps);
  assert_has (last, "Upload-Offset", "7");
  assert_has (last, "Upload-Complete", "?1");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resumable head/nothing said is nothing known", nothing_said_is_nothing_known);
  g_test_add_func ("/resumable head/reads offsets and nothing else", reads_offsets_and_nothing_else);
  g_test_add_func ("/resumable head/reads whether it is complete", reads_whether_it_is_complete);
  g_test_add_func ("/resumable head/reads limits", reads_limits);
  g_test_add_func ("/resumable head/reads the limit of tus", reads_the_limit_of_tus);
  g_test_add_func ("/resumable head/knows tus by its version and creation", knows_tus_by_its_version_and_creation);
  g_test_add_func ("/resumable head/writes tus", writes_tus);
  g_test_add_func ("/resumable head/writes the draft", writes_the_draft);
  return g_test_run ();
}
