/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Faults happen when they are said to, and only then. */

#include "server-fixture.h"
#include "server-pattern.h"

#define SIZE "?length=10000"

typedef struct {
  const char *fault;
  guint second_status;      /* to a Range with the first answer's tag */
  const char *second_range; /* (nullable) its Content-Range */
} Case;

/* The first answer of each is cut at byte 5000; the second is asked for the rest. */
static const Case cases[] = {
  { "fault/ignored-range" SIZE, 200, NULL },
  { "fault/wrong-content-range" SIZE, 206, "bytes 6001-9999/10000" },
  { "fault/missing-content-range" SIZE, 206, NULL },
  { "fault/changed-etag" SIZE, 200, NULL },
  { "fault/changed-unsaid" SIZE, 206, "bytes 5000-9999/10000" },
  { "fault/changed-length" SIZE, 206, "bytes 5000-10999/11000" },
  { "fault/fresh-etag" SIZE, 200, NULL },
  { "fault/weak-etag" SIZE, 200, NULL },
  { "fault/416" SIZE, 416, "bytes */10000" },
  { "fault/cut" SIZE "&times=1", 206, "bytes 5000-9999/10000" },
};

static void
check_second (ServerFixture *fixture,
              const Case    *fault)
{
  g_autoptr (ServerReply) first = server_fixture_get (fixture, fault->fault, NULL, NULL);
  const char *etag = server_reply_get_header (first, "ETag");
  g_autoptr (ServerReply) second = server_fixture_get (fixture, fault->fault, "bytes=5000-", etag);

  g_test_message ("%s", fault->fault);
  g_assert_cmpstr (server_reply_get_header (first, "Content-Length"), ==, "10000");
  g_assert_true (first->error != NULL || g_bytes_get_size (first->body) == 5000);
  g_assert_no_error (second->error);
  g_assert_cmpuint (soup_message_get_status (second->message), ==, fault->second_status);
  g_assert_cmpstr (server_reply_get_header (second, "Content-Range"), ==, fault->second_range);
}

static void
the_second_answer_is_the_faulty_one (ServerFixture *fixture,
                                     gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_second (fixture, &cases[i]);
}

static void
changed_content_is_other_content (ServerFixture *fixture,
                                  gconstpointer  data)
{
  g_autoptr (ServerReply) first = server_fixture_get (fixture, "fault/changed-etag" SIZE, NULL, NULL);
  g_autoptr (ServerReply) second = server_fixture_get (fixture, "fault/changed-etag" SIZE, NULL, NULL);
  guint8 expected[10000];

  server_pattern_fill (1, 0, expected, sizeof expected);
  g_assert_cmpmem (g_bytes_get_data (second->body, NULL), g_bytes_get_size (second->body), expected, sizeof expected);
  g_assert_cmpstr (server_reply_get_header (first, "ETag"), !=, server_reply_get_header (second, "ETag"));
  g_assert_cmpstr (server_reply_get_header (first, "Last-Modified"), !=, server_reply_get_header (second, "Last-Modified"));
}

static void
another_address_begins_anew (ServerFixture *fixture,
                             gconstpointer  data)
{
  g_autoptr (ServerReply) first = server_fixture_get (fixture, "fault/503?times=1&key=1", NULL, NULL);
  g_autoptr (ServerReply) again = server_fixture_get (fixture, "fault/503?times=1&key=1", NULL, NULL);
  g_autoptr (ServerReply) other = server_fixture_get (fixture, "fault/503?times=1&key=2", NULL, NULL);

  g_assert_cmpuint (soup_message_get_status (first->message), ==, 503);
  g_assert_cmpuint (soup_message_get_status (again->message), ==, 200);
  g_assert_cmpuint (soup_message_get_status (other->message), ==, 503);
}

static void
content_without_a_length_is_whole (ServerFixture *fixture,
                                   gconstpointer  data)
{
  const char *const pages[] = { "fault/no-length" SIZE, "fault/until-close" SIZE };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (ServerReply) reply = server_fixture_get (fixture, pages[i], NULL, NULL);

      g_assert_no_error (reply->error);
      g_assert_null (server_reply_get_header (reply, "Content-Length"));
      g_assert_cmpuint (g_bytes_get_size (reply->body), ==, 10000);
    }
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, NULL);
  gboolean *ended = user_data;

  *ended = TRUE;
}

/* The fixture's end asserts that the site and all of its messages are gone. */
static void
a_client_that_leaves_a_stall_leaves_nothing_behind (ServerFixture *fixture,
                                                    gconstpointer  data)
{
  g_autofree char *address = g_strconcat (fixture->root, "fault/stall?after=10", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);
  gboolean ended = FALSE;
  gboolean finished = FALSE;

  g_signal_connect_swapped (server_site_get_server (fixture->site), "request-aborted",
                            G_CALLBACK (g_atomic_int_inc), &finished);
  soup_session_send_async (fixture->session, message, G_PRIORITY_DEFAULT, NULL, on_ended, &ended);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  soup_session_abort (fixture->session);
  while (!finished)
    g_main_context_iteration (NULL, TRUE);
}

static void
a_site_may_go_while_it_is_silent (ServerFixture *fixture,
                                  gconstpointer  data)
{
  g_autofree char *address = g_strconcat (fixture->root, "fault/silence", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);
  SoupServer *server = server_site_get_server (fixture->site);
  gboolean ended = FALSE;
  gboolean asked = FALSE;

  g_signal_connect_swapped (server, "request-read", G_CALLBACK (g_atomic_int_inc), &asked);
  soup_session_send_async (fixture->session, message, G_PRIORITY_DEFAULT, NULL, on_ended, &ended);
  while (!asked)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->site);
  fixture->site = server_site_new ();
  soup_session_abort (fixture->session);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(name, test) \
  g_test_add ("/server/faults/" name, ServerFixture, NULL, server_fixture_set_up, test, server_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("the-second-answer-is-the-faulty-one", the_second_answer_is_the_faulty_one);
  ADD ("changed-content-is-other-content", changed_content_is_other_content);
  ADD ("another-address-begins-anew", another_address_begins_anew);
  ADD ("content-without-a-length-is-whole", content_without_a_length_is_whole);
  ADD ("a-client-that-leaves-a-stall-leaves-nothing-behind", a_client_that_leaves_a_stall_leaves_nothing_behind);
  ADD ("a-site-may-go-while-it-is-silent", a_site_may_go_while_it_is_silent);
  return g_test_run ();
}
