/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a caller sends, checked once. Here is the only place that judges it;
 * what lies behind it may trust a request. */

#include "ferry-request-private.h"

#include "ferry-error.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bounds on what a caller may send; far above honest use. */
#define MAX_STATUSES   64
#define MAX_NAME_BYTES 240 /* 255 less ".part" and a number */
#define MAX_PATH_BYTES 4000
#define MAX_WORD_BYTES 1024

#define DOWNLOAD (1 << FERRY_TRANSFER_KIND_DOWNLOAD)
#define UPLOAD   (1 << FERRY_TRANSFER_KIND_UPLOAD)
#define BOTH     (DOWNLOAD | UPLOAD)

/* The options of CreateDownloads, CreateUploads and Change, as data/dbus
 * describes them. */
static const struct {
  const char *name;
  const char *type;
  guint kinds;
  gboolean may_change;
} options_known[] = {
  { "behavior", "u", BOTH, FALSE },
  { "boundary", "s", UPLOAD, FALSE },
  { "checksum", "s", DOWNLOAD, FALSE },
  { "cost", "u", BOTH, TRUE },
  { "file", "s", BOTH, FALSE },
  { "folder", "s", DOWNLOAD, FALSE },
  { "group", "s", BOTH, FALSE },
  { "headers", "a(ss)", BOTH, TRUE },
  { "if-exists", "u", DOWNLOAD, FALSE },
  { "method", "s", BOTH, FALSE },
  { "name", "s", DOWNLOAD, FALSE },
  { "parts", "aa{sv}", UPLOAD, FALSE },
  { "password", "s", BOTH, FALSE },
  { "priority", "u", BOTH, TRUE },
  { "proxy-password", "s", BOTH, FALSE },
  { "proxy-username", "s", BOTH, FALSE },
  { "rate-limit", "t", BOTH, TRUE },
  { "recoverable", "au", BOTH, FALSE },
  { "resumable", "u", UPLOAD, FALSE },
  { "start", "b", BOTH, FALSE },
  { "subtype", "s", UPLOAD, FALSE },
  { "toast", "b", BOTH, FALSE },
  { "uri", "s", BOTH, TRUE },
  { "username", "s", BOTH, FALSE },
};

gboolean
ferry_request_refuse (GError     **error,
                      const char  *format,
                      ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = ferry_error_new_valist (FERRY_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
check_option (FerryTransferKind   kind,
              const char         *name,
              GVariant           *value,
              gboolean            changing,
              GError            **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options_known); i++)
    {
      if (strcmp (name, options_known[i].name) != 0 || !(options_known[i].kinds & (1 << kind)))
        continue;
      if (!g_variant_is_of_type (value, G_VARIANT_TYPE (options_known[i].type)))
        return ferry_request_refuse (error, _ ("The option “%s” has the type %s instead of %s"), name,
                                     g_variant_get_type_string (value), options_known[i].type);
      if (changing && !options_known[i].may_change)
        return ferry_request_refuse (error, _ ("“%s” can't be changed"), name);
      return TRUE;
    }
  return ferry_request_refuse (error, _ ("There is no option “%.64s”"), name);
}

gboolean
ferry_request_check_options (FerryTransferKind   kind,
                             GVariant           *options,
                             gboolean            changing,
                             GError            **error)
{
  gsize n = g_variant_n_children (options);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) option = g_variant_get_child_value (options, i);
      g_autoptr (GVariant) name = g_variant_get_child_value (option, 0);
      g_autoptr (GVariant) boxed = g_variant_get_child_value (option, 1);
      g_autoptr (GVariant) value = g_variant_get_variant (boxed);

      if (!check_option (kind, g_variant_get_string (name, NULL), value, changing, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ferry_request_has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text < 0x20 || *text == 0x7f)
      return TRUE;
  return FALSE;
}

static gboolean
check_name (const char  *name,
            GError     **error)
{
  if (*name == '\0' || strcmp (name, ".") == 0 || strcmp (name, "..") == 0)
    return ferry_request_refuse (error, _ ("The file name is empty"));
  if (strchr (name, '/') != NULL)
    return ferry_request_refuse (error, _ ("A file name can't have a slash in it"));
  if (ferry_request_has_control (name))
    return ferry_request_refuse (error, _ ("A file name can't have control characters in it"));
  if (strlen (name) > MAX_NAME_BYTES)
    return ferry_request_refuse (error,
                                 g_dngettext (GETTEXT_PACKAGE, "The file name is longer than %d byte",
                                              "The file name is longer than %d bytes", MAX_NAME_BYTES),
                                 MAX_NAME_BYTES);
  return TRUE;
}

gboolean
ferry_request_check_path (const char  *path,
                          GError     **error)
{
  if (!g_path_is_absolute (path))
    return ferry_request_refuse (error, _ ("The path does not start at the root folder"));
  if (strlen (path) > MAX_PATH_BYTES)
    return ferry_request_refuse (error,
                                 g_dngettext (GETTEXT_PACKAGE, "The path is longer than %d byte",
                                              "The path is longer than %d bytes", MAX_PATH_BYTES),
                                 MAX_PATH_BYTES);
  return TRUE;
}

/* Not g_variant_lookup(): it makes a copy of all options in one piece, in which
 * each further look takes long. */
char *
ferry_request_text_of (GVariant   *options,
                       const char *name)
{
  g_autoptr (GVariant) option = g_variant_lookup_value (options, name, G_VARIANT_TYPE_STRING);

  return option != NULL ? g_variant_dup_string (option, NULL) : NULL;
}

static gboolean
set_place (FerryRequest  *self,
           GVariant      *options,
           GError       **error)
{
  g_autofree char *file = ferry_request_text_of (options, "file");
  g_autofree char *folder = ferry_request_text_of (options, "folder");
  g_autofree char *name = ferry_request_text_of (options, "name");

  if (file != NULL && name != NULL)
    return ferry_request_refuse (error, _ ("Either “file” or “name” may be given, not both"));
  if (file == NULL && folder == NULL)
    return ferry_request_refuse (error, _ ("No folder is given"));
  if (!ferry_request_check_path (file != NULL ? file : folder, error))
    return FALSE;
  if (file != NULL)
    {
      g_autofree char *parent = g_path_get_dirname (file);

      self->folder = g_canonicalize_filename (parent, "/");
      self->name = g_str_has_suffix (file, "/") ? g_strdup ("") : g_path_get_basename (file);
    }
  else
    {
      self->folder = g_canonicalize_filename (folder, "/");
      self->name = g_steal_pointer (&name);
    }
  return self->name == NULL || check_name (self->name, error);
}

static gboolean
refuse_length (GError     **error,
               const char  *name,
               int          digits)
{
  /* Translators: a way to make checksums, such as sha256, and a number */
  return ferry_request_refuse (error,
                               g_dngettext (GETTEXT_PACKAGE, "A %s checksum has %d hexadecimal digit",
                                            "A %s checksum has %d hexadecimal digits", digits),
                               name, digits);
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
        return refuse_length (error, types[i].name, 2 * (int) g_checksum_type_get_length (types[i].type));
      self->checksum_type = types[i].type;
      self->checksum = g_ascii_strdown (hex, -1);
      return TRUE;
    }
  return ferry_request_refuse (error, _ ("A checksum is written as sha256=HEX; md5, sha1, sha384 and sha512 are known too"));
}

gboolean
ferry_request_set_enum (GVariant    *options,
                        const char  *name,
                        GType        type,
                        int         *field,
                        GError     **error)
{
  g_autoptr (GVariant) option = g_variant_lookup_value (options, name, G_VARIANT_TYPE_UINT32);
  guint32 value;

  if (option == NULL)
    return TRUE;
  value = g_variant_get_uint32 (option);
  if (value > G_MAXINT || ferry_enum_to_nick (type, (int) value) == NULL)
    return ferry_request_refuse (error, _ ("“%s” has no value %u"), name, value);
  *field = (int) value;
  return TRUE;
}

gboolean
ferry_request_set_word (GVariant    *options,
                        const char  *name,
                        char       **field,
                        GError     **error)
{
  g_autoptr (GVariant) option = g_variant_lookup_value (options, name, G_VARIANT_TYPE_STRING);
  const char *value = option != NULL ? g_variant_get_string (option, NULL) : "";

  if (*value == '\0')
    return TRUE;
  if (strlen (value) > MAX_WORD_BYTES)
    return ferry_request_refuse (error,
                                 g_dngettext (GETTEXT_PACKAGE, "“%s” is longer than %d byte",
                                              "“%s” is longer than %d bytes", MAX_WORD_BYTES),
                                 name, MAX_WORD_BYTES);
  if (ferry_request_has_control (value))
    return ferry_request_refuse (error, _ ("“%s” has control characters in it"), name);
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

  if (user == NULL || password == NULL || ferry_request_has_control (user) || ferry_request_has_control (password))
    return ferry_request_refuse (error, _ ("User or password in the address have control characters in them"));
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
  ferry_request_clear_address (self);
  self->address = g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_FRAGMENT);
  self->host = host_of (uri);
  shown = ferry_uri_redact (self->address);
  self->shown_address = strcmp (shown, self->address) != 0 ? g_steal_pointer (&shown) : self->address;
  return TRUE;
}

static gboolean
set_method (FerryRequest  *self,
            GVariant      *options,
            GError       **error)
{
  g_autofree char *given = ferry_request_text_of (options, "method");
  const char *method = given;

  if (method == NULL || *method == '\0')
    method = self->kind == FERRY_TRANSFER_KIND_UPLOAD ? "POST" : "GET";
  if (!ferry_request_is_token (method) || strlen (method) > 32)
    return ferry_request_refuse (error, _ ("“%.32s” is not an HTTP method"), method);
  if (strcmp (method, "CONNECT") == 0 || strcmp (method, "TRACE") == 0 || strcmp (method, "HEAD") == 0)
    return ferry_request_refuse (error, _ ("The method %s brings no file"), method);
  if (self->kind == FERRY_TRANSFER_KIND_UPLOAD && strcmp (method, "GET") == 0)
    return ferry_request_refuse (error, _ ("The method GET sends no file"));
  self->method = g_strdup (method);
  return TRUE;
}

static gboolean
set_details (FerryRequest  *self,
             GVariant      *options,
             GError       **error)
{
  g_autofree char *checksum = ferry_request_text_of (options, "checksum");
  g_autoptr (GVariant) headers = g_variant_lookup_value (options, "headers", NULL);
  g_autoptr (GVariant) rate_limit = g_variant_lookup_value (options, "rate-limit", NULL);
  g_autoptr (GVariant) toast = g_variant_lookup_value (options, "toast", NULL);

  if (rate_limit != NULL)
    self->rate_limit = g_variant_get_uint64 (rate_limit);
  if (toast != NULL)
    self->toast = g_variant_get_boolean (toast);
  self->recoverable = g_variant_lookup_value (options, "recoverable", NULL);
  if (self->recoverable != NULL && g_variant_n_children (self->recoverable) > MAX_STATUSES)
    return ferry_request_refuse (error,
                                 g_dngettext (GETTEXT_PACKAGE, "More than %d recoverable status",
                                              "More than %d recoverable statuses", MAX_STATUSES),
                                 MAX_STATUSES);
  if (headers != NULL && !ferry_request_check_headers (headers, error))
    return FALSE;
  if (headers != NULL && g_variant_n_children (headers) > 0)
    self->headers = g_steal_pointer (&headers);
  if (checksum != NULL && *checksum != '\0')
    return set_checksum (self, checksum, error);
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
  g_autoptr (FerryRequest) self = ferry_request_alloc (kind);

  if (ferry_enum_to_nick (FERRY_TYPE_TRANSFER_KIND, kind) == NULL)
    {
      ferry_request_refuse (error, _ ("There is no kind of transfer %u"), (guint) kind);
      return NULL;
    }
  if (!ferry_request_check_options (kind, options, FALSE, error) ||
      !ferry_request_set_word (options, "username", &self->username, error) ||
      !ferry_request_set_word (options, "password", &self->password, error) ||
      !ferry_request_set_word (options, "proxy-username", &self->proxy_username, error) ||
      !ferry_request_set_word (options, "proxy-password", &self->proxy_password, error) ||
      !ferry_request_set_word (options, "group", &self->group, error) ||
      !ferry_request_set_address (self, address, error) ||
      !(kind == FERRY_TRANSFER_KIND_UPLOAD ? ferry_request_set_source (self, options, error)
                                           : set_place (self, options, error)) ||
      !set_method (self, options, error) ||
      !ferry_request_set_enum (options, "priority", FERRY_TYPE_TRANSFER_PRIORITY, (int *) &self->priority, error) ||
      !ferry_request_set_enum (options, "cost", FERRY_TYPE_COST_POLICY, (int *) &self->cost, error) ||
      !ferry_request_set_enum (options, "behavior", FERRY_TYPE_TRANSFER_BEHAVIOR, (int *) &self->behavior, error) ||
      !ferry_request_set_enum (options, "if-exists", FERRY_TYPE_IF_EXISTS, (int *) &self->if_exists, error) ||
      !set_details (self, options, error))
    return NULL;
  return g_steal_pointer (&self);
}
