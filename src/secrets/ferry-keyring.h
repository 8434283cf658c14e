/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Secrets in the person's keyring. */

#pragma once

#include "ferry-secrets.h"

G_BEGIN_DECLS

#define FERRY_TYPE_KEYRING (ferry_keyring_get_type ())
G_DECLARE_FINAL_TYPE (FerryKeyring, ferry_keyring, FERRY, KEYRING, GObject)

FerrySecrets *ferry_keyring_new (guint timeout_ms);

G_END_DECLS
