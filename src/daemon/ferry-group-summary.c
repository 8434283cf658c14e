/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What belongs into the toast of a group: what has ended since the group was
 * last at rest. Its name may have been used before, yesterday say, and what
 * became of that was told then. */

#include "ferry-group-summary.h"

/* Who makes a group one by one may take a little from one to the next. */
#define REST G_TIME_SPAN_MINUTE

static gboolean
is_worth_telling (FerryTransfer *transfer)
{
  return transfer->durable->state == FERRY_TRANSFER_STATE_COMPLETED ||
         transfer->durable->state == FERRY_TRANSFER_STATE_ERROR;
}

static int
compare_ends (gconstpointer a,
              gconstpointer b)
{
  gint64 one = (*(FerryTransfer *const *) a)->durable->finished;
  gint64 other = (*(FerryTransfer *const *) b)->durable->finished;

  return (one < other) - (one > other);
}

/* From the last end back to where there was nothing under way. */
static void
drop_earlier (GPtrArray *members)
{
  gint64 begun = G_MAXINT64;
  guint n;

  g_ptr_array_sort (members, compare_ends);
  for (n = 0; n < members->len; n++)
    {
      FerryRecord *record = ((FerryTransfer *) members->pdata[n])->durable;

      if (n > 0 && record->finished + REST < begun)
        break;
      begun = MIN (begun, record->created);
    }
  g_ptr_array_set_size (members, n);
}

/**
 * ferry_group_summary_collect:
 * @transfers: (element-type FerryTransfer): all there are
 * @group: a group; only whose it is and its name matter
 *
 * Returns: (transfer full) (nullable) (element-type FerryTransfer): those of the
 *   group that have an end worth telling; %NULL while one has not ended, or
 *   where there are none
 */
GPtrArray *
ferry_group_summary_collect (GPtrArray  *transfers,
                             FerryGroup *group)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new ();

  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      if (!ferry_record_is_in_group (transfer->record, group->app_id, group->name))
        continue;
      if (transfer->durable == NULL || !ferry_transfer_state_is_final (transfer->durable->state))
        return NULL;
      if (is_worth_telling (transfer))
        g_ptr_array_add (members, transfer);
    }
  drop_earlier (members);
  return members->len > 0 ? g_steal_pointer (&members) : NULL;
}
