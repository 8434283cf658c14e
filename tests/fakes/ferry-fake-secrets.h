/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A keyring in memory, which may be one that keeps nothing for later. */

#pragma once

#include "ferry-secrets.h"

G_BEGIN_DECLS

#define FERRY_TYPE_FAKE_SECRETS (ferry_fake_secrets_get_type ())
G_DECLARE_FINAL_TYPE (FerryFakeSecrets, ferry_fake_secrets, FERRY, FAKE_SECRETS, GObject)

FerryFakeSecrets *ferry_fake_secrets_new            (void);
void              ferry_fake_secrets_set_persistent (FerryFakeSecrets *self,
                                                     gboolean          persistent);
void              ferry_fake_secrets_set_held       (FerryFakeSecrets *self,
                                                     gboolean          held);
void              ferry_fake_secrets_restart        (FerryFakeSecrets *self);
guint             ferry_fake_secrets_get_n          (FerryFakeSecrets *self);

G_END_DECLS
