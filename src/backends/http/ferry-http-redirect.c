/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a redirection leads, and whether to go there. Ferry follows by itself
 * because libsoup would carry custom headers to any host and step from https
 * down to http. */

#include "ferry-http-redirect.h"

#include "ferry-network-error.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

/**
 * ferry_http_is_redirection:
 * @status: HTTP status
 *
 * Returns: whether an answer with @status names another address to ask
 */
gboolean
ferry_http_is_redirection (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static GUri *
refuse (GError              **error,
        FerryWebErrorStatus   code,
        const char           *sentence,
        const char           *host)
{
  g_propagate_error (error, ferry_network_error_new (code, sentence, host));
  return NULL;
}

static gboolean
is_http (GUri *uri)
{
  return strcmp (g_uri_get_scheme (uri), "http") == 0 || strcmp (g_uri_get_scheme (uri), "https") == 0;
}

static gboolean
is_secure (GUri *uri)
{
  return strcmp (g_uri_get_scheme (uri), "https") == 0;
}

/**
 * ferry_http_redirect_target:
 * @from: the address that answered
 * @location: (nullable): value of Location
 * @allow_insecure: whether https may lead to http
 * @error: return location for an error
 *
 * Returns: (transfer full): where to ask next, without user, password and
 *   fragment, or %NULL with %FERRY_WEB_ERROR
 */
GUri *
ferry_http_redirect_target (GUri        *from,
                            const char  *location,
                            gboolean     allow_insecure,
                            GError     **error)
{
  const char *host = g_uri_get_host (from);
  g_autoptr (GUri) target = NULL;

  if (location == NULL || *location == '\0')
    return refuse (error, FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED,
                   N_ ("{host} says that the file has moved, but not where to"), host);
  target = ferry_uri_resolve (from, location);
  if (target == NULL)
    return refuse (error, FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED,
                   N_ ("{host} says that the file has moved, but the new address is not an address"), host);
  if (!is_http (target))
    return refuse (error, FERRY_WEB_ERROR_STATUS_UNEXPECTED_REDIRECTION,
                   N_ ("{host} redirects to an address that is not on the web; Ferry does not follow it"), host);
  if (!ferry_uri_is_sound (target))
    return refuse (error, FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED,
                   N_ ("{host} says that the file has moved, but the new address names no server"), host);
  if (is_secure (from) && !is_secure (target) && !allow_insecure)
    return refuse (error, FERRY_WEB_ERROR_STATUS_HTTPS_TO_HTTP_ON_REDIRECTION,
                   N_ ("{host} redirects from a secure connection to an insecure one"), host);
  return ferry_http_without_userinfo (target);
}

/**
 * ferry_http_redirect_method:
 * @status: HTTP status of a redirection
 * @method: the method that was redirected
 *
 * Returns: (transfer none): the method to go on with (RFC 9110, 15.4)
 */
const char *
ferry_http_redirect_method (guint       status,
                            const char *method)
{
  if (strcmp (method, "HEAD") == 0)
    return method;
  if (status == 303 || ((status == 301 || status == 302) && strcmp (method, "POST") == 0))
    return "GET";
  return method;
}

/**
 * ferry_http_without_userinfo:
 * @uri: an address
 *
 * libsoup sends the user and password of an address by itself to whoever
 * asks, and a fragment is nobody's business but ours.
 *
 * Returns: (transfer full): @uri without them
 */
GUri *
ferry_http_without_userinfo (GUri *uri)
{
  return g_uri_build (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                      g_uri_get_port (uri), g_uri_get_path (uri), g_uri_get_query (uri), NULL);
}
