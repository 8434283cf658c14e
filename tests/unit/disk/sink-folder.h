/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A folder of its own for each test of a sink, and what is done there all the
 * time. */

#pragma once

#include "ferry-sink.h"

G_BEGIN_DECLS

typedef struct {
  char *folder; /* (owned) */
} SinkFolder;

void sink_folder_set_up (SinkFolder    *self,
                         gconstpointer  data);

void sink_folder_tear_down (SinkFolder    *self,
                            gconstpointer  data);

char *sink_folder_path (SinkFolder *self,
                        const char *name);

void sink_folder_put (SinkFolder *self,
                      const char *name,
                      const char *content);

void sink_folder_assert_content (SinkFolder *self,
                                 const char *name,
                                 const char *content);

void sink_folder_assert_n_files (SinkFolder *self,
                                 guint       expected);

void sink_folder_assert_named (const char *path,
                               const char *name);

FerrySink *sink_folder_create (SinkFolder *self,
                               const char *name,
                               gint64      length);

FerrySink *sink_folder_open (const char  *part,
                             const char  *owner,
                             guint64      offset,
                             gint64       length,
                             GError     **error);

gboolean sink_folder_append (FerrySink   *sink,
                             const void  *bytes,
                             gsize        size,
                             GError     **error);

void sink_folder_write (FerrySink  *sink,
                        const char *text);

gboolean sink_folder_try_sync (FerrySink  *sink,
                               guint64    *durable,
                               GError    **error);

guint64 sink_folder_sync (FerrySink *sink);

char *sink_folder_finish (FerrySink  *sink,
                          const char *name);

#define SINK_FOLDER_ADD(name, function) \
  g_test_add (name, SinkFolder, NULL, sink_folder_set_up, function, sink_folder_tear_down)

G_END_DECLS
