/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sink-folder.h"

#include <glib/gstdio.h>
#include <string.h>

void
sink_folder_set_up (SinkFolder    *self,
                    gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("ferry-sink-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
empty_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
}

void
sink_folder_tear_down (SinkFolder    *self,
                       gconstpointer  data)
{
  empty_folder (self->folder);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
}

char *
sink_folder_path (SinkFolder *self,
                  const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

void
sink_folder_put (SinkFolder *self,
                 const char *name,
                 const char *content)
{
  g_autofree char *path = sink_folder_path (self, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
}

void
sink_folder_assert_content (SinkFolder *self,
                            const char *name,
                            const char *content)
{
  g_autofree char *path = sink_folder_path (self, name);
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, content);
}

void
sink_folder_assert_n_files (SinkFolder *self,
                            guint       expected)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, expected);
}

void
sink_folder_assert_named (const char *path,
                          const char *name)
{
  g_autofree char *found = g_path_get_basename (path);

  g_assert_cmpstr (found, ==, name);
}

FerrySink *
sink_folder_create (SinkFolder *self,
                    const char *name,
                    gint64      length)
{
  g_autoptr (GError) error = NULL;
  FerrySink *sink = ferry_sink_create (self->folder, name, NULL, FERRY_IF_EXISTS_RENAME, length, &error);

  g_assert_no_error (error);
  return sink;
}

/* Opens a part of which the first bytes count. */
FerrySink *
sink_folder_open (const char  *part,
                  const char  *owner,
                  guint64      offset,
                  gint64       length,
                  GError     **error)
{
  g_autoptr (FerryRangeSet) ranges = ferry_range_set_new (offset);

  return ferry_sink_open (part, owner, ranges, length, error);
}

/* Writes behind the bytes that are there without a gap. */
gboolean
sink_folder_append (FerrySink   *sink,
                    const void  *bytes,
                    gsize        size,
                    GError     **error)
{
  g_autoptr (FerryRangeSet) ranges = ferry_sink_get_ranges (sink);

  return ferry_sink_write (sink, ferry_range_set_get_prefix (ranges), bytes, size, error);
}

void
sink_folder_write (FerrySink  *sink,
                   const char *text)
{
  g_autoptr (GError) error = NULL;

  sink_folder_append (sink, text, strlen (text), &error);
  g_assert_no_error (error);
}

/* Returns: whether all that was written is durable; in @durable is how much without a gap. */
gboolean
sink_folder_try_sync (FerrySink  *sink,
                      guint64    *durable,
                      GError    **error)
{
  g_autoptr (FerryRangeSet) ranges = ferry_sink_sync (sink, error);

  if (ranges != NULL)
    *durable = ferry_range_set_get_prefix (ranges);
  return ranges != NULL;
}

guint64
sink_folder_sync (FerrySink *sink)
{
  g_autoptr (GError) error = NULL;
  guint64 durable = 0;

  sink_folder_try_sync (sink, &durable, &error);
  g_assert_no_error (error);
  return durable;
}

char *
sink_folder_finish (FerrySink  *sink,
                    const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = ferry_sink_finish (sink, name, FERRY_IF_EXISTS_RENAME, NULL, 0, &error);

  g_assert_no_error (error);
  return path;
}
