/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The backend for http and https. */

#pragma once

#include "ferry-backend.h"

G_BEGIN_DECLS

#define FERRY_TYPE_HTTP_BACKEND (ferry_http_backend_get_type ())
G_DECLARE_FINAL_TYPE (FerryHttpBackend, ferry_http_backend, FERRY, HTTP_BACKEND, GObject)

FerryBackend *ferry_http_backend_new (void);

G_END_DECLS
