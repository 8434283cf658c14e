/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The answer to List: the transfers that a caller may see and asks for. */

#include "ferry-listing.h"

#include "ferry-serializer.h"
#include "ferry-sandbox.h"

/* A tree of its parts takes 15 KiB for a transfer, and a copy in one piece the
 * time for another one; so the long lists are copied. */
#define MAX_TREES_PER_LIST 500

typedef struct {
  const char *sandbox; /* of who asks */
  const char *app_id;  /* of who asks */
  const char *group;   /* (nullable) of the groups of who asks */
  guint32 kind;
  gboolean any_kind;
  gboolean finished;
  guint32 offset;
  guint32 limit;
} Filter;

static gboolean
matches (Filter        *filter,
         FerryTransfer *transfer)
{
  FerryRecord *record = transfer->durable;

  if (record == NULL || !ferry_sandbox_may_see (filter->sandbox, record->app_id) ||
      (!filter->finished && ferry_transfer_state_is_final (record->state)) ||
      (!filter->any_kind && record->request->kind != filter->kind) ||
      (filter->group != NULL && !ferry_record_is_in_group (record, filter->app_id, filter->group)))
    return FALSE;
  if (filter->offset > 0)
    {
      filter->offset--;
      return FALSE;
    }
  return TRUE;
}

typedef struct {
  FerryEngine *engine;
  GVariantBuilder entries;
  guint n_entries;
} Listing;

static void
add (Listing       *self,
     FerryTransfer *transfer)
{
  GVariant *entry = ferry_serializer_whole (self->engine, transfer);

  if (self->n_entries++ >= MAX_TREES_PER_LIST)
    g_variant_get_data (entry);
  g_variant_builder_add_value (&self->entries, entry);
}

/* Each once, however often it is named. */
static void
add_by_ids (Listing    *self,
            const char *sandbox,
            GVariant   *ids)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GVariantIter iter;
  const char *id;

  g_variant_iter_init (&iter, ids);
  while (g_variant_iter_next (&iter, "&s", &id))
    {
      FerryTransfer *transfer = ferry_engine_lookup (self->engine, id);

      if (transfer != NULL && transfer->durable != NULL &&
          ferry_sandbox_may_see (sandbox, transfer->durable->app_id) && g_hash_table_add (seen, transfer))
        add (self, transfer);
    }
}

static void
add_by_filter (Listing *self,
               Filter  *filter)
{
  GPtrArray *transfers = ferry_engine_get_transfers (self->engine);

  for (guint i = 0; i < transfers->len && filter->limit > 0; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      if (!matches (filter, transfer))
        continue;
      add (self, transfer);
      filter->limit--;
    }
}

/**
 * ferry_list_transfers:
 * @engine: whose
 * @sandbox: (nullable): app of the sandbox that the caller is in, empty outside of one
 * @app_id: (nullable): of the caller, whose groups are meant
 * @options: `a{sv}` as the bus interface describes it
 *
 * Returns: (transfer floating): the `aa{sv}`
 */
GVariant *
ferry_list_transfers (FerryEngine *engine,
                      const char  *sandbox,
                      const char  *app_id,
                      GVariant    *options)
{
  Listing listing = { engine, G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}")) };
  Filter filter = { .sandbox = sandbox, .app_id = app_id, .limit = G_MAXUINT32, .finished = TRUE };
  g_autoptr (GVariant) ids = g_variant_lookup_value (options, "ids", G_VARIANT_TYPE ("as"));

  g_variant_lookup (options, "group", "&s", &filter.group);
  g_variant_lookup (options, "finished", "b", &filter.finished);
  g_variant_lookup (options, "offset", "u", &filter.offset);
  g_variant_lookup (options, "limit", "u", &filter.limit);
  filter.any_kind = !g_variant_lookup (options, "kind", "u", &filter.kind);
  if (ids != NULL)
    add_by_ids (&listing, sandbox, ids);
  else
    add_by_filter (&listing, &filter);
  return g_variant_builder_end (&listing.entries);
}
