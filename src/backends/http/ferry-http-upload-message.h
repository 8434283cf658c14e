/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One question of an upload to a server. */

#pragma once

#include "ferry-http-content.h"
#include "ferry-http-redirect-chain.h"
#include "ferry-http-resumable.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

SoupMessage *ferry_http_upload_message_new (FerryRequest           *request,
                                            FerryHttpRedirectChain *chain,
                                            FerryHttpResumable     *steps,
                                            FerryHttpContent       *content);

G_END_DECLS
