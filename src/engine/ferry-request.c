/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was asked for, checked once. Here is the only place that judges what a
 * caller sends; what lies behind it may trust a request. */

#include "ferry-request.h"

#include "ferry-error.h"
#include "ferry-uri.h"

#include <string.h>

/* Bounds on what a caller may send; far above honest use. */
#define MAX_HEADERS      64
#define MAX_HEADER_BYTES 16384
#define MAX_NAME_BYTES   240 /* 255 less ".part" and a number */
#define MAX_PATH_BYTES   4000
#define MAX_WORD_BYTES   1024

struct _FerryRequest {
  FerryTransferKind kind;
  char *address;        /* (owned) without user and password */
  char *shown_address;  /* (owned) (nullable) when it differs from address */
  char *host;           /* (owned) host and port: what a connection is made to */
  char *folder;         /* (owned) */
  char *name;           /* (owned) (nullable) found out when absent */
  char *method;         /* (owned) */
  GVariant *headers;    /* (owned) (nullable) a(ss) */
  char *username;       /* (owned) (nullable) */
  char *password;       /* (owned) (nullable) */
  char *proxy_username; /* (owned) (nullable) */
  char *proxy_password; /* (owned) (nullable) */
  char *group;          /* (owned) (nullable) */
  char *checksum;       /* (owned) (nullable) lower-case hex */
  GChecksumType checksum_type;
  FerryTransferPriority priority;
  FerryCostPolicy cost;
  FerryTransferBehavior behavior;
  guint64 rate_limit;    /* bytes a second, 0 for none */
  GVariant *recoverable; /* (owned) (nullable) au */
  gboolean toast;
  gboolean lacks_secrets; /* read from the journal, the keyring not asked yet */
};

G_DEFINE_BOXED_TYPE (FerryRequest, ferry_request, ferry_request_ref, ferry_request_unref)

/* The options of CreateDownloads and Change, as data/dbus describes them. */
static const struct {
  const char *name;
  const char *type;
  gboolean may_change;
} options_known[] = {
  { "behavior", "u", FALSE },
  { "checksum", "s", FALSE },
  { "cost", "u", TRUE },
  { "file", "s", FALSE },
  { "folder", "s", FALSE },
  { "group", "s", FALSE },
  { "headers", "a(ss)", TRUE },
  { "method", "s", FALSE },
  { "name", "s", FALSE },
  { "password", "s", FALSE },
  { "priority", "u", TRUE },
  { "proxy-password", "s", FALSE },
  { "proxy-username", "s", FALSE },
  { "rate-limit", "t", TRUE },
  { "recoverable", "au", FALSE },
  { "start", "b", FALSE },
  { "toast", "b", FALSE },
  { "uri", "s", TRUE },
  { "username", "s", FALSE },
};

/* Ferry speaks for itself in these; a caller's value would break the framing
 * or the resume. */
static const char *const headers_reserved[] = {
  "accept-encoding",
  "connection",
  "content-length",
  "host",
  "if-match",
  "if-none-match",
  "if-range",
  "keep-alive",
  "range",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
};

static gboolean
refuse (GError **error,
        const char *format,
        ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
check_option (const char  *name,
              GVariant    *value,
              gboolean     changing,
              GError     **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options_known); i++)
    {
      if (strcmp (name, options_known[i].name) != 0)
        continue;
      if (!g_variant_is_of_type (value, G_VARIANT_TYPE (options_known[i].type)))
        return refuse (error, "The option “%s” has the type %s instead of %s", name,
                       g_variant_get_type_string (value), options_known[i].type);
      if (changing && !options_known[i].may_change)
        return refuse (error, "“%s” can't be changed", name);
      return TRUE;
    }
  return refuse (error, "There is no option “%.64s”", name);
}

static gboolean
check_options (GVariant  *options,
               gboolean   changing,
               GError   **error)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, options);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) owned = value;

      if (!check_option (name, owned, changing, error))
        return FALSE;
    }
  return TRUE;
}

/* Tokens of RFC 9110, 5.6.2. */
static gboolean
is_token (const char *text)
{
  if (*text == '\0' || strlen (text) > 256)
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("!#$%&'*+-.^_`|~", *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text < 0x20 || *text == 0x7f)
      return TRUE;
  return FALSE;
}

static gboolean
check_header (const char  *name,
              const char  *value,
              GError     **error)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (!is_token (name))
    return refuse (error, "“%.64s” is not a header name", name);
  for (gsize i = 0; i < G_N_ELEMENTS (headers_reserved); i++)
    if (strcmp (lower, headers_reserved[i]) == 0)
      return refuse (error, "The header “%s” is set by Ferry itself", name);
  /* No word of the value: it may be a secret. */
  for (const char *c = value; *c != '\0'; c++)
    if ((*c != '\t' && (guchar) *c < 0x20) || *c == 0x7f)
      return refuse (error, "The value of the header “%s” has a line break or control character", name);
  return TRUE;
}

static gboolean
check_headers (GVariant  *headers,
               GError   **error)
{
  GVariantIter iter;
  const char *name, *value;
  gsize bytes = 0;

  if (g_variant_n_children (headers) > MAX_HEADERS)
    return refuse (error, "More than %d headers", MAX_HEADERS);
  g_variant_iter_init (&iter, headers);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    {
      bytes += strlen (name) + strlen (value);
      if (bytes > MAX_HEADER_BYTES)
        return refuse (error, "The headers have more than %d bytes", MAX_HEADER_BYTES);
      if (!check_header (name, value, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_name (const char  *name,
            GError     **error)
{
  if (*name == '\0' || strcmp (name, ".") == 0 || strcmp (name, "..") == 0)
    return refuse (error, "The file name is empty");
  if (strchr (name, '/') != NULL)
    return refuse (error, "A file name can't have a slash in it");
  if (has_control (name))
    return refuse (error, "A file name can't have control characters in it");
  if (strlen (name) > MAX_NAME_BYTES)
    return refuse (error, "The file name is longer than %d bytes", MAX_NAME_BYTES);
  return TRUE;
}

static gboolean
check_path (const char  *path,
            GError     **error)
{
  if (!g_path_is_absolute (path))
    return refuse (error, "The path does not start at the root folder");
  if (strlen (path) > MAX_PATH_BYTES)
    return refuse (error, "The path is longer than %d bytes", MAX_PATH_BYTES);
  return TRUE;
}

static gboolean
set_place (FerryRequest  *self,
           GVariant      *options,
           GError       **error)
{
  const char *file = NULL, *folder = NULL, *name = NULL;

  g_variant_lookup (options, "file", "&s", &file);
  g_variant_lookup (options, "folder", "&s", &folder);
  g_variant_lookup (options, "name", "&s", &name);
  if (file != NULL && name != NULL)
    return refuse (error, "Either “file” or “name” may be given, not both");
  if (file == NULL && folder == NULL)
    return refuse (error, "No folder is given");
  if (!check_path (file != NULL ? file : folder, error))
    return FALSE;
  if (file != NULL)
    {
      self->folder = g_path_get_dirname (file);
      self->name = g_str_has_suffix (file, "/") ? g_strdup ("") : g_path_get_basename (file);
    }
  else
    {
      self->folder = g_canonicalize_filename (folder, "/");
      self->name = g_strdup (name);
    }
  return self->name == NULL || check_name (self->name, error);
}

static gboolean
set_checksum (FerryRequest  *self,
              const char    *text,
              GError       **error)
{
  static const struct {
    const char *name;
    GChecksumType type;
  } types[] = {
    { "md5", G_CHECKSUM_MD5 },
    { "sha1", G_CHECKSUM_SHA1 },
    { "sha256", G_CHECKSUM_SHA256 },
    { "sha384", G_CHECKSUM_SHA384 },
    { "sha512", G_CHECKSUM_SHA512 },
  };
  const char *hex = strchr (text, '=');

  for (gsize i = 0; hex != NULL && i < G_N_ELEMENTS (types); i++)
    {
      if (strlen (types[i].name) != (gsize) (hex - text) ||
          g_ascii_strncasecmp (text, types[i].name, hex - text) != 0)
        continue;
      hex++;
      if (strlen (hex) != 2 * (gsize) g_checksum_type_get_length (types[i].type) ||
          strspn (hex, "0123456789abcdefABCDEF") != strlen (hex))
        return refuse (error, "A %s checksum has %d hexadecimal digits", types[i].name,
                       (int) (2 * g_checksum_type_get_length (types[i].type)));
      self->checksum_type = types[i].type;
      self->checksum = g_ascii_strdown (hex, -1);
      return TRUE;
    }
  return refuse (error, "A checksum is written as sha256=HEX; md5, sha1, sha384 and sha512 are known too");
}

static gboolean
set_enum (GVariant    *options,
          const char  *name,
          GType        type,
          int         *field,
          GError     **error)
{
  guint32 value;

  if (!g_variant_lookup (options, name, "u", &value))
    return TRUE;
  if (value > G_MAXINT || ferry_enum_to_nick (type, (int) value) == NULL)
    return refuse (error, "“%s” has no value %u", name, value);
  *field = (int) value;
  return TRUE;
}

static gboolean
set_word (GVariant    *options,
          const char  *name,
          char       **field,
          GError     **error)
{
  const char *value;

  if (!g_variant_lookup (options, name, "&s", &value) || *value == '\0')
    return TRUE;
  if (strlen (value) > MAX_WORD_BYTES)
    return refuse (error, "“%s” is longer than %d bytes", name, MAX_WORD_BYTES);
  if (has_control (value))
    return refuse (error, "“%s” has control characters in it", name);
  g_free (*field);
  *field = g_strdup (value);
  return TRUE;
}

static char *
host_of (GUri *uri)
{
  int port = g_uri_get_port (uri);
  gboolean secure = strcmp (g_uri_get_scheme (uri), "https") == 0;
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);

  return g_strdup_printf ("%s:%d", host, port > 0 ? port : secure ? 443
                                                                  : 80);
}

/* User and password of the address count as credentials; they leave it. */
static gboolean
set_address (FerryRequest  *self,
             const char    *address,
             GError       **error)
{
  g_autoptr (GUri) uri = ferry_uri_parse (address, error);
  g_autofree char *shown = NULL;

  if (uri == NULL)
    return FALSE;
  g_free (self->address);
  g_free (self->host);
  g_free (self->shown_address);
  self->address = g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_FRAGMENT);
  self->host = host_of (uri);
  if (g_uri_get_user (uri) != NULL && *g_uri_get_user (uri) != '\0')
    {
      g_free (self->username);
      g_free (self->password);
      self->username = g_uri_unescape_string (g_uri_get_user (uri), NULL);
      self->password = g_uri_unescape_string (g_uri_get_password (uri) != NULL ? g_uri_get_password (uri) : "", NULL);
    }
  shown = ferry_uri_redact (self->address);
  self->shown_address = strcmp (shown, self->address) != 0 ? g_steal_pointer (&shown) : NULL;
  return TRUE;
}

static gboolean
set_method (FerryRequest  *self,
            GVariant      *options,
            GError       **error)
{
  const char *method = NULL;

  g_variant_lookup (options, "method", "&s", &method);
  if (method == NULL || *method == '\0')
    method = self->kind == FERRY_TRANSFER_KIND_UPLOAD ? "POST" : "GET";
  if (!is_token (method) || strlen (method) > 32)
    return refuse (error, "“%.32s” is not an HTTP method", method);
  if (strcmp (method, "CONNECT") == 0 || strcmp (method, "TRACE") == 0 || strcmp (method, "HEAD") == 0)
    return refuse (error, "The method %s brings no file", method);
  self->method = g_strdup (method);
  return TRUE;
}

static gboolean
set_details (FerryRequest  *self,
             GVariant      *options,
             GError       **error)
{
  const char *checksum;
  g_autoptr (GVariant) headers = g_variant_lookup_value (options, "headers", NULL);

  g_variant_lookup (options, "rate-limit", "t", &self->rate_limit);
  g_variant_lookup (options, "toast", "b", &self->toast);
  self->recoverable = g_variant_lookup_value (options, "recoverable", NULL);
  if (self->recoverable != NULL && g_variant_n_children (self->recoverable) > MAX_HEADERS)
    return refuse (error, "More than %d recoverable statuses", MAX_HEADERS);
  if (headers != NULL && !check_headers (headers, error))
    return FALSE;
  if (headers != NULL && g_variant_n_children (headers) > 0)
    self->headers = g_steal_pointer (&headers);
  if (g_variant_lookup (options, "checksum", "&s", &checksum) && *checksum != '\0')
    return set_checksum (self, checksum, error);
  return TRUE;
}

static FerryRequest *
request_alloc (FerryTransferKind kind)
{
  FerryRequest *self = g_atomic_rc_box_new0 (FerryRequest);

  self->kind = kind;
  self->toast = TRUE;
  return self;
}

/**
 * ferry_request_new:
 * @kind: what kind of transfer
 * @address: absolute http or https address
 * @options: `a{sv}` of the bus method CreateDownloads; “file” or “folder” must be there
 * @error: return location for an error
 *
 * Checks everything that can be checked without network and disk.
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
  g_autoptr (FerryRequest) self = request_alloc (kind);

  if (!check_options (options, FALSE, error) ||
      !set_word (options, "username", &self->username, error) ||
      !set_word (options, "password", &self->password, error) ||
      !set_word (options, "proxy-username", &self->proxy_username, error) ||
      !set_word (options, "proxy-password", &self->proxy_password, error) ||
      !set_word (options, "group", &self->group, error) ||
      !set_address (self, address, error) ||
      !set_place (self, options, error) ||
      !set_method (self, options, error) ||
      !set_enum (options, "priority", FERRY_TYPE_TRANSFER_PRIORITY, (int *) &self->priority, error) ||
      !set_enum (options, "cost", FERRY_TYPE_COST_POLICY, (int *) &self->cost, error) ||
      !set_enum (options, "behavior", FERRY_TYPE_TRANSFER_BEHAVIOR, (int *) &self->behavior, error) ||
      !set_details (self, options, error))
    return NULL;
  return g_steal_pointer (&self);
}

static FerryRequest *
copy (FerryRequest *self)
{
  FerryRequest *new = request_alloc (self->kind);

  *new = *self;
  new->address = g_strdup (self->address);
  new->shown_address = g_strdup (self->shown_address);
  new->host = g_strdup (self->host);
  new->folder = g_strdup (self->folder);
  new->name = g_strdup (self->name);
  new->method = g_strdup (self->method);
  new->headers = self->headers != NULL ? g_variant_ref (self->headers) : NULL;
  new->username = g_strdup (self->username);
  new->password = g_strdup (self->password);
  new->proxy_username = g_strdup (self->proxy_username);
  new->proxy_password = g_strdup (self->proxy_password);
  new->group = g_strdup (self->group);
  new->checksum = g_strdup (self->checksum);
  new->recoverable = self->recoverable != NULL ? g_variant_ref (self->recoverable) : NULL;
  return new;
}

static gboolean
lists_header (GVariant   *headers,
              const char *wanted)
{
  GVariantIter iter;
  const char *name;

  g_variant_iter_init (&iter, headers);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, NULL))
    if (g_ascii_strcasecmp (name, wanted) == 0)
      return TRUE;
  return FALSE;
}

/* New headers replace those of the same name; an empty value only removes. */
static GVariant *
merge_headers (GVariant *old,
               GVariant *changes)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  GVariantIter iter;
  const char *name, *value;

  if (old != NULL)
    {
      g_variant_iter_init (&iter, old);
      while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
        if (!lists_header (changes, name))
          g_variant_builder_add (&builder, "(ss)", name, value);
    }
  g_variant_iter_init (&iter, changes);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (*value != '\0')
      g_variant_builder_add (&builder, "(ss)", name, value);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * ferry_request_with_changes:
 * @self: a request
 * @changes: `a{sv}` of the bus method Change
 * @error: return location for an error
 *
 * Returns: (transfer full): a request like @self but for @changes, or %NULL
 *   with %FERRY_ERROR_INVALID_ARGUMENT
 */
FerryRequest *
ferry_request_with_changes (FerryRequest  *self,
                            GVariant      *changes,
                            GError       **error)
{
  g_autoptr (FerryRequest) new = copy (self);
  g_autoptr (GVariant) headers = g_variant_lookup_value (changes, "headers", NULL);
  const char *address;

  if (!check_options (changes, TRUE, error) ||
      (g_variant_lookup (changes, "uri", "&s", &address) && !set_address (new, address, error)) ||
      !set_enum (changes, "priority", FERRY_TYPE_TRANSFER_PRIORITY, (int *) &new->priority, error) ||
      !set_enum (changes, "cost", FERRY_TYPE_COST_POLICY, (int *) &new->cost, error))
    return NULL;
  g_variant_lookup (changes, "rate-limit", "t", &new->rate_limit);
  if (headers != NULL)
    {
      g_autoptr (GVariant) old = g_steal_pointer (&new->headers);

      new->headers = merge_headers (old, headers);
      if (!check_headers (new->headers, error))
        return NULL;
    }
  return g_steal_pointer (&new);
}

FerryRequest *
ferry_request_ref (FerryRequest *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  FerryRequest *self = data;

  g_free (self->address);
  g_free (self->shown_address);
  g_free (self->host);
  g_free (self->folder);
  g_free (self->name);
  g_free (self->method);
  g_clear_pointer (&self->headers, g_variant_unref);
  g_free (self->username);
  g_free (self->password);
  g_free (self->proxy_username);
  g_free (self->proxy_password);
  g_free (self->group);
  g_free (self->checksum);
  g_clear_pointer (&self->recoverable, g_variant_unref);
}

void
ferry_request_unref (FerryRequest *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
add_word (GVariantDict *dict,
          const char   *key,
          const char   *value)
{
  if (value != NULL)
    g_variant_dict_insert (dict, key, "s", value);
}

static void
add_headers (GVariantDict *dict,
             GVariant     *headers,
             gboolean      secret)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  GVariantIter iter;
  const char *name, *value;
  guint n = 0;

  g_variant_iter_init (&iter, headers);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (ferry_header_is_secret (name) == secret)
      {
        g_variant_builder_add (&builder, "(ss)", name, value);
        n++;
      }
  if (n > 0)
    g_variant_dict_insert_value (dict, "headers", g_variant_builder_end (&builder));
  else
    g_variant_builder_clear (&builder);
}

/**
 * ferry_request_get_secrets:
 * @self: a request
 *
 * Returns: (transfer full) (nullable): the `a{sv}` that belongs into the
 *   keyring and nowhere else, or %NULL when there is none
 */
GVariant *
ferry_request_get_secrets (FerryRequest *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) secrets = NULL;

  if (self->shown_address != NULL)
    g_variant_dict_insert (&dict, "uri", "s", self->address);
  if (self->headers != NULL)
    add_headers (&dict, self->headers, TRUE);
  add_word (&dict, "username", self->username);
  add_word (&dict, "password", self->password);
  add_word (&dict, "proxy-username", self->proxy_username);
  add_word (&dict, "proxy-password", self->proxy_password);
  secrets = g_variant_ref_sink (g_variant_dict_end (&dict));
  return g_variant_n_children (secrets) > 0 ? g_steal_pointer (&secrets) : NULL;
}

/**
 * ferry_request_with_secrets:
 * @self: a request read from the journal
 * @secrets: what ferry_request_get_secrets() returned once
 *
 * Returns: (transfer full): the whole request
 */
FerryRequest *
ferry_request_with_secrets (FerryRequest *self,
                            GVariant     *secrets)
{
  FerryRequest *new = copy (self);
  g_autoptr (GVariant) headers = g_variant_lookup_value (secrets, "headers", G_VARIANT_TYPE ("a(ss)"));
  const char *address;

  if (g_variant_lookup (secrets, "uri", "&s", &address))
    set_address (new, address, NULL);
  if (headers != NULL)
    {
      g_autoptr (GVariant) old = g_steal_pointer (&new->headers);

      new->headers = merge_headers (old, headers);
    }
  set_word (secrets, "username", &new->username, NULL);
  set_word (secrets, "password", &new->password, NULL);
  set_word (secrets, "proxy-username", &new->proxy_username, NULL);
  set_word (secrets, "proxy-password", &new->proxy_password, NULL);
  new->lacks_secrets = FALSE;
  return new;
}

static void
add_checksum (FerryRequest *self,
              GVariantDict *dict)
{
  static const char *const names[] = {
    [G_CHECKSUM_MD5] = "md5",
    [G_CHECKSUM_SHA1] = "sha1",
    [G_CHECKSUM_SHA256] = "sha256",
    [G_CHECKSUM_SHA512] = "sha512",
    [G_CHECKSUM_SHA384] = "sha384",
  };
  g_autofree char *text = g_strconcat (names[self->checksum_type], "=", self->checksum, NULL);

  g_variant_dict_insert (dict, "checksum", "s", text);
}

static void
add_number (GVariantDict *dict,
            const char   *key,
            guint32       value)
{
  if (value != 0)
    g_variant_dict_insert (dict, key, "u", value);
}

/**
 * ferry_request_to_stored:
 * @self: a request
 *
 * Returns: (transfer floating): the `a{sv}` that the journal keeps; there is
 *   no secret in it
 */
GVariant *
ferry_request_to_stored (FerryRequest *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) secrets = ferry_request_get_secrets (self);

  add_number (&dict, "kind", self->kind);
  g_variant_dict_insert (&dict, "uri", "s", ferry_request_get_shown_address (self));
  g_variant_dict_insert (&dict, "folder", "s", self->folder);
  add_word (&dict, "name", self->name);
  g_variant_dict_insert (&dict, "method", "s", self->method);
  if (self->headers != NULL)
    add_headers (&dict, self->headers, FALSE);
  add_word (&dict, "group", self->group);
  add_number (&dict, "priority", self->priority);
  add_number (&dict, "cost", self->cost);
  add_number (&dict, "behavior", self->behavior);
  if (self->checksum != NULL)
    add_checksum (self, &dict);
  if (self->rate_limit > 0)
    g_variant_dict_insert (&dict, "rate-limit", "t", self->rate_limit);
  if (self->recoverable != NULL)
    g_variant_dict_insert_value (&dict, "recoverable", self->recoverable);
  if (!self->toast)
    g_variant_dict_insert (&dict, "toast", "b", FALSE);
  if (secrets != NULL || self->lacks_secrets)
    g_variant_dict_insert (&dict, "secrets", "b", TRUE);
  return g_variant_dict_end (&dict);
}

/**
 * ferry_request_new_from_stored:
 * @stored: what ferry_request_to_stored() made
 * @error: return location for an error
 *
 * Returns: (transfer full): the request, which may lack its secrets, or %NULL
 *   when @stored is damaged
 */
FerryRequest *
ferry_request_new_from_stored (GVariant  *stored,
                               GError   **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (stored);
  g_autoptr (GVariant) options = NULL;
  g_autofree char *address = NULL;
  FerryRequest *self;
  guint32 kind = 0;
  gboolean secrets = FALSE;

  g_variant_dict_lookup (&dict, "kind", "u", &kind);
  g_variant_dict_lookup (&dict, "uri", "s", &address);
  g_variant_dict_lookup (&dict, "secrets", "b", &secrets);
  g_variant_dict_remove (&dict, "kind");
  g_variant_dict_remove (&dict, "uri");
  g_variant_dict_remove (&dict, "secrets");
  options = g_variant_ref_sink (g_variant_dict_end (&dict));
  self = ferry_request_new (kind, address != NULL ? address : "", options, error);
  if (self != NULL)
    self->lacks_secrets = secrets;
  return self;
}

gboolean
ferry_request_lacks_secrets (FerryRequest *self)
{
  return self->lacks_secrets;
}

FerryTransferKind
ferry_request_get_kind (FerryRequest *self)
{
  return self->kind;
}

/**
 * ferry_request_get_address:
 * @self: a request
 *
 * Returns: (transfer none): the address to ask, which may hold secrets in its
 *   query
 */
const char *
ferry_request_get_address (FerryRequest *self)
{
  return self->address;
}

/**
 * ferry_request_get_shown_address:
 * @self: a request
 *
 * Returns: (transfer none): the address without its secrets
 */
const char *
ferry_request_get_shown_address (FerryRequest *self)
{
  return self->shown_address != NULL ? self->shown_address : self->address;
}

/**
 * ferry_request_get_host:
 * @self: a request
 *
 * Returns: (transfer none): host and port, as `host:port`
 */
const char *
ferry_request_get_host (FerryRequest *self)
{
  return self->host;
}

const char *
ferry_request_get_folder (FerryRequest *self)
{
  return self->folder;
}

/**
 * ferry_request_get_name:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): the file name the caller chose
 */
const char *
ferry_request_get_name (FerryRequest *self)
{
  return self->name;
}

const char *
ferry_request_get_method (FerryRequest *self)
{
  return self->method;
}

/**
 * ferry_request_get_headers:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): `a(ss)`, secret ones included
 */
GVariant *
ferry_request_get_headers (FerryRequest *self)
{
  return self->headers;
}

const char *
ferry_request_get_username (FerryRequest *self)
{
  return self->username;
}

const char *
ferry_request_get_password (FerryRequest *self)
{
  return self->password;
}

const char *
ferry_request_get_proxy_username (FerryRequest *self)
{
  return self->proxy_username;
}

const char *
ferry_request_get_proxy_password (FerryRequest *self)
{
  return self->proxy_password;
}

FerryTransferPriority
ferry_request_get_priority (FerryRequest *self)
{
  return self->priority;
}

FerryCostPolicy
ferry_request_get_cost (FerryRequest *self)
{
  return self->cost;
}

const char *
ferry_request_get_group (FerryRequest *self)
{
  return self->group;
}

FerryTransferBehavior
ferry_request_get_behavior (FerryRequest *self)
{
  return self->behavior;
}

GChecksumType
ferry_request_get_checksum_type (FerryRequest *self)
{
  return self->checksum_type;
}

/**
 * ferry_request_get_checksum:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): expected digest in lower-case
 *   hexadecimal digits
 */
const char *
ferry_request_get_checksum (FerryRequest *self)
{
  return self->checksum;
}

guint64
ferry_request_get_rate_limit (FerryRequest *self)
{
  return self->rate_limit;
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

gboolean
ferry_request_wants_toast (FerryRequest *self)
{
  return self->toast;
}
