/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads of which nobody knows whether the server has taken the end. */

#include "resumable-transcript.h"

static void
assert_doubtful (FerryHttpResumable *steps,
                 gboolean            expected)
{
  g_assert_cmpint (ferry_http_resumable_may_be_complete (steps), ==, expected);
}

static void
the_last_bytes_of_what_is_done_once_make_it_doubtful (void)
{
  for (FerryUploadProtocol protocol = TUS; protocol <= IETF; protocol++)
    {
      g_autoptr (FerryHttpResumable) steps = talk_begin (protocol, 10 * UNIT);

      assert_doubtful (steps, FALSE);
      talk_hear (steps, talk_says (204, 8 * UNIT, 0));
      assert_doubtful (steps, TRUE);
      talk_hear (steps, talk_says (204, 9 * UNIT, 0));
      talk_assert_appends (steps, 9 * UNIT, UNIT);
      assert_doubtful (steps, TRUE);
    }
}

/* By tus every upload is made by POST, whatever was asked for. */
static void
a_put_by_the_draft_may_be_done_twice (void)
{
  g_autoptr (FerryHttpResumable) draft = ferry_http_resumable_new (IETF, "PUT", UNIT);
  g_autoptr (FerryHttpResumable) tus = ferry_http_resumable_new (TUS, "PUT", UNIT);

  talk_hear (draft, talk_offers_draft);
  talk_hear (draft, talk_gives_place);
  talk_assert_appends (draft, 0, UNIT);
  assert_doubtful (draft, FALSE);
  talk_hear (tus, talk_gives_place);
  assert_doubtful (tus, TRUE);
}

static void
a_place_that_is_gone_after_the_end_was_sent_is_not_made_anew (void)
{
  static const struct {
    FerryUploadProtocol protocol;
    guint status;
  } cases[] = { { TUS, 403 }, { TUS, 404 }, { TUS, 410 }, { IETF, 404 }, { IETF, 410 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FerryHttpResumable) steps = talk_resume_in_doubt (cases[i].protocol, "POST", 10 * UNIT);

      talk_hear (steps, talk_says (cases[i].status, -1, -1));
      talk_assert_failed (steps, FERRY_WEB_ERROR_STATUS_DISCONNECTED);
      g_assert_null (ferry_http_resumable_get_url (steps));
      assert_doubtful (steps, TRUE);
    }
}

static void
a_server_that_still_has_it_ends_the_doubt (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_resume_in_doubt (TUS, "POST", 10 * UNIT);

  talk_hear (steps, talk_says (200, UNIT, -1));
  talk_assert_appends (steps, UNIT, 8 * UNIT);
  assert_doubtful (steps, FALSE);
  talk_hear (steps, talk_says (404, -1, -1));
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_CREATE);
}

static void
a_server_that_is_not_well_leaves_the_doubt (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_resume_in_doubt (TUS, "POST", 10 * UNIT);

  talk_hear (steps, talk_says (503, -1, -1));
  talk_assert_failed (steps, 0);
  assert_doubtful (steps, TRUE);
  g_assert_nonnull (ferry_http_resumable_get_url (steps));
}

/* What it says to the end itself it says of what it has not taken. */
static void
who_forgot_before_the_end_came_has_not_taken_it (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (TUS, UNIT);

  assert_doubtful (steps, TRUE);
  talk_hear (steps, talk_says (404, -1, -1));
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_CREATE);
  assert_doubtful (steps, FALSE);
}

static void
who_took_the_end_without_a_word_on_it_and_forgot_may_have_it (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (TUS, UNIT);

  talk_hear (steps, talk_says (204, -1, -1));
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_LOCATE);
  talk_hear (steps, talk_says (404, -1, -1));
  talk_assert_failed (steps, FERRY_WEB_ERROR_STATUS_DISCONNECTED);
}

static void
what_was_complete_and_broke_the_server_stays_doubtful (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (IETF, UNIT);

  talk_hear (steps, talk_says (500, -1, 1));
  talk_assert_failed (steps, 0);
  g_assert_null (ferry_http_resumable_get_url (steps));
  assert_doubtful (steps, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resumable/the last bytes of what is done once make it may_be_complete",
                   the_last_bytes_of_what_is_done_once_make_it_doubtful);
  g_test_add_func ("/resumable/a PUT by the draft may be done twice", a_put_by_the_draft_may_be_done_twice);
  g_test_add_func ("/resumable/a place that is gone after the end was sent is not made anew",
                   a_place_that_is_gone_after_the_end_was_sent_is_not_made_anew);
  g_test_add_func ("/resumable/a server that still has it ends the doubt", a_server_that_still_has_it_ends_the_doubt);
  g_test_add_func ("/resumable/a server that is not well leaves the doubt", a_server_that_is_not_well_leaves_the_doubt);
  g_test_add_func ("/resumable/who forgot before the end came has not taken it",
                   who_forgot_before_the_end_came_has_not_taken_it);
  g_test_add_func ("/resumable/who took the end without a word on it and forgot may have it",
                   who_took_the_end_without_a_word_on_it_and_forgot_may_have_it);
  g_test_add_func ("/resumable/what was complete and broke the server stays may_be_complete",
                   what_was_complete_and_broke_the_server_stays_doubtful);
  return g_test_run ();
}
