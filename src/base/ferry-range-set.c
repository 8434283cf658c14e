/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A range set: which bytes of a file. Whoever makes one may change it until
 * another has it, too; from then on it is only read. */

#include "ferry-range-set.h"

struct _FerryRangeSet {
  GArray *ranges; /* (owned) (element-type FerryByteRange) sorted; between two is a gap */
  guint64 length; /* of all together */
};

G_DEFINE_BOXED_TYPE (FerryRangeSet, ferry_range_set, ferry_range_set_ref, ferry_range_set_unref)

static FerryByteRange *
at (FerryRangeSet *self,
    guint          n)
{
  return &g_array_index (self->ranges, FerryByteRange, n);
}

static void
clear (gpointer data)
{
  FerryRangeSet *self = data;

  g_array_unref (self->ranges);
}

/* The first range that ends at @offset or behind it. */
static guint
find (FerryRangeSet *self,
      guint64        offset)
{
  guint low = 0;
  guint high = self->ranges->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (at (self, middle)->end < offset)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
insert (FerryRangeSet *self,
        guint          n,
        guint64        start,
        guint64        end)
{
  FerryByteRange range = { start, end };

  if (start == end)
    return;
  g_array_insert_val (self->ranges, n, range);
  self->length += end - start;
}

static void
drop (FerryRangeSet *self,
      guint          n,
      guint          n_dropped)
{
  for (guint i = n; i < n + n_dropped; i++)
    self->length -= at (self, i)->end - at (self, i)->start;
  g_array_remove_range (self->ranges, n, n_dropped);
}

/* What is forgotten is fetched again. What was added last stays, as a range that
 * grows by small steps would else be forgotten at each of them. */
static void
drop_smallest_but (FerryRangeSet *self,
                   guint          added)
{
  guint smallest = added == 0 ? 1 : 0;

  for (guint i = smallest; i < self->ranges->len; i++)
    if (i != added && at (self, i)->end - at (self, i)->start < at (self, smallest)->end - at (self, smallest)->start)
      smallest = i;
  drop (self, smallest, 1);
}

/**
 * ferry_range_set_new:
 * @prefix: bytes from the first one on that are in it; 0 for none
 *
 * Returns: (transfer full): a set of one range, or of none
 */
FerryRangeSet *
ferry_range_set_new (guint64 prefix)
{
  FerryRangeSet *self = g_atomic_rc_box_new0 (FerryRangeSet);

  self->ranges = g_array_new (FALSE, FALSE, sizeof (FerryByteRange));
  insert (self, 0, 0, prefix);
  return self;
}

/**
 * ferry_range_set_new_from_variant:
 * @ranges: of type %FERRY_RANGE_SET_VARIANT_TYPE, from anywhere
 *
 * Returns: (transfer full) (nullable): what ferry_range_set_to_variant() was
 *   called on, or %NULL when it was on no set
 */
FerryRangeSet *
ferry_range_set_new_from_variant (GVariant *ranges)
{
  g_autoptr (FerryRangeSet) self = ferry_range_set_new (0);
  GVariantIter iter;
  FerryByteRange range;
  guint64 last = 0;

  if (g_variant_n_children (ranges) > FERRY_RANGE_SET_MAX)
    return NULL;
  g_variant_iter_init (&iter, ranges);
  while (g_variant_iter_next (&iter, "(tt)", &range.start, &range.end))
    {
      if (range.end <= range.start || range.end > G_MAXINT64 || (self->ranges->len > 0 && range.start <= last))
        return NULL;
      insert (self, self->ranges->len, range.start, range.end);
      last = range.end;
    }
  return g_steal_pointer (&self);
}

/**
 * ferry_range_set_copy:
 * @self: a set
 *
 * Returns: (transfer full): one like it that may be changed
 */
FerryRangeSet *
ferry_range_set_copy (FerryRangeSet *self)
{
  FerryRangeSet *copy = ferry_range_set_new (0);

  g_array_append_vals (copy->ranges, self->ranges->data, self->ranges->len);
  copy->length = self->length;
  return copy;
}

FerryRangeSet *
ferry_range_set_ref (FerryRangeSet *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
ferry_range_set_unref (FerryRangeSet *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * ferry_range_set_to_variant:
 * @self: a set
 *
 * Returns: (transfer floating): its ranges, of type %FERRY_RANGE_SET_VARIANT_TYPE
 */
GVariant *
ferry_range_set_to_variant (FerryRangeSet *self)
{
  g_autoptr (GVariantBuilder) builder = g_variant_builder_new (G_VARIANT_TYPE (FERRY_RANGE_SET_VARIANT_TYPE));

  for (guint i = 0; i < self->ranges->len; i++)
    g_variant_builder_add (builder, "(tt)", at (self, i)->start, at (self, i)->end);
  return g_variant_builder_end (builder);
}

/**
 * ferry_range_set_get_n_ranges:
 * @self: a set
 *
 * Returns: how many ranges, at most %FERRY_RANGE_SET_MAX
 */
guint
ferry_range_set_get_n_ranges (FerryRangeSet *self)
{
  return self->ranges->len;
}

/**
 * ferry_range_set_get_range:
 * @self: a set
 * @n: from 0 on, below ferry_range_set_get_n_ranges()
 *
 * Returns: one of its ranges, in the order of the file
 */
FerryByteRange
ferry_range_set_get_range (FerryRangeSet *self,
                           guint          n)
{
  return *at (self, n);
}

/**
 * ferry_range_set_get_prefix:
 * @self: a set
 *
 * Returns: how many bytes are in it from the first one of the file on without a gap
 */
guint64
ferry_range_set_get_prefix (FerryRangeSet *self)
{
  return self->ranges->len > 0 && at (self, 0)->start == 0 ? at (self, 0)->end : 0;
}

/**
 * ferry_range_set_get_length:
 * @self: a set
 *
 * Returns: how many bytes are in it
 */
guint64
ferry_range_set_get_length (FerryRangeSet *self)
{
  return self->length;
}

/**
 * ferry_range_set_has:
 * @self: a set
 * @start: a byte
 * @end: one behind it, or the same
 *
 * Returns: whether all bytes from @start to before @end are in it
 */
gboolean
ferry_range_set_has (FerryRangeSet *self,
                     guint64        start,
                     guint64        end)
{
  guint n = find (self, end);

  return start >= end || (n < self->ranges->len && at (self, n)->start <= start);
}

/**
 * ferry_range_set_find_gap:
 * @self: a set
 * @from: where to begin to look
 * @end: where to stop
 * @gap: (out): the first bytes from @from to before @end that are not in it
 *
 * Returns: whether there are any
 */
gboolean
ferry_range_set_find_gap (FerryRangeSet  *self,
                          guint64         from,
                          guint64         end,
                          FerryByteRange *gap)
{
  guint n = find (self, from);

  if (n < self->ranges->len && at (self, n)->start <= from)
    from = at (self, n++)->end;
  if (n < self->ranges->len)
    end = MIN (end, at (self, n)->start);
  if (from >= end)
    return FALSE;
  *gap = (FerryByteRange){ from, end };
  return TRUE;
}

/**
 * ferry_range_set_add:
 * @self: a set that nobody else has
 * @start: the first byte
 * @end: the one behind the last; at most %G_MAXINT64
 *
 * Takes these bytes into it. When there are more than %FERRY_RANGE_SET_MAX ranges
 * then, the smallest of the others is no longer in it; a gap is never closed
 * without its bytes.
 */
void
ferry_range_set_add (FerryRangeSet *self,
                     guint64        start,
                     guint64        end)
{
  guint n = find (self, start);
  guint behind = n;

  if (start >= end)
    return;
  while (behind < self->ranges->len && at (self, behind)->start <= end)
    behind++;
  if (behind > n)
    {
      start = MIN (start, at (self, n)->start);
      end = MAX (end, at (self, behind - 1)->end);
      drop (self, n, behind - n);
    }
  insert (self, n, start, end);
  if (self->ranges->len > FERRY_RANGE_SET_MAX)
    drop_smallest_but (self, n);
}

/**
 * ferry_range_set_remove:
 * @self: a set that nobody else has
 * @start: the first byte
 * @end: the one behind the last
 *
 * Takes these bytes out of it. What that leaves of a range in its midst counts as
 * two; when that is one too many, the smallest of all ranges goes.
 */
void
ferry_range_set_remove (FerryRangeSet *self,
                        guint64        start,
                        guint64        end)
{
  guint n = find (self, start);
  guint behind = n;
  FerryByteRange first, last;

  if (start >= end)
    return;
  while (behind < self->ranges->len && at (self, behind)->start < end)
    behind++;
  if (behind == n)
    return;
  first = *at (self, n);
  last = *at (self, behind - 1);
  drop (self, n, behind - n);
  if (last.end > end)
    insert (self, n, end, last.end);
  if (first.start < start)
    insert (self, n, first.start, MIN (first.end, start));
  if (self->ranges->len > FERRY_RANGE_SET_MAX)
    drop_smallest_but (self, self->ranges->len);
}
