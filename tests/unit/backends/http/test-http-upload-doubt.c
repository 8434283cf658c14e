/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads to servers of which nobody knows whether they have got it. */

#include "http-fixture.h"

#include "ferry-enums.h"
#include "ferry-error.h"

#include <string.h>

/* More than the sockets between take. */
#define LARGE (16 * 1024 * 1024)

static void
upload (HttpFixture *fixture,
        gsize        size,
        const char  *options)
{
  http_fixture_start_upload (fixture, "/in", size, options, NULL);
  http_fixture_wait (fixture);
}

/* The upload goes on, as the last run has left it. */
static void
upload_on (HttpFixture *fixture,
           gsize        size,
           const char  *options)
{
  g_autoptr (FerryUpload) known = ferry_upload_ref (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run)));

  fixture->known = known;
  upload (fixture, size, options);
  fixture->known = NULL;
}

static guint
count (HttpFixture *fixture,
       const char  *method)
{
  g_autofree char *start = g_strconcat (method, " ", NULL);
  guint n = 0;

  for (guint i = 0; i < fixture->requests->len; i++)
    n += g_str_has_prefix (fixture->requests->pdata[i], start);
  return n;
}

/* Takes all, says nothing, and has forgotten it when it is asked. */
static GString *
take_and_forget (HttpFixture *fixture,
                 const char  *request,
                 guint        number)
{
  if (g_str_has_prefix (request, "POST /in "))
    return http_fixture_reply ("201 Created\nLocation: places/7\nContent-Length: 0\nConnection: close\n", "");
  if (g_str_has_prefix (request, "PATCH "))
    return g_string_new (NULL);
  return http_fixture_reply ("404 Not Found\nContent-Length: 0\nConnection: close\n", "");
}

static void
what_was_taken_in_silence_and_forgotten_is_not_sent_again (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (take_and_forget);

  fixture->takes = TRUE;
  upload (fixture, 1000, "'resumable': <uint32 2>");
  g_assert_nonnull (fixture->error);
  g_assert_true (ferry_delivery_is_open (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))->delivery));
  upload_on (fixture, 1000, "'resumable': <uint32 2>");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED);
  g_assert_false (ferry_upload_may_be_sent (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))));
  g_assert_cmpuint (count (fixture, "POST"), ==, 1);
  g_assert_cmpuint (count (fixture, "PATCH"), ==, 1);
}

/* Takes all, and has no word for the end. */
static GString *
be_silent_in_the_end (HttpFixture *fixture,
                      const char  *request,
                      guint        number)
{
  if (strstr (request, "\r\nUpload-Offset: 0\r\n") != NULL)
    return http_fixture_reply ("204 No Content\nUpload-Offset: 1048576\nConnection: close\n", "");
  return take_and_forget (fixture, request, number);
}

static void
only_the_end_leaves_a_doubt (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (be_silent_in_the_end);

  fixture->takes = TRUE;
  upload (fixture, 1024 * 1024 + 1, "'resumable': <uint32 2>");
  g_assert_nonnull (fixture->error);
  g_assert_cmpuint (count (fixture, "PATCH"), ==, 2);
  g_assert_cmpuint (fixture->n_waits, ==, 2);
  g_assert_true (ferry_delivery_is_open (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))->delivery));
}

/* Makes the upload, and has no word for that. */
static GString *
make_in_silence (HttpFixture *fixture,
                 const char  *request,
                 guint        number)
{
  if (g_str_has_prefix (request, "OPTIONS "))
    return http_fixture_reply ("204 No Content\nTus-Version: 1.0.0\nTus-Extension: creation\nConnection: close\n", "");
  return g_string_new (NULL);
}

/* By tus it is whole as soon as there is a place for it. */
static void
an_empty_file_that_may_be_there_is_not_made_again (void)
{
  for (guint protocol = 0; protocol <= 2; protocol += 2)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (make_in_silence);
      g_autofree char *options = g_strdup_printf ("'resumable': <uint32 %u>", protocol);

      upload (fixture, 0, options);
      g_assert_nonnull (fixture->error);
      g_assert_cmpuint (fixture->n_waits, ==, 1);
      g_assert_cmpuint (count (fixture, "POST"), ==, 1);
      g_assert_false (ferry_upload_may_be_sent (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))));
    }
}

static void
an_empty_file_that_did_not_leave_is_in_no_doubt (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (make_in_silence);

  http_fixture_start_upload (fixture, "http://127.0.0.1:1/in", 0, "'resumable': <uint32 2>", NULL);
  http_fixture_wait (fixture);
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT);
  g_assert_cmpuint (fixture->n_waits, ==, 1);
  g_assert_false (ferry_delivery_is_open (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))->delivery));
}

/* Wants all in one request, and reads nothing of it. */
static GString *
hang_up (HttpFixture *fixture,
         const char  *request,
         guint        number)
{
  if (g_str_has_prefix (request, "OPTIONS "))
    return http_fixture_reply ("204 No Content\nUpload-Draft-Interop-Version: 8\nUpload-Limit: min-append-size=100000000\n"
                               "Connection: close\n",
                               "");
  if (g_str_has_prefix (request, "HEAD "))
    return http_fixture_reply ("410 Gone\nConnection: close\n", "");
  return take_and_forget (fixture, request, number);
}

static void
an_end_that_did_not_leave_is_in_no_doubt (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (hang_up);

  upload (fixture, LARGE, "'resumable': <uint32 3>");
  g_assert_nonnull (fixture->error);
  g_assert_false (ferry_delivery_is_open (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))->delivery));
  g_assert_nonnull (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))->url);
  upload_on (fixture, LARGE, "'resumable': <uint32 3>");
  g_assert_cmpuint (fixture->restarts, ==, 1);
  g_assert_cmpuint (count (fixture, "POST"), ==, 2);
}

static GString *
forget_once (HttpFixture *fixture,
             const char  *request,
             guint        number)
{
  if (g_str_has_prefix (request, "PATCH "))
    return http_fixture_reply ("204 No Content\nUpload-Offset: 1000\nConnection: close\n", "");
  return take_and_forget (fixture, request, number);
}

/* Takes all, and does not like it. */
static GString *
refuse_in_the_end (HttpFixture *fixture,
                   const char  *request,
                   guint        number)
{
  if (g_str_has_prefix (request, "OPTIONS "))
    return http_fixture_reply ("204 No Content\nUpload-Draft-Interop-Version: 8\nUpload-Limit: min-size=0\n"
                               "Connection: close\n",
                               "");
  if (g_str_has_prefix (request, "PATCH "))
    return http_fixture_reply ("422 Unprocessable Content\nUpload-Complete: ?1\nContent-Length: 0\nConnection: close\n", "");
  return take_and_forget (fixture, request, number);
}

static void
what_is_refused_for_good_has_not_begun_again (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (refuse_in_the_end);

  fixture->takes = TRUE;
  upload (fixture, 1000, "'resumable': <uint32 3>");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, 422);
  g_assert_null (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))->url);
  g_assert_cmpuint (fixture->restarts, ==, 0);
}

static void
what_is_too_old_is_not_asked_for (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (forget_once);
  g_autoptr (FerryUpload) old = ferry_upload_new (g_variant_new ("a(tx)", NULL));
  g_autofree char *place = g_strconcat (fixture->base, "/places/6", NULL);
  g_autoptr (FerryUpload) known = ferry_upload_with_address (old, FERRY_UPLOAD_PROTOCOL_TUS, 0, place);

  fixture->takes = TRUE;
  fixture->known = known;
  known->expires = g_get_real_time () - 1;
  upload (fixture, 1000, "'resumable': <uint32 2>");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (count (fixture, "HEAD"), ==, 0);
  g_assert_cmpuint (count (fixture, "POST"), ==, 1);
  g_assert_cmpuint (fixture->restarts, ==, 1);

  known->delivery = FERRY_DELIVERY_UNKNOWN;
  upload (fixture, 1000, "'resumable': <uint32 2>");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED);
  g_assert_cmpuint (count (fixture, "POST"), ==, 1);
}

/* Says for how long it keeps what it has got, and then loses the connection. */
static GString *
keep_for_an_hour (HttpFixture *fixture,
                  const char  *request,
                  guint        number)
{
  if (g_str_has_prefix (request, "OPTIONS "))
    return http_fixture_reply ("204 No Content\nUpload-Draft-Interop-Version: 6\nUpload-Limit: min-size=0\nConnection: close\n",
                               "");
  if (g_str_has_prefix (request, "POST "))
    return http_fixture_reply ("201 Created\nLocation: places/7\nUpload-Limit: expires=3600\nContent-Length: 0\n"
                               "Connection: close\n",
                               "");
  return g_string_new (NULL);
}

static void
knows_when_its_place_is_too_old (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (keep_for_an_hour);
  gint64 before = g_get_real_time ();
  gint64 expires;

  fixture->takes = TRUE;
  upload (fixture, 1000, "'resumable': <uint32 3>");
  expires = ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))->expires;
  g_assert_cmpint (expires, >=, before + G_TIME_SPAN_HOUR);
  g_assert_cmpint (expires, <=, g_get_real_time () + G_TIME_SPAN_HOUR);
}

/* Has the answer elsewhere, as the X-Other header wishes it to be. */
static GString *
answer_elsewhere (HttpFixture *fixture,
                  const char  *request,
                  guint        number)
{
  g_autofree char *head = NULL;

  if (strstr (request, "/in ") != NULL)
    head = g_strdup_printf ("%.3s See elsewhere\nLocation: /there\nContent-Length: 0\nConnection: close\n",
                            strstr (request, "X-Status: ") + strlen ("X-Status: "));
  else
    head = g_strdup_printf ("%u As it is\nContent-Length: 0\nConnection: close\n", GPOINTER_TO_UINT (fixture->user_data));
  return http_fixture_reply (head, "");
}

static void
upload_elsewhere (HttpFixture *fixture,
                  guint        redirection,
                  guint        status,
                  const char  *method)
{
  g_autofree char *options = g_strdup_printf ("'resumable': <uint32 1>, 'method': <'%s'>, "
                                              "'headers': <[('X-Status', '%u')]>",
                                              method, redirection);

  fixture->takes = TRUE;
  fixture->user_data = GUINT_TO_POINTER (status);
  upload (fixture, 1000, options);
}

static void
an_answer_that_is_elsewhere_is_got_there (void)
{
  for (guint redirection = 302; redirection <= 303; redirection++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (answer_elsewhere);

      upload_elsewhere (fixture, redirection, 200, "POST");
      g_assert_no_error (fixture->error);
      g_assert_cmpuint (count (fixture, "GET"), ==, 1);
      g_assert_true (g_str_has_suffix (ferry_upload_run_get_answer (FERRY_UPLOAD_RUN (fixture->run))->uri, "/there"));
    }
}

/* 503 too: it is said of the answer, not of what was sent. */
static void
an_answer_that_can_not_be_got_says_nothing_of_what_was_sent (void)
{
  static const guint statuses[] = { 404, 500, 503 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (answer_elsewhere);

      upload_elsewhere (fixture, 303, statuses[i], "POST");
      g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED);
      g_assert_false (ferry_upload_may_be_sent (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))));
      g_assert_cmpuint (count (fixture, "POST"), ==, 1);
      g_assert_cmpuint (ferry_upload_run_get_answer (FERRY_UPLOAD_RUN (fixture->run))->status_code, ==, statuses[i]);
      g_assert_true (g_str_has_suffix (ferry_upload_run_get_answer (FERRY_UPLOAD_RUN (fixture->run))->uri, "/there"));
    }
}

static void
a_put_may_be_sent_again_whatever_is_elsewhere (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (answer_elsewhere);

  upload_elsewhere (fixture, 303, 503, "PUT");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/upload doubt/what was taken in silence and forgotten is not sent again",
                   what_was_taken_in_silence_and_forgotten_is_not_sent_again);
  g_test_add_func ("/upload doubt/only the end leaves a doubt", only_the_end_leaves_a_doubt);
  g_test_add_func ("/upload doubt/an end that did not leave is in no doubt", an_end_that_did_not_leave_is_in_no_doubt);
  g_test_add_func ("/upload doubt/an empty file that may be there is not made again",
                   an_empty_file_that_may_be_there_is_not_made_again);
  g_test_add_func ("/upload doubt/an empty file that did not leave is in no doubt",
                   an_empty_file_that_did_not_leave_is_in_no_doubt);
  g_test_add_func ("/upload doubt/what is too old is not asked for", what_is_too_old_is_not_asked_for);
  g_test_add_func ("/upload doubt/what is refused for good has not begun again",
                   what_is_refused_for_good_has_not_begun_again);
  g_test_add_func ("/upload doubt/knows when its place is too old", knows_when_its_place_is_too_old);
  g_test_add_func ("/upload doubt/an answer that is elsewhere is got there", an_answer_that_is_elsewhere_is_got_there);
  g_test_add_func ("/upload doubt/an answer that can't be got says nothing of what was sent",
                   an_answer_that_can_not_be_got_says_nothing_of_what_was_sent);
  g_test_add_func ("/upload doubt/a PUT may be sent again whatever is elsewhere",
                   a_put_may_be_sent_again_whatever_is_elsewhere);
  return g_test_run ();
}
