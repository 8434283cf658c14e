/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which addresses are taken, and how they look without their secrets. */

#include "ferry-uri.h"

#include "ferry-error.h"

static void
takes_web_addresses (void)
{
  static const struct {
    const char *address;
    const char *host;
    int port;
  } good[] = {
    { "http://example.org", "example.org", 80 },
    { "HTTPS://example.org/a?b#c", "example.org", 443 },
    { "http://a:b@example.org:8080/", "example.org", 8080 },
    { "http://[::1]:8080/", "::1", 8080 },
    { "http://m\u00fcller.example/", "xn--mller-kva.example", 80 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GUri) uri = ferry_uri_parse (good[i].address, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (g_uri_get_host (uri), ==, good[i].host);
      g_assert_cmpint (g_uri_get_port (uri), ==, good[i].port);
    }
}

static void
refuses_all_others (void)
{
  static const char *const bad[] = {
    "",
    "example.org",
    "//example.org/",
    "mailto:a@example.org",
    "ftp://example.org/",
    "file:///etc/passwd",
    "http://",
    "http:///a",
    "http://@/",
    "http://%0d%0aX:y/",
    "http://a\r\nb/",
    "http://a b/",
    "http://a%2fb/",
    "http://a;b/",
    "http://a,b/",
    "http://a%7f/",
    "http://a%25b/",
    "http://[::1%25a%0d%0ab]/",
    "http://[::1%25]/",
    "http://[1:2]/",
    "http://example.org:70000/",
    "http://example.org/%",
    "http://[::1/",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (ferry_uri_parse (bad[i], &error));
      g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
    }
}

/* What GLib makes of what servers name. */
static void
tells_the_sound_from_the_rest (void)
{
  static const struct {
    const char *address;
    const char *whole; /* (nullable) when it is not sound */
  } named[] = {
    { "c", "http://example.org/a/c" },
    { "?c=d", "http://example.org/a/b?c=d" },
    { "//example.net", "http://example.net/" },
    { "//127.0.0.1:8080/;x", "http://127.0.0.1:8080/;x" },
    { "//[::1]/", "http://[::1]/" },
    { "//[fe80::1%25eth0]/", "http://[fe80::1%eth0]/" },
    { "//a_b.example/", "http://a_b.example/" },
    { "//m\u00fcller.example/", "http://xn--mller-kva.example/" },
    { "//h;x", NULL },
    { "//h;x/y", NULL },
    { "//h&x", NULL },
    { "//h,x/", NULL },
    { "http://h;x", NULL },
    { "http:;x", NULL },
    { "http://", NULL },
    { "http://%00/", NULL },
    { "http://a%0d%0aX-Injected%3a%20yes%0d%0aZ%3a%20/x", NULL },
    { "//a%0a/", NULL },
    { "//a%09b/", NULL },
    { "//a%40b/", NULL },
    { "//[fe80::1%25a%0ab]/", NULL },
  };
  g_autoptr (GUri) base = ferry_uri_parse ("http://example.org/a/b", NULL);
  g_autofree char *endless = g_strnfill (8193, 'a');

  for (gsize i = 0; i < G_N_ELEMENTS (named); i++)
    {
      g_autoptr (GUri) uri = ferry_uri_resolve (base, named[i].address);
      gboolean is_sound = uri != NULL && ferry_uri_is_sound (uri);
      g_autofree char *whole = is_sound ? g_uri_to_string (uri) : NULL;

      g_test_message ("%s", named[i].address);
      g_assert_cmpstr (whole, ==, named[i].whole);
    }
  g_assert_null (ferry_uri_resolve (base, endless));
}

static void
hides_what_lets_anyone_in (void)
{
  static const struct {
    const char *address;
    const char *shown;
  } cases[] = {
    { "http://example.org/a?b=c#d", "http://example.org/a?b=c#d" },
    { "http://me:secret@example.org/a", "http://example.org/a" },
    { "http://me:sec@ret@example.org/a@b", "http://example.org/a@b" },
    { "http://example.org?token=abc", "http://example.org?token=***" },
    { "http://example.org/?page=2&Access_Token=abc&x=y", "http://example.org/?page=2&Access_Token=***&x=y" },
    { "http://example.org/?X-Amz-Signature=abc&X-Amz-Date=1", "http://example.org/?X-Amz-Signature=***&X-Amz-Date=1" },
    { "http://example.org/?%74oken=abc", "http://example.org/?%74oken=***" },
    { "http://example.org/?pwd=a&sessionid=b&jwt=c", "http://example.org/?pwd=***&sessionid=***&jwt=***" },
    { "http://example.org/?token=a=b&c", "http://example.org/?token=***&c" },
    { "http://example.org/?token=", "http://example.org/?token=***" },
    { "http://example.org/?", "http://example.org/?" },
    { "http://example.org/a?b#", "http://example.org/a?b#" },
    { "http://example.org/a#page=3&access_token=abc", "http://example.org/a#page=3&access_token=***" },
    { "http://example.org/?9f86d081884c7d659a2feaa0", "http://example.org/?***" },
    { "http://example.org/?e=1700000000&h=aB3x_9Qe7ZkP0-vT2mYw", "http://example.org/?e=1700000000&h=***" },
    { "http://example.org/?h=9Qe7ZkP0%2FvT2mYwaB3x%3D%3D", "http://example.org/?h=***" },
    { "http://example.org/?file=Report-of-2026-November-21st", "http://example.org/?file=Report-of-2026-November-21st" },
    { "http://example.org/?f=debian-12.0.0-amd64-netinst.iso", "http://example.org/?f=debian-12.0.0-amd64-netinst.iso" },
    { "http://example.org/?date=20261121200000000000", "http://example.org/?date=20261121200000000000" },
    { "no address", "no address" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = ferry_uri_redact (cases[i].address);
      g_autofree char *again = ferry_uri_redact (shown);

      g_assert_cmpstr (shown, ==, cases[i].shown);
      g_assert_cmpstr (again, ==, shown);
    }
}

static void
knows_this_machine (void)
{
  static const char *const local[] = {
    "localhost",
    "LOCALHOST",
    "localhost:80",
    "a.localhost",
    "a.localhost:80",
    "127.0.0.1",
    "127.9.9.9:80",
    "::1",
    "[::1]",
    "[::1]:80",
  };
  static const char *const other[] = {
    "example.org",
    "example.org:80",
    "localhost.example.org",
    "notlocalhost",
    "128.0.0.1",
    "127.0.0.1.example.org",
    "[2001:db8::1]:80",
    "2001:db8::1",
    "",
    ":80",
    "[]:80",
    "[",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (local); i++)
    g_assert_true (ferry_host_is_local (local[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (other); i++)
    g_assert_false (ferry_host_is_local (other[i]));
}

static void
knows_one_server_by_its_origin (void)
{
  static const char *const same[] = {
    "http://example.org/a",
    "http://example.org:80/b?c",
    "HTTP://Example.ORG",
    "http://user:password@example.org/",
  };
  static const char *const others[] = {
    "https://example.org/a",
    "http://example.org:8080/a",
    "http://www.example.org/a",
    "http://example.org.example.com/a",
    "http://example.org@example.com/a",
    "ftp://example.org/a",
    "example.org/a",
    "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    g_assert_true (ferry_uri_same_server (same[0], same[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (ferry_uri_same_server (same[0], others[i]));
  g_assert_true (ferry_uri_same_server ("https://a/x", "https://A:443/y"));
  g_assert_false (ferry_uri_same_server ("", ""));
}

static void
knows_secret_headers (void)
{
  static const char *const secret[] = { "Authorization", "proxy-authorization", "Cookie", "X-Api-Key", "X-Auth-Token" };
  static const char *const open[] = { "Accept", "User-Agent", "Referer", "X-Plain" };

  for (gsize i = 0; i < G_N_ELEMENTS (secret); i++)
    g_assert_true (ferry_header_is_secret (secret[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (open); i++)
    g_assert_false (ferry_header_is_secret (open[i]));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uri/takes web addresses", takes_web_addresses);
  g_test_add_func ("/uri/refuses all others", refuses_all_others);
  g_test_add_func ("/uri/tells the sound from the rest", tells_the_sound_from_the_rest);
  g_test_add_func ("/uri/hides what lets anyone in", hides_what_lets_anyone_in);
  g_test_add_func ("/uri/knows this machine", knows_this_machine);
  g_test_add_func ("/uri/knows one server by its origin", knows_one_server_by_its_origin);
  g_test_add_func ("/uri/knows secret headers", knows_secret_headers);

  return g_test_run ();
}
