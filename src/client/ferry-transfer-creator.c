/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The class of those who make transfers: what can be bound. Options that nobody
 * reads back are in ferry-transfer-options.c, making in ferry-creation.c. */

#include "ferry-transfer-creator.h"
#include "ferry-transfer-creator-private.h"

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FerryTransferCreator, ferry_transfer_creator, G_TYPE_OBJECT)

typedef enum {
  PROP_METHOD = 1,
  PROP_COST_POLICY,
  PROP_PRIORITY,
  PROP_TRANSFER_GROUP,
} FerryTransferCreatorProperty;

static GParamSpec *properties[PROP_TRANSFER_GROUP + 1];

static void
ferry_transfer_creator_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  FerryTransferCreator *self = FERRY_TRANSFER_CREATOR (object);
  FerryTransferCreatorPrivate *priv = ferry_transfer_creator_get_private (self);

  switch ((FerryTransferCreatorProperty) property_id)
    {
    case PROP_METHOD:
      g_value_set_string (value, priv->method);
      break;
    case PROP_COST_POLICY:
      g_value_set_enum (value, priv->cost_policy);
      break;
    case PROP_PRIORITY:
      g_value_set_enum (value, priv->priority);
      break;
    case PROP_TRANSFER_GROUP:
      g_value_set_object (value, priv->transfer_group);
      break;
    }
}

static void
ferry_transfer_creator_set_property (GObject      *object,
                                     guint         property_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  FerryTransferCreator *self = FERRY_TRANSFER_CREATOR (object);

  switch ((FerryTransferCreatorProperty) property_id)
    {
    case PROP_METHOD:
      ferry_transfer_creator_set_method (self, g_value_get_string (value));
      break;
    case PROP_COST_POLICY:
      ferry_transfer_creator_set_cost_policy (self, g_value_get_enum (value));
      break;
    case PROP_PRIORITY:
      ferry_transfer_creator_set_priority (self, g_value_get_enum (value));
      break;
    case PROP_TRANSFER_GROUP:
      ferry_transfer_creator_set_transfer_group (self, g_value_get_object (value));
      break;
    }
}

static void
ferry_transfer_creator_finalize (GObject *object)
{
  FerryTransferCreator *self = FERRY_TRANSFER_CREATOR (object);
  FerryTransferCreatorPrivate *priv = ferry_transfer_creator_get_private (self);

  g_clear_object (&priv->mirror);
  g_free (priv->method);
  g_clear_object (&priv->transfer_group);
  g_hash_table_unref (priv->options);
  g_ptr_array_unref (priv->headers);
  g_array_unref (priv->recoverable);

  G_OBJECT_CLASS (ferry_transfer_creator_parent_class)->finalize (object);
}

#define WRITABLE (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static void
ferry_transfer_creator_class_init (FerryTransferCreatorClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ferry_transfer_creator_get_property;
  object_class->set_property = ferry_transfer_creator_set_property;
  object_class->finalize = ferry_transfer_creator_finalize;

  /**
   * FerryTransferCreator:method: (getter get_method) (setter set_method)
   *
   * The HTTP method.
   */
  properties[PROP_METHOD] = g_param_spec_string ("method", NULL, NULL, NULL, WRITABLE);
  /**
   * FerryTransferCreator:cost-policy: (getter get_cost_policy) (setter set_cost_policy)
   *
   * Which networks may be used.
   */
  properties[PROP_COST_POLICY] =
    g_param_spec_enum ("cost-policy", NULL, NULL,
                       FERRY_TYPE_COST_POLICY, FERRY_COST_POLICY_DEFAULT, WRITABLE);
  /**
   * FerryTransferCreator:priority: (getter get_priority) (setter set_priority)
   *
   * Who goes first.
   */
  properties[PROP_PRIORITY] =
    g_param_spec_enum ("priority", NULL, NULL,
                       FERRY_TYPE_TRANSFER_PRIORITY, FERRY_TRANSFER_PRIORITY_DEFAULT, WRITABLE);
  /**
   * FerryTransferCreator:transfer-group: (getter get_transfer_group) (setter set_transfer_group)
   *
   * What the transfers belong to.
   */
  properties[PROP_TRANSFER_GROUP] =
    g_param_spec_object ("transfer-group", NULL, NULL, FERRY_TYPE_TRANSFER_GROUP, WRITABLE);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
ferry_transfer_creator_init (FerryTransferCreator *self)
{
  FerryTransferCreatorPrivate *priv = ferry_transfer_creator_get_private (self);

  priv->mirror = ferry_mirror_get ();
  priv->options = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) g_variant_unref);
  priv->headers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  priv->recoverable = g_array_new (FALSE, FALSE, sizeof (guint32));
}

/**
 * ferry_transfer_creator_get_private:
 * @self: a creator
 *
 * Returns: (transfer none): what the files of the class share
 */
FerryTransferCreatorPrivate *
ferry_transfer_creator_get_private (FerryTransferCreator *self)
{
  return ferry_transfer_creator_get_instance_private (self);
}

/**
 * ferry_transfer_creator_get_method:
 * @self: a creator
 *
 * Returns: (transfer none): the HTTP method
 */
const char *
ferry_transfer_creator_get_method (FerryTransferCreator *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_CREATOR (self), NULL);

  return ferry_transfer_creator_get_private (self)->method;
}

/**
 * ferry_transfer_creator_set_method:
 * @self: a creator
 * @method: an HTTP method
 *
 * Sets the HTTP method; at first GET for downloads, POST for uploads.
 */
void
ferry_transfer_creator_set_method (FerryTransferCreator *self,
                                   const char           *method)
{
  FerryTransferCreatorPrivate *priv;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));
  g_return_if_fail (method != NULL);

  priv = ferry_transfer_creator_get_private (self);
  if (g_strcmp0 (method, priv->method) == 0)
    return;
  g_free (priv->method);
  priv->method = g_strdup (method);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_METHOD]);
}

/**
 * ferry_transfer_creator_get_cost_policy:
 * @self: a creator
 *
 * Returns: which networks may be used
 */
FerryCostPolicy
ferry_transfer_creator_get_cost_policy (FerryTransferCreator *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_CREATOR (self), FERRY_COST_POLICY_DEFAULT);

  return ferry_transfer_creator_get_private (self)->cost_policy;
}

/**
 * ferry_transfer_creator_set_cost_policy:
 * @self: a creator
 * @cost_policy: a policy
 *
 * Sets which networks may be used.
 */
void
ferry_transfer_creator_set_cost_policy (FerryTransferCreator *self,
                                        FerryCostPolicy       cost_policy)
{
  FerryTransferCreatorPrivate *priv;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  priv = ferry_transfer_creator_get_private (self);
  if (priv->cost_policy == cost_policy)
    return;
  priv->cost_policy = cost_policy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COST_POLICY]);
}

/**
 * ferry_transfer_creator_get_priority:
 * @self: a creator
 *
 * Returns: who goes first
 */
FerryTransferPriority
ferry_transfer_creator_get_priority (FerryTransferCreator *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_CREATOR (self), FERRY_TRANSFER_PRIORITY_DEFAULT);

  return ferry_transfer_creator_get_private (self)->priority;
}

/**
 * ferry_transfer_creator_set_priority:
 * @self: a creator
 * @priority: a priority
 *
 * Sets who goes first.
 */
void
ferry_transfer_creator_set_priority (FerryTransferCreator  *self,
                                     FerryTransferPriority  priority)
{
  FerryTransferCreatorPrivate *priv;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  priv = ferry_transfer_creator_get_private (self);
  if (priv->priority == priority)
    return;
  priv->priority = priority;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRIORITY]);
}

/**
 * ferry_transfer_creator_get_transfer_group:
 * @self: a creator
 *
 * Returns: (transfer none) (nullable): what the transfers belong to
 */
FerryTransferGroup *
ferry_transfer_creator_get_transfer_group (FerryTransferCreator *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_CREATOR (self), NULL);

  return ferry_transfer_creator_get_private (self)->transfer_group;
}

/**
 * ferry_transfer_creator_set_transfer_group:
 * @self: a creator
 * @transfer_group: (nullable): a group
 *
 * Sets what the transfers belong to.
 */
void
ferry_transfer_creator_set_transfer_group (FerryTransferCreator *self,
                                           FerryTransferGroup   *transfer_group)
{
  FerryTransferCreatorPrivate *priv;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  priv = ferry_transfer_creator_get_private (self);
  if (g_set_object (&priv->transfer_group, transfer_group))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRANSFER_GROUP]);
}
