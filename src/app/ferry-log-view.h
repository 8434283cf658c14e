/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log of a page, as a person sees it. */

#pragma once

#include "ferry-transfer-log.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FERRY_TYPE_LOG_VIEW (ferry_log_view_get_type ())
G_DECLARE_FINAL_TYPE (FerryLogView, ferry_log_view, FERRY, LOG_VIEW, AdwBin)

FerryTransferLog *ferry_log_view_get_log (FerryLogView *self);

G_END_DECLS
