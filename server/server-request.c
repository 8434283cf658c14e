/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What handlers share. Whatever comes out of a request is checked here before
 * it is used. */

#include "server-request.h"

#include <string.h>

/**
 * server_request_get_text:
 * @request: a request
 * @name: a query parameter
 *
 * Returns: (nullable): the parameter's value
 */
const char *
server_request_get_text (const ServerRequest *request,
                         const char          *name)
{
  return request->query != NULL ? g_hash_table_lookup (request->query, name) : NULL;
}

/**
 * server_request_get_number:
 * @request: a request
 * @name: a query parameter
 * @fallback: the value when there is no such parameter
 * @max: the largest value taken
 * @value: (out): the number
 *
 * Answers @request with 400 if the parameter is no such number.
 *
 * Returns: whether @value is set
 */
gboolean
server_request_get_number (const ServerRequest *request,
                           const char          *name,
                           guint64              fallback,
                           guint64              max,
                           guint64             *value)
{
  const char *text = server_request_get_text (request, name);
  g_autofree char *message = NULL;

  if (text == NULL)
    {
      *value = fallback;
      return TRUE;
    }
  if (g_ascii_string_to_unsigned (text, 10, 0, max, value, NULL))
    return TRUE;
  message = g_strdup_printf ("%s must be a number from 0 to %" G_GUINT64_FORMAT "\n", name, max);
  server_request_say (request, SOUP_STATUS_BAD_REQUEST, message);
  return FALSE;
}

/**
 * server_request_say:
 * @request: a request
 * @status: the status to answer with
 * @text: a short body
 *
 * Answers with a plain text.
 */
void
server_request_say (const ServerRequest *request,
                    guint                status,
                    const char          *text)
{
  soup_server_message_set_status (request->message, status, NULL);
  soup_server_message_set_response (request->message, "text/plain; charset=utf-8", SOUP_MEMORY_COPY, text, strlen (text));
}

/**
 * server_request_fail:
 * @message: a request
 * @error: why it can't be done
 *
 * Answers with the status that fits, and the error's text.
 */
void
server_request_fail (SoupServerMessage *message,
                     const GError      *error)
{
  guint status = SOUP_STATUS_INTERNAL_SERVER_ERROR;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    status = SOUP_STATUS_BAD_REQUEST;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
    status = SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    status = SOUP_STATUS_INSUFFICIENT_STORAGE;
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/plain; charset=utf-8", SOUP_MEMORY_COPY,
                                    error->message, strlen (error->message));
}

/**
 * server_request_has_method:
 * @request: a request
 * @method: a method, which libsoup need not know
 *
 * Returns: whether it is the request's
 */
gboolean
server_request_has_method (const ServerRequest *request,
                           const char          *method)
{
  return g_str_equal (soup_server_message_get_method (request->message), method);
}

/**
 * server_request_refuse_method:
 * @request: a request
 * @allowed: the methods that it may have
 *
 * Answers with 405.
 */
void
server_request_refuse_method (const ServerRequest *request,
                              const char          *allowed)
{
  server_request_set_header (request, "Allow", allowed);
  soup_server_message_set_status (request->message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
}

static void
refuse_others (const ServerRequest *request,
               const ServerMethod  *methods)
{
  g_autoptr (GString) allowed = g_string_new (methods->method);

  while ((++methods)->method != NULL)
    g_string_append_printf (allowed, ", %s", methods->method);
  server_request_refuse_method (request, allowed->str);
}

/**
 * server_request_dispatch:
 * @request: a request
 * @methods: a table with a row at least; methods that libsoup does not know may be in it
 *
 * Handles it by its method, or answers with 405.
 */
void
server_request_dispatch (const ServerRequest *request,
                         const ServerMethod  *methods)
{
  const char *asked = soup_server_message_get_method (request->message);

  for (const ServerMethod *method = methods; method->method != NULL; method++)
    if (g_str_equal (method->method, asked))
      {
        method->handle (request);
        return;
      }
  refuse_others (request, methods);
}

/**
 * server_request_get_header:
 * @request: a request
 * @name: a header of it
 *
 * Returns: (nullable): the header's value
 */
const char *
server_request_get_header (const ServerRequest *request,
                           const char          *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (request->message), name);
}

/**
 * server_request_read_number:
 * @request: a request
 * @name: a header of it
 * @value: (out): the header's value
 *
 * Answers @request with 400 if there is no such header, or no number in it.
 *
 * Returns: whether @value is set
 */
gboolean
server_request_read_number (const ServerRequest *request,
                            const char          *name,
                            guint64             *value)
{
  const char *text = server_request_get_header (request, name);
  g_autofree char *why = g_strconcat (name, " is missing or no number\n", NULL);

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, value, NULL))
    return TRUE;
  server_request_say (request, SOUP_STATUS_BAD_REQUEST, why);
  return FALSE;
}

/**
 * server_request_set_header:
 * @request: a request
 * @name: a header of the answer
 * @value: its value, any bytes but those that would end the line
 *
 * Answers @request with 400 if @value is none that a line can hold.
 *
 * Returns: whether the header is set
 */
gboolean
server_request_set_header (const ServerRequest *request,
                           const char          *name,
                           const char          *value)
{
  if (strpbrk (value, "\r\n") != NULL)
    {
      server_request_say (request, SOUP_STATUS_BAD_REQUEST, "A header is one line\n");
      return FALSE;
    }
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message), name, value);
  return TRUE;
}
