/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Downloads from servers that send elsewhere, refuse, or talk nonsense. */

#include "http-fixture.h"

#include "ferry-error.h"

#include <stdlib.h>
#include <string.h>

/* /N leads to /N-1, and /0 is the file. */
static GString *
count_down (HttpFixture *fixture,
            const char  *request,
            guint        number)
{
  int left = atoi (strchr (request, '/') + 1);
  g_autofree char *head = NULL;

  if (left == 0)
    return http_fixture_reply ("200 OK\nContent-Length: 5\n", "hello");
  head = g_strdup_printf ("302 Found\nLocation: %d\nContent-Length: 4\n", left - 1);
  return http_fixture_reply (head, "gone");
}

static void
follows_ten_redirections (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (count_down);
  g_autofree char *last = g_strconcat (fixture->base, "/0", NULL);

  http_fixture_get (fixture, "/10");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (http_fixture_count (fixture), ==, 11);
  g_assert_cmpstr (fixture->response->uri, ==, last);
}

static void
does_not_follow_the_eleventh (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (count_down);

  http_fixture_get (fixture, "/11");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED);
  g_assert_cmpuint (http_fixture_count (fixture), ==, 11);
}

static GString *
go_in_a_circle (HttpFixture *fixture,
                const char  *request,
                guint        number)
{
  return http_fixture_reply (strstr (request, "GET /a ") != NULL ? "301 Moved\nLocation: /b\n" : "301 Moved\nLocation: /a\n", "");
}

static GString *
lead_to_a_file (HttpFixture *fixture,
                const char  *request,
                guint        number)
{
  return http_fixture_reply ("302 Found\nLocation: file:///etc/passwd\n", "");
}

static GString *
lead_nowhere (HttpFixture *fixture,
              const char  *request,
              guint        number)
{
  return http_fixture_reply ("302 Found\nContent-Length: 0\n", "");
}

static GString *
refuse (HttpFixture *fixture,
        const char  *request,
        guint        number)
{
  return http_fixture_reply ("404 Not Found\nContent-Length: 9\n", "not there");
}

static GString *
send_no_content (HttpFixture *fixture,
                 const char  *request,
                 guint        number)
{
  return http_fixture_reply ("204 No Content\n", "");
}

static GString *
hang_up (HttpFixture *fixture,
         const char  *request,
         guint        number)
{
  return g_string_new (NULL);
}

static GString *
talk_nonsense (HttpFixture *fixture,
               const char  *request,
               guint        number)
{
  return g_string_new ("220 FTP server ready\r\n\r\n");
}

static GString *
never_stop_the_head (HttpFixture *fixture,
                     const char  *request,
                     guint        number)
{
  GString *bytes = g_string_new ("HTTP/1.1 200 OK\r\n");

  for (int i = 0; i < 20000; i++)
    g_string_append_printf (bytes, "X-%d: and on and on\r\n", i);
  return bytes;
}

static GString *
never_come_to_the_point (HttpFixture *fixture,
                         const char  *request,
                         guint        number)
{
  GString *bytes = g_string_new (NULL);

  for (int i = 0; i < 1000; i++)
    g_string_append (bytes, "HTTP/1.1 103 Early Hints\r\n\r\n");
  return bytes;
}

static const struct {
  HttpAnswer answer;
  int code;
} troubles[] = {
  { go_in_a_circle, FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { lead_to_a_file, FERRY_WEB_ERROR_STATUS_UNEXPECTED_REDIRECTION },
  { lead_nowhere, FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { refuse, FERRY_WEB_ERROR_STATUS_NOT_FOUND },
  { send_no_content, FERRY_WEB_ERROR_STATUS_UNEXPECTED_STATUS_CODE },
  { hang_up, FERRY_WEB_ERROR_STATUS_DISCONNECTED },
  { talk_nonsense, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE },
  { never_come_to_the_point, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE },
  /* libsoup stops reading at 64 KiB, and has no other word for it. */
  { never_stop_the_head, FERRY_WEB_ERROR_STATUS_DISCONNECTED },
};

static void
says_what_is_wrong_and_writes_nothing (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (troubles[i].answer);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      http_fixture_get (fixture, "/a");
      g_assert_error (fixture->error, FERRY_WEB_ERROR, troubles[i].code);
      g_assert_false (ferry_download_run_has_begun (FERRY_DOWNLOAD_RUN (fixture->run)));
    }
}

static GString *
be_busy (HttpFixture *fixture,
         const char  *request,
         guint        number)
{
  return http_fixture_reply ("503 Service Unavailable\nRetry-After: 120\nContent-Length: 0\n", "");
}

static void
tells_how_long_to_wait (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (be_busy);

  http_fixture_get (fixture, "/file");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE);
  g_assert_cmpint (ferry_run_get_retry_after (fixture->run), ==, 120);
}

static void
nobody_listens (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (refuse);

  g_socket_service_stop (fixture->service);
  g_socket_listener_close (G_SOCKET_LISTENER (fixture->service));
  http_fixture_get (fixture, "/file");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT);
  g_assert_nonnull (strstr (fixture->error->message, "127.0.0.1"));
}

/* Headers and credentials. */

static void
get_with (HttpFixture *fixture,
          const char  *path,
          const char  *options)
{
  g_autoptr (FerryRequest) request = http_fixture_request (fixture, path, options);
  g_autoptr (FerryRun) run = http_fixture_make_run (fixture, request);

  http_fixture_start (fixture, run, NULL);
  http_fixture_wait (fixture);
}

static GString *
lead_to_the_other (HttpFixture *fixture,
                   const char  *request,
                   guint        number)
{
  g_autofree char *head = NULL;

  if (strstr (request, "GET /here ") != NULL)
    return http_fixture_reply ("302 Found\nLocation: /there\n", "");
  head = g_strdup_printf ("302 Found\nLocation: %s/file\n", fixture->other->base);
  return http_fixture_reply (head, "");
}

static GString *
lead_back (HttpFixture *fixture,
           const char  *request,
           guint        number)
{
  g_autofree char *head = g_strdup_printf ("302 Found\nLocation: %s/file\n", fixture->other->base);

  return http_fixture_reply (head, "");
}

static GString *
want_a_password (HttpFixture *fixture,
                 const char  *request,
                 guint        number)
{
  if (strstr (request, "\r\nAuthorization: Basic dXNlcjpwYXNz\r\n") != NULL)
    return http_fixture_reply ("200 OK\nContent-Length: 5\n", "hello");
  return http_fixture_reply ("401 Unauthorized\nWWW-Authenticate: Basic realm=\"x\"\nContent-Length: 2\n", "no");
}

static void
a_header_is_not_told_to_another_server (void)
{
  g_autoptr (HttpFixture) other = http_fixture_new (want_a_password);
  g_autoptr (HttpFixture) fixture = http_fixture_new (lead_to_the_other);

  fixture->other = other;
  get_with (fixture, "/here", "'headers': <[('X-Token', 'abc')]>, "
                              "'username': <'user'>, 'password': <'pass'>");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_UNAUTHORIZED);
  g_assert_true (http_fixture_asked (fixture, 1, "X-Token: abc\r\n"));
  g_assert_true (http_fixture_asked (fixture, 2, "X-Token: abc\r\n"));
  g_assert_cmpuint (http_fixture_count (other), ==, 1);
  g_assert_false (http_fixture_asked (other, 1, "X-Token:"));
  g_assert_false (http_fixture_asked (other, 1, "Authorization:"));
}

static void
what_left_its_origin_is_not_trusted_when_it_comes_back (void)
{
  g_autoptr (HttpFixture) other = http_fixture_new (lead_back);
  g_autoptr (HttpFixture) fixture = http_fixture_new (lead_to_the_other);

  fixture->other = other;
  other->other = fixture;
  get_with (fixture, "/there", "'headers': <[('X-Token', 'abc')]>");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED);
  g_assert_false (http_fixture_asked (fixture, 2, "X-Token:"));
}

static void
tells_the_password_when_asked (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (want_a_password);

  get_with (fixture, "/file", "'username': <'user'>, 'password': <'pass'>");
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (http_fixture_count (fixture), ==, 2);
  g_assert_false (http_fixture_asked (fixture, 1, "Authorization:"));
}

static void
takes_the_password_out_of_the_address (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (want_a_password);
  g_autofree char *address = g_strconcat ("http://user:pass@", fixture->base + strlen ("http://"), "/file", NULL);

  get_with (fixture, address, NULL);
  g_assert_no_error (fixture->error);
  g_assert_null (strstr (fixture->response->uri, "pass"));
}

static void
tells_a_wrong_password_once (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (want_a_password);

  get_with (fixture, "/file", "'username': <'user'>, 'password': <'wrong'>");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_UNAUTHORIZED);
  g_assert_cmpuint (http_fixture_count (fixture), ==, 2);
}

static void
forgets_the_password_for_the_next (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (want_a_password);

  get_with (fixture, "/file", "'username': <'user'>, 'password': <'pass'>");
  http_fixture_get (fixture, "/file");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_UNAUTHORIZED);
  g_assert_false (http_fixture_asked (fixture, 3, "Authorization:"));
}

static GString *
be_a_proxy (HttpFixture *fixture,
            const char  *request,
            guint        number)
{
  if (strstr (request, "\r\nProxy-Authorization: Basic cHJveHk6cGFzcw==\r\n") != NULL)
    return http_fixture_reply ("200 OK\nContent-Length: 5\n", "hello");
  return http_fixture_reply ("407 Proxy Authentication Required\nProxy-Authenticate: Basic realm=\"x\"\nContent-Length: 2\n", "no");
}

static void
tells_the_proxy_what_is_for_the_proxy (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (be_a_proxy);

      g_setenv ("http_proxy", fixture->base, TRUE);
      get_with (fixture, "http://example.invalid/file",
                "'username': <'user'>, 'password': <'pass'>, "
                "'proxy-username': <'proxy'>, 'proxy-password': <'pass'>");
      g_assert_no_error (fixture->error);
      g_assert_false (http_fixture_asked (fixture, 2, "Authorization:"));
      http_fixture_get (fixture, "http://example.invalid/file");
      g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_PROXY_AUTHENTICATION_REQUIRED);
      g_assert_false (http_fixture_asked (fixture, 3, "Proxy-Authorization:"));
      return;
    }
  /* The system's proxy is read once in a process. */
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
goes_through_the_proxy_that_it_names (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (be_a_proxy);
  g_autofree char *options = g_strdup_printf ("'proxy': <'%s'>, 'proxy-username': <'proxy'>, 'proxy-password': <'pass'>",
                                              fixture->base);

  get_with (fixture, "http://example.invalid/file", options);
  g_assert_no_error (fixture->error);
  g_assert_true (http_fixture_asked (fixture, 2, "GET http://example.invalid/file HTTP/1.1"));
  /* Not told to the next one, nor is it on its way. */
  http_fixture_get (fixture, "/file");
  g_assert_true (http_fixture_asked (fixture, 3, "GET /file HTTP/1.1"));
  g_assert_false (http_fixture_asked (fixture, 3, "Proxy-Authorization:"));
}

static GString *
greet (HttpFixture *fixture,
       const char  *request,
       guint        number)
{
  return http_fixture_reply ("200 OK\nContent-Length: 5\n", "hello");
}

static void
the_next_goes_to_its_proxy_on_the_same_connection (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (greet);
  g_autofree char *options = g_strdup_printf ("'proxy': <'%s'>", fixture->base);

  fixture->stays = TRUE;
  for (guint i = 1; i <= 3; i++)
    {
      get_with (fixture, "http://example.invalid/file", options);
      g_assert_no_error (fixture->error);
      g_assert_true (http_fixture_asked (fixture, i, "GET http://example.invalid/file HTTP/1.1"));
    }
  g_assert_cmpuint (fixture->n_accepted, ==, 1);
}

static GString *
set_a_cookie (HttpFixture *fixture,
              const char  *request,
              guint        number)
{
  return http_fixture_reply ("200 OK\nSet-Cookie: id=1\nContent-Length: 0\n", "");
}

static void
keeps_no_cookies (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (set_a_cookie);

  http_fixture_get (fixture, "/file");
  http_fixture_get (fixture, "/file");
  g_assert_false (http_fixture_asked (fixture, 2, "Cookie:"));
}

/* Begins a body that never ends. */
static GString *
ask_without_end (HttpFixture *fixture,
                 const char  *request,
                 guint        number)
{
  if (number > 1 && strstr (request, "\r\nAuthorization: Basic bWU6cHc=\r\n") != NULL)
    return http_fixture_reply ("200 OK\nContent-Length: 5\n", "hello");
  return http_fixture_reply (fixture->user_data, "1\r\nx\r\n");
}

static const struct {
  const char *head;
  int code;
} endless[] = {
  { "401 Who\nWWW-Authenticate: Basic realm=\"x\"\nContent-Length: 2000000000\n", 401 },
  { "401 Who\nWWW-Authenticate: Basic realm=\"x\"\nTransfer-Encoding: chunked\n", 401 },
  { "401 Who\nWWW-Authenticate: Basic realm=\"x\"\nConnection: close\n", 401 },
  { "401 Who\nTransfer-Encoding: chunked\n", 401 },
  { "407 Who\nProxy-Authenticate: Basic realm=\"x\"\nContent-Length: 65537\n", 407 },
  { "407 Who\nProxy-Authenticate: Basic realm=\"x\"\nTransfer-Encoding: chunked\n", 407 },
  { "421 Not here\nTransfer-Encoding: chunked\n", 421 },
  { "403 No\nTransfer-Encoding: chunked\n", 403 },
  { "503 Later\nConnection: close\n", 503 },
};

static void
a_body_that_nobody_wants_is_not_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (endless); i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (ask_without_end);

      g_test_message ("%s", endless[i].head);
      fixture->user_data = (gpointer) endless[i].head;
      fixture->hold = TRUE;
      http_fixture_get (fixture, "/file");
      g_assert_error (fixture->error, FERRY_WEB_ERROR, endless[i].code);
      g_assert_cmpuint (http_fixture_count (fixture), ==, 1);
    }
}

static void
who_asks_for_a_password_without_end_is_told_it (void)
{
  for (gsize i = 0; i < 3; i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (ask_without_end);
      g_autoptr (HttpFixture) other = http_fixture_new (ask_without_end);

      g_test_message ("%s", endless[i].head);
      fixture->user_data = other->user_data = (gpointer) endless[i].head;
      fixture->hold = other->hold = TRUE;
      get_with (fixture, "/file", "'username': <'me'>, 'password': <'pw'>");
      g_assert_no_error (fixture->error);
      g_assert_cmpuint (http_fixture_count (fixture), ==, 2);
      get_with (other, "/file", "'username': <'me'>, 'password': <'wrong'>");
      g_assert_error (other->error, FERRY_WEB_ERROR, 401);
      g_assert_cmpuint (http_fixture_count (other), ==, 2);
    }
}

static GString *
refuse_a_tunnel (HttpFixture *fixture,
                 const char  *request,
                 guint        number)
{
  const char *head = fixture->user_data;

  if (strstr (request, "\r\nProxy-Authorization: Basic cHJveHk6cGFzcw==\r\n") != NULL)
    head = "403 No\nTransfer-Encoding: chunked\n";
  return http_fixture_reply (head, "1\r\nx\r\n");
}

static void
a_proxy_that_makes_no_tunnel_is_not_listened_to (void)
{
  static const struct {
    const char *head;
    int code;
  } refusals[] = {
    { "407 Who\nProxy-Authenticate: Basic realm=\"x\"\nTransfer-Encoding: chunked\n", 407 },
    { "407 Who\nProxy-Authenticate: Basic realm=\"x\"\nContent-Length: 65537\n", 407 },
    { "403 No\nContent-Length: 2000000000\n", 403 },
    { "502 Bad\nConnection: close\n", 502 },
  };

  if (g_test_subprocess ())
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (refuse_a_tunnel);

      fixture->hold = TRUE;
      g_setenv ("https_proxy", fixture->base, TRUE);
      for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
        {
          fixture->user_data = (gpointer) refusals[i].head;
          http_fixture_get (fixture, "https://example.invalid/file");
          g_assert_error (fixture->error, FERRY_WEB_ERROR, refusals[i].code);
          g_assert_cmpuint (http_fixture_count (fixture), ==, i + 1);
        }
      fixture->user_data = (gpointer) refusals[0].head;
      get_with (fixture, "https://example.invalid/file", "'proxy-username': <'proxy'>, 'proxy-password': <'pass'>");
      g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_FORBIDDEN);
      g_assert_cmpuint (http_fixture_count (fixture), ==, G_N_ELEMENTS (refusals) + 2);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/trouble/a-body-that-nobody-wants-is-not-read", a_body_that_nobody_wants_is_not_read);
  g_test_add_func ("/http/trouble/a-proxy-that-makes-no-tunnel-is-not-listened-to", a_proxy_that_makes_no_tunnel_is_not_listened_to);
  g_test_add_func ("/http/trouble/who-asks-for-a-password-without-end-is-told-it", who_asks_for_a_password_without_end_is_told_it);
  g_test_add_func ("/http/trouble/follows-ten-redirections", follows_ten_redirections);
  g_test_add_func ("/http/trouble/does-not-follow-the-eleventh", does_not_follow_the_eleventh);
  g_test_add_func ("/http/trouble/says-what-is-wrong-and-writes-nothing", says_what_is_wrong_and_writes_nothing);
  g_test_add_func ("/http/trouble/tells-how-long-to-wait", tells_how_long_to_wait);
  g_test_add_func ("/http/trouble/nobody-listens", nobody_listens);
  g_test_add_func ("/http/trouble/a-header-is-not-told-to-another-server", a_header_is_not_told_to_another_server);
  g_test_add_func ("/http/trouble/what-left-its-origin-is-not-trusted-when-it-comes-back",
                   what_left_its_origin_is_not_trusted_when_it_comes_back);
  g_test_add_func ("/http/trouble/tells-the-password-when-asked", tells_the_password_when_asked);
  g_test_add_func ("/http/trouble/takes-the-password-out-of-the-address", takes_the_password_out_of_the_address);
  g_test_add_func ("/http/trouble/tells-a-wrong-password-once", tells_a_wrong_password_once);
  g_test_add_func ("/http/trouble/forgets-the-password-for-the-next", forgets_the_password_for_the_next);
  g_test_add_func ("/http/trouble/goes-through-the-proxy-that-it-names", goes_through_the_proxy_that_it_names);
  g_test_add_func ("/http/trouble/the-next-goes-to-its-proxy-on-the-same-connection",
                   the_next_goes_to_its_proxy_on_the_same_connection);
  g_test_add_func ("/http/trouble/tells-the-proxy-what-is-for-the-proxy", tells_the_proxy_what_is_for_the_proxy);
  g_test_add_func ("/http/trouble/keeps-no-cookies", keeps_no_cookies);
  return g_test_run ();
}
