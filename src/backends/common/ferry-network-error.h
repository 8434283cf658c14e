/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What went wrong on the way to a server, in the words of FERRY_WEB_ERROR and
 * of people. Pure. */

#pragma once

#include "ferry-enums.h"

#include <gio/gio.h>

G_BEGIN_DECLS

GError *ferry_network_error_new       (FerryWebErrorStatus   code,
                                       const char           *sentence,
                                       const char           *host);
GError *ferry_network_error_for_cause (const GError         *cause,
                                       GTlsCertificateFlags  flags,
                                       const char           *host);
GError *ferry_network_error_cut       (const char           *host,
                                       guint64               received,
                                       guint64               announced);
GError *ferry_network_error_timeout   (const char           *host,
                                       guint                 seconds);

G_END_DECLS
