/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resumable uploads against servers that are a list of answers. */

#include "resumable-transcript.h"

static void
asks_for_the_way_and_takes_what_there_is (void)
{
  const struct {
    const char *method;
    FerryHttpResumableAnswer answer;
    FerryHttpResumableStep step;
    FerryUploadProtocol protocol;
  } cases[] = {
    { "POST", talk_nothing, FERRY_HTTP_RESUMABLE_PLAIN, AUTO },
    { "POST", talk_offers_tus, FERRY_HTTP_RESUMABLE_CREATE, TUS },
    { "PUT", talk_offers_tus, FERRY_HTTP_RESUMABLE_PLAIN, AUTO },
    { "POST", talk_offers_draft, FERRY_HTTP_RESUMABLE_CREATE, IETF },
    { "PUT", talk_offers_draft, FERRY_HTTP_RESUMABLE_CREATE, IETF },
    { "POST", { .status = 204, .interop = 5, .has_limits = TRUE }, FERRY_HTTP_RESUMABLE_PLAIN, AUTO },
    { "POST", { .status = 204, .interop = 9, .has_limits = TRUE }, FERRY_HTTP_RESUMABLE_PLAIN, AUTO },
    { "POST", { .status = 204, .interop = 6 }, FERRY_HTTP_RESUMABLE_PLAIN, AUTO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (AUTO, cases[i].method, 9 * UNIT);

      talk_assert_step (steps, FERRY_HTTP_RESUMABLE_PROBE);
      talk_hear (steps, cases[i].answer);
      talk_assert_step (steps, cases[i].step);
      g_assert_cmpint (ferry_http_resumable_get_protocol (steps), ==, cases[i].protocol);
    }
}

static void
a_small_put_is_not_worth_a_question (void)
{
  g_autoptr (FerryHttpResumable) put = ferry_http_resumable_new (AUTO, "PUT", 1000);
  g_autoptr (FerryHttpResumable) post = ferry_http_resumable_new (AUTO, "POST", 1000);

  talk_assert_step (put, FERRY_HTTP_RESUMABLE_PLAIN);
  talk_assert_step (post, FERRY_HTTP_RESUMABLE_PROBE);
}

static void
speaks_an_older_draft (void)
{
  g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (IETF, "POST", 1000);

  g_assert_cmpuint (ferry_http_resumable_get_interop (steps), ==, 8);
  talk_hear (steps, talk_nothing);
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_PROBE);
  g_assert_cmpuint (ferry_http_resumable_get_interop (steps), ==, 6);
  talk_hear (steps, (FerryHttpResumableAnswer){ .status = 204, .offset = -1, .interop = 6 });
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_CREATE);
  g_assert_cmpuint (ferry_http_resumable_get_interop (steps), ==, 6);
}

static void
says_when_there_is_no_draft (void)
{
  g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (IETF, "POST", 1000);

  talk_hear (steps, talk_nothing);
  talk_hear (steps, talk_nothing);
  talk_assert_failed (steps, FERRY_WEB_ERROR_STATUS_NOT_IMPLEMENTED);
}

static void
goes_through_by_tus (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (TUS, 10 * UNIT);

  talk_assert_appends (steps, 0, 8 * UNIT);
  g_assert_false (ferry_http_resumable_is_last (steps));
  talk_hear (steps, talk_says (204, 8 * UNIT, -1));
  talk_assert_appends (steps, 8 * UNIT, 2 * UNIT);
  g_assert_true (ferry_http_resumable_is_last (steps));
  talk_hear (steps, talk_says (204, 10 * UNIT, -1));
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_DONE);
}

static void
goes_through_by_the_draft (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (IETF, 10 * UNIT);

  talk_assert_appends (steps, 0, 8 * UNIT);
  talk_hear (steps, talk_says (204, -1, 0));
  talk_assert_appends (steps, 8 * UNIT, 2 * UNIT);
  talk_hear (steps, talk_says (200, -1, 1));
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_DONE);
}

static void
an_empty_file_is_whole_at_once_by_tus_only (void)
{
  g_autoptr (FerryHttpResumable) tus = talk_begin (TUS, 0);
  g_autoptr (FerryHttpResumable) draft = talk_begin (IETF, 0);

  talk_assert_step (tus, FERRY_HTTP_RESUMABLE_DONE);
  talk_assert_appends (draft, 0, 0);
  g_assert_true (ferry_http_resumable_is_last (draft));
  talk_hear (draft, talk_says (200, -1, 1));
  talk_assert_step (draft, FERRY_HTTP_RESUMABLE_DONE);
}

static void
goes_on_from_where_the_server_is (void)
{
  for (FerryUploadProtocol protocol = TUS; protocol <= IETF; protocol++)
    {
      g_autoptr (FerryHttpResumable) steps = talk_resume (protocol, 10 * UNIT);

      talk_hear (steps, talk_says (204, 7 * UNIT, 0));
      talk_assert_appends (steps, 7 * UNIT, 3 * UNIT);
    }
}

static void
all_there_is_not_yet_complete_by_the_draft (void)
{
  g_autoptr (FerryHttpResumable) tus = talk_resume (TUS, UNIT);
  g_autoptr (FerryHttpResumable) draft = talk_resume (IETF, UNIT);
  g_autoptr (FerryHttpResumable) complete = talk_resume (IETF, UNIT);

  talk_hear (tus, talk_says (200, UNIT, -1));
  talk_assert_step (tus, FERRY_HTTP_RESUMABLE_DONE);
  talk_hear (draft, talk_says (204, UNIT, 0));
  talk_assert_appends (draft, UNIT, 0);
  g_assert_true (ferry_http_resumable_is_last (draft));
  talk_hear (complete, talk_says (204, UNIT, 1));
  talk_assert_step (complete, FERRY_HTTP_RESUMABLE_DONE);
}

static void
believes_a_smaller_offset (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (TUS, 10 * UNIT);

  talk_hear (steps, talk_says (204, 8 * UNIT, -1));
  talk_hear (steps, talk_says (204, 5 * UNIT, -1));
  talk_assert_appends (steps, 5 * UNIT, 5 * UNIT);
}

static void
does_not_believe_more_than_there_is (void)
{
  g_autoptr (FerryHttpResumable) located = talk_resume (TUS, UNIT);
  g_autoptr (FerryHttpResumable) appended = talk_begin (IETF, 10 * UNIT);

  talk_hear (located, talk_says (200, UNIT + 1, -1));
  talk_assert_failed (located, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
  talk_hear (appended, talk_says (204, 11 * UNIT, 0));
  talk_assert_failed (appended, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
}

static void
does_not_send_to_a_server_that_stands_still_for_ever (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (TUS, 10 * UNIT);
  guint n = 0;

  while (ferry_http_resumable_get_step (steps) == FERRY_HTTP_RESUMABLE_APPEND && n++ < 100)
    talk_hear (steps, talk_says (204, 0, -1));
  g_assert_cmpuint (n, <, 10);
  talk_assert_failed (steps, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
}

/* It is asked instead; found by lot. */
static void
does_not_send_for_ever_to_who_never_says_how_much_it_took (void)
{
  g_autoptr (FerryHttpResumable) honest = talk_begin (TUS, 100 * UNIT);
  g_autoptr (FerryHttpResumable) stuck = talk_begin (TUS, 100 * UNIT);
  guint n = 0;

  for (guint64 offset = 8 * UNIT; offset < 96 * UNIT; offset += 8 * UNIT)
    {
      talk_hear (honest, talk_says (204, -1, -1));
      talk_hear (honest, talk_says (200, offset, -1));
      talk_assert_appends (honest, offset, 8 * UNIT);
    }
  while (ferry_http_resumable_get_step (stuck) == FERRY_HTTP_RESUMABLE_APPEND && n++ < 100)
    {
      talk_hear (stuck, talk_says (204, -1, -1));
      if (ferry_http_resumable_get_step (stuck) == FERRY_HTTP_RESUMABLE_LOCATE)
        talk_hear (stuck, talk_says (200, 0, -1));
    }
  g_assert_cmpuint (n, <, 10);
  talk_assert_failed (stuck, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
}

static void
does_not_go_round_for_ever (void)
{
  g_autoptr (FerryHttpResumable) conflicts = talk_begin (TUS, 10 * UNIT);
  g_autoptr (FerryHttpResumable) forgets = talk_begin (TUS, 10 * UNIT);
  guint n = 0;

  while (ferry_http_resumable_get_step (conflicts) == FERRY_HTTP_RESUMABLE_APPEND && n++ < 100)
    {
      talk_hear (conflicts, talk_says (409, -1, -1));
      if (ferry_http_resumable_get_step (conflicts) == FERRY_HTTP_RESUMABLE_LOCATE)
        talk_hear (conflicts, talk_says (200, n % 2 * UNIT, -1));
    }
  g_assert_cmpuint (n, <, 20);
  talk_assert_failed (conflicts, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
  for (n = 0; ferry_http_resumable_get_step (forgets) == FERRY_HTTP_RESUMABLE_APPEND && n < 100; n++)
    {
      talk_hear (forgets, talk_says (204, 8 * UNIT, -1));
      talk_hear (forgets, talk_says (404, -1, -1));
      if (ferry_http_resumable_get_step (forgets) == FERRY_HTTP_RESUMABLE_CREATE)
        talk_hear (forgets, talk_gives_place);
    }
  g_assert_cmpuint (n, <, 20);
  talk_assert_failed (forgets, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
}

static void
does_not_believe_in_bytes_that_were_not_sent (void)
{
  FerryHttpResumableAnswer has_all = talk_gives_place;
  g_autoptr (FerryHttpResumable) steps = talk_begin (TUS, 20 * UNIT);
  g_autoptr (FerryHttpResumable) created = ferry_http_resumable_new (TUS, "POST", UNIT);

  talk_hear (steps, talk_says (204, 9 * UNIT, -1));
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_LOCATE);
  talk_hear (steps, talk_says (200, 8 * UNIT, -1));
  talk_assert_appends (steps, 8 * UNIT, 8 * UNIT);
  talk_hear (steps, talk_says (409, -1, -1));
  talk_hear (steps, talk_says (200, 17 * UNIT, -1));
  talk_assert_failed (steps, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
  has_all.offset = UNIT;
  talk_hear (created, has_all);
  talk_assert_step (created, FERRY_HTTP_RESUMABLE_LOCATE);
}

static void
complete_with_a_part_missing_is_not_done (void)
{
  g_autoptr (FerryHttpResumable) located = talk_resume (IETF, UNIT);
  g_autoptr (FerryHttpResumable) appended = talk_begin (IETF, UNIT);

  talk_hear (located, talk_says (204, 1000, 1));
  talk_assert_failed (located, FERRY_WEB_ERROR_STATUS_UNEXPECTED_SERVER_ERROR);
  g_assert_null (ferry_http_resumable_get_url (located));
  talk_hear (appended, talk_says (200, 1000, 1));
  talk_assert_failed (appended, FERRY_WEB_ERROR_STATUS_UNEXPECTED_SERVER_ERROR);
}

static void
asks_where_it_is_when_told_of_a_conflict (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (IETF, 10 * UNIT);

  talk_hear (steps, talk_says (409, 3 * UNIT, -1));
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_LOCATE);
  talk_hear (steps, talk_says (204, 3 * UNIT, 0));
  talk_assert_appends (steps, 3 * UNIT, 7 * UNIT);
}

static void
follows_an_upload_that_moved (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (TUS, 10 * UNIT);

  talk_hear (steps, (FerryHttpResumableAnswer){ .status = 308, .offset = -1, .location = MOVED });
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_LOCATE);
  g_assert_cmpstr (ferry_http_resumable_get_url (steps), ==, MOVED);
  talk_hear (steps, (FerryHttpResumableAnswer){ .status = 301, .offset = -1, .location = PLACE });
  talk_assert_failed (steps, 0);
}

static void
begins_again_where_it_was_forgotten (void)
{
  static const guint statuses[] = { 404, 410 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (FerryHttpResumable) steps = talk_resume (IETF, 10 * UNIT);

      talk_hear (steps, talk_says (statuses[i], -1, -1));
      talk_assert_step (steps, FERRY_HTTP_RESUMABLE_CREATE);
      g_assert_null (ferry_http_resumable_get_url (steps));
      talk_hear (steps, talk_gives_place);
      talk_assert_appends (steps, 0, 8 * UNIT);
    }
}

static void
a_server_may_not_forget_for_ever (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (TUS, 10 * UNIT);
  guint n = 0;

  while (ferry_http_resumable_get_step (steps) == FERRY_HTTP_RESUMABLE_APPEND && n++ < 100)
    {
      talk_hear (steps, talk_says (404, -1, -1));
      if (ferry_http_resumable_get_step (steps) == FERRY_HTTP_RESUMABLE_CREATE)
        talk_hear (steps, talk_gives_place);
    }
  g_assert_cmpuint (n, <, 10);
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_FAILED);
}

static void
what_is_complete_and_refused_is_over (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (IETF, UNIT);

  talk_hear (steps, talk_says (422, -1, 1));
  talk_assert_failed (steps, 0);
  g_assert_null (ferry_http_resumable_get_url (steps));
}

static void
what_is_complete_and_answered_elsewhere_is_done (void)
{
  g_autoptr (FerryHttpResumable) steps = talk_begin (IETF, UNIT);
  g_autoptr (FerryHttpResumable) lost = talk_begin (IETF, UNIT);

  talk_hear (steps, talk_says (303, -1, 1));
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_DONE);
  talk_hear (lost, talk_says (303, -1, -1));
  talk_assert_failed (lost, 0);
}

static void
other_failures_are_told_by_their_status (void)
{
  g_autoptr (FerryHttpResumable) created = ferry_http_resumable_new (TUS, "POST", UNIT);
  g_autoptr (FerryHttpResumable) placeless = ferry_http_resumable_new (TUS, "POST", UNIT);
  g_autoptr (FerryHttpResumable) appended = talk_begin (TUS, UNIT);
  g_autoptr (FerryHttpResumable) locked = talk_resume (TUS, UNIT);
  g_autoptr (FerryHttpResumable) silent = talk_resume (TUS, UNIT);

  talk_hear (created, talk_says (403, -1, -1));
  talk_assert_failed (created, 0);
  talk_hear (placeless, talk_says (201, -1, -1));
  talk_assert_failed (placeless, FERRY_WEB_ERROR_STATUS_UNEXPECTED_SERVER_ERROR);
  talk_hear (appended, talk_says (500, -1, -1));
  talk_assert_failed (appended, 0);
  g_assert_cmpstr (ferry_http_resumable_get_url (appended), ==, PLACE);
  talk_hear (locked, talk_says (423, -1, -1));
  talk_assert_failed (locked, FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE);
  talk_hear (silent, talk_says (200, -1, -1));
  talk_assert_failed (silent, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resumable/asks for the way and takes what there is", asks_for_the_way_and_takes_what_there_is);
  g_test_add_func ("/resumable/a small PUT is not worth a question", a_small_put_is_not_worth_a_question);
  g_test_add_func ("/resumable/speaks an older draft", speaks_an_older_draft);
  g_test_add_func ("/resumable/says when there is no draft", says_when_there_is_no_draft);
  g_test_add_func ("/resumable/goes through by tus", goes_through_by_tus);
  g_test_add_func ("/resumable/goes through by the draft", goes_through_by_the_draft);
  g_test_add_func ("/resumable/an empty file is whole at once by tus only", an_empty_file_is_whole_at_once_by_tus_only);
  g_test_add_func ("/resumable/goes on from where the server is", goes_on_from_where_the_server_is);
  g_test_add_func ("/resumable/all there is not yet complete by the draft", all_there_is_not_yet_complete_by_the_draft);
  g_test_add_func ("/resumable/believes a smaller offset", believes_a_smaller_offset);
  g_test_add_func ("/resumable/does not believe more than there is", does_not_believe_more_than_there_is);
  g_test_add_func ("/resumable/does not send to a server that stands still for ever",
                   does_not_send_to_a_server_that_stands_still_for_ever);
  g_test_add_func ("/resumable/does not send for ever to who never says how much it took",
                   does_not_send_for_ever_to_who_never_says_how_much_it_took);
  g_test_add_func ("/resumable/does not go round for ever", does_not_go_round_for_ever);
  g_test_add_func ("/resumable/does not believe in bytes that were not sent",
                   does_not_believe_in_bytes_that_were_not_sent);
  g_test_add_func ("/resumable/complete with a part missing is not done", complete_with_a_part_missing_is_not_done);
  g_test_add_func ("/resumable/asks where it is when told of a conflict", asks_where_it_is_when_told_of_a_conflict);
  g_test_add_func ("/resumable/follows an upload that moved", follows_an_upload_that_moved);
  g_test_add_func ("/resumable/begins again where it was forgotten", begins_again_where_it_was_forgotten);
  g_test_add_func ("/resumable/a server may not forget for ever", a_server_may_not_forget_for_ever);
  g_test_add_func ("/resumable/what is complete and refused is over", what_is_complete_and_refused_is_over);
  g_test_add_func ("/resumable/what is complete and answered elsewhere is done",
                   what_is_complete_and_answered_elsewhere_is_done);
  g_test_add_func ("/resumable/other failures are told by their status", other_failures_are_told_by_their_status);
  return g_test_run ();
}
