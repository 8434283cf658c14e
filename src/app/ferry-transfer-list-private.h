/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the list share: the rows in ferry-transfer-list.c, what is
 * done to them in ferry-transfer-list-actions.c. */

#pragma once

#include "ferry-removal.h"
#include "ferry-transfer-list.h"

G_BEGIN_DECLS

struct _FerryTransferList {
  AdwBin parent_instance;

  FerryRemoval *removal;             /* (owned) */
  GtkSelectionFilterModel *selected; /* (owned) */

  /* (unowned) of the template */
  GtkScrolledWindow *scroller;
  GtkWidget *list;
  GtkSelectionModel *selection;
  GtkSortListModel *newest_first;
  GtkFilterListModel *remaining;
  GtkWidget *popover;
};

guint ferry_transfer_list_find            (FerryTransferList      *self,
                                           const char             *guid);
void  ferry_transfer_list_launch          (FerryTransferList      *self,
                                           FerryTransferOperation *operation);
void  ferry_transfer_list_install_actions (GtkWidgetClass         *widget_class);

G_END_DECLS
