/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bus side of the engine. */

#pragma once

#include "ferry-engine.h"
#include "ferry-callers.h"

G_BEGIN_DECLS

#define FERRY_TYPE_TRANSFERS_OBJECT (ferry_transfers_object_get_type ())
G_DECLARE_FINAL_TYPE (FerryTransfersObject, ferry_transfers_object, FERRY, TRANSFERS_OBJECT, GObject)

FerryTransfersObject *ferry_transfers_object_new           (FerryEngine           *engine);
void                  ferry_transfers_object_set_folder    (FerryTransfersObject  *self,
                                                            const char            *folder);
void                  ferry_transfers_object_set_if_exists (FerryTransfersObject  *self,
                                                            FerryIfExists          if_exists);
gboolean              ferry_transfers_object_export        (FerryTransfersObject  *self,
                                                            FerryCallers          *callers,
                                                            const char            *object_path,
                                                            GError               **error);

G_END_DECLS
