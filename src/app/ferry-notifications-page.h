/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page where several downloads end in one notification. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define FERRY_TYPE_NOTIFICATIONS_PAGE (ferry_notifications_page_get_type ())
G_DECLARE_FINAL_TYPE (FerryNotificationsPage, ferry_notifications_page, FERRY, NOTIFICATIONS_PAGE, AdwBin)

G_END_DECLS
