/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Says of an entry that what stands in it is wrong. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ferry_entry_mark   (GtkEditable *row,
                         gboolean     wrong);
void ferry_problem_show (GtkRevealer *revealer,
                         const char  *problem);

G_END_DECLS
