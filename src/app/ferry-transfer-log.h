/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happened to the downloads while the window was open, line by line. */

#pragma once

#include "ferry-transfer-watch.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FERRY_TYPE_TRANSFER_LOG (ferry_transfer_log_get_type ())
G_DECLARE_FINAL_TYPE (FerryTransferLog, ferry_transfer_log, FERRY, TRANSFER_LOG, GObject)

FerryTransferLog *ferry_transfer_log_new    (GtkTextBuffer      *buffer);
void              ferry_transfer_log_follow (FerryTransferLog   *self,
                                             FerryTransferWatch *watch);
void              ferry_transfer_log_say    (FerryTransferLog   *self,
                                             const char         *line);

G_END_DECLS
