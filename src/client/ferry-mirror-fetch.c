/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * List in pages, because a message of the bus holds 64 MiB of array at most and
 * a history may be longer. Rows that are removed between two pages move those
 * after them to the front, so that the next page starts as much earlier. */

#include "ferry-mirror.h"

#include "ferry-download-operation.h"
#include "ferry-error.h"
#include "ferry-upload-operation.h"

#include <glib/gi18n-lib.h>

/* A message of half a MiB, of which GLib makes 8 MiB of small parts that it keeps
 * for the next ones: pages of 5,000 made the window 70 MiB larger for ever. */
#define PAGE 500

typedef struct {
  GVariant *filter;  /* (owned) (nullable) a{sv}; else these ids */
  GStrv ids;         /* (owned) (nullable) */
  guint offset;      /* of the page that is asked for */
  guint64 n_removed; /* by the mirror's count, when it was asked for */
  GPtrArray *found;  /* (owned) (element-type FerryTransferOperation) */
  GHashTable *seen;  /* (owned) (element-type FerryTransferOperation) of those found */
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_clear_pointer (&fetch->filter, g_variant_unref);
  g_strfreev (fetch->ids);
  g_hash_table_unref (fetch->seen);
  g_ptr_array_unref (fetch->found);
  g_free (fetch);
}

static void on_followed (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);
static void on_listed   (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

static void
start (FerryMirror         *mirror,
       GVariant            *filter,
       const char *const   *ids,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (mirror, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->filter = filter != NULL ? g_variant_ref_sink (filter) : NULL;
  fetch->ids = g_strdupv ((GStrv) ids);
  fetch->found = g_ptr_array_new_with_free_func (g_object_unref);
  fetch->seen = g_hash_table_new (NULL, NULL);
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  ferry_mirror_follow_async (mirror, cancellable, on_followed, g_steal_pointer (&task));
}

static GVariant *
page_filter (Fetch *fetch)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (fetch->filter);

  if (fetch->ids != NULL)
    {
      gsize left = g_strv_length (fetch->ids) - fetch->offset;

      g_variant_dict_insert_value (&dict, "ids",
                                   g_variant_new_strv ((const char *const *) fetch->ids + fetch->offset,
                                                       MIN (left, PAGE)));
    }
  else
    {
      g_variant_dict_insert (&dict, "offset", "u", fetch->offset);
      g_variant_dict_insert (&dict, "limit", "u", PAGE);
    }
  return g_variant_dict_end (&dict);
}

static void
ask (GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  FerryMirror *mirror = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  fetch->n_removed = ferry_mirror_get_n_removed (mirror);
  ferry_connection_call_async (ferry_mirror_get_connection (mirror), "List",
                               g_variant_new ("(@a{sv})", page_filter (fetch)),
                               cancellable, on_listed, g_object_ref (task));
}

static void
on_followed (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!ferry_mirror_follow_finish (FERRY_MIRROR (source), result, &error))
    g_task_return_error (task, error);
  else
    ask (task);
}

static guint
take_page (Fetch       *fetch,
           FerryMirror *mirror,
           GVariant    *reply)
{
  g_autoptr (GVariant) page = g_variant_get_child_value (reply, 0);
  GVariantIter iter;
  GVariant *entry;

  g_variant_iter_init (&iter, page);
  while (g_variant_iter_loop (&iter, "@a{sv}", &entry))
    {
      g_autoptr (FerryTransferOperation) operation = ferry_mirror_update (mirror, entry, TRUE);

      if (operation != NULL && g_hash_table_add (fetch->seen, operation))
        g_ptr_array_add (fetch->found, g_steal_pointer (&operation));
    }
  return g_variant_n_children (page);
}

/* Whether there is a next page; then the fetch stands at its start. */
static gboolean
advance (Fetch       *fetch,
         FerryMirror *mirror,
         guint        n_listed)
{
  guint64 removed = ferry_mirror_get_n_removed (mirror) - fetch->n_removed;

  if (fetch->ids != NULL)
    {
      fetch->offset += PAGE;
      return fetch->offset < g_strv_length (fetch->ids);
    }
  fetch->offset += n_listed;
  fetch->offset -= MIN (removed, fetch->offset);
  return n_listed == PAGE;
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryMirror *mirror = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) reply =
    ferry_connection_call_finish (FERRY_CONNECTION (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else if (advance (fetch, mirror, take_page (fetch, mirror, reply)))
    ask (task);
  else
    g_task_return_pointer (task, g_ptr_array_ref (fetch->found), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ferry_mirror_fetch_async:
 * @self: the mirror
 * @filter: which transfers, a{sv} as List has it; a floating reference is taken
 * @cancellable: (nullable): gives up
 * @callback: called with the operations
 * @user_data: for @callback
 *
 * Fetches the transfers that pass @filter, in the order of their creation.
 */
void
ferry_mirror_fetch_async (FerryMirror         *self,
                          GVariant            *filter,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  start (self, filter, NULL, cancellable, callback, user_data);
}

/**
 * ferry_mirror_fetch_ids_async:
 * @self: the mirror
 * @ids: (array zero-terminated=1): which transfers
 * @cancellable: (nullable): gives up
 * @callback: called with the operations
 * @user_data: for @callback
 *
 * Fetches transfers by their GUIDs; unknown ones are left out.
 */
void
ferry_mirror_fetch_ids_async (FerryMirror         *self,
                              const char *const   *ids,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  start (self, NULL, ids, cancellable, callback, user_data);
}

/**
 * ferry_mirror_fetch_finish:
 * @self: the mirror
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type FerryTransferOperation): the
 *   operations, or %NULL with a #FerryError
 */
GPtrArray *
ferry_mirror_fetch_finish (FerryMirror   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_mirror_pick:
 * @self: the mirror
 * @ids: of transfers whose operations are alive, because they were fetched
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type FerryTransferOperation): the
 *   operations in the order of @ids, or %NULL with %FERRY_ERROR_NOT_FOUND
 */
GPtrArray *
ferry_mirror_pick (FerryMirror  *self,
                   GStrv         ids,
                   GError      **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *ids != NULL; ids++)
    {
      FerryTransferOperation *operation = ferry_mirror_lookup (self, *ids);

      if (operation == NULL)
        {
          g_set_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND, _ ("There is no transfer %s"), *ids);
          return NULL;
        }
      g_ptr_array_add (operations, operation);
    }
  return g_steal_pointer (&operations);
}

/**
 * ferry_mirror_limit_to_type:
 * @filter: which transfers, as List has it
 * @type: of the operations
 *
 * Lets those of another type not pass.
 */
void
ferry_mirror_limit_to_type (GVariantDict *filter,
                            GType         type)
{
  if (type == FERRY_TYPE_DOWNLOAD_OPERATION)
    g_variant_dict_insert (filter, "kind", "u", FERRY_TRANSFER_KIND_DOWNLOAD);
  else if (type == FERRY_TYPE_UPLOAD_OPERATION)
    g_variant_dict_insert (filter, "kind", "u", FERRY_TRANSFER_KIND_UPLOAD);
}

/**
 * ferry_mirror_to_model:
 * @operations: (element-type FerryTransferOperation): operations
 *
 * Returns: (transfer full): the same as a list that does not change
 */
GListModel *
ferry_mirror_to_model (GPtrArray *operations)
{
  GListStore *list = g_list_store_new (FERRY_TYPE_TRANSFER_OPERATION);

  g_list_store_splice (list, 0, 0, operations->pdata, operations->len);
  return G_LIST_MODEL (list);
}
