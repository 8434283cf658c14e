/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The end of an upload that was given up. Of the network thread only. */

#pragma once

#include "ferry-http-context.h"

#include "ferry-run.h"

G_BEGIN_DECLS

void ferry_http_terminate (FerryHttpContext *context,
                           FerryRequest     *request,
                           FerryUpload      *upload);

G_END_DECLS
