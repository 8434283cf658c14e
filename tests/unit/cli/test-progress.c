/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of the bars, for any width. */

#include "cli-format.h"
#include "cli-progress.h"

#include <locale.h>
#include <string.h>

static void
a_line_tells_all_when_there_is_room (void)
{
  g_autofree char *line = ferry_cli_progress_line ("file.iso", NULL,
                                                   50000000, 100000000, 1000000, 120);

  g_assert_cmpuint (ferry_cli_text_width (line), <=, 120);
  g_assert_true (g_str_has_prefix (line, "file.iso "));
  g_assert_nonnull (strstr (line, " 50% ["));
  g_assert_nonnull (strstr (line, ">"));
  g_assert_nonnull (strstr (line, "50.0"));
  g_assert_true (g_str_has_suffix (line, "  0:50"));
}

static void
bars_do_not_dance (void)
{
  g_autofree char *few = ferry_cli_progress_line ("x", NULL,
                                                  1, 100000000, 1, 120);
  g_autofree char *many = ferry_cli_progress_line ("x", NULL,
                                                   99900000, 100000000, 99900000, 120);
  g_autofree char *waiting = ferry_cli_progress_line ("x", "queued",
                                                      0, 0, 0, 120);

  g_assert_cmpint (strchr (few, ']') - few, ==, strchr (many, ']') - many);
  g_assert_cmpint (strchr (few, ']') - few, ==, strchr (waiting, ']') - waiting);
}

static void
a_line_fits_into_any_width (void)
{
  for (guint columns = 1; columns < 200; columns++)
    {
      g_autofree char *known = ferry_cli_progress_line ("文文文文文文文文.iso",
                                                        NULL,
                                                        1, G_MAXUINT64, 1, columns);
      g_autofree char *unknown = ferry_cli_progress_line ("", "queued",
                                                          G_MAXUINT64, 0, 0, columns);

      g_assert_cmpuint (ferry_cli_text_width (known), <=, columns);
      g_assert_cmpuint (ferry_cli_text_width (unknown), <=, columns);
    }
}

static void
a_transfer_that_waits_says_what_for (void)
{
  g_autofree char *line = ferry_cli_progress_line ("x", "waits for the network",
                                                   0, 0, 0, 100);

  g_assert_nonnull (strstr (line, "waits for the network"));
}

static void
a_narrower_terminal_wraps_what_stands_there (void)
{
  static const guint widths[] = { 79, 79, 0 };

  g_assert_cmpuint (ferry_cli_progress_rows (widths, 3, 80), ==, 3);
  g_assert_cmpuint (ferry_cli_progress_rows (widths, 3, 79), ==, 3);
  g_assert_cmpuint (ferry_cli_progress_rows (widths, 3, 40), ==, 5);
  g_assert_cmpuint (ferry_cli_progress_rows (widths, 3, 1), ==, 159);
  g_assert_cmpuint (ferry_cli_progress_rows (widths, 0, 80), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/progress/a-line-tells-all-when-there-is-room",
                   a_line_tells_all_when_there_is_room);
  g_test_add_func ("/cli/progress/bars-do-not-dance", bars_do_not_dance);
  g_test_add_func ("/cli/progress/a-line-fits-into-any-width", a_line_fits_into_any_width);
  g_test_add_func ("/cli/progress/a-transfer-that-waits-says-what-for",
                   a_transfer_that_waits_says_what_for);
  g_test_add_func ("/cli/progress/a-narrower-terminal-wraps-what-stands-there",
                   a_narrower_terminal_wraps_what_stands_there);
  return g_test_run ();
}
