/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the form tells of an address while it is typed. */

#include "ferry-app-address.h"

#include <string.h>

static void
assert_problem (const char *address,
                const char *part)
{
  g_autofree char *problem = ferry_app_address_problem (address);

  if (part == NULL)
    g_assert_null (problem);
  else
    g_assert_nonnull (strstr (problem, part));
}

static void
an_unfinished_address_is_no_problem (void)
{
  const char *typed = "https://";

  for (gsize n = 0; n <= strlen (typed); n++)
    {
      g_autofree char *part = g_strndup (typed, n);

      assert_problem (part, NULL);
      g_assert_false (ferry_app_address_is_usable (part));
    }
}

static void
a_whole_address_is_usable (void)
{
  g_assert_true (ferry_app_address_is_usable ("http://example.org"));
  g_assert_true (ferry_app_address_is_usable ("  HTTPS://example.org/a?b=c#d  "));
  g_assert_true (ferry_app_address_is_usable ("http://ann:secret@[::1]:8080/file"));
  assert_problem ("http://example.org/", NULL);
}

static void
what_is_no_address_is_said (void)
{
  g_autofree char *path = g_strnfill (8192, 'a');
  g_autofree char *endless = g_strconcat ("http://example.org/", path, NULL);

  assert_problem ("example.org/file", "http://");
  assert_problem ("ftp://example.org/", "http://");
  assert_problem ("http:///file", "no server");
  assert_problem ("http://exa mple.org/", "mistake");
  assert_problem ("http://example.org:port/", "mistake");
  assert_problem (endless, "longer");
  g_assert_false (ferry_app_address_is_usable ("http:///file"));
}

static void
assert_host (const char *address,
             const char *expected)
{
  g_autofree char *host = ferry_app_address_host (address);

  g_assert_cmpstr (host, ==, expected);
}

static void
a_host_has_its_port_when_that_is_unusual (void)
{
  assert_host ("http://example.org/x", "example.org");
  assert_host ("http://example.org:80/x", "example.org");
  assert_host ("https://example.org:443/x", "example.org");
  assert_host ("https://example.org:80/x", "example.org:80");
  assert_host ("http://ann:secret@example.org:8080/x", "example.org:8080");
  assert_host ("http://[::1]:8080/x", "[::1]:8080");
  assert_host ("rubbish", "");
  assert_host (NULL, "");
}

static void
assert_name (const char *address,
             const char *expected)
{
  g_autofree char *name = ferry_app_address_file_name (address);

  g_assert_cmpstr (name, ==, expected);
}

static void
a_file_name_is_the_last_part_of_the_path (void)
{
  assert_name ("http://example.org/a/b.iso?c=/d.txt#/e", "b.iso");
  assert_name ("http://example.org/a%20b.iso", "a b.iso");
  assert_name ("http://example.org/na%C3%AFve.txt", "naïve.txt");
  assert_name ("http://example.org/", "");
  assert_name ("http://example.org", "");
  assert_name ("http://", "");
  assert_name (NULL, "");
}

static void
a_hostile_address_makes_no_hostile_name (void)
{
  g_autofree char *broken = ferry_app_address_file_name ("http://example.org/%FF%FE.bin");

  assert_name ("http://example.org/..%2F..%2Fpasswd", "..%2F..%2Fpasswd");
  assert_name ("http://example.org/a%0Ab", "a_b");
  g_assert_true (g_utf8_validate (broken, -1, NULL));
}

static void
an_address_with_a_secret_is_not_remembered (void)
{
  g_assert_cmpstr (ferry_app_address_to_remember ("http://ann:secret@example.org/"), ==, "");
  g_assert_cmpstr (ferry_app_address_to_remember ("http://example.org/?token=1"), ==, "");
  g_assert_cmpstr (ferry_app_address_to_remember ("http://example.org/file.iso"), ==, "http://example.org/file.iso");
}

static void
assert_name_problem (const char *file_name,
                     gboolean    expected)
{
  g_autofree char *problem = ferry_app_file_name_problem (file_name);

  g_assert_cmpint (problem != NULL, ==, expected);
}

static void
an_impossible_file_name_is_said (void)
{
  g_autofree char *endless = g_strnfill (256, 'a');

  assert_name_problem ("", FALSE);
  assert_name_problem ("file (1).iso", FALSE);
  assert_name_problem ("../file", TRUE);
  assert_name_problem (".hidden", TRUE);
  assert_name_problem ("a/b", TRUE);
  assert_name_problem (endless, TRUE);
}

static void
a_delay_is_asked_for (void)
{
  g_autofree char *first = ferry_app_address_with_delay (" http://example.org/n ", 5);
  g_autofree char *further = ferry_app_address_with_delay ("http://example.org/n?a=b#c", 10);

  g_assert_cmpstr (first, ==, "http://example.org/n?delay=5");
  g_assert_cmpstr (further, ==, "http://example.org/n?a=b&delay=10");
}

static void
addresses_are_found_in_any_text (void)
{
  g_auto (GStrv) found = ferry_app_addresses_in ("see http://a.org/1,\n\thttps://b.org/2 fish://c.org\n"
                                                 "https://b.org/2 http://");
  g_auto (GStrv) none = ferry_app_addresses_in (" nothing here ");

  g_assert_cmpstr (found[0], ==, "http://a.org/1,");
  g_assert_cmpstr (found[1], ==, "https://b.org/2");
  g_assert_null (found[2]);
  g_assert_null (none[0]);
}

static void
assert_numbered (const char *address,
                 const char *expected)
{
  g_autofree char *name = ferry_app_address_numbered_name (address, 2);

  g_assert_cmpstr (name, ==, expected);
}

static void
files_of_one_address_are_told_apart_by_a_number (void)
{
  assert_numbered ("http://example.org/notifications?a=b.c", "notifications 2");
  assert_numbered ("http://example.org/letter.txt", "letter 2.txt");
  assert_numbered ("http://example.org/", "example.org 2");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/address/an_unfinished_address_is_no_problem", an_unfinished_address_is_no_problem);
  g_test_add_func ("/app/address/a_whole_address_is_usable", a_whole_address_is_usable);
  g_test_add_func ("/app/address/what_is_no_address_is_said", what_is_no_address_is_said);
  g_test_add_func ("/app/address/a_host_has_its_port_when_that_is_unusual", a_host_has_its_port_when_that_is_unusual);
  g_test_add_func ("/app/address/a_file_name_is_the_last_part_of_the_path", a_file_name_is_the_last_part_of_the_path);
  g_test_add_func ("/app/address/a_hostile_address_makes_no_hostile_name", a_hostile_address_makes_no_hostile_name);
  g_test_add_func ("/app/address/an_address_with_a_secret_is_not_remembered", an_address_with_a_secret_is_not_remembered);
  g_test_add_func ("/app/address/an_impossible_file_name_is_said", an_impossible_file_name_is_said);
  g_test_add_func ("/app/address/a_delay_is_asked_for", a_delay_is_asked_for);
  g_test_add_func ("/app/address/addresses_are_found_in_any_text", addresses_are_found_in_any_text);
  g_test_add_func ("/app/address/files-of-one-address-are-told-apart-by-a-number", files_of_one_address_are_told_apart_by_a_number);
  return g_test_run ();
}
