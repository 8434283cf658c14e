/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Goes to rows of a list that was asked about from outside. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ferry_reveal (GtkWidget         *list,
                   GtkSelectionModel *rows,
                   const char *const *guids);

G_END_DECLS
