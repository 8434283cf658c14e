/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What downloaders and uploaders share: options of the transfers to come, and
 * the creating. Options are kept as the bus has them, and each that has a name
 * in the table of options is a property; passwords are handed on, never read
 * back, and forgotten with the object. */

#include "ferry-transfer-creator.h"
#include "ferry-transfer-creator-private.h"

#include "ferry-error.h"
#include "ferry-mirror.h"
#include "ferry-option-check.h"
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
  FerryMirror *mirror;                /* (owned) who knows the operations */
  FerryTransferGroup *transfer_group; /* (owned) (nullable) */
  GVariant *options[FERRY_N_OPTIONS]; /* (owned) (nullable) as the bus has them */
} FerryTransferCreatorPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FerryTransferCreator, ferry_transfer_creator, G_TYPE_OBJECT)

/* After the properties that are options. */
#define PROP_TRANSFER_GROUP (FERRY_N_OPTIONS + 1)

static GParamSpec *group_property;

static FerryTransferCreatorPrivate *
get_private (FerryTransferCreator *self)
{
  return ferry_transfer_creator_get_instance_private (self);
}

static gboolean
is_path (const FerryOption *option)
{
  return option->check == ferry_option_check_path;
}

static guint64
number_of (const FerryOption *option,
           GVariant          *value)
{
  if (value == NULL)
    return option->fallback;
  return *option->type == 't' ? g_variant_get_uint64 (value) : g_variant_get_uint32 (value);
}

static void
get_text (const FerryOption *option,
          GVariant          *option_value,
          GValue            *value)
{
  const char *text = option_value != NULL ? g_variant_get_string (option_value, NULL) : NULL;

  if (!is_path (option))
    g_value_set_string (value, text);
  else if (text != NULL)
    g_value_take_object (value, g_file_new_for_path (text));
}

static void
get_option (const FerryOption *option,
            GVariant          *option_value,
            GValue            *value)
{
  switch (*option->type)
    {
    case 's':
      get_text (option, option_value, value);
      break;
    case 'b':
      g_value_set_boolean (value, option_value != NULL ? g_variant_get_boolean (option_value) : (gboolean) option->fallback);
      break;
    case 'u':
      if (option->enumeration != NULL)
        g_value_set_enum (value, (int) number_of (option, option_value));
      else
        g_value_set_uint (value, (guint) number_of (option, option_value));
      break;
    case 't':
      g_value_set_uint64 (value, number_of (option, option_value));
      break;
    default:
      g_value_set_variant (value, option_value);
      break;
    }
}

/* Returns: (transfer floating) (nullable) */
static GVariant *
text_from (const FerryOption *option,
           const GValue      *value)
{
  GFile *file = is_path (option) ? g_value_get_object (value) : NULL;
  const char *text = is_path (option) ? (file != NULL ? g_file_peek_path (file) : NULL) : g_value_get_string (value);

  return text != NULL ? g_variant_new_string (text) : NULL;
}

/* Returns: (transfer floating) (nullable) */
static GVariant *
option_from (const FerryOption *option,
             const GValue      *value)
{
  switch (*option->type)
    {
    case 's':
      return text_from (option, value);
    case 'b':
      return g_variant_new_boolean (g_value_get_boolean (value));
    case 'u':
      return g_variant_new_uint32 (option->enumeration != NULL ? (guint) g_value_get_enum (value) : g_value_get_uint (value));
    case 't':
      return g_variant_new_uint64 (g_value_get_uint64 (value));
    default:
      return g_value_get_variant (value);
    }
}

static void
ferry_transfer_creator_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  FerryTransferCreatorPrivate *priv = get_private (FERRY_TRANSFER_CREATOR (object));

  if (property_id == PROP_TRANSFER_GROUP)
    g_value_set_object (value, priv->transfer_group);
  else
    get_option (ferry_option_get (property_id - 1), priv->options[property_id - 1], value);
}

static void
ferry_transfer_creator_set_property (GObject      *object,
                                     guint         property_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  FerryTransferCreator *self = FERRY_TRANSFER_CREATOR (object);

  if (property_id == PROP_TRANSFER_GROUP)
    ferry_transfer_creator_set_transfer_group (self, g_value_get_object (value));
  else
    {
      const FerryOption *option = ferry_option_get (property_id - 1);

      ferry_transfer_creator_set_option (self, option->key, option_from (option, value));
    }
}

static void
ferry_transfer_creator_finalize (GObject *object)
{
  FerryTransferCreator *self = FERRY_TRANSFER_CREATOR (object);
  FerryTransferCreatorPrivate *priv = get_private (self);

  g_clear_object (&priv->mirror);
  g_clear_object (&priv->transfer_group);
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    g_clear_pointer (&priv->options[id], g_variant_unref);

  G_OBJECT_CLASS (ferry_transfer_creator_parent_class)->finalize (object);
}

#define WRITABLE (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

/* Secrets don't come back. */
static GParamSpec *
make_property (const FerryOption *option)
{
  const char *name = option->property;
  GParamFlags flags = option->secrecy == FERRY_OPTION_SECRET ? WRITABLE & ~G_PARAM_READABLE : WRITABLE;

  switch (*option->type)
    {
    case 's':
      if (is_path (option))
        return g_param_spec_object (name, NULL, NULL, G_TYPE_FILE, flags);
      return g_param_spec_string (name, NULL, NULL, NULL, flags);
    case 'b':
      return g_param_spec_boolean (name, NULL, NULL, (gboolean) option->fallback, flags);
    case 'u':
      if (option->enumeration == NULL)
        return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, (guint) option->fallback, flags);
      return g_param_spec_enum (name, NULL, NULL, option->enumeration (), (int) option->fallback, flags);
    case 't':
      return g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, option->fallback, flags);
    default:
      return g_param_spec_variant (name, NULL, NULL, G_VARIANT_TYPE (option->type), NULL, flags);
    }
}

static gboolean
is_for_all (const FerryOption *option)
{
  return ferry_option_is_of_kind (option, FERRY_TRANSFER_KIND_DOWNLOAD) &&
         ferry_option_is_of_kind (option, FERRY_TRANSFER_KIND_UPLOAD);
}

/**
 * ferry_transfer_creator_install_options:
 * @class: of downloaders or uploaders
 * @kind: what they create
 *
 * Installs a property for each option that only transfers of @kind have.
 */
void
ferry_transfer_creator_install_options (GObjectClass      *class,
                                        FerryTransferKind  kind)
{
  /* GObject lets no class inherit these. */
  class->get_property = ferry_transfer_creator_get_property;
  class->set_property = ferry_transfer_creator_set_property;
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    {
      const FerryOption *option = ferry_option_get (id);

      if (option->property != NULL && ferry_option_is_of_kind (option, kind) && !is_for_all (option))
        g_object_class_install_property (class, id + 1, make_property (option));
    }
}

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
  /**
   * FerryTransferCreator:cost-policy: (getter get_cost_policy) (setter set_cost_policy)
   *
   * Which networks the transfers may use.
   *
   * Since: 0.1
   */
  /**
   * FerryTransferCreator:priority: (getter get_priority) (setter set_priority)
   *
   * Which transfers get their turn first.
   *
   * Since: 0.1
   */
  /**
   * FerryTransferCreator:username:
   *
   * For the server; the service keeps it in the keyring.
   *
   * Since: 0.1
   */
  /**
   * FerryTransferCreator:password:
   *
   * For the server; the service keeps it in the keyring.
   *
   * Since: 0.1
   */
  /**
   * FerryTransferCreator:proxy:
   *
   * `http://HOST:PORT`, `socks5://HOST:PORT`, or `direct` for none; %NULL for the
   * system's proxy.
   *
   * Since: 0.1
   */
  /**
   * FerryTransferCreator:proxy-username:
   *
   * For the proxy; the service keeps it in the keyring.
   *
   * Since: 0.1
   */
  /**
   * FerryTransferCreator:proxy-password:
   *
   * For the proxy; the service keeps it in the keyring.
   *
   * Since: 0.1
   */
  /**
   * FerryTransferCreator:request-headers:
   *
   * Request headers, `a(ss)`; a name that comes twice is sent as a list.
   *
   * Since: 0.1
   */
  /**
   * FerryTransferCreator:rate-limit:
   *
   * Bytes a second of each transfer, 0 for no limit of its own.
   *
   * Since: 0.1
   */
  /**
   * FerryTransferCreator:recoverable-statuses:
   *
   * `au` of #FerryWebErrorStatus: faults that pause instead of failing.
   *
   * Since: 0.1
   */
  /**
   * FerryTransferCreator:start-at-once:
   *
   * Whether transfers are started as they are created.
   *
   * Since: 0.1
   */
  /**
   * FerryTransferCreator:toast:
   *
   * Whether the end of each transfer is told to the person.
   *
   * Since: 0.1
   */
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    {
      const FerryOption *option = ferry_option_get (id);

      if (option->property != NULL && is_for_all (option))
        g_object_class_install_property (object_class, id + 1, make_property (option));
    }
  /**
   * FerryTransferCreator:transfer-group: (getter get_transfer_group) (setter set_transfer_group)
   *
   * The group that the transfers belong to; %NULL for none.
   *
   * Since: 0.1
   */
  group_property = g_param_spec_object ("transfer-group", NULL, NULL, FERRY_TYPE_TRANSFER_GROUP, WRITABLE);
  g_object_class_install_property (object_class, PROP_TRANSFER_GROUP, group_property);
}

static void
ferry_transfer_creator_init (FerryTransferCreator *self)
{
  get_private (self)->mirror = ferry_mirror_get ();
}

/**
 * ferry_transfer_creator_set_option:
 * @self: a creator
 * @key: of an option of CreateDownloads or CreateUploads on the bus
 * @value: (nullable): its value, a floating reference is taken; %NULL for none
 *
 * Sets one option. Each has a function or a property of its own, too; what makes
 * no sense is refused by the service when the transfers are created.
 *
 * Since: 0.1
 */
void
ferry_transfer_creator_set_option (FerryTransferCreator *self,
                                   const char           *key,
                                   GVariant             *value)
{
  const FerryOption *option = ferry_option_lookup (key);
  g_autoptr (GVariant) new = value != NULL ? g_variant_ref_sink (value) : NULL;
  g_autoptr (GVariant) old = NULL;
  GVariant **place;

  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));
  g_return_if_fail (option != NULL);
  g_return_if_fail (value == NULL || g_variant_is_of_type (value, G_VARIANT_TYPE (option->type)));

  place = &get_private (self)->options[ferry_option_get_id (option)];
  old = g_steal_pointer (place);
  *place = g_steal_pointer (&new);
  if ((old == NULL || *place == NULL ? old != *place : !g_variant_equal (old, *place)) && option->property != NULL &&
      g_object_class_find_property (G_OBJECT_GET_CLASS (self), option->property) != NULL)
    g_object_notify (G_OBJECT (self), option->property);
}

static guint64
get_number (FerryTransferCreator *self,
            FerryOptionId         id)
{
  return number_of (ferry_option_get (id), get_private (self)->options[id]);
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
  GVariant *method;

  g_return_val_if_fail (FERRY_IS_TRANSFER_CREATOR (self), NULL);

  method = get_private (self)->options[FERRY_OPTION_METHOD];
  return method != NULL ? g_variant_get_string (method, NULL) : NULL;
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
  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));
  g_return_if_fail (method != NULL);

  ferry_transfer_creator_set_option (self, "method", g_variant_new_string (method));
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

  return get_number (self, FERRY_OPTION_COST);
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
  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  ferry_transfer_creator_set_option (self, "cost", g_variant_new_uint32 (cost_policy));
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

  return get_number (self, FERRY_OPTION_PRIORITY);
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
  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  ferry_transfer_creator_set_option (self, "priority", g_variant_new_uint32 (priority));
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
    g_object_notify_by_pspec (G_OBJECT (self), group_property);
}

/* Options that nobody reads back. */

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

/**
 * ferry_transfer_creator_check_path:
 * @file: what the service is to open
 * @remote: what is said of a file that has no path here
 * @error: return location for %FERRY_ERROR_INVALID_ARGUMENT
 *
 * Returns: (nullable): the path of @file, which the bus can carry: it knows no text
 *   but UTF-8
 */
const char *
ferry_transfer_creator_check_path (GFile       *file,
                                   const char  *remote,
                                   GError     **error)
{
  const char *path = g_file_peek_path (file);
  g_autofree char *shown = NULL;

  if (path != NULL && g_utf8_validate (path, -1, NULL))
    return path;
  shown = path != NULL ? g_filename_display_name (path) : NULL;
  if (shown != NULL)
    g_set_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT,
                 _ ("The path “%s” is not valid: names of files and folders have to be UTF-8"), shown);
  else
    g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT, remote);
  return NULL;
}

static void
add_group (FerryTransferGroup *group,
           GVariantDict       *dict)
{
  g_variant_dict_insert (dict, "group", "s", ferry_transfer_group_get_name (group));
  g_variant_dict_insert (dict, "behavior", "u", ferry_transfer_group_get_behavior (group));
}

/**
 * ferry_transfer_creator_collect_options:
 * @self: a creator
 *
 * Returns: (transfer full): what is set here, to which more may be added
 */
GVariantDict *
ferry_transfer_creator_collect_options (FerryTransferCreator *self)
{
  FerryTransferCreatorPrivate *priv = get_private (self);
  GVariantDict *dict = g_variant_dict_new (NULL);

  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    if (priv->options[id] != NULL)
      g_variant_dict_insert_value (dict, ferry_option_get (id)->key, priv->options[id]);
  if (priv->transfer_group != NULL)
    add_group (priv->transfer_group, dict);
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

/* @item is (transfer floating). */
static void
add_to_list (FerryTransferCreator *self,
             FerryOptionId         id,
             GVariant             *item)
{
  const FerryOption *option = ferry_option_get (id);
  GVariant *list = get_private (self)->options[id];
  gsize n = list != NULL ? g_variant_n_children (list) : 0;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (option->type));
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) old = g_variant_get_child_value (list, i);

      g_variant_builder_add_value (&builder, old);
    }
  g_variant_builder_add_value (&builder, item);
  ferry_transfer_creator_set_option (self, option->key, g_variant_builder_end (&builder));
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
  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  add_to_list (self, FERRY_OPTION_HEADERS, g_variant_new ("(ss)", name, value));
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
  g_return_if_fail (FERRY_IS_TRANSFER_CREATOR (self));

  add_to_list (self, FERRY_OPTION_RECOVERABLE, g_variant_new_uint32 (status));
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
