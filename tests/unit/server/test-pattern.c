/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Generated content is the same whatever way it is read, and never like
 * another part of itself. */

#include "server-pattern.h"

#include <string.h>

static void
a_pattern_goes_away (void)
{
  GInputStream *stream = server_pattern_new (0, 0);

  g_assert_finalize_object (stream);
}

static void
words_are_as_documented (void)
{
  guint8 bytes[8], expected[8];
  guint64 word = GUINT64_TO_BE (3 * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) + 5 * G_GUINT64_CONSTANT (0xD1B54A32D192ED03));

  memcpy (expected, &word, sizeof word);
  server_pattern_fill (5, 24, bytes, sizeof bytes);
  g_assert_cmpmem (bytes, sizeof bytes, expected, sizeof expected);
}

static void
any_part_is_the_same_part (void)
{
  guint8 whole[256], part[100];

  server_pattern_fill (1, 0, whole, sizeof whole);
  for (gsize offset = 0; offset < sizeof whole - sizeof part; offset++)
    {
      g_autoptr (GInputStream) stream = server_pattern_new (1, offset);

      g_assert_true (g_input_stream_read_all (stream, part, sizeof part, NULL, NULL, NULL));
      g_assert_cmpmem (part, sizeof part, whole + offset, sizeof part);
    }
}

static void
a_shift_or_another_seed_shows_in_every_word (void)
{
  guint8 here[4096], later[4096], other[4096];

  server_pattern_fill (0, 0, here, sizeof here);
  server_pattern_fill (0, 4096, later, sizeof later);
  server_pattern_fill (1, 0, other, sizeof other);
  for (gsize i = 0; i < sizeof here; i += 8)
    {
      g_assert_cmpint (memcmp (here + i, later + i, 8), !=, 0);
      g_assert_cmpint (memcmp (here + i, other + i, 8), !=, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/pattern/a-pattern-goes-away", a_pattern_goes_away);
  g_test_add_func ("/server/pattern/words-are-as-documented", words_are_as_documented);
  g_test_add_func ("/server/pattern/any-part-is-the-same-part", any_part_is_the_same_part);
  g_test_add_func ("/server/pattern/a-shift-or-another-seed-shows-in-every-word",
                   a_shift_or_another_seed_shows_in_every_word);
  return g_test_run ();
}
