/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an answer of HTTP says that went wrong. Pure. */

#pragma once

#include "ferry-enums.h"

#include <gio/gio.h>

G_BEGIN_DECLS

GError *ferry_http_error_for_status (FerryTransferKind     kind,
                                     guint                 status);
GError *ferry_http_error_for_cause  (const GError         *cause,
                                     GTlsCertificateFlags  flags,
                                     const char           *host);

G_END_DECLS
