/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request on its way to the journal and to the keyring, and back: what is
 * secret goes to the one, all else to the other. */

#include "ferry-request-private.h"

#include "ferry-uri.h"

#include <string.h>

/* The address that secrets of the keyring are for, without its secrets. */
#define OWNER "for"

/* Written for each transfer: a format would be parsed each time. */
static void
add (GVariantBuilder *stored,
     const char      *key,
     GVariant        *value)
{
  g_variant_builder_add_value (stored, g_variant_new_dict_entry (g_variant_new_string (key),
                                                                 g_variant_new_variant (value)));
}

static void
add_word (GVariantBuilder *stored,
          const char      *key,
          const char      *value)
{
  if (value != NULL)
    add (stored, key, g_variant_new_string (value));
}

static void
add_headers (GVariantBuilder *stored,
             GVariant        *headers,
             gboolean         secret)
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
    add (stored, "headers", g_variant_builder_end (&builder));
  else
    g_variant_builder_clear (&builder);
}

static gboolean
holds_secrets (FerryRequest *self)
{
  return self->shown_address != self->address || self->username != NULL || self->password != NULL ||
         self->proxy_username != NULL || self->proxy_password != NULL ||
         (self->headers != NULL && ferry_headers_have_secret (self->headers)) || ferry_request_has_secret_parts (self);
}

/**
 * ferry_request_has_secrets:
 * @self: a request
 *
 * Returns: whether the keyring has something for it, or should have
 */
gboolean
ferry_request_has_secrets (FerryRequest *self)
{
  return self->lacks_secrets || holds_secrets (self);
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
  g_auto (GVariantBuilder) secrets = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (!holds_secrets (self))
    return NULL;
  if (self->shown_address != self->address)
    add_word (&secrets, "uri", self->address);
  if (self->headers != NULL)
    add_headers (&secrets, self->headers, TRUE);
  if (ferry_request_has_secret_parts (self))
    add (&secrets, "parts", self->parts);
  add_word (&secrets, "username", self->username);
  add_word (&secrets, "password", self->password);
  add_word (&secrets, "proxy-username", self->proxy_username);
  add_word (&secrets, "proxy-password", self->proxy_password);
  return g_variant_ref_sink (g_variant_builder_end (&secrets));
}

/**
 * ferry_request_mark_secrets:
 * @self: a request
 * @secrets: (transfer full) (nullable): what the keyring is to keep for it
 *
 * Returns: (transfer full) (nullable): the same with the address that it is for
 */
GVariant *
ferry_request_mark_secrets (FerryRequest *self,
                            GVariant     *secrets)
{
  g_autoptr (GVariant) owned = secrets;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (owned);

  if (owned == NULL)
    return NULL;
  g_variant_dict_insert (&dict, OWNER, "s", self->shown_address);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/**
 * ferry_request_owns_secrets:
 * @self: a request
 * @secrets: what the keyring has
 *
 * The keyring is not written in one piece with the journal: what it has may be
 * of an earlier address, whose server alone may hear it.
 *
 * Returns: whether @secrets are for the address of @self
 */
gboolean
ferry_request_owns_secrets (FerryRequest *self,
                            GVariant     *secrets)
{
  const char *owner;

  /* An earlier Ferry wrote no owner. */
  return !g_variant_lookup (secrets, OWNER, "&s", &owner) || strcmp (owner, self->shown_address) == 0;
}

/**
 * ferry_request_with_secrets:
 * @self: a request read from the journal
 * @secrets: what ferry_request_get_secrets() returned once, for the same address
 *
 * Returns: (transfer full): the whole request
 */
FerryRequest *
ferry_request_with_secrets (FerryRequest *self,
                            GVariant     *secrets)
{
  FerryRequest *new = ferry_request_copy (self);
  g_autoptr (GVariant) headers = g_variant_lookup_value (secrets, "headers", G_VARIANT_TYPE ("a(ss)"));
  GVariant *parts = g_variant_lookup_value (secrets, "parts", G_VARIANT_TYPE ("aa{sv}"));
  const char *address;

  if (g_variant_lookup (secrets, "uri", "&s", &address))
    ferry_request_set_address (new, address, NULL);
  if (parts != NULL)
    {
      g_clear_pointer (&new->parts, g_variant_unref);
      new->parts = parts;
    }
  if (headers != NULL)
    {
      g_autoptr (GVariant) old = g_steal_pointer (&new->headers);

      new->headers = ferry_request_merge_headers (old, headers);
    }
  ferry_request_set_word (secrets, "username", &new->username, NULL);
  ferry_request_set_word (secrets, "password", &new->password, NULL);
  ferry_request_set_word (secrets, "proxy-username", &new->proxy_username, NULL);
  ferry_request_set_word (secrets, "proxy-password", &new->proxy_password, NULL);
  new->lacks_secrets = FALSE;
  return new;
}

static void
add_checksum (FerryRequest    *self,
              GVariantBuilder *stored)
{
  static const char *const names[] = {
    [G_CHECKSUM_MD5] = "md5",
    [G_CHECKSUM_SHA1] = "sha1",
    [G_CHECKSUM_SHA256] = "sha256",
    [G_CHECKSUM_SHA512] = "sha512",
    [G_CHECKSUM_SHA384] = "sha384",
  };
  g_autofree char *text = g_strconcat (names[self->checksum_type], "=", self->checksum, NULL);

  add_word (stored, "checksum", text);
}

static void
add_number (GVariantBuilder *stored,
            const char      *key,
            guint32          value)
{
  if (value != 0)
    add (stored, key, g_variant_new_uint32 (value));
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
  GVariantBuilder stored = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_number (&stored, "kind", self->kind);
  add_word (&stored, "uri", self->shown_address);
  add_word (&stored, "folder", self->folder);
  add_word (&stored, "name", self->name);
  ferry_request_store_source (self, &stored);
  add_word (&stored, "method", self->method);
  if (self->headers != NULL)
    add_headers (&stored, self->headers, FALSE);
  add_word (&stored, "group", self->group);
  add_number (&stored, "priority", self->priority);
  add_number (&stored, "cost", self->cost);
  add_number (&stored, "behavior", self->behavior);
  add_number (&stored, "if-exists", self->if_exists);
  if (self->checksum != NULL)
    add_checksum (self, &stored);
  if (self->rate_limit > 0)
    add (&stored, "rate-limit", g_variant_new_uint64 (self->rate_limit));
  if (self->recoverable != NULL)
    add (&stored, "recoverable", self->recoverable);
  if (!self->toast)
    add (&stored, "toast", g_variant_new_boolean (FALSE));
  if (ferry_request_has_secrets (self))
    add (&stored, "secrets", g_variant_new_boolean (TRUE));
  return g_variant_builder_end (&stored);
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
