/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What went wrong, in words for a person. */

#include "ferry-http-errors.h"

#include "ferry-enums.h"
#include "ferry-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#define WEB(name) FERRY_WEB_ERROR_STATUS_##name

static const struct {
  guint status_code;
  const char *sentence;
} statuses[] = {
  { 400, N_("The server did not understand the request") },
  { 401, N_("The server wants a user name and password") },
  { 402, N_("The server wants a payment") },
  { 403, N_("The server refuses to give this file") },
  { 404, N_("The server has no such file") },
  { 405, N_("The server does not allow this method") },
  { 407, N_("The proxy wants a user name and password") },
  { 408, N_("The server got tired of waiting") },
  { 410, N_("The file is gone from the server for good") },
  { 416, N_("The server can't send that part of the file") },
  { 429, N_("The server asks for fewer requests") },
  { 451, N_("The file may not be given for legal reasons") },
  { 500, N_("The server has a fault of its own") },
  { 502, N_("The server got no good answer from the one behind it") },
  { 503, N_("The server is busy or being worked on") },
  { 504, N_("The server got no answer from the one behind it") },
};

static const char *
sentence_of (guint status_code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status_code == status_code)
      return _(statuses[i].sentence);
  if (status_code >= 500)
    return _("The server failed");
  if (status_code >= 400)
    return _("The server refuses the request");
  if (status_code >= 300)
    return _("The server points elsewhere, but does not say where");
  return _("The server's answer is not a file");
}

/**
 * ferry_http_error_from_status:
 * @status_code: an HTTP status that is no success
 * @host: who sent it
 *
 * Returns: (transfer full): an error in %FERRY_WEB_ERROR
 */
GError *
ferry_http_error_from_status (guint       status_code,
                              const char *host)
{
  int code = status_code >= 300 ? (int) status_code : WEB (UNEXPECTED_STATUS_CODE);

  return g_error_new (FERRY_WEB_ERROR, code, "%s (%s, %u)", sentence_of (status_code), host, status_code);
}

static const struct {
  GTlsCertificateFlags flag;
  FerryWebErrorStatus status;
  const char *sentence;
} certificates[] = {
  { G_TLS_CERTIFICATE_REVOKED, WEB (CERTIFICATE_REVOKED), N_("The certificate of %s has been revoked") },
  { G_TLS_CERTIFICATE_EXPIRED, WEB (CERTIFICATE_EXPIRED), N_("The certificate of %s has expired") },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, WEB (CERTIFICATE_CONTAINS_ERRORS), N_("The certificate of %s is not valid yet; is the clock right?") },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, WEB (CERTIFICATE_COMMON_NAME_IS_INCORRECT), N_("The certificate of %s belongs to another server") },
  { G_TLS_CERTIFICATE_UNKNOWN_CA, WEB (CERTIFICATE_IS_INVALID), N_("The certificate of %s is signed by nobody this computer trusts") },
  { G_TLS_CERTIFICATE_INSECURE, WEB (CERTIFICATE_CONTAINS_ERRORS), N_("The certificate of %s uses a method that is no longer safe") },
};

/**
 * ferry_http_error_from_certificate:
 * @flags: what is wrong with it
 * @host: who showed it
 *
 * Returns: (transfer full): an error in %FERRY_WEB_ERROR
 */
GError *
ferry_http_error_from_certificate (GTlsCertificateFlags flags,
                                   const char          *host)
{
  for (gsize i = 0; i < G_N_ELEMENTS (certificates); i++)
    if (flags & certificates[i].flag)
      {
        g_autofree char *message = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        message = g_strdup_printf (_(certificates[i].sentence), host);
#pragma GCC diagnostic pop
        return g_error_new_literal (FERRY_WEB_ERROR, certificates[i].status, message);
      }
  return g_error_new (FERRY_WEB_ERROR, WEB (CERTIFICATE_IS_INVALID),
                      _("The certificate of %s is not valid"), host);
}

static GError *
from_io (const GError *error,
         const char   *host)
{
  switch (error->code)
    {
    case G_IO_ERROR_TIMED_OUT:
      return g_error_new (FERRY_WEB_ERROR, WEB (TIMEOUT), _("%s does not answer"), host);
    case G_IO_ERROR_CONNECTION_REFUSED:
      return g_error_new (FERRY_WEB_ERROR, WEB (CANNOT_CONNECT), _("%s refuses the connection"), host);
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return g_error_new (FERRY_WEB_ERROR, WEB (SERVER_UNREACHABLE), _("There is no way to %s"), host);
    case G_IO_ERROR_HOST_NOT_FOUND:
      return g_error_new (FERRY_WEB_ERROR, WEB (HOST_NAME_NOT_RESOLVED), _("There is no server called %s"), host);
    case G_IO_ERROR_CONNECTION_CLOSED: /* and G_IO_ERROR_BROKEN_PIPE, its other name */
      return g_error_new (FERRY_WEB_ERROR, WEB (CONNECTION_RESET), _("%s broke the connection off"), host);
    case G_IO_ERROR_PARTIAL_INPUT:
      return g_error_new (FERRY_WEB_ERROR, WEB (DISCONNECTED), _("%s ended in the middle of the file"), host);
    default:
      return g_error_new (FERRY_WEB_ERROR, WEB (CONNECTION_ABORTED), _("The connection to %s failed: %s"),
                          host, error->message);
    }
}

/**
 * ferry_http_error_from_transport:
 * @error: what GIO or libsoup reported
 * @flags: what was wrong with the certificate, if anything was
 * @host: who was asked
 *
 * Returns: (transfer full): an error in %FERRY_WEB_ERROR, or a copy of a cancellation
 */
GError *
ferry_http_error_from_transport (const GError        *error,
                                 GTlsCertificateFlags flags,
                                 const char          *host)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return ferry_http_error_from_certificate (flags, host);
  if (error->domain == G_TLS_ERROR)
    return g_error_new (FERRY_WEB_ERROR, WEB (CANNOT_CONNECT), _("No secure connection to %s: %s"), host, error->message);
  if (error->domain == G_RESOLVER_ERROR)
    return g_error_new (FERRY_WEB_ERROR, WEB (HOST_NAME_NOT_RESOLVED), _("There is no server called %s"), host);
  if (error->domain == SOUP_SESSION_ERROR && error->code == SOUP_SESSION_ERROR_PARSING)
    return g_error_new (FERRY_WEB_ERROR, WEB (ERROR_HTTP_INVALID_SERVER_RESPONSE),
                        _("%s does not answer in HTTP"), host);
  if (error->domain == G_IO_ERROR)
    return from_io (error, host);
  return g_error_new (FERRY_WEB_ERROR, WEB (UNKNOWN), _("The transfer from %s failed: %s"), host, error->message);
}
