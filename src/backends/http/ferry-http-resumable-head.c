/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The heads of requests and answers of a resumable upload, as tus 1.0 and
 * draft-ietf-httpbis-resumable-upload have them. */

#include "ferry-http-resumable-head.h"

#include <string.h>

#define TUS_VERSION    "1.0.0"
#define VERSION_HEADER "Upload-Draft-Interop-Version"

static void
set_number (SoupMessageHeaders *headers,
            const char         *name,
            guint64             value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  soup_message_headers_replace (headers, name, text);
}

static char *
make_metadata (const char *name,
               const char *type)
{
  g_autofree char *name64 = g_base64_encode ((const guchar *) name, strlen (name));
  g_autofree char *type64 = g_base64_encode ((const guchar *) type, strlen (type));

  return g_strdup_printf ("filename %s,filetype %s", name64, type64);
}

static void
write_tus (FerryHttpResumable *self,
           SoupMessageHeaders *headers,
           const char         *name,
           const char         *type)
{
  soup_message_headers_replace (headers, "Tus-Resumable", TUS_VERSION);
  if (ferry_http_resumable_get_step (self) == FERRY_HTTP_RESUMABLE_CREATE)
    {
      g_autofree char *metadata = make_metadata (name, type);

      soup_message_headers_remove (headers, "Content-Type");
      set_number (headers, "Upload-Length", ferry_http_resumable_get_length (self));
      if (soup_message_headers_get_one (headers, "Upload-Metadata") == NULL)
        soup_message_headers_append (headers, "Upload-Metadata", metadata);
    }
  if (ferry_http_resumable_get_step (self) == FERRY_HTTP_RESUMABLE_APPEND)
    {
      soup_message_headers_replace (headers, "Content-Type", "application/offset+octet-stream");
      set_number (headers, "Upload-Offset", ferry_http_resumable_get_offset (self));
    }
}

static void
add_disposition (SoupMessageHeaders *headers,
                 const char         *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *disposition = g_strconcat ("inline; filename*=UTF-8''", escaped, NULL);

  if (soup_message_headers_get_one (headers, "Content-Disposition") == NULL)
    soup_message_headers_append (headers, "Content-Disposition", disposition);
}

static void
write_draft (FerryHttpResumable *self,
             SoupMessageHeaders *headers,
             const char         *name,
             const char         *type)
{
  set_number (headers, VERSION_HEADER, ferry_http_resumable_get_interop (self));
  if (ferry_http_resumable_get_step (self) == FERRY_HTTP_RESUMABLE_CREATE)
    {
      soup_message_headers_replace (headers, "Upload-Complete", "?0");
      set_number (headers, "Upload-Length", ferry_http_resumable_get_length (self));
      if (soup_message_headers_get_one (headers, "Content-Type") == NULL)
        soup_message_headers_append (headers, "Content-Type", type);
      add_disposition (headers, name);
    }
  if (ferry_http_resumable_get_step (self) == FERRY_HTTP_RESUMABLE_APPEND)
    {
      soup_message_headers_replace (headers, "Content-Type", "application/partial-upload");
      soup_message_headers_replace (headers, "Upload-Complete", ferry_http_resumable_is_last (self) ? "?1" : "?0");
      set_number (headers, "Upload-Offset", ferry_http_resumable_get_offset (self));
    }
}

/**
 * ferry_http_resumable_method:
 * @self: an upload
 * @method: of the person's request
 *
 * Returns: (transfer none): the method of the request for its step
 */
const char *
ferry_http_resumable_method (FerryHttpResumable *self,
                             const char         *method)
{
  switch (ferry_http_resumable_get_step (self))
    {
    case FERRY_HTTP_RESUMABLE_PROBE:
      return "OPTIONS";
    case FERRY_HTTP_RESUMABLE_CREATE:
      return ferry_http_resumable_get_protocol (self) == FERRY_UPLOAD_PROTOCOL_TUS ? "POST" : method;
    case FERRY_HTTP_RESUMABLE_LOCATE:
      return "HEAD";
    case FERRY_HTTP_RESUMABLE_APPEND:
      return "PATCH";
    case FERRY_HTTP_RESUMABLE_PLAIN:
    case FERRY_HTTP_RESUMABLE_DONE:
    case FERRY_HTTP_RESUMABLE_FAILED:
      break;
    }
  return method;
}

/**
 * ferry_http_resumable_write:
 * @self: an upload
 * @headers: of the request for its step
 * @name: of the file
 * @type: media type of the file
 *
 * Says what the step is.
 */
void
ferry_http_resumable_write (FerryHttpResumable *self,
                            SoupMessageHeaders *headers,
                            const char         *name,
                            const char         *type)
{
  /* tus has its clients ask without a version. */
  if (ferry_http_resumable_get_step (self) == FERRY_HTTP_RESUMABLE_PROBE)
    set_number (headers, VERSION_HEADER, ferry_http_resumable_get_interop (self));
  else if (ferry_http_resumable_get_protocol (self) == FERRY_UPLOAD_PROTOCOL_TUS)
    write_tus (self, headers, name, type);
  else
    write_draft (self, headers, name, type);
}

static gboolean
read_number (const char *text,
             guint64     most,
             guint64    *value)
{
  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, most, value, NULL);
}

static gboolean
lists (const char *list,
       const char *word)
{
  GSList *words = list != NULL ? soup_header_parse_list (list) : NULL;
  gboolean found = FALSE;

  for (GSList *l = words; l != NULL; l = l->next)
    found = found || strcmp (l->data, word) == 0;
  soup_header_free_list (words);
  return found;
}

/**
 * ferry_http_resumable_read:
 * @answer: (out caller-allocates): what is filled, but for the location
 * @status: HTTP status
 * @headers: of the answer
 *
 * Reads the head of an answer.
 */
void
ferry_http_resumable_read (FerryHttpResumableAnswer *answer,
                           guint                     status,
                           SoupMessageHeaders       *headers)
{
  const char *complete = soup_message_headers_get_one (headers, "Upload-Complete");
  const char *limits = soup_message_headers_get_list (headers, "Upload-Limit");
  gboolean good = SOUP_STATUS_IS_SUCCESSFUL (status);
  guint64 number;

  *answer = (FerryHttpResumableAnswer){ .status = status, .offset = -1, .complete = -1 };
  if (read_number (soup_message_headers_get_one (headers, "Upload-Offset"), G_MAXINT64, &number))
    answer->offset = number;
  if (g_strcmp0 (complete, "?1") == 0 || g_strcmp0 (complete, "?0") == 0)
    answer->complete = complete[1] - '0';
  answer->speaks_tus = good && lists (soup_message_headers_get_list (headers, "Tus-Version"), TUS_VERSION) &&
                       lists (soup_message_headers_get_list (headers, "Tus-Extension"), "creation");
  if (good && read_number (soup_message_headers_get_one (headers, VERSION_HEADER), 1000, &number))
    answer->interop = number;
  answer->has_limits = limits != NULL;
  if (limits != NULL)
    ferry_http_resumable_limits_read (&answer->limits, limits);
  /* A server of tus that sets no limit may say so by 0. */
  if (read_number (soup_message_headers_get_one (headers, "Tus-Max-Size"), G_MAXINT64, &number) && number > 0)
    ferry_http_resumable_limits_set (&answer->limits, FERRY_HTTP_RESUMABLE_MAX_SIZE, number);
}
