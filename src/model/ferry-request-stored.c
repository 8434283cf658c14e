/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request on its way to the journal and to the keyring, and back: what is
 * secret goes to the one, all else to the other. What comes back was checked
 * once; what is not understood any more, or not yet, is no reason to lose the
 * transfer, and is written again as it was. */

#include "ferry-request-private.h"

#include "ferry-headers.h"
#include "ferry-option-check.h"
#include "ferry-text.h"
#include "ferry-upload.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a row has beside options. */
#define KIND    "kind"
#define SECRETS "secrets"

/* The address that secrets of the keyring are for, without its secrets. */
#define OWNER "for"

/* Written for each transfer: a format would be parsed each time. */
static void
add (GVariantBuilder *builder,
     const char      *key,
     GVariant        *value)
{
  g_variant_builder_add_value (builder, g_variant_new_dict_entry (g_variant_new_string (key),
                                                                  g_variant_new_variant (value)));
}

static void
add_all (GVariantBuilder *builder,
         GVariant        *pairs)
{
  gsize n = pairs != NULL ? g_variant_n_children (pairs) : 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) pair = g_variant_get_child_value (pairs, i);

      g_variant_builder_add_value (builder, pair);
    }
}

static gboolean
has_key (GVariant   *pairs,
         const char *key)
{
  g_autoptr (GVariant) value = pairs != NULL ? g_variant_lookup_value (pairs, key, NULL) : NULL;

  return value != NULL;
}

/* Returns: (transfer full) (nullable): what the journal may know of it */
static GVariant *
get_shown (FerryRequest  *self,
           FerryOptionId  id)
{
  g_autoptr (GVariant) value = NULL;

  if (!ferry_request_has_option (self, id))
    return NULL;
  if (id == FERRY_OPTION_URI)
    return g_variant_ref_sink (g_variant_new_string (self->shown_address));
  value = g_variant_ref_sink (ferry_request_get_option (self, id));
  return ferry_option_hide_secret (ferry_option_get (id), value);
}

/* Returns: (transfer full) (nullable): what the keyring must know of it */
static GVariant *
get_secret (FerryRequest  *self,
            FerryOptionId  id)
{
  const FerryOption *option = ferry_option_get (id);
  g_autoptr (GVariant) value = NULL;

  if (option->secrecy == FERRY_OPTION_PUBLIC || !ferry_request_has_option (self, id))
    return NULL;
  if (id == FERRY_OPTION_URI && self->shown_address == self->address)
    return NULL;
  value = g_variant_ref_sink (ferry_request_get_option (self, id));
  return ferry_option_get_secret (option, value);
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
  if (self->lacks_secrets || self->kept_secrets != NULL)
    return TRUE;
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    {
      g_autoptr (GVariant) secret = get_secret (self, id);

      if (secret != NULL)
        return TRUE;
    }
  return FALSE;
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
  GVariantBuilder secrets = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) all = NULL;

  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    {
      const char *key = ferry_option_get (id)->key;
      g_autoptr (GVariant) secret = get_secret (self, id);

      if (secret != NULL && !has_key (self->kept_secrets, key))
        add (&secrets, key, secret);
    }
  add_all (&secrets, self->kept_secrets);
  all = g_variant_ref_sink (g_variant_builder_end (&secrets));
  return g_variant_n_children (all) > 0 ? g_steal_pointer (&all) : NULL;
}

/* Returns: whether it is no option, but is known all the same */
static gboolean
is_beside (const char *key)
{
  return g_str_equal (key, KIND) || g_str_equal (key, SECRETS) || g_str_equal (key, OWNER) ||
         g_str_equal (key, FERRY_UPLOAD_SECRET_URL);
}

/* Returns: whether @value could be taken */
static gboolean
take (FerryRequest *self,
      const char   *key,
      GVariant     *value)
{
  const FerryOption *option = ferry_option_validate (self->kind, key, value, NULL);
  g_autoptr (GVariant) merged = NULL;

  if (option == NULL)
    return FALSE;
  if (option->secrecy == FERRY_OPTION_SECRET_IN_ADDRESS)
    return ferry_request_set_address (self, g_variant_get_string (value, NULL), NULL);
  /* Of headers each place has a share. */
  if (option->secrecy == FERRY_OPTION_SECRET_IN_HEADERS)
    merged = ferry_headers_append (self->headers, value);
  ferry_request_set_option (self, option, merged != NULL ? merged : value);
  return TRUE;
}

/* What is still good of a value that can't be taken. */
static void
take_rest (FerryRequest *self,
           const char   *key,
           GVariant     *value)
{
  const FerryOption *option = ferry_option_lookup (key);
  g_autoptr (GVariant) rest = option != NULL ? ferry_option_mend (option, self->kind, value) : NULL;

  if (rest != NULL)
    take (self, key, rest);
}

/* Returns: (transfer full) (nullable): what could not be taken of @pairs */
static GVariant *
take_all (FerryRequest *self,
          GVariant     *pairs)
{
  g_auto (GVariantBuilder) kept = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  gsize n = g_variant_n_children (pairs);
  gsize n_kept = 0;
  GVariant *all;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) pair = g_variant_get_child_value (pairs, i);
      g_autoptr (GVariant) name = g_variant_get_child_value (pair, 0);
      g_autoptr (GVariant) boxed = g_variant_get_child_value (pair, 1);
      g_autoptr (GVariant) value = g_variant_get_variant (boxed);
      const char *key = g_variant_get_string (name, NULL);

      if (is_beside (key) || take (self, key, value))
        continue;
      take_rest (self, key, value);
      g_variant_builder_add_value (&kept, pair);
      n_kept++;
    }
  if (n_kept == 0)
    return NULL;
  all = g_variant_ref_sink (g_variant_builder_end (&kept));
  /* In one piece, as other threads read it. */
  g_variant_get_data (all);
  return all;
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
 * ferry_request_lacks_address:
 * @self: a request
 *
 * Returns: whether only the keyring has the address to ask
 */
gboolean
ferry_request_lacks_address (FerryRequest *self)
{
  return self->lacks_secrets && ferry_uri_is_redacted (self->address);
}

/**
 * ferry_request_owns_secrets:
 * @self: a request
 * @secrets: what the keyring has
 *
 * The keyring is not written in one piece with the journal: what it has may be
 * of an earlier address, whose server alone may hear it. What says of no address
 * that it is for it is for none.
 *
 * Returns: whether @secrets are for the address of @self, and have that where
 *   @self lacks it
 */
gboolean
ferry_request_owns_secrets (FerryRequest *self,
                            GVariant     *secrets)
{
  const char *owner;

  return g_variant_lookup (secrets, OWNER, "&s", &owner) && strcmp (owner, self->shown_address) == 0 &&
         (!ferry_request_lacks_address (self) || has_key (secrets, ferry_option_get (FERRY_OPTION_URI)->key));
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

  g_clear_pointer (&new->kept_secrets, g_variant_unref);
  new->kept_secrets = take_all (new, secrets);
  new->lacks_secrets = FALSE;
  return new;
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

  if (self->kind != 0)
    add (&stored, KIND, g_variant_new_uint32 (self->kind));
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    {
      const char *key = ferry_option_get (id)->key;
      g_autoptr (GVariant) shown = get_shown (self, id);

      if (shown != NULL && !has_key (self->kept, key))
        add (&stored, key, shown);
    }
  add_all (&stored, self->kept);
  if (ferry_request_has_secrets (self))
    add (&stored, SECRETS, g_variant_new_boolean (TRUE));
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
  g_autoptr (GVariant) kind = g_variant_lookup_value (stored, KIND, G_VARIANT_TYPE_UINT32);
  g_autoptr (GVariant) secrets = g_variant_lookup_value (stored, SECRETS, G_VARIANT_TYPE_BOOLEAN);
  guint32 number = kind != NULL ? g_variant_get_uint32 (kind) : 0;
  g_autoptr (FerryRequest) self = NULL;

  if (number > G_MAXINT || ferry_enum_to_nick (FERRY_TYPE_TRANSFER_KIND, (int) number) == NULL)
    {
      ferry_text_refuse (error, _ ("There is no kind of transfer %u"), number);
      return NULL;
    }
  self = ferry_request_alloc (number);
  self->kept = take_all (self, stored);
  self->lacks_secrets = secrets != NULL && g_variant_get_boolean (secrets);
  if (self->address == NULL)
    ferry_text_refuse (error, _ ("This is not an address; one starts with http:// or https://"));
  else if (ferry_request_finish (self, error))
    return g_steal_pointer (&self);
  return NULL;
}
