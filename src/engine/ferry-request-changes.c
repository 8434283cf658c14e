/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a caller may change of a request: the request stays, another takes its
 * place. */

#include "ferry-request-private.h"

#include "ferry-uri.h"

#include <string.h>

/* New headers replace those of the same name; an empty value only removes. */
GVariant *
ferry_request_merge_headers (GVariant *old,
                             GVariant *changes)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  GVariantIter iter;
  const char *name, *value;

  if (old != NULL)
    {
      g_variant_iter_init (&iter, old);
      while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
        if (!ferry_headers_have (changes, name))
          g_variant_builder_add (&builder, "(ss)", name, value);
    }
  g_variant_iter_init (&iter, changes);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (*value != '\0')
      g_variant_builder_add (&builder, "(ss)", name, value);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static gboolean
has_same_origin (FerryRequest *a,
                 FerryRequest *b)
{
  return strcmp (g_uri_peek_scheme (a->address), g_uri_peek_scheme (b->address)) == 0 &&
         g_ascii_strcasecmp (a->host, b->host) == 0;
}

/* What was meant for one server is not told to another, but for what comes with
 * the new address; what is for the proxy stays. */
static gboolean
move (FerryRequest  *self,
      const char    *address,
      GError       **error)
{
  g_autoptr (FerryRequest) old = ferry_request_copy (self);

  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->password, g_free);
  if (!ferry_request_set_address (self, address, error))
    return FALSE;
  if (has_same_origin (old, self))
    {
      if (self->username == NULL)
        {
          self->username = g_steal_pointer (&old->username);
          self->password = g_steal_pointer (&old->password);
        }
      return TRUE;
    }
  g_clear_pointer (&self->headers, g_variant_unref);
  if (old->headers != NULL)
    self->headers = ferry_headers_without_secrets (old->headers);
  ferry_request_drop_secret_parts (self);
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
 * old one.
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
  g_autoptr (GVariant) headers = g_variant_lookup_value (changes, "headers", NULL);
  const char *address;

  if (!ferry_request_check_options (self->kind, changes, TRUE, error) ||
      (g_variant_lookup (changes, "uri", "&s", &address) && !move (new, address, error)) ||
      !ferry_request_set_enum (changes, "priority", FERRY_TYPE_TRANSFER_PRIORITY, (int *) &new->priority, error) ||
      !ferry_request_set_enum (changes, "cost", FERRY_TYPE_COST_POLICY, (int *) &new->cost, error))
    return NULL;
  g_variant_lookup (changes, "rate-limit", "t", &new->rate_limit);
  if (headers != NULL)
    {
      g_autoptr (GVariant) old = g_steal_pointer (&new->headers);

      new->headers = ferry_request_merge_headers (old, headers);
      if (!ferry_request_check_headers (new->headers, error))
        return NULL;
    }
  return g_steal_pointer (&new);
}
