/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Range sets: what is done to one is done to a row of flags, too, and both must
 * say the same. */

#include "ferry-range-set.h"

#define N_BYTES 300
#define ROUNDS  20000

/* What a set should be, a flag for each byte. */
typedef gboolean Flags[N_BYTES];

static FerryRangeSet *
make_set (const char *drawing)
{
  FerryRangeSet *set = ferry_range_set_new (0);

  for (guint i = 0; drawing[i] != '\0'; i++)
    if (drawing[i] == '#')
      ferry_range_set_add (set, i, i + 1);
  return set;
}

static void
assert_is (FerryRangeSet *set,
           const char    *drawing)
{
  g_autoptr (FerryRangeSet) expected = make_set (drawing);
  g_autoptr (GVariant) a = g_variant_ref_sink (ferry_range_set_to_variant (set));
  g_autoptr (GVariant) b = g_variant_ref_sink (ferry_range_set_to_variant (expected));
  g_autofree char *found = g_variant_print (a, FALSE);
  g_autofree char *wanted = g_variant_print (b, FALSE);

  g_assert_cmpstr (found, ==, wanted);
}

static gboolean
flags_have (const Flags flags,
            guint64     start,
            guint64     end)
{
  for (guint64 i = start; i < end; i++)
    if (!flags[i])
      return FALSE;
  return TRUE;
}

static gboolean
flags_find_gap (const Flags     flags,
                guint64         from,
                guint64         end,
                FerryByteRange *gap)
{
  while (from < end && flags[from])
    from++;
  if (from >= end)
    return FALSE;
  for (gap->start = gap->end = from; gap->end < end && !flags[gap->end];)
    gap->end++;
  return TRUE;
}

static void
assert_ordered (FerryRangeSet *set)
{
  for (guint i = 0; i < ferry_range_set_get_n_ranges (set); i++)
    {
      FerryByteRange range = ferry_range_set_get_range (set, i);

      g_assert_cmpuint (range.start, <, range.end);
      if (i > 0)
        g_assert_cmpuint (ferry_range_set_get_range (set, i - 1).end, <, range.start);
    }
}

static void
assert_like (FerryRangeSet *set,
             const Flags    flags)
{
  guint64 length = 0;
  guint64 prefix = 0;
  guint64 from = g_test_rand_int_range (0, N_BYTES);
  guint64 end = g_test_rand_int_range (from, N_BYTES + 1);
  FerryByteRange gap, expected;
  gboolean found;

  for (guint i = 0; i < N_BYTES; i++)
    length += flags[i];
  while (prefix < N_BYTES && flags[prefix])
    prefix++;
  assert_ordered (set);
  g_assert_cmpuint (ferry_range_set_get_length (set), ==, length);
  g_assert_cmpuint (ferry_range_set_get_prefix (set), ==, prefix);
  g_assert_cmpint (ferry_range_set_has (set, from, end), ==, flags_have (flags, from, end));
  found = ferry_range_set_find_gap (set, from, end, &gap);
  g_assert_cmpint (found, ==, flags_find_gap (flags, from, end, &expected));
  if (found)
    {
      g_assert_cmpuint (gap.start, ==, expected.start);
      g_assert_cmpuint (gap.end, ==, expected.end);
    }
}

static void
is_what_was_added_and_not_removed (void)
{
  g_autoptr (FerryRangeSet) set = ferry_range_set_new (0);
  Flags flags = { FALSE };

  for (guint round = 0; round < ROUNDS; round++)
    {
      guint64 start = g_test_rand_int_range (0, N_BYTES);
      guint64 size = g_test_rand_int_range (0, round % 3 == 0 ? N_BYTES : 8);
      guint64 end = MIN (N_BYTES, start + size);
      gboolean add = g_test_rand_bit ();

      if (add)
        ferry_range_set_add (set, start, end);
      else
        ferry_range_set_remove (set, start, end);
      for (guint64 i = start; i < end; i++)
        flags[i] = add;
      assert_like (set, flags);
    }
}

static void
what_touches_becomes_one (void)
{
  g_autoptr (FerryRangeSet) set = ferry_range_set_new (2);

  ferry_range_set_add (set, 4, 6);
  assert_is (set, "##..##");
  ferry_range_set_add (set, 2, 4);
  assert_is (set, "######");
  g_assert_cmpuint (ferry_range_set_get_n_ranges (set), ==, 1);
}

static void
a_hole_makes_two (void)
{
  g_autoptr (FerryRangeSet) set = ferry_range_set_new (6);

  ferry_range_set_remove (set, 2, 3);
  assert_is (set, "##.###");
  ferry_range_set_remove (set, 4, G_MAXUINT64);
  assert_is (set, "##.#");
  g_assert_cmpuint (ferry_range_set_get_prefix (set), ==, 2);
}

static void
a_copy_goes_its_own_way (void)
{
  g_autoptr (FerryRangeSet) set = make_set ("##.##");
  g_autoptr (FerryRangeSet) copy = ferry_range_set_copy (set);

  ferry_range_set_add (copy, 2, 3);
  assert_is (set, "##.##");
  assert_is (copy, "#####");
  g_assert_cmpuint (ferry_range_set_get_length (copy), ==, 5);
}

/* Every other byte, twice as many as there is room for, in an order of chance. */
static void
forgets_what_is_too_much_and_invents_nothing (void)
{
  g_autoptr (FerryRangeSet) set = ferry_range_set_new (100);
  g_autoptr (FerryRangeSet) added = ferry_range_set_new (100);

  for (guint i = 0; i < 2 * FERRY_RANGE_SET_MAX; i++)
    {
      guint64 start = 102 + 4 * (guint64) g_test_rand_int_range (0, G_MAXINT32);

      ferry_range_set_add (set, start, start + 1);
      g_assert_true (ferry_range_set_has (set, start, start + 1));
      g_assert_cmpuint (ferry_range_set_get_n_ranges (set), <=, FERRY_RANGE_SET_MAX);
    }
  g_assert_cmpuint (ferry_range_set_get_n_ranges (set), ==, FERRY_RANGE_SET_MAX);
  g_assert_cmpuint (ferry_range_set_get_prefix (set), ==, 100);
  for (guint i = 1; i < FERRY_RANGE_SET_MAX; i++)
    {
      FerryByteRange range = ferry_range_set_get_range (set, i);

      g_assert_cmpuint (range.start % 4, ==, 2);
      g_assert_cmpuint (range.end, ==, range.start + 1);
    }
}

/* One more and one more byte of the same place, when there is no room. */
static void
what_grows_by_small_steps_is_not_forgotten (void)
{
  g_autoptr (FerryRangeSet) set = ferry_range_set_new (0);

  for (guint64 i = 0; i < FERRY_RANGE_SET_MAX; i++)
    ferry_range_set_add (set, 1000 * i, 1000 * i + 500);
  for (guint64 i = 0; i < 600; i++)
    ferry_range_set_add (set, 10000000 + i, 10000000 + i + 1);
  g_assert_true (ferry_range_set_has (set, 10000000, 10000600));
  g_assert_cmpuint (ferry_range_set_get_n_ranges (set), ==, FERRY_RANGE_SET_MAX);
}

static void
is_read_as_it_was_stored (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (FerryRangeSet) set = ferry_range_set_new (0);
      g_autoptr (FerryRangeSet) back = NULL;
      g_autoptr (GVariant) stored = NULL;
      g_autoptr (GVariant) again = NULL;

      for (guint i = g_test_rand_int_range (0, 20); i > 0; i--)
        {
          guint64 start = g_test_rand_int_range (0, G_MAXINT32);

          ferry_range_set_add (set, start, start + g_test_rand_int_range (1, 1000));
        }
      stored = g_variant_ref_sink (ferry_range_set_to_variant (set));
      back = ferry_range_set_new_from_variant (stored);
      g_assert_nonnull (back);
      again = g_variant_ref_sink (ferry_range_set_to_variant (back));
      g_assert_cmpvariant (stored, again);
      g_assert_cmpuint (ferry_range_set_get_length (back), ==, ferry_range_set_get_length (set));
    }
}

static void
what_is_no_set_is_not_read (void)
{
  const char *const sets[] = {
    "[(0, 0)]",
    "[(5, 4)]",
    "[(0, 4), (4, 8)]",
    "[(0, 4), (3, 8)]",
    "[(8, 9), (0, 4)]",
    "[(0, 9223372036854775808)]",
    "[(18446744073709551615, 18446744073709551615)]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autoptr (GVariant) stored = g_variant_parse (G_VARIANT_TYPE (FERRY_RANGE_SET_VARIANT_TYPE), sets[i], NULL, NULL, NULL);

      g_assert_nonnull (stored);
      g_assert_null (ferry_range_set_new_from_variant (stored));
    }
}

static void
too_many_are_not_read (void)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (FERRY_RANGE_SET_VARIANT_TYPE));
  g_autoptr (GVariant) stored = NULL;

  for (guint64 i = 0; i <= FERRY_RANGE_SET_MAX; i++)
    g_variant_builder_add (&builder, "(tt)", 2 * i, 2 * i + 1);
  stored = g_variant_ref_sink (g_variant_builder_end (&builder));
  g_assert_null (ferry_range_set_new_from_variant (stored));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/range-set/is-what-was-added-and-not-removed", is_what_was_added_and_not_removed);
  g_test_add_func ("/range-set/what-touches-becomes-one", what_touches_becomes_one);
  g_test_add_func ("/range-set/a-hole-makes-two", a_hole_makes_two);
  g_test_add_func ("/range-set/a-copy-goes-its-own-way", a_copy_goes_its_own_way);
  g_test_add_func ("/range-set/forgets-what-is-too-much-and-invents-nothing", forgets_what_is_too_much_and_invents_nothing);
  g_test_add_func ("/range-set/what-grows-by-small-steps-is-not-forgotten", what_grows_by_small_steps_is_not_forgotten);
  g_test_add_func ("/range-set/is-read-as-it-was-stored", is_read_as_it_was_stored);
  g_test_add_func ("/range-set/what-is-no-set-is-not-read", what_is_no_set_is_not_read);
  g_test_add_func ("/range-set/too-many-are-not-read", too_many_are_not_read);
  return g_test_run ();
}
