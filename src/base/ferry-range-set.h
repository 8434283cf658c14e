/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A range set: which bytes of a file. Ranges of it neither touch nor overlap and
 * stand in the order of the file. Pure. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_RANGE_SET (ferry_range_set_get_type ())

/* A set as it is stored and told: of each range its first byte and the one behind
 * its last. */
#define FERRY_RANGE_SET_VARIANT_TYPE "a(tt)"

/* 64 KiB of memory, and of each row of the journal, are enough for a file of 4 GiB
 * of which every other MiB is there. */
#define FERRY_RANGE_SET_MAX 4096

/**
 * FerryByteRange:
 * @start: its first byte
 * @end: the byte behind its last; a range that is not empty ends behind @start
 */
typedef struct {
  guint64 start;
  guint64 end;
} FerryByteRange;

typedef struct _FerryRangeSet FerryRangeSet;

GType          ferry_range_set_get_type         (void);
FerryRangeSet *ferry_range_set_new              (guint64        prefix);
FerryRangeSet *ferry_range_set_new_from_variant (GVariant      *ranges);
FerryRangeSet *ferry_range_set_copy             (FerryRangeSet *self);
FerryRangeSet *ferry_range_set_ref              (FerryRangeSet *self);
void           ferry_range_set_unref            (FerryRangeSet *self);
GVariant      *ferry_range_set_to_variant       (FerryRangeSet *self);

guint          ferry_range_set_get_n_ranges (FerryRangeSet  *self);
FerryByteRange ferry_range_set_get_range    (FerryRangeSet  *self,
                                             guint           n);
guint64        ferry_range_set_get_prefix   (FerryRangeSet  *self);
guint64        ferry_range_set_get_length   (FerryRangeSet  *self);
gboolean       ferry_range_set_has          (FerryRangeSet  *self,
                                             guint64         start,
                                             guint64         end);
gboolean       ferry_range_set_find_gap     (FerryRangeSet  *self,
                                             guint64         from,
                                             guint64         end,
                                             FerryByteRange *gap);
void           ferry_range_set_add          (FerryRangeSet  *self,
                                             guint64         start,
                                             guint64         end);
void           ferry_range_set_remove       (FerryRangeSet  *self,
                                             guint64         start,
                                             guint64         end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryRangeSet, ferry_range_set_unref)

G_END_DECLS
