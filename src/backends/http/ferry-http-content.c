/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of an upload, as pieces of text and files in a row. */

#include "ferry-http-content.h"

#include "ferry-http-multipart.h"

#include "ferry-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define BOUNDARY_PREFIX "FerryBoundary"

/* A body that is read at once when it is opened: of a thousand photographs
 * each costs one blocking task to the disk then. */
#define SHORT_BYTES (256 * 1024)

typedef struct {
  guint64 start; /* within the body */
  guint64 size;
  GString *text; /* (owned) (nullable) for a file */
  guint file;    /* number within the source */
} Piece;

struct _FerryHttpContent {
  FerrySource *source; /* (owned) (nullable) when it was read whole */
  char *type;          /* (owned) */
  GArray *pieces;      /* (owned) (element-type Piece) none of them empty */
  guint64 length;
  char *whole; /* (owned) (nullable) all of it, when it is short */
};

static void
piece_clear (gpointer data)
{
  Piece *piece = data;

  if (piece->text != NULL)
    g_string_free (piece->text, TRUE);
}

static void
add_piece (FerryHttpContent *self,
           Piece             piece)
{
  piece.start = self->length;
  if (piece.size == 0)
    {
      piece_clear (&piece);
      return;
    }
  g_array_append_val (self->pieces, piece);
  self->length += piece.size;
}

static void
add_file (FerryHttpContent *self,
          guint             file)
{
  add_piece (self, (Piece){ .size = ferry_source_get_size (self->source, file), .file = file });
}

static void
add_text (FerryHttpContent *self,
          GString          *text)
{
  add_piece (self, (Piece){ .size = text->len, .text = text });
}

static void
add_part (FerryHttpContent *self,
          GVariant         *part,
          const char       *subtype,
          GString          *head,
          guint            *file)
{
  const char *text;

  ferry_http_multipart_describe (head, part, subtype);
  if (g_variant_lookup (part, "text", "&s", &text))
    ferry_http_multipart_add_text (head, text, subtype);
  add_text (self, head);
  if (g_variant_lookup (part, "file", "&s", NULL))
    add_file (self, (*file)++);
}

static void
add_parts (FerryHttpContent *self,
           FerryRequest     *request)
{
  GVariant *parts = request->parts;
  const char *subtype = ferry_request_get_subtype (request);
  g_autofree char *random = g_uuid_string_random ();
  g_autofree char *boundary = g_strdup (request->boundary);
  GString *end = g_string_new (NULL);
  guint file = 0;

  if (boundary == NULL)
    boundary = g_strconcat (BOUNDARY_PREFIX, random, NULL);
  self->type = ferry_http_multipart_type (subtype, boundary);
  for (gsize i = 0; i < g_variant_n_children (parts); i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (parts, i);
      GString *head = g_string_new (NULL);

      g_string_append_printf (head, "%s--%s\r\n", i > 0 ? "\r\n" : "", boundary);
      add_part (self, part, subtype, head, &file);
    }
  g_string_append_printf (end, "\r\n--%s--\r\n", boundary);
  add_text (self, end);
}

/**
 * ferry_http_content_new:
 * @request: an upload
 * @source: its files
 *
 * Returns: (transfer full): its body
 */
FerryHttpContent *
ferry_http_content_new (FerryRequest *request,
                        FerrySource  *source)
{
  FerryHttpContent *self = g_atomic_rc_box_new0 (FerryHttpContent);

  self->source = g_object_ref (source);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (self->pieces, piece_clear);
  if (request->parts != NULL)
    add_parts (self, request);
  else
    {
      self->type = ferry_http_multipart_guess_type (request->file);
      add_file (self, 0);
    }
  return self;
}

static gboolean
read_whole (FerryHttpContent  *self,
            GError           **error)
{
  g_autofree char *whole = g_malloc (MAX (self->length, 1));

  if (!ferry_http_content_read (self, 0, whole, self->length, error))
    return FALSE;
  self->whole = g_steal_pointer (&whole);
  g_clear_object (&self->source);
  return TRUE;
}

static guint
count_within (const char *bytes,
              gsize       size,
              const char *line)
{
  const char *end = bytes + size;
  guint found = 0;

  while ((bytes = memmem (bytes, end - bytes, line, strlen (line))) != NULL)
    {
      bytes++;
      found++;
    }
  return found;
}

/* Blocks overlap by what could be cut in two. Returns: -1 with an error */
static gint64
count_lines (FerryHttpContent  *self,
             const char        *line,
             GError           **error)
{
  gsize step = SHORT_BYTES - (strlen (line) - 1);
  g_autofree char *block = g_malloc (SHORT_BYTES);
  gint64 found = 0;

  for (guint64 offset = 0; offset < self->length; offset += step)
    {
      gsize size = MIN (SHORT_BYTES, self->length - offset);

      if (!ferry_http_content_read (self, offset, block, size, error))
        return -1;
      found += count_within (block, size, line);
    }
  return found;
}

/* A boundary that somebody chose may be in what it is to hold apart; one that
 * was drawn by lot is not. */
static gboolean
check_boundary (FerryHttpContent  *self,
                FerryRequest      *request,
                GError           **error)
{
  const char *boundary = request->boundary;
  g_autofree char *line = g_strdup_printf ("\r\n--%s", boundary);
  gint64 found = count_lines (self, line, error);

  /* One stands behind each part. */
  if (found > (gint64) g_variant_n_children (request->parts))
    g_set_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT,
                 _ ("The boundary “%s” occurs in what is to be sent"), boundary);
  return found >= 0 && found <= (gint64) g_variant_n_children (request->parts);
}

/**
 * ferry_http_content_open:
 * @self: a body that was just made
 * @request: what it was made of
 * @error: return location for an error
 *
 * Makes sure that its files are as they were and have no line in them that is
 * to stand between them, and reads a short body to its end. May wait for a
 * disk.
 *
 * Returns: %FALSE as ferry_source_check() has it, or with
 *   %FERRY_ERROR_INVALID_ARGUMENT
 */
gboolean
ferry_http_content_open (FerryHttpContent  *self,
                         FerryRequest      *request,
                         GError           **error)
{
  gboolean good = self->length <= SHORT_BYTES ? read_whole (self, error) : ferry_source_check (self->source, error);

  return good && (request->boundary == NULL || check_boundary (self, request, error));
}

FerryHttpContent *
ferry_http_content_ref (FerryHttpContent *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  FerryHttpContent *self = data;

  g_clear_object (&self->source);
  g_free (self->type);
  g_array_unref (self->pieces);
  g_free (self->whole);
}

void
ferry_http_content_unref (FerryHttpContent *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * ferry_http_content_get_type:
 * @self: a body
 *
 * Returns: (transfer none): its Content-Type
 */
const char *
ferry_http_content_get_type (FerryHttpContent *self)
{
  return self->type;
}

guint64
ferry_http_content_get_length (FerryHttpContent *self)
{
  return self->length;
}

static Piece *
find_piece (FerryHttpContent *self,
            guint64           offset)
{
  guint low = 0, high = self->pieces->len;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (self->pieces, Piece, middle).start <= offset)
        low = middle;
      else
        high = middle;
    }
  return &g_array_index (self->pieces, Piece, low);
}

/**
 * ferry_http_content_read:
 * @self: a body
 * @offset: where to begin
 * @buffer: where bytes go
 * @size: how many, within the body
 * @error: return location for an error
 *
 * Reads all of them. Behind the last ones it makes sure that the files were
 * still what they had been, so that no mixture is ever taken for the whole.
 * May wait for a disk.
 *
 * Returns: %FALSE with %FERRY_ERROR_FILE
 */
gboolean
ferry_http_content_read (FerryHttpContent  *self,
                         guint64            offset,
                         void              *buffer,
                         gsize              size,
                         GError           **error)
{
  char *next = buffer;

  if (self->whole != NULL)
    {
      memcpy (buffer, self->whole + offset, size);
      return TRUE;
    }
  while (size > 0)
    {
      Piece *piece = find_piece (self, offset);
      guint64 within = offset - piece->start;
      gsize some = MIN (size, piece->size - within);

      if (piece->text != NULL)
        memcpy (next, piece->text->str + within, some);
      else if (!ferry_source_read (self->source, piece->file, within, next, some, error))
        return FALSE;
      next += some;
      offset += some;
      size -= some;
    }
  return offset < self->length || ferry_source_check (self->source, error);
}

/**
 * ferry_http_content_peek:
 * @self: a body
 * @offset: where to begin
 * @size: (out): how many bytes lie there
 *
 * Returns: (transfer none) (nullable): bytes that are in memory anyway; never
 *   the last ones where the files have to be looked at behind them
 */
const char *
ferry_http_content_peek (FerryHttpContent *self,
                         guint64           offset,
                         gsize            *size)
{
  Piece *piece;

  if (self->whole != NULL)
    {
      *size = self->length - offset;
      return self->whole + offset;
    }
  piece = find_piece (self, offset);
  *size = piece->start + piece->size - offset;
  return piece->text != NULL && offset + *size < self->length ? piece->text->str + (offset - piece->start) : NULL;
}

/**
 * ferry_http_content_read_cached:
 * @self: a body
 * @offset: where to begin
 * @buffer: where bytes go
 * @size: how many, within the body
 *
 * Never waits for a disk.
 *
 * Returns: how many bytes of a file were in memory, 0 where only
 *   ferry_http_content_read() can tell, as always behind the last ones
 */
gsize
ferry_http_content_read_cached (FerryHttpContent *self,
                                guint64           offset,
                                void             *buffer,
                                gsize             size)
{
  Piece *piece = find_piece (self, offset);
  guint64 within = offset - piece->start;

  if (piece->text != NULL || offset + size >= self->length)
    return 0;
  return ferry_source_read_cached (self->source, piece->file, within, buffer, MIN (size, piece->size - within));
}
