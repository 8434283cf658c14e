/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thread that talks to the notification server. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _FerryNotificationWorker FerryNotificationWorker;

/* One message. */
typedef struct {
  char *id;       /* (owned) */
  GStrv about;    /* (owned) what a choice is told with */
  char *title;    /* (owned) */
  char *body;     /* (owned) */
  char *category; /* (owned) */
  GStrv actions;  /* (owned) names and labels in turns */
} FerryNotification;

/* What happens to messages on the screen, told on the thread that opened the
 * desk. */
typedef struct {
  void (*chosen) (const char *const *about,
                  const char *action,
                  const char *token,
                  gpointer user_data);
  void (*counted) (guint n_choosable,
                   gpointer user_data);
} FerryNotificationEvents;

FerryNotificationWorker *ferry_notification_worker_open     (const char                    *app_name,
                                                             const char                    *app_id,
                                                             const FerryNotificationEvents *events,
                                                             gpointer                       user_data);
void                     ferry_notification_worker_put      (FerryNotificationWorker       *self,
                                                             FerryNotification             *notification);
void                     ferry_notification_worker_take_off (FerryNotificationWorker       *self,
                                                             const char                    *id);
void                     ferry_notification_worker_close    (FerryNotificationWorker       *self);

G_END_DECLS
