/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a request has led so far. */

#include "ferry-http-redirect-chain.h"

#include "ferry-http-errors.h"
#include "ferry-http-redirect.h"

#include "ferry-network-error.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

/* What curl's and browsers' users are used to is more; nobody needs it. */
#define MAX_REDIRECTIONS 10

/**
 * ferry_http_redirect_chain_new:
 * @address: whom the person named
 * @method: HTTP method
 *
 * Returns: (transfer full): the chain at its start, or %NULL when @address is none
 */
FerryHttpRedirectChain *
ferry_http_redirect_chain_new (const char *address,
                               const char *method)
{
  g_autoptr (GUri) uri = ferry_uri_parse (address, NULL);
  FerryHttpRedirectChain *self;

  if (uri == NULL)
    return NULL;
  self = g_new0 (FerryHttpRedirectChain, 1);
  self->uri = ferry_http_without_userinfo (uri);
  self->origin = g_uri_ref (self->uri);
  self->method = g_intern_string (method);
  self->at_origin = TRUE;
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * ferry_http_redirect_chain_derive:
 * @self: a chain
 * @address: what a server has named
 * @method: HTTP method
 *
 * Returns: (transfer full): a chain that starts at @address, where only the
 *   origin of @self is told what is meant for that, or %NULL when @address is none
 */
FerryHttpRedirectChain *
ferry_http_redirect_chain_derive (FerryHttpRedirectChain *self,
                                  const char             *address,
                                  const char             *method)
{
  FerryHttpRedirectChain *derived = ferry_http_redirect_chain_new (address, method);

  if (derived == NULL)
    return NULL;
  g_uri_unref (derived->origin);
  derived->origin = g_uri_ref (self->origin);
  derived->at_origin = ferry_uri_same_origin (derived->origin, derived->uri);
  return derived;
}

/**
 * ferry_http_redirect_chain_copy:
 * @self: a chain
 *
 * Returns: (transfer full): one that has led to the same address
 */
FerryHttpRedirectChain *
ferry_http_redirect_chain_copy (FerryHttpRedirectChain *self)
{
  FerryHttpRedirectChain *copy = g_new0 (FerryHttpRedirectChain, 1);

  copy->origin = g_uri_ref (self->origin);
  copy->uri = g_uri_ref (self->uri);
  copy->method = self->method;
  copy->at_origin = self->at_origin;
  copy->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return copy;
}

void
ferry_http_redirect_chain_free (FerryHttpRedirectChain *self)
{
  g_uri_unref (self->origin);
  g_uri_unref (self->uri);
  g_hash_table_unref (self->seen);
  g_free (self);
}

static gboolean
remember (FerryHttpRedirectChain  *self,
          GError                 **error)
{
  if (g_hash_table_size (self->seen) >= MAX_REDIRECTIONS)
    {
      g_propagate_error (error, ferry_network_error_new (FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED,
                                                         N_ ("{host} redirects too often"), g_uri_get_host (self->uri)));
      return FALSE;
    }
  g_hash_table_add (self->seen, g_uri_to_string (self->uri));
  return TRUE;
}

/* Asking the same with another method is no circle: an answer to a POST may
 * be got at the same address. */
static gboolean
is_loop (FerryHttpRedirectChain  *self,
         GUri                    *target,
         const char              *method,
         GError                 **error)
{
  g_autofree char *text = g_uri_to_string (target);

  if (method != self->method || !g_hash_table_contains (self->seen, text))
    return FALSE;
  g_propagate_error (error, ferry_network_error_new (FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED,
                                                     N_ ("{host} redirects in a circle"), g_uri_get_host (self->uri)));
  return TRUE;
}

/**
 * ferry_http_redirect_chain_follow:
 * @self: a chain
 * @status: HTTP status of a redirection
 * @location: (nullable): value of Location
 * @allow_insecure: whether https may lead to http
 * @error: return location for an error
 *
 * Returns: whether to ask again, elsewhere
 */
gboolean
ferry_http_redirect_chain_follow (FerryHttpRedirectChain  *self,
                                  guint                    status,
                                  const char              *location,
                                  gboolean                 allow_insecure,
                                  GError                 **error)
{
  const char *method = g_intern_string (ferry_http_redirect_method (status, self->method));
  g_autoptr (GUri) target = ferry_http_redirect_target (self->uri, location, allow_insecure, error);

  if (target == NULL || !remember (self, error) || is_loop (self, target, method, error))
    return FALSE;
  self->at_origin = self->at_origin && ferry_uri_same_origin (self->origin, target);
  self->method = method;
  g_uri_unref (self->uri);
  self->uri = g_steal_pointer (&target);
  return TRUE;
}

static gboolean
is_unknown_host (const GError *cause)
{
  return g_error_matches (cause, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND);
}

/**
 * ferry_http_redirect_chain_explain:
 * @self: a chain
 * @cause: what a library reported of the request to where @self has led
 * @flags: what is wrong with the server's certificate
 *
 * A name that no server has may be a network that is missing. Not so after a
 * redirection: the server that named it has just answered, so it is wrong.
 *
 * Returns: (transfer full): the same, as ferry_http_error_for_cause() has it
 */
GError *
ferry_http_redirect_chain_explain (FerryHttpRedirectChain *self,
                                   const GError           *cause,
                                   GTlsCertificateFlags    flags)
{
  const char *host = g_uri_get_host (self->uri);

  if (g_hash_table_size (self->seen) > 0 && is_unknown_host (cause))
    return ferry_network_error_new (FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED,
                                    N_ ("The server leads to {host}, and there is no server of that name"), host);
  return ferry_http_error_for_cause (cause, flags, host);
}
