/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a server answered last. */

#pragma once

#include "ferry-export.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_RESPONSE_INFORMATION (ferry_response_information_get_type ())

/**
 * FerryResponseInformation:
 *
 * What a server answered to the last request of a transfer. It never changes
 * once it is made; its count of references belongs to the thread of the
 * library.
 *
 * Since: 0.1
 */
typedef struct _FerryResponseInformation FerryResponseInformation;

FERRY_EXPORT
GType ferry_response_information_get_type (void);
FERRY_EXPORT
FerryResponseInformation *ferry_response_information_ref (FerryResponseInformation *self);
FERRY_EXPORT
void ferry_response_information_unref (FerryResponseInformation *self);
FERRY_EXPORT
const char *ferry_response_information_get_actual_uri (FerryResponseInformation *self);
FERRY_EXPORT
guint ferry_response_information_get_status_code (FerryResponseInformation *self);
FERRY_EXPORT
gboolean ferry_response_information_is_resumable (FerryResponseInformation *self);
FERRY_EXPORT
GHashTable *ferry_response_information_get_headers (FerryResponseInformation *self);
FERRY_EXPORT
const char *ferry_response_information_get_header (FerryResponseInformation *self,
                                                   const char               *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryResponseInformation, ferry_response_information_unref)

G_END_DECLS
