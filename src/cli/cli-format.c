/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How numbers, times and foreign text look in a terminal. Whatever a server
 * may have chosen goes through ferry_cli_clean_text(): a file name must not be
 * able to move the cursor. */

#include "cli-format.h"

#include <glib/gi18n.h>
#include <string.h>

/* More than four days: the estimate says nothing, and needs more columns. */
#define LONGEST_ETA (100 * 60 * 60)

/* Overrides and isolates reorder what stands around them on the screen. */
static gboolean
is_dangerous (gunichar c)
{
  return g_unichar_iscntrl (c) ||
         c == 0x2028 || c == 0x2029 ||
         c == 0x200e || c == 0x200f || c == 0x061c ||
         (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

/**
 * ferry_cli_clean_text:
 * @text: text from outside
 *
 * Returns: (transfer full): @text in valid UTF-8, with a replacement character
 *   for each that would not just be shown
 */
char *
ferry_cli_clean_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (clean, is_dangerous (c) ? 0xfffd : c);
    }
  return g_string_free (clean, FALSE);
}

static guint
char_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/**
 * ferry_cli_text_width:
 * @text: clean text
 *
 * Returns: how many columns of a terminal it takes
 */
guint
ferry_cli_text_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += char_width (g_utf8_get_char (p));
  return width;
}

/**
 * ferry_cli_fit_text:
 * @text: clean text
 * @width: columns
 *
 * Returns: (transfer full): @text, cut with an ellipsis when it is wider than
 *   @width
 */
char *
ferry_cli_fit_text (const char *text,
                    guint       width)
{
  const char *p = text;
  guint used = 0;

  if (ferry_cli_text_width (text) <= width)
    return g_strdup (text);
  if (width == 0)
    return g_strdup ("");
  while (used + char_width (g_utf8_get_char (p)) <= width - 1)
    {
      used += char_width (g_utf8_get_char (p));
      p = g_utf8_next_char (p);
    }
  return g_strdup_printf ("%.*s…", (int) (p - text), text);
}

/**
 * ferry_cli_pad_text:
 * @text: clean text
 * @width: columns
 *
 * Returns: (transfer full): @text, cut or followed by spaces, so that it takes
 *   exactly @width columns
 */
char *
ferry_cli_pad_text (const char *text,
                    guint       width)
{
  g_autofree char *fitting = ferry_cli_fit_text (text, width);

  return g_strdup_printf ("%s%*s", fitting, (int) (width - ferry_cli_text_width (fitting)), "");
}

/**
 * ferry_cli_eta:
 * @done: bytes that have arrived
 * @total: bytes of the whole, 0 while unknown
 * @bytes_per_second: how fast it goes on
 *
 * Returns: seconds until all is there, or %FERRY_CLI_NO_ETA
 */
gint64
ferry_cli_eta (guint64 done,
               guint64 total,
               guint64 bytes_per_second)
{
  guint64 left;

  if (total == 0 || done > total || bytes_per_second == 0)
    return FERRY_CLI_NO_ETA;
  left = (total - done) / bytes_per_second + ((total - done) % bytes_per_second != 0);
  return left < LONGEST_ETA ? (gint64) left : FERRY_CLI_NO_ETA;
}

/**
 * ferry_cli_format_duration:
 * @seconds: a time, or %FERRY_CLI_NO_ETA
 *
 * Returns: (transfer full): the time as a clock shows it
 */
char *
ferry_cli_format_duration (gint64 seconds)
{
  if (seconds == FERRY_CLI_NO_ETA)
    return g_strdup ("-:--");
  if (seconds < 60 * 60)
    return g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
  return g_strdup_printf ("%d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60),
                          (int) (seconds % 60));
}

/**
 * ferry_cli_format_bar:
 * @fraction: between 0 and 1; less than 0 when unknown
 * @width: columns with the brackets, 3 at least
 *
 * Returns: (transfer full): a bar
 */
char *
ferry_cli_format_bar (double fraction,
                      guint  width)
{
  guint inner = width - 2;
  guint full = fraction > 0 ? (guint) (MIN (fraction, 1.0) * inner) : 0;
  GString *bar = g_string_new ("[");

  for (guint i = 0; i < inner; i++)
    g_string_append_c (bar, i < full ? '=' : i == full && fraction >= 0 ? '>'
                                                                        : ' ');
  g_string_append_c (bar, ']');
  return g_string_free (bar, FALSE);
}

/* How much of the bytes from @start to before @end the ranges have. */
static guint64
count_bytes (GPtrArray *ranges,
             guint64    start,
             guint64    end)
{
  guint64 bytes = 0;

  for (guint i = 0; i < ranges->len; i++)
    {
      const FerryFileRange *range = g_ptr_array_index (ranges, i);
      guint64 first = MAX (start, range->offset);
      guint64 last = MIN (end, range->offset + range->length);

      bytes += last > first ? last - first : 0;
    }
  return bytes;
}

/**
 * ferry_cli_format_ranges:
 * @ranges: (element-type FerryFileRange): what is there of a file
 * @total: bytes of the whole, more than 0
 * @width: columns with the brackets, 3 at least
 *
 * Returns: (transfer full): a bar with `=` where all of the bytes are there, `-`
 *   where some are
 */
char *
ferry_cli_format_ranges (GPtrArray *ranges,
                         guint64    total,
                         guint      width)
{
  guint inner = width - 2;
  GString *bar = g_string_new ("[");

  for (guint i = 0; i < inner; i++)
    {
      guint64 start = (double) total / inner * i;
      guint64 end = i + 1 < inner ? (guint64) ((double) total / inner * (i + 1)) : total;
      guint64 bytes = count_bytes (ranges, start, end);

      g_string_append_c (bar, end > start && bytes == end - start ? '=' : bytes > 0 ? '-'
                                                                                    : ' ');
    }
  g_string_append_c (bar, ']');
  return g_string_free (bar, FALSE);
}

static char *
percent_text (int percent)
{
  /* Translators: how much of the whole is there, as in “42%” */
  return g_strdup_printf (_ ("%d%%"), percent);
}

/**
 * ferry_cli_format_percent:
 * @done: bytes that have arrived
 * @total: bytes of the whole, 0 while unknown
 *
 * Returns: (transfer full): the share that is done, as wide as that of the whole
 */
char *
ferry_cli_format_percent (guint64 done,
                          guint64 total)
{
  g_autofree char *whole = percent_text (100);
  g_autofree char *share =
    total > 0 ? percent_text ((int) (MIN ((double) done / total, 1.0) * 100)) : g_strdup ("-");

  return g_strdup_printf ("%*s%s", (int) (ferry_cli_text_width (whole) - ferry_cli_text_width (share)), "", share);
}

/**
 * ferry_cli_format_amount:
 * @done: bytes that have arrived
 * @total: bytes of the whole, 0 while unknown
 *
 * Returns: (transfer full): both, for a person
 */
char *
ferry_cli_format_amount (guint64 done,
                         guint64 total)
{
  g_autofree char *done_text = g_format_size (done);
  g_autofree char *total_text = NULL;

  if (total == 0)
    return g_steal_pointer (&done_text);
  total_text = g_format_size (total);
  /* Translators: how much of a file has arrived, as in "1.2 MB / 4.0 MB". */
  return g_strdup_printf (_ ("%s / %s"), done_text, total_text);
}
