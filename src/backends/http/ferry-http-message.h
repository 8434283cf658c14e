/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One question to a server: method, address, headers, and the credentials it
 * may be told. */

#pragma once

#include "ferry-http-head.h"

#include "ferry-request.h"

G_BEGIN_DECLS

SoupMessage *ferry_http_message_new (FerryRequest         *request,
                                     const char           *method,
                                     GUri                 *uri,
                                     gboolean              at_origin,
                                     const FerryHttpAsked *asked);

G_END_DECLS
