/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an answer of HTTP says that went wrong, in the words of FERRY_WEB_ERROR
 * and of people. */

#include "ferry-http-errors.h"

#include "ferry-error.h"
#include "ferry-network-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

/* clang-format off */
static const struct {
  guint status;
  const char *sentence;
  const char *of_upload; /* (nullable) where that differs */
} statuses[] = {
  { 400, N_ ("The server says that the request makes no sense"), NULL },
  { 401, N_ ("The server wants a valid user name and password"), NULL },
  { 402, N_ ("The server wants to be paid first"), NULL },
  { 403, N_ ("The server does not allow access to the file"),
    N_ ("The server does not allow the upload") },
  { 404, N_ ("The server says that the file does not exist"),
    N_ ("The server says that there is nothing at this address") },
  { 405, N_ ("The server does not allow this method"), NULL },
  { 406, N_ ("The server has the file in no acceptable form"),
    N_ ("The server can answer in no acceptable form") },
  { 407, N_ ("The proxy wants a valid user name and password"), NULL },
  { 408, N_ ("The server has waited too long for the request"), NULL },
  { 409, N_ ("The server says that the request conflicts with what it has"), NULL },
  { 410, N_ ("The server says that the file is gone for good"),
    N_ ("The server says that this address is gone for good") },
  { 412, N_ ("The server says that the file is not the expected one"),
    N_ ("The server has another version of the file than expected") },
  { 413, N_ ("The file is larger than the server takes"), NULL },
  { 414, N_ ("The server says that the address is too long"), NULL },
  { 415, N_ ("The server does not take files of this type"), NULL },
  { 416, N_ ("The server does not have the part of the file that was asked for"),
    N_ ("The server does not take the part of the file that was sent") },
  { 429, N_ ("The server says that it got too many requests"), NULL },
  { 451, N_ ("The server may not show the file for legal reasons"),
    N_ ("The server may not take the file for legal reasons") },
  { 500, N_ ("The server has an internal error"), NULL },
  { 501, N_ ("The server does not support the request"), NULL },
  { 502, N_ ("The server got a bad answer from another server"), NULL },
  { 503, N_ ("The server is not available at the moment"), NULL },
  { 504, N_ ("The server waited too long for another server"), NULL },
  { 505, N_ ("The server does not support this version of HTTP"), NULL },
  { 507, N_ ("The server has no room for the file"), NULL },
};
/* clang-format on */

static const char *
sentence_for (FerryTransferKind kind,
              guint             status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return kind == FERRY_TRANSFER_KIND_UPLOAD && statuses[i].of_upload != NULL ? statuses[i].of_upload
                                                                                 : statuses[i].sentence;
  if (status >= 500)
    return N_ ("The server has failed");
  if (status >= 400)
    return N_ ("The server refuses the request");
  if (status >= 300)
    return N_ ("The server points elsewhere in a way that can't be followed");
  return N_ ("The server has not answered with a file");
}

/**
 * ferry_http_error_for_status:
 * @kind: of the transfer
 * @status: an HTTP status that brings no file, or takes none
 *
 * Returns: (transfer full): an error with @status as its code, or
 *   %FERRY_WEB_ERROR_STATUS_UNEXPECTED_STATUS_CODE below 300
 */
GError *
ferry_http_error_for_status (FerryTransferKind kind,
                             guint             status)
{
  int code = status >= 300 ? (int) status : FERRY_WEB_ERROR_STATUS_UNEXPECTED_STATUS_CODE;

  /* Translators: what an HTTP status means, and its number, as in “The server has failed (599)” */
  return g_error_new (FERRY_WEB_ERROR, code, _ ("%s (%u)"), _ (sentence_for (kind, status)), status);
}

static GError *
from_session (const GError *cause,
              const char   *host)
{
  if (cause->code == SOUP_SESSION_ERROR_TOO_MANY_RESTARTS)
    return ferry_network_error_new (FERRY_WEB_ERROR_STATUS_UNEXPECTED_CLIENT_ERROR, N_ ("{host} wants to be asked again and again"), host);
  return ferry_network_error_new (FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE,
                                  N_ ("The answer of {host} makes no sense"), host);
}

/**
 * ferry_http_error_for_cause:
 * @cause: what a library reported
 * @flags: what is wrong with the server's certificate
 * @host: the server's name
 *
 * Returns: (transfer full): the same in %FERRY_WEB_ERROR; cancellation and
 *   Ferry's own errors as they are
 */
GError *
ferry_http_error_for_cause (const GError         *cause,
                            GTlsCertificateFlags  flags,
                            const char           *host)
{
  if (cause->domain == SOUP_SESSION_ERROR)
    return from_session (cause, host);
  return ferry_network_error_for_cause (cause, flags, host);
}
