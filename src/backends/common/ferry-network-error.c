/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What went wrong on the way to a server, whatever the protocol, in the words
 * of FERRY_WEB_ERROR and of people. Texts of the libraries below are written
 * for programmers and are left out. */

#include "ferry-network-error.h"

#include "ferry-error.h"

#include <glib/gi18n-lib.h>

/* The worst comes first: of several faults only one is told. */
/* clang-format off */
static const struct {
  GTlsCertificateFlags flag;
  FerryWebErrorStatus code;
  const char *sentence;
} certificates[] = {
  /* Translators: {host} stands for the name of a server here and below; it is to stay as it is */
  { G_TLS_CERTIFICATE_REVOKED, FERRY_WEB_ERROR_STATUS_CERTIFICATE_REVOKED,
    N_ ("The certificate of {host} has been revoked: someone may be posing as this server") },
  { G_TLS_CERTIFICATE_UNKNOWN_CA, FERRY_WEB_ERROR_STATUS_CERTIFICATE_IS_INVALID,
    N_ ("The certificate of {host} comes from an authority that this computer does not trust") },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, FERRY_WEB_ERROR_STATUS_CERTIFICATE_COMMON_NAME_IS_INCORRECT,
    N_ ("The certificate that {host} shows belongs to another server") },
  { G_TLS_CERTIFICATE_EXPIRED, FERRY_WEB_ERROR_STATUS_CERTIFICATE_EXPIRED,
    N_ ("The certificate of {host} has expired") },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, FERRY_WEB_ERROR_STATUS_CERTIFICATE_IS_INVALID,
    N_ ("The certificate of {host} is not valid yet; is the clock of this computer right?") },
  { G_TLS_CERTIFICATE_INSECURE, FERRY_WEB_ERROR_STATUS_CERTIFICATE_CONTAINS_ERRORS,
    N_ ("The certificate of {host} is made in a way that is not secure any more") },
  { G_TLS_CERTIFICATE_GENERIC_ERROR, FERRY_WEB_ERROR_STATUS_CERTIFICATE_CONTAINS_ERRORS,
    N_ ("The certificate of {host} contains errors") },
};

static const struct {
  int io_error;
  FerryWebErrorStatus code;
  const char *sentence;
} connections[] = {
  { G_IO_ERROR_CONNECTION_REFUSED, FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT,
    N_ ("{host} does not take connections") },
  { G_IO_ERROR_HOST_UNREACHABLE, FERRY_WEB_ERROR_STATUS_SERVER_UNREACHABLE,
    N_ ("{host} can't be reached") },
  { G_IO_ERROR_NETWORK_UNREACHABLE, FERRY_WEB_ERROR_STATUS_SERVER_UNREACHABLE,
    N_ ("The network of {host} can't be reached") },
  { G_IO_ERROR_TIMED_OUT, FERRY_WEB_ERROR_STATUS_TIMEOUT,
    N_ ("{host} did not answer in time") },
  { G_IO_ERROR_CONNECTION_CLOSED, FERRY_WEB_ERROR_STATUS_CONNECTION_RESET,
    N_ ("The connection to {host} was reset") },
  { G_IO_ERROR_NOT_CONNECTED, FERRY_WEB_ERROR_STATUS_CONNECTION_ABORTED,
    N_ ("The connection to {host} was aborted") },
  { G_IO_ERROR_PARTIAL_INPUT, FERRY_WEB_ERROR_STATUS_DISCONNECTED,
    N_ ("{host} has closed the connection in the middle") },
  { G_IO_ERROR_HOST_NOT_FOUND, FERRY_WEB_ERROR_STATUS_HOST_NAME_NOT_RESOLVED,
    N_ ("There is no server named {host}") },
  { G_IO_ERROR_PROXY_AUTH_FAILED, FERRY_WEB_ERROR_STATUS_PROXY_AUTHENTICATION_REQUIRED,
    N_ ("The proxy on the way to {host} has not accepted the user name and password") },
  { G_IO_ERROR_PROXY_NEED_AUTH, FERRY_WEB_ERROR_STATUS_PROXY_AUTHENTICATION_REQUIRED,
    N_ ("The proxy on the way to {host} wants a user name and password") },
  { G_IO_ERROR_PROXY_FAILED, FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT,
    N_ ("The proxy on the way to {host} does not work") },
  { G_IO_ERROR_PROXY_NOT_ALLOWED, FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT,
    N_ ("The proxy does not allow connections to {host}") },
  { G_IO_ERROR_INVALID_DATA, FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE,
    N_ ("The answer of {host} makes no sense") },
};
/* clang-format on */

/**
 * ferry_network_error_new:
 * @code: what it is
 * @sentence: what to tell people, with the place of the server's name as {host};
 *   marked for translation, but not translated yet
 * @host: the server's name
 *
 * Returns: (transfer full): an error in %FERRY_WEB_ERROR
 */
GError *
ferry_network_error_new (FerryWebErrorStatus  code,
                         const char          *sentence,
                         const char          *host)
{
  g_autoptr (GString) text = g_string_new (_ (sentence));

  g_string_replace (text, "{host}", host, 1);
  return g_error_new_literal (FERRY_WEB_ERROR, code, text->str);
}

static GError *
from_certificate (GTlsCertificateFlags  flags,
                  const char           *host)
{
  for (gsize i = 0; i < G_N_ELEMENTS (certificates); i++)
    if ((flags & certificates[i].flag) != 0)
      return ferry_network_error_new (certificates[i].code, certificates[i].sentence, host);
  return ferry_network_error_new (FERRY_WEB_ERROR_STATUS_CERTIFICATE_IS_INVALID, N_ ("The certificate of {host} is not valid"), host);
}

static GError *
from_tls (const GError         *cause,
          GTlsCertificateFlags  flags,
          const char           *host)
{
  if (flags != 0 || cause->code == G_TLS_ERROR_BAD_CERTIFICATE)
    return from_certificate (flags, host);
  if (cause->code == G_TLS_ERROR_EOF)
    return ferry_network_error_new (FERRY_WEB_ERROR_STATUS_DISCONNECTED, N_ ("{host} has closed the connection in the middle"), host);
  return ferry_network_error_new (FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT, N_ ("No secure connection to {host} could be made"), host);
}

static GError *
from_io (const GError *cause,
         const char   *host)
{
  for (gsize i = 0; i < G_N_ELEMENTS (connections); i++)
    if (connections[i].io_error == cause->code)
      return ferry_network_error_new (connections[i].code, connections[i].sentence, host);
  return ferry_network_error_new (FERRY_WEB_ERROR_STATUS_UNKNOWN, N_ ("The transfer from {host} has failed"), host);
}

/**
 * ferry_network_error_for_cause:
 * @cause: what a library reported
 * @flags: what is wrong with the server's certificate
 * @host: the server's name
 *
 * Returns: (transfer full): the same in %FERRY_WEB_ERROR; cancellation and
 *   Ferry's own errors as they are
 */
GError *
ferry_network_error_for_cause (const GError         *cause,
                               GTlsCertificateFlags  flags,
                               const char           *host)
{
  if (cause->domain == FERRY_ERROR || cause->domain == FERRY_WEB_ERROR ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  if (cause->domain == G_RESOLVER_ERROR)
    return ferry_network_error_new (FERRY_WEB_ERROR_STATUS_HOST_NAME_NOT_RESOLVED, N_ ("There is no server named {host}"), host);
  if (cause->domain == G_TLS_ERROR)
    return from_tls (cause, flags, host);
  if (cause->domain == G_IO_ERROR)
    return from_io (cause, host);
  return ferry_network_error_new (FERRY_WEB_ERROR_STATUS_UNKNOWN, N_ ("The transfer from {host} has failed"), host);
}

/**
 * ferry_network_error_cut:
 * @host: the server's name
 * @received: bytes of the file that are there
 * @announced: bytes that the file has
 *
 * Returns: (transfer full): the error for a body that ended too early
 */
GError *
ferry_network_error_cut (const char *host,
                         guint64     received,
                         guint64     announced)
{
  g_autofree char *done = g_format_size (received);
  g_autofree char *whole = g_format_size (announced);

  /* Translators: a server, how much of the file has arrived, and the size of the file */
  return g_error_new (FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED,
                      _ ("The connection to %s was cut after %s of %s"), host, done, whole);
}

/**
 * ferry_network_error_timeout:
 * @host: the server's name
 * @seconds: how long nothing came
 *
 * Returns: (transfer full): the error for a server that keeps silent
 */
GError *
ferry_network_error_timeout (const char *host,
                             guint       seconds)
{
  return g_error_new (FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_TIMEOUT,
                      /* Translators: a server, and how long it has been silent */
                      g_dngettext (GETTEXT_PACKAGE, "%s has sent nothing for %u second",
                                   "%s has sent nothing for %u seconds", seconds),
                      host, seconds);
}
