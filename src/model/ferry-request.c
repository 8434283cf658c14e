/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was asked for, as a value. What is true of each option stands in the
 * table of options; here is where it lies, and what options mean together. */

#include "ferry-request-private.h"

#include "ferry-headers.h"
#include "ferry-option-check.h"
#include "ferry-text.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (FerryRequest, ferry_request, ferry_request_ref, ferry_request_unref)

#define AT(field) G_STRUCT_OFFSET (FerryRequest, field)
#define NOWHERE   G_MAXSIZE /* of the transfer, not of its request */

/* Where each option lies. A text is NULL when it is not given, as is a list. */
static const gsize offsets[] = {
  [FERRY_OPTION_BEHAVIOR] = AT (behavior),
  [FERRY_OPTION_BOUNDARY] = AT (boundary),
  [FERRY_OPTION_CHECKSUM] = AT (checksum),
  [FERRY_OPTION_CONNECTIONS] = AT (connections),
  [FERRY_OPTION_COST] = AT (cost),
  [FERRY_OPTION_FILE] = AT (file),
  [FERRY_OPTION_FOLDER] = AT (folder),
  [FERRY_OPTION_GROUP] = AT (group),
  [FERRY_OPTION_HEADERS] = AT (headers),
  [FERRY_OPTION_IF_EXISTS] = AT (if_exists),
  [FERRY_OPTION_METHOD] = AT (method),
  [FERRY_OPTION_NAME] = AT (name),
  [FERRY_OPTION_PARTS] = AT (parts),
  [FERRY_OPTION_PASSWORD] = AT (password),
  [FERRY_OPTION_PRIORITY] = AT (priority),
  [FERRY_OPTION_PROXY] = AT (proxy),
  [FERRY_OPTION_PROXY_PASSWORD] = AT (proxy_password),
  [FERRY_OPTION_PROXY_USERNAME] = AT (proxy_username),
  [FERRY_OPTION_RATE_LIMIT] = AT (rate_limit),
  [FERRY_OPTION_RECOVERABLE] = AT (recoverable),
  [FERRY_OPTION_RESUMABLE] = AT (protocol),
  [FERRY_OPTION_START] = NOWHERE,
  [FERRY_OPTION_SUBTYPE] = AT (subtype),
  [FERRY_OPTION_TOAST] = AT (toast),
  [FERRY_OPTION_URI] = AT (address),
  [FERRY_OPTION_USERNAME] = AT (username),
};

G_STATIC_ASSERT (G_N_ELEMENTS (offsets) == FERRY_N_OPTIONS);

#define FIELD(self, id, type) (*(type *) G_STRUCT_MEMBER_P (self, offsets[id]))

static char
type_of (FerryOptionId id)
{
  return offsets[id] != NOWHERE ? *ferry_option_get (id)->type : '\0';
}

static void
set_number (FerryRequest  *self,
            FerryOptionId  id,
            guint64        number)
{
  switch (type_of (id))
    {
    case 'b':
      FIELD (self, id, gboolean) = number != 0;
      break;
    case 'u':
      FIELD (self, id, guint32) = (guint32) number;
      break;
    case 't':
      FIELD (self, id, guint64) = number;
      break;
    }
}

FerryRequest *
ferry_request_alloc (FerryTransferKind kind)
{
  FerryRequest *self = g_atomic_rc_box_new0 (FerryRequest);

  self->kind = kind;
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    set_number (self, id, ferry_option_get (id)->fallback);
  return self;
}

static GVariant *
ref_or_null (GVariant *value)
{
  return value != NULL ? g_variant_ref (value) : NULL;
}

FerryRequest *
ferry_request_copy (FerryRequest *self)
{
  FerryRequest *new = g_atomic_rc_box_dup (sizeof *self, self);

  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    if (type_of (id) == 's')
      FIELD (new, id, char *) = g_strdup (FIELD (self, id, char *));
    else if (type_of (id) == 'a')
      FIELD (new, id, GVariant *) = ref_or_null (FIELD (self, id, GVariant *));
  new->shown_address = self->shown_address != self->address ? g_strdup (self->shown_address) : new->address;
  new->host = g_strdup (self->host);
  new->kept = ref_or_null (self->kept);
  new->kept_secrets = ref_or_null (self->kept_secrets);
  return new;
}

FerryRequest *
ferry_request_ref (FerryRequest *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_address (FerryRequest *self)
{
  if (self->shown_address != self->address)
    g_free (self->shown_address);
  self->shown_address = NULL;
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->host, g_free);
}

static void
clear (gpointer data)
{
  FerryRequest *self = data;

  clear_address (self);
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    if (type_of (id) == 's')
      g_free (FIELD (self, id, char *));
    else if (type_of (id) == 'a')
      g_clear_pointer (&FIELD (self, id, GVariant *), g_variant_unref);
  g_clear_pointer (&self->kept, g_variant_unref);
  g_clear_pointer (&self->kept_secrets, g_variant_unref);
}

void
ferry_request_unref (FerryRequest *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* Options, one by one. */

/**
 * ferry_request_get_text:
 * @self: a request
 * @id: an option that is a text
 *
 * Returns: (transfer none) (nullable): the text, which may be secret; of the
 *   address what is shown
 */
const char *
ferry_request_get_text (FerryRequest  *self,
                        FerryOptionId  id)
{
  return id == FERRY_OPTION_URI ? self->shown_address : FIELD (self, id, char *);
}

/**
 * ferry_request_get_number:
 * @self: a request
 * @id: an option that is a number or a truth
 *
 * Returns: the number
 */
guint64
ferry_request_get_number (FerryRequest  *self,
                          FerryOptionId  id)
{
  switch (type_of (id))
    {
    case 'b':
      return FIELD (self, id, gboolean);
    case 'u':
      return FIELD (self, id, guint32);
    case 't':
      return FIELD (self, id, guint64);
    }
  return 0;
}

/**
 * ferry_request_has_option:
 * @self: a request
 * @id: an option
 *
 * Returns: whether it is not as it would be by itself
 */
gboolean
ferry_request_has_option (FerryRequest  *self,
                          FerryOptionId  id)
{
  switch (type_of (id))
    {
    case '\0':
      return FALSE;
    case 's':
    case 'a':
      return FIELD (self, id, gpointer) != NULL;
    default:
      return ferry_request_get_number (self, id) != ferry_option_get (id)->fallback;
    }
}

/* Returns: (transfer floating) (nullable): the value, secrets included; %NULL
 * when it is as it would be by itself */
GVariant *
ferry_request_get_option (FerryRequest  *self,
                          FerryOptionId  id)
{
  if (!ferry_request_has_option (self, id))
    return NULL;
  switch (type_of (id))
    {
    case 's':
      return g_variant_new_string (FIELD (self, id, char *));
    case 'b':
      return g_variant_new_boolean (FIELD (self, id, gboolean));
    case 'u':
      return g_variant_new_uint32 (FIELD (self, id, guint32));
    case 't':
      return g_variant_new_uint64 (FIELD (self, id, guint64));
    default:
      return FIELD (self, id, GVariant *);
    }
}

static void
set_text (FerryRequest  *self,
          FerryOptionId  id,
          const char    *text)
{
  g_free (FIELD (self, id, char *));
  FIELD (self, id, char *) = *text != '\0' ? g_strdup (text) : NULL;
}

/* A variant that was built of pieces becomes one when a text in it is read, and
 * the pieces go, which another thread may be reading: it becomes one at once. */
static void
set_list (FerryRequest  *self,
          FerryOptionId  id,
          GVariant      *list)
{
  g_clear_pointer (&FIELD (self, id, GVariant *), g_variant_unref);
  if (list == NULL || g_variant_n_children (list) == 0)
    return;
  FIELD (self, id, GVariant *) = g_variant_ref (list);
  g_variant_get_data (list);
}

/* @value has passed the option's check; an address is for
 * ferry_request_set_address(). */
void
ferry_request_set_option (FerryRequest      *self,
                          const FerryOption *option,
                          GVariant          *value)
{
  FerryOptionId id = ferry_option_get_id (option);

  switch (type_of (id))
    {
    case 's':
      if (id != FERRY_OPTION_URI)
        set_text (self, id, g_variant_get_string (value, NULL));
      break;
    case 'b':
      set_number (self, id, g_variant_get_boolean (value));
      break;
    case 'u':
      set_number (self, id, g_variant_get_uint32 (value));
      break;
    case 't':
      set_number (self, id, g_variant_get_uint64 (value));
      break;
    case 'a':
      set_list (self, id, value);
      break;
    }
}

static char *
host_of (GUri *uri)
{
  int port = g_uri_get_port (uri);
  gboolean secure = strcmp (g_uri_get_scheme (uri), "https") == 0;
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  gboolean is_ipv6 = strchr (host, ':') != NULL;

  return g_strdup_printf (is_ipv6 ? "[%s]:%d" : "%s:%d", host, port > 0 ? port : secure ? 443
                                                                                        : 80);
}

static gboolean
set_user (FerryRequest  *self,
          GUri          *uri,
          GError       **error)
{
  const char *given = g_uri_get_password (uri);
  g_autofree char *user = g_uri_unescape_string (g_uri_get_user (uri), NULL);
  g_autofree char *password = g_uri_unescape_string (given != NULL ? given : "", NULL);

  if (user == NULL || password == NULL || ferry_text_has_control (user) || ferry_text_has_control (password))
    return ferry_text_refuse (error, _ ("User or password in the address have control characters in them"));
  g_free (self->username);
  g_free (self->password);
  self->username = g_steal_pointer (&user);
  self->password = g_steal_pointer (&password);
  return TRUE;
}

/* User and password of the address count as credentials; they leave it. */
gboolean
ferry_request_set_address (FerryRequest  *self,
                           const char    *address,
                           GError       **error)
{
  g_autoptr (GUri) uri = ferry_uri_parse (address, error);
  g_autofree char *shown = NULL;

  if (uri == NULL)
    return FALSE;
  if (g_uri_get_user (uri) != NULL && *g_uri_get_user (uri) != '\0' && !set_user (self, uri, error))
    return FALSE;
  clear_address (self);
  self->address = g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_FRAGMENT);
  self->host = host_of (uri);
  shown = ferry_uri_redact (self->address);
  self->shown_address = strcmp (shown, self->address) != 0 ? g_steal_pointer (&shown) : self->address;
  return TRUE;
}

/* What options mean together. */

static void
take (char **field,
      char  *text)
{
  g_free (*field);
  *field = text;
}

static gboolean
choose_destination (FerryRequest  *self,
                    GError       **error)
{
  g_autofree char *file = g_steal_pointer (&self->file);
  g_autofree char *parent = file != NULL ? g_path_get_dirname (file) : NULL;

  if (file != NULL && self->name != NULL)
    return ferry_text_refuse (error, _ ("Either “file” or “name” may be given, not both"));
  if (file == NULL && self->folder == NULL)
    return ferry_text_refuse (error, _ ("No folder is given"));
  take (&self->folder, g_canonicalize_filename (file != NULL ? parent : self->folder, "/"));
  if (file != NULL)
    self->name = g_str_has_suffix (file, "/") ? g_strdup ("") : g_path_get_basename (file);
  return self->name == NULL || ferry_text_check_file_name (self->name, error);
}

static gboolean
choose_source (FerryRequest  *self,
               GError       **error)
{
  if ((self->file == NULL) == (self->parts == NULL))
    return ferry_text_refuse (error, _ ("An upload has either a file or parts"));
  if (self->parts == NULL && (self->subtype != NULL || self->boundary != NULL))
    return ferry_text_refuse (error, _ ("A subtype or boundary is of use with parts only"));
  if (self->parts != NULL && self->protocol > FERRY_UPLOAD_PROTOCOL_PLAIN)
    return ferry_text_refuse (error, _ ("A multipart upload can't be resumed"));
  if (self->file != NULL)
    take (&self->file, g_canonicalize_filename (self->file, "/"));
  return TRUE;
}

static gboolean
choose_method (FerryRequest  *self,
               GError       **error)
{
  gboolean is_upload = self->kind == FERRY_TRANSFER_KIND_UPLOAD;

  if (self->method == NULL)
    self->method = g_strdup (is_upload ? "POST" : "GET");
  if (is_upload && strcmp (self->method, "GET") == 0)
    return ferry_text_refuse (error, _ ("The method GET sends no file"));
  return TRUE;
}

/* Returns: whether the options make sense together */
gboolean
ferry_request_finish (FerryRequest  *self,
                      GError       **error)
{
  if (self->checksum != NULL)
    take (&self->checksum, g_ascii_strdown (self->checksum, -1));
  return choose_method (self, error) &&
         (self->kind == FERRY_TRANSFER_KIND_UPLOAD ? choose_source (self, error) : choose_destination (self, error));
}

static gboolean
read_option (FerryRequest  *self,
             GVariant      *pair,
             GError       **error)
{
  g_autoptr (GVariant) key = g_variant_get_child_value (pair, 0);
  g_autoptr (GVariant) boxed = g_variant_get_child_value (pair, 1);
  g_autoptr (GVariant) value = g_variant_get_variant (boxed);
  const FerryOption *option = ferry_option_validate (self->kind, g_variant_get_string (key, NULL), value, error);

  if (option == NULL)
    return FALSE;
  ferry_request_set_option (self, option, value);
  return TRUE;
}

/**
 * ferry_request_new:
 * @kind: what kind of transfer
 * @address: absolute http or https address
 * @options: `a{sv}` of the bus method CreateDownloads, where “file” or “folder” must be there,
 *   or of CreateUploads
 * @error: return location for an error
 *
 * Checks everything that can be checked without network and disk. Read child by
 * child: a look for one key would copy all of them first.
 *
 * Returns: (transfer full): a request, or %NULL with
 *   %FERRY_ERROR_INVALID_ARGUMENT and a sentence that says what is wrong
 */
FerryRequest *
ferry_request_new (FerryTransferKind   kind,
                   const char         *address,
                   GVariant           *options,
                   GError            **error)
{
  g_autoptr (FerryRequest) self = ferry_request_alloc (kind);
  gsize n = g_variant_n_children (options);

  if (!ferry_option_are_unique (options, error))
    return NULL;
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) option = g_variant_get_child_value (options, i);

      if (!read_option (self, option, error))
        return NULL;
    }
  if (!ferry_request_set_address (self, address, error) || !ferry_request_finish (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* What was kept of an option is of no use once there is another value. */
static void
forget_kept (GVariant   **kept,
             const char  *key)
{
  g_autoptr (GVariant) old = g_steal_pointer (kept);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (old);

  if (g_variant_dict_remove (&dict, key))
    *kept = g_variant_ref_sink (g_variant_dict_end (&dict));
  else
    *kept = g_steal_pointer (&old);
}

/* What was meant for one proxy is not told to another. */
static void
leave_proxy (FerryRequest *self,
             const char   *next)
{
  if (strcmp (self->proxy != NULL ? self->proxy : "", next) == 0)
    return;
  g_clear_pointer (&self->proxy_username, g_free);
  g_clear_pointer (&self->proxy_password, g_free);
  forget_kept (&self->kept_secrets, ferry_option_get (FERRY_OPTION_PROXY_USERNAME)->key);
  forget_kept (&self->kept_secrets, ferry_option_get (FERRY_OPTION_PROXY_PASSWORD)->key);
}

static gboolean
change_option (FerryRequest  *self,
               GVariant      *pair,
               GError       **error)
{
  g_autoptr (GVariant) key = g_variant_get_child_value (pair, 0);
  g_autoptr (GVariant) boxed = g_variant_get_child_value (pair, 1);
  g_autoptr (GVariant) value = g_variant_get_variant (boxed);
  const FerryOption *option = ferry_option_find (self->kind, g_variant_get_string (key, NULL), value, error);
  g_autoptr (GVariant) requested = NULL;

  if (option == NULL)
    return FALSE;
  if (option->changeable == 0)
    return ferry_text_refuse (error, _ ("“%s” can't be changed"), option->key);
  requested = option->secrecy == FERRY_OPTION_SECRET_IN_HEADERS ? ferry_headers_merge (self->headers, value)
                                                                : g_variant_ref (value);
  if (option->check != NULL && !option->check (option, requested, error))
    return FALSE;
  forget_kept (&self->kept, option->key);
  forget_kept (&self->kept_secrets, option->key);
  if (ferry_option_get_id (option) == FERRY_OPTION_PROXY)
    leave_proxy (self, g_variant_get_string (requested, NULL));
  ferry_request_set_option (self, option, requested);
  return TRUE;
}

static void
drop_secret (FerryRequest  *self,
             FerryOptionId  id)
{
  GVariant *old = FIELD (self, id, GVariant *);
  g_autoptr (GVariant) left = old != NULL ? ferry_option_drop_secret (ferry_option_get (id), old) : NULL;

  set_list (self, id, left);
}

/* What was meant for one server is not told to another, but for what comes with
 * the new address; what is for the proxy stays. */
static gboolean
change_address (FerryRequest  *self,
                FerryRequest  *old,
                GVariant      *address,
                GError       **error)
{
  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->password, g_free);
  if (!ferry_request_set_address (self, g_variant_get_string (address, NULL), error))
    return FALSE;
  if (!ferry_uri_same_server (old->address, self->address))
    {
      drop_secret (self, FERRY_OPTION_HEADERS);
      drop_secret (self, FERRY_OPTION_PARTS);
      g_clear_pointer (&self->kept_secrets, g_variant_unref);
    }
  else if (self->username == NULL)
    {
      self->username = g_strdup (old->username);
      self->password = g_strdup (old->password);
    }
  return TRUE;
}

/**
 * ferry_request_with_changes:
 * @self: a request
 * @changes: `a{sv}` of the bus method Change
 * @error: return location for an error
 *
 * Another scheme, host or port is another server: it is not told the secret
 * headers, the secrets in parts, the user and the password that were for the
 * old one; nor is another proxy.
 *
 * Returns: (transfer full): a request like @self but for @changes, or %NULL
 *   with %FERRY_ERROR_INVALID_ARGUMENT
 */
FerryRequest *
ferry_request_with_changes (FerryRequest  *self,
                            GVariant      *changes,
                            GError       **error)
{
  g_autoptr (FerryRequest) new = ferry_request_copy (self);
  g_autoptr (GVariant) address = g_variant_lookup_value (changes, "uri", G_VARIANT_TYPE_STRING);
  gsize n = g_variant_n_children (changes);

  if (!ferry_option_are_unique (changes, error))
    return NULL;
  /* First, as the headers that come with it are for the new server. */
  if (address != NULL && !change_address (new, self, address, error))
    return NULL;
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) change = g_variant_get_child_value (changes, i);

      if (!change_option (new, change, error))
        return NULL;
    }
  return g_steal_pointer (&new);
}

/* What follows from them. */

const char *
ferry_request_get_subtype (FerryRequest *self)
{
  return self->subtype != NULL ? self->subtype : "form-data";
}

/**
 * ferry_request_list_files:
 * @self: a request for an upload
 *
 * Returns: (transfer full): paths of the files it reads, in their order
 */
GStrv
ferry_request_list_files (FerryRequest *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize n = self->parts != NULL ? g_variant_n_children (self->parts) : 0;

  if (self->file != NULL)
    g_strv_builder_add (builder, self->file);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (self->parts, i);
      const char *file;

      if (g_variant_lookup (part, "file", "&s", &file))
        g_strv_builder_add (builder, file);
    }
  return g_strv_builder_end (builder);
}

/**
 * ferry_request_is_repeatable:
 * @self: a request
 *
 * Returns: whether a server does the same when it gets the request twice
 *   (idempotent methods: RFC 9110, 9.2.2)
 */
gboolean
ferry_request_is_repeatable (FerryRequest *self)
{
  return g_str_equal (self->method, "PUT") || g_str_equal (self->method, "DELETE");
}

/**
 * ferry_request_is_recoverable:
 * @self: a request
 * @status: why a run failed
 *
 * Returns: whether the caller wants to repair @status itself
 */
gboolean
ferry_request_is_recoverable (FerryRequest        *self,
                              FerryWebErrorStatus  status)
{
  GVariantIter iter;
  guint32 value;

  if (self->recoverable == NULL)
    return FALSE;
  g_variant_iter_init (&iter, self->recoverable);
  while (g_variant_iter_next (&iter, "u", &value))
    if (value == (guint32) status)
      return TRUE;
  return FALSE;
}
