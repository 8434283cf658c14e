/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One download, from its first request to the last byte of its body. On the
 * network thread. */

#pragma once

#include "ferry-run.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

void ferry_http_download_start (GTask        *task,
                                FerryRun     *run,
                                SoupSession  *session,
                                GMainContext *context,
                                guint8       *buffer,
                                gsize         buffer_size);

G_END_DECLS
