/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One part of a multipart upload: a text or a file, with headers of its own. */

#pragma once

#include "ferry-export.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_CONTENT_PART (ferry_content_part_get_type ())
FERRY_EXPORT
G_DECLARE_FINAL_TYPE (FerryContentPart, ferry_content_part, FERRY, CONTENT_PART, GObject)

FERRY_EXPORT
FerryContentPart *ferry_content_part_new (const char *name,
                                          const char *file_name);
FERRY_EXPORT
void ferry_content_part_set_header (FerryContentPart *self,
                                    const char       *name,
                                    const char       *value);
FERRY_EXPORT
void ferry_content_part_set_text (FerryContentPart *self,
                                  const char       *text);
FERRY_EXPORT
void ferry_content_part_set_file (FerryContentPart *self,
                                  GFile            *file);

G_END_DECLS
