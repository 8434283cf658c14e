/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resumable uploads to servers that say whatever comes to their minds. What
 * was said is drawn by lot; the seed that g_test prints plays it again. */

#include "ferry-http-early-response.h"
#include "ferry-http-resumable-head.h"

#include <string.h>

#define TALKS 3000
#define HEADS 20000

/* Answers in a row that bring nothing new, before it must have been given up. */
#define MAX_IDLE 60

static const char *const headers[] = {
  "Upload-Offset",
  "Upload-Complete",
  "Upload-Limit",
  "Upload-Draft-Interop-Version",
  "Tus-Version",
  "Tus-Extension",
  "Tus-Max-Size",
};

static const char *const words[] = {
  "0",
  "1",
  "-1",
  "?0",
  "?1",
  "8",
  "6",
  "1.0.0",
  "creation",
  "max-size",
  "min-size",
  "max-append-size",
  "min-append-size",
  "max-age",
  "expires",
  "=",
  "==",
  ",",
  ", ",
  ";",
  " ",
  "\t",
  "\"",
  "131072",
  "1048576",
  "9223372036854775807",
  "9223372036854775808",
  "99999999999999999999",
  "=0",
  "=1000",
  "=70000",
};

static const guint statuses[] = { 200, 201, 204, 204, 204, 200, 303, 307, 308, 403, 404, 409, 410, 413, 422, 423, 500 };

#define PICK(array) ((array)[g_test_rand_int_range (0, G_N_ELEMENTS (array))])

static char *
make_value (void)
{
  GString *value = g_string_new (NULL);

  for (int left = g_test_rand_int_range (0, 9); left > 0; left--)
    g_string_append (value, PICK (words));
  return g_string_free (value, FALSE);
}

static void
read_some_head (FerryHttpResumableAnswer *answer,
                guint                     status)
{
  SoupMessageHeaders *head = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

  for (int left = g_test_rand_int_range (0, 5); left > 0; left--)
    {
      g_autofree char *value = make_value ();

      soup_message_headers_append (head, PICK (headers), value);
    }
  ferry_http_resumable_read (answer, status, head);
  soup_message_headers_unref (head);
}

static void
reads_any_head (void)
{
  for (guint i = 0; i < HEADS; i++)
    {
      FerryHttpResumableAnswer answer;

      read_some_head (&answer, PICK (statuses));
      g_assert_cmpint (answer.offset, >=, -1);
      g_assert_true (answer.complete >= -1 && answer.complete <= 1);
      for (guint limit = 0; limit < FERRY_HTTP_RESUMABLE_N_LIMITS; limit++)
        g_assert_cmpuint (answer.limits.values[limit], <=, G_MAXINT64);
    }
}

/* What comes on a connection need not end in a NUL. */
static void
reads_any_beginning (void)
{
  static const char *const parts[] = { "HTTP/1.1 ", "HTTP/1.", "100", "413 ", "\r\n", "\r\n\r\n", "x", "", "104 Go on" };

  for (guint i = 0; i < HEADS; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *bytes = NULL;
      guint status;

      for (int left = g_test_rand_int_range (0, 9); left > 0; left--)
        g_string_append (text, PICK (parts));
      bytes = g_memdup2 (text->str, text->len);
      status = ferry_http_early_response_status (bytes, text->len);
      g_assert_true (status == 0 || (status >= 200 && status <= 999));
    }
}

/* How a server answers each kind of request: always so, or ever differently. */
typedef struct {
  gboolean is_fickle;
  FerryHttpResumableAnswer answers[FERRY_HTTP_RESUMABLE_FAILED + 1];
  int halves[FERRY_HTTP_RESUMABLE_FAILED + 1]; /* of what it is sent that it takes, -1 when it does not say */
} Server;

/* Mostly sense, so that the talk gets somewhere. */
static void
make_up_mind (Server                 *server,
              FerryHttpResumableStep  step)
{
  FerryHttpResumableAnswer *answer = &server->answers[step];

  read_some_head (answer, PICK (statuses));
  server->halves[step] = g_test_rand_int_range (-1, 3);
  if (g_test_rand_int_range (0, 4) > 0)
    answer->location = "http://example.org/places/7";
  if (g_test_rand_int_range (0, 8) > 0)
    memset (&answer->limits, 0, sizeof answer->limits);
  if (step == FERRY_HTTP_RESUMABLE_PROBE)
    {
      answer->speaks_tus = g_test_rand_bit ();
      answer->interop = g_test_rand_int_range (5, 10);
      answer->has_limits = TRUE;
    }
}

static void
make_server (Server *server)
{
  server->is_fickle = g_test_rand_bit ();
  for (FerryHttpResumableStep step = 0; step <= FERRY_HTTP_RESUMABLE_FAILED; step++)
    make_up_mind (server, step);
}

static FerryHttpResumableAnswer
ask (Server             *server,
     FerryHttpResumable *steps)
{
  FerryHttpResumableStep step = ferry_http_resumable_get_step (steps);
  FerryHttpResumableAnswer answer = server->answers[step];

  answer.offset = -1;
  if (server->halves[step] >= 0)
    answer.offset = ferry_http_resumable_get_offset (steps) +
                    server->halves[step] * ferry_http_resumable_get_size (steps) / 2;
  if (server->is_fickle)
    make_up_mind (server, step);
  return answer;
}

static void
check (FerryHttpResumable *steps)
{
  guint64 length = ferry_http_resumable_get_length (steps);
  guint64 offset = ferry_http_resumable_get_offset (steps);
  guint64 size = ferry_http_resumable_get_size (steps);
  FerryWebErrorStatus code;

  g_assert_cmpuint (offset, <=, length);
  if (ferry_http_resumable_get_step (steps) == FERRY_HTTP_RESUMABLE_APPEND)
    {
      g_assert_nonnull (ferry_http_resumable_get_url (steps));
      g_assert_cmpuint (size, <=, length - offset);
      g_assert_true (size > 0 || ferry_http_resumable_is_last (steps));
    }
  if (ferry_http_resumable_get_step (steps) == FERRY_HTTP_RESUMABLE_DONE)
    g_assert_cmpuint (offset, ==, length);
  if (ferry_http_resumable_get_message (steps, &code) != NULL)
    g_assert_cmpint (ferry_http_resumable_get_step (steps), ==, FERRY_HTTP_RESUMABLE_FAILED);
}

static gboolean
is_over (FerryHttpResumable *steps)
{
  FerryHttpResumableStep step = ferry_http_resumable_get_step (steps);

  return step == FERRY_HTTP_RESUMABLE_PLAIN || step == FERRY_HTTP_RESUMABLE_DONE || step == FERRY_HTTP_RESUMABLE_FAILED;
}

static FerryHttpResumable *
make_steps (void)
{
  static const char *const methods[] = { "POST", "PUT" };
  static const guint64 lengths[] = { 0, 1, 131072, 10 * 1024 * 1024 };
  FerryUploadProtocol wish = g_test_rand_int_range (FERRY_UPLOAD_PROTOCOL_AUTO, FERRY_UPLOAD_PROTOCOL_IETF + 1);
  FerryHttpResumable *steps = ferry_http_resumable_new (wish, PICK (methods), PICK (lengths));

  if (g_test_rand_bit () && wish >= FERRY_UPLOAD_PROTOCOL_TUS)
    ferry_http_resumable_resume (steps, wish, 8, "http://example.org/places/6", g_test_rand_bit ());
  return steps;
}

/* Returns: how many answers in a row brought nothing, at most. */
static guint
talk (FerryHttpResumable *steps)
{
  guint64 furthest = 0;
  guint idle = 0, most = 0;
  Server server;

  make_server (&server);
  while (!is_over (steps) && idle <= MAX_IDLE)
    {
      FerryHttpResumableAnswer answer = ask (&server, steps);

      ferry_http_resumable_pace (steps, g_test_rand_int_range (0, G_MAXINT));
      ferry_http_resumable_take_answer (steps, &answer);
      check (steps);
      idle = ferry_http_resumable_get_offset (steps) > furthest ? 0 : idle + 1;
      furthest = MAX (furthest, ferry_http_resumable_get_offset (steps));
      most = MAX (most, idle);
    }
  return most;
}

static void
every_talk_comes_to_an_end (void)
{
  for (guint i = 0; i < TALKS; i++)
    {
      g_autoptr (FerryHttpResumable) steps = make_steps ();

      g_assert_cmpuint (talk (steps), <=, MAX_IDLE);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/resumable/reads any head", reads_any_head);
  g_test_add_func ("/fuzz/resumable/reads any beginning", reads_any_beginning);
  g_test_add_func ("/fuzz/resumable/every talk comes to an end", every_talk_comes_to_an_end);
  return g_test_run ();
}
