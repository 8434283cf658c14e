/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opens what has been downloaded. */

#pragma once

#include <ferry.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

void ferry_launch_file   (GtkWidget              *from,
                          FerryTransferOperation *operation);
void ferry_launch_folder (GtkWidget              *from,
                          FerryTransferOperation *operation);

G_END_DECLS
