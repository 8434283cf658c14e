/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where redirections lead, how bytes are paced, what errors are called. */

#include "ferry-http-errors.h"
#include "ferry-http-redirect-chain.h"
#include "ferry-http-redirect.h"
#include "ferry-read-coalescing.h"

#include "ferry-error.h"

#include <libsoup/soup.h>
#include <string.h>

static GUri *
parse (const char *address)
{
  return g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
}

static const struct {
  const char *from;
  const char *location;
  const char *to;
} ways[] = {
  { "http://a/x/y?q", "z", "http://a/x/z" },
  { "http://a/x/y?q", "/z?new", "http://a/z?new" },
  { "http://a/x", "//b/z", "http://b/z" },
  { "http://a/x", "https://b:8443/z", "https://b:8443/z" },
  { "http://a/x", "http://me:pw@b/z#part", "http://b/z" },
  { "http://a/x", "HTTP://b/a b", "http://b/a%20b" },
};

static void
follows_to_the_web (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GUri) from = parse (ways[i].from);
      g_autoptr (GError) error = NULL;
      g_autoptr (GUri) to = ferry_http_redirect_target (from, ways[i].location, FALSE, &error);
      g_autofree char *text = to != NULL ? g_uri_to_string (to) : NULL;

      g_test_message ("%s", ways[i].location);
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, ways[i].to);
    }
}

static const struct {
  const char *location;
  int code;
} dead_ends[] = {
  { NULL, FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "https://[::1", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "https:///x", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "//h;x", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "https://h;x", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "//h&x/", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "https:;x", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "//b%0d%0aX-Injected%3a%20yes/", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "//b%0a/", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "//b%20c/", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "//b%2f/", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "//[fe80::1%25a%0d%0ab]/", FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED },
  { "file:///etc/passwd", FERRY_WEB_ERROR_STATUS_UNEXPECTED_REDIRECTION },
  { "ftp://b/x", FERRY_WEB_ERROR_STATUS_UNEXPECTED_REDIRECTION },
  { "javascript:alert(1)", FERRY_WEB_ERROR_STATUS_UNEXPECTED_REDIRECTION },
  { "http://a/x", FERRY_WEB_ERROR_STATUS_HTTPS_TO_HTTP_ON_REDIRECTION },
};

static void
follows_nowhere_else (void)
{
  g_autoptr (GUri) from = parse ("https://a/x");
  g_autoptr (GUri) allowed = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (dead_ends); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GUri) to = ferry_http_redirect_target (from, dead_ends[i].location, FALSE, &error);

      g_test_message ("%s", dead_ends[i].location);
      g_assert_null (to);
      g_assert_error (error, FERRY_WEB_ERROR, dead_ends[i].code);
      g_assert_true (g_str_has_prefix (error->message, "a "));
    }
  allowed = ferry_http_redirect_target (from, "http://a/x", TRUE, NULL);
  g_assert_nonnull (allowed);
}

static void
keeps_the_method_where_it_must (void)
{
  g_assert_cmpstr (ferry_http_redirect_method (301, "POST"), ==, "GET");
  g_assert_cmpstr (ferry_http_redirect_method (302, "POST"), ==, "GET");
  g_assert_cmpstr (ferry_http_redirect_method (303, "PUT"), ==, "GET");
  g_assert_cmpstr (ferry_http_redirect_method (303, "HEAD"), ==, "HEAD");
  g_assert_cmpstr (ferry_http_redirect_method (302, "PUT"), ==, "PUT");
  g_assert_cmpstr (ferry_http_redirect_method (307, "POST"), ==, "POST");
  g_assert_cmpstr (ferry_http_redirect_method (308, "POST"), ==, "POST");
}

static void
a_slow_link_is_waited_for_in_batches (void)
{
  FerryReadCoalescing coalescing = { 0 };
  gint64 now = 1000000;

  /* 25 MB/s: 128 KiB take about 5 ms. */
  g_assert_cmpuint (ferry_read_coalescing_tick (&coalescing, now, 1448), ==, 1);
  for (int i = 0; i < 20; i++)
    ferry_read_coalescing_tick (&coalescing, now += 4000, 100000);
  g_assert_cmpuint (ferry_read_coalescing_tick (&coalescing, now += 4000, 100000), ==, 5);

  /* It gets slower: never more than 10 ms. */
  for (int i = 0; i < 40; i++)
    ferry_read_coalescing_tick (&coalescing, now += 10000, 1448);
  g_assert_cmpuint (ferry_read_coalescing_tick (&coalescing, now += 10000, 1448), ==, 10);
}

static void
a_fast_or_silent_link_is_not_waited_for (void)
{
  FerryReadCoalescing coalescing = { 0 };
  gint64 now = 1000000;

  g_assert_cmpuint (ferry_read_coalescing_tick (&coalescing, now, 0), ==, 0);
  ferry_read_coalescing_tick (&coalescing, now, 1024 * 1024);
  g_assert_cmpuint (ferry_read_coalescing_tick (&coalescing, now += 1000, 1024 * 1024), ==, 0);
  g_assert_cmpuint (ferry_read_coalescing_tick (&coalescing, now, 0), ==, 0);
  /* A clock that stands still is no fault. */
  g_assert_cmpuint (ferry_read_coalescing_tick (&coalescing, now, 1024), ==, 0);
}

/* A stream of packets, and a reader that obeys the coalescing. */
typedef struct {
  FerryReadCoalescing coalescing;
  gint64 now;
  double waiting; /* bytes that have come and were not read */
  gsize most;     /* that were read at once */
  guint wakes;
} PacedLink;

#define PACKET 1448

static void
play_link (PacedLink *self,
           double     rate,
           gint64     until)
{
  while (self->now < until)
    {
      gsize got = (gsize) (self->waiting / PACKET) * PACKET;
      guint ms = ferry_read_coalescing_tick (&self->coalescing, self->now, got);
      gint64 step;

      self->waiting -= got;
      self->most = MAX (self->most, got);
      self->wakes++;
      /* Without a timer the next packet wakes it. */
      step = ms > 0 ? ms * 1000 : (PACKET - self->waiting) * G_USEC_PER_SEC / rate + 1;
      self->now += step;
      self->waiting += step * rate / G_USEC_PER_SEC;
    }
}

static const struct {
  double rate;
  guint wakes;
} links[] = {
  /* Slower than a packet a tick: one for it, one that finds nothing. */
  { 100e3, 2 * 100000 / PACKET },
  { 2.5e6, 120 },
  { 25e6, 240 },
  { 100e6, 1000 },
};

static void
a_steady_link_is_kept_up_with_in_few_reads (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      PacedLink link = { .now = G_USEC_PER_SEC };

      play_link (&link, links[i].rate, 2 * G_USEC_PER_SEC);
      g_assert_cmpuint (link.wakes, <=, links[i].wakes + 5);
      /* A socket has to hold it meanwhile. */
      g_assert_cmpuint (link.most, <=, 160 * 1024);
    }
}

static void
a_link_that_gets_faster_is_followed (void)
{
  PacedLink link = { .now = G_USEC_PER_SEC };

  play_link (&link, 1e6, 2 * G_USEC_PER_SEC);
  play_link (&link, 100e6, 2 * G_USEC_PER_SEC + 50000);
  g_assert_cmpuint (link.most, <=, 1024 * 1024);
  link.most = 0;
  play_link (&link, 100e6, 3 * G_USEC_PER_SEC);
  g_assert_cmpuint (link.most, <=, 160 * 1024);
}

static void
a_pause_is_slept_through (void)
{
  PacedLink link = { .now = G_USEC_PER_SEC };

  play_link (&link, 25e6, 2 * G_USEC_PER_SEC);
  link.wakes = 0;
  /* Not a packet in ten seconds: the last bytes, one look in vain. */
  play_link (&link, 1, 12 * G_USEC_PER_SEC);
  g_assert_cmpuint (link.wakes, <=, 2);
  /* The pause does not count against the link for long. */
  play_link (&link, 25e6, link.now + 200000);
  g_assert_cmpuint (link.wakes, >=, 30);
}

static const struct {
  GQuark (*domain) (void);
  int cause;
  GTlsCertificateFlags flags;
  int code;
} causes[] = {
  { g_resolver_error_quark, G_RESOLVER_ERROR_NOT_FOUND, 0, FERRY_WEB_ERROR_STATUS_HOST_NAME_NOT_RESOLVED },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, 0, FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT },
  { g_io_error_quark, G_IO_ERROR_NETWORK_UNREACHABLE, 0, FERRY_WEB_ERROR_STATUS_SERVER_UNREACHABLE },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, 0, FERRY_WEB_ERROR_STATUS_CONNECTION_RESET },
  { g_io_error_quark, G_IO_ERROR_PARTIAL_INPUT, 0, FERRY_WEB_ERROR_STATUS_DISCONNECTED },
  { g_io_error_quark, G_IO_ERROR_TIMED_OUT, 0, FERRY_WEB_ERROR_STATUS_TIMEOUT },
  { g_io_error_quark, G_IO_ERROR_NOT_SUPPORTED, 0, FERRY_WEB_ERROR_STATUS_UNKNOWN },
  { soup_session_error_quark, SOUP_SESSION_ERROR_PARSING, 0, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE },
  { g_tls_error_quark, G_TLS_ERROR_EOF, 0, FERRY_WEB_ERROR_STATUS_DISCONNECTED },
  { g_tls_error_quark, G_TLS_ERROR_HANDSHAKE, 0, FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT },
  { g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, 0, FERRY_WEB_ERROR_STATUS_CERTIFICATE_IS_INVALID },
  { g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, G_TLS_CERTIFICATE_UNKNOWN_CA, FERRY_WEB_ERROR_STATUS_CERTIFICATE_IS_INVALID },
  { g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, G_TLS_CERTIFICATE_EXPIRED, FERRY_WEB_ERROR_STATUS_CERTIFICATE_EXPIRED },
  { g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, G_TLS_CERTIFICATE_BAD_IDENTITY, FERRY_WEB_ERROR_STATUS_CERTIFICATE_COMMON_NAME_IS_INCORRECT },
  { g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, G_TLS_CERTIFICATE_INSECURE, FERRY_WEB_ERROR_STATUS_CERTIFICATE_CONTAINS_ERRORS },
  { g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, G_TLS_CERTIFICATE_REVOKED | G_TLS_CERTIFICATE_EXPIRED, FERRY_WEB_ERROR_STATUS_CERTIFICATE_REVOKED },
};

static void
names_what_went_wrong (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      g_autoptr (GError) cause = g_error_new_literal (causes[i].domain (), causes[i].cause, "text for programmers");
      g_autoptr (GError) error = ferry_http_error_for_cause (cause, causes[i].flags, "example.org");

      g_assert_error (error, FERRY_WEB_ERROR, causes[i].code);
      g_assert_nonnull (strstr (error->message, "example.org"));
      g_assert_null (strstr (error->message, "programmers"));
    }
}

/* One whom the person named may be found when the network is back. */
static void
a_host_that_a_redirection_names_is_there_or_not (void)
{
  g_autoptr (GError) nobody = g_error_new_literal (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "text for programmers");
  g_autoptr (GError) perhaps = g_error_new_literal (G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "text for programmers");
  FerryHttpRedirectChain *chain = ferry_http_redirect_chain_new ("http://here.example/file", "GET");
  g_autoptr (GError) named = ferry_http_redirect_chain_explain (chain, nobody, 0);
  g_autoptr (GError) led = NULL;
  g_autoptr (GError) unsure = NULL;

  g_assert_error (named, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_HOST_NAME_NOT_RESOLVED);
  g_assert_true (ferry_http_redirect_chain_follow (chain, 302, "//nowhere.example/file", FALSE, NULL));
  led = ferry_http_redirect_chain_explain (chain, nobody, 0);
  g_assert_error (led, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED);
  g_assert_nonnull (strstr (led->message, "nowhere.example"));
  unsure = ferry_http_redirect_chain_explain (chain, perhaps, 0);
  g_assert_error (unsure, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_HOST_NAME_NOT_RESOLVED);
  ferry_http_redirect_chain_free (chain);
}

static void
leaves_own_errors_alone (void)
{
  g_autoptr (GError) full = g_error_new_literal (FERRY_ERROR, FERRY_ERROR_NO_SPACE, "The disk is full");
  g_autoptr (GError) error = ferry_http_error_for_cause (full, 0, "example.org");

  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE);
  g_assert_cmpstr (error->message, ==, "The disk is full");
}

static void
says_each_status_with_its_number (void)
{
  for (guint status = 201; status < 600; status++)
    {
      g_autoptr (GError) error = ferry_http_error_for_status (FERRY_TRANSFER_KIND_DOWNLOAD, status);
      g_autofree char *number = g_strdup_printf ("(%u)", status);

      g_assert_true (g_str_has_suffix (error->message, number));
      g_assert_cmpint (error->code, ==, status < 300 ? FERRY_WEB_ERROR_STATUS_UNEXPECTED_STATUS_CODE : (int) status);
    }
}

static void
assert_status (FerryTransferKind  kind,
               guint              status,
               const char        *sentence)
{
  g_autoptr (GError) error = ferry_http_error_for_status (kind, status);

  g_assert_error (error, FERRY_WEB_ERROR, (int) status);
  g_assert_cmpstr (error->message, ==, sentence);
}

/* Bug: an upload to an address that is not there was told that its file does not exist. */
static void
says_of_uploads_what_is_true_of_them (void)
{
  assert_status (FERRY_TRANSFER_KIND_DOWNLOAD, 404, "The server says that the file does not exist (404)");
  assert_status (FERRY_TRANSFER_KIND_UPLOAD, 404, "The server says that there is nothing at this address (404)");
  assert_status (FERRY_TRANSFER_KIND_UPLOAD, 403, "The server does not allow the upload (403)");
  assert_status (FERRY_TRANSFER_KIND_UPLOAD, 500, "The server has an internal error (500)");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/redirect/follows-to-the-web", follows_to_the_web);
  g_test_add_func ("/http/redirect/follows-nowhere-else", follows_nowhere_else);
  g_test_add_func ("/http/redirect/keeps-the-method-where-it-must", keeps_the_method_where_it_must);
  g_test_add_func ("/http/coalescing/a-slow-link-is-waited-for-in-batches", a_slow_link_is_waited_for_in_batches);
  g_test_add_func ("/http/coalescing/a-fast-or-silent-link-is-not-waited-for", a_fast_or_silent_link_is_not_waited_for);
  g_test_add_func ("/http/rules/a-steady-link-is-kept-up-with-in-few-reads", a_steady_link_is_kept_up_with_in_few_reads);
  g_test_add_func ("/http/rules/a-link-that-gets-faster-is-followed", a_link_that_gets_faster_is_followed);
  g_test_add_func ("/http/rules/a-pause-is-slept-through", a_pause_is_slept_through);
  g_test_add_func ("/http/errors/names-what-went-wrong", names_what_went_wrong);
  g_test_add_func ("/http/errors/a-host-that-a-redirection-names-is-there-or-not", a_host_that_a_redirection_names_is_there_or_not);
  g_test_add_func ("/http/errors/leaves-own-errors-alone", leaves_own_errors_alone);
  g_test_add_func ("/http/errors/says-each-status-with-its-number", says_each_status_with_its_number);
  g_test_add_func ("/http/errors/says-of-uploads-what-is-true-of-them", says_of_uploads_what_is_true_of_them);
  return g_test_run ();
}
