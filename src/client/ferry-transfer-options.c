/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Options of transfers to come that nobody reads back. Passwords are handed on
 * and forgotten with the object. */

#include "ferry-transfer-creator.h"
#include "ferry-transfer-creator-private.h"

/**
 * ferry_transfer_creator_set_option:
 * @self: a creator
 * @key: of the option on the bus; a literal
 * @value: (nullable): its value, a floating reference is taken; %NULL for none
 *
 * Sets one option.
 */
void
ferry_transfer_creator_set_option (FerryTransferCreator *self,
                                   const char           *key,
                                   GVariant             *value)
{
  GHashTable *options = ferry_transfer_creator_get_private (self)->options;

  if (value != NULL)
    g_hash_table_replace (options, (gpointer) key, g_variant_ref_sink (value));
  else
    g_hash_table_remove (options, key);
}

/**
 * ferry_transfer_creator_set_string_option:
 * @self: a creator
 * @key: of the option on the bus; a literal
 * @text: (nullable): its value, %NULL for none
 *
 * Sets one option.
 */
void
ferry_transfer_creator_set_string_option (FerryTransferCreator *self,
                                          const char           *key,
                                          const char           *text)
{
  ferry_transfer_creator_set_option (self, key, text != NULL ? g_variant_new_string (text) : NULL);
}

static void
add_group (FerryTransferGroup *group,
           GVariantDict       *dict)
{
  g_variant_dict_insert (dict, "group", "s", ferry_transfer_group_get_name (group));
  g_variant_dict_insert (dict, "behavior", "u", ferry_transfer_group_get_behavior (group));
}

static void
add_lists (FerryTransferCreatorPrivate *priv,
           GVariantDict                *dict)
{
  if (priv->headers->len > 0)
    g_variant_dict_insert_value (dict, "headers",
                                 g_variant_new_array (G_VARIANT_TYPE ("(ss)"),
                                                      (GVariant **) priv->headers->pdata,
                                                      priv->headers->len));
  if (priv->recoverable->len > 0)
    g_variant_dict_insert_value (dict, "recoverable",
                                 g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32,
                                                            priv->recoverable->data,
                                                            priv->recoverable->len,
                                                            sizeof (guint32)));
}

/**
 * ferry_transfer_creator_collect_options:
 * @self: a creator
 *
 * What is as the service would have it by itself is left out: a batch is long.
 *
 * Returns: (transfer full): what is set here, to which more may be added
 */
GVariantDict *
ferry_transfer_creator_collect_options (FerryTransferCreator *self)
{
  FerryTransferCreatorPrivate *priv = ferry_transfer_creator_get_private (self);
  GVariantDict *dict = g_variant_dict_new (NULL);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, priv->options);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_variant_dict_insert_value (dict, key, value);
  g_variant_dict_insert (dict, "method", "s", priv->method);
  if (priv->cost_policy != FERRY_COST_POLICY_DEFAULT)
    g_variant_dict_insert (dict, "cost", "u", priv->cost_policy);
  if (priv->priority != FERRY_TRANSFER_PRIORITY_DEFAULT)
    g_variant_dict_insert (dict, "priority", "u", priv->priority);
  if (priv->transfer_group != NULL)
    add_group (priv->transfer_group, dict);
  add_lists (priv, dict);
  return dict;
}

/**
 * ferry_transfer_creator_set_server_credential:
 * @self: a creator
 * @username: (nullable): for the server, %NULL for none
 * @password: (nullable): likewise
 *
 * Sets what the server is told when it asks who is there. The service keeps it
 * in the keyring.
 */
void
ferry_transfer_creator_set_server_credential (FerryTransferCreator *self,
                                              const char           *username,
                                              const char           *password)
{
  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  ferry_transfer_creator_set_string_option (self, "username", username);
  ferry_transfer_creator_set_string_option (self, "password", password);
}

/**
 * ferry_transfer_creator_set_proxy_credential:
 * @self: a creator
 * @username: (nullable): for the proxy, %NULL for none
 * @password: (nullable): likewise
 *
 * Sets what the proxy is told when it asks who is there. The service keeps it
 * in the keyring.
 */
void
ferry_transfer_creator_set_proxy_credential (FerryTransferCreator *self,
                                             const char           *username,
                                             const char           *password)
{
  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  ferry_transfer_creator_set_string_option (self, "proxy-username", username);
  ferry_transfer_creator_set_string_option (self, "proxy-password", password);
}

/**
 * ferry_transfer_creator_set_request_header:
 * @self: a creator
 * @name: of a request header
 * @value: its value
 *
 * Adds a request header. A name that comes again is sent as a list.
 */
void
ferry_transfer_creator_set_request_header (FerryTransferCreator *self,
                                           const char           *name,
                                           const char           *value)
{
  FerryTransferCreatorPrivate *priv;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  priv = ferry_transfer_creator_get_private (self);
  g_ptr_array_add (priv->headers, g_variant_ref_sink (g_variant_new ("(ss)", name, value)));
}

/**
 * ferry_transfer_creator_set_rate_limit:
 * @self: a creator
 * @rate_limit: bytes a second, 0 for no limit of its own
 *
 * Sets how fast each transfer may be.
 */
void
ferry_transfer_creator_set_rate_limit (FerryTransferCreator *self,
                                       guint64               rate_limit)
{
  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  ferry_transfer_creator_set_option (self, "rate-limit", g_variant_new_uint64 (rate_limit));
}

/**
 * ferry_transfer_creator_set_toast:
 * @self: a creator
 * @toast: whether the end is told to the person
 *
 * Sets whether the end of each transfer is told; it is, at first.
 */
void
ferry_transfer_creator_set_toast (FerryTransferCreator *self,
                                  gboolean              toast)
{
  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  ferry_transfer_creator_set_option (self, "toast", g_variant_new_boolean (toast));
}

/**
 * ferry_transfer_creator_set_start_at_once:
 * @self: a creator
 * @start_at_once: whether transfers are started as they are created
 *
 * Saves the call of ferry_transfer_operation_start_async() for each.
 */
void
ferry_transfer_creator_set_start_at_once (FerryTransferCreator *self,
                                          gboolean              start_at_once)
{
  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  ferry_transfer_creator_set_option (self, "start", g_variant_new_boolean (start_at_once));
}

/**
 * ferry_transfer_creator_add_recoverable_status:
 * @self: a creator
 * @status: a fault that the program can mend, such as an expired address
 *
 * Lets transfers pause at this fault instead of failing, in
 * %FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS.
 */
void
ferry_transfer_creator_add_recoverable_status (FerryTransferCreator *self,
                                               FerryWebErrorStatus   status)
{
  FerryTransferCreatorPrivate *priv;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  priv = ferry_transfer_creator_get_private (self);
  g_array_append_vals (priv->recoverable, &(guint32){ status }, 1);
}
