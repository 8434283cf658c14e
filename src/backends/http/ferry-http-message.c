/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One question to a server. Each is told only what is meant for it: headers of
 * the request go to the origin that the person named, and nothing is remembered
 * for the next transfer. User names and passwords are the challenge's. */

#include "ferry-http-message.h"

#include "ferry-config.h"

/* Those that are for Ferry and libsoup to set, a request does not take. */
static void
add_custom_headers (SoupMessageHeaders *headers,
                    GVariant           *custom)
{
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, custom);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    soup_message_headers_append (headers, name, value);
}

static void
add_range (SoupMessageHeaders   *headers,
           const FerryHttpAsked *asked)
{
  g_autofree char *range = NULL;

  if (asked->range.end == G_MAXUINT64)
    range = g_strdup_printf ("bytes=%" G_GUINT64_FORMAT "-", asked->range.start);
  else
    range = g_strdup_printf ("bytes=%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, asked->range.start, asked->range.end - 1);
  soup_message_headers_replace (headers, "Range", range);
  soup_message_headers_replace (headers, "If-Range",
                                asked->validator == FERRY_HTTP_VALIDATOR_ETAG ? asked->previous->etag
                                                                              : asked->previous->last_modified);
}

/* HTTP/2 has no back-pressure in libsoup: a body that waits for a rate limit
 * or a slow disk would gather in memory without end. There is no switch for
 * it but the environment, which is everyone's; so the offer is taken back
 * before the handshake. And a connection that ends without a goodbye was cut:
 * where no length was said, nothing else tells that from the end of the body
 * (RFC 9112, 9.8). */
static void
on_network_event (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    {
      g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
      g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (connection), TRUE);
    }
}

/**
 * ferry_http_message_new:
 * @request: what the person asked for
 * @method: HTTP method
 * @uri: whom to ask, without user and password
 * @at_origin: whether that is still the server that the person named
 * @asked: what part to ask for
 *
 * Returns: (transfer full): the message, ready to be sent
 */
SoupMessage *
ferry_http_message_new (FerryRequest         *request,
                        const char           *method,
                        GUri                 *uri,
                        gboolean              at_origin,
                        const FerryHttpAsked *asked)
{
  SoupMessage *message = soup_message_new_from_uri (method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  GVariant *custom = request->headers;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  if (at_origin && custom != NULL)
    add_custom_headers (headers, custom);
  if (soup_message_headers_get_one (headers, "User-Agent") == NULL)
    soup_message_headers_append (headers, "User-Agent", "Ferry/" FERRY_VERSION);
  /* A stored file is the server's bytes, and ranges count in them. */
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  if (asked->validator != FERRY_HTTP_VALIDATOR_NONE)
    add_range (headers, asked);
  g_signal_connect (message, "network-event", G_CALLBACK (on_network_event), NULL);
  return message;
}
