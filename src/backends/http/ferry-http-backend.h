/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HTTP and HTTPS by libsoup, on a thread of its own. */

#pragma once

#include "ferry-backend.h"

G_BEGIN_DECLS

#define FERRY_TYPE_HTTP_BACKEND (ferry_http_backend_get_type ())
G_DECLARE_FINAL_TYPE (FerryHttpBackend, ferry_http_backend, FERRY, HTTP_BACKEND, GObject)

FerryBackend *ferry_http_backend_new              (void);
void          ferry_http_backend_set_tls_database (FerryHttpBackend *self,
                                                   GTlsDatabase     *database);

G_END_DECLS
