/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Range and If-Range, as clients write them and as they should not. */

#include "server-range.h"

typedef struct {
  const char *header;
  ServerRange kind;
  guint64 first;
  guint64 count;
} Case;

/* Of content that is 1000 bytes long. */
static const Case cases[] = {
  { NULL, SERVER_RANGE_NONE },
  { "bytes=0-", SERVER_RANGE_PART, 0, 1000 },
  { "bytes=0-0", SERVER_RANGE_PART, 0, 1 },
  { "Bytes=10-19", SERVER_RANGE_PART, 10, 10 },
  { "bytes=999-", SERVER_RANGE_PART, 999, 1 },
  { "bytes=500-99999", SERVER_RANGE_PART, 500, 500 },
  { "bytes=-1", SERVER_RANGE_PART, 999, 1 },
  { "bytes=-5000", SERVER_RANGE_PART, 0, 1000 },
  { "bytes=-0", SERVER_RANGE_OUTSIDE },
  { "bytes=1000-", SERVER_RANGE_OUTSIDE },
  { "bytes=20-10", SERVER_RANGE_NONE },
  { "bytes=0-1,5-6", SERVER_RANGE_NONE },
  { "bytes=", SERVER_RANGE_NONE },
  { "bytes=-", SERVER_RANGE_NONE },
  { "bytes=a-b", SERVER_RANGE_NONE },
  { "bytes=+1-2", SERVER_RANGE_NONE },
  { "bytes=1-2 ", SERVER_RANGE_NONE },
  { "bytes=99999999999999999999-", SERVER_RANGE_NONE },
  { "lines=1-2", SERVER_RANGE_NONE },
};

static void
one_range_is_understood_and_everything_else_is_no_range (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 first = 0, count = 0;

      g_test_message ("%s", cases[i].header);
      g_assert_cmpint (server_range_parse (cases[i].header, 1000, &first, &count), ==, cases[i].kind);
      if (cases[i].kind != SERVER_RANGE_PART)
        continue;
      g_assert_cmpuint (first, ==, cases[i].first);
      g_assert_cmpuint (count, ==, cases[i].count);
    }
}

static void
nothing_of_empty_content_can_be_had (void)
{
  guint64 first, count;

  g_assert_cmpint (server_range_parse ("bytes=0-", 0, &first, &count), ==, SERVER_RANGE_OUTSIDE);
  g_assert_cmpint (server_range_parse ("bytes=-1", 0, &first, &count), ==, SERVER_RANGE_OUTSIDE);
}

static void
a_part_needs_the_same_validator (void)
{
  const char *date = "Thu, 21 Aug 2014 21:34:57 GMT";

  g_assert_true (server_range_still_valid (NULL, NULL, NULL));
  g_assert_true (server_range_still_valid ("\"a\"", "\"a\"", date));
  g_assert_false (server_range_still_valid ("\"a\"", "\"b\"", date));
  g_assert_false (server_range_still_valid ("\"a\"", NULL, date));
  g_assert_true (server_range_still_valid (date, "\"a\"", date));
  g_assert_false (server_range_still_valid (date, "\"a\"", NULL));
  g_assert_false (server_range_still_valid ("Thu, 21 Aug 2014 21:34:58 GMT", "\"a\"", date));
}

static void
a_weak_tag_never_matches (void)
{
  g_assert_false (server_range_still_valid ("W/\"a\"", "W/\"a\"", NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/range/one-range-is-understood-and-everything-else-is-no-range",
                   one_range_is_understood_and_everything_else_is_no_range);
  g_test_add_func ("/server/range/nothing-of-empty-content-can-be-had", nothing_of_empty_content_can_be_had);
  g_test_add_func ("/server/range/a-part-needs-the-same-validator", a_part_needs_the_same_validator);
  g_test_add_func ("/server/range/a-weak-tag-never-matches", a_weak_tag_never_matches);
  return g_test_run ();
}
