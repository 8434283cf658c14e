/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resumable uploads against servers that are a list of answers. */

#include "ferry-http-resumable.h"

#define MIB   (G_GUINT64_CONSTANT (1024) * 1024)
#define PLACE "http://example.org/places/7"
#define MOVED "http://example.net/places/8"

#define AUTO FERRY_UPLOAD_PROTOCOL_AUTO
#define TUS  FERRY_UPLOAD_PROTOCOL_TUS
#define IETF FERRY_UPLOAD_PROTOCOL_IETF

/* clang-format off */
static const FerryHttpResumableAnswer nothing = { .status = 405, .offset = -1, .complete = -1 };
static const FerryHttpResumableAnswer offers_tus = { .status = 204, .offset = -1, .complete = -1, .speaks_tus = TRUE };
static const FerryHttpResumableAnswer offers_draft =
  { .status = 204, .offset = -1, .complete = -1, .interop = 8, .has_limits = TRUE };
static const FerryHttpResumableAnswer gives_place = { .status = 201, .location = PLACE, .offset = -1, .complete = 0 };
/* clang-format on */

static FerryHttpResumableAnswer
says (guint  status,
      gint64 offset,
      int    complete)
{
  return (FerryHttpResumableAnswer){ .status = status, .offset = offset, .complete = complete };
}

static void
hear (FerryHttpResumable       *steps,
      FerryHttpResumableAnswer  answer)
{
  ferry_http_resumable_hear (steps, &answer);
}

static void
assert_step (FerryHttpResumable     *steps,
             FerryHttpResumableStep  step)
{
  g_assert_cmpint (ferry_http_resumable_get_step (steps), ==, step);
}

static void
assert_appends (FerryHttpResumable *steps,
                guint64             offset,
                guint64             size)
{
  assert_step (steps, FERRY_HTTP_RESUMABLE_APPEND);
  g_assert_cmpuint (ferry_http_resumable_get_offset (steps), ==, offset);
  g_assert_cmpuint (ferry_http_resumable_get_size (steps), ==, size);
}

static FerryHttpResumable *
begin (FerryUploadProtocol protocol,
       guint64             length)
{
  FerryHttpResumable *steps = ferry_http_resumable_new (protocol, "POST", length);

  if (protocol == IETF)
    hear (steps, offers_draft);
  assert_step (steps, FERRY_HTTP_RESUMABLE_CREATE);
  hear (steps, gives_place);
  g_assert_cmpstr (ferry_http_resumable_get_url (steps), ==, PLACE);
  return steps;
}

static FerryHttpResumable *
resume (FerryUploadProtocol protocol,
        guint64             length)
{
  FerryHttpResumable *steps = ferry_http_resumable_new (protocol, "POST", length);

  ferry_http_resumable_resume (steps, protocol, 8, PLACE);
  assert_step (steps, FERRY_HTTP_RESUMABLE_LOCATE);
  return steps;
}

static void
assert_failed (FerryHttpResumable  *steps,
               FerryWebErrorStatus  expected)
{
  FerryWebErrorStatus code;
  const char *complaint = ferry_http_resumable_get_complaint (steps, &code);

  assert_step (steps, FERRY_HTTP_RESUMABLE_FAILED);
  if (expected == 0)
    {
      g_assert_null (complaint);
      return;
    }
  g_assert_nonnull (complaint);
  g_assert_cmpint (code, ==, expected);
}

static void
asks_for_the_way_and_takes_what_there_is (void)
{
  const struct {
    const char *method;
    FerryHttpResumableAnswer answer;
    FerryHttpResumableStep step;
    FerryUploadProtocol protocol;
  } cases[] = {
    { "POST", nothing, FERRY_HTTP_RESUMABLE_PLAIN, AUTO },
    { "POST", offers_tus, FERRY_HTTP_RESUMABLE_CREATE, TUS },
    { "PUT", offers_tus, FERRY_HTTP_RESUMABLE_PLAIN, AUTO },
    { "POST", offers_draft, FERRY_HTTP_RESUMABLE_CREATE, IETF },
    { "PUT", offers_draft, FERRY_HTTP_RESUMABLE_CREATE, IETF },
    { "POST", { .status = 204, .interop = 5, .has_limits = TRUE }, FERRY_HTTP_RESUMABLE_PLAIN, AUTO },
    { "POST", { .status = 204, .interop = 9, .has_limits = TRUE }, FERRY_HTTP_RESUMABLE_PLAIN, AUTO },
    { "POST", { .status = 204, .interop = 6 }, FERRY_HTTP_RESUMABLE_PLAIN, AUTO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (AUTO, cases[i].method, 9 * MIB);

      assert_step (steps, FERRY_HTTP_RESUMABLE_PROBE);
      hear (steps, cases[i].answer);
      assert_step (steps, cases[i].step);
      g_assert_cmpint (ferry_http_resumable_get_protocol (steps), ==, cases[i].protocol);
    }
}

static void
a_small_put_is_not_worth_a_question (void)
{
  g_autoptr (FerryHttpResumable) put = ferry_http_resumable_new (AUTO, "PUT", 1000);
  g_autoptr (FerryHttpResumable) post = ferry_http_resumable_new (AUTO, "POST", 1000);

  assert_step (put, FERRY_HTTP_RESUMABLE_PLAIN);
  assert_step (post, FERRY_HTTP_RESUMABLE_PROBE);
}

static void
speaks_an_older_draft (void)
{
  g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (IETF, "POST", 1000);

  g_assert_cmpuint (ferry_http_resumable_get_interop (steps), ==, 8);
  hear (steps, nothing);
  assert_step (steps, FERRY_HTTP_RESUMABLE_PROBE);
  g_assert_cmpuint (ferry_http_resumable_get_interop (steps), ==, 6);
  hear (steps, (FerryHttpResumableAnswer){ .status = 204, .offset = -1, .interop = 6 });
  assert_step (steps, FERRY_HTTP_RESUMABLE_CREATE);
  g_assert_cmpuint (ferry_http_resumable_get_interop (steps), ==, 6);
}

static void
says_when_there_is_no_draft (void)
{
  g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (IETF, "POST", 1000);

  hear (steps, nothing);
  hear (steps, nothing);
  assert_failed (steps, FERRY_WEB_ERROR_STATUS_NOT_IMPLEMENTED);
}

static void
goes_through_by_tus (void)
{
  g_autoptr (FerryHttpResumable) steps = begin (TUS, 10 * MIB);

  assert_appends (steps, 0, 8 * MIB);
  g_assert_false (ferry_http_resumable_is_last (steps));
  hear (steps, says (204, 8 * MIB, -1));
  assert_appends (steps, 8 * MIB, 2 * MIB);
  g_assert_true (ferry_http_resumable_is_last (steps));
  hear (steps, says (204, 10 * MIB, -1));
  assert_step (steps, FERRY_HTTP_RESUMABLE_DONE);
}

static void
goes_through_by_the_draft (void)
{
  g_autoptr (FerryHttpResumable) steps = begin (IETF, 10 * MIB);

  assert_appends (steps, 0, 8 * MIB);
  hear (steps, says (204, -1, 0));
  assert_appends (steps, 8 * MIB, 2 * MIB);
  hear (steps, says (200, -1, 1));
  assert_step (steps, FERRY_HTTP_RESUMABLE_DONE);
}

static void
an_empty_file_is_whole_at_once_by_tus_only (void)
{
  g_autoptr (FerryHttpResumable) tus = begin (TUS, 0);
  g_autoptr (FerryHttpResumable) draft = begin (IETF, 0);

  assert_step (tus, FERRY_HTTP_RESUMABLE_DONE);
  assert_appends (draft, 0, 0);
  g_assert_true (ferry_http_resumable_is_last (draft));
  hear (draft, says (200, -1, 1));
  assert_step (draft, FERRY_HTTP_RESUMABLE_DONE);
}

static void
goes_on_from_where_the_server_is (void)
{
  for (FerryUploadProtocol protocol = TUS; protocol <= IETF; protocol++)
    {
      g_autoptr (FerryHttpResumable) steps = resume (protocol, 10 * MIB);

      hear (steps, says (204, 7 * MIB, 0));
      assert_appends (steps, 7 * MIB, 3 * MIB);
    }
}

static void
all_there_is_not_yet_complete_by_the_draft (void)
{
  g_autoptr (FerryHttpResumable) tus = resume (TUS, MIB);
  g_autoptr (FerryHttpResumable) draft = resume (IETF, MIB);
  g_autoptr (FerryHttpResumable) complete = resume (IETF, MIB);

  hear (tus, says (200, MIB, -1));
  assert_step (tus, FERRY_HTTP_RESUMABLE_DONE);
  hear (draft, says (204, MIB, 0));
  assert_appends (draft, MIB, 0);
  g_assert_true (ferry_http_resumable_is_last (draft));
  hear (complete, says (204, MIB, 1));
  assert_step (complete, FERRY_HTTP_RESUMABLE_DONE);
}

static void
believes_a_smaller_offset (void)
{
  g_autoptr (FerryHttpResumable) steps = begin (TUS, 10 * MIB);

  hear (steps, says (204, 8 * MIB, -1));
  hear (steps, says (204, 5 * MIB, -1));
  assert_appends (steps, 5 * MIB, 5 * MIB);
}

static void
does_not_believe_more_than_there_is (void)
{
  g_autoptr (FerryHttpResumable) located = resume (TUS, MIB);
  g_autoptr (FerryHttpResumable) appended = begin (IETF, 10 * MIB);

  hear (located, says (200, MIB + 1, -1));
  assert_failed (located, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
  hear (appended, says (204, 11 * MIB, 0));
  assert_failed (appended, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
}

static void
does_not_send_to_a_server_that_stands_still_for_ever (void)
{
  g_autoptr (FerryHttpResumable) steps = begin (TUS, 10 * MIB);
  guint n = 0;

  while (ferry_http_resumable_get_step (steps) == FERRY_HTTP_RESUMABLE_APPEND && n++ < 100)
    hear (steps, says (204, 0, -1));
  g_assert_cmpuint (n, <, 10);
  assert_failed (steps, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
}

static void
does_not_go_round_for_ever (void)
{
  g_autoptr (FerryHttpResumable) conflicts = begin (TUS, 10 * MIB);
  g_autoptr (FerryHttpResumable) forgets = begin (TUS, 10 * MIB);
  guint n = 0;

  while (ferry_http_resumable_get_step (conflicts) == FERRY_HTTP_RESUMABLE_APPEND && n++ < 100)
    {
      hear (conflicts, says (409, -1, -1));
      if (ferry_http_resumable_get_step (conflicts) == FERRY_HTTP_RESUMABLE_LOCATE)
        hear (conflicts, says (200, n % 2 * MIB, -1));
    }
  g_assert_cmpuint (n, <, 20);
  assert_failed (conflicts, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
  for (n = 0; ferry_http_resumable_get_step (forgets) == FERRY_HTTP_RESUMABLE_APPEND && n < 100; n++)
    {
      hear (forgets, says (204, 8 * MIB, -1));
      hear (forgets, says (404, -1, -1));
      if (ferry_http_resumable_get_step (forgets) == FERRY_HTTP_RESUMABLE_CREATE)
        hear (forgets, gives_place);
    }
  g_assert_cmpuint (n, <, 20);
  assert_failed (forgets, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
}

static void
does_not_believe_in_bytes_that_were_not_sent (void)
{
  FerryHttpResumableAnswer has_all = gives_place;
  g_autoptr (FerryHttpResumable) steps = begin (TUS, 20 * MIB);
  g_autoptr (FerryHttpResumable) created = ferry_http_resumable_new (TUS, "POST", MIB);

  hear (steps, says (204, 9 * MIB, -1));
  assert_step (steps, FERRY_HTTP_RESUMABLE_LOCATE);
  hear (steps, says (200, 8 * MIB, -1));
  assert_appends (steps, 8 * MIB, 8 * MIB);
  hear (steps, says (409, -1, -1));
  hear (steps, says (200, 17 * MIB, -1));
  assert_failed (steps, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
  has_all.offset = MIB;
  hear (created, has_all);
  assert_step (created, FERRY_HTTP_RESUMABLE_LOCATE);
}

static void
complete_with_a_part_missing_is_not_done (void)
{
  g_autoptr (FerryHttpResumable) located = resume (IETF, MIB);
  g_autoptr (FerryHttpResumable) appended = begin (IETF, MIB);

  hear (located, says (204, 1000, 1));
  assert_failed (located, FERRY_WEB_ERROR_STATUS_UNEXPECTED_SERVER_ERROR);
  g_assert_null (ferry_http_resumable_get_url (located));
  hear (appended, says (200, 1000, 1));
  assert_failed (appended, FERRY_WEB_ERROR_STATUS_UNEXPECTED_SERVER_ERROR);
}

static void
does_not_shrink_below_what_the_server_wants (void)
{
  FerryHttpResumableAnswer limited = gives_place;
  g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (IETF, "POST", 10 * MIB);

  limited.has_limits = TRUE;
  limited.min_append = 9 * MIB;
  hear (steps, offers_draft);
  hear (steps, limited);
  hear (steps, says (413, -1, -1));
  assert_failed (steps, 0);
}

static void
asks_where_it_is_when_told_of_a_conflict (void)
{
  g_autoptr (FerryHttpResumable) steps = begin (IETF, 10 * MIB);

  hear (steps, says (409, 3 * MIB, -1));
  assert_step (steps, FERRY_HTTP_RESUMABLE_LOCATE);
  hear (steps, says (204, 3 * MIB, 0));
  assert_appends (steps, 3 * MIB, 7 * MIB);
}

static void
follows_an_upload_that_moved (void)
{
  g_autoptr (FerryHttpResumable) steps = begin (TUS, 10 * MIB);

  hear (steps, (FerryHttpResumableAnswer){ .status = 308, .offset = -1, .location = MOVED });
  assert_step (steps, FERRY_HTTP_RESUMABLE_LOCATE);
  g_assert_cmpstr (ferry_http_resumable_get_url (steps), ==, MOVED);
  hear (steps, (FerryHttpResumableAnswer){ .status = 301, .offset = -1, .location = PLACE });
  assert_failed (steps, 0);
}

static void
begins_again_where_it_was_forgotten (void)
{
  static const guint statuses[] = { 404, 410 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (FerryHttpResumable) steps = resume (IETF, 10 * MIB);

      hear (steps, says (statuses[i], -1, -1));
      assert_step (steps, FERRY_HTTP_RESUMABLE_CREATE);
      g_assert_null (ferry_http_resumable_get_url (steps));
      hear (steps, gives_place);
      assert_appends (steps, 0, 8 * MIB);
    }
}

static void
a_server_may_not_forget_for_ever (void)
{
  g_autoptr (FerryHttpResumable) steps = begin (TUS, 10 * MIB);
  guint n = 0;

  while (ferry_http_resumable_get_step (steps) == FERRY_HTTP_RESUMABLE_APPEND && n++ < 100)
    {
      hear (steps, says (404, -1, -1));
      if (ferry_http_resumable_get_step (steps) == FERRY_HTTP_RESUMABLE_CREATE)
        hear (steps, gives_place);
    }
  g_assert_cmpuint (n, <, 10);
  assert_step (steps, FERRY_HTTP_RESUMABLE_FAILED);
}

static void
keeps_to_limits_and_shrinks (void)
{
  FerryHttpResumableAnswer limited = gives_place;
  g_autoptr (FerryHttpResumable) generous = ferry_http_resumable_new (IETF, "POST", 10 * MIB);
  g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (IETF, "POST", 10 * MIB);
  g_autoptr (FerryHttpResumable) tus = begin (TUS, 10 * MIB);

  limited.has_limits = TRUE;
  limited.min_append = 9 * MIB;
  hear (generous, offers_draft);
  hear (generous, limited);
  assert_appends (generous, 0, 9 * MIB);
  limited.min_append = 0;
  limited.max_append = 1000;
  hear (steps, offers_draft);
  hear (steps, limited);
  assert_appends (steps, 0, 1000);
  hear (tus, says (413, -1, -1));
  assert_step (tus, FERRY_HTTP_RESUMABLE_LOCATE);
  hear (tus, says (200, 0, -1));
  assert_appends (tus, 0, 2 * MIB);
}

static void
a_file_that_is_too_large_is_not_begun (void)
{
  FerryHttpResumableAnswer limited = offers_draft;
  g_autoptr (FerryHttpResumable) steps = ferry_http_resumable_new (IETF, "POST", 10 * MIB);

  limited.max_size = MIB;
  hear (steps, limited);
  assert_failed (steps, FERRY_WEB_ERROR_STATUS_REQUEST_ENTITY_TOO_LARGE);
}

static void
what_is_complete_and_refused_is_over (void)
{
  g_autoptr (FerryHttpResumable) steps = begin (IETF, MIB);

  hear (steps, says (422, -1, 1));
  assert_failed (steps, 0);
  g_assert_null (ferry_http_resumable_get_url (steps));
}

static void
other_failures_are_told_by_their_status (void)
{
  g_autoptr (FerryHttpResumable) created = ferry_http_resumable_new (TUS, "POST", MIB);
  g_autoptr (FerryHttpResumable) placeless = ferry_http_resumable_new (TUS, "POST", MIB);
  g_autoptr (FerryHttpResumable) appended = begin (TUS, MIB);
  g_autoptr (FerryHttpResumable) locked = resume (TUS, MIB);
  g_autoptr (FerryHttpResumable) silent = resume (TUS, MIB);

  hear (created, says (403, -1, -1));
  assert_failed (created, 0);
  hear (placeless, says (201, -1, -1));
  assert_failed (placeless, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
  hear (appended, says (500, -1, -1));
  assert_failed (appended, 0);
  g_assert_cmpstr (ferry_http_resumable_get_url (appended), ==, PLACE);
  hear (locked, says (423, -1, -1));
  assert_failed (locked, FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE);
  hear (silent, says (200, -1, -1));
  assert_failed (silent, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE);
}

static void
grows_on_a_fast_line_and_shrinks_on_a_slow_one (void)
{
  g_autoptr (FerryHttpResumable) steps = begin (TUS, 1000 * MIB);

  ferry_http_resumable_pace (steps, G_TIME_SPAN_SECOND);
  hear (steps, says (204, 8 * MIB, -1));
  assert_appends (steps, 8 * MIB, 16 * MIB);
  ferry_http_resumable_pace (steps, 4 * G_TIME_SPAN_SECOND);
  hear (steps, says (204, 24 * MIB, -1));
  assert_appends (steps, 24 * MIB, 16 * MIB);
  ferry_http_resumable_pace (steps, 20 * G_TIME_SPAN_SECOND);
  hear (steps, says (204, 40 * MIB, -1));
  assert_appends (steps, 40 * MIB, 8 * MIB);
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
  g_test_add_func ("/resumable/does not go round for ever", does_not_go_round_for_ever);
  g_test_add_func ("/resumable/does not believe in bytes that were not sent",
                   does_not_believe_in_bytes_that_were_not_sent);
  g_test_add_func ("/resumable/complete with a part missing is not done", complete_with_a_part_missing_is_not_done);
  g_test_add_func ("/resumable/does not shrink below what the server wants",
                   does_not_shrink_below_what_the_server_wants);
  g_test_add_func ("/resumable/asks where it is when told of a conflict", asks_where_it_is_when_told_of_a_conflict);
  g_test_add_func ("/resumable/follows an upload that moved", follows_an_upload_that_moved);
  g_test_add_func ("/resumable/begins again where it was forgotten", begins_again_where_it_was_forgotten);
  g_test_add_func ("/resumable/a server may not forget for ever", a_server_may_not_forget_for_ever);
  g_test_add_func ("/resumable/keeps to limits and shrinks", keeps_to_limits_and_shrinks);
  g_test_add_func ("/resumable/a file that is too large is not begun", a_file_that_is_too_large_is_not_begun);
  g_test_add_func ("/resumable/what is complete and refused is over", what_is_complete_and_refused_is_over);
  g_test_add_func ("/resumable/other failures are told by their status", other_failures_are_told_by_their_status);
  g_test_add_func ("/resumable/grows on a fast line and shrinks on a slow one",
                   grows_on_a_fast_line_and_shrinks_on_a_slow_one);
  return g_test_run ();
}
