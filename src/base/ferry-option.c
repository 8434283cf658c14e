/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The table of options. Another one is a row here, a field of the request and
 * the place that obeys it. */

#include "ferry-option.h"

#include "ferry-headers.h"
#include "ferry-option-check.h"
#include "ferry-text.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define DOWNLOAD (1 << FERRY_TRANSFER_KIND_DOWNLOAD)
#define UPLOAD   (1 << FERRY_TRANSFER_KIND_UPLOAD)
#define BOTH     (DOWNLOAD | UPLOAD)

#define STATE(name) (G_GUINT64_CONSTANT (1) << FERRY_TRANSFER_STATE_##name)
#define NEVER       0
#define ALWAYS      G_MAXUINT64
/* No run is under way, and none begins by itself. */
#define AT_REST (STATE (PAUSED_BY_APPLICATION) | STATE (PAUSED_RECOVERABLE_WEB_ERROR_STATUS) | STATE (ERROR))

#define PUBLIC     FERRY_OPTION_PUBLIC
#define SECRET     FERRY_OPTION_SECRET
#define IN_ADDRESS FERRY_OPTION_SECRET_IN_ADDRESS
#define IN_HEADERS FERRY_OPTION_SECRET_IN_HEADERS
#define IN_PARTS   FERRY_OPTION_SECRET_IN_PARTS

#define NOT_TOLD FERRY_OPTION_NOT_TOLD
#define IF_SET   FERRY_OPTION_TOLD_IF_SET
#define TOLD     FERRY_OPTION_TOLD

/* The libraries below tell a proxy whose certificate they did not look at all
 * that is for it. A port is no matter of taste: each program has another one. */
static gboolean
check_proxy (const FerryOption  *option,
             GVariant           *value,
             GError            **error)
{
  const char *proxy = g_variant_get_string (value, NULL);
  const char *rest = strstr (proxy, "://");
  g_autofree char *address = rest != NULL ? g_strconcat ("http", rest, NULL) : NULL;
  g_autofree char *port = NULL;
  g_autoptr (GUri) uri = NULL;

  if (*proxy == '\0' || strcmp (proxy, "direct") == 0)
    return TRUE;
  if (g_str_has_prefix (proxy, "https://"))
    return ferry_text_refuse (error, _ ("A proxy that is spoken to by HTTPS can't be used"));
  if (g_str_has_prefix (proxy, "http://") || g_str_has_prefix (proxy, "socks5://"))
    uri = ferry_uri_parse (address, NULL);
  if (uri != NULL && g_uri_get_userinfo (uri) != NULL)
    return ferry_text_refuse (error, _ ("User and password of a proxy don't stand in its address"));
  port = uri != NULL ? g_strdup_printf (":%d", g_uri_get_port (uri)) : NULL;
  if (port == NULL || !g_str_has_suffix (proxy, port) || strpbrk (rest + strlen ("://"), "/?#") != NULL)
    return ferry_text_refuse (error, _ ("A proxy is written as http://HOST:PORT, socks5://HOST:PORT or direct"));
  return TRUE;
}

#define BY(name) ferry_option_check_##name
#define OF(name) BY (enumeration), ferry_##name##_get_type

/* clang-format off */
static const FerryOption options[] = {
  [FERRY_OPTION_BEHAVIOR]       = { "behavior", "u", BOTH, NEVER, PUBLIC, TOLD, OF (transfer_behavior), 0, NULL },
  [FERRY_OPTION_BOUNDARY]       = { "boundary", "s", UPLOAD, NEVER, PUBLIC, NOT_TOLD, BY (boundary), NULL, 0, NULL },
  [FERRY_OPTION_CHECKSUM]       = { "checksum", "s", DOWNLOAD, NEVER, PUBLIC, NOT_TOLD, BY (checksum), NULL, 0, "checksum" },
  [FERRY_OPTION_CONNECTIONS]    = { "connections", "u", DOWNLOAD, ALWAYS, PUBLIC, IF_SET, BY (connections), NULL, 0, "connections" },
  [FERRY_OPTION_COST]           = { "cost", "u", BOTH, ALWAYS, PUBLIC, TOLD, OF (cost_policy), 0, "cost-policy" },
  [FERRY_OPTION_FILE]           = { "file", "s", BOTH, NEVER, PUBLIC, NOT_TOLD, BY (path), NULL, 0, NULL },
  [FERRY_OPTION_FOLDER]         = { "folder", "s", DOWNLOAD, NEVER, PUBLIC, NOT_TOLD, BY (path), NULL, 0, "folder" },
  [FERRY_OPTION_GROUP]          = { "group", "s", BOTH, NEVER, PUBLIC, TOLD, BY (word), NULL, 0, NULL },
  [FERRY_OPTION_HEADERS]        = { "headers", "a(ss)", BOTH, ALWAYS, IN_HEADERS, NOT_TOLD, BY (headers), NULL, 0, "request-headers" },
  [FERRY_OPTION_IF_EXISTS]      = { "if-exists", "u", DOWNLOAD, NEVER, PUBLIC, NOT_TOLD, OF (if_exists), 0, "if-exists" },
  [FERRY_OPTION_METHOD]         = { "method", "s", BOTH, NEVER, PUBLIC, TOLD, BY (method), NULL, 0, "method" },
  [FERRY_OPTION_NAME]           = { "name", "s", DOWNLOAD, NEVER, PUBLIC, TOLD, BY (name), NULL, 0, "file-name" },
  [FERRY_OPTION_PARTS]          = { "parts", "aa{sv}", UPLOAD, NEVER, IN_PARTS, NOT_TOLD, BY (parts), NULL, 0, NULL },
  [FERRY_OPTION_PASSWORD]       = { "password", "s", BOTH, NEVER, SECRET, NOT_TOLD, BY (word), NULL, 0, "password" },
  [FERRY_OPTION_PRIORITY]       = { "priority", "u", BOTH, ALWAYS, PUBLIC, TOLD, OF (transfer_priority), 0, "priority" },
  [FERRY_OPTION_PROXY]          = { "proxy", "s", BOTH, ALWAYS, PUBLIC, IF_SET, check_proxy, NULL, 0, "proxy" },
  [FERRY_OPTION_PROXY_PASSWORD] = { "proxy-password", "s", BOTH, NEVER, SECRET, NOT_TOLD, BY (word), NULL, 0, "proxy-password" },
  [FERRY_OPTION_PROXY_USERNAME] = { "proxy-username", "s", BOTH, NEVER, SECRET, NOT_TOLD, BY (word), NULL, 0, "proxy-username" },
  [FERRY_OPTION_RATE_LIMIT]     = { "rate-limit", "t", BOTH, ALWAYS, PUBLIC, TOLD, NULL, NULL, 0, "rate-limit" },
  [FERRY_OPTION_RECOVERABLE]    = { "recoverable", "au", BOTH, NEVER, PUBLIC, NOT_TOLD, BY (statuses), NULL, 0, "recoverable-statuses" },
  [FERRY_OPTION_RESUMABLE]      = { "resumable", "u", UPLOAD, NEVER, PUBLIC, NOT_TOLD, OF (upload_protocol), 0, "protocol" },
  [FERRY_OPTION_START]          = { "start", "b", BOTH, NEVER, PUBLIC, NOT_TOLD, NULL, NULL, FALSE, "start-at-once" },
  [FERRY_OPTION_SUBTYPE]        = { "subtype", "s", UPLOAD, NEVER, PUBLIC, NOT_TOLD, BY (subtype), NULL, 0, NULL },
  [FERRY_OPTION_TOAST]          = { "toast", "b", BOTH, NEVER, PUBLIC, NOT_TOLD, NULL, NULL, TRUE, "toast" },
  [FERRY_OPTION_URI]            = { "uri", "s", BOTH, AT_REST, IN_ADDRESS, TOLD, BY (address), NULL, 0, NULL },
  [FERRY_OPTION_USERNAME]       = { "username", "s", BOTH, NEVER, SECRET, NOT_TOLD, BY (word), NULL, 0, "username" },
};
/* clang-format on */

G_STATIC_ASSERT (G_N_ELEMENTS (options) == FERRY_N_OPTIONS);

/**
 * ferry_option_get:
 * @id: which
 *
 * Returns: (transfer none): its row
 */
const FerryOption *
ferry_option_get (FerryOptionId id)
{
  return &options[id];
}

FerryOptionId
ferry_option_get_id (const FerryOption *self)
{
  return self - options;
}

static int
compare_key (const void *key,
             const void *option)
{
  return strcmp (key, ((const FerryOption *) option)->key);
}

/**
 * ferry_option_lookup:
 * @key: what may be the key of an option
 *
 * Returns: (transfer none) (nullable): its row
 */
const FerryOption *
ferry_option_lookup (const char *key)
{
  return bsearch (key, options, G_N_ELEMENTS (options), sizeof *options, compare_key);
}

gboolean
ferry_option_is_of_kind (const FerryOption *self,
                         FerryTransferKind  kind)
{
  return (self->kinds & (1 << kind)) != 0;
}

/**
 * ferry_option_find:
 * @kind: what kind of transfer
 * @key: what may be the key of an option
 * @value: its value
 * @error: return location for an error
 *
 * Returns: (transfer none): the row of the option, whose value is not judged yet,
 *   or %NULL with %FERRY_ERROR_INVALID_ARGUMENT when there is none of that type
 */
const FerryOption *
ferry_option_find (FerryTransferKind   kind,
                   const char         *key,
                   GVariant           *value,
                   GError            **error)
{
  const FerryOption *self = ferry_option_lookup (key);

  if (self == NULL || !ferry_option_is_of_kind (self, kind))
    ferry_text_refuse (error, _ ("There is no option “%.64s”"), key);
  else if (!g_variant_is_of_type (value, G_VARIANT_TYPE (self->type)))
    ferry_text_refuse (error, _ ("The option “%s” has the type %s instead of %s"), key,
                       g_variant_get_type_string (value), self->type);
  else
    return self;
  return NULL;
}

/**
 * ferry_option_validate:
 * @kind: what kind of transfer
 * @key: what may be the key of an option
 * @value: its value
 * @error: return location for an error
 *
 * Judges an option by itself; what it means beside others is the request's
 * business.
 *
 * Returns: (transfer none): the row of the option, or %NULL with
 *   %FERRY_ERROR_INVALID_ARGUMENT and a sentence that says what is wrong
 */
const FerryOption *
ferry_option_validate (FerryTransferKind   kind,
                       const char         *key,
                       GVariant           *value,
                       GError            **error)
{
  const FerryOption *self = ferry_option_find (kind, key, value, error);

  return self == NULL || self->check == NULL || self->check (self, value, error) ? self : NULL;
}

/**
 * ferry_option_may_change:
 * @self: an option
 * @state: of a transfer
 *
 * Returns: whether it may be changed now
 */
gboolean
ferry_option_may_change (const FerryOption  *self,
                         FerryTransferState  state)
{
  return (self->changeable & (G_GUINT64_CONSTANT (1) << state)) != 0;
}

static GVariant *
map_parts (GVariant *parts,
           GVariant *(*change) (GVariant *part))
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  gsize n = g_variant_n_children (parts);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (parts, i);

      g_variant_builder_add_value (&builder, change (part));
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* @part without the headers that may not be sent. */
static GVariant *
mend_part (GVariant *part)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (part);
  g_autoptr (GVariant) headers = g_variant_dict_lookup_value (&dict, "headers", G_VARIANT_TYPE ("a(ss)"));
  g_autoptr (GVariant) allowed = headers != NULL ? ferry_headers_get_allowed (headers) : NULL;

  g_variant_dict_remove (&dict, "headers");
  if (allowed != NULL)
    g_variant_dict_insert_value (&dict, "headers", allowed);
  return g_variant_dict_end (&dict);
}

/**
 * ferry_option_mend:
 * @self: an option
 * @kind: what kind of transfer
 * @value: what was taken once and is not taken any more
 *
 * Returns: (transfer full) (nullable): what of it may still be used
 */
GVariant *
ferry_option_mend (const FerryOption *self,
                   FerryTransferKind  kind,
                   GVariant          *value)
{
  g_autoptr (GVariant) mended = NULL;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE (self->type)))
    return NULL;
  if (self->secrecy == FERRY_OPTION_SECRET_IN_HEADERS)
    mended = ferry_headers_get_allowed (value);
  else if (self->secrecy == FERRY_OPTION_SECRET_IN_PARTS)
    mended = map_parts (value, mend_part);
  if (mended == NULL || ferry_option_validate (kind, self->key, mended, NULL) == NULL)
    return NULL;
  return g_steal_pointer (&mended);
}

static GVariant *
hide_in_address (GVariant *address)
{
  return g_variant_ref_sink (g_variant_new_take_string (ferry_uri_redact (g_variant_get_string (address, NULL))));
}

static gboolean
is_secret_address (GVariant *address)
{
  g_autoptr (GVariant) shown = hide_in_address (address);

  return !g_variant_equal (shown, address);
}

/* A form may ask for a password. */
static gboolean
is_secret_part (GVariant *part)
{
  g_autoptr (GVariant) headers = g_variant_lookup_value (part, "headers", NULL);
  g_autoptr (GVariant) secret = headers != NULL ? ferry_headers_get_secret (headers) : NULL;
  const char *name = "";

  g_variant_lookup (part, "name", "&s", &name);
  return secret != NULL || (g_variant_lookup (part, "text", "&s", NULL) && ferry_header_is_secret (name));
}

static gboolean
have_secret_part (GVariant *parts)
{
  gsize n = g_variant_n_children (parts);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (parts, i);

      if (is_secret_part (part))
        return TRUE;
    }
  return FALSE;
}

static GVariant *
hide_in_part (GVariant *part)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (part);

  if (!is_secret_part (part))
    return part;
  g_variant_dict_remove (&dict, "headers");
  if (g_variant_dict_contains (&dict, "text"))
    g_variant_dict_insert (&dict, "text", "s", "");
  return g_variant_dict_end (&dict);
}

/**
 * ferry_option_hide_secret:
 * @self: an option
 * @value: its value
 *
 * Returns: (transfer full) (nullable): what of @value may be stored and shown;
 *   %NULL for nothing
 */
GVariant *
ferry_option_hide_secret (const FerryOption *self,
                          GVariant          *value)
{
  switch (self->secrecy)
    {
    case FERRY_OPTION_PUBLIC:
      return g_variant_ref (value);
    case FERRY_OPTION_SECRET:
      return NULL;
    case FERRY_OPTION_SECRET_IN_ADDRESS:
      return hide_in_address (value);
    case FERRY_OPTION_SECRET_IN_HEADERS:
      return ferry_headers_get_plain (value);
    case FERRY_OPTION_SECRET_IN_PARTS:
      return map_parts (value, hide_in_part);
    }
  return NULL;
}

/* A field that asks for a secret stays, empty, as the form has it. */
static GVariant *
drop_in_part (GVariant *part)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (part);
  g_autoptr (GVariant) headers = g_variant_lookup_value (part, "headers", NULL);
  g_autoptr (GVariant) plain = headers != NULL ? ferry_headers_get_plain (headers) : NULL;
  const char *name = "";

  g_variant_lookup (part, "name", "&s", &name);
  if (g_variant_dict_contains (&dict, "text") && ferry_header_is_secret (name))
    g_variant_dict_insert (&dict, "text", "s", "");
  g_variant_dict_remove (&dict, "headers");
  if (plain != NULL)
    g_variant_dict_insert_value (&dict, "headers", plain);
  return g_variant_dict_end (&dict);
}

/**
 * ferry_option_drop_secret:
 * @self: an option
 * @value: its value
 *
 * Unlike what ferry_option_hide_secret() leaves, this is of use without the rest.
 *
 * Returns: (transfer full) (nullable): what of @value another server may be told
 */
GVariant *
ferry_option_drop_secret (const FerryOption *self,
                          GVariant          *value)
{
  if (self->secrecy == FERRY_OPTION_SECRET_IN_PARTS)
    return map_parts (value, drop_in_part);
  return ferry_option_hide_secret (self, value);
}

/**
 * ferry_option_get_secret:
 * @self: an option
 * @value: its value
 *
 * Returns: (transfer full) (nullable): what of @value must be kept in the
 *   keyring to know it whole again; %NULL for nothing
 */
GVariant *
ferry_option_get_secret (const FerryOption *self,
                         GVariant          *value)
{
  switch (self->secrecy)
    {
    case FERRY_OPTION_PUBLIC:
      return NULL;
    case FERRY_OPTION_SECRET:
      return g_variant_ref (value);
    case FERRY_OPTION_SECRET_IN_ADDRESS:
      return is_secret_address (value) ? g_variant_ref (value) : NULL;
    case FERRY_OPTION_SECRET_IN_HEADERS:
      return ferry_headers_get_secret (value);
    case FERRY_OPTION_SECRET_IN_PARTS:
      return have_secret_part (value) ? g_variant_ref (value) : NULL;
    }
  return NULL;
}

/**
 * ferry_option_are_unique:
 * @given: `a{sv}` of a transfer, from anyone
 * @error: return location for an error
 *
 * Who looks for one option and who reads them all would see two values of a key
 * that comes twice.
 *
 * Returns: whether each option is there once at most; else %FALSE with
 *   %FERRY_ERROR_INVALID_ARGUMENT
 */
gboolean
ferry_option_are_unique (GVariant  *given,
                         GError   **error)
{
  gboolean seen[FERRY_N_OPTIONS] = { FALSE };
  gsize n = g_variant_n_children (given);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) pair = g_variant_get_child_value (given, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (pair, 0);
      const FerryOption *option = ferry_option_lookup (g_variant_get_string (key, NULL));

      if (option == NULL)
        continue;
      if (seen[ferry_option_get_id (option)])
        return ferry_text_refuse (error, _ ("“%s” is given twice"), option->key);
      seen[ferry_option_get_id (option)] = TRUE;
    }
  return TRUE;
}
