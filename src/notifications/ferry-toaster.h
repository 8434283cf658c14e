/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages to the person who is doing something else. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_TOASTER (ferry_toaster_get_type ())
G_DECLARE_FINAL_TYPE (FerryToaster, ferry_toaster, FERRY, TOASTER, GObject)

FerryToaster *ferry_toaster_new        (const char        *app_name,
                                        const char        *app_id);
void          ferry_toaster_show       (FerryToaster      *self,
                                        const char        *id,
                                        const char        *title,
                                        const char        *body,
                                        const char        *category,
                                        const char *const *actions,
                                        const char *const *about);
void          ferry_toaster_take_off   (FerryToaster      *self,
                                        const char        *id);
gboolean      ferry_toaster_is_waiting (FerryToaster      *self);

G_END_DECLS
