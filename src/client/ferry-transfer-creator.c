/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What downloaders and uploaders share: options of the transfers to come, and
 * the creating. Options that nobody reads back are kept as the bus has them;
 * passwords are handed on and forgotten with the object. */

#include "ferry-transfer-creator.h"
#include "ferry-transfer-creator-private.h"

#include "ferry-error.h"
#include "ferry-mirror.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>

/**
 * FerryTransferCreator:
 *
 * What downloaders and uploaders share: the options of the transfers to come.
 * They hold for what is created from then on; a transfer that exists is changed
 * through its [class@Ferry.TransferOperation].
 *
 * An option is checked by the service, when a transfer is created with it:
 * setters never fail. Secrets can be set, never read; the service keeps them in
 * the person's keyring.
 *
 * Objects of this library, and all calls of it, belong to one thread: the one
 * that used the library first, with the main context that was its
 * thread-default then. Nothing here blocks.
 *
 * Since: 0.1
 */
typedef struct {
  FerryMirror *mirror; /* (owned) who knows the operations */
  char *method;        /* (owned) of HTTP */
  FerryCostPolicy cost_policy;
  FerryTransferPriority priority;
  FerryTransferGroup *transfer_group; /* (owned) (nullable) */
  GHashTable *options;                /* (owned) (element-type utf8 GVariant) by their key on the bus; keys static */
  GPtrArray *headers;                 /* (owned) (element-type GVariant) (ss) each */
  GArray *recoverable;                /* (owned) (element-type guint32) faults that pause */
} FerryTransferCreatorPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FerryTransferCreator, ferry_transfer_creator, G_TYPE_OBJECT)

typedef enum {
  PROP_METHOD = 1,
  PROP_COST_POLICY,
  PROP_PRIORITY,
  PROP_TRANSFER_GROUP,
} FerryTransferCreatorProperty;

static GParamSpec *properties[PROP_TRANSFER_GROUP + 1];

static FerryTransferCreatorPrivate *
get_private (FerryTransferCreator *self)
{
  return ferry_transfer_creator_get_instance_private (self);
}

static void
ferry_transfer_creator_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  FerryTransferCreator *self = FERRY_TRANSFER_CREATOR (object);
  FerryTransferCreatorPrivate *priv = get_private (self);

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
  FerryTransferCreatorPrivate *priv = get_private (self);

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
   * The HTTP method: at first GET for downloads, POST for uploads.
   *
   * Since: 0.1
   */
  properties[PROP_METHOD] = g_param_spec_string ("method", NULL, NULL, NULL, WRITABLE);
  /**
   * FerryTransferCreator:cost-policy: (getter get_cost_policy) (setter set_cost_policy)
   *
   * Which networks the transfers may use.
   *
   * Since: 0.1
   */
  properties[PROP_COST_POLICY] =
    g_param_spec_enum ("cost-policy", NULL, NULL,
                       FERRY_TYPE_COST_POLICY, FERRY_COST_POLICY_DEFAULT, WRITABLE);
  /**
   * FerryTransferCreator:priority: (getter get_priority) (setter set_priority)
   *
   * Which transfers get their turn first.
   *
   * Since: 0.1
   */
  properties[PROP_PRIORITY] =
    g_param_spec_enum ("priority", NULL, NULL,
                       FERRY_TYPE_TRANSFER_PRIORITY, FERRY_TRANSFER_PRIORITY_DEFAULT, WRITABLE);
  /**
   * FerryTransferCreator:transfer-group: (getter get_transfer_group) (setter set_transfer_group)
   *
   * The group that the transfers belong to; %NULL for none.
   *
   * Since: 0.1
   */
  properties[PROP_TRANSFER_GROUP] =
    g_param_spec_object ("transfer-group", NULL, NULL, FERRY_TYPE_TRANSFER_GROUP, WRITABLE);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
ferry_transfer_creator_init (FerryTransferCreator *self)
{
  FerryTransferCreatorPrivate *priv = get_private (self);

  priv->mirror = ferry_mirror_get ();
  priv->options = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) g_variant_unref);
  priv->headers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  priv->recoverable = g_array_new (FALSE, FALSE, sizeof (guint32));
}

/**
 * ferry_transfer_creator_get_method:
 * @self: a creator
 *
 * Gets the HTTP method.
 *
 * Returns: (transfer none): the HTTP method; valid until it is set again
 *
 * Since: 0.1
 */
const char *
ferry_transfer_creator_get_method (FerryTransferCreator *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_CREATOR (self), NULL);

  return get_private (self)->method;
}

/**
 * ferry_transfer_creator_set_method:
 * @self: a creator
 * @method: an HTTP method, of 32 characters at most; not CONNECT, TRACE or
 *   HEAD, and not GET for an upload
 *
 * Sets the HTTP method; at first GET for downloads, POST for uploads.
 *
 * Since: 0.1
 */
void
ferry_transfer_creator_set_method (FerryTransferCreator *self,
                                   const char           *method)
{
  FerryTransferCreatorPrivate *priv;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));
  g_return_if_fail (method != NULL);

  priv = get_private (self);
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
 * Tells which networks the transfers may use.
 *
 * Returns: which networks the transfers may use
 *
 * Since: 0.1
 */
FerryCostPolicy
ferry_transfer_creator_get_cost_policy (FerryTransferCreator *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_CREATOR (self), FERRY_COST_POLICY_DEFAULT);

  return get_private (self)->cost_policy;
}

/**
 * ferry_transfer_creator_set_cost_policy:
 * @self: a creator
 * @cost_policy: a policy
 *
 * Sets which networks the transfers may use; at first
 * %FERRY_COST_POLICY_DEFAULT.
 *
 * Since: 0.1
 */
void
ferry_transfer_creator_set_cost_policy (FerryTransferCreator *self,
                                        FerryCostPolicy       cost_policy)
{
  FerryTransferCreatorPrivate *priv;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  priv = get_private (self);
  if (priv->cost_policy == cost_policy)
    return;
  priv->cost_policy = cost_policy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COST_POLICY]);
}

/**
 * ferry_transfer_creator_get_priority:
 * @self: a creator
 *
 * Tells which turn the transfers get.
 *
 * Returns: which turn the transfers get
 *
 * Since: 0.1
 */
FerryTransferPriority
ferry_transfer_creator_get_priority (FerryTransferCreator *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_CREATOR (self), FERRY_TRANSFER_PRIORITY_DEFAULT);

  return get_private (self)->priority;
}

/**
 * ferry_transfer_creator_set_priority:
 * @self: a creator
 * @priority: a priority
 *
 * Sets which transfers get their turn first; at first
 * %FERRY_TRANSFER_PRIORITY_DEFAULT.
 *
 * Since: 0.1
 */
void
ferry_transfer_creator_set_priority (FerryTransferCreator  *self,
                                     FerryTransferPriority  priority)
{
  FerryTransferCreatorPrivate *priv;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  priv = get_private (self);
  if (priv->priority == priority)
    return;
  priv->priority = priority;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRIORITY]);
}

/**
 * ferry_transfer_creator_get_transfer_group:
 * @self: a creator
 *
 * Gets the group that the transfers belong to.
 *
 * Returns: (transfer none) (nullable): the group that the transfers belong to,
 *   %NULL for none
 *
 * Since: 0.1
 */
FerryTransferGroup *
ferry_transfer_creator_get_transfer_group (FerryTransferCreator *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_CREATOR (self), NULL);

  return get_private (self)->transfer_group;
}

/**
 * ferry_transfer_creator_set_transfer_group:
 * @self: a creator
 * @transfer_group: (nullable): a group, %NULL for none
 *
 * Sets the group that the transfers belong to; at first none. A reference to
 * the group is held.
 *
 * Since: 0.1
 */
void
ferry_transfer_creator_set_transfer_group (FerryTransferCreator *self,
                                           FerryTransferGroup   *transfer_group)
{
  FerryTransferCreatorPrivate *priv;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  priv = get_private (self);
  if (g_set_object (&priv->transfer_group, transfer_group))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRANSFER_GROUP]);
}

/* Options that nobody reads back */

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
  GHashTable *options = get_private (self)->options;

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
  FerryTransferCreatorPrivate *priv = get_private (self);
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
 * @username: (nullable): for the server, of 1024 bytes at most; %NULL for none
 * @password: (nullable): likewise
 *
 * Sets what the server is told when it asks who is there. The service keeps it
 * in the keyring; it is never read back, nor told to another server.
 *
 * Since: 0.1
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
 * @username: (nullable): for the proxy, of 1024 bytes at most; %NULL for none
 * @password: (nullable): likewise
 *
 * Sets what the proxy is told when it asks who is there. The service keeps it
 * in the keyring; it is never read back.
 *
 * Since: 0.1
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
 * @value: its value, without line breaks
 *
 * Adds a request header. A name that comes again is sent as a list. 64 headers
 * with 16 KiB in all are taken, but none that Ferry sets itself, such as Range
 * and Host. Headers whose name sounds secret, such as Authorization and Cookie,
 * are kept in the keyring.
 *
 * Since: 0.1
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

  priv = get_private (self);
  g_ptr_array_add (priv->headers, g_variant_ref_sink (g_variant_new ("(ss)", name, value)));
}

/**
 * ferry_transfer_creator_set_rate_limit:
 * @self: a creator
 * @rate_limit: bytes a second, 0 for no limit of its own
 *
 * Sets how fast each transfer may be; at first there is no limit but that of
 * the settings, for all together.
 *
 * Since: 0.1
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
 * Sets whether the end of each transfer is told in a notification; it is, at
 * first, unless the settings say otherwise.
 *
 * Since: 0.1
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
 * Sets whether a transfer is started in the same step that creates it, which
 * saves the call of [method@Ferry.TransferOperation.start_async] for each; at
 * first it is not.
 *
 * Since: 0.1
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
 * %FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS. 64 faults at most.
 * The program repairs what was wrong and resumes.
 *
 * Since: 0.1
 */
void
ferry_transfer_creator_add_recoverable_status (FerryTransferCreator *self,
                                               FerryWebErrorStatus   status)
{
  FerryTransferCreatorPrivate *priv;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  priv = get_private (self);
  g_array_append_vals (priv->recoverable, &(guint32){ status }, 1);
}

/* Creating: follow first, so that no change after the reply is missed; create.
 * What a new download is like is known then; an upload, whose files only the
 * service has looked at, is fetched. */

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
  ferry_mirror_follow_async (get_private (self)->mirror, cancellable,
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

  return ferry_mirror_update (mirror, entry, TRUE);
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
  FerryMirror *mirror = get_private (self)->mirror;
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
    ferry_mirror_fetch_ids_async (mirror, (const char *const *) creation->ids,
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
  g_autoptr (GPtrArray) found = ferry_mirror_fetch_finish (mirror, result, &error);
  GPtrArray *operations = found != NULL ? ferry_mirror_pick (mirror, creation->ids, &error) : NULL;

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
