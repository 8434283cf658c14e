/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One question of an upload: what the person's request says of all, and what
 * the step says of this one. */

#include "ferry-http-upload-message.h"

#include "ferry-http-message.h"
#include "ferry-http-resumable-head.h"

/* The name of the file that is uploaded as it is. */
static char *
name_of (FerryRequest *request)
{
  const char *file = request->file;

  return file != NULL ? g_path_get_basename (file) : NULL;
}

/* The header by which the sample's server names the file. */
static void
add_file_name (SoupMessageHeaders *headers,
               const char         *name)
{
  g_autofree char *escaped = NULL;

  if (name == NULL || soup_message_headers_get_one (headers, "Filename") != NULL)
    return;
  escaped = g_uri_escape_string (name, " !#$&'()+,;=@[]{}^`", FALSE);
  soup_message_headers_append (headers, "Filename", escaped);
}

static void
describe_all (SoupMessageHeaders *headers,
              FerryRequest       *request,
              FerryHttpContent   *content)
{
  if (soup_message_headers_get_one (headers, "Content-Type") == NULL || request->parts != NULL)
    soup_message_headers_replace (headers, "Content-Type", ferry_http_content_get_type (content));
}

/**
 * ferry_http_upload_message_new:
 * @request: what the person asked for
 * @chain: whom to ask
 * @steps: what for
 * @content: what is uploaded
 *
 * Returns: (transfer full): the message, without its body
 */
SoupMessage *
ferry_http_upload_message_new (FerryRequest           *request,
                               FerryHttpRedirectChain *chain,
                               FerryHttpResumable     *steps,
                               FerryHttpContent       *content)
{
  static const FerryHttpAsked all = { 0 };
  SoupMessage *message = ferry_http_message_new (request, chain->method, chain->uri, chain->at_origin, &all);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  FerryHttpResumableStep step = ferry_http_resumable_get_step (steps);
  g_autofree char *name = name_of (request);

  /* A redirection may have led to where only an answer is got. */
  if (g_str_equal (chain->method, "GET"))
    return message;
  if (step == FERRY_HTTP_RESUMABLE_PLAIN || step == FERRY_HTTP_RESUMABLE_CREATE)
    add_file_name (headers, name);
  if (step == FERRY_HTTP_RESUMABLE_PLAIN)
    describe_all (headers, request, content);
  else
    ferry_http_resumable_write (steps, headers, name, ferry_http_content_get_type (content));
  return message;
}
