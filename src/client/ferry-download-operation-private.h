/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How the mirror makes operations and tells them the news. */

#pragma once

#include "ferry-download-operation.h"
#include "ferry-facts.h"
#include "ferry-mirror.h"

G_BEGIN_DECLS

FerryDownloadOperation *ferry_download_operation_new          (FerryMirror            *mirror,
                                                               const char             *guid);
void                    ferry_download_operation_tell         (FerryDownloadOperation *self,
                                                               GVariant               *entry);
void                    ferry_download_operation_lose         (FerryDownloadOperation *self,
                                                               const GError           *error);
void                    ferry_download_operation_set_removed  (FerryDownloadOperation *self);
gboolean                ferry_download_operation_may_progress (FerryDownloadOperation *self);
FerryMirror            *ferry_download_operation_get_mirror   (FerryDownloadOperation *self);
const FerryFacts       *ferry_download_operation_get_facts    (FerryDownloadOperation *self);

G_END_DECLS
