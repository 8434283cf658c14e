/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The endless stream of generated content, from any offset on. Who reads it
 * decides where it ends. */

#include "server-pattern.h"

/* Odd, so that multiplying by them loses nothing. */
#define WORD_STEP G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)
#define SEED_STEP G_GUINT64_CONSTANT (0xD1B54A32D192ED03)

struct _ServerPattern {
  GInputStream parent_instance;

  guint64 seed;
  guint64 offset;
};

G_DEFINE_FINAL_TYPE (ServerPattern, server_pattern, G_TYPE_INPUT_STREAM)

static gssize
read_pattern (GInputStream  *stream,
              void          *buffer,
              gsize          count,
              GCancellable  *cancellable,
              GError       **error)
{
  ServerPattern *self = SERVER_PATTERN (stream);

  server_pattern_fill (self->seed, self->offset, buffer, count);
  self->offset += count;
  return count;
}

static void
server_pattern_class_init (ServerPatternClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = read_pattern;
}

static void
server_pattern_init (ServerPattern *self)
{
}

/**
 * server_pattern_new:
 * @seed: which content; 0 is the usual one
 * @offset: where to begin
 *
 * Returns: (transfer full): a stream that never ends
 */
GInputStream *
server_pattern_new (guint64 seed,
                    guint64 offset)
{
  ServerPattern *self = g_object_new (SERVER_TYPE_PATTERN, NULL);

  self->seed = seed;
  self->offset = offset;
  return G_INPUT_STREAM (self);
}

/**
 * server_pattern_fill:
 * @seed: which content
 * @offset: where in the content @buffer begins
 * @buffer: (out caller-allocates) (array length=count): memory to fill
 * @count: size of @buffer
 *
 * Writes the bytes that the content of @seed has at @offset.
 */
void
server_pattern_fill (guint64  seed,
                     guint64  offset,
                     guint8  *buffer,
                     gsize    count)
{
  for (gsize i = 0; i < count; i++, offset++)
    {
      guint64 word = (offset / 8) * WORD_STEP + seed * SEED_STEP;

      buffer[i] = word >> (56 - 8 * (offset % 8));
    }
}
