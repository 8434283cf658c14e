/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The thread that talks to the notification server. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _FerryToastDesk FerryToastDesk;

/* One message. */
typedef struct {
  char *id;       /* (owned) */
  char *title;    /* (owned) */
  char *body;     /* (owned) */
  char *category; /* (owned) */
  GStrv actions;  /* (owned) names and labels in turns */
} FerryToast;

typedef void (*FerryToastChosen) (const char *id,
                                  const char *action,
                                  gpointer user_data);

FerryToastDesk *ferry_toast_desk_open  (const char       *app_name,
                                        const char       *app_id,
                                        FerryToastChosen  chosen,
                                        gpointer          user_data);
void            ferry_toast_desk_put   (FerryToastDesk   *self,
                                        FerryToast       *toast);
void            ferry_toast_desk_close (FerryToastDesk   *self);

G_END_DECLS
