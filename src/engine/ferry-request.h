/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request: what was asked for. It is checked once, when it is made, and
 * never changes; a changed address makes a new request. */

#pragma once

#include "ferry-enums.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_REQUEST (ferry_request_get_type ())

typedef struct _FerryRequest FerryRequest;

GType         ferry_request_get_type        (void);
FerryRequest *ferry_request_new             (FerryTransferKind   kind,
                                             const char         *address,
                                             GVariant           *options,
                                             GError            **error);
FerryRequest *ferry_request_with_changes    (FerryRequest       *self,
                                             GVariant           *changes,
                                             GError            **error);
FerryRequest *ferry_request_ref             (FerryRequest       *self);
void          ferry_request_unref           (FerryRequest       *self);
FerryRequest *ferry_request_new_from_stored (GVariant           *stored,
                                             GError            **error);
GVariant     *ferry_request_to_stored       (FerryRequest       *self);
gboolean      ferry_request_has_secrets     (FerryRequest       *self);
GVariant     *ferry_request_get_secrets     (FerryRequest       *self);
FerryRequest *ferry_request_with_secrets    (FerryRequest       *self,
                                             GVariant           *secrets);
gboolean      ferry_request_lacks_secrets   (FerryRequest       *self);

FerryTransferKind      ferry_request_get_kind           (FerryRequest        *self);
const char            *ferry_request_get_address        (FerryRequest        *self);
const char            *ferry_request_get_shown_address  (FerryRequest        *self);
const char            *ferry_request_get_host           (FerryRequest        *self);
const char            *ferry_request_get_folder         (FerryRequest        *self);
const char            *ferry_request_get_name           (FerryRequest        *self);
FerryIfExists          ferry_request_get_if_exists      (FerryRequest        *self);
const char            *ferry_request_get_file           (FerryRequest        *self);
GVariant              *ferry_request_get_parts          (FerryRequest        *self);
const char            *ferry_request_get_subtype        (FerryRequest        *self);
const char            *ferry_request_get_boundary       (FerryRequest        *self);
FerryUploadProtocol    ferry_request_get_protocol       (FerryRequest        *self);
GStrv                  ferry_request_list_files         (FerryRequest        *self);
gboolean               ferry_request_is_repeatable      (FerryRequest        *self);
const char            *ferry_request_get_method         (FerryRequest        *self);
GVariant              *ferry_request_get_headers        (FerryRequest        *self);
const char            *ferry_request_get_username       (FerryRequest        *self);
const char            *ferry_request_get_password       (FerryRequest        *self);
const char            *ferry_request_get_proxy_username (FerryRequest        *self);
const char            *ferry_request_get_proxy_password (FerryRequest        *self);
FerryTransferPriority  ferry_request_get_priority       (FerryRequest        *self);
FerryCostPolicy        ferry_request_get_cost           (FerryRequest        *self);
const char            *ferry_request_get_group          (FerryRequest        *self);
FerryTransferBehavior  ferry_request_get_behavior       (FerryRequest        *self);
GChecksumType          ferry_request_get_checksum_type  (FerryRequest        *self);
const char            *ferry_request_get_checksum       (FerryRequest        *self);
guint64                ferry_request_get_rate_limit     (FerryRequest        *self);
gboolean               ferry_request_is_recoverable     (FerryRequest        *self,
                                                         FerryWebErrorStatus  status);
gboolean               ferry_request_wants_toast        (FerryRequest        *self);

gboolean ferry_headers_have (GVariant   *headers,
                             const char *wanted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryRequest, ferry_request_unref)

G_END_DECLS
