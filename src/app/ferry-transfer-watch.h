/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks on as downloads come and move, for what concerns all of them.
 *
 * Signals: `batch-came` (FerryTransferOperation newest, guint): several appeared at once;
 * `came` (FerryTransferOperation): one appeared;
 * `moved` (FerryTransferOperation): it is in another state now;
 * `reported` (FerryTransferOperation, FerryTransferProgress): it got further;
 * `counted`: the numbers below changed. */

#pragma once

#include <ferry.h>

G_BEGIN_DECLS

#define FERRY_TYPE_TRANSFER_WATCH (ferry_transfer_watch_get_type ())
G_DECLARE_FINAL_TYPE (FerryTransferWatch, ferry_transfer_watch, FERRY, TRANSFER_WATCH, GObject)

/**
 * FerryTransferCount:
 * @unfinished: downloads that have not ended
 * @pausable: those of them that a person can pause
 * @resumable: those of them that wait for a person
 * @finished: downloads that have ended
 */
typedef struct {
  guint unfinished;
  guint pausable;
  guint resumable;
  guint finished;
} FerryTransferCount;

FerryTransferWatch *ferry_transfer_watch_new       (GListModel         *operations);
FerryTransferCount  ferry_transfer_watch_get_count (FerryTransferWatch *self);

G_END_DECLS
