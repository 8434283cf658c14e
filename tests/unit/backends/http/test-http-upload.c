/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads to servers of any manners. */

#include "http-fixture.h"

#include "ferry-enums.h"
#include "ferry-error.h"

#include <string.h>

/* More than the sockets between take. */
#define LARGE (16 * 1024 * 1024)

static void
upload (HttpFixture *fixture,
        const char  *path,
        gsize        size,
        const char  *options)
{
  http_fixture_start_upload (fixture, path, size, options, NULL);
  http_fixture_wait (fixture);
}

static void
assert_body (HttpFixture *fixture,
             guint        number,
             gsize        size)
{
  g_autofree char *file = http_fixture_make_file (fixture, size);
  g_autofree char *expected = NULL;
  gsize length, found;
  const void *body;

  g_assert_true (g_file_get_contents (file, &expected, &length, NULL));
  g_assert_cmpuint (fixture->bodies->len, >=, number);
  body = g_bytes_get_data (fixture->bodies->pdata[number - 1], &found);
  g_assert_cmpmem (body, found, expected, length);
}

static GString *
thank (HttpFixture *fixture,
       const char  *request,
       guint        number)
{
  return http_fixture_reply ("201 Created\nContent-Length: 6\nConnection: close\n", "Got it");
}

static void
says_what_it_sends_and_keeps_the_answer (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (thank);
  g_autofree char *path = g_build_filename (fixture->folder, "answer", NULL);
  g_autofree char *answer = NULL;

  fixture->takes = TRUE;
  upload (fixture, "/in", 100000, "'resumable': <uint32 1>");
  g_assert_no_error (fixture->error);
  g_assert_true (http_fixture_asked (fixture, 1, "POST /in HTTP/1.1"));
  g_assert_true (http_fixture_asked (fixture, 1, "Content-Length: 100000"));
  g_assert_true (http_fixture_asked (fixture, 1, "Content-Type: text/plain"));
  g_assert_true (http_fixture_asked (fixture, 1, "Filename: %C3%A4 letter.txt"));
  assert_body (fixture, 1, 100000);
  g_assert_true (g_file_get_contents (path, &answer, NULL, NULL));
  g_assert_cmpstr (answer, ==, "Got it");
  g_assert_cmpuint (ferry_run_get_bytes_done (fixture->run), ==, 100000);
  g_assert_cmpuint (ferry_upload_run_get_answer (FERRY_UPLOAD_RUN (fixture->run))->status_code, ==, 201);
}

static void
the_callers_headers_go_first (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (thank);

  fixture->takes = TRUE;
  upload (fixture, "/in", 10, "'resumable': <uint32 1>, 'method': <'PUT'>, "
                              "'headers': <[('Filename', 'mine'), ('Content-Type', 'x/y')]>");
  g_assert_no_error (fixture->error);
  g_assert_true (http_fixture_asked (fixture, 1, "PUT /in HTTP/1.1"));
  g_assert_true (http_fixture_asked (fixture, 1, "Filename: mine"));
  g_assert_true (http_fixture_asked (fixture, 1, "Content-Type: x/y"));
}

static void
asks_before_a_post (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (thank);

  fixture->takes = TRUE;
  upload (fixture, "/in", 10, NULL);
  g_assert_no_error (fixture->error);
  g_assert_true (http_fixture_asked (fixture, 1, "OPTIONS /in HTTP/1.1"));
  g_assert_true (http_fixture_asked (fixture, 2, "POST /in HTTP/1.1"));
  g_assert_cmpint (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))->protocol, ==, FERRY_UPLOAD_PROTOCOL_PLAIN);
}

static GString *
be_unwell (HttpFixture *fixture,
           const char  *request,
           guint        number)
{
  if (number == 1)
    return http_fixture_reply ("503 Busy\nContent-Length: 0\nConnection: close\n", "");
  return thank (fixture, request, number);
}

static void
asks_again_who_was_not_well (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (be_unwell);

  fixture->takes = TRUE;
  upload (fixture, "/in", 10, NULL);
  g_assert_no_error (fixture->error);
  upload (fixture, "/in", 10, NULL);
  g_assert_true (http_fixture_asked (fixture, 3, "OPTIONS /in HTTP/1.1"));
  upload (fixture, "/in", 10, NULL);
  g_assert_true (http_fixture_asked (fixture, 5, "POST /in HTTP/1.1"));
}

static GString *
refuse (HttpFixture *fixture,
        const char  *request,
        guint        number)
{
  return http_fixture_reply ("413 Too large\nContent-Length: 8\n", "Too much");
}

/* The server hangs up with most of the body unread, so the kernel resets the
 * connection right behind the answer. */
static void
hears_what_comes_before_the_connection_breaks (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (refuse);

      upload (fixture, "/in", LARGE, "'resumable': <uint32 1>");
      g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_REQUEST_ENTITY_TOO_LARGE);
      g_assert_cmpuint (ferry_run_get_bytes_done (fixture->run), <, LARGE);
    }
}

static GString *
refuse_and_leave (HttpFixture *fixture,
                  const char  *request,
                  guint        number)
{
  return g_string_new (NULL);
}

static void
says_when_the_connection_breaks_in_silence (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (refuse_and_leave);

  upload (fixture, "/in", LARGE, "'resumable': <uint32 1>");
  g_assert_nonnull (fixture->error);
  g_assert_true (fixture->error->domain == FERRY_WEB_ERROR);
  g_assert_cmpint (fixture->error->code, <, 300);
}

static void
says_when_all_was_taken_in_silence (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (refuse_and_leave);

  fixture->takes = TRUE;
  upload (fixture, "/in", 100000, "'resumable': <uint32 1>");
  g_assert_nonnull (fixture->error);
  g_assert_true (fixture->error->domain == FERRY_WEB_ERROR);
  g_assert_cmpint (ferry_upload_run_get_delivery (FERRY_UPLOAD_RUN (fixture->run)), !=, FERRY_DELIVERY_NOT_SENT);
}

/* There are no bytes of it to be counted, and it is a request all the same. */
static void
an_empty_file_may_have_been_taken_in_silence (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (refuse_and_leave);

  upload (fixture, "/in", 0, "'resumable': <uint32 1>");
  g_assert_nonnull (fixture->error);
  g_assert_cmpint (ferry_upload_run_get_delivery (FERRY_UPLOAD_RUN (fixture->run)), !=, FERRY_DELIVERY_NOT_SENT);
}

static GString *
talk_before_thanks (HttpFixture *fixture,
                    const char  *request,
                    guint        number)
{
  g_autofree char *body = NULL;

  if (!g_str_has_prefix (request, "OPTIONS "))
    return thank (fixture, request, number);
  body = g_strnfill (LARGE, 'x');
  return http_fixture_reply ("200 OK\nContent-Length: 1000000000000\n", body);
}

static void
does_not_hear_a_long_answer_to_its_end (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (talk_before_thanks);

  fixture->takes = TRUE;
  upload (fixture, "/in", 1000, NULL);
  g_assert_no_error (fixture->error);
  assert_body (fixture, 2, 1000);
}

static GString *
want_password (HttpFixture *fixture,
               const char  *request,
               guint        number)
{
  if (strstr (request, "\r\nAuthorization: ") == NULL)
    return http_fixture_reply ("401 Unauthorized\nWWW-Authenticate: Basic realm=\"x\"\nContent-Length: 0\n"
                               "Connection: close\n",
                               "");
  return thank (fixture, request, number);
}

static void
sends_the_body_again_with_a_password (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (want_password);

  fixture->takes = TRUE;
  upload (fixture, "/in", 100000, "'resumable': <uint32 1>, 'username': <'me'>, 'password': <'sesame'>");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (http_fixture_count (fixture), ==, 2);
  assert_body (fixture, 2, 100000);
  g_assert_cmpuint (ferry_run_get_bytes_done (fixture->run), ==, 100000);
}

static void
a_password_is_asked_for_before_the_body_is_read (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (want_password);

  upload (fixture, "/in", LARGE, "'resumable': <uint32 1>");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_UNAUTHORIZED);
}

static GString *
send_away (HttpFixture *fixture,
           const char  *request,
           guint        number)
{
  g_autofree char *head = NULL;

  if (strstr (request, "/in ") == NULL)
    return thank (fixture, request, number);
  head = g_strdup_printf ("%s\nLocation: %s/there\nContent-Length: 0\nConnection: close\n",
                          strstr (request, "X-Other: ") != NULL ? "303 See Other" : "307 Elsewhere",
                          fixture->other != NULL ? fixture->other->base : "");
  return http_fixture_reply (head, "");
}

static void
sends_the_body_to_where_it_is_sent (void)
{
  g_autoptr (HttpFixture) other = http_fixture_new (thank);
  g_autoptr (HttpFixture) fixture = http_fixture_new (send_away);

  fixture->takes = other->takes = TRUE;
  fixture->other = other;
  upload (fixture, "/in", 100000, "'resumable': <uint32 1>, 'headers': <[('X-Token', 'sesame')]>");
  g_assert_no_error (fixture->error);
  g_assert_true (http_fixture_asked (other, 1, "POST /there HTTP/1.1"));
  g_assert_false (http_fixture_asked (other, 1, "X-Token"));
  g_assert_cmpuint (g_bytes_get_size (other->bodies->pdata[0]), ==, 100000);
}

static void
gets_the_answer_where_it_is (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (send_away);

  fixture->takes = TRUE;
  upload (fixture, "/in", 100000, "'resumable': <uint32 1>, 'headers': <[('X-Other', 'x')]>");
  g_assert_no_error (fixture->error);
  g_assert_true (http_fixture_asked (fixture, 2, "GET /there HTTP/1.1"));
  g_assert_false (http_fixture_asked (fixture, 2, "Content-Length"));
  g_assert_false (http_fixture_asked (fixture, 2, "Filename"));
  g_assert_cmpuint (ferry_run_get_bytes_done (fixture->run), ==, 100000);
}

static GString *
show_the_door (HttpFixture *fixture,
               const char  *request,
               guint        number)
{
  return http_fixture_reply (number == 1 ? "302 Found\nLocation: /login\nContent-Length: 0\n" : "200 OK\nContent-Length: 0\n",
                             "");
}

static void
a_page_got_instead_is_no_success (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (show_the_door);

  upload (fixture, "/in", LARGE, "'resumable': <uint32 1>");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_FOUND);
  g_assert_cmpuint (http_fixture_count (fixture), ==, 1);
}

static GString *
move_for_good (HttpFixture *fixture,
               const char  *request,
               guint        number)
{
  return http_fixture_reply (number == 1 ? "301 Moved\nLocation: /there\nContent-Length: 0\nConnection: close\n"
                                         : "200 OK\nContent-Length: 0\nConnection: close\n",
                             "");
}

static void
a_server_that_moved_has_not_got_it (void)
{
  g_autoptr (HttpFixture) post = http_fixture_new (move_for_good);
  g_autoptr (HttpFixture) put = http_fixture_new (move_for_good);

  post->takes = put->takes = TRUE;
  upload (post, "/in", 1000, "'resumable': <uint32 1>");
  g_assert_error (post->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_MOVED_PERMANENTLY);
  g_assert_cmpuint (http_fixture_count (post), ==, 1);
  upload (put, "/in", 1000, "'resumable': <uint32 1>, 'method': <'PUT'>");
  g_assert_no_error (put->error);
  assert_body (put, 2, 1000);
}

static gboolean
on_patience_over (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
stops_when_it_is_told_to (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (refuse_and_leave);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fixture->hold = TRUE;
  http_fixture_start_upload (fixture, "/in", LARGE, "'resumable': <uint32 1>", cancellable);
  while (ferry_run_get_bytes_done (fixture->run) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_idle_add (on_patience_over, cancellable);
  http_fixture_wait (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static GString *
gather (HttpFixture *fixture,
        const char  *request,
        guint        number)
{
  if (g_str_has_prefix (request, "POST /in "))
    return http_fixture_reply ("201 Created\nLocation: places/7?key=x\nContent-Length: 0\nConnection: close\n", "");
  return http_fixture_reply ("204 No Content\nUpload-Offset: 1000\nConnection: close\n", "");
}

static void
gathers_the_bytes_where_the_server_says (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (gather);

  fixture->takes = TRUE;
  upload (fixture, "/in", 1000, "'resumable': <uint32 2>");
  g_assert_no_error (fixture->error);
  g_assert_true (http_fixture_asked (fixture, 1, "Content-Length: 0"));
  g_assert_true (http_fixture_asked (fixture, 2, "PATCH /places/7?key=x HTTP/1.1"));
  g_assert_true (http_fixture_asked (fixture, 2, "Tus-Resumable: 1.0.0"));
  assert_body (fixture, 2, 1000);
  g_assert_true (g_str_has_suffix (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run))->url, "/places/7?key=x"));
  g_assert_cmpint (ferry_upload_run_get_delivery (FERRY_UPLOAD_RUN (fixture->run)), ==, FERRY_DELIVERY_NOT_SENT);
}

/* libsoup hands on what goes to a proxy with a password of its own. */
static void
arrives_by_way_of_libsoup (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (thank);

  fixture->takes = TRUE;
  upload (fixture, "/in", LARGE, "'resumable': <uint32 1>, 'proxy-username': <'me'>");
  g_assert_no_error (fixture->error);
  assert_body (fixture, 1, LARGE);
  g_assert_cmpuint (ferry_run_get_bytes_done (fixture->run), ==, LARGE);
}

/* At a thousand bytes a second, a megabyte has not gone before anyone looks. */
static void
assert_slow (HttpFixture *fixture,
             const char  *options)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  http_fixture_start_upload (fixture, "/in", LARGE, options, cancellable);
  while (ferry_run_get_bytes_done (fixture->run) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  http_fixture_wait (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (ferry_run_get_bytes_done (fixture->run), <, 1024 * 1024);
}

static void
goes_no_faster_than_it_may (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (thank);

  fixture->takes = TRUE;
  assert_slow (fixture, "'resumable': <uint32 1>, 'rate-limit': <uint64 1000>");
  ferry_limits_set_rate (fixture->limits, 1000);
  assert_slow (fixture, "'resumable': <uint32 1>");
  assert_slow (fixture, "'resumable': <uint32 1>, 'proxy-username': <'me'>");
}

static GString *
nod (HttpFixture *fixture,
     const char  *request,
     guint        number)
{
  return http_fixture_reply ("204 No Content\n", "");
}

/* libsoup takes an answer without a length for one that ends with the
 * connection, and would make another one for each upload. */
static void
an_answer_without_a_body_keeps_the_connection (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (nod);

  fixture->takes = fixture->stays = TRUE;
  for (guint i = 0; i < 3; i++)
    {
      upload (fixture, "/in", 1000, "'method': <'PUT'>");
      g_assert_no_error (fixture->error);
    }
  g_assert_cmpuint (http_fixture_count (fixture), ==, 3);
  g_assert_cmpuint (fixture->n_accepted, ==, 1);
}

/* Says nothing, and does not hang up. */
static GString *
keep_silent (HttpFixture *fixture,
             const char  *request,
             guint        number)
{
  return g_string_new (NULL);
}

/* Who tells a proxy something has a session alone, which numbers its
 * connections from 1, too. */
static void
no_body_goes_out_on_the_connection_of_another (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (nod);
  g_autoptr (HttpFixture) other = http_fixture_new (keep_silent);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  FerryBackend *backend = other->backend;

  fixture->takes = fixture->stays = other->hold = TRUE;
  upload (fixture, "/in", 10, "'method': <'PUT'>");
  g_assert_no_error (fixture->error);

  other->backend = fixture->backend;
  http_fixture_start_upload (other, "/in", 10,
                             "'resumable': <uint32 1>, 'proxy-username': <'ferry'>, 'proxy-password': <'hush'>", cancellable);
  while (http_fixture_count (other) == 0)
    g_main_context_iteration (NULL, FALSE);
  upload (fixture, "/in", 1000, "'method': <'PUT'>");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->n_accepted, ==, 1);
  assert_body (fixture, 2, 1000);

  g_cancellable_cancel (cancellable);
  http_fixture_wait (other);
  other->backend = backend;
}

/* Has no answer for who takes leave. */
static GString *
bear_a_grudge (HttpFixture *fixture,
               const char  *request,
               guint        number)
{
  return g_str_has_prefix (request, "DELETE ") ? g_string_new (NULL) : thank (fixture, request, number);
}

/* More of them than there may be connections to one server. */
static void
no_upload_waits_behind_those_that_were_given_up (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (bear_a_grudge);

  fixture->takes = fixture->hold = TRUE;
  upload (fixture, "/in", 10, "'method': <'PUT'>");
  g_assert_no_error (fixture->error);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/places/%u", fixture->base, i);
      g_autoptr (FerryUpload) given_up = ferry_upload_with_address (ferry_upload_run_get_upload (FERRY_UPLOAD_RUN (fixture->run)),
                                                                    FERRY_UPLOAD_PROTOCOL_TUS, 0, place);

      ferry_backend_terminate (fixture->backend, ferry_run_get_request (fixture->run), given_up);
    }
  while (http_fixture_count (fixture) < 20)
    g_main_context_iteration (NULL, FALSE);
  upload (fixture, "/in", 10, "'method': <'PUT'>");
  g_assert_no_error (fixture->error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http upload/says what it sends and keeps the answer", says_what_it_sends_and_keeps_the_answer);
  g_test_add_func ("/http upload/the caller's headers go first", the_callers_headers_go_first);
  g_test_add_func ("/http upload/asks before a POST", asks_before_a_post);
  g_test_add_func ("/http upload/asks again who was not well", asks_again_who_was_not_well);
  g_test_add_func ("/http upload/hears what comes before the connection breaks",
                   hears_what_comes_before_the_connection_breaks);
  g_test_add_func ("/http upload/says when the connection breaks in silence", says_when_the_connection_breaks_in_silence);
  g_test_add_func ("/http upload/says when all was taken in silence", says_when_all_was_taken_in_silence);
  g_test_add_func ("/http upload/an empty file may have been taken in silence",
                   an_empty_file_may_have_been_taken_in_silence);
  g_test_add_func ("/http upload/does not hear a long answer to its end", does_not_hear_a_long_answer_to_its_end);
  g_test_add_func ("/http upload/sends the body again with a password", sends_the_body_again_with_a_password);
  g_test_add_func ("/http upload/a password is asked for before the body is read",
                   a_password_is_asked_for_before_the_body_is_read);
  g_test_add_func ("/http upload/sends the body to where it is sent", sends_the_body_to_where_it_is_sent);
  g_test_add_func ("/http upload/gets the answer where it is", gets_the_answer_where_it_is);
  g_test_add_func ("/http upload/a page got instead is no success", a_page_got_instead_is_no_success);
  g_test_add_func ("/http upload/a server that moved has not got it", a_server_that_moved_has_not_got_it);
  g_test_add_func ("/http upload/stops when it is told to", stops_when_it_is_told_to);
  g_test_add_func ("/http upload/arrives by way of libsoup", arrives_by_way_of_libsoup);
  g_test_add_func ("/http upload/goes no faster than it may", goes_no_faster_than_it_may);
  g_test_add_func ("/http upload/an answer without a body keeps the connection",
                   an_answer_without_a_body_keeps_the_connection);
  g_test_add_func ("/http upload/gathers the bytes where the server says", gathers_the_bytes_where_the_server_says);
  g_test_add_func ("/http upload/no body goes out on the connection of another",
                   no_body_goes_out_on_the_connection_of_another);
  g_test_add_func ("/http upload/no upload waits behind those that were given up",
                   no_upload_waits_behind_those_that_were_given_up);
  return g_test_run ();
}
