/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Header values as servers send them, good and hostile. */

#include "ferry-http-headers.h"

/* Sun, 06 Nov 1994 08:49:37 GMT */
#define NOV_1994 784111777

static const struct {
  const char *value;
  const char *name;
} file_names[] = {
  { NULL, NULL },
  { "", NULL },
  { "attachment", NULL },
  { "inline; filename=", NULL },
  { "attachment; filename=plain.txt", "plain.txt" },
  { "attachment;filename = plain.txt ", "plain.txt" },
  { "ATTACHMENT; FILENAME=\"a b.txt\"", "a b.txt" },
  { "attachment; filename=a b.txt; size=3", "a b.txt" },
  { "attachment; filename=\"a;b.txt\"; size=3", "a;b.txt" },
  { "attachment; filename=\"say \\\"hi\\\".txt\"", "say \"hi\".txt" },
  { "attachment; filename=\"never closed", "never closed" },
  { "attachment; filename=\"ends in \\", "ends in \\" },
  { "filename=only.txt", "only.txt" },
  { "attachment; filename=\"one\"; filename=\"two\"", "one" },
  { "attachment; filename*=UTF-8''na%C3%AFve.txt", "naïve.txt" },
  { "attachment; filename*=utf-8'en'%e2%82%ac%20rates", "€ rates" },
  { "attachment; filename*=ISO-8859-1''na%EFve.txt", "naïve.txt" },
  { "attachment; filename=\"plain.txt\"; filename*=UTF-8''%C3%A4.txt", "ä.txt" },
  { "attachment; filename*=UTF-8''%C3%A4.txt; filename=\"plain.txt\"", "ä.txt" },
  { "attachment; filename*=UTF-8''%FF; filename=\"plain.txt\"", "plain.txt" },
  { "attachment; filename*=UTF-8''a%00b; filename=\"plain.txt\"", "plain.txt" },
  { "attachment; filename*=KOI8-R''abc; filename=\"plain.txt\"", "plain.txt" },
  { "attachment; filename*=no-quotes; filename=\"plain.txt\"", "plain.txt" },
  { "attachment; filename*=UTF-8''", NULL },
  { "attachment; filename=\"na\xefve.txt\"", "naïve.txt" },
  { "attachment; filename=\"naïve.txt\"", "naïve.txt" },
  { "attachment; filename=\"50%25.txt\"", "50%25.txt" },
  { "attachment; filename=\"../../etc/passwd\"", "../../etc/passwd" },
  { "attachment; xfilename=wrong", NULL },
  { ";;;;==;=;\"", NULL },
};

static void
finds_the_name_that_the_server_wishes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (file_names); i++)
    {
      g_autofree char *name = ferry_http_parse_file_name (file_names[i].value);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (name, ==, file_names[i].name);
    }
}

static const struct {
  const char *value;
  gboolean good;
  FerryHttpContentRange range;
} ranges[] = {
  { "bytes 0-0/1", TRUE, { TRUE, 0, 0, 1 } },
  { "bytes 100-199/1000", TRUE, { TRUE, 100, 199, 1000 } },
  { "Bytes  100-199/1000 ", TRUE, { TRUE, 100, 199, 1000 } },
  { "bytes 100-199/*", TRUE, { TRUE, 100, 199, -1 } },
  { "bytes */1000", TRUE, { FALSE, 0, 0, 1000 } },
  { "bytes 0-9223372036854775806/9223372036854775807", TRUE, { TRUE, 0, G_MAXINT64 - 1, G_MAXINT64 } },
  { NULL, FALSE },
  { "", FALSE },
  { "bytes", FALSE },
  { "bytes ", FALSE },
  { "bytes */*", FALSE },
  { "bytes 100-199", FALSE },
  { "bytes 100-/1000", FALSE },
  { "bytes -199/1000", FALSE },
  { "bytes 100-99/1000", FALSE },
  { "bytes 100-1000/1000", FALSE },
  { "bytes 100-199/1000x", FALSE },
  { "bytes +100-199/1000", FALSE },
  { "bytes 100-199/-1", FALSE },
  { "bytes 0-0/9223372036854775808", FALSE },
  { "bytes 99999999999999999999999-1/2", FALSE },
  { "items 0-1/2", FALSE },
};

static void
reads_only_ranges_that_make_sense (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      FerryHttpContentRange range = { 0 };

      g_test_message ("%s", ranges[i].value);
      g_assert_cmpint (ferry_http_parse_content_range (ranges[i].value, &range), ==, ranges[i].good);
      g_assert_cmpint (range.satisfied, ==, ranges[i].range.satisfied);
      g_assert_cmpuint (range.first, ==, ranges[i].range.first);
      g_assert_cmpuint (range.last, ==, ranges[i].range.last);
      g_assert_cmpint (range.length, ==, ranges[i].range.length);
    }
}

static const struct {
  const char *value;
  gint64 seconds;
} waits[] = {
  { NULL, -1 },
  { "", -1 },
  { "soon", -1 },
  { "0", 0 },
  { "120", 120 },
  { " 120 ", 120 },
  { "-5", -1 },
  { "1.5", -1 },
  { "86401", 86400 },
  { "99999999999999999999999999", 86400 },
  { "Sun, 06 Nov 1994 08:50:37 GMT", 60 },
  { "Sun, 06 Nov 1994 08:00:00 GMT", 0 },
  { "Sun, 06 Nov 2094 08:00:00 GMT", 86400 },
};

static void
waits_as_long_as_asked_but_at_most_a_day (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_test_message ("%s", waits[i].value);
      g_assert_cmpint (ferry_http_parse_retry_after (waits[i].value, NOV_1994), ==, waits[i].seconds);
    }
}

static void
reads_dates_in_all_three_spellings (void)
{
  g_assert_cmpint (ferry_http_parse_date ("Sun, 06 Nov 1994 08:49:37 GMT"), ==, NOV_1994);
  g_assert_cmpint (ferry_http_parse_date ("Sunday, 06-Nov-94 08:49:37 GMT"), ==, NOV_1994);
  g_assert_cmpint (ferry_http_parse_date ("Sun Nov  6 08:49:37 1994"), ==, NOV_1994);
  g_assert_cmpint (ferry_http_parse_date ("yesterday"), ==, -1);
  g_assert_cmpint (ferry_http_parse_date ("\xff"), ==, -1);
  g_assert_cmpint (ferry_http_parse_date (NULL), ==, -1);
}

static void
a_weak_or_broken_tag_is_no_proof (void)
{
  g_assert_true (ferry_http_etag_is_strong ("\"abc\""));
  g_assert_true (ferry_http_etag_is_strong ("\"\""));
  g_assert_true (ferry_http_etag_is_strong ("\"W/abc\""));
  g_assert_false (ferry_http_etag_is_strong (NULL));
  g_assert_false (ferry_http_etag_is_strong (""));
  g_assert_false (ferry_http_etag_is_strong ("\""));
  g_assert_false (ferry_http_etag_is_strong ("abc"));
  g_assert_false (ferry_http_etag_is_strong ("W/\"abc\""));
  g_assert_false (ferry_http_etag_is_strong ("\"a\"b\""));
  g_assert_false (ferry_http_etag_is_strong ("\"a b\""));
}

static void
a_date_is_proof_when_the_file_was_older_than_the_answer (void)
{
  const char *modified = "Sun, 06 Nov 1994 08:49:37 GMT";

  g_assert_true (ferry_http_date_is_strong (modified, "Sun, 06 Nov 1994 08:49:38 GMT"));
  g_assert_false (ferry_http_date_is_strong (modified, modified));
  g_assert_false (ferry_http_date_is_strong (modified, "Sun, 06 Nov 1994 08:49:36 GMT"));
  g_assert_false (ferry_http_date_is_strong (modified, NULL));
  g_assert_false (ferry_http_date_is_strong (NULL, modified));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/headers/finds-the-name-that-the-server-wishes", finds_the_name_that_the_server_wishes);
  g_test_add_func ("/http/headers/reads-only-ranges-that-make-sense", reads_only_ranges_that_make_sense);
  g_test_add_func ("/http/headers/waits-as-long-as-asked-but-at-most-a-day", waits_as_long_as_asked_but_at_most_a_day);
  g_test_add_func ("/http/headers/reads-dates-in-all-three-spellings", reads_dates_in_all_three_spellings);
  g_test_add_func ("/http/headers/a-weak-or-broken-tag-is-no-proof", a_weak_or_broken_tag_is_no_proof);
  g_test_add_func ("/http/headers/a-date-is-proof-when-the-file-was-older-than-the-answer",
                   a_date_is_proof_when_the_file_was_older_than_the_answer);
  return g_test_run ();
}
