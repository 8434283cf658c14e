/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The calls of the keyring, made one after the other. */

#pragma once

#include "ferry-keyring.h"

G_BEGIN_DECLS

/* Far longer than any answer that comes takes. */
#define PATIENT_MS 20000

gboolean  call_store   (FerrySecrets  *secrets,
                        const char    *id,
                        const char    *password,
                        GError       **error);
GVariant *call_lookup  (FerrySecrets  *secrets,
                        const char    *id,
                        GError       **error);
GStrv     call_list    (FerrySecrets  *secrets,
                        GError       **error);
void      assert_found (FerrySecrets  *secrets,
                        const char    *id,
                        const char    *password);

G_END_DECLS
