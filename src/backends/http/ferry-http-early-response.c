/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a server has answered before it was asked to the end. What has come
 * is only looked at; reading it is libsoup's. Through TLS nothing can be seen:
 * there, a refusal is found when the connection takes no more. */

#include "ferry-http-early-response.h"

#include <string.h>
#include <sys/socket.h>

/* Room for some interim answers; a server that sends more of them is heard
 * when the body has gone. */
#define PEEK_BYTES 4096

/**
 * ferry_http_early_response_socket:
 * @connection: a connection
 *
 * Returns: (transfer none) (nullable): its socket, when what comes on it is
 *   HTTP in the clear
 */
GSocket *
ferry_http_early_response_socket (GIOStream *connection)
{
  return G_IS_SOCKET_CONNECTION (connection) ? g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection)) : NULL;
}

static gssize
peek (GSocket *socket,
      char    *bytes)
{
  return TEMP_FAILURE_RETRY (recv (g_socket_get_fd (socket), bytes, PEEK_BYTES, MSG_PEEK | MSG_DONTWAIT));
}

/**
 * ferry_http_early_response_condition:
 * @socket: of a connection
 *
 * Returns: %G_IO_IN unless something is there already that is no refusal, as
 *   waiting for it would not wait
 */
GIOCondition
ferry_http_early_response_condition (GSocket *socket)
{
  char byte;

  return recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0 ? 0 : G_IO_IN;
}

/**
 * ferry_http_early_response_status:
 * @bytes: what a server has sent so far
 * @size: how much
 *
 * Returns: the status of the answer behind all interim ones (RFC 9110, 15.2),
 *   0 while there is none
 */
guint
ferry_http_early_response_status (const char *bytes,
                                  gsize       size)
{
  while (size >= 12)
    {
      const char *end = g_strstr_len (bytes, size, "\r\n\r\n");
      g_autofree char *number = g_strndup (bytes + 9, 3);
      guint status = g_ascii_strtoull (number, NULL, 10);

      if (memcmp (bytes, "HTTP/1.", 7) != 0)
        return 0;
      if (status >= 200)
        return status;
      if (end == NULL)
        return 0;
      size -= end + 4 - bytes;
      bytes = end + 4;
    }
  return 0;
}

/**
 * ferry_http_early_response_is_refused:
 * @socket: (nullable): of a connection
 *
 * Returns: whether the server does not want the rest of the body: it has
 *   answered with a redirection or an error, or has hung up
 */
gboolean
ferry_http_early_response_is_refused (GSocket *socket)
{
  char bytes[PEEK_BYTES];
  gssize size = socket != NULL ? peek (socket, bytes) : -1;

  return size == 0 || (size > 0 && ferry_http_early_response_status (bytes, size) >= 300);
}
