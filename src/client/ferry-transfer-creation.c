/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Creating: follow first, so that no change after the reply is missed; create.
 * What a new download is like is known then; an upload, whose files only the
 * service has looked at, is fetched. */

#include "ferry-transfer-creator.h"
#include "ferry-transfer-creator-private.h"

#include "ferry-error.h"
#include "ferry-fetch.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>

typedef struct {
  const char *method;  /* (unowned) static */
  GVariant *transfers; /* (owned) a(sa{sv}) */
  GStrv ids;           /* (owned) (nullable) after that */
} Creation;

static void
creation_free (Creation *creation)
{
  g_variant_unref (creation->transfers);
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
  GError *error = NULL;

  if (!ferry_mirror_follow_finish (mirror, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  ferry_connection_call_async (ferry_mirror_get_connection (mirror), creation->method,
                               g_variant_new_tuple (&creation->transfers, 1),
                               cancellable, on_created, g_steal_pointer (&task));
}

/* What was asked for and what the service says of it have the same names, but
 * for the file: its name is known when it is written. The service's own word
 * on all of it comes with the next signal. */
static GVariant *
describe_download (const char *id,
                   const char *uri,
                   GVariant   *options)
{
  g_autofree char *shown = ferry_uri_redact (uri);
  gsize n = g_variant_n_children (options);
  GVariantBuilder builder;
  gboolean started = FALSE;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) option = g_variant_get_child_value (options, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (option, 0);

      if (!g_str_equal (g_variant_get_string (key, NULL), "file"))
        g_variant_builder_add_value (&builder, option);
    }
  g_variant_lookup (options, "start", "b", &started);
  g_variant_builder_add (&builder, "{sv}", "id", g_variant_new_string (id));
  g_variant_builder_add (&builder, "{sv}", "uri", g_variant_new_string (shown));
  g_variant_builder_add (&builder, "{sv}", "started", g_variant_new_boolean (started));
  g_variant_builder_add (&builder, "{sv}", "created", g_variant_new_int64 (g_get_real_time ()));
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static FerryTransferOperation *
take_download (FerryMirror *mirror,
               const char  *id,
               GVariant    *download)
{
  g_autoptr (GVariant) uri = g_variant_get_child_value (download, 0);
  g_autoptr (GVariant) options = g_variant_get_child_value (download, 1);
  g_autoptr (GVariant) entry = describe_download (id, g_variant_get_string (uri, NULL), options);

  return ferry_mirror_tell (mirror, entry, TRUE);
}

/* Returns: (transfer full): the operations, in the order asked */
static GPtrArray *
take_downloads (Creation    *creation,
                FerryMirror *mirror)
{
  GPtrArray *operations = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; creation->ids[i] != NULL; i++)
    {
      g_autoptr (GVariant) download = g_variant_get_child_value (creation->transfers, i);

      g_ptr_array_add (operations, take_download (mirror, creation->ids[i], download));
    }
  return operations;
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryTransferCreator *self = g_task_get_source_object (task);
  FerryMirror *mirror = ferry_transfer_creator_get_private (self)->mirror;
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
  if (g_strv_length (creation->ids) != g_variant_n_children (creation->transfers))
    g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_FAILED,
                             _ ("Ferry’s service did not name each transfer"));
  else if (g_str_equal (creation->method, "CreateDownloads"))
    g_task_return_pointer (task, take_downloads (creation, mirror), (GDestroyNotify) g_ptr_array_unref);
  else
    ferry_fetch_ids_async (mirror, (const char *const *) creation->ids,
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
 * Returns: (transfer container) (element-type FerryTransferOperation): what was
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
