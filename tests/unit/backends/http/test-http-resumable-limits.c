/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much a resumable upload sends at once: what the server allows, what it
 * takes, and how fast the line is. */

#include "resumable-transcript.h"

static FerryHttpResumable *
begin_limited (guint64     length,
               const char *offered,
               const char *at_place)
{
  FerryHttpResumable *steps = ferry_http_resumable_new (IETF, "POST", length);

  talk_hear (steps, talk_limits (talk_offers_draft, offered));
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_CREATE);
  talk_hear (steps, talk_limits (talk_gives_place, at_place));
  return steps;
}

static FerryHttpResumable *
offer (FerryUploadProtocol  wish,
       guint64              length,
       const char          *limits)
{
  FerryHttpResumable *steps = ferry_http_resumable_new (wish, "POST", length);

  talk_hear (steps, talk_limits (talk_offers_draft, limits));
  return steps;
}

static void
keeps_to_what_one_request_may_bring (void)
{
  g_autoptr (FerryHttpResumable) generous = begin_limited (10 * UNIT, "min-append-size=1179648", "min-size=0");
  g_autoptr (FerryHttpResumable) stingy = begin_limited (10 * UNIT, "min-size=0", "max-append-size=1000");

  talk_assert_appends (generous, 0, 9 * UNIT);
  talk_assert_appends (stingy, 0, 1000);
}

static void
a_limit_that_is_not_said_again_holds (void)
{
  g_autoptr (FerryHttpResumable) steps = begin_limited (10 * UNIT, "max-append-size=1000", "max-age=3600");

  talk_assert_appends (steps, 0, 1000);
  talk_hear (steps, talk_limits (talk_says (204, 1000, 0), "max-append-size=2000"));
  talk_assert_appends (steps, 1000, 2000);
}

static void
a_file_that_is_too_large_is_not_begun (void)
{
  g_autoptr (FerryHttpResumable) offered = offer (IETF, UNIT, "max-size=131071");
  g_autoptr (FerryHttpResumable) nothing = offer (IETF, UNIT, "max-size=0");
  g_autoptr (FerryHttpResumable) no_bytes = offer (IETF, UNIT, "max-append-size=0");
  g_autoptr (FerryHttpResumable) fitting = offer (IETF, UNIT, "max-size=131072");
  g_autoptr (FerryHttpResumable) empty = offer (IETF, 0, "max-size=0");
  g_autoptr (FerryHttpResumable) at_place = begin_limited (UNIT, "min-size=0", "max-size=1000");

  talk_assert_failed (offered, FERRY_WEB_ERROR_STATUS_REQUEST_ENTITY_TOO_LARGE);
  talk_assert_failed (nothing, FERRY_WEB_ERROR_STATUS_REQUEST_ENTITY_TOO_LARGE);
  talk_assert_failed (no_bytes, FERRY_WEB_ERROR_STATUS_REQUEST_ENTITY_TOO_LARGE);
  talk_assert_failed (at_place, FERRY_WEB_ERROR_STATUS_REQUEST_ENTITY_TOO_LARGE);
  talk_assert_step (fitting, FERRY_HTTP_RESUMABLE_CREATE);
  talk_assert_step (empty, FERRY_HTTP_RESUMABLE_CREATE);
}

static void
a_file_that_is_too_small_goes_in_one_request_if_that_may_be (void)
{
  g_autoptr (FerryHttpResumable) asked_for = offer (IETF, UNIT, "min-size=131073");
  g_autoptr (FerryHttpResumable) free_to_choose = offer (AUTO, UNIT, "min-size=131073");
  g_autoptr (FerryHttpResumable) fitting = offer (AUTO, UNIT, "min-size=131072");

  talk_assert_failed (asked_for, FERRY_WEB_ERROR_STATUS_BAD_REQUEST);
  talk_assert_step (free_to_choose, FERRY_HTTP_RESUMABLE_PLAIN);
  talk_assert_step (fitting, FERRY_HTTP_RESUMABLE_CREATE);
}

static void
shrinks_when_it_is_too_much_at_once (void)
{
  g_autoptr (FerryHttpResumable) tus = talk_begin (TUS, 10 * UNIT);
  g_autoptr (FerryHttpResumable) limited = begin_limited (10 * UNIT, "min-append-size=1179648", "min-size=0");

  talk_hear (tus, talk_says (413, -1, -1));
  talk_assert_step (tus, FERRY_HTTP_RESUMABLE_LOCATE);
  talk_hear (tus, talk_says (200, 0, -1));
  talk_assert_appends (tus, 0, 2 * UNIT);
  talk_hear (limited, talk_says (413, -1, -1));
  talk_assert_failed (limited, 0);
}

/* Sends all to a server that takes so much of each request. Returns: what was
 * sent in all. */
static guint64
send_to_one_that_takes (guint64 length,
                        guint64 most)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (TUS, length);
  guint64 sent = 0;

  while (ferry_http_resumable_get_step (steps) == FERRY_HTTP_RESUMABLE_APPEND)
    {
      guint64 size = ferry_http_resumable_get_size (steps);

      sent += size;
      ferry_http_resumable_pace (steps, 1000);
      talk_hear (steps, talk_says (204, ferry_http_resumable_get_offset (steps) + MIN (size, most), -1));
    }
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_DONE);
  return sent;
}

static void
little_is_sent_twice_to_who_takes_little_at_once (void)
{
  g_assert_cmpuint (send_to_one_that_takes (1000 * UNIT, UNIT), <, 1250 * UNIT);
  g_assert_cmpuint (send_to_one_that_takes (1000 * UNIT, 7 * UNIT), <, 1250 * UNIT);
  g_assert_cmpuint (send_to_one_that_takes (1000 * UNIT, 1000 * UNIT), ==, 1000 * UNIT);
}

static void
one_request_takes_two_seconds (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (TUS, 1000 * UNIT);

  ferry_http_resumable_pace (steps, G_TIME_SPAN_SECOND);
  talk_hear (steps, talk_says (204, 8 * UNIT, -1));
  talk_assert_appends (steps, 8 * UNIT, 16 * UNIT);
  ferry_http_resumable_pace (steps, 2 * G_TIME_SPAN_SECOND);
  talk_hear (steps, talk_says (204, 24 * UNIT, -1));
  talk_assert_appends (steps, 24 * UNIT, 16 * UNIT);
  ferry_http_resumable_pace (steps, 16 * G_TIME_SPAN_SECOND);
  talk_hear (steps, talk_says (204, 40 * UNIT, -1));
  talk_assert_appends (steps, 40 * UNIT, 2 * UNIT);
}

static void
requests_have_a_least_and_a_largest_size (void)
{
  g_autoptr (FerryHttpResumable) fast = talk_begin (TUS, 100000 * UNIT);
  g_autoptr (FerryHttpResumable) slow = talk_begin (TUS, 1000 * UNIT);
  guint64 sizes[] = { 32 * UNIT, 128 * UNIT, 512 * UNIT, 512 * UNIT };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint64 end = ferry_http_resumable_get_offset (fast) + ferry_http_resumable_get_size (fast);

      ferry_http_resumable_pace (fast, 0);
      talk_hear (fast, talk_says (204, end, -1));
      talk_assert_appends (fast, end, sizes[i]);
    }
  ferry_http_resumable_pace (slow, G_TIME_SPAN_HOUR);
  talk_hear (slow, talk_says (204, 8 * UNIT, -1));
  talk_assert_appends (slow, 8 * UNIT, UNIT / 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resumable limits/keeps to what one request may bring", keeps_to_what_one_request_may_bring);
  g_test_add_func ("/resumable limits/a limit that is not said again holds", a_limit_that_is_not_said_again_holds);
  g_test_add_func ("/resumable limits/a file that is too large is not begun", a_file_that_is_too_large_is_not_begun);
  g_test_add_func ("/resumable limits/a file that is too small goes in one request if that may be",
                   a_file_that_is_too_small_goes_in_one_request_if_that_may_be);
  g_test_add_func ("/resumable limits/shrinks when it is too much at once", shrinks_when_it_is_too_much_at_once);
  g_test_add_func ("/resumable limits/little is sent twice to who takes little at once",
                   little_is_sent_twice_to_who_takes_little_at_once);
  g_test_add_func ("/resumable limits/one request takes two seconds", one_request_takes_two_seconds);
  g_test_add_func ("/resumable limits/requests have a least and a largest size",
                   requests_have_a_least_and_a_largest_size);
  return g_test_run ();
}
