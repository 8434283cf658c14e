/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * File names: nothing bad comes of a name, however bad the wish. */

#include "ferry-file-name.h"

#include <string.h>

typedef struct {
  const char *in;
  const char *out;
} Case;

static void
check_safe (const Case *cases,
            gsize       n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *name = ferry_file_name_make_safe (cases[i].in);

      g_assert_cmpstr (name, ==, cases[i].out);
    }
}

static void
keeps_an_honest_name (void)
{
  const Case cases[] = {
    { "report.pdf", "report.pdf" },
    { "Übersicht 2024 (final).tar.gz", "Übersicht 2024 (final).tar.gz" },
    { "日本語.txt", "日本語.txt" },
    { "-rf", "-rf" },
    { "a~b#c'd&e.txt", "a~b#c'd&e.txt" },
    { "می\u200cخواهم.txt", "می\u200cخواهم.txt" },
  };

  check_safe (cases, G_N_ELEMENTS (cases));
}

static void
has_no_path (void)
{
  const Case cases[] = {
    { "/etc/passwd", "passwd" },
    { "../../.ssh/authorized_keys", "authorized_keys" },
    { "C:\\Windows\\system.ini", "system.ini" },
    { "a/b\\c", "c" },
    { "a\\b/c", "c" },
    { "a/..", NULL },
    { "a/", NULL },
  };

  check_safe (cases, G_N_ELEMENTS (cases));
}

static void
is_not_hidden (void)
{
  const Case cases[] = {
    { ".bashrc", "bashrc" },
    { " . ..profile", "profile" },
    { "name. . ", "name" },
    { "\u00a0name\u3000", "name" },
  };

  check_safe (cases, G_N_ELEMENTS (cases));
}

static void
of_nothing_comes_nothing (void)
{
  const Case cases[] = {
    { "", NULL },
    { ".", NULL },
    { "..", NULL },
    { " ... ", NULL },
    { "/", NULL },
  };

  check_safe (cases, G_N_ELEMENTS (cases));
}

static void
shows_all_its_characters (void)
{
  const Case cases[] = {
    { "a\r\nb\tc\x7f.txt", "a__b_c_.txt" },
    { "photo\u202egpj.exe", "photo_gpj.exe" },
    { "a\u2066b\u200bc\ufeff", "a_b_c_" },
    { "line\u2028end", "line_end" },
    { "a:b*c?d\"e<f>g|h", "a_b_c_d_e_f_g_h" },
  };

  check_safe (cases, G_N_ELEMENTS (cases));
}

static void
is_utf8 (void)
{
  const Case cases[] = {
    { "caf\xe9.txt", "caf_.txt" },
    { "\xff\xfe", "__" },
    { "cut\xe2\x82", "cut__" },
    { "\xed\xa0\x80x", "___x" },
  };

  check_safe (cases, G_N_ELEMENTS (cases));
}

static void
is_shortened_before_its_extension (void)
{
  g_autoptr (GString) wish = g_string_new (NULL);
  g_autofree char *name = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append (wish, "é");
  g_string_append (wish, ".tar.gz");
  name = ferry_file_name_make_safe (wish->str);

  g_assert_cmpuint (strlen (name), <=, 240);
  g_assert_cmpuint (strlen (name), >=, 239);
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_true (g_str_has_suffix (name, "é.tar.gz"));
}

static void
is_bounded_whatever_the_wish (void)
{
  g_autofree char *dots = g_strnfill (100000, '.');
  g_autofree char *letters = g_strnfill (100000, 'a');
  g_autofree char *of_dots = ferry_file_name_make_safe (dots);
  g_autofree char *of_letters = ferry_file_name_make_safe (letters);

  g_assert_null (of_dots);
  g_assert_cmpuint (strlen (of_letters), ==, 240);
}

static void
a_random_wish_does_no_harm (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      char wish[300];
      guint size = g_test_rand_int_range (0, sizeof wish);
      g_autofree char *name = NULL;

      for (guint i = 0; i < size; i++)
        wish[i] = (char) g_test_rand_int_range (1, 256);
      wish[size] = '\0';
      name = ferry_file_name_make_safe (wish);
      if (name == NULL)
        continue;
      g_assert_true (g_utf8_validate (name, -1, NULL));
      g_assert_cmpuint (strlen (name), <=, 240);
      g_assert_cmpint (name[0], !=, '.');
      g_assert_null (strpbrk (name, "/\\\r\n"));
    }
}

static void
comes_from_the_path_of_an_address (void)
{
  const Case cases[] = {
    { "http://example.org/a/b.iso", "b.iso" },
    { "http://example.org/b%20c.iso?token=secret#d/e", "b c.iso" },
    { "http://example.org/100%.txt", "100%.txt" },
    { "http://example.org/a%2f..%2fb", "b" },
    { "http://example.org/a%00b", "a_b" },
    { "http://example.org/%2e%2e", "download" },
    { "http://example.org/a/", "download" },
    { "http://example.org/", "download" },
    { "http://example.org", "download" },
    { "http://user:word@example.org", "download" },
    { "http://example.org?file=/x.zip", "download" },
    { "http://example.org/get?file=/x.zip", "get" },
    { "http://example.org/%", "%" },
    { "", "download" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = ferry_file_name_from_address (cases[i].in);

      g_assert_cmpstr (name, ==, cases[i].out);
    }
}

static void
numbers_stand_before_the_extension (void)
{
  const struct {
    const char *name;
    guint number;
    const char *suffix;
    const char *out;
  } cases[] = {
    { "a.txt", 0, NULL, "a.txt" },
    { "a.txt", 0, ".part", "a.txt.part" },
    { "a.txt", 1, NULL, "a (1).txt" },
    { "a.tar.gz", 12, ".part", "a (12).tar.gz.part" },
    { "A.TAR.XZ", 1, NULL, "A (1).TAR.XZ" },
    { ".tar.gz", 1, NULL, ".tar (1).gz" },
    { "README", 2, NULL, "README (2)" },
    { ".hidden", 1, NULL, ".hidden (1)" },
    { "v1.2 of the notes", 1, NULL, "v1.2 of the notes (1)" },
    { "end.", 1, NULL, "end. (1)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = ferry_file_name_numbered (cases[i].name, cases[i].number, cases[i].suffix);

      g_assert_cmpstr (name, ==, cases[i].out);
    }
}

static void
a_numbered_name_fits_into_255_bytes (void)
{
  g_autofree char *stem = g_strnfill (250, 'x');
  g_autofree char *name = g_strconcat (stem, ".html", NULL);
  g_autofree char *same = ferry_file_name_numbered (name, 0, NULL);
  g_autofree char *part = ferry_file_name_numbered (name, 0, ".part");
  g_autofree char *last = ferry_file_name_numbered (name, G_MAXUINT, ".part");

  g_assert_cmpstr (same, ==, name);
  g_assert_cmpuint (strlen (part), ==, 255);
  g_assert_true (g_str_has_suffix (part, "x.html.part"));
  g_assert_cmpuint (strlen (last), ==, 255);
  g_assert_true (g_str_has_suffix (last, "x (4294967295).html.part"));
}

static void
a_name_in_another_encoding_is_cut_too (void)
{
  g_autofree char *name = g_strnfill (300, '\x80');
  g_autofree char *cut = ferry_file_name_numbered (name, 1, NULL);

  g_assert_cmpuint (strlen (cut), <=, 255);
  g_assert_cmpuint (strlen (cut), >=, 252);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/file-name/keeps an honest name", keeps_an_honest_name);
  g_test_add_func ("/file-name/has no path", has_no_path);
  g_test_add_func ("/file-name/is not hidden", is_not_hidden);
  g_test_add_func ("/file-name/of nothing comes nothing", of_nothing_comes_nothing);
  g_test_add_func ("/file-name/shows all its characters", shows_all_its_characters);
  g_test_add_func ("/file-name/is UTF-8", is_utf8);
  g_test_add_func ("/file-name/is shortened before its extension", is_shortened_before_its_extension);
  g_test_add_func ("/file-name/is bounded whatever the wish", is_bounded_whatever_the_wish);
  g_test_add_func ("/file-name/a random wish does no harm", a_random_wish_does_no_harm);
  g_test_add_func ("/file-name/comes from the path of an address", comes_from_the_path_of_an_address);
  g_test_add_func ("/file-name/numbers stand before the extension", numbers_stand_before_the_extension);
  g_test_add_func ("/file-name/a numbered name fits into 255 bytes", a_numbered_name_fits_into_255_bytes);
  g_test_add_func ("/file-name/a name in another encoding is cut too", a_name_in_another_encoding_is_cut_too);

  return g_test_run ();
}
