/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The body of an upload: one file as it is, or the parts of a multipart with
 * what stands between them. Its length is known, and any place of it can be
 * read. */

#pragma once

#include "ferry-source.h"

G_BEGIN_DECLS

typedef struct _FerryHttpContent FerryHttpContent;

FerryHttpContent *ferry_http_content_new         (FerryRequest      *request,
                                                  FerrySource       *source);
gboolean          ferry_http_content_open        (FerryHttpContent  *self,
                                                  FerryRequest      *request,
                                                  GError           **error);
FerryHttpContent *ferry_http_content_ref         (FerryHttpContent  *self);
void              ferry_http_content_unref       (FerryHttpContent  *self);
const char       *ferry_http_content_get_type    (FerryHttpContent  *self);
guint64           ferry_http_content_get_length  (FerryHttpContent  *self);
gboolean          ferry_http_content_read        (FerryHttpContent  *self,
                                                  guint64            offset,
                                                  void              *buffer,
                                                  gsize              size,
                                                  GError           **error);
const char       *ferry_http_content_peek        (FerryHttpContent  *self,
                                                  guint64            offset,
                                                  gsize             *size);
gsize             ferry_http_content_read_cached (FerryHttpContent  *self,
                                                  guint64            offset,
                                                  void              *buffer,
                                                  gsize              size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryHttpContent, ferry_http_content_unref)

G_END_DECLS
