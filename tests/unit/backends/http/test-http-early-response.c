/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers that come before they are asked for. */

#include "ferry-http-early-response.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define INTERIM "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n"

static void
assert_status (const char *bytes,
               guint       status)
{
  g_assert_cmpuint (ferry_http_early_response_status (bytes, strlen (bytes)), ==, status);
}

static void
finds_the_final_status (void)
{
  assert_status ("", 0);
  assert_status ("HTTP/1.1 41", 0);
  assert_status ("HTTP/1.1 413", 413);
  assert_status ("HTTP/1.0 200 OK\r\n", 200);
  assert_status (INTERIM, 0);
  assert_status ("HTTP/1.1 104 Upload", 0);
  assert_status (INTERIM INTERIM "HTTP/1.1 403 Forbidden\r\n", 403);
  assert_status ("GET / HTTP/1.1\r\n\r\n", 0);
  assert_status ("HTTP/1.1 abc def\r\n\r\n", 0);
}

/* A server that has said @bytes, and maybe hung up. */
static gboolean
is_refused (const char *bytes,
            gboolean    hangs_up)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;
  gboolean refused;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, ends), ==, 0);
  socket = g_socket_new_from_fd (ends[0], &error);
  g_assert_no_error (error);
  g_assert_cmpint (write (ends[1], bytes, strlen (bytes)), ==, (gssize) strlen (bytes));
  if (hangs_up)
    close (ends[1]);
  refused = ferry_http_early_response_is_refused (socket);
  g_assert_cmpint (refused, ==, ferry_http_early_response_is_refused (socket));
  if (!hangs_up)
    close (ends[1]);
  return refused;
}

static void
only_a_refusal_ends_the_body (void)
{
  g_assert_false (is_refused ("", FALSE));
  g_assert_false (is_refused (INTERIM, FALSE));
  g_assert_false (is_refused ("HTTP/1.1 200 OK\r\n\r\n", FALSE));
  g_assert_true (is_refused ("HTTP/1.1 302 Found\r\n", FALSE));
  g_assert_true (is_refused ("HTTP/1.1 413 Too large\r\n", FALSE));
  g_assert_true (is_refused ("", TRUE));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/early response/finds the final status", finds_the_final_status);
  g_test_add_func ("/early response/only a refusal ends the body", only_a_refusal_ends_the_body);
  return g_test_run ();
}
