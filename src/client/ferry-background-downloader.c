/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Gathers the options of downloads to come, and asks the service to make them.
 * Passwords are handed on and forgotten with this object. */

#include "ferry-background-downloader.h"

#include "ferry-error.h"
#include "ferry-mirror.h"
#include "ferry-uri.h"

#define DEFAULT_METHOD "GET"

struct _FerryBackgroundDownloader {
  GObject parent_instance;

  FerryMirror *mirror; /* (owned) */
  char *method;        /* (owned) */
  FerryCostPolicy cost_policy;
  FerryTransferPriority priority;
  FerryTransferGroup *transfer_group; /* (owned) (nullable) */

  /* Options by their key on the bus, for those that nobody reads back. */
  GHashTable *options; /* (owned) (element-type utf8 GVariant) keys static */
  GPtrArray *headers;  /* (owned) (element-type GVariant) (owned) (ss) each */
  GArray *recoverable; /* (owned) (element-type guint32) */
};

G_DEFINE_FINAL_TYPE (FerryBackgroundDownloader, ferry_background_downloader, G_TYPE_OBJECT)

typedef enum {
  PROP_METHOD = 1,
  PROP_COST_POLICY,
  PROP_PRIORITY,
  PROP_TRANSFER_GROUP,
} FerryBackgroundDownloaderProperty;

static GParamSpec *properties[PROP_TRANSFER_GROUP + 1];

/* Options */

static void
set_option (FerryBackgroundDownloader *self,
            const char                *key,
            GVariant                  *value)
{
  if (value != NULL)
    g_hash_table_replace (self->options, (gpointer) key, g_variant_ref_sink (value));
  else
    g_hash_table_remove (self->options, key);
}

static void
set_string_option (FerryBackgroundDownloader *self,
                   const char                *key,
                   const char                *text)
{
  set_option (self, key, text != NULL ? g_variant_new_string (text) : NULL);
}

static void
add_group (FerryBackgroundDownloader *self,
           GVariantDict              *dict)
{
  if (self->transfer_group == NULL)
    return;
  g_variant_dict_insert (dict, "group", "s", ferry_transfer_group_get_name (self->transfer_group));
  g_variant_dict_insert (dict, "behavior", "u",
                         ferry_transfer_group_get_behavior (self->transfer_group));
}

/* Returns: (transfer full): a{sv}, as CreateDownloads takes it; what is as the
 * service would have it by itself is left out, for a batch may be long. */
static GVariant *
collect_options (FerryBackgroundDownloader *self,
                 const char                *path)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->options);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_variant_dict_insert_value (&dict, key, value);
  if (!g_str_equal (self->method, DEFAULT_METHOD))
    g_variant_dict_insert (&dict, "method", "s", self->method);
  if (self->cost_policy != FERRY_COST_POLICY_DEFAULT)
    g_variant_dict_insert (&dict, "cost", "u", self->cost_policy);
  if (self->priority != FERRY_TRANSFER_PRIORITY_DEFAULT)
    g_variant_dict_insert (&dict, "priority", "u", self->priority);
  add_group (self, &dict);
  if (self->headers->len > 0)
    g_variant_dict_insert_value (&dict, "headers",
                                 g_variant_new_array (G_VARIANT_TYPE ("(ss)"),
                                                      (GVariant **) self->headers->pdata,
                                                      self->headers->len));
  if (self->recoverable->len > 0)
    g_variant_dict_insert_value (&dict, "recoverable",
                                 g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32,
                                                            self->recoverable->data,
                                                            self->recoverable->len,
                                                            sizeof (guint32)));
  if (path != NULL)
    g_variant_dict_insert (&dict, "file", "s", path);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* Creating: follow first, so that no change after the reply is missed; then
 * create. What a new download is like is known without asking. */

static void on_followed (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);
static void on_created  (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

static GVariant *
build_downloads (FerryBackgroundDownloader *self,
                 const char *const         *uris,
                 const char                *path)
{
  g_autoptr (GVariant) options = collect_options (self, path);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sa{sv})"));
  for (; *uris != NULL; uris++)
    g_variant_builder_add (&builder, "(s@a{sv})", *uris, options);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static void
create (GTask             *task,
        const char *const *uris,
        const char        *path)
{
  FerryBackgroundDownloader *self = g_task_get_source_object (task);

  g_task_set_task_data (task, build_downloads (self, uris, path), (GDestroyNotify) g_variant_unref);
  ferry_mirror_follow_async (self->mirror, g_task_get_cancellable (task),
                             on_followed, g_object_ref (task));
}

static void
on_followed (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  FerryMirror *mirror = FERRY_MIRROR (source);
  GVariant *downloads = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ferry_mirror_follow_finish (mirror, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  ferry_connection_call_async (ferry_mirror_get_connection (mirror), "CreateDownloads",
                               g_variant_new_tuple (&downloads, 1),
                               cancellable, on_created, g_steal_pointer (&task));
}

/* What was asked for and what the service says of it have the same names, but
 * for the file: its name is known when it is written. The service's own word
 * on all of it comes with the next signal. */
static GVariant *
describe_new (const char *id,
              const char *uri,
              GVariant   *options)
{
  g_autofree char *shown = ferry_uri_redact (uri);
  gsize n = g_variant_n_children (options);
  GVariantBuilder builder;
  gboolean started = FALSE;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  /* A method that was asked for comes after it, and counts. */
  g_variant_builder_add (&builder, "{sv}", "method", g_variant_new_string (DEFAULT_METHOD));
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

static FerryDownloadOperation *
adopt (FerryMirror *mirror,
       const char  *id,
       GVariant    *download)
{
  g_autoptr (GVariant) uri = g_variant_get_child_value (download, 0);
  g_autoptr (GVariant) options = g_variant_get_child_value (download, 1);
  g_autoptr (GVariant) entry = describe_new (id, g_variant_get_string (uri, NULL), options);

  return ferry_mirror_tell (mirror, entry, TRUE);
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryBackgroundDownloader *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree const char **ids = NULL;
  GVariant *downloads = g_task_get_task_data (task);
  gsize n = g_variant_n_children (downloads);
  GError *error = NULL;
  g_autoptr (GVariant) reply =
    ferry_connection_call_finish (FERRY_CONNECTION (source), result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_variant_get (reply, "(^a&s)", &ids);
  if (g_strv_length ((char **) ids) != n)
    {
      g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_FAILED, "Ferry’s service gave no name to each download");
      return;
    }
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) download = g_variant_get_child_value (downloads, i);

      g_ptr_array_add (operations, adopt (self->mirror, ids[i], download));
    }
  g_task_return_pointer (task, g_steal_pointer (&operations), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ferry_background_downloader_create_download_async:
 * @self: a downloader
 * @uri: where it comes from: http or https
 * @result_file: (nullable): a local file to be written, which gets another name
 *   when it exists; %NULL lets the folder and name set here decide, or else the
 *   settings and the server
 * @cancellable: (nullable): gives up waiting; the download may exist all the same
 * @callback: (scope async): called when the download exists, durably
 * @user_data: for @callback
 *
 * Creates a download that waits to be started.
 */
void
ferry_background_downloader_create_download_async (FerryBackgroundDownloader *self,
                                                   const char                *uri,
                                                   GFile                     *result_file,
                                                   GCancellable              *cancellable,
                                                   GAsyncReadyCallback        callback,
                                                   gpointer                   user_data)
{
  const char *uris[] = { uri, NULL };
  g_autoptr (GTask) task = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));
  g_return_if_fail (uri != NULL);
  g_return_if_fail (result_file == NULL || G_IS_FILE (result_file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_background_downloader_create_download_async);
  path = result_file != NULL ? g_file_get_path (result_file) : NULL;
  if (result_file != NULL && path == NULL)
    {
      g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT,
                               "A download can only be written to a file on this computer");
      return;
    }
  create (task, uris, path);
}

/**
 * ferry_background_downloader_create_download_finish:
 * @self: a downloader
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the download, or %NULL with
 *   %FERRY_ERROR_INVALID_ARGUMENT, %FERRY_ERROR_NOT_FOUND (no such folder),
 *   %FERRY_ERROR_ACCESS_DENIED, %FERRY_ERROR_LIMIT or another #FerryError
 */
FerryDownloadOperation *
ferry_background_downloader_create_download_finish (FerryBackgroundDownloader  *self,
                                                    GAsyncResult               *result,
                                                    GError                    **error)
{
  g_autoptr (GPtrArray) operations = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  operations = g_task_propagate_pointer (G_TASK (result), error);
  return operations != NULL ? g_object_ref (operations->pdata[0]) : NULL;
}

/**
 * ferry_background_downloader_create_downloads_async:
 * @self: a downloader
 * @uris: (array zero-terminated=1): where they come from
 * @cancellable: (nullable): gives up waiting; the downloads may exist all the same
 * @callback: (scope async): called when the downloads exist, durably
 * @user_data: for @callback
 *
 * Creates any number of downloads in one message, all of them or none.
 */
void
ferry_background_downloader_create_downloads_async (FerryBackgroundDownloader *self,
                                                    const char *const         *uris,
                                                    GCancellable              *cancellable,
                                                    GAsyncReadyCallback        callback,
                                                    gpointer                   user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));
  g_return_if_fail (uris != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_background_downloader_create_downloads_async);
  create (task, uris, NULL);
}

/**
 * ferry_background_downloader_create_downloads_finish:
 * @self: a downloader
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type FerryDownloadOperation): the
 *   downloads in the order of their addresses, or %NULL with a #FerryError
 */
GPtrArray *
ferry_background_downloader_create_downloads_finish (FerryBackgroundDownloader  *self,
                                                     GAsyncResult               *result,
                                                     GError                    **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ferry_background_downloader_get_property (GObject    *object,
                                          guint       property_id,
                                          GValue     *value,
                                          GParamSpec *pspec)
{
  FerryBackgroundDownloader *self = FERRY_BACKGROUND_DOWNLOADER (object);

  switch ((FerryBackgroundDownloaderProperty) property_id)
    {
    case PROP_METHOD:
      g_value_set_string (value, self->method);
      break;
    case PROP_COST_POLICY:
      g_value_set_enum (value, self->cost_policy);
      break;
    case PROP_PRIORITY:
      g_value_set_enum (value, self->priority);
      break;
    case PROP_TRANSFER_GROUP:
      g_value_set_object (value, self->transfer_group);
      break;
    }
}

static void
ferry_background_downloader_set_property (GObject      *object,
                                          guint         property_id,
                                          const GValue *value,
                                          GParamSpec   *pspec)
{
  FerryBackgroundDownloader *self = FERRY_BACKGROUND_DOWNLOADER (object);

  switch ((FerryBackgroundDownloaderProperty) property_id)
    {
    case PROP_METHOD:
      ferry_background_downloader_set_method (self, g_value_get_string (value));
      break;
    case PROP_COST_POLICY:
      ferry_background_downloader_set_cost_policy (self, g_value_get_enum (value));
      break;
    case PROP_PRIORITY:
      ferry_background_downloader_set_priority (self, g_value_get_enum (value));
      break;
    case PROP_TRANSFER_GROUP:
      ferry_background_downloader_set_transfer_group (self, g_value_get_object (value));
      break;
    }
}

static void
ferry_background_downloader_finalize (GObject *object)
{
  FerryBackgroundDownloader *self = FERRY_BACKGROUND_DOWNLOADER (object);

  g_clear_object (&self->mirror);
  g_free (self->method);
  g_clear_object (&self->transfer_group);
  g_hash_table_unref (self->options);
  g_ptr_array_unref (self->headers);
  g_array_unref (self->recoverable);

  G_OBJECT_CLASS (ferry_background_downloader_parent_class)->finalize (object);
}

#define WRITABLE (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static void
ferry_background_downloader_class_init (FerryBackgroundDownloaderClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ferry_background_downloader_get_property;
  object_class->set_property = ferry_background_downloader_set_property;
  object_class->finalize = ferry_background_downloader_finalize;

  /**
   * FerryBackgroundDownloader:method: (getter get_method) (setter set_method)
   *
   * The HTTP method.
   */
  properties[PROP_METHOD] = g_param_spec_string ("method", NULL, NULL, "GET", WRITABLE);
  /**
   * FerryBackgroundDownloader:cost-policy: (getter get_cost_policy) (setter set_cost_policy)
   *
   * Which networks may be used.
   */
  properties[PROP_COST_POLICY] =
    g_param_spec_enum ("cost-policy", NULL, NULL,
                       FERRY_TYPE_COST_POLICY, FERRY_COST_POLICY_DEFAULT, WRITABLE);
  /**
   * FerryBackgroundDownloader:priority: (getter get_priority) (setter set_priority)
   *
   * Who goes first.
   */
  properties[PROP_PRIORITY] =
    g_param_spec_enum ("priority", NULL, NULL,
                       FERRY_TYPE_TRANSFER_PRIORITY, FERRY_TRANSFER_PRIORITY_DEFAULT, WRITABLE);
  /**
   * FerryBackgroundDownloader:transfer-group: (getter get_transfer_group) (setter set_transfer_group)
   *
   * What the downloads belong to.
   */
  properties[PROP_TRANSFER_GROUP] =
    g_param_spec_object ("transfer-group", NULL, NULL, FERRY_TYPE_TRANSFER_GROUP, WRITABLE);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
ferry_background_downloader_init (FerryBackgroundDownloader *self)
{
  self->mirror = ferry_mirror_get ();
  self->method = g_strdup (DEFAULT_METHOD);
  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) g_variant_unref);
  self->headers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  self->recoverable = g_array_new (FALSE, FALSE, sizeof (guint32));
}

/**
 * ferry_background_downloader_new:
 *
 * Returns: (transfer full): a downloader with nothing set
 */
FerryBackgroundDownloader *
ferry_background_downloader_new (void)
{
  return g_object_new (FERRY_TYPE_BACKGROUND_DOWNLOADER, NULL);
}

/**
 * ferry_background_downloader_get_method:
 * @self: a downloader
 *
 * Returns: (transfer none): the HTTP method
 */
const char *
ferry_background_downloader_get_method (FerryBackgroundDownloader *self)
{
  g_return_val_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self), NULL);

  return self->method;
}

/**
 * ferry_background_downloader_set_method:
 * @self: a downloader
 * @method: an HTTP method
 *
 * Sets the HTTP method; GET at first.
 */
void
ferry_background_downloader_set_method (FerryBackgroundDownloader *self,
                                        const char                *method)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));
  g_return_if_fail (method != NULL);

  if (g_strcmp0 (method, self->method) == 0)
    return;
  g_free (self->method);
  self->method = g_strdup (method);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_METHOD]);
}

/**
 * ferry_background_downloader_get_cost_policy:
 * @self: a downloader
 *
 * Returns: which networks may be used
 */
FerryCostPolicy
ferry_background_downloader_get_cost_policy (FerryBackgroundDownloader *self)
{
  g_return_val_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self), FERRY_COST_POLICY_DEFAULT);

  return self->cost_policy;
}

/**
 * ferry_background_downloader_set_cost_policy:
 * @self: a downloader
 * @cost_policy: a policy
 *
 * Sets which networks may be used.
 */
void
ferry_background_downloader_set_cost_policy (FerryBackgroundDownloader *self,
                                             FerryCostPolicy            cost_policy)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  if (self->cost_policy == cost_policy)
    return;
  self->cost_policy = cost_policy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COST_POLICY]);
}

/**
 * ferry_background_downloader_get_priority:
 * @self: a downloader
 *
 * Returns: who goes first
 */
FerryTransferPriority
ferry_background_downloader_get_priority (FerryBackgroundDownloader *self)
{
  g_return_val_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self), FERRY_TRANSFER_PRIORITY_DEFAULT);

  return self->priority;
}

/**
 * ferry_background_downloader_set_priority:
 * @self: a downloader
 * @priority: a priority
 *
 * Sets who goes first.
 */
void
ferry_background_downloader_set_priority (FerryBackgroundDownloader *self,
                                          FerryTransferPriority      priority)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  if (self->priority == priority)
    return;
  self->priority = priority;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRIORITY]);
}

/**
 * ferry_background_downloader_get_transfer_group:
 * @self: a downloader
 *
 * Returns: (transfer none) (nullable): what the downloads belong to
 */
FerryTransferGroup *
ferry_background_downloader_get_transfer_group (FerryBackgroundDownloader *self)
{
  g_return_val_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self), NULL);

  return self->transfer_group;
}

/**
 * ferry_background_downloader_set_transfer_group:
 * @self: a downloader
 * @transfer_group: (nullable): a group
 *
 * Sets what the downloads belong to.
 */
void
ferry_background_downloader_set_transfer_group (FerryBackgroundDownloader *self,
                                                FerryTransferGroup        *transfer_group)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  if (g_set_object (&self->transfer_group, transfer_group))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRANSFER_GROUP]);
}

/**
 * ferry_background_downloader_set_server_credential:
 * @self: a downloader
 * @username: (nullable): for the server, %NULL for none
 * @password: (nullable): likewise
 *
 * Sets what the server is told when it asks who is there. The service keeps it
 * in the keyring.
 */
void
ferry_background_downloader_set_server_credential (FerryBackgroundDownloader *self,
                                                   const char                *username,
                                                   const char                *password)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  set_string_option (self, "username", username);
  set_string_option (self, "password", password);
}

/**
 * ferry_background_downloader_set_proxy_credential:
 * @self: a downloader
 * @username: (nullable): for the proxy, %NULL for none
 * @password: (nullable): likewise
 *
 * Sets what the proxy is told when it asks who is there. The service keeps it
 * in the keyring.
 */
void
ferry_background_downloader_set_proxy_credential (FerryBackgroundDownloader *self,
                                                  const char                *username,
                                                  const char                *password)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  set_string_option (self, "proxy-username", username);
  set_string_option (self, "proxy-password", password);
}

/**
 * ferry_background_downloader_set_request_header:
 * @self: a downloader
 * @name: of a request header
 * @value: its value
 *
 * Adds a request header. A name that comes again is sent as a list.
 */
void
ferry_background_downloader_set_request_header (FerryBackgroundDownloader *self,
                                                const char                *name,
                                                const char                *value)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  g_ptr_array_add (self->headers, g_variant_ref_sink (g_variant_new ("(ss)", name, value)));
}

/**
 * ferry_background_downloader_set_folder:
 * @self: a downloader
 * @folder: (nullable): a local folder; %NULL for the one in the settings
 *
 * Sets where downloads are written that are given no file.
 */
void
ferry_background_downloader_set_folder (FerryBackgroundDownloader *self,
                                        GFile                     *folder)
{
  g_autofree char *path = NULL;

  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));
  g_return_if_fail (folder == NULL || g_file_peek_path (folder) != NULL);

  path = folder != NULL ? g_file_get_path (folder) : NULL;
  set_string_option (self, "folder", path);
}

/**
 * ferry_background_downloader_set_file_name:
 * @self: a downloader
 * @file_name: (nullable): a name in the folder; %NULL finds one out
 *
 * Sets the name of downloads that are given no file.
 */
void
ferry_background_downloader_set_file_name (FerryBackgroundDownloader *self,
                                           const char                *file_name)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  set_string_option (self, "name", file_name);
}

/**
 * ferry_background_downloader_set_checksum:
 * @self: a downloader
 * @checksum: (nullable): such as “sha256=HEX”
 *
 * Sets what the bytes must hash to, or the download fails; md5, sha1, sha256,
 * sha384 and sha512 are known.
 */
void
ferry_background_downloader_set_checksum (FerryBackgroundDownloader *self,
                                          const char                *checksum)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  set_string_option (self, "checksum", checksum);
}

/**
 * ferry_background_downloader_set_rate_limit:
 * @self: a downloader
 * @rate_limit: bytes a second, 0 for no limit of its own
 *
 * Sets how fast each download may be.
 */
void
ferry_background_downloader_set_rate_limit (FerryBackgroundDownloader *self,
                                            guint64                    rate_limit)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  set_option (self, "rate-limit", g_variant_new_uint64 (rate_limit));
}

/**
 * ferry_background_downloader_set_toast:
 * @self: a downloader
 * @toast: whether the end is told to the person
 *
 * Sets whether the end of each download is told; it is, at first.
 */
void
ferry_background_downloader_set_toast (FerryBackgroundDownloader *self,
                                       gboolean                   toast)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  set_option (self, "toast", g_variant_new_boolean (toast));
}

/**
 * ferry_background_downloader_set_start_at_once:
 * @self: a downloader
 * @start_at_once: whether downloads are started as they are created
 *
 * Saves the call of ferry_download_operation_start_async() for each.
 */
void
ferry_background_downloader_set_start_at_once (FerryBackgroundDownloader *self,
                                               gboolean                   start_at_once)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  set_option (self, "start", g_variant_new_boolean (start_at_once));
}

/**
 * ferry_background_downloader_add_recoverable_status:
 * @self: a downloader
 * @status: a fault that the program can mend, such as an expired address
 *
 * Lets downloads pause at this fault instead of failing, in
 * %FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS.
 */
void
ferry_background_downloader_add_recoverable_status (FerryBackgroundDownloader *self,
                                                    FerryWebErrorStatus        status)
{
  g_return_if_fail (FERRY_IS_BACKGROUND_DOWNLOADER (self));

  g_array_append_vals (self->recoverable, &(guint32){ status }, 1);
}
