/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls of the library that many tests make. */

#include "client-calls.h"

#include "fake-service.h"

/* Returns: (transfer full) */
gpointer
get_operation (const char *guid)
{
  const char *guids[] = { guid, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) found = NULL;
  g_autoptr (GError) error = NULL;

  ferry_transfers_find_async (guids, NULL, take_result, &result);
  found = ferry_transfers_find_finish (wait_result (&result), &error);
  g_assert_no_error (error);
  return g_list_model_get_item (found, 0);
}

/* Returns: (transfer full) */
FerryTransferGroup *
create_group (const char            *name,
              FerryTransferBehavior  behavior)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FerryTransferGroup *group;

  ferry_transfer_group_create_async (name, behavior, NULL, take_result, &result);
  group = ferry_transfer_group_create_finish (wait_result (&result), &error);
  g_assert_no_error (error);
  return group;
}

void
assert_dictionary (GVariant   *given,
                   const char *expected)
{
  g_autoptr (GVariant) wanted = g_variant_parse (G_VARIANT_TYPE_VARDICT, expected, NULL, NULL, NULL);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_assert_nonnull (wanted);
  g_assert_cmpuint (g_variant_n_children (given), ==, g_variant_n_children (wanted));
  g_variant_iter_init (&iter, wanted);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      g_autoptr (GVariant) actual = g_variant_lookup_value (given, key, NULL);

      g_assert_cmpvariant (actual, value);
    }
}

/* Returns: (transfer full): the options of the one transfer that @creation, the
 * arguments of CreateDownloads or CreateUploads, asks for */
GVariant *
options_asked (GVariant *creation)
{
  g_autoptr (GVariant) transfers = g_variant_get_child_value (creation, 0);
  GVariant *options;

  g_assert_cmpuint (g_variant_n_children (transfers), ==, 1);
  g_variant_get_child (transfers, 0, "(&s@a{sv})", NULL, &options);
  return options;
}
