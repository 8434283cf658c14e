/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Creating: follow first, so that no change between the reply and the list is
 * missed; create; then fetch what was created. */

#include "ferry-transfer-creator.h"
#include "ferry-transfer-creator-private.h"

#include "ferry-fetch.h"

typedef struct {
  const char *method;  /* (unowned) static */
  GVariant *transfers; /* (owned) (nullable) a(sa{sv}), until they are created */
  GStrv ids;           /* (owned) (nullable) after that */
} Creation;

static void
creation_free (Creation *creation)
{
  g_clear_pointer (&creation->transfers, g_variant_unref);
  g_strfreev (creation->ids);
  g_free (creation);
}

static void on_followed (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);
static void on_created  (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);
static void on_fetched  (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

/**
 * ferry_transfer_creator_create_async:
 * @self: a creator
 * @method: the method of the bus that makes them; a literal
 * @transfers: address and options of each, a(sa{sv}); a floating reference is taken
 * @source_tag: the public function
 * @cancellable: (nullable): gives up waiting; they may exist all the same
 * @callback: called when they exist, durably
 * @user_data: for @callback
 *
 * Creates all of them or none.
 */
void
ferry_transfer_creator_create_async (FerryTransferCreator *self,
                                     const char           *method,
                                     GVariant             *transfers,
                                     gpointer              source_tag,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Creation *creation = g_new0 (Creation, 1);

  creation->method = method;
  creation->transfers = g_variant_ref_sink (transfers);
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, creation, (GDestroyNotify) creation_free);
  ferry_mirror_follow_async (ferry_transfer_creator_get_private (self)->mirror, cancellable,
                             on_followed, g_steal_pointer (&task));
}

static void
on_followed (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  FerryMirror *mirror = FERRY_MIRROR (source);
  Creation *creation = g_task_get_task_data (task);
  GVariant *parameters;
  GError *error = NULL;

  if (!ferry_mirror_follow_finish (mirror, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  parameters = g_variant_new ("(@a(sa{sv}))", creation->transfers);
  g_clear_pointer (&creation->transfers, g_variant_unref);
  ferry_connection_call_async (ferry_mirror_get_connection (mirror), creation->method, parameters,
                               cancellable, on_created, g_steal_pointer (&task));
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryTransferCreator *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Creation *creation = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) reply =
    ferry_connection_call_finish (FERRY_CONNECTION (source), result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_variant_get (reply, "(^as)", &creation->ids);
  ferry_fetch_ids_async (ferry_transfer_creator_get_private (self)->mirror,
                         (const char *const *) creation->ids,
                         cancellable, on_fetched, g_steal_pointer (&task));
}

static void
on_fetched (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryMirror *mirror = FERRY_MIRROR (source);
  Creation *creation = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) found = ferry_fetch_finish (mirror, result, &error);
  GPtrArray *operations = found != NULL ? ferry_fetch_pick (mirror, creation->ids, &error) : NULL;

  if (operations == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, operations, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ferry_transfer_creator_create_finish:
 * @self: a creator
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type FerryTransferOperation): what was
 *   created, in the order asked, or %NULL with a #FerryError
 */
GPtrArray *
ferry_transfer_creator_create_finish (FerryTransferCreator  *self,
                                      GAsyncResult          *result,
                                      GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_transfer_creator_create_one_finish:
 * @self: a creator
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (type FerryTransferOperation): the one that was
 *   created, or %NULL with a #FerryError
 */
gpointer
ferry_transfer_creator_create_one_finish (FerryTransferCreator  *self,
                                          GAsyncResult          *result,
                                          GError               **error)
{
  g_autoptr (GPtrArray) operations = ferry_transfer_creator_create_finish (self, result, error);

  return operations != NULL ? g_object_ref (operations->pdata[0]) : NULL;
}
