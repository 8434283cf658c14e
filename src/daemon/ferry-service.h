/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ferryd's application object. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_SERVICE (ferry_service_get_type ())
G_DECLARE_FINAL_TYPE (FerryService, ferry_service, FERRY, SERVICE, GApplication)

FerryService *ferry_service_new        (void);
gboolean      ferry_service_has_failed (FerryService *self);

G_END_DECLS
