/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes are appended to a buffer, and each state takes from its front what it
 * can make sense of. What a state leaves is the beginning of something. */

#include "server-multipart.h"

#include <gio/gio.h>
#include <string.h>

/* Taken into the buffer at once. */
#define SLICE (64 * 1024)

typedef enum {
  STATE_PREAMBLE, /* before the first boundary */
  STATE_HEADERS,  /* the rest of a boundary's line, and the headers below it */
  STATE_CONTENT,
  STATE_EPILOGUE, /* after the last boundary */
} State;

struct _ServerMultipart {
  const ServerMultipartFuncs *funcs;
  gpointer user_data; /* (unowned) */
  char *delimiter;    /* (owned) with the line end before it */
  gsize delimiter_length;
  GByteArray *buffer; /* (owned) */
  State state;
  guint parts;
};

static gboolean
refuse (GError     **error,
        const char  *why)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, why);
  return FALSE;
}

static void
drop (ServerMultipart *self,
      gsize            count)
{
  g_byte_array_remove_range (self->buffer, 0, count);
}

static gboolean
is_boundary (const char *boundary)
{
  gsize length = strlen (boundary);

  if (length == 0 || length > SERVER_MAX_BOUNDARY)
    return FALSE;
  for (const char *at = boundary; *at != '\0'; at++)
    if (!g_ascii_isprint (*at))
      return FALSE;
  return TRUE;
}

/**
 * server_multipart_new:
 * @boundary: what separates the parts
 * @funcs: (scope notified): who takes the parts
 * @user_data: for @funcs
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a parser at the start of a body
 */
ServerMultipart *
server_multipart_new (const char                  *boundary,
                      const ServerMultipartFuncs  *funcs,
                      gpointer                     user_data,
                      GError                     **error)
{
  ServerMultipart *self;

  if (boundary == NULL || !is_boundary (boundary))
    {
      refuse (error, "This is no boundary");
      return NULL;
    }
  self = g_new0 (ServerMultipart, 1);
  self->funcs = funcs;
  self->user_data = user_data;
  self->delimiter = g_strconcat ("\r\n--", boundary, NULL);
  self->delimiter_length = strlen (self->delimiter);
  self->buffer = g_byte_array_new ();
  /* So that a boundary on the very first line is like all others. */
  g_byte_array_append (self->buffer, (const guint8 *) "\r\n", 2);
  return self;
}

/**
 * server_multipart_free:
 * @self: (transfer full): a parser
 */
void
server_multipart_free (ServerMultipart *self)
{
  g_byte_array_unref (self->buffer);
  g_free (self->delimiter);
  g_free (self);
}

/* How much at the front is content for sure: up to the delimiter, or else up
 * to where one may begin that is not there in full yet. */
static gsize
measure_content (ServerMultipart *self,
                 gboolean        *whole)
{
  const guint8 *found = memmem (self->buffer->data, self->buffer->len, self->delimiter, self->delimiter_length);

  *whole = found != NULL;
  if (found != NULL)
    return found - self->buffer->data;
  return self->buffer->len >= self->delimiter_length ? self->buffer->len - self->delimiter_length + 1 : 0;
}

static gboolean
take_content (ServerMultipart  *self,
              gboolean         *stuck,
              GError          **error)
{
  gboolean in_part = self->state == STATE_CONTENT;
  gboolean whole;
  gsize count = measure_content (self, &whole);

  if (in_part && count > 0 && !self->funcs->take ((const char *) self->buffer->data, count, self->user_data, error))
    return FALSE;
  drop (self, whole ? count + self->delimiter_length : count);
  *stuck = !whole;
  if (!whole)
    return TRUE;
  self->state = STATE_HEADERS;
  return !in_part || self->funcs->end (self->user_data, error);
}

/* The line of the boundary has nothing more but blanks, which some add. */
static gboolean
begin_part (ServerMultipart  *self,
            const char       *headers,
            GError          **error)
{
  g_autoptr (ServerPart) part = NULL;

  if (headers[strspn (headers, " \t")] != '\r')
    return refuse (error, "A boundary has something behind it");
  if (++self->parts > SERVER_MAX_PARTS)
    return refuse (error, "Too many parts");
  part = server_part_parse (headers);
  return self->funcs->begin (part, self->user_data, error);
}

static gboolean
take_headers (ServerMultipart  *self,
              gboolean         *stuck,
              GError          **error)
{
  const char *start = (const char *) self->buffer->data;
  const char *end = memmem (start, self->buffer->len, "\r\n\r\n", 4);
  gsize length = end != NULL ? (gsize) (end - start) + 2 : self->buffer->len;
  g_autofree char *headers = g_strndup (start, MIN (length, SERVER_MAX_PART_HEADERS));

  if (g_str_has_prefix (headers, "--"))
    {
      self->state = STATE_EPILOGUE;
      return TRUE;
    }
  if (length > SERVER_MAX_PART_HEADERS)
    return refuse (error, "The headers of a part are too long");
  *stuck = end == NULL;
  if (*stuck)
    return TRUE;
  if (!begin_part (self, headers, error))
    return FALSE;
  drop (self, length + 2);
  self->state = STATE_CONTENT;
  return TRUE;
}

static gboolean
take_epilogue (ServerMultipart  *self,
               gboolean         *stuck,
               GError          **error)
{
  drop (self, self->buffer->len);
  *stuck = TRUE;
  return TRUE;
}

static gboolean
take_all (ServerMultipart  *self,
          GError          **error)
{
  static gboolean (*const steps[]) (ServerMultipart *, gboolean *, GError **) = {
    [STATE_PREAMBLE] = take_content,
    [STATE_HEADERS] = take_headers,
    [STATE_CONTENT] = take_content,
    [STATE_EPILOGUE] = take_epilogue,
  };
  gboolean stuck = FALSE;

  while (!stuck)
    if (!steps[self->state](self, &stuck, error))
      return FALSE;
  return TRUE;
}

/**
 * server_multipart_push:
 * @self: a parser
 * @data: the next bytes of the body
 * @size: how many
 * @error: return location for an error
 *
 * Returns: whether the body is well-formed so far and all was taken
 */
gboolean
server_multipart_push (ServerMultipart  *self,
                       const char       *data,
                       gsize             size,
                       GError          **error)
{
  while (size > 0)
    {
      gsize slice = MIN (size, SLICE);

      g_byte_array_append (self->buffer, (const guint8 *) data, slice);
      if (!take_all (self, error))
        return FALSE;
      data += slice;
      size -= slice;
    }
  return TRUE;
}

/**
 * server_multipart_finish:
 * @self: a parser
 * @error: return location for an error
 *
 * Returns: whether the body had its end
 */
gboolean
server_multipart_finish (ServerMultipart  *self,
                         GError          **error)
{
  return self->state == STATE_EPILOGUE || refuse (error, "The last boundary is missing");
}
