/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How an entry shows that what stands in it is wrong: to the eye, and to who
 * listens instead. */

#include "ferry-entry-mark.h"

/**
 * ferry_entry_mark:
 * @row: an entry
 * @wrong: whether what stands in it is wrong
 *
 * Marks @row, or takes the mark away.
 */
void
ferry_entry_mark (GtkEditable *row,
                  gboolean     wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/**
 * ferry_problem_show:
 * @revealer: has a label
 * @problem: (nullable): what is wrong, in words for a person
 *
 * Shows @problem below an entry. Without one the words stay while they fold
 * away.
 */
void
ferry_problem_show (GtkRevealer *revealer,
                    const char  *problem)
{
  if (problem != NULL)
    gtk_label_set_label (GTK_LABEL (gtk_revealer_get_child (revealer)), problem);
  gtk_revealer_set_reveal_child (revealer, problem != NULL);
}
