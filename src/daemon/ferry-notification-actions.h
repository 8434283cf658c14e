/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes of a person's answer to a toast. */

#pragma once

#include "ferry-engine.h"
#include "ferry-notification-sender.h"

G_BEGIN_DECLS

void ferry_notification_actions (FerryEngine             *engine,
                                 FerryNotificationSender *sender,
                                 GDBusConnection         *connection,
                                 const char *const       *about,
                                 const char              *action,
                                 const char              *token);

G_END_DECLS
