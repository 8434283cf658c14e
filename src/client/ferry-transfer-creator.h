/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What downloaders and uploaders share. What is set here holds for the
 * transfers created from then on; a transfer that exists is changed through its
 * operation. */

#pragma once

#include "ferry-enums.h"
#include "ferry-export.h"
#include "ferry-transfer-group.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_TRANSFER_CREATOR (ferry_transfer_creator_get_type ())
FERRY_EXPORT
G_DECLARE_DERIVABLE_TYPE (FerryTransferCreator, ferry_transfer_creator, FERRY, TRANSFER_CREATOR, GObject)

struct _FerryTransferCreatorClass {
  GObjectClass parent_class;
};

/* Properties: transfer-group, and one for each option; those of one kind of
 * transfers are the downloader's or the uploader's. */
FERRY_EXPORT
void ferry_transfer_creator_set_option (FerryTransferCreator *self,
                                        const char           *key,
                                        GVariant             *value);
FERRY_EXPORT
const char *ferry_transfer_creator_get_method (FerryTransferCreator *self);
FERRY_EXPORT
void ferry_transfer_creator_set_method (FerryTransferCreator *self,
                                        const char           *method);
FERRY_EXPORT
FerryCostPolicy ferry_transfer_creator_get_cost_policy (FerryTransferCreator *self);
FERRY_EXPORT
void ferry_transfer_creator_set_cost_policy (FerryTransferCreator *self,
                                             FerryCostPolicy       cost_policy);
FERRY_EXPORT
FerryTransferPriority ferry_transfer_creator_get_priority (FerryTransferCreator *self);
FERRY_EXPORT
void ferry_transfer_creator_set_priority (FerryTransferCreator  *self,
                                          FerryTransferPriority  priority);
FERRY_EXPORT
FerryTransferGroup *ferry_transfer_creator_get_transfer_group (FerryTransferCreator *self);
FERRY_EXPORT
void ferry_transfer_creator_set_transfer_group (FerryTransferCreator *self,
                                                FerryTransferGroup   *transfer_group);

/* Write-only: secrets go to the service's keyring and don't come back. */
FERRY_EXPORT
void ferry_transfer_creator_set_server_credential (FerryTransferCreator *self,
                                                   const char           *username,
                                                   const char           *password);
FERRY_EXPORT
void ferry_transfer_creator_set_proxy_credential (FerryTransferCreator *self,
                                                  const char           *username,
                                                  const char           *password);
FERRY_EXPORT
void ferry_transfer_creator_set_request_header (FerryTransferCreator *self,
                                                const char           *name,
                                                const char           *value);

/* What the Windows API lacks. */
FERRY_EXPORT
void ferry_transfer_creator_set_rate_limit (FerryTransferCreator *self,
                                            guint64               rate_limit);
FERRY_EXPORT
void ferry_transfer_creator_set_toast (FerryTransferCreator *self,
                                       gboolean              toast);
FERRY_EXPORT
void ferry_transfer_creator_set_start_at_once (FerryTransferCreator *self,
                                               gboolean              start_at_once);
FERRY_EXPORT
void ferry_transfer_creator_add_recoverable_status (FerryTransferCreator *self,
                                                    FerryWebErrorStatus   status);

G_END_DECLS
