/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers, times and foreign text, as a terminal shows them. */

#include "cli-format.h"

#include <locale.h>

static void
foreign_text_cannot_steer_the_terminal (void)
{
  static const struct {
    const char *text;
    const char *clean;
  } cases[] = {
    { "file.iso", "file.iso" },
    { "Übergröße 文.bin", "Übergröße 文.bin" },
    { "\033[2Jgone", "\xef\xbf\xbd[2Jgone" },
    { "two\nlines\r", "two\xef\xbf\xbdlines\xef\xbf\xbd" },
    { "exe.\xe2\x80\xaegpj", "exe.\xef\xbf\xbdgpj" },
    { "\xc2\x9b"
      "31m",
      "\xef\xbf\xbd"
      "31m" },
    { "bad\xff", "bad\xef\xbf\xbd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = ferry_cli_clean_text (cases[i].text);

      g_assert_cmpstr (clean, ==, cases[i].clean);
    }
}

static void
text_is_cut_by_columns_not_bytes (void)
{
  static const struct {
    const char *text;
    guint width;
    const char *fitting;
  } cases[] = {
    { "short", 5, "short" },
    { "longer", 5, "long…" },
    { "größer", 5, "größ…" },
    { "文文文", 6, "文文文" },
    { "文文文", 5, "文文…" },
    { "文文文", 4, "文…" },
    { "x", 0, "" },
    { "xy", 1, "…" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *fitting = ferry_cli_fit_text (cases[i].text, cases[i].width);
      g_autofree char *padded = ferry_cli_pad_text (cases[i].text, cases[i].width);

      g_assert_cmpstr (fitting, ==, cases[i].fitting);
      g_assert_cmpuint (ferry_cli_text_width (padded), ==, cases[i].width);
    }
}

static void
the_time_left_is_known_or_not (void)
{
  g_assert_cmpint (ferry_cli_eta (0, 100, 10), ==, 10);
  g_assert_cmpint (ferry_cli_eta (95, 100, 10), ==, 1);
  g_assert_cmpint (ferry_cli_eta (100, 100, 10), ==, 0);
  g_assert_cmpint (ferry_cli_eta (50, 0, 10), ==, FERRY_CLI_NO_ETA);
  g_assert_cmpint (ferry_cli_eta (50, 100, 0), ==, FERRY_CLI_NO_ETA);
  g_assert_cmpint (ferry_cli_eta (101, 100, 10), ==, FERRY_CLI_NO_ETA);
  g_assert_cmpint (ferry_cli_eta (0, G_MAXUINT64, 1), ==, FERRY_CLI_NO_ETA);
}

static void
a_duration_looks_like_a_clock (void)
{
  static const struct {
    gint64 seconds;
    const char *text;
  } cases[] = {
    { 0, "0:00" },
    { 61, "1:01" },
    { 3599, "59:59" },
    { 3600, "1:00:00" },
    { 359999, "99:59:59" },
    { FERRY_CLI_NO_ETA, "-:--" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ferry_cli_format_duration (cases[i].seconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
a_bar_fills_and_never_overflows (void)
{
  static const struct {
    double fraction;
    const char *bar;
  } cases[] = {
    { -1, "[        ]" },
    { 0, "[>       ]" },
    { 0.5, "[====>   ]" },
    { 1, "[========]" },
    { 1.7, "[========]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *bar = ferry_cli_format_bar (cases[i].fraction, 10);

      g_assert_cmpstr (bar, ==, cases[i].bar);
    }
}

static void
a_bar_of_ranges_shows_the_gaps (void)
{
  static const struct {
    guint64 offset, length, second_offset, second_length;
    const char *bar;
  } cases[] = {
    { 0, 500, 600, 100, "[===== =   ]" },
    { 0, 1000, 0, 0, "[==========]" },
    { 50, 100, 999, 1, "[--       -]" },
    { 950, 5000, 0, 0, "[         -]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) ranges = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_file_range_free);
      g_autofree char *bar = NULL;

      g_ptr_array_add (ranges, ferry_file_range_new (cases[i].offset, cases[i].length));
      g_ptr_array_add (ranges, ferry_file_range_new (cases[i].second_offset, cases[i].second_length));
      bar = ferry_cli_format_ranges (ranges, 1000, 12);
      g_assert_cmpstr (bar, ==, cases[i].bar);
    }
}

static void
a_share_is_as_wide_as_the_whole (void)
{
  static const struct {
    guint64 done, total;
    const char *share;
  } cases[] = {
    { 0, 0, "   -" },
    { 0, 3, "  0%" },
    { 1, 3, " 33%" },
    { 3, 3, "100%" },
    { 4, 3, "100%" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *share = ferry_cli_format_percent (cases[i].done, cases[i].total);

      g_assert_cmpstr (share, ==, cases[i].share);
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/format/foreign-text-cannot-steer-the-terminal",
                   foreign_text_cannot_steer_the_terminal);
  g_test_add_func ("/cli/format/text-is-cut-by-columns-not-bytes",
                   text_is_cut_by_columns_not_bytes);
  g_test_add_func ("/cli/format/the-time-left-is-known-or-not", the_time_left_is_known_or_not);
  g_test_add_func ("/cli/format/a-duration-looks-like-a-clock", a_duration_looks_like_a_clock);
  g_test_add_func ("/cli/format/a-bar-fills-and-never-overflows",
                   a_bar_fills_and_never_overflows);
  g_test_add_func ("/cli/format/a-bar-of-ranges-shows-the-gaps", a_bar_of_ranges_shows_the_gaps);
  g_test_add_func ("/cli/format/a-share-is-as-wide-as-the-whole", a_share_is_as_wide_as_the_whole);
  return g_test_run ();
}
