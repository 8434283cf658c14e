/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which transfers a command is about. Whole IDs cost one question about just
 * them; for the beginning of an ID all transfers are listed. */

#include "cli-select.h"

#include "cli-command.h"
#include "cli-parse.h"

#include <glib/gi18n.h>

/**
 * ferry_cli_to_array:
 * @model: a list of objects
 *
 * Returns: (transfer full) (element-type GObject): those that are in it now
 */
GPtrArray *
ferry_cli_to_array (GListModel *model)
{
  guint n = g_list_model_get_n_items (model);
  GPtrArray *array = g_ptr_array_new_full (n, g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (array, g_list_model_get_item (model, i));
  return array;
}

/**
 * ferry_cli_load_all:
 * @error: return location
 *
 * Returns: (transfer full): all transfers the service knows
 */
FerryOperations *
ferry_cli_load_all (GError **error)
{
  g_autoptr (FerryOperations) operations = ferry_operations_new_for_type (FERRY_TYPE_TRANSFER_OPERATION);
  g_autoptr (GAsyncResult) answer = NULL;

  ferry_operations_load_async (operations, NULL, ferry_cli_on_answer, &answer);
  if (!ferry_operations_load_finish (operations, ferry_cli_await (&answer), error))
    return NULL;
  return g_steal_pointer (&operations);
}

/**
 * ferry_cli_load_unfinished:
 * @error: return location
 *
 * Returns: (transfer full): the transfers that have not ended
 */
GListModel *
ferry_cli_load_unfinished (GError **error)
{
  g_autoptr (GAsyncResult) answer = NULL;

  ferry_transfers_find_unfinished_async (NULL, ferry_cli_on_answer, &answer);
  return ferry_transfers_find_unfinished_finish (ferry_cli_await (&answer), error);
}

/* Returns: (transfer none): the one GUID that begins so, in small letters */
static const char *
match_id (GListModel  *operations,
          const char  *prefix,
          GError     **error)
{
  const char *match = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (operations, i);
      const char *guid = ferry_transfer_operation_get_guid (operation);

      if (!g_str_has_prefix (guid, prefix))
        continue;
      if (match != NULL)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _ ("More than one ID begins with “%s”"), prefix);
          return NULL;
        }
      match = guid;
    }
  if (match == NULL)
    g_set_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND, _ ("There is no transfer “%s”"),
                 prefix);
  return match;
}

/* Each once, in small letters; none when one is no ID. */
static GPtrArray *
tidy (const char *const  *ids,
      gboolean           *all_whole,
      GError            **error)
{
  g_autoptr (GPtrArray) tidied = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  *all_whole = TRUE;
  for (; *ids != NULL; ids++)
    {
      g_autofree char *id = g_ascii_strdown (*ids, -1);

      if (!ferry_cli_check_id (id, error))
        return NULL;
      *all_whole &= g_uuid_string_is_valid (id);
      if (g_hash_table_contains (seen, id))
        continue;
      g_hash_table_add (seen, id);
      g_ptr_array_add (tidied, g_steal_pointer (&id));
    }
  return g_steal_pointer (&tidied);
}

static GPtrArray *
ask_for (GPtrArray  *guids,
         GError    **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GListModel) found = NULL;

  ferry_transfers_find_async ((const char *const *) guids->pdata, NULL,
                              ferry_cli_on_answer, &answer);
  found = ferry_transfers_find_finish (ferry_cli_await (&answer), error);
  return found != NULL ? ferry_cli_to_array (found) : NULL;
}

static GPtrArray *
search_for (GPtrArray  *prefixes,
            GError    **error)
{
  g_autoptr (FerryOperations) operations = ferry_cli_load_all (error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  if (operations == NULL)
    return NULL;
  for (guint i = 0; i < prefixes->len; i++)
    {
      const char *guid = match_id (G_LIST_MODEL (operations), prefixes->pdata[i], error);
      FerryTransferOperation *operation;

      if (guid == NULL)
        return NULL;
      operation = ferry_operations_lookup (operations, guid);
      if (!g_ptr_array_find (found, operation, NULL))
        g_ptr_array_add (found, g_object_ref (operation));
    }
  return g_steal_pointer (&found);
}

/**
 * ferry_cli_select:
 * @ids: GUIDs, or unique beginnings of them
 * @error: return location
 *
 * Returns: (transfer full) (element-type FerryTransferOperation): the transfers
 *   that @ids name, each once
 */
GPtrArray *
ferry_cli_select (const char *const  *ids,
                  GError            **error)
{
  gboolean all_whole;
  g_autoptr (GPtrArray) wanted = tidy (ids, &all_whole, error);

  if (wanted == NULL)
    return NULL;
  return all_whole ? ask_for (wanted, error) : search_for (wanted, error);
}
