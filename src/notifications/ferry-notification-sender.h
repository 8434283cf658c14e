/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages to the person who is doing something else. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_NOTIFICATION_SENDER (ferry_notification_sender_get_type ())
G_DECLARE_FINAL_TYPE (FerryNotificationSender, ferry_notification_sender, FERRY, NOTIFICATION_SENDER, GObject)

FerryNotificationSender *ferry_notification_sender_new        (const char              *app_name,
                                                               const char              *app_id);
void                     ferry_notification_sender_show       (FerryNotificationSender *self,
                                                               const char              *id,
                                                               const char              *title,
                                                               const char              *body,
                                                               const char              *category,
                                                               const char *const       *actions,
                                                               const char *const       *about);
void                     ferry_notification_sender_take_off   (FerryNotificationSender *self,
                                                               const char              *id);
gboolean                 ferry_notification_sender_is_waiting (FerryNotificationSender *self);

G_END_DECLS
