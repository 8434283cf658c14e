/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Downloads that a person took off the list, and may still want back. */

#pragma once

#include <adwaita.h>
#include <ferry.h>

G_BEGIN_DECLS

#define FERRY_TYPE_REMOVAL (ferry_removal_get_type ())
G_DECLARE_FINAL_TYPE (FerryRemoval, ferry_removal, FERRY, REMOVAL, GObject)

FerryRemoval *ferry_removal_new        (void);
GtkFilter    *ferry_removal_get_filter (FerryRemoval    *self);
void          ferry_removal_begin      (FerryRemoval    *self,
                                        GListModel      *operations,
                                        AdwToastOverlay *toasts);
void          ferry_removal_commit     (FerryRemoval    *self);

G_END_DECLS
